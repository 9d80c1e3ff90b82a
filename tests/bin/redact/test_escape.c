#include "check.h"
#include "escape.h"
#include "generate.h"

#include "lm/record.h"

static void
finds_characters(void)
{
	/* Raw: a \n \u00e4 \ud83d\ude00 \ud800 é z */
	struct escape_cursor cursor = {
	    .raw = lm_span_of("a\\n\\u00e4\\ud83d\\ude00\\ud800\xc3\xa9z")};

	CHECK_EQ(escape_offset(&cursor, 0), 0);
	CHECK_EQ(escape_offset(&cursor, 1), 1);	  /* \n */
	CHECK_EQ(escape_offset(&cursor, 2), 3);	  /* \u00e4, two bytes */
	CHECK_EQ(escape_offset(&cursor, 4), 9);	  /* the pair, four */
	CHECK_EQ(escape_offset(&cursor, 8), 21);  /* alone, three */
	CHECK_EQ(escape_offset(&cursor, 11), 27); /* as it is, two */
	CHECK_EQ(escape_offset(&cursor, 13), 29);
	CHECK_EQ(escape_offset(&cursor, 14), 30);
	CHECK_EQ(escape_offset(&cursor, 14), 30);
	CHECK_EQ(escape_offset(&cursor, 99), 30);
}

/* The same place as an oracle says: decode the source up to there. */
static void
agrees_with_the_parser(void)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf token = {0};

	for (size_t i = 0; i < 3000; i++) {
		struct random random = random_start(i);
		struct lm_record record;
		struct lm_span text, raw;
		struct escape_cursor cursor = {0};

		token.len = 0;
		generate_scalar(&random, &token);
		if (token.ptr[0] != '"')
			continue;
		if (!CHECK_OK(lm_parser_parse(parser, lm_buf_view(&token),
				  &record, NULL),
			NULL))
			break;
		text = lm_record_text(record.root);
		raw = lm_span(token.ptr + 1, token.len - 2);
		cursor.raw = raw;
		CHECK_EQ(escape_offset(&cursor, text.len), raw.len);
		/* Every character of ASCII that is no escape is at its place. */
		cursor = (struct escape_cursor){.raw = raw};
		for (size_t k = 0; k < text.len; k++) {
			size_t at;

			if (((unsigned char)text.ptr[k] & 0xc0) == 0x80)
				continue;
			at = escape_offset(&cursor, k);
			if (!CHECK(at < raw.len &&
				(raw.ptr[at] == '\\' ||
				    raw.ptr[at] == text.ptr[k])))
				break;
		}
	}
	lm_buf_free(&token);
	lm_parser_free(parser);
}

TEST_MAIN(TEST(finds_characters), TEST(agrees_with_the_parser))
