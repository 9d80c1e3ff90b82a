#include "lm/regex_pcre2.h"

#include <stdlib.h>

/* Far above what a call of a decent pattern takes, about 10 ms at most. */
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 100000
#define HEAP_LIMIT_KIB 16384
#define JIT_STACK_START 32768
#define JIT_STACK_MAX (1 << 20)
#define COMPILED_MAX (1 << 20)
#define TEXT_MAX (1 << 22)

struct lm_regex_matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack; /* NULL: there is no JIT */
};

struct lm_regex_matcher *
lm_regex_matcher_new(void)
{
	struct lm_regex_matcher *matcher = calloc(1, sizeof(*matcher));

	if (matcher == NULL)
		return NULL;
	matcher->data = pcre2_match_data_create(1, NULL);
	matcher->context = pcre2_match_context_create(NULL);
	if (matcher->data == NULL || matcher->context == NULL) {
		lm_regex_matcher_free(matcher);
		return NULL;
	}
	matcher->stack =
	    pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
	pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
	pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
	pcre2_set_depth_limit(matcher->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(matcher->context, HEAP_LIMIT_KIB);
	return matcher;
}

void
lm_regex_matcher_free(struct lm_regex_matcher *matcher)
{
	if (matcher == NULL)
		return;
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	pcre2_jit_stack_free(matcher->stack);
	free(matcher);
}

/* PCRE2's refusal, at the token that begins at or before the place. */
static enum lm_code
refuse(const struct lm_regex_pattern *pattern, const uint32_t *from, int number,
    size_t at, struct lm_err *err)
{
	PCRE2_UCHAR message[256];
	size_t n = lm_regex_n_tokens(pattern), i = 0;

	if (number == PCRE2_ERROR_HEAP_FAILED)
		return lm_err_nomem(err);
	while (i + 1 < n && from[i + 1] <= at)
		i++;
	if (number == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH)
		return lm_regex_refuse(err, LM_LIMIT,
		    lm_regex_tokens(pattern)[i].at,
		    "a lookbehind of variable length, which is not worked out "
		    "here");
	pcre2_get_error_message(number, message, sizeof(message));
	return lm_regex_refuse(err, LM_LIMIT, lm_regex_tokens(pattern)[i].at,
	    (const char *)message);
}

static enum lm_code
check_size(const pcre2_code *code, struct lm_err *err)
{
	size_t size = 0;

	(void)pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
	if (size <= COMPILED_MAX)
		return LM_OK;
	return lm_regex_refuse(err, LM_LIMIT, 0, "a pattern that is too large");
}

static enum lm_code
compile(const struct lm_regex_pattern *pattern, struct lm_span text,
    const uint32_t *from, pcre2_code **out, struct lm_err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
	    PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	size_t at = 0;
	int number = 0;

	if (context == NULL)
		return lm_err_nomem(err);
	pcre2_set_max_pattern_length(context, TEXT_MAX);
	pcre2_set_parens_nest_limit(context, LM_REGEX_DEPTH_MAX + 1);
	*out = pcre2_compile((PCRE2_SPTR)(text.len > 0 ? text.ptr : ""),
	    text.len, options, &number, &at, context);
	pcre2_compile_context_free(context);
	return *out == NULL ? refuse(pattern, from, number, at, err)
			    : check_size(*out, err);
}

enum lm_code
lm_regex_pcre2_new(const struct lm_regex_pattern *pattern, pcre2_code **out,
    struct lm_err *err)
{
	struct lm_buf text = {0}, from = {0};
	enum lm_code code;

	*out = NULL;
	code = lm_buf_reserve(&from,
	    (lm_regex_n_tokens(pattern) + 1) * sizeof(uint32_t), err);
	if (code == LM_OK)
		code =
		    lm_regex_pcre2_text(pattern, &text, (void *)from.ptr, err);
	if (code == LM_OK)
		code = compile(pattern, lm_buf_view(&text),
		    (const void *)from.ptr, out, err);
	lm_buf_free(&text);
	lm_buf_free(&from);
	if (code != LM_OK) {
		pcre2_code_free(*out);
		*out = NULL;
		return code;
	}
	/* Where this fails, the interpreter is used. */
	(void)pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE);
	return LM_OK;
}

static bool
has_jit(const pcre2_code *code)
{
	size_t size = 0;

	return pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &size) == 0 &&
	    size > 0;
}

enum lm_regex_verdict
lm_regex_pcre2_search(const pcre2_code *code, struct lm_regex_matcher *matcher,
    struct lm_span text)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)(text.len > 0 ? text.ptr : "");
	int result;

	if (has_jit(code))
		result = pcre2_jit_match(code, subject, text.len, 0,
		    PCRE2_NO_UTF_CHECK, matcher->data, matcher->context);
	else
		result = pcre2_match(code, subject, text.len, 0,
		    PCRE2_NO_UTF_CHECK, matcher->data, matcher->context);
	if (result >= 0)
		return LM_REGEX_YES;
	return result == PCRE2_ERROR_NOMATCH ? LM_REGEX_NO
					     : LM_REGEX_UNDETERMINED;
}
