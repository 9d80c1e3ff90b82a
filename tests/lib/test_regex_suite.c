#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "lm/regex.h"

/* Tests of JSON Schema's own suite that need nothing but a pattern. */

static const char *const drafts[] = {"draft3", "draft4", "draft6", "draft7",
    "draft2019-09", "draft2020-12", "v1"};
static const char *const names[] = {"pattern", "patternProperties",
    "optional/ecmascript-regex", "optional/non-bmp-regex",
    "optional/format/ecmascript-regex", "optional/format/regex",
    "format/ecmascript-regex", "format/regex"};

struct counts {
	size_t n, n_wrong;
};

static struct lm_span
text_of(yyjson_val *val)
{
	return lm_span(yyjson_get_str(val), yyjson_get_len(val));
}

static bool
is_valid(yyjson_val *schema, yyjson_val *data, struct lm_regex_matcher *matcher)
{
	yyjson_val *pattern = yyjson_obj_get(schema, "pattern");
	struct lm_regex *regex;
	struct lm_err err = {0};
	enum lm_regex_verdict verdict;

	if (!yyjson_is_str(data))
		return true;
	if (pattern == NULL)
		return lm_regex_check(text_of(data), &err) == LM_OK;
	if (!CHECK_OK(lm_regex_new(text_of(pattern), &regex, &err), &err))
		return false;
	verdict = lm_regex_search(regex, matcher, text_of(data));
	CHECK(verdict != LM_REGEX_UNDETERMINED);
	lm_regex_free(regex);
	return verdict == LM_REGEX_YES;
}

/* The one member of patternProperties as a pattern, the names as data. */
static bool
are_names_valid(yyjson_val *schema, yyjson_val *data,
    struct lm_regex_matcher *matcher)
{
	yyjson_val *patterns = yyjson_obj_get(schema, "patternProperties");
	yyjson_mut_doc *doc = yyjson_mut_doc_new(NULL);
	yyjson_mut_val *root = yyjson_mut_obj(doc);
	yyjson_doc *made;
	yyjson_val *key, *val;
	size_t i, n;
	bool valid = true;

	yyjson_mut_doc_set_root(doc, root);
	yyjson_obj_foreach(patterns, i, n, key, val)
	{
		yyjson_mut_obj_add_str(doc, root, "pattern",
		    yyjson_get_str(key));
	}
	made = yyjson_mut_doc_imut_copy(doc, NULL);
	yyjson_obj_foreach(data, i, n, key, val)
	{
		valid &= is_valid(yyjson_doc_get_root(made), key, matcher);
	}
	yyjson_doc_free(made);
	yyjson_mut_doc_free(doc);
	return valid;
}

static bool
has_regex_format(yyjson_val *schema)
{
	const char *format = yyjson_get_str(yyjson_obj_get(schema, "format"));

	return format != NULL && strcmp(format, "regex") == 0;
}

/* Whether nothing but one pattern, or the format, decides. */
static bool
is_of_names(yyjson_val *schema)
{
	return yyjson_obj_size(yyjson_obj_get(schema, "patternProperties")) ==
	    1 &&
	    yyjson_is_false(yyjson_obj_get(schema, "additionalProperties"));
}

static void
run_test(yyjson_val *schema, yyjson_val *test, struct lm_regex_matcher *matcher,
    struct counts *counts)
{
	yyjson_val *data = yyjson_obj_get(test, "data");
	bool want = yyjson_get_bool(yyjson_obj_get(test, "valid"));
	bool got = is_of_names(schema) ? are_names_valid(schema, data, matcher)
				       : is_valid(schema, data, matcher);

	counts->n++;
	if (CHECK(got == want))
		return;
	counts->n_wrong++;
	check_note("%s: %s", yyjson_get_str(yyjson_obj_get(schema, "pattern")),
	    yyjson_get_str(yyjson_obj_get(test, "description")));
}

static void
run_file(const char *path, struct lm_regex_matcher *matcher,
    struct counts *counts)
{
	yyjson_doc *doc = yyjson_read_file(path, 0, NULL, NULL);
	yyjson_val *group, *test;
	size_t i, n, j, m;

	yyjson_arr_foreach(yyjson_doc_get_root(doc), i, n, group)
	{
		yyjson_val *schema = yyjson_obj_get(group, "schema");

		if (!yyjson_is_str(yyjson_obj_get(schema, "pattern")) &&
		    !has_regex_format(schema) && !is_of_names(schema))
			continue;
		yyjson_arr_foreach(yyjson_obj_get(group, "tests"), j, m, test)
		{
			run_test(schema, test, matcher, counts);
		}
	}
	yyjson_doc_free(doc);
}

static void
suite(void)
{
	const char *data = getenv("LMOB_DATA");
	struct lm_regex_matcher *matcher = lm_regex_matcher_new();
	struct counts counts = {0};
	char path[1024];

	for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			(void)snprintf(path, sizeof(path),
			    "%s/json-schema/tests/%s/%s.json",
			    data != NULL ? data : "../shared/data", drafts[i],
			    names[k]);
			run_file(path, matcher, &counts);
		}
	lm_regex_matcher_free(matcher);
	if (counts.n == 0) {
		check_skip("no JSON Schema Test Suite");
		return;
	}
	printf("# %zu tests, %zu wrong\n", counts.n, counts.n_wrong);
	CHECK(counts.n >= 647);
}

TEST_MAIN(TEST(suite))
