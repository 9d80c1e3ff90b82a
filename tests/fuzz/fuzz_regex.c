/*
 * A pattern, a NUL, a text.  Oracle: PCRE2 and lmob's own engines say the same
 * of it; what lm_regex_check takes, lm_regex_new takes or calls too much; and
 * the text with its signs escaped finds itself.
 */
#include <stdint.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/regex.h"
#include "lm/regex_pcre2.h"
#include "lm/regex_run.h"
#include "lm/utf8.h"

#include "require.h"

static struct lm_regex *
compile(struct lm_span source)
{
	struct lm_err err = {0}, other = {0};
	struct lm_regex *regex;
	enum lm_code code = lm_regex_new(source, &regex, &err);
	enum lm_code check = lm_regex_check(source, &other);

	require((code == LM_OK) == (regex != NULL));
	require(code == LM_OK || err.column > 0);
	require(err.column <= source.len + 1);
	require(check == code || (check == LM_OK && code == LM_LIMIT));
	return regex;
}

/* Whether PCRE2, asked alone, says the same. */
static void
ask_pcre2(struct lm_span source, struct lm_span text,
    enum lm_regex_verdict verdict)
{
	struct lm_regex_pattern pattern;
	struct lm_regex_pcre2 pcre2 = {0};
	pcre2_code *code = NULL;
	bool references;

	require(lm_regex_pcre2_start(&pcre2));
	if (lm_regex_parse(source, &pattern, NULL) == LM_OK &&
	    lm_regex_settle_references(&pattern, &references, NULL) == LM_OK &&
	    lm_regex_pcre2_new(&pattern, false, &code, NULL) == LM_OK) {
		enum lm_regex_verdict other =
		    lm_regex_pcre2_search(code, &pcre2, 10000, text);

		require(other == verdict || other == LM_REGEX_UNDETERMINED ||
		    verdict == LM_REGEX_UNDETERMINED);
	}
	pcre2_code_free(code);
	lm_regex_pattern_free(&pattern);
	lm_regex_pcre2_end(&pcre2);
}

static void
find_itself(struct lm_span text, struct lm_regex_matcher *matcher)
{
	struct lm_buf source = {0};
	struct lm_regex *regex;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\0' &&
		    strchr("^$\\.*+?()[]{}|/", text.ptr[i]) != NULL)
			require(lm_buf_byte(&source, '\\', NULL) == LM_OK);
		require(lm_buf_byte(&source, text.ptr[i], NULL) == LM_OK);
	}
	regex = compile(lm_buf_view(&source));
	require(regex != NULL);
	require(lm_regex_search(regex, matcher, text) == LM_REGEX_YES);
	lm_regex_free(regex);
	lm_buf_free(&source);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = nul == NULL ? size : (size_t)(nul - data);
	struct lm_span source = {(const char *)data, len};
	struct lm_span text = {(const char *)data + len, size - len};
	struct lm_regex_matcher *matcher = lm_regex_matcher_new();
	struct lm_regex *regex = compile(source);

	require(matcher != NULL);
	if (text.len > 0)
		text = lm_span(text.ptr + 1, text.len - 1);
	if (lm_utf8_valid(text)) {
		if (regex != NULL)
			ask_pcre2(source, text,
			    lm_regex_search(regex, matcher, text));
		if (text.len < 1000)
			find_itself(text, matcher);
	}
	lm_regex_free(regex);
	lm_regex_matcher_free(matcher);
	return 0;
}
