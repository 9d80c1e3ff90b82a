#include "lm/common.h"

#include <stddef.h>

#include "lm/expr.h"

#define MIB (UINT64_C(1) << 20)
#define DEFAULT_MAX_RECORD (64 * MIB)
#define LARGEST_RECORD (1024 * MIB)
#define MOST_JOBS 1024

static const char *const progress_words[] = {"auto", "always", "never", NULL};

static const struct lm_opt table[] = {
    {.name = "output",
	.letter = 'o',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "write FILE, whole or not at all (.gz: compressed)",
	.offset = offsetof(struct lm_common, output)},
    {.name = "jobs",
	.letter = 'j',
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "work with N threads (default: the CPUs there are)",
	.offset = offsetof(struct lm_common, jobs),
	.min = 1,
	.max = MOST_JOBS},
    {.name = "manifest",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "the approved manifest (default: $LMOB_MANIFEST)",
	.offset = offsetof(struct lm_common, manifest)},
    {.name = "if",
	.kind = LM_OPT_TEXT,
	.value = "EXPR",
	.help = "act only on records where this jq expression is true",
	.offset = offsetof(struct lm_common, only_if)},
    {.name = "rejects",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "put malformed records there (mode 0600) and go on",
	.offset = offsetof(struct lm_common, rejects)},
    {.name = "max-rejects",
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "stop when more than N records are rejected",
	.offset = offsetof(struct lm_common, max_rejects),
	.max = UINT64_MAX},
    {.name = "max-record",
	.kind = LM_OPT_SIZE,
	.value = "SIZE",
	.help = "longest record (default: 64M)",
	.offset = offsetof(struct lm_common, max_record),
	.min = 1,
	.max = LARGEST_RECORD},
    {.name = "progress",
	.kind = LM_OPT_CHOICE,
	.value = "WHEN",
	.help = "show progress: auto (on a terminal), always, never",
	.offset = offsetof(struct lm_common, progress),
	.choices = progress_words,
	.implied = "always"},
    {.name = "stats",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "append one line of counts of this run to FILE",
	.offset = offsetof(struct lm_common, stats)},
    {.name = "completions",
	.kind = LM_OPT_TEXT,
	.value = "SHELL",
	.help = "print completions for bash, zsh or fish",
	.offset = offsetof(struct lm_common, completions)},
    {.name = "help",
	.letter = 'h',
	.kind = LM_OPT_FLAG,
	.help = "print this help",
	.offset = offsetof(struct lm_common, help)},
    {.name = "version",
	.kind = LM_OPT_FLAG,
	.help = "print the version",
	.offset = offsetof(struct lm_common, version)},
};

const char lm_common_exits[] =
    "  0  done\n"
    "  1  a finding: a gate failed, something sensitive was found\n"
    "  2  trouble: usage, manifest, input, I/O\n"
    "  3  undecided: too little evidence for a gate";

struct lm_common
lm_common_default(void)
{
	return (struct lm_common){.max_rejects = UINT64_MAX,
	    .max_record = DEFAULT_MAX_RECORD};
}

struct lm_opt_group
lm_common_group(struct lm_common *common)
{
	return (struct lm_opt_group){"Common options", table,
	    sizeof(table) / sizeof(table[0]), common};
}

enum lm_code
lm_common_check(const struct lm_common *common, struct lm_err *err)
{
	struct lm_expr *expr = NULL;
	enum lm_code code = LM_OK;

	if (common->rejects == NULL && common->max_rejects != UINT64_MAX)
		return lm_err_set(err, LM_USAGE,
		    "--max-rejects is of use with --rejects only");
	if (common->only_if != NULL)
		code = lm_expr_new(common->only_if, &expr, err);
	lm_expr_free(expr);
	return code;
}
