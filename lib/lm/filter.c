#include "lm/filter.h"

#include <string.h>

bool
lm_filter_uses(const struct lm_filter *filter, unsigned what)
{
	unsigned used =
	    filter->uses == NULL ? LM_USES_ALL : filter->uses(filter->settings);

	return (used & what) != 0;
}

enum lm_code
lm_filter_pass(const struct lm_filter_record *in, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span bytes = in->line->bytes;
	enum lm_code code = lm_buf_reserve(out, bytes.len + 1, err);

	if (code != LM_OK)
		return code;
	memcpy(out->ptr + out->len, bytes.ptr, bytes.len);
	out->ptr[out->len + bytes.len] = '\n';
	out->len += bytes.len + 1;
	return LM_OK;
}

enum lm_code
lm_filter_edit(const struct lm_filter_record *in, const struct lm_edits *edits,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_edits_apply(edits, in->line->bytes, out, err);

	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}
