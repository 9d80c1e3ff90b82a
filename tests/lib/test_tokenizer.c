#include "lm/tokenizer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/utf8.h"
#include "lm/vocab.h"
#include "random.h"
#include "repository.h"
#include "vocabularies.h"

/* A vocabulary of each kind. */
static const char *const kinds[] = {"gpt-2", "mpt", "deepseek-coder", "falcon",
    "llama-spm", "bert-bge"};

static struct lm_span
random_text(struct random *random, char *out, size_t most)
{
	static const char *const parts[] = {" ", "  ", "\n", "a", "the ",
	    "error", "Straße", "Ω", "中文", "12", "'s", "!", "…", "😀", "\t",
	    "zzzzzzzz", "    ", "<s>", "\xff", "\xe2\x82", "\xed\xa0\x80"};
	size_t len = 0, n = random_below(random, 60);

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

static uint64_t
count(struct lm_token_counter *counter, struct lm_span text)
{
	struct lm_err err = {0};
	uint64_t n = 0;

	CHECK_OK(lm_token_counter_add(counter, text, &n, &err), &err);
	return n;
}

static size_t
encode(struct lm_token_counter *counter, struct lm_span text,
    const uint32_t **ids)
{
	struct lm_err err = {0};
	size_t n = 0;

	CHECK_OK(lm_token_counter_encode(counter, text, ids, &n, &err), &err);
	return n;
}

/* The count is that of the ids, by a counter that was used and by a new one. */
static void
counts_are_those_of_the_ids(void)
{
	struct random random = random_start(51);
	char bytes[1024];
	const uint32_t *ids;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct lm_tokenizer *tokenizer = vocabulary_load(kinds[k]);
		struct lm_token_counter *used, *new;

		if (tokenizer == NULL)
			return;
		used = lm_token_counter_new(tokenizer);
		for (int i = 0; i < 300; i++) {
			struct lm_span text =
			    random_text(&random, bytes, sizeof(bytes));
			uint64_t n = count(used, text);

			CHECK_EQ(n, encode(used, text, &ids));
			CHECK_EQ(n, count(used, text));
			new = lm_token_counter_new(tokenizer);
			CHECK_EQ(n, count(new, text));
			lm_token_counter_free(new);
		}
		CHECK_EQ(count(used, lm_span("", 0)), 0);
		CHECK_EQ(count(used, lm_span(NULL, 0)), 0);
		lm_token_counter_free(used);
		lm_tokenizer_free(tokenizer);
	}
}

/* Add, not set. */
static void
a_count_is_raised(void)
{
	struct lm_tokenizer *tokenizer = vocabulary_load("gpt-2");
	struct lm_token_counter *counter;
	uint64_t n = 40;

	if (tokenizer == NULL)
		return;
	CHECK_TEXT(lm_tokenizer_name(tokenizer), "BPE gpt-2");
	counter = lm_token_counter_new(tokenizer);
	CHECK_CODE(lm_token_counter_add(counter, lm_span_of("Hello world"), &n,
		       NULL),
	    LM_OK);
	CHECK_EQ(n, 42);
	lm_token_counter_free(counter);
	lm_tokenizer_free(tokenizer);
}

static void
text_comes_back_from_its_tokens(const char *name)
{
	struct random random = random_start(52);
	struct lm_tokenizer *tokenizer = vocabulary_load(name);
	struct lm_token_counter *counter;
	struct lm_buf back = {0};
	struct lm_vocab *vocab;
	char path[FILES_PATH_SIZE], bytes[1024];
	const uint32_t *ids;

	if (tokenizer == NULL)
		return;
	(void)vocabulary_file(name, "", path);
	CHECK_CODE(lm_vocab_load(path, &vocab, NULL), LM_OK);
	counter = lm_token_counter_new(tokenizer);
	for (int i = 0; i < 500; i++) {
		struct lm_span text =
		    random_text(&random, bytes, sizeof(bytes));
		size_t n = encode(counter, text, &ids);

		if (!lm_utf8_valid(text))
			continue;
		back.len = 0;
		for (size_t k = 0; k < n; k++)
			(void)lm_buf_span(&back, vocab->pieces[ids[k]], NULL);
		CHECK_SPANS(lm_buf_view(&back), text);
	}
	lm_buf_free(&back);
	lm_token_counter_free(counter);
	lm_vocab_free(vocab);
	lm_tokenizer_free(tokenizer);
}

static void
text_comes_back_from_the_tokens_of_bpe(void)
{
	text_comes_back_from_its_tokens("gpt-2");
	text_comes_back_from_its_tokens("mpt");
	text_comes_back_from_its_tokens("starcoder");
	text_comes_back_from_its_tokens("falcon");
}

static void
bytes_that_are_not_utf8_count_as_replacements(void)
{
	static const char *const broken[] = {"\xff", "a\xc3", "\xe2\x82z",
	    "\xed\xa0\x80", "\xc0\x80", "ok \x80 ok"};
	static const char *const clean[] = {"�", "a�", "��z", "���", "��",
	    "ok � ok"};
	struct lm_tokenizer *tokenizer = vocabulary_load("gpt-2");
	struct lm_token_counter *counter;

	if (tokenizer == NULL)
		return;
	counter = lm_token_counter_new(tokenizer);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		CHECK_EQ(count(counter, lm_span_of(broken[i])),
		    count(counter, lm_span_of(clean[i])));
	lm_token_counter_free(counter);
	lm_tokenizer_free(tokenizer);
}

/* "</s>" is user-defined in Phi 3, and takes the white space behind it. */
static void
user_defined_tokens_are_found(void)
{
	static const uint32_t want[] = {263, 2, 289}; /* "_a" "</s>" "_b" */
	struct lm_tokenizer *tokenizer = vocabulary_load("phi-3");
	struct lm_token_counter *counter;
	const uint32_t *ids;

	if (tokenizer == NULL)
		return;
	counter = lm_token_counter_new(tokenizer);
	if (CHECK_EQ(encode(counter, lm_span_of("a</s> \nb"), &ids), 3))
		for (size_t i = 0; i < 3; i++)
			CHECK_EQ(ids[i], want[i]);
	lm_token_counter_free(counter);
	lm_tokenizer_free(tokenizer);
}

/* One word of a million letters, which a quadratic way would not end. */
static void
repeats_of_a_megabyte(void)
{
	static const char *const parts[] = {"a", " ", "ab", "=", "中", "0"};
	const size_t size = 1000000;
	char *text = malloc(size);

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct lm_tokenizer *tokenizer = vocabulary_load(kinds[k]);
		struct lm_token_counter *counter;

		if (tokenizer == NULL)
			break;
		counter = lm_token_counter_new(tokenizer);
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			size_t len = strlen(parts[i]), at = 0;

			for (; at + len <= size; at += len)
				memcpy(text + at, parts[i], len);
			CHECK(count(counter, lm_span(text, at)) <= size + 1);
		}
		lm_token_counter_free(counter);
		lm_tokenizer_free(tokenizer);
	}
	free(text);
}

struct sharer {
	const struct lm_tokenizer *tokenizer;
	struct lm_span text;
	uint64_t n;
	pthread_t thread;
};

static void *
count_often(void *context)
{
	struct sharer *sharer = context;
	struct lm_token_counter *counter =
	    lm_token_counter_new(sharer->tokenizer);

	for (int i = 0; i < 20; i++)
		(void)lm_token_counter_add(counter, sharer->text, &sharer->n,
		    NULL);
	lm_token_counter_free(counter);
	return NULL;
}

static void
threads_share_a_tokenizer(void)
{
	struct lm_tokenizer *tokenizer = vocabulary_load("gpt-2");
	struct lm_buf text;
	struct sharer sharers[4];

	if (tokenizer == NULL)
		return;
	text = repository_file("README.md");
	for (size_t i = 0; i < 4; i++) {
		sharers[i] = (struct sharer){.tokenizer = tokenizer,
		    .text = lm_buf_view(&text)};
		CHECK(pthread_create(&sharers[i].thread, NULL, count_often,
			  &sharers[i]) == 0);
	}
	for (size_t i = 0; i < 4; i++)
		CHECK(pthread_join(sharers[i].thread, NULL) == 0);
	CHECK(sharers[0].n > 20);
	for (size_t i = 1; i < 4; i++)
		CHECK_EQ(sharers[i].n, sharers[0].n);
	lm_buf_free(&text);
	lm_tokenizer_free(tokenizer);
}

static void
what_is_no_vocabulary_is_refused(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_tokenizer *tokenizer;
	struct lm_err err = {0};

	file_path("x.gguf", path);
	CHECK_CODE(lm_tokenizer_load(path, &tokenizer, &err), LM_IO);
	CHECK_TEXT(err.file, path);
	file_write(path, lm_span_of("no vocabulary"));
	CHECK_CODE(lm_tokenizer_load(path, &tokenizer, &err), LM_MALFORMED);
	CHECK(tokenizer == NULL);
	CHECK_TEXT(err.file, path);
}

TEST_MAIN(TEST(counts_are_those_of_the_ids), TEST(a_count_is_raised),
    TEST(text_comes_back_from_the_tokens_of_bpe),
    TEST(bytes_that_are_not_utf8_count_as_replacements),
    TEST(user_defined_tokens_are_found), TEST(repeats_of_a_megabyte),
    TEST(threads_share_a_tokenizer), TEST(what_is_no_vocabulary_is_refused))
