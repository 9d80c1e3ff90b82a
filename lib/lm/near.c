#include "lm/near.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST_NAME 64

struct lm_near
lm_near_start(struct lm_span typed)
{
	return (struct lm_near){typed, NULL, typed.len / 3 + 1};
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

static size_t
distance(struct lm_span a, struct lm_span b)
{
	/* Rows i - 2, i - 1 and i of the table. */
	size_t rows[3][LONGEST_NAME + 1];

	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];
		const size_t *before = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = a.ptr[i - 1] == b.ptr[j - 1];

			row[j] = least(above[j] + 1, row[j - 1] + 1,
			    above[j - 1] + !same);
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
			    a.ptr[i - 2] == b.ptr[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
	}
	return rows[a.len % 3][b.len];
}

void
lm_near_try(struct lm_near *near, const char *known)
{
	struct lm_span name = lm_span_of(known);
	size_t d;

	if (near->typed.len > LONGEST_NAME || name.len > LONGEST_NAME)
		return;
	d = distance(near->typed, name);
	if (d < near->distance) {
		near->best = known;
		near->distance = d;
	}
}
