#include "options.h"

#include <stdio.h>
#include <string.h>

#include <stddef.h>

static const char *const encodings[] = {"float", "base64", NULL};
static const char *const times[] = {"auto", "always", "never", NULL};

static const struct lm_opt own[] = {
    {.name = "check",
	.letter = 'c',
	.kind = LM_OPT_FLAG,
	.help = "change nothing [it's a test: really]",
	.offset = offsetof(struct options, check)},
    {.name = "max-drift",
	.kind = LM_OPT_NUMBER,
	.value = "X",
	.help = "the largest drift\nthat passes",
	.offset = offsetof(struct options, drift),
	.is_set = offsetof(struct options, drift_is_set)},
    {.name = "encoding",
	.letter = 'e',
	.kind = LM_OPT_CHOICE,
	.value = "HOW",
	.help = "float or base64",
	.offset = offsetof(struct options, encoding),
	.choices = encodings},
    {.name = "with",
	.letter = 'w',
	.kind = LM_OPT_LIST,
	.value = "FILE",
	.help = "one more file",
	.offset = offsetof(struct options, with)},
};

static const struct lm_opt common[] = {
    {.name = "output",
	.letter = 'o',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "write FILE",
	.offset = offsetof(struct options, output)},
    {.name = "jobs",
	.letter = 'j',
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "work with N threads",
	.offset = offsetof(struct options, jobs),
	.min = 1,
	.max = 1024},
    {.name = "max-record",
	.kind = LM_OPT_SIZE,
	.value = "SIZE",
	.help = "longest record",
	.offset = offsetof(struct options, size),
	.min = 1,
	.max = 1 << 30},
    {.name = "progress",
	.letter = 'p',
	.kind = LM_OPT_CHOICE,
	.value = "WHEN",
	.help = "show progress",
	.offset = offsetof(struct options, when),
	.choices = times,
	.implied = "always"},
    {.name = "quiet",
	.letter = 'q',
	.kind = LM_OPT_FLAG,
	.help = "say nothing",
	.offset = offsetof(struct options, quiet)},
};

const char *const options_names[] = {"check", "max-drift", "encoding", "with",
    "output", "jobs", "max-record", "progress", "quiet", NULL};

void
options_start(struct options_cli *made)
{
	*made = (struct options_cli){0};
	made->groups[0] = (struct lm_opt_group){"Options", own,
	    sizeof(own) / sizeof(own[0]), &made->own};
	made->groups[1] = (struct lm_opt_group){"Common options", common,
	    sizeof(common) / sizeof(common[0]), &made->common};
	made->cli = (struct lm_cli){.program = "lmob-test",
	    .synopsis = "[option ...] [file ...]",
	    .summary = "Does nothing.",
	    .exits = "  0  done\n  2  trouble",
	    .groups = made->groups,
	    .n_groups = 2};
}

void
words_split(struct words *words, const char *text)
{
	char *save = NULL;

	words->argc = 0;
	(void)snprintf(words->text, sizeof(words->text), "%s", text);
	for (char *word = strtok_r(words->text, " ", &save);
	     word != NULL && words->argc < WORDS_MOST;
	     word = strtok_r(NULL, " ", &save))
		words->argv[words->argc++] = word;
	words->argv[words->argc] = NULL;
}
