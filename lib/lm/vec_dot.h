#ifndef LM_VEC_DOT_H
#define LM_VEC_DOT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The ways in which lm_vec_dots works, which give the same bytes: a part of
 * vec.  Which is taken the processor decides at run time.
 */
struct lm_vec_way {
	const char *name;
	bool (*works_here)(void);
	void (*dots)(const float *v, const float *rows, size_t n_rows, size_t n,
	    double *out);
};

/* The quickest first; the last one is plain C and works everywhere. */
extern const struct lm_vec_way lm_vec_ways[];
extern const size_t lm_vec_n_ways;

#endif
