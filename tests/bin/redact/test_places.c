#include "places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#include "lm/buf.h"

static void
add(struct places *places, enum place_role role, const char *path)
{
	struct lm_err err = {0};

	CHECK_OK(places_add(places, role, lm_span_of(path), &err), &err);
}

/* What the places that end at the values of json are called, in the order of
 * the walk: "path=LABEL ..." is too much, so labels alone. */
static void
check_met(const struct places *places, const char *json, const char *want)
{
	struct place_track track;
	struct lm_parser *parser = lm_parser_new();
	struct lm_record record;
	struct lm_walk walk;
	struct lm_err err = {0};
	struct lm_buf got = {0};

	CHECK_OK(lm_parser_parse(parser, lm_span_of(json), &record, &err),
	    &err);
	lm_walk_start(&walk, &record);
	while (lm_walk_next(&walk)) {
		uint64_t ends;

		if (walk.is_key)
			continue;
		(void)places_meet(places, &track, &walk, &ends);
		for (int role = 0; role < N_PLACE_ROLES; role++) {
			const struct place *place =
			    places_of(places, ends, (enum place_role)role);

			if (place != NULL)
				(void)lm_buf_printf(&got, NULL, "%s%d:%.*s",
				    got.len == 0 ? "" : " ", role,
				    (int)place->label.len, place->label.ptr);
		}
	}
	CHECK_SPAN(lm_buf_view(&got), want);
	check_note("%s", json);
	lm_buf_free(&got);
	lm_parser_free(parser);
}

static void
meets_its_values(void)
{
	struct places places = {0};

	add(&places, PLACE_DENY, ".a.b");
	add(&places, PLACE_HASH, ".id");
	check_met(&places, "{\"id\":1,\"a\":{\"b\":[1,{\"b\":2}]}}",
	    "1:ID 0:A_B");
	check_met(&places, "{\"a\":{\"c\":1,\"id\":2},\"b\":3}", "");
	check_met(&places, "{\"a\":[{\"b\":1}]}", "");
	check_met(&places, "[{\"id\":1}]", "");
	check_met(&places, "\"id\"", "");
	check_met(&places, "{}", "");
	check_met(&places, "{\"a\":{}}", "");
	places_free(&places);
	CHECK_EQ(places.n, 0);
}

/* Every one of them, not only the last. */
static void
meets_names_that_repeat(void)
{
	struct places places = {0};

	add(&places, PLACE_DENY, ".a");
	add(&places, PLACE_LEARN, ".b.c");
	check_met(&places,
	    "{\"a\":1,\"\\u0061\":2,\"b\":{\"c\":1,\"c\":2},"
	    "\"b\":{\"c\":3}}",
	    "0:A 0:A 4:B_C 4:B_C 4:B_C");
	places_free(&places);
}

static void
meets_elements(void)
{
	struct places places = {0};

	add(&places, PLACE_DENY, ".m[].author");
	add(&places, PLACE_SCAN, ".n[1]");
	add(&places, PLACE_ALLOW, ".n[-1]");
	check_met(&places, "{\"m\":[{\"author\":1},{\"author\":2,\"x\":3}]}",
	    "0:M_AUTHOR 0:M_AUTHOR");
	check_met(&places, "{\"m\":{\"k\":{\"author\":1}}}", "0:M_AUTHOR");
	check_met(&places, "{\"n\":[1,2,3]}", "3:N_1 2:N__1");
	check_met(&places, "{\"n\":[1,[5,6]]}", "2:N__1 3:N_1");
	check_met(&places, "{\"n\":[1]}", "2:N__1");
	check_met(&places, "{\"n\":[[1,2],[3,4]]}", "2:N__1 3:N_1");
	places_free(&places);
}

/* The root; and a path that another one goes on from. */
static void
meets_what_is_around(void)
{
	struct places places = {0};

	add(&places, PLACE_SCAN, ".");
	add(&places, PLACE_DENY, ".a");
	add(&places, PLACE_LEARN, ".a.b");
	check_met(&places, "{\"a\":{\"b\":1}}", "3:_ 0:A 4:A_B");
	check_met(&places, "7", "3:_");
	places_free(&places);
}

static void
labels_are_of_the_names(void)
{
	static const char *const paths[][2] = {{".customer.name",
						   "CUSTOMER_NAME"},
	    {".[\"x y\"].z", "X_Y_Z"}, {".m[].t", "M_T"}, {".[0]", "_0"},
	    {".gr\xc3\xb6\xc3\x9f"
	     "e",
		"GR\xc3\xb6\xc3\x9f"
		"E"}};
	struct places places = {0};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		add(&places, PLACE_DENY, paths[i][0]);
		CHECK_SPAN(places.list[i].label, paths[i][1]);
	}
	CHECK(places.with[PLACE_DENY] == 31 && places.with[PLACE_HASH] == 0);
	places_free(&places);
}

static void
refuses_what_is_no_path(void)
{
	struct places places = {0};
	struct lm_err err = {0};

	CHECK_CODE(places_add(&places, PLACE_DENY, lm_span_of("a"), &err),
	    LM_USAGE);
	CHECK_CODE(places_add(&places, PLACE_DENY, lm_span_of(".a["), &err),
	    LM_USAGE);
	CHECK_EQ(places.n, 0);
	for (int i = 0; i < PLACES_MAX; i++)
		add(&places, PLACE_DENY, ".a");
	CHECK_CODE(places_add(&places, PLACE_DENY, lm_span_of(".a"), &err),
	    LM_LIMIT);
	CHECK_HAS(err.message, "more than 64");
	check_met(&places, "{\"a\":1,\"b\":2}", "0:A");
	places_free(&places);
}

TEST_MAIN(TEST(meets_its_values), TEST(meets_names_that_repeat),
    TEST(meets_elements), TEST(meets_what_is_around),
    TEST(labels_are_of_the_names), TEST(refuses_what_is_no_path))
