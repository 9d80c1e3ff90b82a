#include "lm/served_address.h"

#include <string.h>

bool
lm_served_cut(struct lm_span *text, const char *suffix)
{
	size_t len = strlen(suffix);

	if (text->len < len ||
	    memcmp(text->ptr + text->len - len, suffix, len) != 0)
		return false;
	text->len -= len;
	return true;
}

enum lm_code
lm_served_address(struct lm_span url, enum lm_api api, const char *path,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code;

	while (lm_served_cut(&url, "/"))
		continue;
	if (api != LM_API_OPENAI)
		(void)lm_served_cut(&url, "/v1");
	out->len = 0;
	code = lm_buf_span(out, url, err);
	if (code == LM_OK)
		code = lm_buf_text(out, path, err);
	if (code == LM_OK)
		code = lm_buf_byte(out, '\0', err);
	return code;
}
