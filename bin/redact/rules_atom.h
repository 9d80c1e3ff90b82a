#ifndef REDACT_RULES_ATOM_H
#define REDACT_RULES_ATOM_H

#include <stdbool.h>
#include <stddef.h>

#include "rules_words.h"

#include "lm/span.h"

/*
 * One atom of a regular expression that is no group: a character, a class, an
 * assertion.  A part of rules_shape.
 */
enum atom_type {
	ATOM_CHARACTER, /* one character of bytes; with beyond, also others */
	ATOM_SEQUENCE,	/* the bytes of one character beyond ASCII */
	ATOM_ASSERTION, /* nothing, in some places */
	ATOM_ANY,	/* anything: a backreference */
	ATOM_UNKNOWN,	/* not understood */
};

struct atom {
	enum atom_type type;
	struct byte_set set;  /* of ASCII */
	bool beyond;	      /* also characters that are not ASCII */
	struct lm_span bytes; /* of ATOM_SEQUENCE */
};

/* The atom at *i, with *i moved past it. */
struct atom atom_at(struct lm_span regex, size_t *i, bool any_case);

#endif
