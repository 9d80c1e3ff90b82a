#include "work.h"

#include <stdbool.h>
#include <stdlib.h>

#include "redact.h"
#include "report.h"
#include "settings.h"
#include "stamped.h"

#include "lm/record.h"
#include "lm/writer.h"

struct worker {
	struct redactor *redactor;
	struct stamper *stamper;  /* NULL: no stamps */
	struct lm_parser *parser; /* NULL: no lines of text */
	struct lm_buf report;	  /* of the block */
};

void
work_free(void *memory)
{
	struct worker *worker = memory;

	if (worker == NULL)
		return;
	lm_buf_free(&worker->report);
	lm_parser_free(worker->parser);
	stamper_free(worker->stamper);
	redactor_free(worker->redactor);
	free(worker);
}

enum lm_code
work_new(void *arg, void **out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return lm_err_nomem(err);
	worker->redactor = redactor_new(&settings->policy);
	if (settings->stamp)
		worker->stamper =
		    stamper_new(settings->stamps, settings->counters);
	if (settings->text)
		worker->parser = lm_parser_new();
	if (worker->redactor == NULL ||
	    (settings->stamp && worker->stamper == NULL) ||
	    (settings->text && worker->parser == NULL)) {
		work_free(worker);
		return lm_err_nomem(err);
	}
	*out = worker;
	return LM_OK;
}

void
work_begin(void *memory)
{
	struct worker *worker = memory;

	worker->report.len = 0;
}

enum lm_code
work_deliver(void *arg, void *memory, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = memory;
	enum lm_code code;

	if (settings->report_to == NULL || worker->report.len == 0)
		return LM_OK;
	code = lm_writer_write(settings->report_to,
	    lm_buf_view(&worker->report), err);
	worker->report.len = 0;
	return code == LM_OK ? lm_writer_flush(settings->report_to, err) : code;
}

/* ---- what is told of findings --------------------------------------------------- */

static enum lm_code
explain(struct lm_buf *out, const struct report_line *line, struct lm_err *err)
{
	const struct kind_info *info = &kind_infos[line->kind];

	return lm_buf_texts(out, err, "\n\t", info->what,
	    "; found by: ", info->proof, "; ", action_names[line->action],
	    NULL);
}

static enum lm_code
tell(const struct settings *settings, struct worker *worker,
    const struct report_line *line, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (settings->report_to != NULL)
		code = report_append(&worker->report, line, err);
	if (!settings->check && !settings->explain)
		return code;
	if (code == LM_OK)
		code = report_say(out, line, err);
	if (code == LM_OK && settings->explain)
		code = explain(out, line, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

static enum lm_code
tell_all(const struct settings *settings, struct worker *worker,
    const struct lm_filter_record *in, struct lm_buf *out, struct lm_err *err)
{
	const struct hits *hits = redactor_hits(worker->redactor);
	enum lm_code code = LM_OK;

	if (!settings->policy.traces)
		return LM_OK;
	for (size_t i = 0; code == LM_OK && i < hits->n; i++) {
		const struct report_line line = {.file = in->line->file,
		    .line = in->line->number,
		    .column = hits->list[i].at + 1,
		    .path = hit_path(hits, i),
		    .kind = hits->list[i].kind,
		    .label = hit_label(hits, i),
		    .action = hits->list[i].action};

		code = tell(settings, worker, &line, out, err);
	}
	return code;
}

/* ---- one record or line --------------------------------------------------------- */

/* A line of text that is a JSON container is redacted as one. */
static enum lm_code
find_in_line(struct settings *settings, struct worker *worker,
    const struct lm_line *in, const struct lm_edits **edits,
    uint64_t found[N_KINDS], struct lm_err *err)
{
	struct lm_span line = in->bytes;
	struct lm_record record;
	enum lm_code code = LM_MALFORMED;

	if (in->input != settings->key_input)
		settings->in_key = false;
	settings->key_input = in->input;
	if (line.len > 0 && (line.ptr[0] == '{' || line.ptr[0] == '['))
		code = lm_parser_parse(worker->parser, line, &record, err);
	if (code == LM_OK)
		return redactor_find(worker->redactor, &record, edits, found,
		    err);
	return code == LM_MALFORMED ? redactor_find_text(worker->redactor, line,
					  &settings->in_key, edits, found, err)
				    : code;
}

static enum lm_code
find(struct settings *settings, struct worker *worker,
    const struct lm_filter_record *in, const struct lm_edits **edits,
    uint64_t found[N_KINDS], struct lm_err *err)
{
	enum lm_code code;

	code = in->record == NULL
	    ? find_in_line(settings, worker, in->line, edits, found, err)
	    : redactor_find(worker->redactor, in->record, edits, found, err);
	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < N_KINDS; i++)
		in->counts[i] += found[i];
	in->counts[COUNT_RECORDS] += (*edits)->n > 0;
	return LM_OK;
}

enum lm_code
work_record(void *arg, void *memory, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	struct settings *settings = arg;
	struct worker *worker = memory;
	const struct lm_edits *edits;
	uint64_t found[N_KINDS] = {0};
	enum lm_code code;

	if (settings->stamp && !yyjson_is_obj(in->record->root))
		return lm_err_set(err, LM_MALFORMED, "expected an object");
	in->counts[COUNT_EXAMINED]++;
	if (settings->idle && !settings->stamp)
		return lm_filter_pass(in, out, err);
	code = find(settings, worker, in, &edits, found, err);
	if (code == LM_OK)
		code = tell_all(settings, worker, in, out, err);
	if (code != LM_OK || settings->check || settings->explain)
		return code;
	if (settings->stamp)
		return stamper_write(worker->stamper, in, edits, found, out,
		    err);
	return edits->n == 0 ? lm_filter_pass(in, out, err)
			     : lm_filter_edit(in, edits, out, err);
}
