#include "lm/regex.h"

#include <stdlib.h>

#include "lm/regex_dfa.h"
#include "lm/regex_pcre2.h"
#include "lm/regex_run.h"

/*
 * Bytes that PCRE2 may look at, if at each count it looks at the whole text;
 * some 10 ms where a program is there for what PCRE2 does not settle.
 */
#define WORK_BEFORE_PROGRAM ((size_t)1 << 24)
#define WORK_MAX ((size_t)1 << 27)
/* With less than that, PCRE2 is not even asked. */
#define LIMIT_MIN 100
#define LIMIT_MAX ((size_t)1 << 22)

struct lm_regex {
	struct lm_regex_dfa dfa;
	struct lm_regex_program program;
	pcre2_code *code;
	bool has_dfa, has_program, anchored;
	bool endless; /* something may be repeated without end */
};

struct lm_regex_matcher {
	struct lm_regex_pcre2 pcre2;
	struct lm_regex_run run;
};

void
lm_regex_free(struct lm_regex *regex)
{
	if (regex == NULL)
		return;
	lm_regex_dfa_free(&regex->dfa);
	lm_regex_program_free(&regex->program);
	pcre2_code_free(regex->code);
	free(regex);
}

/* LM_OK also where it is only too large to be made. */
static enum lm_code
make_dfa(struct lm_regex *regex, const struct lm_regex_pattern *pattern,
    struct lm_err *err)
{
	struct lm_regex_program program = {0};
	enum lm_code code = lm_regex_program_make(pattern, true, &program, err);

	if (code == LM_OK && program.simple)
		code = lm_regex_dfa_make(&program, &regex->dfa, &regex->has_dfa,
		    err);
	lm_regex_program_free(&program);
	if (!regex->has_dfa)
		lm_regex_dfa_free(&regex->dfa);
	return code == LM_LIMIT ? LM_OK : code;
}

/* The same for a program on characters. */
static enum lm_code
make_program(struct lm_regex *regex, struct lm_regex_pattern *pattern,
    struct lm_err *err)
{
	enum lm_code code = lm_regex_pcre2_ranges(pattern, err);

	if (code == LM_OK)
		code =
		    lm_regex_program_make(pattern, false, &regex->program, err);
	regex->has_program = code == LM_OK;
	regex->anchored = regex->program.anchored;
	return code == LM_LIMIT ? LM_OK : code;
}

static bool
is_endless(const struct lm_regex_pattern *pattern)
{
	const struct lm_regex_token *tokens = lm_regex_tokens(pattern);

	for (size_t i = 0; i < lm_regex_n_tokens(pattern); i++)
		if (tokens[i].max == LM_REGEX_ENDLESS)
			return true;
	return false;
}

static enum lm_code
build(struct lm_regex *regex, struct lm_regex_pattern *pattern,
    struct lm_err *err)
{
	bool references;
	enum lm_code code =
	    lm_regex_settle_references(pattern, &references, err);

	regex->endless = is_endless(pattern);
	if (code == LM_OK && !references)
		code = make_dfa(regex, pattern, err);
	if (code != LM_OK || regex->has_dfa)
		return code;
	if (!references)
		code = make_program(regex, pattern, err);
	if (code == LM_OK)
		code = lm_regex_pcre2_new(pattern, !regex->has_program,
		    &regex->code, err);
	return code == LM_LIMIT && regex->has_program ? LM_OK : code;
}

enum lm_code
lm_regex_new(struct lm_span source, struct lm_regex **out, struct lm_err *err)
{
	struct lm_regex *regex = calloc(1, sizeof(*regex));
	struct lm_regex_pattern pattern = {0};
	enum lm_code code;

	*out = NULL;
	if (regex == NULL)
		return lm_err_nomem(err);
	code = lm_regex_parse(source, &pattern, err);
	if (code == LM_OK)
		code = build(regex, &pattern, err);
	lm_regex_pattern_free(&pattern);
	if (code == LM_OK)
		*out = regex;
	else
		lm_regex_free(regex);
	return code;
}

enum lm_code
lm_regex_check(struct lm_span source, struct lm_err *err)
{
	struct lm_regex_pattern pattern;
	enum lm_code code = lm_regex_parse(source, &pattern, err);

	lm_regex_pattern_free(&pattern);
	return code;
}

struct lm_regex_matcher *
lm_regex_matcher_new(void)
{
	struct lm_regex_matcher *matcher = calloc(1, sizeof(*matcher));

	if (matcher == NULL || lm_regex_pcre2_start(&matcher->pcre2))
		return matcher;
	lm_regex_matcher_free(matcher);
	return NULL;
}

void
lm_regex_matcher_free(struct lm_regex_matcher *matcher)
{
	if (matcher == NULL)
		return;
	lm_regex_pcre2_end(&matcher->pcre2);
	lm_regex_run_free(&matcher->run);
	free(matcher);
}

/* How much PCRE2 may do from each place; 0: it is not to be asked. */
static uint32_t
limit_for(const struct lm_regex *regex, struct lm_span text)
{
	/* What one try may look at. */
	size_t len = regex->endless ? text.len + 1 : 1;
	size_t limit = WORK_MAX / len;

	if (regex->code == NULL)
		return 0;
	if (regex->has_program) {
		limit = WORK_BEFORE_PROGRAM / (text.len + 1);
		if (!regex->anchored)
			limit /= text.len + 1;
		if (limit < LIMIT_MIN)
			return 0;
	}
	if (limit < LIMIT_MIN)
		return LIMIT_MIN;
	return (uint32_t)(limit < LIMIT_MAX ? limit : LIMIT_MAX);
}

enum lm_regex_verdict
lm_regex_search(const struct lm_regex *regex, struct lm_regex_matcher *matcher,
    struct lm_span text)
{
	enum lm_regex_verdict verdict = LM_REGEX_UNDETERMINED;
	uint32_t limit;

	if (regex->has_dfa)
		return lm_regex_dfa_search(&regex->dfa, text);
	limit = limit_for(regex, text);
	if (limit > 0)
		verdict = lm_regex_pcre2_search(regex->code, &matcher->pcre2,
		    limit, text);
	if (verdict == LM_REGEX_UNDETERMINED && regex->has_program)
		verdict =
		    lm_regex_run_search(&matcher->run, &regex->program, text);
	return verdict;
}
