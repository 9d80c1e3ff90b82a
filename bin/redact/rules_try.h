#ifndef REDACT_RULES_TRY_H
#define REDACT_RULES_TRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect.h"
#include "rules_set.h"

/* One rule run at one place of a text, within limits: a part of rules_match. */

/* How far a rule has come in the text at hand. */
struct state {
	uint64_t text; /* the number of the text; another one: it is new */
	size_t pos;    /* matches begin from here on */
	size_t spent;
	bool gate; /* the text has a keyword */
	bool over; /* it is not run any more */
};

/* Where a word of a gated rule was met. */
struct met {
	size_t at, end;
	uint32_t rule;
};

/* More than these in one text, and its gated rules are run over all of it. */
#define MET_MOST 1024

struct rules_memory {
	const struct rules *rules;
	struct state *states;
	uint32_t *gates; /* rules whose keyword was met */
	size_t n_gates;
	size_t n_met;
	uint64_t text;
	pcre2_match_data *data, *allow_data;
	pcre2_match_context *context, *allow_context;
	pcre2_jit_stack *stack;
	struct met met[MET_MOST];
};

/* What a rule finds in one text, while it is looked for. */
struct search {
	const struct rules *rules;
	struct rules_memory *memory;
	struct lm_span text;
	struct findings *findings;
	bool limited;
	struct lm_err *err;
};

/* The start of the character that i is in. */
static inline size_t
rules_align(struct lm_span text, size_t i)
{
	while (i > 0 && i < text.len &&
	    ((unsigned char)text.ptr[i] & 0xc0) == 0x80)
		i--;
	return i;
}

/* The most steps of PCRE2 in one run. */
#define RULES_STEPS 5000000

/* Compile a rule to machine code, before it is first run. */
void rules_make_ready(const struct rules *rules, struct rule *rule);

enum tried { FOUND, NONE, LIMITED };

/*
 * Whether a match begins from from on, which begins a character, and no later
 * than last; it is in search->memory->data.  LIMITED: nobody knows; then
 * search->limited and state->over are set.
 */
enum tried rules_try(struct search *search, const struct rule *rule,
    struct state *state, size_t from, size_t last);

#endif
