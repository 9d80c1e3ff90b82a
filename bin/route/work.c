#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "render.h"

#include "lm/clock.h"

const char *const counter_names[] = {"local", "managed", "hold", "reject",
    "no_key", "changed", "unknown", "past", "found", NULL};

void
work_free(struct work *work)
{
	if (work == NULL)
		return;
	decider_free(work->decider);
	lm_token_counter_free(work->counter);
	job_free(&work->job);
	lm_buf_free(&work->text);
	lm_edits_free(&work->edits);
	parcel_free(&work->parcel);
	tally_free(&work->tally);
	lm_buf_free(&work->said);
	free(work);
}

static enum lm_code
fill(struct work *work, struct lm_err *err)
{
	const struct settings *settings = work->settings;
	enum lm_code code = LM_OK;

	if (settings->has_rules) {
		code = decider_new(&settings->rules, &work->decider, err);
		if (code == LM_OK)
			code = tally_init(&work->tally, settings->rules.policy,
			    err);
	}
	if (code == LM_OK && settings->tokenizer != NULL) {
		work->counter = lm_token_counter_new(settings->tokenizer);
		if (work->counter == NULL)
			code = lm_err_nomem(err);
	}
	return code;
}

enum lm_code
work_new(const struct settings *settings, struct work **out, struct lm_err *err)
{
	struct work *work = calloc(1, sizeof(*work));
	enum lm_code code;

	*out = NULL;
	if (work == NULL)
		return lm_err_nomem(err);
	work->settings = settings;
	code = fill(work, err);
	if (code != LM_OK) {
		work_free(work);
		return code;
	}
	*out = work;
	return LM_OK;
}

/* The time of a block is the time of its decisions; that $LMOB_NOW can be
 * read was seen at the start. */
void
work_begin(struct work *work)
{
	parcel_clear(&work->parcel);
	work->said.len = 0;
	work->met = 0;
	if (work->settings->has_rules)
		tally_clear(&work->tally, work->settings->rules.policy);
	(void)lm_clock_now(&work->now_ns, NULL);
}

enum lm_code
work_record(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	switch (work->settings->mode) {
	case MODE_ROUTE:
		return work_route(work, in, out, err);
	case MODE_COUNT:
		return work_count(work, in, out, err);
	case MODE_WHY:
		return work_why(work, in, err);
	case MODE_REPLAY:
		return work_replay(work, in, out, err);
	case MODE_CHECK:
	case MODE_SCHEMA:
		break;
	}
	return LM_OK;
}

/* The record with its member, to where its lane goes. */
static enum lm_code
put_record(struct work *work, const struct lm_filter_record *in,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = work->settings;
	struct lm_member member = {.name = lm_span_of("route")};
	enum lm_code code;

	if (settings->split != NULL)
		out = &work->parcel.lanes[decision->lane];
	work->text.len = 0;
	code = render_member(&settings->rules, decider_signals(work->decider),
	    decision, &work->text, err);
	member.value = lm_buf_view(&work->text);
	lm_edits_clear(&work->edits);
	if (code == LM_OK)
		code = lm_edits_set_members(&work->edits, in->record, &member,
		    1, err);
	return code == LM_OK ? lm_filter_edit(in, &work->edits, out, err)
			     : code;
}

enum lm_code
work_route(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = work->settings;
	struct signals *signals = decider_signals(work->decider);
	const struct decision *decision = NULL;
	struct job_fault fault;
	enum lm_code code =
	    job_read(&work->job, &settings->fields, in->record, &fault, err);

	work->met |= work->job.met;
	if (code == LM_OK)
		code = decider_decide(work->decider, &work->job, &fault,
		    work->now_ns, &decision, err);
	if (code == LM_OK && settings->ledger != NULL)
		code = ledger_line(&settings->rules, signals, decision,
		    work->now_ns, &work->parcel.ledger, err);
	if (code != LM_OK)
		return code;
	in->counts[COUNT_LOCAL + decision->lane]++;
	in->counts[COUNT_NO_KEY] += decision->cause == CAUSE_UNREDACTED &&
	    signals_stamp(signals) == LM_STAMP_NO_KEY;
	if (settings->has_only && (int)decision->lane != settings->only)
		return LM_OK;
	if (settings->summary) {
		tally_count(&work->tally, settings->rules.policy, signals,
		    decision);
		return LM_OK;
	}
	if (settings->explain)
		return render_explanation(&settings->rules, signals, decision,
		    out, err);
	return put_record(work, in, decision, out, err);
}

enum lm_code
work_why(struct work *work, const struct lm_filter_record *in,
    struct lm_err *err)
{
	yyjson_val *id = NULL;

	if (!lm_record_find(in->record->root, lm_span_of("id"), NULL, &id) ||
	    !ledger_is_id(id, lm_span_of(work->settings->why)))
		return LM_OK;
	if (!ledger_job(in->record, &work->job))
		return lm_err_set(err, LM_MALFORMED,
		    "expected a line of a ledger");
	in->counts[COUNT_FOUND]++;
	work->said.len = 0;
	return ledger_say(in->record, &work->said, err);
}
