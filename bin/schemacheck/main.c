#include <stddef.h>

#include "finish.h"
#include "settings.h"
#include "work.h"

#include "lm/run.h"

static const char *const draft_names[] = {"2020-12", "2019-09", "7", "6", "4",
    NULL};
static const char *const check_names[] = {"text", "json", NULL};
static const char *const output_names[] = {"flag", "basic", NULL};

static const struct lm_opt options[] = {
    {.name = "schema",
	.letter = 's',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "the JSON Schema that records are checked by",
	.offset = offsetof(struct settings, schema)},
    {.name = "schema-map",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "a JSON object: the schema's file of each task (default: the\n"
		"manifest's member schemas)",
	.offset = offsetof(struct settings, schema_map)},
    {.name = "task",
	.kind = LM_OPT_TEXT,
	.value = "PATH",
	.help = "where a record has its task (default: .task)",
	.offset = offsetof(struct settings, task)},
    {.name = "resolve",
	.letter = 'r',
	.kind = LM_OPT_TEXT,
	.value = "PREFIX=DIR",
	.help = "schemas whose URI begins with PREFIX are files below DIR;\n"
		"several with commas between. Nothing is fetched",
	.offset = offsetof(struct settings, resolve)},
    {.name = "draft",
	.kind = LM_OPT_CHOICE,
	.value = "DRAFT",
	.help = "of a schema without $schema: 2020-12 (default), 2019-09, 7,\n"
		"6, 4",
	.offset = offsetof(struct settings, draft),
	.choices = draft_names},
    {.name = "lenient",
	.kind = LM_OPT_FLAG,
	.help = "pass over keywords, formats, drafts that are not known",
	.offset = offsetof(struct settings, lenient)},
    {.name = "format-annotation",
	.kind = LM_OPT_FLAG,
	.help = "format says something of a value, and asserts nothing",
	.offset = offsetof(struct settings, format_annotation)},
    {.name = "assert-content",
	.kind = LM_OPT_FLAG,
	.help = "contentEncoding, contentMediaType, contentSchema assert",
	.offset = offsetof(struct settings, assert_content)},
    {.name = "field",
	.letter = 'f',
	.kind = LM_OPT_TEXT,
	.value = "PATH",
	.help = "check the value there, not the record; a string is a model's\n"
		"answer, whose JSON is looked for",
	.offset = offsetof(struct settings, field)},
    {.name = "value",
	.kind = LM_OPT_FLAG,
	.help = "a string at --field is the value itself, no JSON text",
	.offset = offsetof(struct settings, value)},
    {.name = "repair",
	.kind = LM_OPT_TEXT,
	.value = "LIST",
	.help = "mend an answer that is not JSON: kinds of repair with commas\n"
		"between, default, all, -KIND for all but one",
	.implied = "default",
	.offset = offsetof(struct settings, repair)},
    {.name = "replace",
	.kind = LM_OPT_FLAG,
	.help = "write the recovered value in place of the answer's text",
	.offset = offsetof(struct settings, replace)},
    {.name = "invalid",
	.letter = 'i',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "valid records pass; the others go there, with what is wrong",
	.offset = offsetof(struct settings, invalid)},
    {.name = "annotate",
	.letter = 'a',
	.kind = LM_OPT_FLAG,
	.help = "all records pass, with the member schemacheck",
	.offset = offsetof(struct settings, annotate)},
    {.name = "max-errors",
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "name at most N errors and repairs of a record (default: 20)",
	.offset = offsetof(struct settings, max_errors),
	.min = 1,
	.max = 1000000},
    {.name = "check",
	.letter = 'c',
	.kind = LM_OPT_CHOICE,
	.value = "FORM",
	.help = "write only a summary: text (default) or json",
	.offset = offsetof(struct settings, check),
	.choices = check_names,
	.implied = "text",
	.is_set = offsetof(struct settings, has_check)},
    {.name = "output-format",
	.kind = LM_OPT_CHOICE,
	.value = "FORM",
	.help = "write for each record an output unit of JSON Schema: flag,\n"
		"basic",
	.offset = offsetof(struct settings, output_format),
	.choices = output_names,
	.is_set = offsetof(struct settings, has_output_format)},
    {.name = "min-valid",
	.letter = 'm',
	.kind = LM_OPT_TEXT,
	.value = "SHARE",
	.help = "the gate: pass if at least so many are valid, as 95%\n"
		"(default of --check: the manifest's gates.schema_validity)",
	.offset = offsetof(struct settings, min_valid)},
    {.name = "confidence",
	.kind = LM_OPT_TEXT,
	.value = "SHARE",
	.help = "of the gate's verdict (default: 95%)",
	.offset = offsetof(struct settings, confidence)},
    {.name = "point",
	.kind = LM_OPT_FLAG,
	.help = "the bare rate decides, however few the records",
	.offset = offsetof(struct settings, point)},
    {.name = "count-repaired",
	.kind = LM_OPT_FLAG,
	.help = "repaired answers are valid to the gate, too",
	.offset = offsetof(struct settings, count_repaired)},
    {.name = "by",
	.letter = 'b',
	.kind = LM_OPT_TEXT,
	.value = "PATH",
	.help = "count and judge by the value there, too, as .model",
	.offset = offsetof(struct settings, by)},
    {.name = "allow-invalid",
	.kind = LM_OPT_FLAG,
	.help = "exit 0 also if records are not valid",
	.offset = offsetof(struct settings, allow_invalid)},
};

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	return settings_apply(arg, run, err);
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
	const char *counters[N_OUTCOMES + 1] = {0};
	struct settings settings = {.task = ".task", .max_errors = 20};
	const struct lm_filter filter = {
	    .name = "lmob-schemacheck",
	    .synopsis = "--schema FILE [option ...] [file ...]",
	    .summary =
		"Check records, or the answers of models in them, by a JSON "
		"Schema; recover the JSON\nthat an answer holds. JSON Lines in "
		"and out; valid records pass byte for byte.",
	    .opts = options,
	    .n_opts = sizeof(options) / sizeof(options[0]),
	    .settings = &settings,
	    .counters = counters,
	    .start = start,
	    .worker_new = work_new,
	    .worker_free = work_free,
	    .begin = work_begin,
	    .record = work_record,
	    .deliver = work_deliver,
	    .finish = end,
	    .stop = stop,
	};

	for (enum outcome outcome = 0; outcome < N_OUTCOMES; outcome++)
		counters[outcome] = outcome_names[outcome];
	return lm_run(&filter, argc, argv);
}
