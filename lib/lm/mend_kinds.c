#include "lm/mend.h"

#include <stdlib.h>

static const char *const names[LM_MEND_N_KINDS] = {
    [LM_MEND_TRAILING_COMMA] = "trailing_comma",
    [LM_MEND_EXTRA_COMMA] = "extra_comma",
    [LM_MEND_MISSING_COMMA] = "missing_comma",
    [LM_MEND_MISSING_COLON] = "missing_colon",
    [LM_MEND_SINGLE_QUOTES] = "single_quotes",
    [LM_MEND_SMART_QUOTES] = "smart_quotes",
    [LM_MEND_UNQUOTED_KEY] = "unquoted_key",
    [LM_MEND_UNQUOTED_STRING] = "unquoted_string",
    [LM_MEND_MISSING_QUOTE] = "missing_quote",
    [LM_MEND_UNESCAPED_QUOTE] = "unescaped_quote",
    [LM_MEND_COMMENT] = "comment",
    [LM_MEND_PYTHON_LITERAL] = "python_literal",
    [LM_MEND_PYTHON_TUPLE] = "python_tuple",
    [LM_MEND_MISSING_BRACKET] = "missing_bracket",
    [LM_MEND_REDUNDANT_BRACKET] = "redundant_bracket",
    [LM_MEND_CONTROL_CHARACTER] = "control_character",
    [LM_MEND_BAD_ESCAPE] = "bad_escape",
    [LM_MEND_NUMBER_FORM] = "number_form",
    [LM_MEND_CONCATENATED_STRINGS] = "concatenated_strings",
    [LM_MEND_ELLIPSIS] = "ellipsis",
    [LM_MEND_WHITE_SPACE] = "white_space",
    [LM_MEND_WRAPPER_CALL] = "wrapper_call",
    [LM_MEND_REGULAR_EXPRESSION] = "regular_expression",
    [LM_MEND_SEVERAL_VALUES] = "several_values",
    [LM_MEND_CUT_STRING] = "cut_string",
    [LM_MEND_CUT_LITERAL] = "cut_literal",
    [LM_MEND_CUT_MEMBER] = "cut_member",
    [LM_MEND_CUT_NUMBER] = "cut_number",
    [LM_MEND_MISSING_VALUE] = "missing_value",
};

const char *
lm_mend_name(enum lm_mend_kind kind)
{
	return names[kind];
}

bool
lm_mend_find(struct lm_span name, enum lm_mend_kind *kind)
{
	for (unsigned i = 0; i < LM_MEND_N_KINDS; i++)
		if (lm_span_equal(name, lm_span_of(names[i]))) {
			*kind = (enum lm_mend_kind)i;
			return true;
		}
	return false;
}

void
lm_mended_free(struct lm_mended *mended)
{
	lm_buf_free(&mended->json);
	free(mended->list);
	*mended = (struct lm_mended){0};
}
