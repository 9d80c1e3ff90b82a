#include "gate.h"

#include <math.h>
#include <string.h>

#include "lm/utf8.h"

#define DECIMALS 9	   /* of a share: LM_STAT_MAX_DEN */
#define PERCENT_DECIMALS 7 /* of a percentage: two less */
#define SHOWN 40	   /* bytes of a text in a message */

struct gate
gate_default(void)
{
	struct gate gate = {.min = {0, LM_STAT_MAX_DEN},
	    .confidence = {LM_STAT_MAX_DEN / 100 * 95, LM_STAT_MAX_DEN}};

	/* of the tail, as 1 - 0.95 is rounded and 0.05 is not */
	(void)lm_stat_normal_quantile(0.05, &gate.z);
	gate.z = -gate.z;
	return gate;
}

/* The digits at *at; how many there are.  They are added to *value. */
static size_t
read_digits(struct lm_span text, size_t *at, uint64_t *value)
{
	size_t from = *at;

	for (; *at < text.len; ++*at) {
		unsigned digit = (unsigned char)text.ptr[*at] - '0';

		if (digit > 9 || *value > LM_STAT_MAX_DEN)
			break;
		*value = *value * 10 + digit;
	}
	return *at - from;
}

/* A share in units of 10^-9, from its percentage or with its point. */
static bool
read_share(struct lm_span text, uint64_t *out)
{
	bool is_percentage = text.len > 0 && text.ptr[text.len - 1] == '%';
	size_t room = is_percentage ? PERCENT_DECIMALS : DECIMALS;
	size_t at = 0, n = 0;
	uint64_t value = 0;

	text.len -= is_percentage;
	if (read_digits(text, &at, &value) == 0)
		return false;
	if (at < text.len && text.ptr[at] == '.') {
		at++;
		n = read_digits(text, &at, &value);
		if (n == 0)
			return false;
	} else if (!is_percentage) {
		return false;
	}
	if (at < text.len || n > room)
		return false;
	for (; n < room; n++) {
		if (value > LM_STAT_MAX_DEN)
			return false;
		value *= 10;
	}
	*out = value;
	return value <= LM_STAT_MAX_DEN;
}

static bool
is_bare(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0 && text.len <= 3;
}

static enum lm_code
refuse(const char *option, struct lm_span text, const char *range,
    struct lm_err *err)
{
	struct lm_span shown = lm_utf8_prefix(text, SHOWN);

	if (is_bare(text))
		return lm_err_set(err, LM_USAGE,
		    "%s %.*s: of what? expected \"%.*s%%\", or a share as "
		    "\"0.95\"",
		    option, (int)shown.len, shown.ptr, (int)shown.len,
		    shown.ptr);
	return lm_err_set(err, LM_USAGE,
	    "%s: expected %s, as \"95%%\" or \"0.95\", with at most %d "
	    "decimals of the share, found \"%.*s\"",
	    option, range, DECIMALS, (int)shown.len, shown.ptr);
}

enum lm_code
gate_read_min(struct gate *gate, struct lm_span text, struct lm_err *err)
{
	uint64_t share;

	if (!read_share(text, &share))
		return refuse("--min-valid", text, "0% to 100%", err);
	gate->min = (struct lm_stat_ratio){share, LM_STAT_MAX_DEN};
	gate->is_set = true;
	return LM_OK;
}

enum lm_code
gate_read_confidence(struct gate *gate, struct lm_span text, struct lm_err *err)
{
	uint64_t share;

	if (!read_share(text, &share) || share <= LM_STAT_MAX_DEN / 2 ||
	    share == LM_STAT_MAX_DEN)
		return refuse("--confidence", text, "over 50% and under 100%",
		    err);
	gate->confidence = (struct lm_stat_ratio){share, LM_STAT_MAX_DEN};
	(void)lm_stat_normal_quantile((double)(LM_STAT_MAX_DEN - share) /
		(double)LM_STAT_MAX_DEN,
	    &gate->z);
	gate->z = -gate->z;
	return LM_OK;
}

void
gate_set_min(struct gate *gate, double share)
{
	gate->min = (struct lm_stat_ratio){(uint64_t)rint(
					       share * (double)LM_STAT_MAX_DEN),
	    LM_STAT_MAX_DEN};
	gate->is_set = true;
}

enum lm_code
gate_check(const struct gate *gate, struct lm_err *err)
{
	if (!gate->is_set || gate->point || gate->min.num < gate->min.den)
		return LM_OK;
	return lm_err_set(err, LM_USAGE,
	    "--min-valid 100%%: no number of records shows that all are valid; "
	    "add --point to ask for all of those that are there");
}
