#include "lm/walk.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "generate.h"

struct fixture {
	struct lm_parser *parser;
	struct lm_record rec;
	struct lm_walk walk;
};

static void
parse(struct fixture *f, struct lm_span text)
{
	if (f->parser == NULL)
		f->parser = lm_parser_new();
	if (f->parser == NULL ||
	    !CHECK_OK(lm_parser_parse(f->parser, text, &f->rec, NULL), NULL))
		abort();
	lm_walk_start(&f->walk, &f->rec);
}

/* The nearest key at or above a value, by way of its containers. */
static yyjson_val *
name_of(const struct fixture *f, const struct generated *want, size_t i)
{
	while (want->values[i].key == GENERATED_NO_KEY) {
		if (want->values[i].parent == i)
			return NULL;
		i = want->values[i].parent;
	}
	return f->rec.root + want->values[i].key;
}

static bool
same_step(const struct fixture *f, const struct generated *want, size_t i)
{
	const struct generated_value *value = &want->values[i];
	yyjson_val *container =
	    value->parent == i ? NULL : f->rec.root + value->parent;
	yyjson_val *key =
	    value->key == GENERATED_NO_KEY ? NULL : f->rec.root + value->key;

	return CHECK(f->walk.val == f->rec.root + i) &&
	    CHECK(f->walk.is_key == value->is_key) &&
	    CHECK(f->walk.key == key) &&
	    CHECK(f->walk.name == name_of(f, want, i)) &&
	    CHECK(f->walk.container == container) &&
	    CHECK_EQ(f->walk.depth, value->depth);
}

/* All values, and past some of the containers. */
static bool
walk_as_made(struct fixture *f, const struct generated *want,
    struct random *random, uint64_t skips)
{
	size_t i = 0;

	while (lm_walk_next(&f->walk)) {
		size_t met = i++;

		if (!CHECK(met < want->n_values) || !same_step(f, want, met))
			return false;
		if (skips == 0 || !random_once_in(random, skips))
			continue;
		lm_walk_skip(&f->walk);
		while (i < want->n_values && !want->values[met].is_key &&
		    want->values[i].depth > want->values[met].depth)
			i++;
	}
	return CHECK_EQ(i, want->n_values) && CHECK(!lm_walk_next(&f->walk));
}

static void
random_walks(void)
{
	struct random random = random_start(10);
	struct generated record = {0};
	struct fixture f = {0};
	int n_cases = check_soak() ? 200000 : 5000;

	for (int n = 0; n < n_cases; n++) {
		bool right;

		generate_any(&random, true, &record);
		parse(&f, lm_buf_view(&record.text));
		right = walk_as_made(&f, &record, &random, 0);
		lm_walk_start(&f.walk, &f.rec);
		right = right && walk_as_made(&f, &record, &random, 3);
		if (!right) {
			check_note("case %d: %.*s", n, (int)record.text.len,
			    record.text.ptr);
			break;
		}
	}
	generated_free(&record);
	lm_parser_free(f.parser);
}

static void
a_thousand_levels(void)
{
	struct lm_buf text = {0};
	struct fixture f = {0};
	size_t n = 0, deepest = 0;

	for (size_t i = 0; i < 1000; i++)
		(void)lm_buf_text(&text, "[", NULL);
	(void)lm_buf_text(&text, "1", NULL);
	for (size_t i = 0; i < 1000; i++)
		(void)lm_buf_text(&text, "]", NULL);
	parse(&f, lm_buf_view(&text));
	for (; lm_walk_next(&f.walk); n++)
		deepest = f.walk.depth > deepest ? f.walk.depth : deepest;
	CHECK_EQ(n, 1001);
	CHECK_EQ(deepest, 1000);
	lm_buf_free(&text);
	lm_parser_free(f.parser);
}

static void
skips(void)
{
	struct fixture f = {0};
	size_t n = 0;

	parse(&f, lm_span_of("{\"a\":[1,[2]],\"b\":{},\"c\":[]}"));
	while (lm_walk_next(&f.walk)) {
		n++;
		if (f.walk.depth > 0)
			lm_walk_skip(&f.walk);
	}
	CHECK_EQ(n, 7);
	lm_walk_start(&f.walk, &f.rec);
	CHECK(lm_walk_next(&f.walk));
	lm_walk_skip(&f.walk);
	CHECK(!lm_walk_next(&f.walk));
	lm_parser_free(f.parser);
}

/* The name of the array for its elements, that of the object for its keys. */
static void
tells_names(void)
{
	static const char *const want[] = {NULL, NULL, "a", "a", "a", "a", "b",
	    "a", "c", NULL, "d"};
	struct fixture f = {0};
	size_t n = 0;

	parse(&f, lm_span_of("{\"a\":[1,{\"b\":2,\"c\":3}],\"d\":4}"));
	for (; lm_walk_next(&f.walk) && n < 11; n++) {
		CHECK((f.walk.name == NULL) == (want[n] == NULL));
		if (f.walk.name != NULL && want[n] != NULL)
			CHECK_SPAN(lm_record_text(f.walk.name), want[n]);
	}
	CHECK_EQ(n, 11);
	/* What was skipped leaves no trace. */
	lm_walk_start(&f.walk, &f.rec);
	while (lm_walk_next(&f.walk))
		if (yyjson_is_arr(f.walk.val))
			lm_walk_skip(&f.walk);
	CHECK(f.walk.name != NULL && f.walk.container == f.rec.root);
	if (f.walk.name != NULL)
		CHECK_SPAN(lm_record_text(f.walk.name), "d");
	lm_parser_free(f.parser);
}

TEST_MAIN(TEST(random_walks), TEST(a_thousand_levels), TEST(skips),
    TEST(tells_names))
