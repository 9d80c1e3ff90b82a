#include "lm/answer_find.h"

#include <string.h>

#include "lm/json.h"
#include "lm/mend_look.h"

#define WORD_BITS 64
#define WORDS (LM_MEND_MAX_DEPTH / WORD_BITS + 1)

/* Past the string at i, or to the end of its line. */
static size_t
string_end(struct lm_span text, size_t i)
{
	i++;
	while (i < text.len) {
		i = lm_json_plain_end(text, i, '"');
		if (i >= text.len || text.ptr[i] == '\n')
			return i;
		if (text.ptr[i] == '"')
			return i + 1;
		i += text.ptr[i] == '\\' ? 2 : 1;
	}
	return text.len;
}

/* The levels that are open, as bits: an object's is set. */
struct open {
	size_t depth;
	size_t n_objects;
	uint64_t objects[WORDS];
};

static bool
top_is_object(const struct open *open)
{
	size_t i = open->depth - 1;

	return (open->objects[i / WORD_BITS] >> i % WORD_BITS & 1) != 0;
}

static void
push(struct open *open, bool is_object)
{
	uint64_t *word = &open->objects[open->depth / WORD_BITS];
	uint64_t bit = UINT64_C(1) << open->depth % WORD_BITS;

	*word = is_object ? *word | bit : *word & ~bit;
	open->n_objects += is_object;
	open->depth++;
}

/* Close the innermost level of this kind with all within it, if there is. */
static void
close(struct open *open, bool is_object)
{
	size_t n = is_object ? open->n_objects : open->depth - open->n_objects;
	bool found = n == 0;

	while (!found) {
		found = top_is_object(open) == is_object;
		open->n_objects -= top_is_object(open);
		open->depth--;
	}
}

size_t
lm_answer_balance(struct lm_span text, size_t i)
{
	struct open open = {0};

	while (i < text.len) {
		char byte = text.ptr[i];

		if (byte == '"') {
			i = string_end(text, i);
			continue;
		}
		i++;
		if (byte == '{' || byte == '[') {
			if (open.depth == LM_MEND_MAX_DEPTH)
				return text.len;
			push(&open, byte == '{');
		} else if (byte == '}' || byte == ']') {
			close(&open, byte == '}');
			if (open.depth == 0)
				return i;
		}
	}
	return text.len;
}

bool
lm_answer_is_structure(struct lm_span text, size_t i)
{
	/* Only what is there to look ahead is used. */
	struct lm_mender m;
	size_t at = lm_json_space_end(text, i + 1), len;
	bool is_object = text.ptr[i] == '{';

	if (at >= text.len)
		return false;
	lm_mender_begin(&m, text);
	if (lm_mend_quote(&m, at, &len) != LM_MEND_NO_QUOTE ||
	    lm_mender_has(&m, at, "//") || lm_mender_has(&m, at, "/*") ||
	    text.ptr[at] == ',')
		return true;
	if (is_object)
		return text.ptr[at] == '}' ||
		    lm_mend_bare_key_at(&m, at, false);
	return text.ptr[at] == ']' || lm_mend_value_at(&m, at);
}

bool
lm_answer_goes_on(struct lm_span text, size_t i)
{
	struct lm_mender m;

	lm_mender_begin(&m, text);
	i = lm_json_space_end(text, i);
	return lm_mender_byte(&m, i) == ',' &&
	    lm_mend_key_at(&m, lm_json_space_end(text, i + 1), false);
}
