#include "lm/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/tokenizer_bpe.h"
#include "lm/tokenizer_ids.h"
#include "lm/tokenizer_nfc.h"
#include "lm/tokenizer_partition.h"
#include "lm/tokenizer_spm.h"
#include "lm/tokenizer_wordpiece.h"
#include "lm/utf8.h"
#include "lm/vocab.h"

#define NAME_SIZE 64

struct lm_tokenizer {
	struct lm_vocab *vocab;
	struct lm_partition *partition;
	struct lm_bpe *bpe; /* BPE */
	char name[NAME_SIZE];
};

struct lm_token_counter {
	const struct lm_tokenizer *tokenizer;
	struct lm_bpe_worker *bpe; /* that of the kind; the others NULL */
	struct lm_spm *spm;
	struct lm_wordpiece *wordpiece;
	struct lm_buf clean;	/* a text that was not UTF-8 */
	struct lm_buf composed; /* a text in NFC */
	struct lm_fragments fragments;
	struct lm_ids ids;
};

static void
name_it(struct lm_tokenizer *tokenizer)
{
	char *name = tokenizer->name;

	switch (tokenizer->vocab->kind) {
	case LM_VOCAB_BPE:
		(void)snprintf(name, NAME_SIZE, "BPE %s",
		    tokenizer->vocab->split);
		break;
	case LM_VOCAB_SPM:
		(void)snprintf(name, NAME_SIZE, "SPM");
		break;
	case LM_VOCAB_WORDPIECE:
		(void)snprintf(name, NAME_SIZE, "WordPiece");
		break;
	}
}

enum lm_code
lm_tokenizer_load(const char *path, struct lm_tokenizer **out,
    struct lm_err *err)
{
	struct lm_tokenizer *tokenizer = calloc(1, sizeof(*tokenizer));
	enum lm_code code;

	*out = NULL;
	if (tokenizer == NULL)
		return lm_err_nomem(err);
	code = lm_vocab_load(path, &tokenizer->vocab, err);
	if (code == LM_OK)
		code = lm_partition_new(tokenizer->vocab, &tokenizer->partition,
		    err);
	if (code == LM_OK && tokenizer->vocab->kind == LM_VOCAB_BPE)
		code = lm_bpe_new(tokenizer->vocab, &tokenizer->bpe, err);
	if (code != LM_OK) {
		lm_err_at(err, path, 0, 0);
		lm_tokenizer_free(tokenizer);
		return code;
	}
	name_it(tokenizer);
	*out = tokenizer;
	return LM_OK;
}

void
lm_tokenizer_free(struct lm_tokenizer *tokenizer)
{
	if (tokenizer == NULL)
		return;
	lm_bpe_free(tokenizer->bpe);
	lm_partition_free(tokenizer->partition);
	lm_vocab_free(tokenizer->vocab);
	free(tokenizer);
}

const char *
lm_tokenizer_name(const struct lm_tokenizer *tokenizer)
{
	return tokenizer->name;
}

bool
lm_tokenizer_is_proved(const struct lm_tokenizer *tokenizer)
{
	const struct lm_vocab *vocab = tokenizer->vocab;

	switch (vocab->kind) {
	case LM_VOCAB_BPE:
		return lm_bpe_is_proved(tokenizer->bpe) && !vocab->nfc;
	case LM_VOCAB_SPM:
		return vocab->merges == NULL && !vocab->nfc;
	case LM_VOCAB_WORDPIECE:
		return true;
	}
	return false;
}

struct lm_token_counter *
lm_token_counter_new(const struct lm_tokenizer *tokenizer)
{
	struct lm_token_counter *counter = calloc(1, sizeof(*counter));
	bool is_made = false;

	if (counter == NULL)
		return NULL;
	counter->tokenizer = tokenizer;
	switch (tokenizer->vocab->kind) {
	case LM_VOCAB_BPE:
		counter->bpe = lm_bpe_worker_new(tokenizer->bpe);
		is_made = counter->bpe != NULL;
		break;
	case LM_VOCAB_SPM:
		counter->spm = lm_spm_new();
		is_made = counter->spm != NULL;
		break;
	case LM_VOCAB_WORDPIECE:
		counter->wordpiece = lm_wordpiece_new();
		is_made = counter->wordpiece != NULL;
		break;
	}
	if (is_made)
		return counter;
	lm_token_counter_free(counter);
	return NULL;
}

void
lm_token_counter_free(struct lm_token_counter *counter)
{
	if (counter == NULL)
		return;
	lm_bpe_worker_free(counter->bpe);
	lm_spm_free(counter->spm);
	lm_wordpiece_free(counter->wordpiece);
	lm_buf_free(&counter->clean);
	lm_buf_free(&counter->composed);
	lm_fragments_free(&counter->fragments);
	lm_ids_free(&counter->ids);
	free(counter);
}

/* Whether text is UTF-8: eight bytes of ASCII at a time where it can. */
static bool
is_clean(struct lm_span text)
{
	uint64_t bytes;
	size_t i = 0;

	while (i < text.len) {
		if (text.len - i >= sizeof(bytes)) {
			memcpy(&bytes, text.ptr + i, sizeof(bytes));
			if ((bytes & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof(bytes);
				continue;
			}
		}
		if (lm_utf8_next(text, &i) == LM_UTF8_BAD)
			return false;
	}
	return true;
}

/* Append text, with U+FFFD for every byte that is not UTF-8. */
static enum lm_code
append_clean(struct lm_buf *out, struct lm_span text, struct lm_err *err)
{
	size_t i = 0, from = 0, at;
	enum lm_code code = LM_OK;

	while (i < text.len && code == LM_OK) {
		at = i;
		if (lm_utf8_next(text, &i) != LM_UTF8_BAD)
			continue;
		code = lm_buf_append(out, text.ptr + from, at - from, err);
		if (code == LM_OK)
			code = lm_buf_text(out, "\xef\xbf\xbd", err);
		from = i;
	}
	if (code == LM_OK)
		code = lm_buf_append(out, text.ptr + from, i - from, err);
	return code;
}

/* Cut text into the counter's fragments. */
static enum lm_code
cut(struct lm_token_counter *counter, struct lm_span text, struct lm_err *err)
{
	enum lm_code code;

	if (!is_clean(text)) {
		counter->clean.len = 0;
		code = append_clean(&counter->clean, text, err);
		if (code != LM_OK)
			return code;
		text = lm_buf_view(&counter->clean);
	}
	if (counter->tokenizer->vocab->nfc) {
		counter->composed.len = 0;
		code = lm_nfc(text, &counter->composed, err);
		if (code != LM_OK)
			return code;
		text = lm_buf_view(&counter->composed);
	}
	return lm_partition_cut(counter->tokenizer->partition, text,
	    &counter->fragments, err);
}

static enum lm_code
encode_fragment(struct lm_token_counter *counter,
    const struct lm_fragment *fragment, struct lm_err *err)
{
	const struct lm_vocab *vocab = counter->tokenizer->vocab;

	if (fragment->token != LM_VOCAB_NONE)
		return lm_ids_push(&counter->ids, fragment->token, err);
	switch (vocab->kind) {
	case LM_VOCAB_BPE:
		return lm_bpe_encode(counter->bpe, fragment->text,
		    &counter->ids, err);
	case LM_VOCAB_SPM: /* before a text there is nothing or a token */
		return lm_spm_encode(counter->spm, vocab, fragment->text, true,
		    &counter->ids, err);
	case LM_VOCAB_WORDPIECE:
		return lm_wordpiece_encode(counter->wordpiece, vocab,
		    fragment->text, &counter->ids, err);
	}
	return LM_OK;
}

enum lm_code
lm_token_counter_encode(struct lm_token_counter *counter, struct lm_span text,
    const uint32_t **ids, size_t *n, struct lm_err *err)
{
	enum lm_code code = cut(counter, text, err);

	counter->ids.n = 0;
	for (size_t i = 0; i < counter->fragments.n && code == LM_OK; i++)
		code =
		    encode_fragment(counter, &counter->fragments.list[i], err);
	*ids = counter->ids.list;
	*n = counter->ids.n;
	return code;
}

/* lm_token_counter_add for BPE, without the ids. */
static enum lm_code
add_bpe(struct lm_token_counter *counter, uint64_t *n, struct lm_err *err)
{
	const struct lm_fragment *list = counter->fragments.list;
	enum lm_code code = LM_OK;

	for (size_t i = 0; i < counter->fragments.n && code == LM_OK; i++) {
		if (list[i].token != LM_VOCAB_NONE)
			*n += 1;
		else
			code = lm_bpe_count(counter->bpe, list[i].text, n, err);
	}
	return code;
}

enum lm_code
lm_token_counter_add(struct lm_token_counter *counter, struct lm_span text,
    uint64_t *n, struct lm_err *err)
{
	const uint32_t *ids;
	size_t n_ids;
	uint64_t sum = 0;
	enum lm_code code;

	if (counter->tokenizer->vocab->kind == LM_VOCAB_BPE) {
		code = cut(counter, text, err);
		if (code == LM_OK)
			code = add_bpe(counter, &sum, err);
	} else {
		code =
		    lm_token_counter_encode(counter, text, &ids, &n_ids, err);
		sum = n_ids;
	}
	if (code == LM_OK)
		*n += sum;
	return code;
}
