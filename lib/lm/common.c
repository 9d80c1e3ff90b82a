#include "lm/common.h"

#include <stddef.h>

#define MIB (UINT64_C(1) << 20)
#define DEFAULT_MAX_RECORD (64 * MIB)
#define LARGEST_RECORD (1024 * MIB)
#define MOST_JOBS 1024

static const char *const progress_words[] = {"auto", "always", "never", NULL};

static const struct lm_opt table[] = {
    {"output", 'o', LM_OPT_TEXT, "FILE",
	"write FILE, whole or not at all (.gz: compressed)",
	offsetof(struct lm_common, output), 0, 0, NULL, -1, 0},
    {"jobs", 'j', LM_OPT_COUNT, "N",
	"work with N threads (default: the CPUs there are)",
	offsetof(struct lm_common, jobs), 1, MOST_JOBS, NULL, -1, 0},
    {"manifest", 0, LM_OPT_TEXT, "FILE",
	"the approved manifest (default: $LMOB_MANIFEST)",
	offsetof(struct lm_common, manifest), 0, 0, NULL, -1, 0},
    {"if", 0, LM_OPT_TEXT, "EXPR",
	"act only on records where this jq expression is true",
	offsetof(struct lm_common, only_if), 0, 0, NULL, -1, 0},
    {"rejects", 0, LM_OPT_TEXT, "FILE",
	"put malformed records there (mode 0600) and go on",
	offsetof(struct lm_common, rejects), 0, 0, NULL, -1, 0},
    {"max-rejects", 0, LM_OPT_COUNT, "N",
	"stop when more than N records are rejected",
	offsetof(struct lm_common, max_rejects), 0, UINT64_MAX, NULL, -1, 0},
    {"max-record", 0, LM_OPT_SIZE, "SIZE", "longest record (default: 64M)",
	offsetof(struct lm_common, max_record), 1, LARGEST_RECORD, NULL, -1, 0},
    {"progress", 0, LM_OPT_CHOICE, "WHEN",
	"show progress: auto (on a terminal), always, never",
	offsetof(struct lm_common, progress), 0, 0, progress_words, 1, 0},
    {"stats", 0, LM_OPT_TEXT, "FILE",
	"append one line of counts of this run to FILE",
	offsetof(struct lm_common, stats), 0, 0, NULL, -1, 0},
    {"completions", 0, LM_OPT_TEXT, "SHELL",
	"print completions for bash, zsh or fish",
	offsetof(struct lm_common, completions), 0, 0, NULL, -1, 0},
    {"help", 'h', LM_OPT_FLAG, NULL, "print this help",
	offsetof(struct lm_common, help), 0, 0, NULL, -1, 0},
    {"version", 0, LM_OPT_FLAG, NULL, "print the version",
	offsetof(struct lm_common, version), 0, 0, NULL, -1, 0},
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
