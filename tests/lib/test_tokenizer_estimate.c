#include "lm/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "random.h"
#include "repository.h"
#include "vocabularies.h"

/*
 * The bounds of an estimate against the counts of real vocabularies.  WordPiece
 * makes one [UNK] of a long word that it does not know, so low is not held to
 * it where there are such words.
 */

static const char *const names[] = {"bert-bge", "deepseek-coder",
    "deepseek-llm", "falcon", "gpt-2", "llama-spm", "mpt", "phi-3", "refact",
    "starcoder"};

#define N_NAMES (sizeof(names) / sizeof(names[0]))
#define LEAST_BYTES 200

struct all {
	struct lm_tokenizer *tokenizers[N_NAMES];
	struct lm_token_counter *counters[N_NAMES];
	size_t n_texts;
	bool is_noise;
};

static bool
load_all(struct all *all)
{
	*all = (struct all){0};
	for (size_t i = 0; i < N_NAMES; i++) {
		all->tokenizers[i] = vocabulary_load(names[i]);
		if (all->tokenizers[i] == NULL)
			return false;
		all->counters[i] = lm_token_counter_new(all->tokenizers[i]);
	}
	return true;
}

static void
free_all(struct all *all)
{
	for (size_t i = 0; i < N_NAMES; i++) {
		lm_token_counter_free(all->counters[i]);
		lm_tokenizer_free(all->tokenizers[i]);
	}
}

static void
check_text_within(struct all *all, struct lm_span text)
{
	uint64_t low = 0, high = 0, n;
	bool is_wordpiece;

	if (text.len < LEAST_BYTES)
		return;
	all->n_texts++;
	lm_tokens_estimate(text, &low, &high);
	for (size_t i = 0; i < N_NAMES; i++) {
		is_wordpiece = strcmp(names[i], "bert-bge") == 0;
		n = 0;
		CHECK_CODE(lm_token_counter_add(all->counters[i], text, &n,
			       NULL),
		    LM_OK);
		if (!CHECK((n >= low || (all->is_noise && is_wordpiece)) &&
			n <= high))
			check_note("%s: %ju tokens, low %ju, high %ju: %.60s",
			    names[i], (uintmax_t)n, (uintmax_t)low,
			    (uintmax_t)high, text.ptr);
	}
}

/* Every step-th record's text of a file of JSON lines. */
static void
check_records(struct all *all, struct lm_buf file, size_t step)
{
	const char *line = file.ptr, *end;
	yyjson_val *text;
	yyjson_doc *doc;
	size_t i = 0;

	while (line < file.ptr + file.len &&
	    (end = memchr(line, '\n', (size_t)(file.ptr + file.len - line))) !=
		NULL) {
		if (i++ % step == 0) {
			doc = yyjson_read(line, (size_t)(end - line), 0);
			text = yyjson_obj_get(yyjson_doc_get_root(doc), "text");
			check_text_within(all,
			    lm_span(yyjson_get_str(text),
				yyjson_get_len(text)));
			check_text_within(all,
			    lm_span(line, (size_t)(end - line)));
			yyjson_doc_free(doc);
		}
		line = end + 1;
	}
	lm_buf_free(&file);
}

static void
prose_and_records(void)
{
	size_t step = check_quick() ? 20 : 4;
	struct all all;

	if (load_all(&all)) {
		check_records(&all, repository_file("fixtures/corpus/kb.jsonl"),
		    step);
		check_records(&all,
		    repository_file("fixtures/threads/threads.jsonl"), 1);
		CHECK(all.n_texts > 100);
	}
	free_all(&all);
}

static void
source_code(void)
{
	static const char *const files[] = {"lib/lm/reader.c", "lib/lm/lines.c",
	    "lib/lm/num.h", "tests/check/floors", "tests/lib/test_text.c",
	    "Makefile", "README.md", "fixtures/manifest.jsonc",
	    "man/lmob-redact.1"};
	struct all all;
	struct lm_buf file;

	if (load_all(&all)) {
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			file = repository_file(files[i]);
			check_text_within(&all, lm_buf_view(&file));
			lm_buf_free(&file);
		}
		CHECK_EQ(all.n_texts, sizeof(files) / sizeof(files[0]));
	}
	free_all(&all);
}

static void
noise(void)
{
	static const char *const alphabets[] = {
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	    "0123456789abcdef", "abcdefghijklmnopqrstuvwxyz", "0123456789",
	    " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\tAZaz09"};
	struct random random = random_start(61);
	struct all all;
	char text[3000];

	if (load_all(&all)) {
		all.is_noise = true;
		for (int i = 0; i < 200; i++) {
			const char *alphabet = alphabets[i % 5];
			size_t len = random_between(&random, 200, 3000);

			for (size_t k = 0; k < len; k++)
				text[k] = alphabet[random_below(&random,
				    strlen(alphabet))];
			check_text_within(&all, lm_span(text, len));
		}
	}
	free_all(&all);
}

static void
many_languages(void)
{
	struct all all;
	char path[FILES_PATH_SIZE];
	struct lm_buf file;

	if (!vocabulary_file("gpt-2", ".inp", path))
		return;
	if (load_all(&all)) {
		file = file_read(path);
		check_text_within(&all, lm_buf_view(&file));
		CHECK_EQ(all.n_texts, 1);
		lm_buf_free(&file);
	}
	free_all(&all);
}

static void
estimates(const char *text, uint64_t most_low, uint64_t least_high)
{
	uint64_t low = 7, high = 9;

	lm_tokens_estimate(lm_span_of(text), &low, &high);
	if (!CHECK(low >= 7 && low - 7 <= most_low && high >= 9 &&
		high - 9 >= least_high && high - 9 <= strlen(text) + 1))
		check_note("\"%s\": low %ju, high %ju", text,
		    (uintmax_t)low - 7, (uintmax_t)high - 9);
}

static void
bounds_are_added(void)
{
	estimates("", 0, 0);
	estimates("a", 1, 1);
	estimates("Hello world", 2, 3);
	estimates("1234567890", 4, 10);
	estimates("日本語", 3, 9);
}

/* Not fewer for more text: what is added to a text adds to its bounds. */
static void
bounds_of_parts_hold_for_the_whole(void)
{
	struct lm_buf file = repository_file("README.md");
	uint64_t low = 0, high = 0, low_parts = 0, high_parts = 0;

	lm_tokens_estimate(lm_buf_view(&file), &low, &high);
	for (size_t at = 0; at < file.len; at += 100)
		lm_tokens_estimate(lm_span(file.ptr + at,
				       file.len - at < 100 ? file.len - at
							   : 100),
		    &low_parts, &high_parts);
	CHECK(low_parts <= low + file.len / 100);
	CHECK(high_parts >= high);
	lm_buf_free(&file);
}

TEST_MAIN(TEST(prose_and_records), TEST(source_code), TEST(noise),
    TEST(many_languages), TEST(bounds_are_added),
    TEST(bounds_of_parts_hold_for_the_whole))
