#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "redact.h"
#include "settings.h"
#include "stamped.h"

#include "lm/filter.h"
#include "lm/run.h"

static const struct lm_opt options[] = {
    {.name = "deny",
	.letter = 'd',
	.kind = LM_OPT_TEXT,
	.value = "NAMES",
	.help = "field names whose whole value goes, with commas between;\n"
		"none, or default for those of the manifest and the\n"
		"common credential names (default: default)",
	.offset = offsetof(struct settings, deny)},
    {.name = "detect",
	.kind = LM_OPT_TEXT,
	.value = "LIST",
	.help = "what to find in strings and keys: email, card, iban,\n"
		"private_key, with commas between; all or none (default: all)",
	.offset = offsetof(struct settings, detect)},
    {.name = "check",
	.letter = 'c',
	.kind = LM_OPT_FLAG,
	.help = "write no records; exit 1 if anything would be redacted",
	.offset = offsetof(struct settings, check)},
    {.name = "stamp",
	.kind = LM_OPT_FLAG,
	.help = "add to each record what was found in it, by which rules, and\n"
		"a sum of its texts; lmob-route asks for it",
	.offset = offsetof(struct settings, stamp)},
};

static const char *const counters[] = {"email", "card", "iban", "private_key",
    "field", "records_redacted", "records_examined", NULL};

#define COUNT_RECORDS N_COUNTS
#define COUNT_EXAMINED (N_COUNTS + 1)

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	struct settings *settings = arg;
	enum lm_code code = settings_apply(settings, run->manifest, err);

	run->aggregates = settings->check;
	if (code == LM_OK && settings->check && settings->inactive)
		code = lm_err_set(err, LM_USAGE,
		    "--check: nothing to look for, with --deny none and "
		    "--detect none");
	return code;
}

static void
stop(void *arg)
{
	settings_free(arg);
}

struct worker {
	struct redactor *redactor;
	struct stamper *stamper; /* NULL: no stamps */
};

static void
worker_free(void *arg)
{
	struct worker *worker = arg;

	if (worker == NULL)
		return;
	stamper_free(worker->stamper);
	redactor_free(worker->redactor);
	free(worker);
}

static enum lm_code
worker_new(void *arg, void **out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return lm_err_nomem(err);
	worker->redactor = redactor_new(&settings->policy);
	if (settings->stamp)
		worker->stamper = stamper_new(settings->stamps, counters);
	if (worker->redactor == NULL ||
	    (settings->stamp && worker->stamper == NULL)) {
		worker_free(worker);
		return lm_err_nomem(err);
	}
	*out = worker;
	return LM_OK;
}

static enum lm_code
record(void *arg, void *memory, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = memory;
	const struct lm_edits *edits;
	uint64_t found[N_COUNTS] = {0};
	enum lm_code code;

	if (settings->stamp && !yyjson_is_obj(in->record->root))
		return lm_err_set(err, LM_MALFORMED, "expected an object");
	in->counts[COUNT_EXAMINED]++;
	if (settings->inactive && !settings->stamp)
		return lm_filter_pass(in, out, err);
	code = redactor_find(worker->redactor, in->record, &edits, found, err);
	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < N_COUNTS; i++)
		in->counts[i] += found[i];
	in->counts[COUNT_RECORDS] += edits->n > 0;
	if (settings->check)
		return LM_OK;
	if (settings->stamp)
		return stamper_write(worker->stamper, in, edits, found, out,
		    err);
	return edits->n == 0 ? lm_filter_pass(in, out, err)
			     : lm_filter_edit(in, edits, out, err);
}

/* "FOUND 3 in 2 of 120 records: email 2, field 1" */
static enum lm_code
say_found(struct lm_filter_run *run, struct lm_err *err)
{
	uint64_t sum = 0;
	const char *between = ": ";
	enum lm_code code;

	for (size_t i = 0; i < N_COUNTS; i++)
		sum += run->counts[i];
	code =
	    lm_buf_printf(&run->verdict, err, "FOUND %ju in %ju of %ju records",
		(uintmax_t)sum, (uintmax_t)run->counts[COUNT_RECORDS],
		(uintmax_t)run->counts[COUNT_EXAMINED]);
	for (size_t i = 0; code == LM_OK && i < N_COUNTS; i++) {
		if (run->counts[i] == 0)
			continue;
		code = lm_buf_printf(&run->verdict, err, "%s%s %ju", between,
		    counters[i], (uintmax_t)run->counts[i]);
		between = ", ";
	}
	return code == LM_OK ? lm_buf_byte(&run->verdict, '\n', err) : code;
}

static enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	const struct settings *settings = arg;

	if (!settings->check)
		return LM_OK;
	if (run->counts[COUNT_RECORDS] > 0) {
		run->exit = LM_EXIT_FINDING;
		return say_found(run, err);
	}
	if (run->counts[COUNT_EXAMINED] == 0) {
		run->exit = LM_EXIT_UNDECIDED;
		return lm_buf_text(&run->verdict,
		    "UNDECIDED no records to check\n", err);
	}
	return lm_buf_printf(&run->verdict, err, "CLEAN %ju records\n",
	    (uintmax_t)run->counts[COUNT_EXAMINED]);
}

int
main(int argc, char **argv)
{
	struct settings settings = {.deny = "default", .detect = "all"};
	const struct lm_filter filter = {
	    .name = "lmob-redact",
	    .synopsis = "[option ...] [file ...]",
	    .summary =
		"Replace what must not be stored: the values of denied fields "
		"and, in all text,\ne-mail addresses, payment cards, IBANs and "
		"private keys. JSON Lines in and out;\nnothing else changes.",
	    .opts = options,
	    .n_opts = sizeof(options) / sizeof(options[0]),
	    .settings = &settings,
	    .counters = counters,
	    .start = start,
	    .worker_new = worker_new,
	    .worker_free = worker_free,
	    .record = record,
	    .finish = finish,
	    .stop = stop,
	};

	return lm_run(&filter, argc, argv);
}
