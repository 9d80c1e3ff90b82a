#include "lm/help.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/common.h"
#include "options.h"

/* NUL-terminated; free it. */
static struct lm_buf
help_text(const struct lm_cli *cli)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_help_text(cli, &out, &err), &err);
	append(&out, lm_span("", 1));
	return out;
}

static struct lm_buf
completions(const struct lm_cli *cli, const char *shell)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_help_completions(cli, shell, &out, &err), &err);
	append(&out, lm_span("", 1));
	return out;
}

static void
the_help_is_as_written(void)
{
	struct options_cli made;
	struct lm_buf text;

	options_start(&made);
	text = help_text(&made.cli);
	CHECK_TEXT(text.ptr,
	    "usage: lmob-test [option ...] [file ...]\n"
	    "\n"
	    "Does nothing.\n"
	    "\n"
	    "Options:\n"
	    "  -c, --check               change nothing [it's a test: really]\n"
	    "      --max-drift X         the largest drift\n"
	    "                            that passes\n"
	    "  -e, --encoding HOW        float or base64\n"
	    "  -w, --with FILE           one more file\n"
	    "\n"
	    "Common options:\n"
	    "  -o, --output FILE         write FILE\n"
	    "  -j, --jobs N              work with N threads\n"
	    "      --max-record SIZE     longest record\n"
	    "  -p, --progress[=WHEN]     show progress\n"
	    "  -q, --quiet               say nothing\n"
	    "\n"
	    "Exit status:\n"
	    "  0  done\n"
	    "  2  trouble\n"
	    "\n"
	    "Manual: man lmob-test\n");
	lm_buf_free(&text);
}

/* A name that does not fit has its help on the next line. */
static void
a_long_name(void)
{
	static const struct lm_opt opt = {.name = "a-very-long-option-name",
	    .kind = LM_OPT_TEXT,
	    .value = "VALUE",
	    .help = "what it does"};
	struct lm_opt_group group = {"Options", &opt, 1, NULL};
	struct lm_cli cli = {"p", "s", "S.", "e", &group, 1};
	struct lm_buf text = help_text(&cli);

	CHECK_HAS(text.ptr,
	    "      --a-very-long-option-name VALUE\n"
	    "                            what it does\n");
	lm_buf_free(&text);
}

static void
lines_fit_a_terminal(void)
{
	struct lm_common common = lm_common_default();
	struct lm_opt_group group = lm_common_group(&common);
	struct lm_cli cli = {"lmob-x", "[file ...]", "S.", lm_common_exits,
	    &group, 1};
	struct lm_buf text = help_text(&cli);
	size_t column = 0;

	for (size_t i = 0; i < text.len; i++) {
		column = text.ptr[i] == '\n' ? 0 : column + 1;
		CHECK(column <= 80);
		CHECK(text.ptr[i] != '\t');
	}
	lm_buf_free(&text);
}

/* Options of DESIGN §3 that every program has. */
static void
common_options_are_all_there(void)
{
	static const char *const wants[] = {"-h, --help", "--version",
	    "-o, --output FILE", "-j, --jobs N", "--manifest FILE", "--if EXPR",
	    "--rejects FILE", "--max-rejects N", "--max-record SIZE",
	    "--progress[=WHEN]", "--stats FILE"};
	struct lm_common common = lm_common_default();
	struct lm_opt_group group = lm_common_group(&common);
	struct lm_cli cli = {"lmob-x", "s", "S.", "e", &group, 1};
	struct lm_buf text = help_text(&cli);

	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		CHECK_HAS(text.ptr, wants[i]);
	lm_buf_free(&text);
}

/* Every shell's completions name every option. */
static void
completions_name_all_options(void)
{
	static const char *const shells[][2] = {{"bash", " --%s"},
	    {"zsh", "--%s"}, {"fish", " -l %s "}};
	struct options_cli made;

	options_start(&made);
	for (size_t s = 0; s < 3; s++) {
		struct lm_buf text = completions(&made.cli, shells[s][0]);

		CHECK_HAS(text.ptr, "lmob-test");
		for (size_t i = 0; options_names[i] != NULL; i++) {
			char part[60];
			size_t before = strcspn(shells[s][1], "%");

			snprintf(part, sizeof(part), "%.*s%s%s", (int)before,
			    shells[s][1], options_names[i],
			    shells[s][1] + before + 2);
			CHECK_HAS(text.ptr, part);
		}
		CHECK(text.ptr[text.len - 2] == '\n');
		lm_buf_free(&text);
	}
}

/* Help with quotes and brackets must not break the scripts. */
static void
quotes_are_balanced(void)
{
	static const char *const shells[] = {"bash", "zsh", "fish"};
	struct options_cli made;

	options_start(&made);
	for (size_t s = 0; s < 3; s++) {
		struct lm_buf text = completions(&made.cli, shells[s]);
		size_t n = 0;

		for (size_t i = 0; i < text.len; i++) {
			n += text.ptr[i] == '\'';
			if (s == 2 && text.ptr[i] == '\n')
				CHECK(n % 2 == 0);
		}
		CHECK(n % 2 == 0);
		CHECK(strstr(text.ptr, "it's") == NULL);
		lm_buf_free(&text);
	}
}

static void
shells_know_values(void)
{
	struct options_cli made;
	struct lm_buf zsh, fish, bash;

	options_start(&made);
	bash = completions(&made.cli, "bash");
	zsh = completions(&made.cli, "zsh");
	fish = completions(&made.cli, "fish");
	CHECK_HAS(bash.ptr, " --progress=");
	CHECK_HAS(zsh.ptr, "'--encoding=[float or base64]:HOW:(float base64)'");
	CHECK_HAS(zsh.ptr,
	    "'--progress=-[show progress]::WHEN:"
	    "(auto always never)'");
	CHECK_HAS(zsh.ptr, "'--output=[write FILE]:FILE:_files'");
	CHECK_HAS(zsh.ptr, "'*--with=[one more file]:FILE:_files'");
	CHECK_HAS(zsh.ptr, "'--check[change nothing its a test really]'");
	CHECK_HAS(fish.ptr,
	    "complete -c lmob-test -l output -s o -r -d "
	    "'write FILE'\n");
	CHECK_HAS(fish.ptr, "-l encoding -s e -r -a 'float base64' ");
	CHECK_HAS(fish.ptr, "-l max-drift -r -d 'the largest drift'\n");
	lm_buf_free(&bash);
	lm_buf_free(&zsh);
	lm_buf_free(&fish);
}

static void
another_shell_is_refused(void)
{
	struct options_cli made;
	struct lm_buf out = {0};
	struct lm_err err = {0};

	options_start(&made);
	CHECK_CODE(lm_help_completions(&made.cli, "tcsh", &out, &err),
	    LM_USAGE);
	CHECK_HAS(err.message, "expected bash, zsh or fish");
	CHECK_CODE(lm_help_completions(&made.cli, "", &out, &err), LM_USAGE);
	CHECK_EQ(out.len, 0);
}

TEST_MAIN(TEST(the_help_is_as_written), TEST(a_long_name),
    TEST(lines_fit_a_terminal), TEST(common_options_are_all_there),
    TEST(completions_name_all_options), TEST(quotes_are_balanced),
    TEST(shells_know_values), TEST(another_shell_is_refused))
