#ifndef LM_TOKENIZER_SPLIT_H
#define LM_TOKENIZER_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What cuts a text into words before pairs are merged, as llama.cpp does it
 * (src/llama-vocab.cpp and src/unicode.cpp at commit c392e509): a list of
 * steps, each of which cuts the pieces of the one before.  Each rule is told
 * by its regular expressions, its quirks included.  All words together are
 * the text; none is empty and none cuts a character.
 */
struct lm_split_rule;

/* The rule of this name; NULL: not known. */
const struct lm_split_rule *lm_split_find(const char *name);

/* Whether vectors of llama.cpp with its vocabulary prove it in our tests. */
bool lm_split_is_proved(const struct lm_split_rule *rule);

/* Append all names to *out: "bloom, chameleon, ...". */
enum lm_code lm_split_names(struct lm_buf *out, struct lm_err *err);

#define LM_SPLIT_MOST_STEPS 6

/* Where a text stands. */
struct lm_split {
	const struct lm_split_rule *rule;
	const char *at;
	/* The end of the text, then of the piece of each step that at is in. */
	const char *ends[LM_SPLIT_MOST_STEPS + 1];
};

/* Begin with text, which is valid UTF-8. */
void lm_split_start(struct lm_split *split, const struct lm_split_rule *rule,
    struct lm_span text);

/*
 * *word becomes the next word; false at the end.  Over a whole text the cost
 * is O(length), whatever the text.
 */
bool lm_split_next(struct lm_split *split, struct lm_span *word);

#endif
