#include "redactor.h"

#include <stdlib.h>

#include "report.h"

void
hits_free(struct hits *hits)
{
	free(hits->list);
	lm_buf_free(&hits->text);
	*hits = (struct hits){0};
}

void
hits_clear(struct hits *hits)
{
	hits->n = 0;
	hits->text.len = 0;
}

/* Of hits without labels and paths there may be no text at all. */
static struct lm_span
part_of(const struct hits *hits, size_t at, size_t len)
{
	return len == 0 ? (struct lm_span){0}
			: lm_span(hits->text.ptr + at, len);
}

struct lm_span
hit_label(const struct hits *hits, size_t i)
{
	const struct hit *hit = &hits->list[i];

	return part_of(hits, hit->text_at, hit->label_len);
}

struct lm_span
hit_path(const struct hits *hits, size_t i)
{
	const struct hit *hit = &hits->list[i];

	return part_of(hits, hit->text_at + hit->label_len, hit->path_len);
}

static enum lm_code
push(struct hits *hits, const struct hit *hit, struct lm_err *err)
{
	if (hits->n == hits->cap) {
		size_t cap = hits->cap == 0 ? 8 : 2 * hits->cap;
		struct hit *grown = realloc(hits->list, cap * sizeof(*grown));

		if (grown == NULL)
			return lm_err_nomem(err);
		hits->list = grown;
		hits->cap = cap;
	}
	hits->list[hits->n++] = *hit;
	return LM_OK;
}

/* Whether nothing is found in a name; what is learned changes with each record. */
static enum lm_code
is_clean(struct redactor *redactor, struct lm_span name, bool *clean,
    struct lm_err *err)
{
	const struct policy *policy = redactor->policy;
	const struct subject subject = {.text = name};
	const struct key_info *info;
	enum lm_code code;

	if (policy->places.with[PLACE_LEARN] == 0) {
		code = keys_look(redactor->keys, name, &info, err);
		*clean = code == LM_OK && info->clean;
		return code;
	}
	code = search_alone(redactor->search, &subject, &policy->kinds,
	    &redactor->more, err);
	*clean = redactor->more.n == 0;
	return code;
}

#define LONGEST_NAME 128 /* that is shown; else a report outgrows its input */

/* A name in which something is found is not shown. */
static enum lm_code
append_name(struct redactor *redactor, yyjson_val *key, struct lm_buf *text,
    struct lm_err *err)
{
	struct lm_span name = lm_record_text(key);
	bool clean = false;
	enum lm_code code = name.len > LONGEST_NAME
	    ? LM_OK
	    : is_clean(redactor, name, &clean, err);

	if (!clean)
		name = lm_span_of("?");
	return code == LM_OK ? path_append_name(text, name, err) : code;
}

/* The step from an open container to the value in it that is being walked. */
static enum lm_code
append_step(struct redactor *redactor, const struct lm_walk *walk, size_t depth,
    struct lm_buf *text, struct lm_err *err)
{
	const struct lm_walk_open *open = &walk->open[depth];
	bool last = depth + 1 == walk->depth;
	size_t n = unsafe_yyjson_get_len(open->val);

	if (open->object)
		return append_name(redactor,
		    !last		    ? walk->open[depth + 1].name
			: walk->key != NULL ? walk->key
					    : walk->val,
		    text, err);
	return path_append_index(text, n - open->left - 1, err);
}

static enum lm_code
append_path(struct redactor *redactor, struct lm_buf *text, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < redactor->n_open; i++) {
		const struct lm_walk *walk = &redactor->frames[i]->walk;

		if (i > 0)
			code = path_append_inside(text, err);
		for (size_t d = 0; code == LM_OK && d < walk->depth; d++)
			code = append_step(redactor, walk, d, text, err);
	}
	return code;
}

enum lm_code
trace_add(struct redactor *redactor, struct frame *frame, size_t at,
    enum kind kind, struct lm_span label, struct lm_err *err)
{
	struct lm_buf *text = &frame->hits.text;
	struct hit hit = {.at = at,
	    .kind = kind,
	    .action = replacer_action(redactor->policy->replacer, kind),
	    .text_at = text->len,
	    .label_len = label.len};
	enum lm_code code;

	if (!redactor->policy->traces)
		return LM_OK;
	redactor->path.len = 0;
	code = append_path(redactor, &redactor->path, err);
	if (code == LM_OK)
		code = lm_buf_span(text, label, err);
	if (code == LM_OK)
		code = lm_buf_span(text, lm_buf_view(&redactor->path), err);
	if (code != LM_OK)
		return code;
	hit.path_len = redactor->path.len;
	return push(&frame->hits, &hit, err);
}

enum lm_code
trace_take(struct frame *frame, const struct frame *above, size_t i, size_t at,
    struct lm_err *err)
{
	struct hit hit = above->hits.list[i];
	struct lm_span text =
	    part_of(&above->hits, hit.text_at, hit.label_len + hit.path_len);
	enum lm_code code;

	hit.at = at;
	hit.text_at = frame->hits.text.len;
	code = lm_buf_span(&frame->hits.text, text, err);
	return code == LM_OK ? push(&frame->hits, &hit, err) : code;
}
