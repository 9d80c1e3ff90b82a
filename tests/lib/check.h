#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * Plain tests in C:
 *
 *	static void
 *	adds(void)
 *	{
 *		CHECK(1 + 1 == 2);
 *	}
 *
 *	TEST_MAIN(TEST(adds), TEST(subtracts))
 *
 * Each test prints "ok N - adds" or "not ok N - adds" followed by what failed;
 * the last line is "N passed, N failed"; the exit status is 1 if any failed.
 * A word on the command line runs only the tests whose name contains it.
 *
 * Every CHECK is an expression, true if it held, so that a test can end where
 * going on makes no sense: if (!CHECK(doc != NULL)) return;
 * Not for use from several threads at once.
 */

/* Whether cond holds. */
#define CHECK(cond) check_that((cond), __FILE__, __LINE__, #cond)

/* Whether a call returns this code; CHECK_OK shows the message if it fails. */
#define CHECK_CODE(call, want) \
	check_code((call), (want), NULL, __FILE__, __LINE__, #call)
#define CHECK_OK(call, err) \
	check_code((call), LM_OK, (err), __FILE__, __LINE__, #call)

/* Whether a struct lm_span holds the bytes of a NUL-terminated string. */
#define CHECK_SPAN(got, want) \
	check_span((got), lm_span_of(want), __FILE__, __LINE__, #got)
/* Whether two spans hold the same bytes. */
#define CHECK_SPANS(got, want) \
	check_span((got), (want), __FILE__, __LINE__, #got)

/* Whether two NUL-terminated strings are equal; got has part in it. */
#define CHECK_TEXT(got, want) \
	check_text((got), (want), __FILE__, __LINE__, #got)
#define CHECK_HAS(got, part) check_has((got), (part), __FILE__, __LINE__, #got)

/* Whether two whole numbers are equal; both are shown if not. */
#define CHECK_EQ(got, want) \
	check_equal((int64_t)(got), (int64_t)(want), __FILE__, __LINE__, #got)

/* Say what was being tested, printf-like, if anything failed just before. */
void check_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The rest of this test cannot run here, and why: "ok N - name # skip why". */
void check_skip(const char *why);

/* Whether $LMOB_SOAK or $LMOB_QUICK ask for longer or shorter runs. */
bool check_soak(void);
bool check_quick(void);

/* A new empty folder, removed with all in it at the end; NUL-terminated. */
const char *check_folder(void);

#define TEST(function)              \
	{                           \
#function, function \
	}
#define TEST_MAIN(...)                                                     \
	int main(int argc, char **argv)                                    \
	{                                                                  \
		static const struct check_test tests[] = {__VA_ARGS__};    \
                                                                           \
		return check_main(tests, sizeof(tests) / sizeof(tests[0]), \
		    argc, argv);                                           \
	}

/* What the macros above are made of. */
struct check_test {
	const char *name;
	void (*run)(void);
};

int check_main(const struct check_test *tests, size_t n, int argc, char **argv);
bool check_that(bool held, const char *file, int line, const char *expression);
bool check_code(enum lm_code got, enum lm_code want, const struct lm_err *err,
    const char *file, int line, const char *call);
bool check_span(struct lm_span got, struct lm_span want, const char *file,
    int line, const char *expression);
bool check_text(const char *got, const char *want, const char *file, int line,
    const char *expression);
bool check_has(const char *got, const char *part, const char *file, int line,
    const char *expression);
bool check_equal(int64_t got, int64_t want, const char *file, int line,
    const char *expression);

#endif
