#ifndef REDACT_NAMES_H
#define REDACT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * A set of field names, matched regardless of case, of "_", "-", ".", space
 * and camelCase, and of full-width or invisible characters: "Access-Token",
 * "accessToken" and "access_token" are one name.
 */
struct name {
	struct lm_span folded; /* in the set's text */
	struct lm_span label;  /* as configured: what the marker shows */
};

struct names {
	struct name *slots; /* by hash, open addressing; label.ptr NULL: free */
	size_t n_slots;	    /* a power of two, or 0 */
	size_t n;
	size_t longest; /* of the folded names */
};

/*
 * A set of these names, whose bytes must outlive it.  A name of nothing but
 * separators is LM_USAGE; LM_NOMEM.
 */
enum lm_code names_new(const struct lm_span *list, size_t n,
    struct names *names, struct lm_err *err);
void names_free(struct names *names);

/*
 * The label of the name that key is, or an empty span.  scratch holds the
 * folded key.  LM_NOMEM.
 */
enum lm_code names_find(const struct names *names, struct lm_span key,
    struct lm_buf *scratch, struct lm_span *label, struct lm_err *err);

/* Names that are denied by default: the five of the manifest's example, and
 * what credentials are commonly called.  NULL at the end. */
extern const char *const names_default_fields[];
extern const char *const names_default_credentials[];

#endif
