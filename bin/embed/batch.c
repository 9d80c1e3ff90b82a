#include "batch.h"

#include <stdlib.h>
#include <string.h>

#define SHORT_ESCAPE 2 /* \n */
#define LONG_ESCAPE 6  /* \u0001 */
#define QUOTES_AND_COMMA 3
#define FIRST_PLAIN 0x20

enum lm_code
batch_new(struct unit *const *units, size_t n, struct batch **out,
    struct lm_err *err)
{
	struct batch *batch =
	    calloc(1, sizeof(*batch) + n * sizeof(struct unit *));

	*out = batch;
	if (batch == NULL)
		return lm_err_nomem(err);
	batch->n = n;
	memcpy(batch->units, units, n * sizeof(struct unit *));
	return LM_OK;
}

void
batch_free(struct batch *batch)
{
	if (batch == NULL)
		return;
	lm_buf_free(&batch->body);
	free(batch);
}

void
batches_free(struct batch *first)
{
	while (first != NULL) {
		struct batch *next = first->next;

		batch_free(first);
		first = next;
	}
}

size_t
batch_text_bytes(struct lm_span text)
{
	size_t len = text.len + QUOTES_AND_COMMA;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (byte == '"' || byte == '\\')
			len += SHORT_ESCAPE - 1;
		else if (byte < FIRST_PLAIN)
			len += LONG_ESCAPE - 1;
	}
	return len;
}

static int
by_tokens(const void *a, const void *b)
{
	const struct unit *left = *(struct unit *const *)a;
	const struct unit *right = *(struct unit *const *)b;

	if (left->n_tokens != right->n_tokens)
		return left->n_tokens > right->n_tokens ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* How many of the units, at least one, go into the next batch. */
static size_t
take(struct unit *const *units, size_t n, size_t overhead,
    const struct batch_limits *limits)
{
	uint64_t tokens = 0;
	size_t bytes = overhead, i;

	for (i = 0; i < n; i++) {
		tokens += units[i]->n_tokens;
		bytes += batch_text_bytes(lm_buf_view(&units[i]->text));
		if (i > 0 &&
		    ((limits->items != 0 && i == limits->items) ||
			(limits->tokens != 0 && tokens > limits->tokens) ||
			(limits->bytes != 0 && bytes > limits->bytes)))
			break;
	}
	return i;
}

enum lm_code
batches_cut(struct unit **units, size_t n, size_t overhead,
    const struct batch_limits *limits, struct batch ***last, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t taken;

	qsort(units, n, sizeof(*units), by_tokens);
	for (; code == LM_OK && n > 0; n -= taken, units += taken) {
		struct batch *batch;

		taken = take(units, n, overhead, limits);
		code = batch_new(units, taken, &batch, err);
		if (code == LM_OK) {
			**last = batch;
			*last = &batch->next;
		}
	}
	return code;
}
