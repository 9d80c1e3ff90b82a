#include "finish.h"

#include "ledger.h"
#include "notes.h"
#include "probe.h"
#include "work.h"

#include "lm/manifest.h"
#include "lm/manifest_shape.h"

static void
raise_exit(struct lm_filter_run *run, enum lm_exit exit)
{
	run->exit = exit;
}

/* How many jobs were decided: not what --if or --rejects kept out. */
static uint64_t
count_jobs(const struct lm_filter_run *run)
{
	uint64_t n = 0;

	for (size_t i = 0; i < LM_N_LANES; i++)
		n += run->counts[COUNT_LOCAL + i];
	return n;
}

/* "LMOB_KEY is not set: the stamps of 3 jobs could not be checked" */
static enum lm_code
say_no_key(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	uint64_t n = run->counts[COUNT_NO_KEY];

	if (n == 0)
		return LM_OK;
	return lm_buf_printf(&run->verdict, err,
	    "lmob-route: %ju %s held as %s cannot be checked: %s is not set\n",
	    (uintmax_t)n, n == 1 ? "job is" : "jobs are",
	    n == 1 ? "its stamp" : "their stamps",
	    lm_stamp_lacks_key(settings->rules.stamp));
}

/* "2 lines of led that cannot be read: 1 dropped, 1 left" */
static enum lm_code
say_unreadable(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	uint64_t remains = settings->sink.n_remains;
	uint64_t others = settings->sink.n_others;

	if (remains + others == 0)
		return LM_OK;
	return lm_buf_printf(&run->verdict, err,
	    "lmob-route: %ju line%s of %s that cannot be read: %ju dropped, "
	    "%ju left\n",
	    (uintmax_t)(remains + others), remains + others == 1 ? "" : "s",
	    settings->ledger, (uintmax_t)remains, (uintmax_t)others);
}

static enum lm_code
say_dropped(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	uint64_t n = settings->sink.n_dropped;
	uint64_t days = settings->rules.policy->ledger_days;
	enum lm_code code = LM_OK;

	if (n > 0)
		code = lm_buf_printf(&run->verdict, err,
		    "lmob-route: %ju %s older than %ju day%s dropped from %s\n",
		    (uintmax_t)n, n == 1 ? "decision" : "decisions",
		    (uintmax_t)days, days == 1 ? "" : "s", settings->ledger);
	return code == LM_OK ? say_unreadable(settings, run, err) : code;
}

/* A path of texts that met nothing may be a slip of the hand: what it should
 * have met was not looked at. */
static enum lm_code
say_unmet(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < settings->fields.n && i < 64;
	     i++) {
		const struct field_path *path = &settings->fields.list[i];

		if (path->field != FIELD_TEXT && path->field != FIELD_MESSAGES)
			continue;
		if ((settings->met >> i & 1) != 0 ||
		    run->totals->records_in == 0)
			continue;
		code = lm_buf_printf(&run->verdict, err,
		    "lmob-route: --fields %s=%.*s met nothing in any record\n",
		    field_names[path->field], (int)path->text.len,
		    path->text.ptr);
	}
	return code;
}

static enum lm_code
finish_route(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	uint64_t rejected = run->counts[COUNT_REJECT];
	enum lm_code code = sink_commit(&settings->sink, err);

	if (code == LM_OK && settings->summary)
		code = tally_render(&settings->tally, &settings->rules,
		    &run->result, err);
	if (code == LM_OK)
		code = say_dropped(settings, run, err);
	if (code == LM_OK)
		code = say_unmet(settings, run, err);
	if (code == LM_OK)
		code = say_no_key(settings, run, err);
	if (code != LM_OK || rejected == 0 || settings->allow_rejected)
		return code;
	raise_exit(run, LM_EXIT_FINDING);
	return lm_buf_printf(&run->verdict, err, "REJECTED %ju of %ju jobs\n",
	    (uintmax_t)rejected, (uintmax_t)count_jobs(run));
}

static enum lm_code
finish_why(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	uint64_t n = run->counts[COUNT_FOUND];

	if (n == 0) {
		raise_exit(run, LM_EXIT_FINDING);
		return lm_buf_printf(&run->verdict, err,
		    "lmob-route: %s: no decision in the ledger\n",
		    settings->why);
	}
	if (n > 1 &&
	    lm_buf_printf(&run->verdict, err,
		"lmob-route: that is the last of %ju decisions on %s%s\n",
		(uintmax_t)n, settings->why,
		ledger_is_number(lm_span_of(settings->why))
		    ? ", as a number or as a string"
		    : "") != LM_OK)
		return err->code;
	return lm_buf_span(&run->result, lm_buf_view(&settings->said), err);
}

/* "CHANGED 3 of 120 decisions: local to managed 2, managed to hold 1" */
static enum lm_code
say_moves(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const char *between = ": ";
	enum lm_code code = lm_buf_printf(&run->verdict, err,
	    "CHANGED %ju of %ju decisions",
	    (uintmax_t)run->counts[COUNT_CHANGED], (uintmax_t)count_jobs(run));

	for (size_t i = 0; code == LM_OK && i < LM_N_LANES * LM_N_LANES; i++) {
		uint64_t n =
		    settings->tally.moves[i / LM_N_LANES][i % LM_N_LANES];

		if (n == 0)
			continue;
		code = lm_buf_printf(&run->verdict, err, "%s%s to %s %ju",
		    between, lm_lane_names[i / LM_N_LANES],
		    lm_lane_names[i % LM_N_LANES], (uintmax_t)n);
		between = ", ";
	}
	return code == LM_OK ? lm_buf_byte(&run->verdict, '\n', err) : code;
}

static enum lm_code
finish_replay(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	uint64_t n = count_jobs(run);
	uint64_t unknown = run->counts[COUNT_UNKNOWN];
	enum lm_code code = LM_OK;

	if (run->counts[COUNT_PAST] > 0)
		code = lm_buf_text(&run->verdict,
		    "lmob-route: a ledger keeps the flags, not the texts: what "
		    "other phrases would raise shows in the records only\n",
		    err);
	if (code == LM_OK && unknown > 0)
		code = lm_buf_printf(&run->verdict, err,
		    "lmob-route: %ju decisions need more than the ledger "
		    "keeps\n",
		    (uintmax_t)unknown);
	if (code == LM_OK)
		code = say_unmet(settings, run, err);
	if (code != LM_OK)
		return code;
	if (run->counts[COUNT_CHANGED] > 0) {
		raise_exit(run, LM_EXIT_FINDING);
		return say_moves(settings, run, err);
	}
	if (unknown > 0 || n == 0) {
		raise_exit(run, LM_EXIT_UNDECIDED);
		return lm_buf_text(&run->verdict,
		    n == 0 ? "UNDECIDED nothing to replay\n" : "UNDECIDED\n",
		    err);
	}
	return lm_buf_printf(&run->verdict, err, "SAME %ju decisions\n",
	    (uintmax_t)n);
}

static enum lm_code
finish_probe(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct probe_result result = {0};
	enum lm_code code = probe_run(settings->rules.policy, &result, err);

	if (code == LM_OK)
		code =
		    lm_buf_span(&run->result, lm_buf_view(&result.lines), err);
	if (result.n_failed > 0)
		raise_exit(run, LM_EXIT_FINDING);
	else if (result.n_undecided > 0 || result.n_ok == 0)
		raise_exit(run, LM_EXIT_UNDECIDED);
	if (code == LM_OK)
		code = lm_buf_printf(&run->verdict, err,
		    "%s %ju ok, %ju wrong, %ju not known\n",
		    run->exit == LM_EXIT_DONE	       ? "PASS"
			: run->exit == LM_EXIT_FINDING ? "FAIL"
						       : "UNDECIDED",
		    (uintmax_t)result.n_ok, (uintmax_t)result.n_failed,
		    (uintmax_t)result.n_undecided);
	probe_free(&result);
	return code;
}

static enum lm_code
finish_check(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct lm_policy *policy = settings->rules.policy;
	enum lm_code code = lm_buf_printf(&run->verdict, err,
	    "OK manifest %s: %zu models, %zu endpoints, %zu queues, %zu flags, "
	    "%zu routes\n",
	    lm_manifest_stamp(run->manifest), policy->n_models,
	    policy->n_endpoints, policy->n_queues, policy->n_flags,
	    policy->n_routes);

	if (code == LM_OK)
		code = notes_append(&settings->rules, &run->verdict, err);
	return code == LM_OK && settings->probe
	    ? finish_probe(settings, run, err)
	    : code;
}

enum lm_code
finish(struct settings *settings, struct lm_filter_run *run, struct lm_err *err)
{
	switch (settings->mode) {
	case MODE_ROUTE:
		return finish_route(settings, run, err);
	case MODE_CHECK:
		return finish_check(settings, run, err);
	case MODE_SCHEMA:
		return lm_manifest_schema(&run->result, err);
	case MODE_COUNT:
		return say_unmet(settings, run, err);
	case MODE_WHY:
		return finish_why(settings, run, err);
	case MODE_REPLAY:
		return finish_replay(settings, run, err);
	}
	return LM_OK;
}
