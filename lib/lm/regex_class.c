#include "lm/regex_class.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct lm_regex_range digits[] = {{'0', '9'}};
static const struct lm_regex_range words[] = {{'0', '9'}, {'A', 'Z'},
    {'_', '_'}, {'a', 'z'}};
static const struct lm_regex_range line_ends[] = {{'\n', '\n'}, {'\r', '\r'},
    {0x2028, 0x2029}};
/* WhiteSpace and LineTerminator: ECMA-262, Lexical Grammar. */
static const struct lm_regex_range spaces[] = {{'\t', '\r'}, {' ', ' '},
    {0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029},
    {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}};

void
lm_regex_class_free(struct lm_regex_class *set)
{
	lm_buf_free(&set->ranges);
	lm_buf_free(&set->texts);
}

enum lm_code
lm_regex_class_range(struct lm_regex_class *set, uint32_t first, uint32_t last,
    struct lm_err *err)
{
	struct lm_regex_range range = {first, last};

	return lm_buf_append(&set->ranges, (const char *)&range, sizeof(range),
	    err);
}

/* All characters but those of n ranges, which are in order, not touching. */
static enum lm_code
add_rest(struct lm_buf *out, const struct lm_regex_range *ranges, size_t n,
    struct lm_err *err)
{
	struct lm_regex_range gap = {0, 0};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		gap.last = ranges[i].first - 1;
		if (ranges[i].first > gap.first)
			code = lm_buf_append(out, (const char *)&gap,
			    sizeof(gap), err);
		gap.first = ranges[i].last + 1;
	}
	gap.last = LM_REGEX_POINT_MAX;
	if (code == LM_OK && gap.first <= gap.last)
		code = lm_buf_append(out, (const char *)&gap, sizeof(gap), err);
	return code;
}

static enum lm_code
add_table(struct lm_regex_class *set, const struct lm_regex_range *ranges,
    size_t n, bool negated, struct lm_err *err)
{
	if (negated)
		return add_rest(&set->ranges, ranges, n, err);
	return lm_buf_append(&set->ranges, (const char *)ranges,
	    n * sizeof(*ranges), err);
}

enum lm_code
lm_regex_class_named(struct lm_regex_class *set, char name, struct lm_err *err)
{
	switch (name) {
	case 'd':
	case 'D':
		return add_table(set, digits, COUNT(digits), name == 'D', err);
	case 'w':
	case 'W':
		return add_table(set, words, COUNT(words), name == 'W', err);
	case '.':
		return add_table(set, line_ends, COUNT(line_ends), true, err);
	default:
		return add_table(set, spaces, COUNT(spaces), name == 'S', err);
	}
}

static int
by_first(const void *a, const void *b)
{
	const struct lm_regex_range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Put ranges in order and join those that touch. */
static void
tidy(struct lm_buf *buf)
{
	struct lm_regex_range *ranges = (void *)buf->ptr;
	size_t n = buf->len / sizeof(*ranges), k = 0;

	if (n == 0)
		return;
	qsort(ranges, n, sizeof(*ranges), by_first);
	for (size_t i = 1; i < n; i++)
		if (ranges[i].first > ranges[k].last + 1)
			ranges[++k] = ranges[i];
		else if (ranges[i].last > ranges[k].last)
			ranges[k].last = ranges[i].last;
	buf->len = (k + 1) * sizeof(*ranges);
}

enum lm_code
lm_regex_class_done(struct lm_regex_class *set, bool negated,
    struct lm_regex_pattern *pattern, uint32_t *number, struct lm_err *err)
{
	size_t size = sizeof(struct lm_regex_range);
	size_t before = pattern->ranges.len / size;
	struct lm_regex_set done = {.range = (uint32_t)before,
	    .text = (uint32_t)pattern->texts.len,
	    .text_len = (uint32_t)set->texts.len,
	    .negated = negated && set->texts.len > 0};
	enum lm_code code;

	tidy(&set->ranges);
	code = negated && !done.negated
	    ? add_rest(&pattern->ranges, (const void *)set->ranges.ptr,
		  set->ranges.len / size, err)
	    : lm_buf_span(&pattern->ranges, lm_buf_view(&set->ranges), err);
	if (code == LM_OK)
		code =
		    lm_buf_span(&pattern->texts, lm_buf_view(&set->texts), err);
	if (code != LM_OK)
		return code;
	done.n_ranges = (uint32_t)(pattern->ranges.len / size - before);
	*number = (uint32_t)(pattern->sets.len / sizeof(done));
	return lm_buf_append(&pattern->sets, (const char *)&done, sizeof(done),
	    err);
}
