#include "show.h"

#include <stdint.h>
#include <string.h>

#include "lm/json.h"

/* A text, and its copy once there is one. */
struct view {
	struct lm_span text;
	struct lm_buf *copy;
	bool copied;
};

/* Make the copy, if there is none yet. */
static enum lm_code
copy_text(struct view *view, struct lm_err *err)
{
	enum lm_code code;

	if (view->copied)
		return LM_OK;
	view->copy->len = 0;
	code = lm_buf_span(view->copy, view->text, err);
	view->copied = code == LM_OK;
	return code;
}

/* The next place of a byte from i on; the text's length: there is none. */
static size_t
find_byte(struct lm_span text, size_t i, char byte)
{
	const char *at =
	    i < text.len ? memchr(text.ptr + i, byte, text.len - i) : NULL;

	return at == NULL ? text.len : (size_t)(at - text.ptr);
}

static enum lm_code
show_brackets(const struct masks *masks, struct view *view, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK &&
	     (i = find_byte(view->text, i, '[')) < view->text.len;
	     i++) {
		if (!masks_like_at(masks, view->text, i))
			continue;
		code = copy_text(view, err);
		if (code == LM_OK)
			view->copy->ptr[i] = '!';
	}
	return code;
}

/* What the escape stands for whose backslash is before i; '\0': it is none, or
 * one of a sign.  *len: its bytes from i on. */
static char
meaning(struct lm_span text, size_t i, size_t *len)
{
	uint32_t unit;

	*len = 1;
	switch (text.ptr[i]) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'b':
	case 'f':
		return ' ';
	case 'u':
		unit = lm_json_code_unit(text, i - 1);
		*len = 5;
		if (unit == LM_JSON_NO_UNIT)
			return '\0';
		return unit > ' ' && unit < 0x7f ? (char)unit : ' ';
	default:
		return '\0';
	}
}

static enum lm_code
show_escapes(struct view *view, bool *moved, struct lm_err *err)
{
	struct lm_span text = view->text;
	size_t i = 0;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (i = find_byte(text, i, '\\')) < text.len) {
		size_t at = i, len;
		char byte;

		while (i < text.len && text.ptr[i] == '\\')
			i++;
		if (i == text.len)
			break;
		byte = meaning(text, i, &len);
		if (byte == '\0')
			continue;
		code = copy_text(view, err);
		if (code != LM_OK)
			break;
		memset(view->copy->ptr + at, ' ', i + len - at);
		view->copy->ptr[i + len - 1] = byte;
		i += len;
		*moved = true;
	}
	return code;
}

enum lm_code
show_text(const struct masks *masks, struct lm_span text, struct lm_buf *copy,
    struct lm_span *shown, bool *moved, struct lm_err *err)
{
	struct view view = {text, copy, false};
	enum lm_code code = show_brackets(masks, &view, err);

	*moved = false;
	if (code == LM_OK)
		code = show_escapes(&view, moved, err);
	*shown = view.copied ? lm_buf_view(copy) : text;
	return code;
}
