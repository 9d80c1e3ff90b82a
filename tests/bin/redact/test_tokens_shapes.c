#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include "check.h"
#include "detect.h"
#include "files.h"
#include "random.h"
#include "tokens.h"
#include "tokens_table.h"

#include "lm/buf.h"

/* The tables of tokens: each shape finds what is made after it. */

static struct tokens *
make(void)
{
	struct tokens *tokens = NULL;
	struct lm_err err = {0};

	CHECK_OK(tokens_new(&tokens, &err), &err);
	return tokens;
}

static const char *
alphabet_of(char class)
{
	switch (class) {
	case 'd':
		return "0123456789";
	case 'h':
		return "0123456789abcdef";
	case 'x':
		return "0123456789abcdefABCDEF";
	case 'z':
		return "abcdefghijklmnopqrstuvwxyz";
	case 'l':
		return "0123456789abcdefghijklmnopqrstuvwxyz";
	case 'u':
		return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	case '2':
		return "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	case 'e':
		return "=";
	case '%':
		return "%";
	default: /* without the other characters, that its length is sure */
		return "0123456789abcdefghijklmnopqrstuvwxyz"
		       "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	}
}

/* Append a token of a pattern's shape, each part as short or as long as it may
 * be; *from and *len are its secret part. */
static void
write_token(const char *at, bool longest, struct random *random,
    struct lm_buf *out, size_t *from, size_t *len)
{
	struct lm_err err = {0};
	bool closed = false;

	*from = out->len;
	while (*at != '\0') {
		unsigned long min = 1, max = 1;
		const char *alphabet;
		char byte = *at++, *end;

		if (byte == '(')
			*from = out->len;
		if (byte == ')') {
			*len = out->len - *from;
			closed = true;
		}
		if (strchr("!()", byte) != NULL)
			continue;
		if (byte != '%') {
			CHECK_OK(lm_buf_byte(out, byte, &err), &err);
			continue;
		}
		alphabet = alphabet_of(*at++);
		if (*at == '{') {
			min = max = strtoul(at + 1, &end, 10);
			if (*end == ',')
				max = strtoul(end + 1, &end, 10);
			at = end + 1;
		}
		for (unsigned long n = longest ? max : min; n > 0; n--)
			CHECK_OK(lm_buf_byte(out,
				     alphabet[random_below(random,
					 strlen(alphabet))],
				     &err),
			    &err);
	}
	if (!closed)
		*len = out->len - *from;
}

/* How the core comes to a shape. */
enum how { AT_MARK, AT_RUN, AT_DIGITS };

/* At the mark of a token that begins at 2, as the scan would mark it. */
static bool
find_at(const struct tokens *tokens, const struct shape *shape, enum how how,
    const struct subject *subject, const struct kinds *on,
    struct finding *found)
{
	struct lm_span text = subject->text;
	const char *mark;
	size_t i = 2 + pattern_offset(shape->pattern, &mark), n = 0;

	if (how == AT_MARK)
		return detect_token(tokens, subject, i, on, found);
	if (how == AT_DIGITS)
		return detect_token_digits(tokens, subject, i, on, found);
	/* The mark is the run, or the 3 bytes before it. */
	for (size_t at = i; n < TOKEN_RUN && at <= i + 3; at++)
		if (!is_alnum(text.ptr[at - 1]))
			for (i = at, n = 0; i + n < text.len && n < TOKEN_RUN &&
			     is_alnum(text.ptr[i + n]);)
				n++;
	return CHECK(n == TOKEN_RUN) &&
	    detect_token_run(tokens, subject, i, on, found);
}

/* One token of a shape, between neighbours that it may have, is found, all of
 * it and nothing else, unless chance made no good one. */
static void
finds_one(const struct tokens *tokens, const struct shape *shape, enum how how,
    bool longest, struct random *random)
{
	struct kinds on = {0};
	struct match match;
	size_t from = 0, len = 0;
	struct lm_buf text = {0};
	struct subject subject = {0};
	struct finding found = {0};
	struct lm_err err = {0};

	kinds_add(&on, shape->kind);
	for (int tries = 0; tries < 200; tries++) {
		text.len = 0;
		CHECK_OK(lm_buf_text(&text, "(\"", &err), &err);
		write_token(shape->pattern, longest, random, &text, &from,
		    &len);
		if (pattern_match(shape->pattern, lm_buf_view(&text), 2,
			&match) &&
		    proof_holds(shape->proof, &match))
			break;
	}
	CHECK_OK(lm_buf_text(&text, "\", next)", &err), &err);
	subject.text = lm_buf_view(&text);
	if (CHECK(find_at(tokens, shape, how, &subject, &on, &found))) {
		CHECK_EQ(found.kind, shape->kind);
		CHECK(found.at <= from);
		CHECK(found.at + found.len >= from + len);
	}
	check_note("%s %s", shape->pattern, longest ? "longest" : "shortest");
	lm_buf_free(&text);
}

static void
finds_every_shape(void)
{
	const struct {
		struct shapes shapes;
		enum how how;
	} tables[] = {{shapes_of_services(), AT_MARK},
	    {shapes_of_clouds(), AT_MARK}, {shapes_of_models(), AT_MARK},
	    {shapes_of_hashes(), AT_MARK}, {shapes_of_runs(), AT_RUN},
	    {shapes_of_model_runs(), AT_RUN}, {shapes_of_any_run(), AT_RUN},
	    {shapes_of_digits(), AT_DIGITS}};
	struct random random = random_start(1);
	struct tokens *tokens = make();

	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (size_t i = 0; i < tables[t].shapes.n; i++) {
			const struct shape *shape = &tables[t].shapes.list[i];
			enum how how = tables[t].how;

			/* Base64 of digits is not made by chance. */
			if (shape->proof == PROOF_SNOWFLAKE)
				continue;
			finds_one(tokens, shape, how, false, &random);
			finds_one(tokens, shape, how, true, &random);
		}
	tokens_free(tokens);
}

/* The list of marks is that of the tables, sorted, each once. */
static void
marks_are_the_tables(void)
{
	const struct shapes tables[] = {shapes_of_services(),
	    shapes_of_clouds(), shapes_of_models(), shapes_of_hashes()};
	const struct token_mark *marks = token_marks();
	bool used[256] = {false};

	for (size_t i = 0; i < tokens_n_marks(); i++) {
		CHECK_EQ(strlen(marks[i].literal), 3);
		CHECK(i == 0 ||
		    strcmp(marks[i - 1].literal, marks[i].literal) < 0);
	}
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			const char *mark;
			size_t k = 0;

			pattern_offset(tables[t].list[i].pattern, &mark);
			while (k < tokens_n_marks() &&
			    strncmp(marks[k].literal, mark, 3) != 0)
				k++;
			CHECK(k < tokens_n_marks());
			check_note("%s", tables[t].list[i].pattern);
			used[k] = true;
		}
	for (size_t i = 0; i < tokens_n_marks(); i++) {
		CHECK(used[i]);
		check_note("%s", marks[i].literal);
	}
}

/* The vectors' random part and checksum are of token_checksum tests that are
 * published with the rules of Datadog (redact/dd-sds); split, that no scanner
 * takes them for a leak. */
static void
checks_checksums(void)
{
	char token[64];

	(void)snprintf(token, sizeof(token), "b62_%s%s",
	    "QdwULL38u41vs1OcAjhKqcaSZ9W63r", "0Zu4ln");
	CHECK(token_crc62_holds(lm_span_of(token)));
	token[8]++;
	CHECK(!token_crc62_holds(lm_span_of(token)));
	CHECK(!token_crc62_holds(lm_span_of("ghp_T4V4")));
	CHECK(!token_crc62_holds(lm_span_of("")));
	/* The CRC-32 of "123456789" is CBF43926, with the "=" 58ACD258. */
	CHECK(token_crc_hex_holds(lm_span_of("123456789=58ACD258")));
	CHECK(!token_crc_hex_holds(lm_span_of("123456789=CBF43926")));
	CHECK(!token_crc_hex_holds(lm_span_of("=1")));
}

/* One vector of redact/dd-sds; whether it was of a checksum of ours. */
static bool
see_vector(const char *line, size_t len)
{
	yyjson_doc *doc = yyjson_read(line, len, 0);
	yyjson_val *root = yyjson_doc_get_root(doc);
	const char *rule = yyjson_get_str(yyjson_obj_get(root, "rule"));
	const char *label = yyjson_get_str(yyjson_obj_get(root, "label"));
	const char *text = yyjson_get_str(yyjson_obj_get(root, "text"));
	bool is = false;

	if (CHECK(rule != NULL && label != NULL && text != NULL)) {
		bool valid = strcmp(label, "tp") == 0;

		if (strcmp(rule, "github_token_checksum") == 0) {
			is = true;
			CHECK(token_crc62_holds(lm_span_of(text)) == valid);
		} else if (strcmp(rule, "atlassian_token_checksum") == 0) {
			is = true;
			CHECK(token_crc_hex_holds(lm_span_of(text)) == valid);
		}
		check_note("%s %s", rule, label);
	}
	yyjson_doc_free(doc);
	return is;
}

static void
checks_vectors(void)
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");
	char path[FILES_PATH_SIZE], why[FILES_PATH_SIZE + 16];
	struct lm_buf file;
	size_t n = 0;

	(void)snprintf(path, sizeof(path),
	    "%s%s/redact/dd-sds/validator_cases.jsonl",
	    data != NULL       ? data
		: root == NULL ? "."
			       : root,
	    data != NULL ? "" : "/../shared/data");
	if (!file_exists(path)) {
		(void)snprintf(why, sizeof(why), "no %s", path);
		check_skip(why);
		return;
	}
	file = file_read(path);
	for (size_t at = 0; at < file.len;) {
		const char *end = memchr(file.ptr + at, '\n', file.len - at);
		size_t len =
		    end == NULL ? file.len - at : (size_t)(end - file.ptr) - at;

		n += see_vector(file.ptr + at, len);
		at += len + 1;
	}
	CHECK(n > 0);
	lm_buf_free(&file);
}

static void
reads_starts(void)
{
	static const struct {
		const char *mark;
		const char *literal;
		char class;
		size_t min, max;
		char then;
		const char *begins, *never;
	} cases[] = {{"SK%x{32}", "SK", '\0', 0, 0, '\0', "S", "sK%"},
	    {"%h{32}-us%d{1,2}", "", 'h', 32, 32, '-', "0a", "gA-"},
	    {"%d{15,16}%%7C", "", 'd', 15, 16, '\0', "9", "a%"},
	    {"%d/%d{15,17}:", "", 'd', 1, 1, '/', "1", "/"},
	    {"(%l{4})x", "", '\0', 0, 0, '\0', "aZ(", ""},
	    {"%a{0,4}x", "", 'a', 0, 4, 'x', "ax-", ""}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct start start = pattern_start(cases[i].mark);

		CHECK(
		    lm_span_equal(start.literal, lm_span_of(cases[i].literal)));
		CHECK_EQ(start.class, cases[i].class);
		CHECK_EQ(start.min, cases[i].min);
		CHECK_EQ(start.max, cases[i].max);
		CHECK_EQ(start.then, cases[i].then);
		for (const char *at = cases[i].begins; *at != '\0'; at++)
			CHECK(pattern_begins(&start, *at));
		for (const char *at = cases[i].never; *at != '\0'; at++)
			CHECK(!pattern_begins(&start, *at));
		check_note("%s", cases[i].mark);
	}
}

TEST_MAIN(TEST(reads_starts), TEST(finds_every_shape),
    TEST(marks_are_the_tables), TEST(checks_checksums), TEST(checks_vectors))
