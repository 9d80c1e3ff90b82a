#include "held.h"

#include <stddef.h>

#include "lm/json.h"

bool
held_may_be_json(struct lm_span text)
{
	size_t from = lm_json_space_end(text, 0), to = text.len;
	char first;

	while (to > from && lm_json_is_space(text.ptr[to - 1]))
		to--;
	if (to - from < 2)
		return false;
	first = text.ptr[from];
	return (first == '{' && text.ptr[to - 1] == '}') ||
	    (first == '[' && text.ptr[to - 1] == ']') ||
	    (first == '"' && text.ptr[to - 1] == '"');
}

enum lm_code
held_parse(struct lm_span text, struct lm_parser *parser, struct lm_buf *mended,
    struct lm_record *record, struct lm_err *err)
{
	bool is_mended = false;
	enum lm_code code = lm_parser_parse(parser, text, record, err);

	if (code != LM_MALFORMED || record->n_values > 0)
		return code;
	mended->len = 0;
	if (lm_buf_span(mended, text, err) != LM_OK)
		return LM_NOMEM;
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] >= ' ')
			continue;
		mended->ptr[i] = ' ';
		is_mended = true;
	}
	return is_mended
	    ? lm_parser_parse(parser, lm_buf_view(mended), record, err)
	    : LM_MALFORMED;
}
