#include "lm/cli.h"

#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "options.h"

/* A command line of words with a space between, and what came of it. */
struct line {
	struct options_cli made;
	struct words words;
	size_t n_operands;
	struct lm_err err;
};

static enum lm_code
parse(struct line *line, const char *text)
{
	options_start(&line->made);
	line->err = (struct lm_err){0};
	words_split(&line->words, text);
	return lm_cli_parse(&line->made.cli, line->words.argc, line->words.argv,
	    &line->n_operands, &line->err);
}

static bool
parsed(struct line *line, const char *text)
{
	return CHECK_OK(parse(line, text), &line->err);
}

static void
check_refused(const char *text, const char *message)
{
	struct line line;

	if (!CHECK_CODE(parse(&line, text), LM_USAGE) ||
	    !CHECK_HAS(line.err.message, message))
		check_note("%s", text);
}

static void
nothing_at_all(void)
{
	struct line line;
	char *none[1] = {NULL};

	parsed(&line, "prog");
	CHECK_EQ(line.n_operands, 0);
	CHECK_OK(lm_cli_parse(&line.made.cli, 0, none, &line.n_operands,
		     &line.err),
	    &line.err);
	CHECK_EQ(line.n_operands, 0);
}

static void
every_kind_by_its_long_name(void)
{
	struct line line;

	parsed(&line,
	    "prog --check --max-drift 0.25 --encoding base64 --output out "
	    "--jobs 4 --max-record 64M --progress=never --quiet");
	CHECK(line.made.own.check && line.made.common.quiet);
	CHECK(line.made.own.drift == 0.25 && line.made.own.drift_is_set);
	CHECK_EQ(line.made.own.encoding, 1);
	CHECK_TEXT(line.made.common.output, "out");
	CHECK_EQ(line.made.common.jobs, 4);
	CHECK_EQ(line.made.common.size, 64 << 20);
	CHECK_EQ(line.made.common.when, 2);
	CHECK_EQ(line.n_operands, 0);
	CHECK(!line.made.own.first && !line.made.own.quiet);
}

static void
values_after_an_equals_sign(void)
{
	struct line line;

	parsed(&line,
	    "prog --max-drift=-1e-3 --encoding=float --output=a=b "
	    "--jobs=1024 --max-record=1");
	CHECK(line.made.own.drift == -1e-3);
	CHECK_EQ(line.made.own.encoding, 0);
	CHECK_TEXT(line.made.common.output, "a=b");
	CHECK_EQ(line.made.common.jobs, 1024);
	CHECK_EQ(line.made.common.size, 1);
	parsed(&line, "prog --output=");
	CHECK_TEXT(line.made.common.output, "");
}

static void
short_options(void)
{
	struct line line;

	parsed(&line, "prog -c -o out -j 7 -e float -q");
	CHECK(line.made.own.check && line.made.common.quiet);
	CHECK_TEXT(line.made.common.output, "out");
	CHECK_EQ(line.made.common.jobs, 7);
	parsed(&line, "prog -oout -j12 -ebase64");
	CHECK_TEXT(line.made.common.output, "out");
	CHECK_EQ(line.made.common.jobs, 12);
	CHECK_EQ(line.made.own.encoding, 1);
	parsed(&line, "prog -cqj3");
	CHECK(line.made.own.check && line.made.common.quiet);
	CHECK_EQ(line.made.common.jobs, 3);
	parsed(&line, "prog -cqo out x");
	CHECK_TEXT(line.made.common.output, "out");
	CHECK_EQ(line.n_operands, 1);
}

/* A choice with an implied value takes the next word never. */
static void
implied_choices(void)
{
	struct line line;

	parsed(&line, "prog");
	CHECK_EQ(line.made.common.when, 0);
	parsed(&line, "prog --progress never");
	CHECK_EQ(line.made.common.when, 1);
	CHECK_EQ(line.n_operands, 1);
	parsed(&line, "prog -p never");
	CHECK_EQ(line.made.common.when, 1);
	CHECK_EQ(line.n_operands, 1);
	parsed(&line, "prog -pnever");
	CHECK_EQ(line.made.common.when, 2);
	parsed(&line, "prog --progress=auto");
	CHECK_EQ(line.made.common.when, 0);
}

static void
operands_among_options(void)
{
	struct line line;

	parsed(&line, "prog a -c b --jobs 2 - c -- -q --check -- d");
	CHECK(line.made.own.check && !line.made.common.quiet);
	if (!CHECK_EQ(line.n_operands, 8))
		return;
	CHECK_TEXT(line.words.argv[0], "prog");
	CHECK_TEXT(line.words.argv[1], "a");
	CHECK_TEXT(line.words.argv[2], "b");
	CHECK_TEXT(line.words.argv[3], "-");
	CHECK_TEXT(line.words.argv[4], "c");
	CHECK_TEXT(line.words.argv[5], "-q");
	CHECK_TEXT(line.words.argv[6], "--check");
	CHECK_TEXT(line.words.argv[7], "--");
	CHECK_TEXT(line.words.argv[8], "d");
	parsed(&line, "prog --");
	CHECK_EQ(line.n_operands, 0);
}

/* What follows an option that needs a value is its value. */
static void
values_that_look_like_options(void)
{
	struct line line;

	parsed(&line, "prog --output --check");
	CHECK_TEXT(line.made.common.output, "--check");
	CHECK(!line.made.own.check);
	parsed(&line, "prog -o -- -c");
	CHECK_TEXT(line.made.common.output, "--");
	CHECK(line.made.own.check);
	parsed(&line, "prog -o - x");
	CHECK_TEXT(line.made.common.output, "-");
	CHECK_EQ(line.n_operands, 1);
}

static void
the_last_one_counts(void)
{
	struct line line;

	parsed(&line, "prog -j1 --jobs=2 -c -c -o a -o b");
	CHECK_EQ(line.made.common.jobs, 2);
	CHECK_TEXT(line.made.common.output, "b");
}

static void
unknown_options(void)
{
	check_refused("prog --chekc",
	    "unknown option --chekc; did you mean "
	    "--check?");
	check_refused("prog --outputs x", "did you mean --output?");
	check_refused("prog --out=x", "unknown option --out (see --help)");
	check_refused("prog --job=2", "did you mean --jobs?");
	check_refused("prog --zzzz", "unknown option --zzzz (see --help)");
	check_refused("prog --=x", "unknown option --");
	check_refused("prog -x", "unknown option -x");
	check_refused("prog -cx", "unknown option -x");
	check_refused("prog -c-", "unknown option --");
	check_refused("prog -C", "unknown option -C");
	/* Never abbreviated. */
	check_refused("prog --chec", "did you mean --check?");
	check_refused("prog --CHECK", "unknown option --CHECK");
}

static void
missing_and_needless_values(void)
{
	check_refused("prog --output", "--output needs a value: FILE");
	check_refused("prog a --jobs", "--jobs needs a value: N");
	check_refused("prog -o", "-o needs a value: FILE");
	check_refused("prog -cj", "-j needs a value: N");
	check_refused("prog --encoding", "--encoding needs a value: HOW");
	check_refused("prog --check=yes", "--check takes no value");
	check_refused("prog --check=", "--check takes no value");
}

static void
values_out_of_bounds(void)
{
	static const char *const jobs[] = {"0", "1025", "-1", "+1", "1.5", "x",
	    "4x", "99999999999999999999999", "0x4", "1e2"};
	static const char *const sizes[] = {"0", "1073741825", "2G", "1T",
	    "-1M", "1.5M", "M", "64MB", "18446744073709551616",
	    "18014398509481984K"};

	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		char text[100] = "prog --jobs=";

		check_refused(strcat(text, jobs[i]), "--jobs");
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char text[100] = "prog --max-record ";

		check_refused(strcat(text, sizes[i]), "--max-record");
	}
	check_refused("prog -j0", "1024");
	check_refused("prog --jobs=", "--jobs");
}

static void
sizes_have_units(void)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} cases[] = {{"prog --max-record=1024", 1024},
	    {"prog --max-record=4K", 4096}, {"prog --max-record=4k", 4096},
	    {"prog --max-record=3M", 3 << 20},
	    {"prog --max-record=1G", 1 << 30},
	    {"prog --max-record=1g", 1 << 30}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line line;

		parsed(&line, cases[i].text);
		CHECK_EQ(line.made.common.size, cases[i].bytes);
	}
}

static void
numbers_and_choices(void)
{
	check_refused("prog --max-drift=x", "--max-drift x: expected a number");
	check_refused("prog --max-drift=nan", "expected a number");
	check_refused("prog --max-drift=inf", "expected a number");
	check_refused("prog --max-drift=1e999", "expected a number");
	check_refused("prog --max-drift=1,5", "expected a number");
	check_refused("prog --max-drift=", "expected a number");
	check_refused("prog --encoding=hex",
	    "--encoding hex: expected one of float, base64");
	check_refused("prog --encoding=FLOAT", "expected one of");
	check_refused("prog --encoding=flo", "expected one of");
	check_refused("prog --progress=",
	    "expected one of auto, always, never");
	check_refused("prog -ehex", "-e hex: expected one of float, base64");
}

static void
an_option_may_be_a_list(void)
{
	struct line line;
	char text[1200] = "prog";

	parsed(&line, "prog --with=a -w b -c --with c");
	CHECK_EQ(line.made.own.with.n, 3);
	CHECK_TEXT(line.made.own.with.texts[0], "a");
	CHECK_TEXT(line.made.own.with.texts[1], "b");
	CHECK_TEXT(line.made.own.with.texts[2], "c");
	check_refused("prog --with", "--with needs a value: FILE");
	for (size_t i = 0; i < (size_t)WORDS_MOST - 1; i++)
		(void)strcat(text, " -wx");
	parsed(&line, text);
	CHECK_EQ(line.made.own.with.n, WORDS_MOST - 1);
}

static void
a_list_has_an_end(void)
{
	struct options_cli made;
	char *argv[2 * LM_OPT_LIST_MAX];
	char program[] = "prog", word[] = "-wx";
	struct lm_err err = {0};
	size_t n;

	options_start(&made);
	argv[0] = program;
	for (size_t i = 1; i < sizeof(argv) / sizeof(argv[0]); i++)
		argv[i] = word;
	CHECK(lm_cli_parse(&made.cli, LM_OPT_LIST_MAX + 1, argv, &n, &err) ==
	    LM_OK);
	CHECK(lm_cli_parse(&made.cli, 2, argv, &n, &err) == LM_USAGE);
	CHECK_HAS(err.message, "--with: it may be given 64 times at most");
}

/* What is said on standard error, in a child; free it. */
static struct lm_buf
said(void (*say)(const struct lm_cli *))
{
	char path[FILES_PATH_SIZE];
	pid_t child;
	int status = -1;

	file_path("err", path);
	file_write(path, (struct lm_span){0});
	fflush(NULL);
	child = fork();
	if (child == 0) {
		struct options_cli made;
		int fd = open(path, O_WRONLY);

		(void)dup2(fd, STDERR_FILENO);
		options_start(&made);
		say(&made.cli);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	return file_read(path);
}

static void
check_said(void (*say)(const struct lm_cli *), const char *want)
{
	struct lm_buf got = said(say);

	CHECK_SPAN(lm_buf_view(&got), want);
	lm_buf_free(&got);
}

static void
say_warning(const struct lm_cli *cli)
{
	lm_cli_warn(cli, "3 of 9 records rejected");
}

static void
say_failure(const struct lm_cli *cli)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, LM_MALFORMED, "a bad\nthing");
	lm_err_at(&err, "a\tb.jsonl", 417, 23);
	lm_cli_fail(cli, &err);
}

static void
say_long(const struct lm_cli *cli)
{
	char text[3000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	lm_cli_warn(cli, text);
}

static void
messages_are_one_line(void)
{
	check_said(say_warning, "lmob-test: 3 of 9 records rejected\n");
	check_said(say_failure, "lmob-test: a?b.jsonl:417:23: a bad?thing\n");
}

/* Cut, but still a line. */
static void
a_long_message(void)
{
	struct lm_buf got = said(say_long);
	size_t n_newlines = 0;

	for (size_t i = 0; i < got.len; i++)
		n_newlines += got.ptr[i] == '\n';
	CHECK(got.len > 1000 && got.len <= 3020);
	CHECK_EQ(n_newlines, 1);
	CHECK(got.len > 0 && got.ptr[got.len - 1] == '\n');
	lm_buf_free(&got);
}

static void
say_with_closed_streams(const struct lm_cli *cli)
{
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	lm_cli_guard_streams();
	if (read(STDIN_FILENO, &(char){0}, 1) != -1 ||
	    write(STDOUT_FILENO, "x", 1) != -1)
		lm_cli_warn(cli, "a closed stream works");
	if (open("/dev/null", O_RDONLY) > STDERR_FILENO)
		lm_cli_warn(cli, "guarded");
}

static void
closed_streams_are_guarded(void)
{
	check_said(say_with_closed_streams, "lmob-test: guarded\n");
}

TEST_MAIN(TEST(nothing_at_all), TEST(every_kind_by_its_long_name),
    TEST(values_after_an_equals_sign), TEST(short_options),
    TEST(implied_choices), TEST(operands_among_options),
    TEST(values_that_look_like_options), TEST(the_last_one_counts),
    TEST(unknown_options), TEST(missing_and_needless_values),
    TEST(values_out_of_bounds), TEST(sizes_have_units),
    TEST(numbers_and_choices), TEST(an_option_may_be_a_list),
    TEST(a_list_has_an_end), TEST(messages_are_one_line), TEST(a_long_message),
    TEST(closed_streams_are_guarded))
