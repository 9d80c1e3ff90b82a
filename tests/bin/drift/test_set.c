#include <string.h>

#include "check.h"
#include "fill.h"

static void
keeps_documents(void)
{
	struct drift_set set = {0};

	add_good(&set, "a", 1, "{\"id\":\"x\",\"embedding\":[1,2]}");
	add_good(&set, "a", 3, "{\"id\":17,\"embedding\":\"AACAPwAAAMA=\"}");
	CHECK_EQ(drift_set_count(&set), 2);
	CHECK_SPAN(drift_set_id(&set, 0), "x");
	CHECK_SPAN(drift_set_id(&set, 1), "17");
	CHECK(drift_set_doc(&set, 1)->id_is_number);
	CHECK_EQ(drift_set_doc(&set, 1)->line, 3);
	CHECK(drift_set_vector(&set, 0)[1] == 2);
	CHECK(drift_set_vector(&set, 1)[1] == -2);
	drift_set_free(&set);
	CHECK_EQ(drift_set_count(&set), 0);
}

static void
refuses_records(void)
{
	static const struct {
		const char *record;
		const char *message;
	} cases[] = {
	    {"{}", "no id"},
	    {"{\"id\":null,\"embedding\":[1]}",
		"id is not a string or a number"},
	    {"{\"id\":\"x\"}", "id \"x\": no embedding"},
	    {"{\"id\":7}", "id 7: no embedding"},
	    {"{\"id\":\"x\",\"embedding\":[1,\"a\"]}",
		"id \"x\": embedding: element 1 is not a number"},
	    {"{\"id\":\"x\",\"embedding\":[]}",
		"id \"x\": embedding: empty vector"},
	    {"{\"id\":\"x\",\"embedding\":\"AADAfw==\"}",
		"id \"x\": embedding: element 0 is not finite"},
	    {"{\"id\":\"x\",\"embedding\":[1e39]}",
		"id \"x\": embedding: element 0 is out of the range"},
	    {"{\"id\":\"x\",\"embedding\":[0,-0.0,1e-60]}",
		"id \"x\": embedding: zero vector"},
	    {"{\"id\":\"x\",\"embedding\":[0]}",
		"id \"x\": embedding: zero vector"},
	    {"{\"id\":\"x\",\"embedding\":[0.5,5e-1]}",
		"id \"x\": embedding: constant vector (all 0.5)"},
	    {"{\"id\":7,\"embedding\":\"AACAvwAAgL8AAIC/\"}",
		"id 7: embedding: constant vector (all -1)"},
	    {"{\"id\":\"x\",\"embedding\":\"AACAfwAAgD8=\"}",
		"id \"x\": embedding: element 0 is not finite"},
	    {"{\"id\":\"x\",\"embedding\":\"AACAPwAAwA==\"}",
		"id \"x\": embedding: base64 of 7 bytes, not a multiple of 4"},
	    {"{\"id\":\"x\",\"embedding\":\"the text itself\"}",
		"id \"x\": embedding: not base64"},
	    {"{\"id\":\"x\",\"embedding\":{\"a\":1}}",
		"id \"x\": embedding: not an array of numbers or a base64"},
	    {"{\"id\":\"x\",\"embedding\":\"AACAPwAAAMA\"}",
		"id \"x\": embedding: not base64"},
	    {"{\"id\":\"x\",\"text\":\"t\",\"embedding\":[1],\"embed\":7}",
		"id \"x\": embed is not an object"},
	    {"{\"id\":\"x\",\"embedding\":[1],\"embed\":{\"dimensions\":2}}",
		"id \"x\": embed.dimensions is 2, but the vector has 1"},
	    {"{\"id\":\"x\",\"embedding\":[1],\"embed\":{\"dimensions\":1.5}}",
		"id \"x\": embed.dimensions is not a whole number"},
	};
	struct drift_set set = {0};

	add_good(&set, "a", 1, "{\"id\":\"y\",\"embedding\":[1]}");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_err err = {0};

		CHECK_CODE(add_text(&set, "a", 2, cases[i].record, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, cases[i].message);
	}
	CHECK_EQ(drift_set_count(&set), 1);
	CHECK_EQ(set.vectors.len, sizeof(float));
	CHECK_EQ(set.ids.len, 1);
	CHECK_EQ(set.labels.len, 0);
	CHECK_EQ(drift_models_at(&set.models, 0)->n, 1);
	drift_set_free(&set);
}

static void
cuts_long_ids(void)
{
	char record[600] = "{\"id\":\"";
	struct drift_set set = {0};
	struct lm_err err = {0};

	for (int i = 0; i < 100; i++)
		strcat(record, "ä");
	strcat(record, "\"}");
	CHECK_CODE(add_text(&set, "a", 1, record, &err), LM_MALFORMED);
	CHECK_HAS(err.message, "ää…\": no embedding");
	CHECK(lm_span_of(err.message).len < 120);
	drift_set_free(&set);
}

static void
takes_over(void)
{
	struct drift_set set = {0}, part = {0};
	struct lm_err err = {0};

	for (int round = 0; round < 3; round++) {
		char record[64];

		(void)snprintf(record, sizeof(record),
		    "{\"id\":\"p%d\",\"embedding\":[9,%d]}", round, round);
		add_good(&part, "a", (uint64_t)round + 1, record);
		CHECK_OK(drift_set_take(&set, &part, &err), &err);
		CHECK_EQ(drift_set_count(&part), 0);
	}
	CHECK_EQ(drift_set_count(&set), 3);
	CHECK_SPAN(drift_set_id(&set, 2), "p2");
	CHECK(drift_set_vector(&set, 2)[1] == 2);
	CHECK_EQ(drift_models_count(&set.models), 1);
	CHECK_EQ(drift_models_at(&set.models, 0)->n, 3);
	drift_set_free(&set);
	drift_set_free(&part);
}

static void
refuses_doubled_ids(void)
{
	struct drift_set set = {0};
	struct lm_err err = {0};
	char where[LM_ERR_FILE_SIZE];

	add_good(&set, "b.jsonl", 4, "{\"id\":\"1\",\"embedding\":[1]}");
	add_good(&set, "b.jsonl", 5, "{\"id\":1,\"embedding\":[1]}");
	CHECK_OK(drift_set_seal(&set, &err), &err);
	add_good(&set, "c.jsonl", 2, "{\"id\":\"1\",\"embedding\":[2]}");
	CHECK_CODE(drift_set_seal(&set, &err), LM_MALFORMED);
	lm_err_format(&err, where, sizeof(where));
	CHECK_TEXT(where, "c.jsonl:2: id \"1\" was already at b.jsonl:4");
	drift_set_free(&set);
}

static void
refuses_other_dimensions(void)
{
	struct drift_set set = {0};
	struct lm_err err = {0};
	char where[LM_ERR_FILE_SIZE];

	add_good(&set, "b.jsonl", 4, "{\"id\":\"1\",\"embedding\":[1,2]}");
	add_good(&set, "b.jsonl", 7, "{\"id\":\"2\",\"embedding\":[1,2,3]}");
	CHECK_CODE(drift_set_seal(&set, &err), LM_MALFORMED);
	lm_err_format(&err, where, sizeof(where));
	CHECK_TEXT(where,
	    "b.jsonl:7: id \"2\" has 3 dimensions, but b.jsonl:4 has 2");
	drift_set_free(&set);
}

static void
takes_an_empty_id(void)
{
	struct drift_set set = {0};
	struct lm_err err = {0};

	add_good(&set, "a", 1, "{\"id\":\"\",\"embedding\":[1]}");
	CHECK_SPAN(drift_set_id(&set, 0), "");
	CHECK_OK(drift_set_seal(&set, &err), &err);
	CHECK_EQ(drift_set_find_id(&set, lm_span_of(""), false), 0);
	drift_set_free(&set);
}

static void
finds_by_id(void)
{
	struct drift_set set = {0};
	struct lm_err err = {0};

	CHECK_OK(drift_set_seal(&set, &err), &err);
	CHECK_EQ(drift_set_dimensions(&set), 0);
	CHECK_EQ(drift_set_find_id(&set, lm_span_of("1"), false), DRIFT_NONE);
	add_good(&set, "a", 1, "{\"id\":\"1\",\"embedding\":[1,2]}");
	add_good(&set, "a", 2, "{\"id\":1,\"embedding\":[1,2]}");
	add_good(&set, "a", 3, "{\"id\":\"\",\"embedding\":[1,2]}");
	CHECK_OK(drift_set_seal(&set, &err), &err);
	CHECK_EQ(drift_set_dimensions(&set), 2);
	CHECK_EQ(drift_set_find_id(&set, lm_span_of("1"), false), 0);
	CHECK_EQ(drift_set_find_id(&set, lm_span_of("1"), true), 1);
	CHECK_EQ(drift_set_find_id(&set, lm_span_of(""), false), 2);
	CHECK_EQ(drift_set_find_id(&set, lm_span_of("12"), true), DRIFT_NONE);
	CHECK_EQ(drift_set_find(&set, &set, 1), 1);
	drift_set_free(&set);
}

TEST_MAIN(TEST(keeps_documents), TEST(refuses_records), TEST(cuts_long_ids),
    TEST(takes_over), TEST(refuses_doubled_ids), TEST(refuses_other_dimensions),
    TEST(takes_an_empty_id), TEST(finds_by_id))
