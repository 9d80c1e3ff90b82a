#include "known_tail.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/record.h"
#include "random.h"

#define KEY "00112233445566778899aabbccddeeff"
#define HEAD                                                      \
	"{\"id\":1,\"embedding\":[1],\"embed\":{\"engine\":"      \
	"\"ollama\",\"model\":\"bge-m3:latest\",\"fingerprint\":" \
	"\"0123456789abcdef\",\"dimensions\":1,\"text_xxh3\":"    \
	"\"0123456789abcdef\",\"key\":\"" KEY "\""

static void
our_own_forms(void)
{
	static const char *const lines[] = {
	    HEAD "}}",
	    HEAD ",\"tokens\":12}}",
	    HEAD ",\"tokens\":12,\"truncated\":true}}",
	    HEAD ",\"truncated\":true}}",
	    HEAD ",\"manifest\":null}}",
	    HEAD ",\"manifest\":\"2026-05-05.1#9f86d081884c7d65\"}}",
	    HEAD ",\"tokens\":0,\"truncated\":true,\"manifest\":null}} \t\r",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct lm_hash128 key = {0};
		char hex[LM_HASH128_HEX_SIZE];
		bool null = true;

		CHECK(known_tail(lm_span_of(lines[i]), &key, &null));
		CHECK(!null);
		lm_hash128_hex(&key, hex);
		CHECK_TEXT(hex, KEY);
		check_note("%s", lines[i]);
	}
}

static void
without_a_vector(void)
{
	static const char line[] =
	    "{\"embedding\":null,\"embed\":{\"engine\":\"lexical\",\"model\":"
	    "\"lexical\",\"fingerprint\":\"0123456789abcdef\",\"dimensions\":"
	    "1024,\"text_xxh3\":\"0123456789abcdef\",\"key\":\"" KEY "\"}}";
	struct lm_hash128 key;
	bool null = false;

	CHECK(known_tail(lm_span_of(line), &key, &null));
	CHECK(null);
}

/* Cut at either end anywhere, it is not taken. */
static void
cut_ones(void)
{
	static const char line[] = HEAD ",\"tokens\":12,\"manifest\":null}}";
	struct lm_span whole = lm_span_of(line);
	size_t tail = (size_t)(strstr(line, ",\"embed\"") - line);
	struct lm_hash128 key;
	bool null;

	for (size_t i = 0; i < whole.len; i++)
		CHECK(!known_tail(lm_span(line, i), &key, &null));
	for (size_t i = tail + 1; i <= whole.len; i++)
		CHECK(
		    !known_tail(lm_span(line + i, whole.len - i), &key, &null));
	CHECK(!known_tail((struct lm_span){0}, &key, &null));
}

/* What a parser finds; false: none. */
static bool
parsed_key(struct lm_parser *parser, struct lm_span line,
    struct lm_hash128 *key, bool *valid)
{
	struct lm_record rec;
	yyjson_val *embed, *val;

	*valid = lm_parser_parse(parser, line, &rec, NULL) == LM_OK;
	return *valid &&
	    lm_record_find(rec.root, lm_span_of("embed"), NULL, &embed) &&
	    lm_record_find(embed, lm_span_of("key"), NULL, &val) &&
	    yyjson_is_str(val) && lm_hash128_parse(lm_record_text(val), key);
}

/* Pieces that lines are made of, and that might pass for something else. */
static const char *const pieces[] = {"{", "}", "}}", ",", "\"", "\\", "\\\"",
    ":", "[", "]", "1", "null", "\"embed\":", "\"key\":\"" KEY "\"", HEAD,
    HEAD "}}",
    ",\"embed\":{\"engine\":\"e\",\"model\":\"m\",\"fingerprint\":"
    "\"0123456789abcdef\",\"dimensions\":1,\"text_xxh3\":"
    "\"0123456789abcdef\",\"key\":\"ffffffffffffffffffffffffffffffff\"}}",
    ",\"tokens\":1", ",\"manifest\":\"", ",\"manifest\":null",
    ",\"truncated\":true", "\"x\":", "\"a,\"", "{\"id\":1"};

/* Whatever a line is: if the tail is taken and the line is JSON, then the
 * parser finds the same key. */
static void
as_the_parser(void)
{
	struct random random = random_start(91);
	struct lm_parser *parser = lm_parser_new();
	int n_taken = 0, n_valid = 0, rounds = check_soak() ? 5000000 : 200000;

	for (int n = 0; n < rounds; n++) {
		struct lm_buf line = {0};
		size_t n_pieces = random_between(&random, 1, 7);
		struct lm_hash128 got, want;
		bool null, valid;

		append(&line, lm_span_of("{\"id\":1"));
		while (n_pieces-- > 0)
			append(&line,
			    lm_span_of(pieces[random_below(&random,
				sizeof(pieces) / sizeof(pieces[0]))]));
		append(&line, lm_span_of(pieces[16]));
		if (random_once_in(&random, 3))
			line.ptr[random_below(&random, line.len)] =
			    "{}\",:\\x0"[random_below(&random, 8)];
		if (known_tail(lm_buf_view(&line), &got, &null)) {
			bool found = parsed_key(parser, lm_buf_view(&line),
			    &want, &valid);

			n_taken++;
			n_valid += valid;
			if (valid &&
			    !CHECK(found && lm_hash128_equal(&got, &want)))
				check_note("%.*s", (int)line.len, line.ptr);
		}
		lm_buf_free(&line);
	}
	CHECK(n_taken > rounds / 100 && n_valid > rounds / 1000);
	check_note("%d taken, %d valid", n_taken, n_valid);
	lm_parser_free(parser);
}

/* Valid JSON whose end looks like ours, but is not the record's last "embed". */
static void
what_only_looks_like_it(void)
{
	static const char *const lines[] = {
	    HEAD ",\"x\":1}}",
	    HEAD "},\"x\":{}}",
	    "{\"x\":" HEAD "}}}",
	    HEAD ",\"tokens\":1.5}}",
	    HEAD ",\"tokens\":-1}}",
	    HEAD ",\"truncated\":false}}",
	    HEAD ",\"manifest\":\"a\\\"b\"}}",
	    HEAD ",\"manifest\":\"a\\\\b\"}}", /* ours, but escaped */
	    HEAD ", \"tokens\":1}}",
	    HEAD "} }",
	};
	struct lm_hash128 key;
	bool null;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		CHECK(!known_tail(lm_span_of(lines[i]), &key, &null));
		check_note("%s", lines[i]);
	}
}

TEST_MAIN(TEST(our_own_forms), TEST(without_a_vector), TEST(cut_ones),
    TEST(as_the_parser), TEST(what_only_looks_like_it))
