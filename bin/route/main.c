#include <stddef.h>

#include "finish.h"
#include "settings.h"
#include "work.h"

#include "lm/run.h"

static const struct lm_opt options[] = {
    {.name = "only",
	.kind = LM_OPT_CHOICE,
	.value = "LANE",
	.help = "write only the jobs of this lane: local, managed, hold,\n"
		"reject",
	.offset = offsetof(struct settings, only),
	.choices = lm_lane_names,
	.is_set = offsetof(struct settings, has_only)},
    {.name = "split",
	.kind = LM_OPT_TEXT,
	.value = "DIR",
	.help = "write the jobs to DIR/local.jsonl, managed.jsonl,\n"
		"hold.jsonl, reject.jsonl, all new at the end of the run",
	.offset = offsetof(struct settings, split)},
    {.name = "explain",
	.letter = 'x',
	.kind = LM_OPT_FLAG,
	.help = "write for people why each job goes where it goes, no records",
	.offset = offsetof(struct settings, explain)},
    {.name = "summary",
	.letter = 's',
	.kind = LM_OPT_FLAG,
	.help = "write counts by lane, rule and flag, no records",
	.offset = offsetof(struct settings, summary)},
    {.name = "allow-rejected",
	.kind = LM_OPT_FLAG,
	.help = "exit 0 also if jobs are rejected",
	.offset = offsetof(struct settings, allow_rejected)},
    {.name = "fields",
	.letter = 'f',
	.kind = LM_OPT_TEXT,
	.value = "LIST",
	.help = "where a record has what routing reads: NAME=PATH, with\n"
		"commas between; id, task, stage, model, tokens, flags, text\n"
		"(several), messages, schema_failures, shared_externally",
	.offset = offsetof(struct settings, field_list)},
    {.name = "ledger",
	.letter = 'l',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "append a line for each decision, without text; the manifest\n"
		"is kept beside it",
	.offset = offsetof(struct settings, ledger)},
    {.name = "why",
	.letter = 'w',
	.kind = LM_OPT_TEXT,
	.value = "ID",
	.help = "say what the ledger (operand) has on the job of this id",
	.offset = offsetof(struct settings, why)},
    {.name = "replay",
	.kind = LM_OPT_FLAG,
	.help = "route again what was routed (a ledger or routed records);\n"
		"write what changes; exit 1 if anything does",
	.offset = offsetof(struct settings, replay)},
    {.name = "count-tokens",
	.letter = 't',
	.kind = LM_OPT_FLAG,
	.help = "do not route: add the member tokens",
	.offset = offsetof(struct settings, count_tokens)},
    {.name = "tokenizer",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "of --count-tokens: a GGUF file or a tokenizer.json",
	.offset = offsetof(struct settings, tokenizer_path)},
    {.name = "check-manifest",
	.kind = LM_OPT_FLAG,
	.help = "check the manifest and read nothing else",
	.offset = offsetof(struct settings, check_manifest)},
    {.name = "probe",
	.kind = LM_OPT_FLAG,
	.help = "with --check-manifest: ask the local endpoints whether they\n"
		"have the models, and the approved files of them",
	.offset = offsetof(struct settings, probe)},
    {.name = "manifest-schema",
	.kind = LM_OPT_FLAG,
	.help = "write the JSON Schema of the manifest, for editors",
	.offset = offsetof(struct settings, schema)},
};

static unsigned
uses(const void *arg)
{
	return settings_uses(arg);
}

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	struct settings *settings = arg;

	settings->mode = settings_mode(settings);
	run->aggregates = settings->mode == MODE_WHY ||
	    settings->mode == MODE_REPLAY || settings->summary ||
	    settings->explain || settings->has_only;
	return settings_apply(settings, run, err);
}

static enum lm_code
worker_new(void *arg, void **worker, struct lm_err *err)
{
	struct work *work = NULL;
	enum lm_code code = work_new(arg, &work, err);

	*worker = work;
	return code;
}

static void
worker_free(void *worker)
{
	work_free(worker);
}

static void
begin(void *worker)
{
	work_begin(worker);
}

static enum lm_code
record(void *arg, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	(void)arg;
	return work_record(worker, in, out, err);
}

static enum lm_code
claim(void *arg, void *worker, struct lm_err *err)
{
	struct settings *settings = arg;

	return sink_claim(&settings->sink, &((struct work *)worker)->parcel,
	    err);
}

static enum lm_code
deliver(void *arg, void *worker, struct lm_err *err)
{
	struct settings *settings = arg;
	const struct work *work = worker;

	settings->met |= work->met;
	if (settings->has_rules)
		tally_add(&settings->tally, settings->rules.policy,
		    &work->tally);
	if (work->said.len > 0) {
		settings->said.len = 0;
		if (lm_buf_span(&settings->said, lm_buf_view(&work->said),
			err) != LM_OK)
			return err->code;
	}
	return sink_deliver(&settings->sink, &work->parcel, err);
}

static enum lm_code
end(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	return finish(arg, run, err);
}

static void
stop(void *arg)
{
	settings_free(arg);
}

int
main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct lm_filter filter = {
	    .name = "lmob-route",
	    .synopsis = "[option ...] [file ...]",
	    .summary =
		"Give every job a lane, a model and a reason, by the rules of a "
		"manifest, or refuse\nit: there is no default. JSON Lines in and "
		"out; each record gets the member route.",
	    .opts = options,
	    .n_opts = sizeof(options) / sizeof(options[0]),
	    .settings = &settings,
	    .counters = counter_names,
	    .objects_only = true,
	    .uses = uses,
	    .start = start,
	    .worker_new = worker_new,
	    .worker_free = worker_free,
	    .begin = begin,
	    .record = record,
	    .claim = claim,
	    .deliver = deliver,
	    .finish = end,
	    .stop = stop,
	};

	return lm_run(&filter, argc, argv);
}
