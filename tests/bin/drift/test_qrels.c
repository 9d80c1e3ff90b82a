#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "qrels.h"
#include "set.h"

/* Read these bytes as a file. */
static enum lm_code
read_bytes(struct lm_span bytes, struct drift_qrels *qrels, struct lm_err *err)
{
	char path[FILES_PATH_SIZE];

	*qrels = (struct drift_qrels){.begins = {0}};
	file_path("qrels", path);
	file_write(path, bytes);
	return drift_qrels_read(path, qrels, err);
}

static struct drift_qrels
read_good(const char *text)
{
	struct drift_qrels qrels;
	struct lm_err err = {0};

	CHECK_OK(read_bytes(lm_span_of(text), &qrels, &err), &err);
	return qrels;
}

/* The gain of a pair; -99 if there is none. */
static int
gain_of(const struct drift_qrels *qrels, const char *query,
    const char *document)
{
	size_t q = drift_names_find(&qrels->queries, lm_span_of(query));
	size_t d = drift_names_find(&qrels->documents, lm_span_of(document));
	const struct drift_judgement *list;
	size_t n;

	if (q == DRIFT_NONE || d == DRIFT_NONE)
		return -99;
	n = drift_qrels_of(qrels, q, &list);
	for (size_t i = 0; i < n; i++)
		if (list[i].document == d && CHECK(list[i].query == q))
			return list[i].gain;
	return -99;
}

/* Check and free what holds q1: a 3, b -1; q2: a 0. */
static void
check_three(struct drift_qrels *qrels)
{
	CHECK_EQ(drift_qrels_count(qrels), 3);
	CHECK_EQ(drift_names_count(&qrels->queries), 2);
	CHECK_EQ(drift_names_count(&qrels->documents), 2);
	CHECK_EQ(gain_of(qrels, "q1", "a"), 3);
	CHECK_EQ(gain_of(qrels, "q1", "b"), -1);
	CHECK_EQ(gain_of(qrels, "q2", "a"), 0);
	CHECK_EQ(gain_of(qrels, "q2", "b"), -99);
	drift_qrels_free(qrels);
	CHECK_EQ(drift_qrels_count(qrels), 0);
}

static void
reads_both_kinds(void)
{
	static const char *const texts[] = {
	    "q1\ta\t3\nq2\ta\t0\nq1\tb\t-1\n",
	    "q1 0 a 3\nq2 0 a 0\nq1 0 b -1\n",
	    "q1\t0\ta\t3\nq2\t0\ta\t0\nq1\t0\tb\t-1",
	    /* the second column is anything; blanks of any kind */
	    "  q1 Q0\t a 3  \nq2\tx\ta 0\t\nq1 0 \t b -1",
	    "\xef\xbb\xbfq1\ta\t3\r\nq2\ta\t0\r\nq1\tb\t-1\r\n",
	    "# query\n\n \t \nq1\ta\t3\n\r\n#\nq2\ta\t-0\nq1\tb\t-01\n",
	    /* the same again */
	    "q1\ta\t3\nq2\ta\t0\nq1\tb\t-1\nq1\ta\t3\nq1\ta\t03\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct drift_qrels qrels = read_good(texts[i]);

		check_three(&qrels);
		check_note("text %zu", i);
	}
}

static void
reads_gzip(void)
{
	struct lm_buf packed = {0};
	struct drift_qrels qrels;
	struct lm_err err = {0};

	gzip_append(&packed, lm_span_of("q1\ta\t3\nq2\ta\t0\n"));
	gzip_append(&packed, lm_span_of("q1\tb\t-1\n"));
	CHECK_OK(read_bytes(lm_buf_view(&packed), &qrels, &err), &err);
	check_three(&qrels);
	packed.len -= 9;
	CHECK_CODE(read_bytes(lm_buf_view(&packed), &qrels, &err),
	    LM_MALFORMED);
	drift_qrels_free(&qrels);
	lm_buf_free(&packed);
}

static void
takes_ids_as_they_are(void)
{
	struct drift_qrels qrels =
	    read_good("a b\t c\t2147483647\nä\t#\t-2147483647\n");

	CHECK_EQ(gain_of(&qrels, "a b", " c"), 2147483647);
	CHECK_EQ(gain_of(&qrels, "ä", "#"), -2147483647);
	drift_qrels_free(&qrels);
}

static void
may_be_empty(void)
{
	static const char *const texts[] = {"", "\n", "# nothing", " \r\n\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct drift_qrels qrels = read_good(texts[i]);

		CHECK_EQ(drift_qrels_count(&qrels), 0);
		CHECK(drift_names_find(&qrels.queries, lm_span_of("q")) ==
		    DRIFT_NONE);
		drift_qrels_free(&qrels);
	}
}

static void
says_what_is_wrong_and_where(void)
{
	static const struct {
		const char *text;
		uint64_t line;
		uint64_t column;
		const char *message;
	} cases[] = {
	    {"q\td\n", 1, 4,
		"expected query, tab, document, tab, gain, or query 0 document "
		"gain; found 2 words, 1 tab"},
	    {"q d 3\n", 1, 6, "found 3 words, 0 tabs"},
	    {"q\n", 1, 2, "found 1 word, 0 tabs"},
	    {"\nq 0 d 3 4\n", 2, 9, "found 5 words, 0 tabs"},
	    {"#\nq\td\t1\nq\td\n", 3, 4,
		"expected 3 columns with tabs between, as line 2 has, found 2"},
	    {"q\td\t1\nq\t0\td\t1\n", 2, 7, "as line 1 has, found 4"},
	    {"q\td\t1\nq 0 d 1\n", 2, 8, "as line 1 has, found 1"},
	    {"q 0 d 1\nq\td\t1\n", 2, 6,
		"expected 4 columns (query 0 document gain), as line 1 has, "
		"found 3"},
	    {"q\td\tx\n", 1, 5,
		"gain: expected a whole number from -2147483647 to 2147483647, "
		"found \"x\""},
	    {"q\td\t1\nq2\td\t1.0\n", 2, 6, "found \"1.0\""},
	    {"q\td\t\n", 1, 5, "found \"\""},
	    {"q\td\t-\n", 1, 5, "found \"-\""},
	    {"q\td\t--1\n", 1, 5, "found \"--1\""},
	    {"q\td\t+1\n", 1, 5, "found \"+1\""},
	    {"q\td\t1 \n", 1, 5, "found \"1 \""},
	    {"q 0 d 2147483648\n", 1, 7, "found \"2147483648\""},
	    {"q 0 d -2147483648\n", 1, 7, "found \"-2147483648\""},
	    {"\td\t1\n", 1, 1, "expected the id of a query, found nothing"},
	    {"q\t\t1\n", 1, 3, "expected the id of a document, found nothing"},
	    {"q\t\xff\t1\n", 1, 3, "not UTF-8"},
	    {"q\td\t1\na\td\t1\na\td\t2\nq\td\t2\n", 3, 5,
		"gain: expected 1, as line 2 says of query \"a\" and document "
		"\"d\", found 2"},
	    /* the first one that is wrong, wherever its pair is sorted */
	    {"a\td\t1\nb\td\t1\na\td\t2\nb\td\t2\na\td\t3\n", 3, 5,
		"as line 1 says of query \"a\""},
	    {"a\td\t1\nb\td\t1\nb\td\t1\nb\td\t2\na\td\t2\n", 4, 5,
		"as line 2 says of query \"b\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct drift_qrels qrels;
		struct lm_err err = {0};

		CHECK_CODE(read_bytes(lm_span_of(cases[i].text), &qrels, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.file, "/qrels");
		CHECK_EQ(err.line, cases[i].line);
		CHECK_EQ(err.column, cases[i].column);
		CHECK_HAS(err.message, cases[i].message);
		check_note("case %zu", i);
		drift_qrels_free(&qrels);
	}
}

static void
refuses_long_lines_and_missing_files(void)
{
	struct lm_buf text = {0};
	struct drift_qrels qrels;
	struct lm_err err = {0};

	append(&text, lm_span_of("q\td\t1\nq\t"));
	for (int i = 0; i < 1 << 17; i++)
		append(&text, lm_span_of("document"));
	append(&text, lm_span_of("\t1\n"));
	CHECK_CODE(read_bytes(lm_buf_view(&text), &qrels, &err), LM_OVERSIZE);
	CHECK_EQ(err.line, 2);
	drift_qrels_free(&qrels);
	lm_buf_free(&text);
	CHECK_CODE(drift_qrels_read("/no/such/file", &qrels, &err), LM_IO);
	CHECK_TEXT(err.file, "/no/such/file");
	drift_qrels_free(&qrels);
}

static void
reads_many(void)
{
	enum { N = 50000, N_QUERIES = 300, STEP = 7919 };
	struct lm_buf text = {0};
	struct drift_qrels qrels;
	struct lm_err err = {0};
	size_t n_read = 0;

	/* over several blocks, in no order */
	for (uint64_t i = 0; i < N; i++) {
		uint64_t at = i * STEP % N;

		CHECK_OK(lm_buf_printf(&text, &err, "query%ju\tdoc%ju\t%ju\n",
			     (uintmax_t)(at % N_QUERIES), (uintmax_t)at,
			     (uintmax_t)(at % 5)),
		    &err);
	}
	CHECK_OK(read_bytes(lm_buf_view(&text), &qrels, &err), &err);
	CHECK_EQ(drift_qrels_count(&qrels), N);
	CHECK_EQ(drift_names_count(&qrels.queries), N_QUERIES);
	for (size_t q = 0; q < N_QUERIES; q++) {
		const struct drift_judgement *list;

		n_read += drift_qrels_of(&qrels, q, &list);
	}
	CHECK_EQ(n_read, N);
	for (uint64_t i = 0; i < N; i += 97) {
		char query[32], document[32];

		(void)snprintf(query, sizeof(query), "query%ju",
		    (uintmax_t)(i % N_QUERIES));
		(void)snprintf(document, sizeof(document), "doc%ju",
		    (uintmax_t)i);
		CHECK_EQ(gain_of(&qrels, query, document), i % 5);
	}
	drift_qrels_free(&qrels);
	lm_buf_free(&text);
}

TEST_MAIN(TEST(reads_both_kinds), TEST(reads_gzip), TEST(takes_ids_as_they_are),
    TEST(may_be_empty), TEST(says_what_is_wrong_and_where),
    TEST(refuses_long_lines_and_missing_files), TEST(reads_many))
