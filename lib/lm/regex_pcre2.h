#ifndef LM_REGEX_PCRE2_H
#define LM_REGEX_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lm/regex.h"
#include "lm/regex_syntax.h"

/*
 * The pattern, whose references are settled, by PCRE2, with JIT where there is
 * JIT.  LM_LIMIT with the column where PCRE2 cannot have it or it is too large.
 */
enum lm_code lm_regex_pcre2_new(const struct lm_regex_pattern *pattern,
    pcre2_code **out, struct lm_err *err);

/* lm_regex_search with what lm_regex_pcre2_new made. */
enum lm_regex_verdict lm_regex_pcre2_search(const pcre2_code *code,
    struct lm_regex_matcher *matcher, struct lm_span text);

/* The pattern as PCRE2 spells it; from[i], of each token, where it begins. */
enum lm_code lm_regex_pcre2_text(const struct lm_regex_pattern *pattern,
    struct lm_buf *text, uint32_t *from, struct lm_err *err);

#endif
