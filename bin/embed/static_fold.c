#include "static_fold.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "static_young.h"

#include "lm/tokenizer_wordpiece.h"

#define REPLACEMENT 0xfffd
#define N_TABLE 0x10000
/* An entry of the table: a code point, and its sort above. */
#define SORT_SHIFT 24
#define POINT_MASK ((UINT32_C(1) << SORT_SHIFT) - 1)

struct static_fold {
	bool lower_case;
	uint32_t table[N_TABLE];
};

static bool
is_ascii_sign(uint32_t point)
{
	return (point > ' ' && point < '0') || (point > '9' && point < 'A') ||
	    (point > 'Z' && point < 'a') || (point > 'z' && point < 0x7f);
}

/* The sort of a character as it stands; what is cleaned away is NOTHING. */
static enum static_sort
sort_of(uint32_t point)
{
	static const enum static_sort sorts[] = {
	    [UTF8PROC_CATEGORY_CC] = STATIC_NOTHING,
	    [UTF8PROC_CATEGORY_CF] = STATIC_NOTHING,
	    [UTF8PROC_CATEGORY_CS] = STATIC_NOTHING,
	    [UTF8PROC_CATEGORY_CO] = STATIC_NOTHING,
	    [UTF8PROC_CATEGORY_ZS] = STATIC_SPACE,
	    [UTF8PROC_CATEGORY_ZL] = STATIC_SPACE,
	    [UTF8PROC_CATEGORY_ZP] = STATIC_SPACE,
	    [UTF8PROC_CATEGORY_PC] = STATIC_ALONE,
	    [UTF8PROC_CATEGORY_PD] = STATIC_ALONE,
	    [UTF8PROC_CATEGORY_PS] = STATIC_ALONE,
	    [UTF8PROC_CATEGORY_PE] = STATIC_ALONE,
	    [UTF8PROC_CATEGORY_PI] = STATIC_ALONE,
	    [UTF8PROC_CATEGORY_PF] = STATIC_ALONE,
	    [UTF8PROC_CATEGORY_PO] = STATIC_ALONE,
	};

	if (point == '\t' || point == '\n' || point == '\r')
		return STATIC_SPACE;
	if (point == REPLACEMENT)
		return STATIC_NOTHING;
	if (is_ascii_sign(point) || lm_wordpiece_is_chinese(point))
		return STATIC_ALONE;
	return sorts[utf8proc_category((utf8proc_int32_t)point)];
}

/* Taken apart, without accents, in lower case: how many parts are left. */
static unsigned
fold(uint32_t point, struct static_part parts[STATIC_MOST_PARTS])
{
	utf8proc_int32_t found[STATIC_MOST_PARTS] = {0};
	bool alone = lm_wordpiece_is_chinese(point);
	unsigned n_parts = 0;
	int last = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)point,
	    found, STATIC_MOST_PARTS, UTF8PROC_DECOMPOSE, &last);

	for (utf8proc_ssize_t i = 0; i < n && i < STATIC_MOST_PARTS; i++) {
		uint32_t lower = (uint32_t)utf8proc_tolower(found[i]);

		if (utf8proc_category(found[i]) == UTF8PROC_CATEGORY_MN)
			continue;
		parts[n_parts++] = (struct static_part){alone ? STATIC_ALONE
							      : sort_of(lower),
		    lower, utf8proc_get_property(found[i])->combining_class};
	}
	return n_parts;
}

/* The sort of a character that is not in the table, or not yet. */
static enum static_sort
work_out(bool lower_case, uint32_t point, struct static_part *part)
{
	struct static_part parts[STATIC_MOST_PARTS];
	enum static_sort sort =
	    static_is_young(point) ? STATIC_LETTER : sort_of(point);
	unsigned n;

	*part = (struct static_part){sort, point, 0};
	if (sort == STATIC_NOTHING || sort == STATIC_SPACE || !lower_case ||
	    static_is_young(point))
		return sort;
	n = fold(point, parts);
	if (n > 1 || (n == 1 && parts[0].class != 0))
		return STATIC_SEVERAL;
	if (n == 0 &&
	    utf8proc_get_property((utf8proc_int32_t)point)->combining_class ==
		0)
		return STATIC_SEVERAL; /* nothing is sorted past it */
	if (n == 0)
		return STATIC_NOTHING;
	*part = parts[0];
	return parts[0].sort;
}

enum lm_code
static_fold_new(bool lower_case, struct static_fold **out, struct lm_err *err)
{
	struct static_fold *fold_table = malloc(sizeof(*fold_table));
	struct static_part part;

	*out = fold_table;
	if (fold_table == NULL)
		return lm_err_nomem(err);
	fold_table->lower_case = lower_case;
	for (uint32_t i = 0; i < N_TABLE; i++) {
		enum static_sort sort = work_out(lower_case, i, &part);

		fold_table->table[i] =
		    (uint32_t)sort << SORT_SHIFT | part.point;
	}
	return LM_OK;
}

void
static_fold_free(struct static_fold *fold_table)
{
	free(fold_table);
}

enum static_sort
static_fold_one(const struct static_fold *fold_table, uint32_t point,
    struct static_part *part)
{
	uint32_t entry;

	if (point >= N_TABLE)
		return work_out(fold_table->lower_case, point, part);
	entry = fold_table->table[point];
	*part = (struct static_part){(enum static_sort)(entry >> SORT_SHIFT),
	    entry & POINT_MASK, 0};
	return part->sort;
}

unsigned
static_fold_parts(uint32_t point, struct static_part parts[STATIC_MOST_PARTS])
{
	return fold(point, parts);
}
