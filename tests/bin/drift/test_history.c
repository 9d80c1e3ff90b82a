#include "history.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "random.h"
#include "status.h"

#define FIRST "{\"event\":\"run\",\"time\":\"2026-11-27T02:00:00Z\","
#define SECOND "{\"event\":\"run\",\"time\":\"2026-11-28T02:00:00Z\","
#define PASS "\"verdict\":\"pass\",\"baseline\":\"0123456789abcdef\""

static int64_t
ns_of(const char *time)
{
	int64_t ns = 0;

	CHECK(lm_clock_parse(lm_span_of(time), &ns));
	return ns;
}

/* What is read of a history of this content, on the evening of the 28th. */
static struct drift_streak
streak_at(const char *path)
{
	struct drift_streak streak = {0};
	struct lm_err err = {0};

	CHECK_OK(drift_history_read(path, ns_of("2026-11-28T20:00:00Z"),
		     &streak, &err),
	    &err);
	return streak;
}

static struct drift_streak
streak_of(const char *content)
{
	char path[FILES_PATH_SIZE];

	file_path("history", path);
	file_write(path, lm_span_of(content));
	return streak_at(path);
}

/* ---- the line of a run --------------------------------------------------- */

static const struct drift_run good = {
    .drift = 0.0031,
    .low = 0.002,
    .high = 0.0052,
    .threshold = 0.08,
    .n = 500,
    .baseline = "0123456789abcdef",
    .manifest = "1#fedcba9876543210",
    .reasons = {"[\"a\",\"b\"]", 9},
};

static void
a_run_is_written(void)
{
	struct drift_run run = good;
	struct lm_buf out = {0};
	struct lm_err err = {0};

	run.time_ns = ns_of("2026-11-27T02:00:00.75Z");
	CHECK_OK(drift_history_run(&out, &run, &err), &err);
	CHECK_SPAN(lm_buf_view(&out),
	    FIRST "\"verdict\":\"pass\",\"drift\":0.0031,\"low\":0.002,"
		  "\"high\":0.0052,\"threshold\":0.08,\"n\":500,"
		  "\"baseline\":\"0123456789abcdef\","
		  "\"manifest\":\"1#fedcba9876543210\","
		  "\"reasons\":[\"a\",\"b\"]}\n");
	out.len = 0;
	run = (struct drift_run){.time_ns = run.time_ns,
	    .verdict = DRIFT_UNDECIDED,
	    .relaxed = true,
	    .drift = (double)NAN,
	    .low = -(double)INFINITY,
	    .high = (double)INFINITY};
	CHECK_OK(drift_history_run(&out, &run, &err), &err);
	CHECK_SPAN(lm_buf_view(&out),
	    FIRST "\"verdict\":\"undecided\",\"relaxed\":true,\"drift\":null,"
		  "\"low\":null,\"high\":null,\"threshold\":0,\"n\":0,"
		  "\"baseline\":null,\"manifest\":null,\"reasons\":[]}\n");
	lm_buf_free(&out);
}

/* Append a good run of the 27th at this minute. */
static void
append_run(const char *path, int minute)
{
	struct drift_run run = good;
	struct lm_buf out = {0};
	struct lm_err err = {0};

	run.time_ns =
	    ns_of("2026-11-27T02:00:00Z") + minute * 60 * LM_CLOCK_SECOND;
	if (!CHECK_OK(drift_history_run(&out, &run, &err), &err) ||
	    !CHECK_OK(drift_history_append(path, lm_buf_view(&out), &err),
		&err))
		_exit(1);
	lm_buf_free(&out);
}

static void
what_is_written_is_read(void)
{
	char path[FILES_PATH_SIZE];
	struct drift_streak streak;
	struct drift_run run = good;
	struct lm_buf out = {0};
	struct lm_err err = {0};

	file_path("written", path);
	append_run(path, 0);
	CHECK_EQ(file_mode(path), 0600);
	run.time_ns = ns_of("2026-11-28T02:00:00Z");
	run.verdict = DRIFT_FAIL;
	run.drift = 0.0912;
	run.reasons = lm_span_of("[\"drift\\n\\u0000\\\"\",\"b\"]");
	CHECK_OK(drift_history_run(&out, &run, &err), &err);
	CHECK_OK(drift_history_append(path, lm_buf_view(&out), &err), &err);
	streak = streak_at(path);
	CHECK_EQ(streak.n_runs, 2);
	CHECK_EQ(streak.n_unreadable, 0);
	CHECK_EQ(streak.n_clean, 0);
	CHECK_EQ(streak.last, DRIFT_FAIL);
	CHECK_EQ(streak.last_ns, run.time_ns);
	CHECK(streak.last_drift == 0.0912);
	CHECK_TEXT(streak.baseline, "0123456789abcdef");
	CHECK_TEXT(streak.broken.reason, "drift??\"");
	lm_buf_free(&out);
}

/* ---- lines --------------------------------------------------------------- */

struct line {
	const char *text; /* behind a good one of the 27th */
	uint64_t n_clean, n_runs, n_unreadable, n_unknown;
};

static void
check_line(const struct line *line)
{
	struct lm_buf content = {0};
	struct drift_streak streak;
	struct lm_err err = {0};

	CHECK_OK(lm_buf_printf(&content, &err, "%s%s}\n%s%c", FIRST, PASS,
		     line->text, '\0'),
	    &err);
	streak = streak_of(content.ptr);
	CHECK_EQ(streak.n_clean, line->n_clean);
	CHECK_EQ(streak.n_runs, line->n_runs);
	CHECK_EQ(streak.n_unreadable, line->n_unreadable);
	CHECK_EQ(streak.n_unknown, line->n_unknown);
	check_note("%s", line->text);
	lm_buf_free(&content);
}

#define CHECK_LINES(...)                                                    \
	do {                                                                \
		static const struct line lines[] = {__VA_ARGS__};           \
		for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) \
			check_line(&lines[i]);                              \
	} while (0)

#define AT "\"time\":\"2026-11-28T03:00:00Z\""
#define BEFORE "\"time\":\"2026-11-27T03:00:00Z\""
#define FROM "\"from\":\"0123456789abcdef\""
#define TO "\"to\":\"ffffffffffffffff\""
#define OTHER "\"verdict\":\"pass\",\"baseline\":\"ffffffffffffffff\"}\n"

static void
lines_are_told_apart(void)
{
	CHECK_LINES({"", 1, 1, 0, 0}, {"\n \n\r\n", 1, 1, 0, 0},
	    {SECOND PASS "}\n", 2, 2, 0, 0},
	    /* The newline is all that is missing. */
	    {SECOND PASS "}", 2, 2, 0, 0},
	    /* In any form. */
	    {"{" PASS ",\"x\":[{}], \"time\" : \"2026-11-28t03:00:00+01:00\","
	     "\"\\u0065vent\":\"run\"}\r\n",
		2, 2, 0, 0},
	    {SECOND PASS ",\"drift\":null,\"relaxed\":null,\"reasons\":null}\n",
		2, 2, 0, 0},
	    {SECOND PASS ",\"drift\":1e-3,\"relaxed\":false}\n", 2, 2, 0, 0},
	    {SECOND PASS ",\"reasons\":[7]}\n", 2, 2, 0, 0},
	    {SECOND PASS ",\"relaxed\":true}\n", 1, 2, 0, 0},
	    {SECOND "\"verdict\":\"pass\"}\n", 1, 2, 0, 0},
	    {SECOND "\"verdict\":\"fail\"}\n", 0, 2, 0, 0},
	    {"{\"event\":\"note\",\"text\":\"x\"}\n", 1, 1, 0, 1},
	    {"{\"event\":\"Run\",\"time\":7}\n", 1, 1, 0, 1},
	    {"{\"event\":\"accept\"," BEFORE "," FROM "," TO
	     ",\"model_change\":false}\n" SECOND OTHER,
		2, 2, 0, 0},
	    {"{\"event\":\"accept\"," BEFORE "," FROM "," TO
	     ",\"model_change\":true}\n" SECOND OTHER,
		1, 2, 0, 0},
	    {"{\"event\":\"accept\"," AT "," FROM "," TO
	     ",\"model_change\":false,\"relaxed\":true}\n",
		0, 1, 0, 0},
	    {"{\"event\":\"rollback\"," AT "}\n", 0, 1, 0, 0});
}

static void
lines_cannot_be_read(void)
{
	CHECK_LINES({"x\n", 1, 1, 1, 0}, {"7\n", 1, 1, 1, 0},
	    {"[]\n{}\n", 1, 1, 2, 0}, {SECOND "\n", 1, 1, 1, 0},
	    {"{\"event\":null}\n", 1, 1, 1, 0}, {"{\"ev", 1, 1, 1, 0},
	    {"{\"event\":7}\n", 1, 1, 1, 0}, {SECOND "\"x\":1}\n", 1, 1, 1, 0},
	    {SECOND "\"verdict\":\"PASS\"}\n", 1, 1, 1, 0},
	    {SECOND "\"verdict\":null}\n", 1, 1, 1, 0},
	    {"{\"event\":\"run\"," PASS "}\n", 1, 1, 1, 0},
	    {"{\"event\":\"run\",\"time\":\"2026-02-29T00:00:00Z\"," PASS "}\n",
		1, 1, 1, 0},
	    {"{\"event\":\"run\",\"time\":1796061600," PASS "}\n", 1, 1, 1, 0},
	    {SECOND PASS ",\"relaxed\":\"no\"}\n", 1, 1, 1, 0},
	    {SECOND PASS ",\"drift\":\"0.1\"}\n", 1, 1, 1, 0},
	    {SECOND PASS ",\"drift\":1e999}\n", 1, 1, 1, 0},
	    {SECOND "\"verdict\":\"pass\",\"baseline\":\"0123\"}\n", 1, 1, 1,
		0},
	    {SECOND "\"verdict\":\"pass\",\"baseline\":\"0123456789abcdeF\"}\n",
		1, 1, 1, 0},
	    {SECOND "\"verdict\":\"pass\",\"baseline\":7}\n", 1, 1, 1, 0},
	    {"{\"event\":\"accept\"," AT "," FROM "," TO "}\n", 1, 1, 1, 0},
	    {"{\"event\":\"accept\"," AT "," FROM ",\"model_change\":true}\n",
		1, 1, 1, 0},
	    {"{\"event\":\"accept\"," AT "," TO ",\"model_change\":1}\n", 1, 1,
		1, 0},
	    {"{\"event\":\"rollback\"}\n", 1, 1, 1, 0},
	    /* None swallows the next one. */
	    {"x\n" SECOND PASS "}\n", 2, 2, 1, 0},
	    {FIRST "\n" SECOND PASS "}\n" SECOND, 2, 2, 2, 0});
}

/* A line that a crash cut, wherever: what comes next is read, and what was
 * there. */
static void
torn_lines_stay_alone(void)
{
	const char *line = FIRST PASS "}\n";
	struct lm_span next = lm_span_of(SECOND PASS "}\n");
	char path[FILES_PATH_SIZE];

	file_path("torn", path);
	for (size_t len = 1; len <= strlen(line); len++) {
		struct lm_buf content = {0};
		struct drift_streak streak;
		struct lm_err err = {0};
		bool whole = len + 1 >= strlen(line);

		append(&content, lm_span_of(line));
		append(&content, lm_span(line, len));
		file_write(path, lm_buf_view(&content));
		CHECK_OK(drift_history_append(path, next, &err), &err);
		streak = streak_at(path);
		CHECK_EQ(streak.n_runs, whole ? 3 : 2);
		CHECK_EQ(streak.n_unreadable, whole ? 0 : 1);
		CHECK_EQ(streak.n_clean, 2);
		check_note("%zu bytes", len);
		lm_buf_free(&content);
	}
}

/* The first one, too: it was going to be ours. */
static void
a_torn_beginning_is_no_other_file(void)
{
	static const char line[] = FIRST PASS "}\n";
	struct lm_span next = lm_span_of(SECOND PASS "}\n");
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	file_path("beginning", path);
	for (size_t len = 0; len < sizeof(line); len++) {
		file_write(path, lm_span(line, len));
		CHECK_OK(drift_history_append(path, next, &err), &err);
		CHECK_EQ(streak_at(path).n_clean,
		    len + 2 < sizeof(line) ? 1 : 2);
		check_note("%zu bytes", len);
	}
	file_write(path, lm_span("\0\0\0\0", 4));
	CHECK_OK(drift_history_append(path, next, &err), &err);
	CHECK_EQ(streak_at(path).n_clean, 1);
	CHECK_EQ(streak_at(path).n_unreadable, 1);
}

static void
long_lines(void)
{
	const char *begin = SECOND PASS ",\"x\":\"";
	char path[FILES_PATH_SIZE];
	struct lm_buf line = {0};
	struct lm_err err = {0};

	file_path("long", path);
	append_run(path, 0);
	append(&line, lm_span_of(begin));
	CHECK_OK(lm_buf_reserve(&line, 1 << 20, &err), &err);
	memset(line.ptr + line.len, 'x', 1 << 20);
	line.len += 1 << 20;
	append(&line, lm_span_of("\"}"));
	CHECK_CODE(drift_history_append(path, lm_buf_view(&line), &err),
	    LM_OVERSIZE);
	CHECK_EQ(streak_at(path).n_runs, 1);
	line.len = (1 << 20) - 3;
	append(&line, lm_span_of("\"}"));
	CHECK_OK(drift_history_append(path, lm_buf_view(&line), &err), &err);
	CHECK_EQ(streak_at(path).n_clean, 2);
	lm_buf_free(&line);
}

/* ---- files --------------------------------------------------------------- */

static void
lines_come_together(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_err err = {0};

	file_path("together", path);
	CHECK_OK(drift_history_append(path, lm_span_of(""), &err), &err);
	CHECK(!file_exists(path));
	CHECK_OK(drift_history_append(path,
		     lm_span_of(FIRST PASS "}\n" SECOND PASS "}"), &err),
	    &err);
	file_check(path, FIRST PASS "}\n" SECOND PASS "}\n");
}

static void
no_history_yet(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf json = {0}, text = {0};
	struct lm_err err = {0};
	enum lm_exit exit = LM_EXIT_TROUBLE;

	file_path("none", path);
	CHECK_OK(drift_history_check(path, &err), &err);
	CHECK_OK(drift_status(path, 7, 0, &json, &text, &exit, &err), &err);
	CHECK_SPAN(lm_buf_view(&text), "NOT YET 0 clean nights of 7: no runs");
	CHECK_EQ(exit, LM_EXIT_UNDECIDED);
	CHECK(!file_exists(path));
	file_write(path, lm_span_of(""));
	CHECK_EQ(streak_at(path).n_runs, 0);
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
status_is_of_the_file(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf json = {0}, text = {0};
	struct lm_err err = {0};
	enum lm_exit exit = LM_EXIT_TROUBLE;

	file_path("status", path);
	file_write(path, lm_span_of(SECOND PASS "}\n" FIRST PASS "}\n{\"ev"));
	CHECK_OK(drift_status(path, 2, ns_of("2026-11-29T20:00:00Z"), &json,
		     &text, &exit, &err),
	    &err);
	CHECK_SPAN(lm_buf_view(&text),
	    "READY 2 clean nights of 2, since 2026-11-27; 1 line unreadable");
	CHECK_EQ(exit, LM_EXIT_DONE);
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
check_refused(const char *path, enum lm_code code, const char *message)
{
	struct drift_streak streak = {0};
	struct lm_err err = {0};

	CHECK_CODE(drift_history_check(path, &err), code);
	CHECK_CODE(drift_history_read(path, 0, &streak, &err), code);
	CHECK_CODE(drift_history_append(path, lm_span_of("{}\n"), &err), code);
	CHECK_TEXT(err.file, path);
	CHECK_HAS(err.message, message);
}

/* Most of all not the baseline, by a slip of the hand. */
static void
other_files_stay_as_they_are(void)
{
	static const char *const others[] = {"{\"id\":1,\"embedding\":[1]}\n",
	    "q1\td1\t1\n", "[]", "\n\nx", "{\"event\":7}\n",
	    "{\"event\":\n{\"id\":1}\n"};
	char path[FILES_PATH_SIZE];

	file_path("other", path);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		file_write(path, lm_span_of(others[i]));
		check_refused(path, LM_USAGE,
		    "not a history: none of its lines is a line of one");
		file_check(path, others[i]);
	}
	check_refused("/no/such/folder/x", LM_IO, "No such file");
	check_refused(check_folder(), LM_IO, "not a regular file");
	check_refused("/dev/null", LM_IO, "not a regular file");
}

/* ---- processes ----------------------------------------------------------- */

static pid_t
start(void (*work)(const char *path, int fd), const char *path, int fd)
{
	pid_t pid;

	(void)fflush(NULL);
	pid = fork();
	if (pid == 0) {
		work(path, fd);
		_exit(0);
	}
	if (!CHECK(pid > 0))
		abort();
	return pid;
}

#define RUNS_EACH 100

static void
append_many(const char *path, int fd)
{
	(void)fd;
	for (int i = 0; i < RUNS_EACH; i++)
		append_run(path, i);
}

static void
several_at_once(void)
{
	char path[FILES_PATH_SIZE];
	struct drift_streak streak;
	pid_t pids[4];

	file_path("several", path);
	for (size_t i = 0; i < 4; i++)
		pids[i] = start(append_many, path, -1);
	for (int i = 0; i < 20; i++)
		CHECK_EQ(streak_at(path).n_unreadable, 0);
	for (size_t i = 0; i < 4; i++) {
		int status;

		CHECK(waitpid(pids[i], &status, 0) == pids[i]);
		CHECK_EQ(status, 0);
	}
	streak = streak_at(path);
	CHECK_EQ(streak.n_runs, 4 * RUNS_EACH);
	CHECK_EQ(streak.n_unreadable, 0);
	CHECK_EQ(streak.n_clean, 1);
}

/* A byte for each that is said to be on disk. */
static void
append_and_say(const char *path, int fd)
{
	for (int i = 0; i < 100000; i++) {
		append_run(path, i % 100);
		if (write(fd, ".", 1) != 1)
			_exit(1);
	}
}

/* Start, kill some time later; how many were said to be there. */
static uint64_t
kill_one(struct random *random, const char *path)
{
	struct timespec pause = {0,
	    (long)random_between(random, 0, 8 * 1000 * 1000)};
	char said[4096];
	uint64_t n = 0;
	int fds[2], status;
	ssize_t got;
	pid_t pid;

	CHECK(pipe(fds) == 0);
	pid = start(append_and_say, path, fds[1]);
	(void)close(fds[1]);
	CHECK(read(fds[0], said, 1) == 1);
	n++;
	(void)nanosleep(&pause, NULL);
	CHECK(kill(pid, SIGKILL) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	while ((got = read(fds[0], said, sizeof(said))) > 0)
		n += (uint64_t)got;
	(void)close(fds[0]);
	return n;
}

static void
killed_ones_lose_nothing(void)
{
	struct random random = random_start(1);
	int rounds = check_soak() ? 3000 : check_quick() ? 10 : 50;
	uint64_t n_said = 0, n_runs = 0;
	char path[FILES_PATH_SIZE];

	file_path("killed", path);
	for (int i = 0; i < rounds; i++) {
		struct drift_streak streak;

		n_said += kill_one(&random, path);
		streak = streak_at(path);
		/* One may be there that was not said to be. */
		CHECK(streak.n_runs >= n_said);
		CHECK(streak.n_runs <= n_said + (uint64_t)i + 1);
		CHECK_EQ(streak.n_unreadable, 0);
		n_runs = streak.n_runs;
		check_note("round %d", i);
	}
	append_run(path, 0);
	CHECK_EQ(streak_at(path).n_runs, n_runs + 1);
}

/* The disk is full: nothing of the line is there. */
static void
what_fails_is_not_there(void)
{
	char path[FILES_PATH_SIZE];
	struct rlimit limit, old;
	struct lm_err err = {0};

	file_path("full", path);
	file_write(path, lm_span_of(FIRST PASS "}\n"));
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = 150;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	CHECK_CODE(drift_history_append(path, lm_span_of(SECOND PASS "}\n"),
		       &err),
	    LM_IO);
	(void)setrlimit(RLIMIT_FSIZE, &old);
	CHECK_TEXT(err.file, path);
	file_check(path, FIRST PASS "}\n");
}

TEST_MAIN(TEST(a_run_is_written), TEST(what_is_written_is_read),
    TEST(lines_are_told_apart), TEST(lines_cannot_be_read),
    TEST(torn_lines_stay_alone), TEST(a_torn_beginning_is_no_other_file),
    TEST(long_lines), TEST(lines_come_together), TEST(no_history_yet),
    TEST(status_is_of_the_file), TEST(other_files_stay_as_they_are),
    TEST(several_at_once), TEST(killed_ones_lose_nothing),
    TEST(what_fails_is_not_there))
