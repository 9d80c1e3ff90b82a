#include "lm/common.h"

#include <stdio.h>

#include "check.h"
#include "lm/progress.h"
#include "options.h"

/* Parse a command line of the common options alone. */
static enum lm_code
parse(struct lm_common *common, struct words *words, const char *text,
    struct lm_err *err)
{
	struct lm_opt_group group = lm_common_group(common);
	const struct lm_cli cli = {.program = "lmob-test",
	    .groups = &group,
	    .n_groups = 1};
	size_t n_operands;

	words_split(words, text);
	return lm_cli_parse(&cli, words->argc, words->argv, &n_operands, err);
}

static void
the_defaults_are_those_of_the_manual(void)
{
	struct lm_common common = lm_common_default();

	CHECK_EQ(common.max_record, 64 << 20);
	CHECK(common.max_rejects == UINT64_MAX);
	CHECK_EQ(common.jobs, 0);
	CHECK_EQ(common.progress, LM_PROGRESS_AUTO);
	CHECK(common.output == NULL && common.only_if == NULL);
}

static void
every_option_sets_its_setting(void)
{
	struct lm_common common = lm_common_default();
	struct words words;
	struct lm_err err = {0};

	CHECK_OK(parse(&common, &words,
		     "lmob-test -o out -j3 --manifest=m --if .a --rejects r "
		     "--max-rejects 4 --max-record 1k --progress --stats s "
		     "--completions fish -h --version",
		     &err),
	    &err);
	CHECK_TEXT(common.output, "out");
	CHECK_EQ(common.jobs, 3);
	CHECK_TEXT(common.manifest, "m");
	CHECK_TEXT(common.only_if, ".a");
	CHECK_TEXT(common.rejects, "r");
	CHECK_EQ(common.max_rejects, 4);
	CHECK_EQ(common.max_record, 1024);
	CHECK_EQ(common.progress, LM_PROGRESS_ALWAYS);
	CHECK_TEXT(common.stats, "s");
	CHECK_TEXT(common.completions, "fish");
	CHECK(common.help && common.version);
}

static void
what_makes_no_sense_is_refused(void)
{
	static const char *const wrong[] = {"-j0", "--jobs=x", "--max-record=0",
	    "--max-record=2G", "--max-rejects=-1", "--progress=now", NULL};

	for (size_t i = 0; wrong[i] != NULL; i++) {
		struct lm_common common = lm_common_default();
		struct words words;
		struct lm_err err = {0};
		char line[64];

		(void)snprintf(line, sizeof(line), "lmob-test %s", wrong[i]);
		if (!CHECK_CODE(parse(&common, &words, line, &err), LM_USAGE))
			check_note("%s", wrong[i]);
	}
}

TEST_MAIN(TEST(the_defaults_are_those_of_the_manual),
    TEST(every_option_sets_its_setting), TEST(what_makes_no_sense_is_refused))
