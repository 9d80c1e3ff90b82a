#ifndef MANIFESTS_H
#define MANIFESTS_H

#include "lm/err.h"
#include "lm/manifest.h"

/*
 * Manifests for tests, written in C with ' for ", which is none of JSON's, and
 * ` for a place: it is taken out before the manifest is read.
 */

/* Read text as "dir/m".  CHECKs that it can be; NULL if not. */
struct lm_manifest *manifest_of(const char *text);

/* lm_manifest_read of text, whose manifest, if there is one, is freed. */
enum lm_code manifest_read(const char *text, struct lm_err *err);

/* CHECK that text is refused with just this message at its `. */
void check_mistake(const char *text, const char *message);

/* The same of base with the one place where it has old changed to new. */
void check_edit(const char *base, const char *old, const char *new,
    const char *message);

#endif
