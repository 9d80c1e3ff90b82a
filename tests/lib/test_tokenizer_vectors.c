#include "lm/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "vocabularies.h"

/*
 * What llama.cpp (commit c392e509) makes of 46 strings with each vocabulary:
 * its own tests' vectors, no special tokens added or looked for.
 */

#define MARK "\n__ggml_vocab_test__\n"
#define N_VECTORS 46

/* The next string, with *at moved past it and its mark. */
static struct lm_span
next_string(const char **at, const char *end)
{
	const char *from = *at, *stop;

	stop = strstr(from, MARK);
	*at = stop == NULL ? end : stop + strlen(MARK);
	return lm_span(from, (size_t)((stop == NULL ? end : stop) - from));
}

/* Whether ids are the numbers of the line at *at, which is moved past it. */
static bool
is_line(const char **at, const uint32_t *ids, size_t n)
{
	const char *end = strchr(*at, '\n');
	char *after;
	size_t i = 0;
	bool same = true;

	while (*at < end) {
		unsigned long id = strtoul(*at, &after, 10);

		if (after == *at || after > end)
			break;
		same = same && i < n && ids[i] == id;
		i++;
		*at = after;
	}
	*at = end + 1;
	return same && i == n;
}

static void
check_vector(struct lm_token_counter *counter, struct lm_span text,
    const char **line)
{
	struct lm_err err = {0};
	const uint32_t *ids;
	uint64_t counted = 0;
	size_t n;

	if (!CHECK_OK(lm_token_counter_encode(counter, text, &ids, &n, &err),
		&err))
		return;
	if (!CHECK(is_line(line, ids, n)))
		check_note("of \"%.*s\"", (int)text.len, text.ptr);
	CHECK_OK(lm_token_counter_add(counter, text, &counted, &err), &err);
	CHECK_EQ(counted, n);
}

static void
vectors_of(const char *name)
{
	struct lm_tokenizer *tokenizer;
	struct lm_token_counter *counter;
	char path[FILES_PATH_SIZE];
	struct lm_buf in, out;
	const char *at, *line;
	size_t n = 0;

	if (!vocabulary_file(name, ".inp", path))
		return;
	in = file_read(path);
	(void)lm_buf_byte(&in, '\0', NULL);
	(void)vocabulary_file(name, ".out", path);
	out = file_read(path);
	(void)lm_buf_byte(&out, '\0', NULL);
	tokenizer = vocabulary_load(name);
	counter = tokenizer == NULL ? NULL : lm_token_counter_new(tokenizer);
	if (CHECK(counter != NULL)) {
		CHECK(lm_tokenizer_is_proved(tokenizer));
		line = out.ptr;
		for (at = in.ptr; *line != '\0'; n++)
			check_vector(counter,
			    next_string(&at, in.ptr + in.len - 1), &line);
		CHECK_EQ(n, N_VECTORS);
	}
	lm_token_counter_free(counter);
	lm_tokenizer_free(tokenizer);
	lm_buf_free(&in);
	lm_buf_free(&out);
}

#define VECTORS(function, name)    \
	static void function(void) \
	{                          \
		vectors_of(name);  \
	}

VECTORS(bert_bge, "bert-bge")
VECTORS(deepseek_coder, "deepseek-coder")
VECTORS(deepseek_llm, "deepseek-llm")
VECTORS(falcon, "falcon")
VECTORS(gpt_2, "gpt-2")
VECTORS(llama_spm, "llama-spm")
VECTORS(mpt, "mpt")
VECTORS(phi_3, "phi-3")
VECTORS(refact, "refact")
VECTORS(starcoder, "starcoder")

TEST_MAIN(TEST(bert_bge), TEST(deepseek_coder), TEST(deepseek_llm),
    TEST(falcon), TEST(gpt_2), TEST(llama_spm), TEST(mpt), TEST(phi_3),
    TEST(refact), TEST(starcoder))
