#include "lm/num.h"

/* A number of digits in text[0..len); false when it passes UINT64_MAX. */
static bool
read_u64(struct lm_span text, uint64_t *out)
{
	uint64_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned digit = (unsigned char)text.ptr[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return text.len > 0;
}

static enum lm_code
refuse(struct lm_span text, const char *what, uint64_t min, uint64_t max,
    struct lm_err *err)
{
	return lm_err_set(err, LM_USAGE, "\"%.*s\" is not %s from %ju to %ju",
	    text.len < 64 ? (int)text.len : 64, text.ptr, what, (uintmax_t)min,
	    (uintmax_t)max);
}

enum lm_code
lm_num_u64(struct lm_span text, uint64_t min, uint64_t max, uint64_t *out,
    struct lm_err *err)
{
	uint64_t value;

	if (!read_u64(text, &value) || value < min || value > max)
		return refuse(text, "a whole number", min, max, err);
	*out = value;
	return LM_OK;
}

/* The power of two that a suffix stands for; 0: it is none. */
static int
suffix_shift(char suffix)
{
	switch (suffix) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	}
	return 0;
}

enum lm_code
lm_num_size(struct lm_span text, uint64_t min, uint64_t max, uint64_t *out,
    struct lm_err *err)
{
	int shift = text.len > 0 ? suffix_shift(text.ptr[text.len - 1]) : 0;
	uint64_t value;

	if (!read_u64(lm_span(text.ptr, text.len - (shift > 0)), &value) ||
	    value > UINT64_MAX >> shift || value << shift < min ||
	    value << shift > max)
		return refuse(text, "a size (bytes, or with k, M or G)", min,
		    max, err);
	*out = value << shift;
	return LM_OK;
}
