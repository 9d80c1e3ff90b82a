#include <string.h>

#include "assign.h"
#include "assign_found.h"
#include "check.h"

static void
finds_containers_of_json(void)
{
	static const char *const texts[] = {
	    "got {\"password\":«{\"v\":\"o6OeoA22\"}»} ok",
	    "got {\"password\":«[\"o6OeoA22\"]»} ok",
	    "{\"access_token\": «{\"v\":[[\"x\",\"o6OeoA22\"]]}»",
	    "{\"token\":\n «[ {\"a\":\"}]\\\"}\"}, 1]», \"b\":{}}",
	    "{\"api_key\":«[\"a\", {\"b\":\"c»", "{\"passwords\":«[1]»",
	    "{\\\"password\\\":«{\\\"v\\\":\\\"a}\\\\\\\"b\\\\\\\\\\\"}»,"
	    "\\\"a\\\":1",
	    "{     \"password     \":«{     \"v     \":     \"o6O     \"}»}",
	    "{\"password\":«{\"v\":\"a}     \"b\"}»}",
	    "{\"password\":«{\"type\":\"string\",\"value\":\"o6OeoA22\"}»}",
	    "{\"password\":«{\"type\":\"password\"}»}",
	    "{\"password\":«{\"description\"»",
	    "{\"secret\":«[\"This is o6OeoA22\"]»}",
	    "\"contract_price\": «{\"type\": \"string\"}», 2",
	    "contract_price: «{\"a\": \"}\", \"b\": 1}», 2",
	    "x {\"password\": {}, \"token\":[], \"secret\": [ ]} y",
	    "x {\"password\": {\"type\": \"string\", \"minLength\": 8}} y",
	    "x {\"password\": {\"$ref\": \"#/a/b\"}, \"token\": {\"anyOf\": "
	    "[{\"type\":\"string\"},{\"type\":\"null\"}], \"default\": null}}",
	    "{\\\"password\\\":{\\\"type\\\":\\\"string\\\","
	    "\\\"description\\\":\\\"A {\\\\\\\"b\\\\\\\"\\\"}",
	    "{     \"password     \":{     \"type     \":     \"string     \"}}",
	    "{\"api_key\":{\"description\":\"The key that you have",
	    "new Schema({\"password\": {\"type\": String, \"required\": true}})",
	    "{\"password\": [\"This field is required.\"]} y",
	    "password: { type: 1 }", "\"password\": {{ password }}",
	    "\"password\": { $in: [1] }", "\"password\": [a-z]+",
	    "\"password\": {", "{\"password\":[PASSWORD]} y", NULL};

	check_all(texts);
}

/* As show_text shows escapes of JSON: spaces before what they mean. */
static void
finds_between_escapes(void)
{
	static const char *const texts[] = {
	    "{\"a\":\"x \npassword=«hunter2secret» \nUSER=bob\"",
	    "{\"access_token\":\"«x \n8lEcojYOdFjj3mo0»",
	    "{\"access_token\":\"«x \n8lEcojYOd»\",\"b\":1",
	    "access_token=\"«8lEcojYOd» \nb\"",
	    "{     \"password     \":     \"«hunter2abc»     \",     \"x     \":1",
	    "{\"password\":\"«abc12     \"hunter2abc»\",\"x\":1",
	    "{\"clientSecret\":\"«a  \tb 7Y5j5IxB55hnGMBc»\"",
	    "{\"clientSecret\":\"a b in version 7Y5j5\"", NULL};

	check_all(texts);
}

/* Four levels deep: 15 backslashes. */
#define DEEP "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\""
static void
finds_deep_quotes(void)
{
	static const char *const texts[] = {DEEP "password" DEEP ":" DEEP
						 "«hunter2»" DEEP "}",
	    DEEP "password" DEEP ":«[" DEEP "hunter2" DEEP "]»}", NULL};

	check_all(texts);
}

static void
finds_after_stray_quotes(void)
{
	static const char *const texts[] = {
	    "\"DB_PASSWORD = \"«sMZI4hQp5hj6f7mGlz6pmB85»",
	    "\"DB_PASSWORD = \"«sMZI4hQp5hj6f7mGlz6pmB85»\"",
	    "'api_key: '«sMZI4hQp5hj6f7m»'\nnext",
	    "\"password=\" + x + \"a1b2c3d4\"", "\"password: \"a1b2c3",
	    "\"password=\"DB_PASS_1\"&x=\"", "\"password=\" a1b2c3d4e5f6",
	    NULL};

	check_all(texts);
}

/* Marks of what is nothing, and brackets that nothing closes, one after
 * another: what is found goes on to the end of the text. */
static void
takes_many_brackets(void)
{
	static const char *const parts[] = {"{\"password\":{\"type\":\"",
	    "{\"password\":[", "\"password\":{}", "\"password\":{  "};
	struct fixture fixture;
	struct finding found = {0};
	char text[4096];

	if (!set_up(&fixture))
		return;
	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		size_t len = strlen(parts[k]);

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = parts[k][i % len];
		if (find_from(&fixture, lm_span(text, sizeof(text)), 0, &found))
			CHECK_EQ(found.at + found.len, sizeof(text));
	}
	tear_down(&fixture);
}

TEST_MAIN(TEST(finds_containers_of_json), TEST(finds_between_escapes),
    TEST(finds_deep_quotes), TEST(finds_after_stray_quotes),
    TEST(takes_many_brackets))
