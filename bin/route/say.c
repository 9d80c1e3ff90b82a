#include "say.h"

#define LONGEST_NAME 100

/* The length of the start that is said: whole characters. */
static size_t
start_of(struct lm_span name)
{
	size_t len = LONGEST_NAME;

	if (name.len <= len)
		return name.len;
	while (len > 0 && ((unsigned char)name.ptr[len] & 0xc0) == 0x80)
		len--;
	return len;
}

enum lm_code
say_brought(struct lm_buf *out, const char *before, struct lm_span name,
    const char *after, struct lm_err *err)
{
	size_t len = start_of(name);
	enum lm_code code = lm_buf_text(out, before, err);

	if (code == LM_OK)
		code = lm_buf_append(out, name.ptr, len, err);
	if (code == LM_OK && len < name.len)
		code = lm_buf_text(out, "...", err);
	return code == LM_OK ? lm_buf_text(out, after, err) : code;
}
