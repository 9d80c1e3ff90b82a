#include "work.h"

#include <stdlib.h>

#include "settings.h"

enum { KEPT_DOCUMENTS, KEPT_QUERIES, N_KEPT };

/* What a worker read since its last delivery. */
struct worker {
	struct drift_set sets[N_ROLES];
	struct drift_reader reader;
	struct lm_buf kept[N_KEPT]; /* with --accept: the lines themselves */
};

enum lm_code
work_new(void *arg, void **out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = calloc(1, sizeof(*worker));

	*out = worker;
	if (worker == NULL)
		return lm_err_nomem(err);
	worker->reader.fields = &settings->fields;
	return LM_OK;
}

void
work_free(void *arg)
{
	struct worker *worker = arg;

	if (worker == NULL)
		return;
	for (size_t i = 0; i < N_ROLES; i++)
		drift_set_free(&worker->sets[i]);
	for (size_t i = 0; i < N_KEPT; i++)
		lm_buf_free(&worker->kept[i]);
	drift_reader_free(&worker->reader);
	free(worker);
}

void
work_begin(void *arg)
{
	struct worker *worker = arg;

	for (size_t i = 0; i < N_ROLES; i++)
		drift_set_clear(&worker->sets[i]);
	for (size_t i = 0; i < N_KEPT; i++)
		worker->kept[i].len = 0;
}

/* A record that may become one of the baseline, as it came. */
static enum lm_code
keep(struct worker *worker, enum role role, const struct lm_filter_record *in,
    struct lm_err *err)
{
	size_t which = role == ROLE_CURRENT ? KEPT_DOCUMENTS : KEPT_QUERIES;
	enum lm_code code;

	if (role != ROLE_CURRENT && role != ROLE_CURRENT_QUERIES)
		return LM_OK;
	code = lm_buf_span(&worker->kept[which], in->record->src, err);
	return code == LM_OK ? lm_buf_byte(&worker->kept[which], '\n', err)
			     : code;
}

enum lm_code
work_record(void *arg, void *memory, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = memory;
	enum role role = settings_role(settings, in->line->input);
	struct drift_input input;
	enum lm_code code;

	(void)out;
	code = drift_input_read(&worker->reader, in->record, in->line->file,
	    in->line->number, &input, err);
	if (code == LM_OK)
		code = drift_set_add(&worker->sets[role], &input, err);
	if (code == LM_OK && settings->accepting != NULL)
		code = keep(worker, role, in, err);
	return code;
}

enum lm_code
work_deliver(void *arg, void *memory, struct lm_err *err)
{
	struct settings *settings = arg;
	struct worker *worker = memory;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_ROLES; i++)
		code =
		    drift_set_take(&settings->sets[i], &worker->sets[i], err);
	for (size_t i = 0; code == LM_OK && i < N_KEPT; i++) {
		struct lm_span lines = lm_buf_view(&worker->kept[i]);

		if (settings->accepting == NULL || lines.len == 0)
			continue;
		lines.len--; /* the last newline is added */
		code = drift_accept_add(settings->accepting, i == KEPT_QUERIES,
		    lines, err);
	}
	return code;
}
