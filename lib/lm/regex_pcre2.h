#ifndef LM_REGEX_PCRE2_H
#define LM_REGEX_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lm/regex.h"
#include "lm/regex_syntax.h"

/*
 * The pattern, whose references are settled, by PCRE2, with JIT where there is
 * JIT.  LM_LIMIT with the column where PCRE2 cannot have it or it is too large.
 * counted: lm_regex_pcre2_search is to count the places where it tries.
 */
enum lm_code lm_regex_pcre2_new(const struct lm_regex_pattern *pattern,
    bool counted, pcre2_code **out, struct lm_err *err);

/* What one thread needs to match by PCRE2. */
struct lm_regex_pcre2 {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

/* False: no memory.  All-zero before; lm_regex_pcre2_end in any case. */
bool lm_regex_pcre2_start(struct lm_regex_pcre2 *scratch);
void lm_regex_pcre2_end(struct lm_regex_pcre2 *scratch);

/*
 * lm_regex_search with what lm_regex_pcre2_new made.  limit: at how many places
 * of the text PCRE2 may try, if that is counted, and how often, from each of
 * them, it may begin an item anew.
 */
enum lm_regex_verdict lm_regex_pcre2_search(const pcre2_code *code,
    struct lm_regex_pcre2 *scratch, uint32_t limit, struct lm_span text);

/*
 * Find out which characters the sets with properties hold, by asking PCRE2 for
 * all of Unicode: some 10 ms for each such set.
 */
enum lm_code lm_regex_pcre2_ranges(struct lm_regex_pattern *pattern,
    struct lm_err *err);

/* A set as PCRE2 spells it. */
enum lm_code lm_regex_pcre2_set(const struct lm_regex_pattern *pattern,
    const struct lm_regex_set *set, struct lm_buf *text, struct lm_err *err);

/* The pattern as PCRE2 spells it; from[i], of each token, where it begins. */
enum lm_code lm_regex_pcre2_text(const struct lm_regex_pattern *pattern,
    struct lm_buf *text, uint32_t *from, struct lm_err *err);

#endif
