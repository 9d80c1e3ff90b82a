#ifndef LM_REGEX_DFA_H
#define LM_REGEX_DFA_H

#include "lm/regex.h"
#include "lm/regex_program.h"

/* A program as a deterministic automaton: one look-up a byte. */
struct lm_regex_dfa {
	struct lm_buf next; /* of uint32_t: rows of states, by class of byte;
			       the last class is the text's end */
	uint8_t classes[256];
	uint32_t n_columns;
	uint32_t start; /* states are the index of their row */
	bool matches_empty;
	bool has_first; /* only this byte leads on from the start */
	unsigned char first;
};

/*
 * Make the automaton of a simple program.  *made is false if it would be too
 * large.  LM_NOMEM.  *out is to be freed in any case.
 */
enum lm_code lm_regex_dfa_make(const struct lm_regex_program *program,
    struct lm_regex_dfa *out, bool *made, struct lm_err *err);
void lm_regex_dfa_free(struct lm_regex_dfa *dfa);

/* lm_regex_search; never undetermined. */
enum lm_regex_verdict lm_regex_dfa_search(const struct lm_regex_dfa *dfa,
    struct lm_span text);

#endif
