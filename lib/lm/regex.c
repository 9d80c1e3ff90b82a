#include "lm/regex.h"

#include <stdlib.h>

#include "lm/regex_pcre2.h"

struct lm_regex {
	pcre2_code *code;
};

void
lm_regex_free(struct lm_regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

enum lm_code
lm_regex_new(struct lm_span source, struct lm_regex **out, struct lm_err *err)
{
	struct lm_regex *regex = calloc(1, sizeof(*regex));
	struct lm_regex_pattern pattern = {0};
	bool references;
	enum lm_code code;

	*out = NULL;
	if (regex == NULL)
		return lm_err_nomem(err);
	code = lm_regex_parse(source, &pattern, err);
	if (code == LM_OK)
		code = lm_regex_settle_references(&pattern, &references, err);
	if (code == LM_OK)
		code = lm_regex_pcre2_new(&pattern, &regex->code, err);
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

enum lm_regex_verdict
lm_regex_search(const struct lm_regex *regex, struct lm_regex_matcher *matcher,
    struct lm_span text)
{
	return lm_regex_pcre2_search(regex->code, matcher, text);
}
