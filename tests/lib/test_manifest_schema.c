#include "lm/manifest_shape.h"

#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "repository.h"

/* tests/bin/manifest_schema.bats asks a validator what the schema takes. */

static struct lm_buf
schema(void)
{
	struct lm_buf out = {0};
	struct lm_err err;

	CHECK_OK(lm_manifest_schema(&out, &err), &err);
	return out;
}

/* `lmob-route --manifest-schema >fixtures/manifest.schema.json` renews it. */
static void
the_shipped_one(void)
{
	struct lm_buf shipped =
	    repository_file("fixtures/manifest.schema.json");
	struct lm_buf made = schema();

	CHECK_SPANS(lm_buf_view(&made), lm_buf_view(&shipped));
	lm_buf_free(&made);
	lm_buf_free(&shipped);
}

static yyjson_val *
at(yyjson_doc *doc, const char *pointer)
{
	yyjson_val *val = yyjson_doc_ptr_get(doc, pointer);

	if (!CHECK(val != NULL))
		check_note("no %s", pointer);
	return val;
}

static void
what_it_says(void)
{
	struct lm_buf made = schema();
	yyjson_doc *doc = yyjson_read(made.ptr, made.len, 0);

	if (CHECK(doc != NULL)) {
		CHECK(yyjson_equals_str(at(doc, "/required/0"), "version"));
		CHECK(yyjson_is_false(at(doc, "/additionalProperties")));
		CHECK(yyjson_equals_str(
		    at(doc, "/properties/routes/items/properties/lane/enum/2"),
		    "hold"));
		CHECK_EQ(yyjson_get_int(at(doc,
			     "/properties/gates/properties/embedding_drift/"
			     "maximum")),
		    2);
		CHECK(yyjson_equals_str(at(doc,
					    "/properties/business_hours/anyOf/"
					    "1/type"),
		    "array"));
	}
	yyjson_doc_free(doc);
	lm_buf_free(&made);
}

/* The words that say what a thing is: "type" and the like, and a text. */
static void
check_help(const struct lm_shape_key *key)
{
	size_t len = key->help == NULL ? 0 : strlen(key->help);

	if (!CHECK(len > 10 && len <= 75 && key->help[len - 1] == '.'))
		check_note("of %s", key->name);
}

static void
every_key_has_help(void)
{
	const struct lm_shape *todo[64] = {&lm_manifest_shape};
	size_t n = 1, n_keys = 0;

	while (n > 0 && CHECK(n < 32)) {
		const struct lm_shape *shape = todo[--n];
		const struct lm_shape_key *key = shape->keys;

		if (shape->each != NULL)
			todo[n++] = shape->each;
		if (shape->other != NULL)
			todo[n++] = shape->other;
		if (shape->form != NULL)
			CHECK(shape->pattern != NULL);
		for (; key != NULL && key->name != NULL; key++) {
			check_help(key);
			todo[n++] = key->shape;
			n_keys++;
		}
	}
	CHECK(n_keys > 60);
}

TEST_MAIN(TEST(the_shipped_one), TEST(what_it_says), TEST(every_key_has_help))
