#include "lm/tokenizer_split.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/utf8.h"
#include "random.h"
#include "repository.h"

static int
hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Append a word of the file to out; its length. */
static size_t
unescape(const char *at, const char *end, struct lm_buf *out)
{
	size_t before = out->len;

	while (at < end) {
		if (*at == '\\') {
			(void)lm_buf_byte(out,
			    (char)(hex_digit(at[2]) * 16 + hex_digit(at[3])),
			    NULL);
			at += 4;
		} else {
			(void)lm_buf_byte(out, *at++, NULL);
		}
	}
	return out->len - before;
}

#define MOST_WORDS 200

static void
check_words(const struct lm_split_rule *rule, struct lm_span text,
    const size_t *lens, size_t n, const char *line)
{
	struct lm_split split;
	struct lm_span word;
	size_t i = 0;
	bool same = true;

	lm_split_start(&split, rule, text);
	for (; lm_split_next(&split, &word); i++)
		same = same && i < n && word.len == lens[i];
	if (!CHECK(same && i == n))
		check_note("%s", line);
}

/* One line of the file, without its newline: a rule and its words. */
static void
check_line(const char *line)
{
	size_t lens[MOST_WORDS], n = 0;
	struct lm_buf text = {0};
	const struct lm_split_rule *rule;
	char name[32] = "";
	const char *end = strchr(line, ' ');

	memcpy(name, line, (size_t)(end - line));
	rule = lm_split_find(name);
	if (!CHECK(rule != NULL)) {
		check_note("%s", name);
		return;
	}
	while (*end != '\0' && n < MOST_WORDS) {
		line = end + 1;
		end = line + strcspn(line, " ");
		lens[n++] = unescape(line, end, &text);
	}
	check_words(rule, lm_buf_view(&text), lens, n, name);
	lm_buf_free(&text);
}

/* The lines of the file that begin with "=", or the others. */
static size_t
each_line(bool aliases, void (*check)(const char *line))
{
	struct lm_buf file = repository_file("tests/lib/split.vectors");
	char *line = file.ptr, *end;
	size_t n = 0;

	while ((end = memchr(line, '\n',
		    (size_t)(file.ptr + file.len - line))) != NULL) {
		*end = '\0';
		if (*line != '#' && (*line == '=') == aliases) {
			check(line);
			n++;
		}
		line = end + 1;
	}
	lm_buf_free(&file);
	return n;
}

static void
words_are_those_of_llama_cpp(void)
{
	CHECK_EQ(each_line(false, check_line), 13 * 26);
}

/* Text that rules differ on. */
static struct lm_span
random_text(struct random *random, char *out, size_t most)
{
	static const char *const parts[] = {" ", "  ", "\n", "\r\n", "\t", "a",
	    "The", "HELLO", "é", "Ω", "中文", "カ", "한", "7", "1234567", "½",
	    "'s", "'LL", "'", "!", ".", "。", "…", "~", "$", "<", "`", "(", "/",
	    "“", "€", "😀", "\xcc\x81", "\xc2\xa0", "\xe3\x80\x80",
	    "<sentinel:4>", "IMGIMGABZ", "\x01"};
	size_t len = 0, n = random_below(random, 40);

	while (n-- > 0) {
		const char *part = parts[random_below(random,
		    sizeof(parts) / sizeof(parts[0]))];

		if (len + strlen(part) > most)
			break;
		memcpy(out + len, part, strlen(part));
		len += strlen(part);
	}
	return lm_span(out, len);
}

/* "= alias name": both cut alike. */
static void
check_alias(const char *line)
{
	struct random random = random_start(31);
	char name[32] = "", bytes[256];
	const char *other = strchr(line + 2, ' ');
	const struct lm_split_rule *a, *b;
	struct lm_split one, two;
	struct lm_span text, left, right;

	memcpy(name, line + 2, (size_t)(other - line - 2));
	a = lm_split_find(name);
	b = lm_split_find(other + 1);
	if (!CHECK(a != NULL && b != NULL))
		return;
	for (int i = 0; i < 200; i++) {
		text = random_text(&random, bytes, sizeof(bytes));
		lm_split_start(&one, a, text);
		lm_split_start(&two, b, text);
		while (lm_split_next(&one, &left)) {
			CHECK(lm_split_next(&two, &right));
			CHECK_EQ(left.len, right.len);
		}
	}
}

static void
other_names_mean_the_same(void)
{
	CHECK_EQ(each_line(true, check_alias), 30);
}

/* All words are the text; none is empty or cuts a character. */
static void
check_whole(const struct lm_split_rule *rule, struct lm_span text)
{
	const char *at = text.ptr;
	struct lm_split split;
	struct lm_span word;

	lm_split_start(&split, rule, text);
	while (lm_split_next(&split, &word)) {
		CHECK(word.len > 0 && word.ptr == at);
		CHECK(lm_utf8_valid(word));
		at += word.len;
	}
	CHECK(at == text.ptr + text.len);
}

/* Call check with each name that is known. */
static size_t
each_rule(void (*check)(const struct lm_split_rule *rule))
{
	struct lm_buf names = {0};
	char *name, *end;
	size_t n = 0;

	(void)lm_split_names(&names, NULL);
	(void)lm_buf_byte(&names, '\0', NULL);
	for (name = names.ptr; name != NULL; name = end, n++) {
		end = strstr(name, ", ");
		if (end != NULL) {
			*end = '\0';
			end += 2;
		}
		check(lm_split_find(name));
	}
	lm_buf_free(&names);
	return n;
}

static void
check_random_texts(const struct lm_split_rule *rule)
{
	struct random random = random_start(32);
	char bytes[512];

	for (int i = 0; i < 300; i++)
		check_whole(rule, random_text(&random, bytes, sizeof(bytes)));
}

static void
words_make_up_the_text(void)
{
	CHECK_EQ(each_rule(check_random_texts), 43);
}

/* A quadratic rule would take minutes. */
static void
check_a_megabyte(const struct lm_split_rule *rule)
{
	static const char *const parts[] = {"a", " ", "\n", " \n", "1", "'",
	    "~", "!", "é", "中", "A", "  x", "<sentinel:", "IMGIMG", "\xcc\x81",
	    "\xe3\x80\x80", " ~", "éA"};
	const size_t size = 1 << 17;
	char *text = malloc(size);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t len = strlen(parts[i]), at = 0;

		for (; at + len <= size; at += len)
			memcpy(text + at, parts[i], len);
		check_whole(rule, lm_span(text, at));
	}
	free(text);
}

static void
repeats_take_linear_time(void)
{
	(void)each_rule(check_a_megabyte);
}

static void
unknown_names(void)
{
	CHECK(lm_split_find("") == NULL);
	CHECK(lm_split_find("gpt-3") == NULL);
	CHECK(lm_split_find("GPT-2") == NULL);
	CHECK(lm_split_is_proved(lm_split_find("gpt-2")));
	CHECK(!lm_split_is_proved(lm_split_find("llama-bpe")));
}

TEST_MAIN(TEST(words_are_those_of_llama_cpp), TEST(other_names_mean_the_same),
    TEST(words_make_up_the_text), TEST(repeats_take_linear_time),
    TEST(unknown_names))
