#include <stdlib.h>

#include "lm/schema_eval.h"
#include "lm/schema_say.h"

/* So many errors of a branch are kept, and in all, and of their texts; what is
 * more is only counted.  A record may have millions. */
#define MOST_OF_BRANCH 1000
#define MOST_ERRORS 50000
#define MOST_TEXT ((size_t)8 << 20)

/* How unlikely an error makes it that its branch was meant. */
enum penalty {
	PENALTY_TYPE = 1000,  /* another type of value altogether */
	PENALTY_CHOICE = 300, /* another kind, as its const or enum says */
	PENALTY_MEMBERS = 10, /* members missing, or too many */
	PENALTY_DETAIL = 1,
};

void
lm_schema_report_free(struct lm_schema_report *report)
{
	free(report->errors);
	free(report->notes);
	lm_buf_free(&report->text);
	report->errors = report->notes = NULL;
	report->n_errors = report->n_notes = 0;
	report->errors_cap = report->notes_cap = 0;
}

/* Room for n more. */
static enum lm_code
grow(struct lm_schema_error **list, size_t n, size_t *cap, struct lm_err *err)
{
	size_t wanted = *cap == 0 ? 16 : 2 * *cap;
	struct lm_schema_error *grown;

	if (n < *cap)
		return LM_OK;
	grown = realloc(*list, wanted * sizeof(*grown));
	if (grown == NULL)
		return lm_err_nomem(err);
	*list = grown;
	*cap = wanted;
	return LM_OK;
}

static enum lm_code
add_way(const struct lm_way *way, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < way->n; i++) {
		const struct lm_step *step = &way->steps[i];

		if (step->key != NULL)
			code = lm_pointer_add(out, lm_span_of(step->key), err);
		if (code == LM_OK && step->name != NULL)
			code = lm_pointer_add(out, lm_record_text(step->name),
			    err);
		else if (code == LM_OK && step->index != LM_NO_INDEX)
			code = lm_buf_printf(out, err, "/%zu", step->index);
	}
	return code;
}

/* A text of the report begins here; it ends where the text ends now. */
static struct lm_schema_piece
piece_from(const struct lm_buf *text, size_t at)
{
	return (struct lm_schema_piece){at, text->len - at};
}

/* Where it is: in the instance, and in the schema by both ways. */
static enum lm_code
add_places(const struct lm_run *run, const struct lm_node *node,
    const char *keyword, struct lm_schema_error *out)
{
	const struct lm_source *source = &run->schema->source;
	struct lm_buf *text = &run->report->text;
	size_t at = text->len;
	enum lm_code code = add_way(&run->instance, text, run->err);

	out->instance = piece_from(text, at);
	at = text->len;
	if (code == LM_OK)
		code = add_way(&run->keywords, text, run->err);
	if (code == LM_OK && keyword != NULL)
		code = lm_pointer_add(text, lm_span_of(keyword), run->err);
	out->location = piece_from(text, at);
	at = text->len;
	if (code == LM_OK)
		code = lm_buf_span(text, source->resources[node->resource].uri,
		    run->err);
	if (code == LM_OK)
		code = lm_buf_byte(text, '#', run->err);
	if (code == LM_OK)
		code = lm_source_pointer(source, node->site, text, run->err);
	if (code == LM_OK && keyword != NULL)
		code = lm_pointer_add(text, lm_span_of(keyword), run->err);
	out->absolute = piece_from(text, at);
	out->depth = (uint32_t)run->instance.n;
	return code;
}

/* The keyword that led to a schema that is false. */
static enum lm_schema_key
last_key(const struct lm_run *run)
{
	if (run->keywords.n == 0)
		return LM_SCHEMA_N_KEYS;
	return lm_schema_key_find(
	    lm_span_of(run->keywords.steps[run->keywords.n - 1].key), ~0U, ~0U);
}

static bool
is_full(const struct lm_run *run)
{
	struct lm_schema_report *report = run->report;
	bool full = report->n_errors - run->base >= MOST_OF_BRANCH ||
	    report->n_errors >= MOST_ERRORS || report->text.len >= MOST_TEXT;

	report->n_untold += full;
	return full && report->n_errors > 0;
}

static void
add_error(struct lm_run *run, const struct lm_node *node,
    enum lm_schema_key key, yyjson_val *val, struct lm_span detail,
    bool undetermined)
{
	struct lm_schema_report *report = run->report;
	struct lm_schema_error *e;
	size_t at;

	if (run->code != LM_OK || is_full(run))
		return;
	run->code = grow(&report->errors, report->n_errors, &report->errors_cap,
	    run->err);
	if (run->code != LM_OK)
		return;
	e = &report->errors[report->n_errors];
	*e = (struct lm_schema_error){.key = key,
	    .val = val,
	    .undetermined = undetermined};
	if (key == LM_SCHEMA_N_KEYS)
		e->key = last_key(run);
	run->code = add_places(run, node,
	    key == LM_SCHEMA_N_KEYS ? NULL : lm_schema_keywords[key].name, e);
	at = report->text.len;
	if (run->code == LM_OK)
		run->code = lm_schema_say_expected(run->schema, node, key,
		    detail, &report->text, run->err);
	e->expected = piece_from(&report->text, at);
	at = report->text.len;
	if (run->code == LM_OK)
		run->code = undetermined
		    ? lm_buf_text(&report->text, "a limit was hit first",
			  run->err)
		    : lm_schema_say_got(key, val, &report->text, run->err);
	e->got = piece_from(&report->text, at);
	if (run->code == LM_OK)
		report->n_errors++;
}

enum lm_schema_verdict
lm_run_fail_slow(struct lm_run *run, const struct lm_node *node,
    enum lm_schema_key key, yyjson_val *val, struct lm_span detail)
{
	if (!lm_run_is_quick(run))
		add_error(run, node, key, val, detail, false);
	return LM_SCHEMA_INVALID;
}

enum lm_schema_verdict
lm_run_doubt(struct lm_run *run, const struct lm_node *node,
    enum lm_schema_key key, yyjson_val *val)
{
	run->doubts++;
	if (!lm_run_is_quick(run))
		add_error(run, node, key, val, lm_span(NULL, 0), true);
	return LM_SCHEMA_UNDETERMINED;
}

void
lm_run_branch(struct lm_run *run, size_t from, uint32_t branch)
{
	for (size_t i = from; run->report != NULL && i < run->report->n_errors;
	     i++)
		run->report->errors[i].branch = branch;
}

static unsigned
penalty_of(const struct lm_schema_error *e, size_t depth)
{
	size_t below = e->depth - depth;

	if (e->key == LM_KEY_TYPE && below == 0)
		return PENALTY_TYPE;
	if ((e->key == LM_KEY_CONST || e->key == LM_KEY_ENUM) && below <= 1)
		return PENALTY_CHOICE;
	if ((e->key == LM_KEY_REQUIRED && below == 0) ||
	    (e->key == LM_KEY_ADDITIONAL_PROPERTIES && below == 1))
		return PENALTY_MEMBERS;
	return PENALTY_DETAIL;
}

/* Errors of one branch, in a list sorted by branch. */
struct group {
	size_t from;
	size_t n;
};

static struct group
next_group(const struct lm_schema_error *list, size_t from, size_t n)
{
	size_t end = from;

	while (end < n && list[end].branch == list[from].branch)
		end++;
	return (struct group){from, end - from};
}

/* The branch that was most likely meant. */
static struct group
likeliest(const struct lm_schema_error *list, size_t n, size_t depth)
{
	struct group best = {0}, group;
	uint64_t least = UINT64_MAX;

	for (size_t at = 0; at < n; at += group.n) {
		uint64_t penalty = 0;

		group = next_group(list, at, n);
		for (size_t i = 0; i < group.n; i++)
			penalty += penalty_of(&list[at + i], depth);
		if (penalty < least) {
			least = penalty;
			best = group;
		}
	}
	return best;
}

static void
append(struct lm_run *run, const struct lm_schema_error *list, size_t n)
{
	struct lm_schema_report *report = run->report;

	for (size_t i = 0; run->code == LM_OK && i < n; i++) {
		run->code = grow(&report->errors, report->n_errors,
		    &report->errors_cap, run->err);
		if (run->code == LM_OK)
			report->errors[report->n_errors++] = list[i];
	}
}

/* The likely branch, and of the others the first error each. */
static void
append_ranked(struct lm_run *run, const struct lm_schema_error *list, size_t n)
{
	struct group best = likeliest(list, n, run->instance.n), group;

	append(run, list + best.from, best.n);
	for (size_t at = 0; at < n; at += group.n) {
		group = next_group(list, at, n);
		if (group.from != best.from)
			append(run, list + at, 1);
	}
}

enum lm_schema_verdict
lm_run_rank(struct lm_run *run, const struct lm_node *node,
    enum lm_schema_key key, yyjson_val *val, struct lm_report_mark mark)
{
	struct lm_schema_report *report = run->report;
	size_t n = report->n_errors - mark.n_errors;
	struct lm_schema_error *list = NULL;

	if (n > 0) {
		list = malloc(n * sizeof(*list));
		if (list == NULL) {
			run->code = lm_err_nomem(run->err);
			return LM_SCHEMA_INVALID;
		}
		memcpy(list, report->errors + mark.n_errors, n * sizeof(*list));
	}
	report->n_errors = mark.n_errors;
	add_error(run, node, key, val, lm_span(NULL, 0), false);
	if (report->all)
		append(run, list, n);
	else
		append_ranked(run, list, n);
	free(list);
	return LM_SCHEMA_INVALID;
}

/* Keywords that say something of a value without asking anything; those of the
 * content only of a string; and those that are nobody's. */
static bool
is_note(enum lm_schema_key key, yyjson_val *val)
{
	if (key == LM_SCHEMA_N_KEYS || key == LM_KEY_FORMAT)
		return true;
	switch (lm_schema_keywords[key].vocabularies) {
	case LM_VOCABULARY_META_DATA:
		return true;
	case LM_VOCABULARY_CONTENT:
		return yyjson_is_str(val);
	default:
		return false;
	}
}

static void
add_note(struct lm_run *run, const struct lm_node *node, yyjson_val *name)
{
	struct lm_schema_report *report = run->report;
	struct lm_schema_error note = {0};
	struct lm_span text = lm_record_text(name);
	char keyword[LM_ERR_FILE_SIZE];
	size_t at;

	if (text.len >= sizeof(keyword) ||
	    memchr(text.ptr, '\0', text.len) != NULL)
		return;
	memcpy(keyword, text.ptr, text.len);
	keyword[text.len] = '\0';
	run->code =
	    grow(&report->notes, report->n_notes, &report->notes_cap, run->err);
	if (run->code == LM_OK)
		run->code = add_places(run, node, keyword, &note);
	at = report->text.len;
	if (run->code == LM_OK)
		run->code = lm_schema_say_value(run->schema, node, name + 1,
		    SIZE_MAX, &report->text, run->err);
	note.annotation = piece_from(&report->text, at);
	if (run->code == LM_OK)
		report->notes[report->n_notes++] = note;
}

void
lm_run_note(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	const struct lm_source *source = &run->schema->source;
	const struct lm_dialect *dialect =
	    &source->resources[node->resource].dialect;
	yyjson_val *object = source->sites[node->site].val, *name;
	yyjson_obj_iter iter = yyjson_obj_iter_with(object);

	while (
	    run->code == LM_OK && (name = yyjson_obj_iter_next(&iter)) != NULL)
		if (is_note(lm_schema_key_find(lm_record_text(name),
				dialect->draft, dialect->vocabularies),
			val))
			add_note(run, node, name);
}
