#ifndef REDACT_PHONE_GROUPS_H
#define REDACT_PHONE_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/span.h"

/*
 * Digits in groups, as telephone numbers are written, and what stands between
 * these.
 */
#define PHONE_MAX_GROUPS 10
#define PHONE_MIN_DIGITS 7  /* within a town */
#define PHONE_MAX_DIGITS 16 /* E.164 §6.2.1, and one in "(0)" */

struct phone_group {
	size_t start;
	size_t end;
	/* What joins it to the one before: ' ', '-', '.', '/', '(' or ')'; of
	 * the first: '+', '(' (it is in brackets) or '\0'. */
	char joint;
	unsigned n_digits; /* of this and those before */
};

struct phone_groups {
	struct phone_group list[PHONE_MAX_GROUPS];
	size_t n;
	size_t at; /* where all begins: at "+" or "(" */
	bool plus;
	bool continues; /* a digit and a space are before it */
};

/*
 * The groups from the one on that begins at i (the byte before is no digit), as
 * far as single separators join them.  False: no number begins there, since
 * what is before it makes it a part of something else.
 */
bool phone_groups_read(struct lm_span text, size_t i,
    struct phone_groups *groups);

/*
 * What the first n of the groups are, from no number to one that is written as
 * nothing else is.  Where digits are before them or behind, nothing but that
 * counts.
 */
enum phone_form {
	PHONE_NONE,
	PHONE_DIGITS,	     /* in one group */
	PHONE_LIKELY_DIGITS, /* the same, that begin as numbers do */
	PHONE_GROUPED,	     /* as numbers are written, and other things */
	PHONE_SURE,	     /* with a country's code, or as nothing else */
};

enum phone_form phone_form(struct lm_span text,
    const struct phone_groups *groups, size_t n);

#endif
