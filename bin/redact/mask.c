#include "mask.h"

#include <stdlib.h>
#include <string.h>

#include "detect.h"
#include "kinds.h"

/* "[", a label, ":", the longest tail, "]". */
#define MASK_MAX (MASK_LABEL_MAX + MASK_LONG_LEN + 3)

struct masks {
	struct lm_span *labels; /* sorted */
	size_t n;
	struct lm_buf bytes;
	bool begins[256]; /* whether a label does with this byte */
};

/* ---- labels -------------------------------------------------------------- */

/* The length of text without the bytes of a character that is cut. */
static size_t
whole_characters(struct lm_span text, size_t len)
{
	if (len >= text.len)
		return text.len;
	while (len > 0 && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static char
label_byte(char byte)
{
	return is_alnum(byte) || (unsigned char)byte >= 0x80 ? to_upper(byte)
							     : '_';
}

enum lm_code
mask_label(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	bool prefixed = text.len == 0 || is_digit(text.ptr[0]);
	size_t len =
	    whole_characters(text, MASK_LABEL_MAX - (prefixed ? 1 : 0));
	enum lm_code code = lm_buf_reserve(out, len + 1, err);

	if (code != LM_OK)
		return code;
	if (prefixed)
		out->ptr[out->len++] = '_';
	for (size_t i = 0; i < len; i++)
		out->ptr[out->len++] = label_byte(text.ptr[i]);
	return LM_OK;
}

/* ---- the set ------------------------------------------------------------- */

static int
order(struct lm_span a, struct lm_span b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return memcmp(a.ptr, b.ptr, a.len);
}

static int
compare(const void *a, const void *b)
{
	const struct lm_span *left = a, *right = b;

	return order(*left, *right);
}

static enum lm_code
take_label(struct masks *masks, struct lm_span label, struct lm_err *err)
{
	enum lm_code code;

	if (label.len == 0)
		return LM_OK;
	code = lm_buf_span(&masks->bytes, label, err);
	if (code != LM_OK)
		return code;
	masks->labels[masks->n++].len = label.len;
	masks->begins[(unsigned char)label.ptr[0]] = true;
	return LM_OK;
}

static enum lm_code
take_labels(struct masks *masks, const struct lm_span *labels, size_t n,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	const char *at;

	masks->labels = calloc(n + N_KINDS, sizeof(masks->labels[0]));
	if (masks->labels == NULL)
		return lm_err_nomem(err);
	for (enum kind kind = 0; code == LM_OK && kind < N_KINDS; kind++)
		code =
		    take_label(masks, lm_span_of(kind_infos[kind].label), err);
	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = take_label(masks, labels[i], err);
	if (code != LM_OK)
		return code;
	/* The bytes move no more. */
	at = masks->bytes.ptr;
	for (size_t i = 0; i < masks->n; i++) {
		masks->labels[i].ptr = at;
		at += masks->labels[i].len;
	}
	qsort(masks->labels, masks->n, sizeof(masks->labels[0]), compare);
	return LM_OK;
}

enum lm_code
masks_new(const struct lm_span *labels, size_t n, struct masks **out,
    struct lm_err *err)
{
	struct masks *masks = calloc(1, sizeof(*masks));
	enum lm_code code;

	*out = NULL;
	if (masks == NULL)
		return lm_err_nomem(err);
	code = take_labels(masks, labels, n, err);
	if (code == LM_OK)
		*out = masks;
	else
		masks_free(masks);
	return code;
}

void
masks_free(struct masks *masks)
{
	if (masks == NULL)
		return;
	free(masks->labels);
	lm_buf_free(&masks->bytes);
	free(masks);
}

static bool
is_label(const struct masks *masks, struct lm_span label)
{
	return bsearch(&label, masks->labels, masks->n,
		   sizeof(masks->labels[0]), compare) != NULL;
}

/* ---- masks in a text ----------------------------------------------------- */

/* How many bytes of a label follow at i, up to what none has. */
static size_t
label_len(struct lm_span text, size_t i)
{
	size_t len = 0;

	while (i + len < text.len && len <= MASK_LABEL_MAX &&
	    label_byte(text.ptr[i + len]) == text.ptr[i + len])
		len++;
	return len;
}

static bool
is_base32(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '2' && byte <= '7');
}

static size_t
run_len(struct lm_span text, size_t i, size_t most, bool (*takes)(char))
{
	size_t len = 0;

	while (i + len < text.len && len < most && takes(text.ptr[i + len]))
		len++;
	return len;
}

/* The length of ":" and a tail at i, or of nothing. */
static size_t
tail_len(struct lm_span text, size_t i)
{
	size_t len;

	if (i + 1 >= text.len || text.ptr[i] != ':')
		return 0;
	if (text.ptr[i + 1] == '*') {
		len = run_len(text, i + 2, MASK_LAST_LEN, is_alnum);
		return len == MASK_LAST_LEN ? len + 2 : 0;
	}
	len = run_len(text, i + 1, MASK_LONG_LEN, is_base32);
	return len == MASK_SHORT_LEN || len == MASK_LONG_LEN ? len + 1 : 0;
}

size_t
masks_len_at(const struct masks *masks, struct lm_span text, size_t i)
{
	size_t len, end;

	if (i + 2 >= text.len || text.ptr[i] != '[' ||
	    !masks->begins[(unsigned char)text.ptr[i + 1]])
		return 0;
	len = label_len(text, i + 1);
	if (len == 0 || len > MASK_LABEL_MAX)
		return 0;
	end = i + 1 + len;
	end += tail_len(text, end);
	if (end >= text.len || text.ptr[end] != ']' ||
	    !is_label(masks, lm_span(text.ptr + i + 1, len)))
		return 0;
	return end + 1 - i;
}

/* Where the mask begins that has the byte at i in it, after its first; i: there
 * is none. */
static size_t
mask_around(const struct masks *masks, struct lm_span text, size_t i)
{
	for (size_t at = i; at > 0 && i - at < MASK_MAX; at--)
		if (text.ptr[at - 1] == '[')
			return at - 1 + masks_len_at(masks, text, at - 1) > i
			    ? at - 1
			    : i;
	return i;
}

bool
masks_explain(const struct masks *masks, struct lm_span text, size_t at,
    size_t len)
{
	size_t end = at + len, i = mask_around(masks, text, at);

	while (i < end) {
		size_t n = masks_len_at(masks, text, i);

		if (n == 0 &&
		    (is_alnum(text.ptr[i]) || (text.ptr[i] & 0x80) != 0))
			return false;
		i += n == 0 ? 1 : n;
	}
	return true;
}

/* What others write in place of a value. */
static bool
is_others(struct lm_span label)
{
	static const char *const labels[] = {"REDACTED", "FILTERED", "MASKED",
	    "REMOVED", "HIDDEN", "SCRUBBED"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (lm_span_equal(label, lm_span_of(labels[i])))
			return true;
	return false;
}

bool
masks_like_at(const struct masks *masks, struct lm_span text, size_t i)
{
	size_t len = label_len(text, i + 1), end = i + 1 + len, digits = 0;

	while (digits < len && is_digit(text.ptr[i + 1 + digits]))
		digits++;
	/* "argv[2]" is an index. */
	if (len == digits || end >= text.len ||
	    (text.ptr[end] != ']' && text.ptr[end] != ':'))
		return false;
	return masks_len_at(masks, text, i) == 0 &&
	    !is_others(lm_span(text.ptr + i + 1, len));
}
