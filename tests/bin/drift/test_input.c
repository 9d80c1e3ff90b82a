#include <string.h>

#include "check.h"
#include "fill.h"

#include "lm/hash.h"

/* Add one record, read by these fields, as line 3 of "f". */
static enum lm_code
add_by(struct drift_set *set, const char *list, bool labels, const char *text,
    struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct drift_fields fields;
	struct drift_reader reader = {.fields = &fields};
	struct drift_input input;
	struct lm_record rec;
	enum lm_code code;

	CHECK_OK(drift_fields_parse(list, labels, &fields, err), err);
	CHECK_OK(lm_parser_parse(parser, lm_span_of(text), &rec, err), err);
	/* Twice: nothing of the first is left over. */
	code = drift_input_read(&reader, &rec, "f", 3, &input, err);
	CHECK_CODE(drift_input_read(&reader, &rec, "f", 3, &input, err), code);
	if (code == LM_OK)
		code = drift_set_add(set, &input, err);
	drift_reader_free(&reader);
	drift_fields_free(&fields);
	lm_parser_free(parser);
	return code;
}

/* The texts that records have by some fields; NULL: none. */
static void
reads_texts(void)
{
	static const struct {
		const char *fields;
		const char *members;
		const char *text;
	} cases[] = {
	    {NULL, "\"text\":\"a\"", "a"},
	    {NULL, "\"text\":\"\"", ""},
	    {NULL, "\"text\":\"\\u00e4\\n\"", "ä\n"},
	    {NULL, "\"text\":null", NULL},
	    {NULL, "\"title\":\"t\"", NULL},
	    {".title,.text", "\"text\":\"a\",\"title\":\"t\"", "t\na"},
	    {".title,.text", "\"text\":\"a\"", "a"},
	    {".title,.text", "\"text\":\"a\",\"title\":null", "a"},
	    {".c[].t", "\"c\":[{\"t\":\"x\"},{},{\"t\":\"y\"},{\"t\":\"z\"}]",
		"x\ny\nz"},
	    {".[\"a,b\"],.c", "\"a,b\":\"x\",\"c\":\"y\"", "x\ny"},
	    {".[\"a\\\",\"]", "\"a\\\",\":\"x\"", "x"},
	    /* The fingerprint that lmob-embed left, of "a". */
	    {NULL, "\"embed\":{\"text_xxh3\":\"e6c632b61e964e1f\"}", "a"},
	    {NULL,
		"\"text\":\"b\",\"embed\":{\"text_xxh3\":\"e6c632b61e964e1f\"}",
		"b"},
	    {NULL, "\"embed\":{\"text_xxh3\":\"E6C632B61E964E1F\"}", NULL},
	    {NULL, "\"embed\":{\"text_xxh3\":\"e6c632b61e964e1\"}", NULL},
	    {NULL, "\"embed\":{\"text_xxh3\":\"e6c632b61e964e1f0\"}", NULL},
	    {NULL, "\"embed\":{\"text_xxh3\":\"e6c632b61e964e1g\"}", NULL},
	    {NULL, "\"embed\":{\"text_xxh3\":\"\"}", NULL},
	    {NULL, "\"embed\":{\"text_xxh3\":7}", NULL},
	    {NULL, "\"embed\":null", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct drift_set set = {0};
		struct lm_err err = {0};
		char record[200];

		(void)snprintf(record, sizeof(record),
		    "{\"id\":1,\"embedding\":[1],%s}", cases[i].members);
		CHECK_OK(add_by(&set, cases[i].fields, false, record, &err),
		    &err);
		if (!CHECK(
			drift_set_doc(&set, 0)->has_text == (text != NULL)) ||
		    (text != NULL &&
			!CHECK(drift_set_doc(&set, 0)->text ==
			    lm_hash(lm_span_of(text)))))
			check_note("%s", record);
		CHECK_EQ(drift_set_doc(&set, 0)->line, 3);
		CHECK_SPAN(drift_set_label(&set, 0), "");
		drift_set_free(&set);
	}
}

static void
refuses_texts(void)
{
	static const struct {
		const char *fields;
		const char *record;
		const char *message;
	} cases[] = {
	    {NULL, "{\"id\":\"x\",\"text\":7}",
		"id \"x\": .text: expected a string"},
	    {".a, .b", NULL, "path"},
	    {"", NULL, "path"},
	    {".a,", NULL, "path"},
	    {".a^2", NULL, "path"},
	    {".a,.[\"b,", NULL, "path"},
	    {".a,.b[]", "{\"id\":7,\"a\":\"x\",\"b\":[\"y\",[]]}",
		"id 7: .b[]: expected a string"},
	    {NULL, "{\"text\":7}", "no id"},
	    {NULL, "{\"id\":true,\"text\":{}}",
		"id is not a string or a number"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct drift_fields fields;
		struct drift_set set = {0};
		struct lm_err err = {0};

		if (cases[i].record != NULL) {
			CHECK_CODE(add_by(&set, cases[i].fields, true,
				       cases[i].record, &err),
			    LM_MALFORMED);
		} else {
			CHECK_CODE(drift_fields_parse(cases[i].fields, true,
				       &fields, &err),
			    LM_USAGE);
			CHECK_EQ(fields.n, 0);
			CHECK(fields.paths == NULL && fields.names == NULL);
		}
		CHECK_HAS(err.message, cases[i].message);
		drift_set_free(&set);
	}
}

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static void
keeps_labels(void)
{
	static const struct {
		const char *members;
		const char *label;
	} cases[] = {
	    {"\"text\":\"a\"", "a"},
	    {"\"text\":\"a\",\"title\":\"t\"", "t"},
	    {"\"text\":\"a\",\"title\":\"\"", "a"},
	    {"\"text\":\"a\",\"title\":7", "a"},
	    {"\"text\":\"a\\tb\\nc\\u0000d\\u007f.\"", "a b c d ."},
	    {"\"other\":\"a\"", ""},
	    {"\"title\":\"" FIFTY TEN "\"", FIFTY TEN},
	    {"\"title\":\"" FIFTY TEN "x\"", FIFTY TEN "…"},
	    {"\"title\":\"" FIFTY "012345678ä\"", FIFTY "012345678…"},
	};
	struct drift_set set = {0}, part = {0};
	struct lm_err err = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char record[200];

		(void)snprintf(record, sizeof(record),
		    "{\"id\":%zu,\"embedding\":[1],%s}", i, cases[i].members);
		CHECK_OK(add_by(&part, NULL, true, record, &err), &err);
		CHECK_SPAN(drift_set_label(&part, 0), cases[i].label);
		CHECK_OK(drift_set_take(&set, &part, &err), &err);
	}
	for (size_t i = 0; i < drift_set_count(&set); i++)
		CHECK_SPAN(drift_set_label(&set, i), cases[i].label);
	drift_set_free(&set);
	drift_set_free(&part);
}

static void
reads_members(void)
{
	struct drift_set set = {0};
	struct lm_err err = {0};

	CHECK_OK(add_by(&set, NULL, true,
		     "{\"id\":\"x\",\"embedding\":[9,9],\"embed\":{\"model\":"
		     "\"m\"},\"embedding\":[1,2,3]}",
		     &err),
	    &err);
	CHECK_EQ(drift_set_doc(&set, 0)->dimensions, 3);
	CHECK_SPAN(lm_buf_view(&drift_models_at(&set.models, 0)->label), "m");
	CHECK_TEXT(drift_set_doc(&set, 0)->file, "f");
	CHECK(!drift_set_doc(&set, 0)->has_text);
	drift_set_free(&set);
}

TEST_MAIN(TEST(reads_texts), TEST(refuses_texts), TEST(keeps_labels),
    TEST(reads_members))
