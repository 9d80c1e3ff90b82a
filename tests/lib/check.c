/* nftw is XSI, beyond what the rest is built with. */
#define _XOPEN_SOURCE 700
#define _DARWIN_C_SOURCE 1

#include "check.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

#define MOST_FAILURES_SHOWN 12
#define MOST_BYTES_SHOWN 160

/* The test that runs.  One test runs at a time. */
static struct {
	const char *name;
	size_t number;
	size_t n_failures;
	bool just_failed;
	bool is_skipped;
	char skipped[512]; /* why */
	char folder[512];
} now;

static bool
failed(const char *file, int line)
{
	if (now.n_failures == 0)
		printf("not ok %zu - %s\n", now.number, now.name);
	now.n_failures++;
	now.just_failed = now.n_failures <= MOST_FAILURES_SHOWN;
	if (now.just_failed)
		printf("# %s:%d: ", file, line);
	return now.just_failed;
}

static bool
held(void)
{
	now.just_failed = false;
	return true;
}

bool
check_that(bool holds, const char *file, int line, const char *expression)
{
	if (holds)
		return held();
	if (failed(file, line))
		printf("%s\n", expression);
	return false;
}

static const char *
code_name(enum lm_code code)
{
	static const char *const names[] = {"LM_OK", "LM_USAGE", "LM_MALFORMED",
	    "LM_OVERSIZE", "LM_IO", "LM_NOMEM", "LM_LIMIT"};

	return (size_t)code < sizeof(names) / sizeof(names[0]) ? names[code]
							       : "no code";
}

bool
check_code(enum lm_code got, enum lm_code want, const struct lm_err *err,
    const char *file, int line, const char *call)
{
	char text[1200] = "";

	if (got == want)
		return held();
	if (err != NULL)
		lm_err_format(err, text, sizeof(text));
	if (failed(file, line))
		printf("%s is %s, not %s; %s\n", call, code_name(got),
		    code_name(want), text);
	return false;
}

/* On one line, with what does not print as \xNN. */
static void
show(const char *what, struct lm_span text)
{
	printf("#   %s (%zu bytes): ", what, text.len);
	for (size_t i = 0; i < text.len && i < MOST_BYTES_SHOWN; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (byte >= 0x20 && byte < 0x7f && byte != '\\')
			putchar(byte);
		else
			printf("\\x%02x", (unsigned)byte);
	}
	printf("%s\n", text.len > MOST_BYTES_SHOWN ? "..." : "");
}

static size_t
first_difference(struct lm_span a, struct lm_span b)
{
	size_t i = 0;

	while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
		i++;
	return i;
}

bool
check_span(struct lm_span got, struct lm_span want, const char *file, int line,
    const char *expression)
{
	size_t at, from;

	if (lm_span_equal(got, want))
		return held();
	if (!failed(file, line))
		return false;
	at = first_difference(got, want);
	from = at < MOST_BYTES_SHOWN / 2 ? 0 : at - MOST_BYTES_SHOWN / 2;
	printf("%s differs at byte %zu; from byte %zu:\n", expression, at,
	    from);
	show("got ", lm_span(got.ptr + from, got.len - from));
	show("want", lm_span(want.ptr + from, want.len - from));
	return false;
}

bool
check_text(const char *got, const char *want, const char *file, int line,
    const char *expression)
{
	return check_span(lm_span_of(got), lm_span_of(want), file, line,
	    expression);
}

bool
check_has(const char *got, const char *part, const char *file, int line,
    const char *expression)
{
	if (strstr(got, part) != NULL)
		return held();
	if (failed(file, line)) {
		printf("%s has not in it: %s\n", expression, part);
		show("got ", lm_span_of(got));
	}
	return false;
}

bool
check_equal(int64_t got, int64_t want, const char *file, int line,
    const char *expression)
{
	if (got == want)
		return held();
	if (failed(file, line))
		printf("%s is %jd, not %jd\n", expression, (intmax_t)got,
		    (intmax_t)want);
	return false;
}

void
check_note(const char *format, ...)
{
	va_list args;

	if (!now.just_failed)
		return;
	printf("#   ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

void
check_skip(const char *why)
{
	now.is_skipped = true;
	(void)snprintf(now.skipped, sizeof(now.skipped), "%s", why);
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0';
}

bool
check_soak(void)
{
	return is_set("LMOB_SOAK");
}

bool
check_quick(void)
{
	return is_set("LMOB_QUICK");
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

const char *
check_folder(void)
{
	const char *above = getenv("TMPDIR");

	if (now.folder[0] != '\0')
		return now.folder;
	snprintf(now.folder, sizeof(now.folder), "%s/lmob-test.XXXXXX",
	    above == NULL ? "/tmp" : above);
	if (mkdtemp(now.folder) == NULL) {
		perror(now.folder);
		exit(1);
	}
	return now.folder;
}

static void
remove_folder(void)
{
	if (now.folder[0] != '\0')
		(void)nftw(now.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	now.folder[0] = '\0';
}

/* Whether it passed. */
static bool
run(const struct check_test *test, size_t number)
{
	now.name = test->name;
	now.number = number;
	now.n_failures = 0;
	now.is_skipped = false;
	test->run();
	remove_folder();
	if (now.n_failures > 0) {
		printf("# %zu failures; LMOB_TEST_SEED=%ju\n", now.n_failures,
		    (uintmax_t)random_seed());
		return false;
	}
	printf("ok %zu - %s%s%s\n", number, test->name,
	    now.is_skipped ? " # skip " : "",
	    now.is_skipped ? now.skipped : "");
	return true;
}

int
check_main(const struct check_test *tests, size_t n, int argc, char **argv)
{
	size_t n_run = 0, n_failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < n; i++) {
		if (argc > 1 && strstr(tests[i].name, argv[1]) == NULL)
			continue;
		n_run++;
		n_failed += !run(&tests[i], n_run);
	}
	printf("%zu passed, %zu failed\n", n_run - n_failed, n_failed);
	return n_failed > 0;
}
