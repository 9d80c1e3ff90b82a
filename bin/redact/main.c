#include <stddef.h>
#include <stdint.h>

#include "report.h"
#include "settings.h"
#include "work.h"

#include "lm/filter.h"
#include "lm/run.h"
#include "lm/writer.h"

static const struct lm_opt options[] = {
    {.name = "deny",
	.letter = 'd',
	.kind = LM_OPT_TEXT,
	.value = "NAMES",
	.help = "names or paths (.a.b) of fields whose whole value goes, with\n"
		"commas between; none, or default for those of the manifest\n"
		"and the common credential names (default: default)",
	.offset = offsetof(struct settings, deny)},
    {.name = "detect",
	.kind = LM_OPT_TEXT,
	.value = "LIST",
	.help = "kinds to find, with commas between; all, none, -KIND for\n"
		"all but one (default: the manifest's, or all)",
	.offset = offsetof(struct settings, detect)},
    {.name = "list-detectors",
	.kind = LM_OPT_FLAG,
	.help = "list the kinds, what they are and what proves a finding",
	.offset = offsetof(struct settings, list)},
    {.name = "learn",
	.kind = LM_OPT_TEXT,
	.value = "PATHS",
	.help = "redact the values at these paths wherever they stand in the\n"
		"same record",
	.offset = offsetof(struct settings, learn)},
    {.name = "dictionary",
	.kind = LM_OPT_TEXT,
	.value = "FILE[:COLUMN]",
	.help = "redact the names in this file, a name a line or a column of\n"
		"CSV; several with commas between",
	.offset = offsetof(struct settings, dictionary)},
    {.name = "rules",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "redact what these rules (gitleaks' TOML) find, as well;\n"
		"several with commas between",
	.offset = offsetof(struct settings, rules)},
    {.name = "replace",
	.kind = LM_OPT_TEXT,
	.value = "LIST",
	.help = "what takes the place of a kind, as email=pseudonym: mask,\n"
		"pseudonym, last4 or drop; all=ACTION is for the others",
	.offset = offsetof(struct settings, replace)},
    {.name = "hash-fields",
	.kind = LM_OPT_TEXT,
	.value = "PATHS",
	.help = "replace the values at these paths by a keyed hash",
	.offset = offsetof(struct settings, hash_fields)},
    {.name = "key-file",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "the key of pseudonyms and hashes (default: what the manifest\n"
		"names)",
	.offset = offsetof(struct settings, key_file)},
    {.name = "text",
	.kind = LM_OPT_FLAG,
	.help = "lines are text, not records; those that are JSON are\n"
		"redacted as such",
	.offset = offsetof(struct settings, text)},
    {.name = "check",
	.letter = 'c',
	.kind = LM_OPT_FLAG,
	.help = "write where something is found, and no records; exit 1 if\n"
		"anything is",
	.offset = offsetof(struct settings, check)},
    {.name = "explain",
	.kind = LM_OPT_FLAG,
	.help = "write what is found, where and why, and no records",
	.offset = offsetof(struct settings, explain)},
    {.name = "report",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "write a JSON line for each finding, without its value",
	.offset = offsetof(struct settings, report)},
    {.name = "stamp",
	.kind = LM_OPT_FLAG,
	.help = "add to each record what was found in it, by which rules, and\n"
		"a sum of its texts; lmob-route asks for it",
	.offset = offsetof(struct settings, stamp)},
};

static unsigned
uses(const void *arg)
{
	const struct settings *settings = arg;

	return settings->list ? 0 : LM_USES_ALL;
}

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	struct settings *settings = arg;
	enum lm_code code;

	if (settings->list)
		return LM_OK;
	code = settings_check_files(settings, run, err);
	if (code == LM_OK)
		code = settings_apply(settings, run, err);
	run->aggregates = settings->check || settings->explain;
	run->is_text = settings->text;
	if (run->is_text)
		run->jobs = 1; /* a key may go over many lines */
	if (code == LM_OK && run->aggregates && settings->idle)
		code = lm_err_set(err, LM_USAGE,
		    "%s: nothing to look for, with --deny none and "
		    "--detect none",
		    settings->check ? "--check" : "--explain");
	return code;
}

static void
stop(void *arg)
{
	settings_free(arg);
}

static enum lm_code
list_detectors(struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (enum kind kind = 0; code == LM_OK && kind < N_DETECTED; kind++)
		code = lm_buf_printf(out, err, "%-26s %s; %s%s\n",
		    kind_infos[kind].name, kind_infos[kind].what,
		    kind_infos[kind].proof,
		    kind_infos[kind].asked ? "; only if it is named" : "");
	return code;
}

/* What a gate says, and its exit status. */
static enum lm_code
judge(struct lm_filter_run *run, struct lm_err *err)
{
	uint64_t n = run->counts[COUNT_EXAMINED];
	enum lm_code code;

	if (run->counts[COUNT_RECORDS] > 0) {
		run->exit = LM_EXIT_FINDING;
		code = report_total(&run->verdict, run->counts,
		    run->counts[COUNT_RECORDS], n, err);
		return code == LM_OK ? lm_buf_byte(&run->verdict, '\n', err)
				     : code;
	}
	/* What was not read was not checked. */
	if (run->totals->rejected > 0) {
		run->exit = LM_EXIT_UNDECIDED;
		return lm_buf_printf(&run->verdict, err,
		    "UNDECIDED %ju records are clean, %ju were rejected\n",
		    (uintmax_t)n, (uintmax_t)run->totals->rejected);
	}
	if (n == 0) {
		run->exit = LM_EXIT_UNDECIDED;
		return lm_buf_text(&run->verdict,
		    "UNDECIDED no records to check\n", err);
	}
	return lm_buf_printf(&run->verdict, err, "CLEAN %ju records\n",
	    (uintmax_t)n);
}

static enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	const struct settings *settings = arg;
	enum lm_code code = LM_OK;

	if (settings->list)
		return list_detectors(&run->result, err);
	if (settings->check)
		code = judge(run, err);
	return code == LM_OK && settings->report_to != NULL
	    ? lm_writer_commit(settings->report_to, err)
	    : code;
}

int
main(int argc, char **argv)
{
	const char *counters[N_COUNTERS + 1] = {0};
	struct settings settings = {.deny = "default", .counters = counters};
	const struct lm_filter filter = {
	    .name = "lmob-redact",
	    .synopsis = "[option ...] [file ...]",
	    .summary =
		"Replace what must not be stored: the values of denied fields "
		"and, in all text,\nkeys and tokens, card numbers, addresses, "
		"identifiers of people, and names that\nare known. JSON Lines "
		"in and out; nothing else changes.",
	    .hides_texts = true,
	    .opts = options,
	    .n_opts = sizeof(options) / sizeof(options[0]),
	    .settings = &settings,
	    .counters = counters,
	    .uses = uses,
	    .start = start,
	    .worker_new = work_new,
	    .worker_free = work_free,
	    .begin = work_begin,
	    .record = work_record,
	    .deliver = work_deliver,
	    .finish = finish,
	    .stop = stop,
	};

	for (enum kind kind = 0; kind < N_KINDS; kind++)
		counters[kind] = kind_infos[kind].name;
	counters[COUNT_RECORDS] = "records_redacted";
	counters[COUNT_EXAMINED] = "records_examined";
	return lm_run(&filter, argc, argv);
}
