/*
 * The cases of two libraries that repair JSON (json-repair of $LMOB_DATA, else
 * ../shared/data).  Where both agree, lm_mend or lm_answer gives their value;
 * each of the others is decided in mend_disputed.tsv.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "files.h"
#include "lm/answer.h"
#include "lm/hash.h"
#include "lm/mend.h"
#include "repository.h"

#define TABLE "tests/lib/mend_disputed.tsv"
#define COLUMNS 7
#define LINE_SIZE 1024

/* The cases; NULL, and the test skipped, where they are not there. */
static yyjson_doc *
read_cases(void)
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");
	char path[FILES_PATH_SIZE], why[FILES_PATH_SIZE + 16];
	yyjson_doc *doc;

	if (data != NULL)
		(void)snprintf(path, sizeof(path), "%s/json-repair/cases.json",
		    data);
	else
		(void)snprintf(path, sizeof(path),
		    "%s/../shared/data/json-repair/cases.json",
		    root == NULL ? "." : root);
	if (!file_exists(path)) {
		(void)snprintf(why, sizeof(why), "no %s", path);
		check_skip(why);
		return NULL;
	}
	doc = yyjson_read_file(path, 0, NULL, NULL);
	CHECK(doc != NULL);
	return doc;
}

static struct lm_span
text_of(yyjson_val *element, const char *name)
{
	yyjson_val *val = yyjson_obj_get(element, name);

	return lm_span(yyjson_get_str(val), yyjson_get_len(val));
}

static bool
is_same(struct lm_span json, struct lm_span want)
{
	yyjson_doc *a = yyjson_read(json.ptr, json.len, 0);
	yyjson_doc *b = yyjson_read(want.ptr, want.len, 0);
	bool same = a != NULL && b != NULL &&
	    yyjson_equals(yyjson_doc_get_root(a), yyjson_doc_get_root(b));

	yyjson_doc_free(a);
	yyjson_doc_free(b);
	return same;
}

static bool
is_wanted(yyjson_val *element, struct lm_span json)
{
	return is_same(json, text_of(element, "jsonrepair")) ||
	    is_same(json, text_of(element, "json_repair"));
}

/* Whether the first candidate for the input is the value of the libraries. */
static bool
ladder_agrees(struct lm_answer *answer, yyjson_val *element)
{
	struct lm_answer_candidate first;
	bool more = false;

	lm_answer_begin(answer, text_of(element, "input"), LM_MEND_ALL);
	return CHECK_OK(lm_answer_next(answer, &first, &more, NULL), NULL) &&
	    more && is_wanted(element, first.json);
}

static void
agreed_cases_are_theirs(void)
{
	yyjson_doc *doc = read_cases();
	struct lm_mended mended = {0};
	struct lm_answer answer = {0};
	size_t i, n, n_agreed = 0, n_mended = 0, n_default = 0;
	yyjson_val *element;

	yyjson_arr_foreach(yyjson_doc_get_root(doc), i, n, element)
	{
		struct lm_span input = text_of(element, "input");
		bool by_mend;

		if (!yyjson_is_true(yyjson_obj_get(element, "agree")))
			continue;
		n_agreed++;
		by_mend = lm_mend(input, LM_MEND_ALL, &mended, NULL) == LM_OK &&
		    is_wanted(element, lm_buf_view(&mended.json));
		n_mended += by_mend;
		if (!CHECK(by_mend || ladder_agrees(&answer, element)))
			check_note("case %zu", i);
		n_default +=
		    lm_mend(input, LM_MEND_DEFAULT, &mended, NULL) == LM_OK;
	}
	if (doc != NULL) {
		CHECK_EQ(n_agreed, 240);
		/* The other eight are fenced. */
		CHECK_EQ(n_mended, 232);
		/* The other five end with a number, which may be cut. */
		CHECK_EQ(n_default, 227);
	}
	lm_answer_free(&answer);
	lm_mended_free(&mended);
	yyjson_doc_free(doc);
}

static void
valid_cases_are_left_alone(void)
{
	yyjson_doc *doc = read_cases();
	struct lm_mended mended = {0};
	size_t i, n;
	yyjson_val *element;

	yyjson_arr_foreach(yyjson_doc_get_root(doc), i, n, element)
	{
		struct lm_span input = text_of(element, "input");

		if (!yyjson_is_true(yyjson_obj_get(element, "strict_valid")))
			continue;
		CHECK_CODE(lm_mend(input, 0, &mended, NULL), LM_OK);
		CHECK_EQ(mended.n, 0);
		CHECK_SPANS(lm_buf_view(&mended.json), input);
	}
	lm_mended_free(&mended);
	yyjson_doc_free(doc);
}

/* The line of the table that begins with this key, cut into its columns. */
static bool
find_line(const char *table, const char *key, char line[LINE_SIZE],
    char *columns[COLUMNS])
{
	const char *at = strstr(table, key);
	size_t len, n = 0;

	if (at == NULL)
		return false;
	len = strcspn(at, "\n");
	if (len >= LINE_SIZE)
		return false;
	memcpy(line, at, len);
	line[len] = '\0';
	for (char *column = line; n < COLUMNS; n++) {
		columns[n] = column;
		column = strchr(column, '\t');
		if (column == NULL)
			break;
		*column++ = '\0';
	}
	return n == COLUMNS - 1;
}

/* The names of the kinds of repair, each once, with commas between. */
static void
join_kinds(const struct lm_answer_candidate *candidate, char *out, size_t size)
{
	lm_mend_mask seen = 0;
	size_t len = 0;

	(void)snprintf(out, size, "-");
	for (size_t i = 0; i < candidate->n_repairs; i++) {
		enum lm_mend_kind kind = candidate->repairs[i].kind;

		if ((seen & LM_MEND_BIT(kind)) == 0)
			len += (size_t)snprintf(out + len, size - len, "%s%s",
			    len > 0 ? "," : "", lm_mend_name(kind));
		seen |= LM_MEND_BIT(kind);
	}
}

static bool
check_output(const struct lm_answer_candidate *candidate, char *const *columns)
{
	char hash[LM_HASH_HEX_SIZE], how[64], kinds[LINE_SIZE];
	bool good;

	lm_hash_hex(lm_hash(candidate->json), hash);
	(void)snprintf(how, sizeof(how), "%s %s",
	    lm_answer_step_name(candidate->step), candidate->how);
	join_kinds(candidate, kinds, sizeof(kinds));
	good = CHECK_TEXT(columns[2], "output");
	good &= CHECK_TEXT(hash, columns[3]);
	good &= CHECK_TEXT(how, columns[4]);
	return good & CHECK_TEXT(kinds, columns[5]);
}

static bool
check_decision(struct lm_answer *answer, struct lm_span input,
    const char *table)
{
	char key[LM_HASH_HEX_SIZE], line[LINE_SIZE], *columns[COLUMNS];
	struct lm_answer_candidate first;
	bool more = false;

	lm_hash_hex(lm_hash(input), key);
	if (!CHECK(find_line(table, key, line, columns)))
		return false;
	CHECK(columns[6][0] != '\0');
	lm_answer_begin(answer, input, LM_MEND_DEFAULT);
	CHECK_OK(lm_answer_next(answer, &first, &more, NULL), NULL);
	return more ? check_output(&first, columns)
		    : CHECK_TEXT(columns[2], "refusal");
}

static void
disputed_cases_are_decided(void)
{
	yyjson_doc *doc = read_cases();
	struct lm_buf table = repository_file(TABLE);
	struct lm_answer answer = {0};
	size_t i, n, n_disputed = 0;
	yyjson_val *element;

	CHECK_OK(lm_buf_byte(&table, '\0', NULL), NULL);
	yyjson_arr_foreach(yyjson_doc_get_root(doc), i, n, element)
	{
		if (yyjson_is_true(yyjson_obj_get(element, "agree")))
			continue;
		n_disputed++;
		if (!check_decision(&answer, text_of(element, "input"),
			table.ptr))
			check_note("case %zu", i);
	}
	if (doc != NULL)
		CHECK_EQ(n_disputed, 199);
	lm_answer_free(&answer);
	lm_buf_free(&table);
	yyjson_doc_free(doc);
}

TEST_MAIN(TEST(agreed_cases_are_theirs), TEST(valid_cases_are_left_alone),
    TEST(disputed_cases_are_decided))
