#include "lines_model.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "lm/rejects.h"

struct line {
	struct lm_span bytes;
	const char *file;
	uint64_t number;
};

/* What a line becomes; shared by the model and by the work under test. */
static enum lm_code
work_on(struct lm_span bytes, uint64_t number, struct lm_buf *out,
    struct lm_err *err)
{
	(void)lm_buf_printf(out, NULL, "%ju:", (uintmax_t)number);
	append(out, bytes);
	switch (bytes.ptr[0]) {
	case 'b':
		(void)lm_err_set(err, LM_MALFORMED, "a bad line");
		lm_err_at(err, NULL, 0, 3);
		return LM_MALFORMED;
	case 'p':
		return lm_err_set(err, LM_MALFORMED, "a line in part");
	case 'f':
		return lm_err_set(err, LM_LIMIT, "all is lost");
	case 't':
		append(out, lm_span_of("\nand again"));
		break;
	case 'n':
		out->len = 0;
		return LM_OK;
	default:
		break;
	}
	append(out, lm_span_of("\n"));
	return LM_OK;
}

static bool
is_blank(struct lm_span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if (strchr(" \t\r", bytes.ptr[i]) == NULL)
			return false;
	return true;
}

/* Whether the run goes on after a line that failed. */
static bool
model_failure(struct model *model, const struct line *line, struct lm_err *err)
{
	bool may_reject = err->code == LM_MALFORMED || err->code == LM_OVERSIZE;

	lm_err_at(err, line->file, line->number, 1);
	if (!may_reject || !model->has_rejects ||
	    model->totals.rejected == model->max_rejects) {
		model->err = *err;
		return false;
	}
	model->totals.rejected++;
	(void)lm_rejects_append(&model->rejects, err, line->bytes,
	    line->bytes.len, NULL);
	return true;
}

static void
model_output(struct model *model, const struct lm_buf *out)
{
	append(&model->out, lm_buf_view(out));
	model->totals.bytes_out += out->len;
	for (size_t i = 0; i < out->len; i++)
		model->totals.records_out += out->ptr[i] == '\n';
}

static bool
model_line(struct model *model, const struct line *line)
{
	struct lm_err err = {0};
	struct lm_buf out = {0};
	bool go_on = true;

	if (line->bytes.len <= model->max_line && is_blank(line->bytes))
		return true;
	model->totals.records_in++;
	if (line->bytes.len > model->max_line) {
		(void)lm_err_set(&err, LM_OVERSIZE,
		    "a record longer than %zu bytes (--max-record)",
		    model->max_line);
		return model_failure(model, line, &err);
	}
	model->n_worked++;
	if (work_on(line->bytes, line->number, &out, &err) == LM_OK)
		model_output(model, &out);
	else
		go_on = model_failure(model, line, &err);
	lm_buf_free(&out);
	return go_on;
}

static bool
model_file(struct model *model, struct lm_span text, const char *name)
{
	struct line line = {.file = name};

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		text = lm_span(text.ptr + 3, text.len - 3);
	for (size_t at = 0; at < text.len;) {
		size_t end = at;

		while (end < text.len && text.ptr[end] != '\n')
			end++;
		line.bytes = lm_span(text.ptr + at, end - at);
		line.number++;
		if (!model_line(model, &line))
			return false;
		at = end + 1;
	}
	model->totals.bytes_in += text.len;
	return true;
}

void
model_run(struct model *model)
{
	for (size_t i = 0; i < model->n_inputs; i++)
		if (!model_file(model, model->inputs[i], model->names[i]))
			break;
}

void
model_free(struct model *model)
{
	lm_buf_free(&model->out);
	lm_buf_free(&model->rejects);
}

/* ---- the work, as lm_lines wants it ---- */

static void *
work_new(void *ctx, struct lm_err *err)
{
	uint64_t *n_worked = calloc(1, sizeof(*n_worked));

	(void)ctx;
	if (n_worked == NULL)
		(void)lm_err_nomem(err);
	return n_worked;
}

static void
work_begin(void *state)
{
	*(uint64_t *)state = 0;
}

static enum lm_code
work_line(void *state, const struct lm_line *line, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_buf one = {0};
	enum lm_code code = work_on(line->bytes, line->number, &one, err);

	*(uint64_t *)state += 1;
	append(out, lm_buf_view(&one));
	lm_buf_free(&one);
	return code;
}

static enum lm_code
work_deliver(void *ctx, void *state, struct lm_err *err)
{
	uint64_t *sum = ctx;

	(void)err;
	*sum += *(uint64_t *)state;
	return LM_OK;
}

const struct lm_lines_ops lines_work = {
    .state_new = work_new,
    .state_free = free,
    .begin = work_begin,
    .line = work_line,
    .deliver = work_deliver,
};
