#ifndef LM_MANIFEST_H
#define LM_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

/*
 * The manifest: what the business approved, in one file (lmob-manifest(5)).
 *
 * One that was loaded is right as a whole: JSON with comments and trailing
 * commas, every key known and there once, every value of its type and range,
 * nothing required missing; every name that it refers to is there, and its
 * lanes make sense together, as lmob-manifest(5) says under "What is checked".
 * So its readers check nothing.  It is never changed after that, and may be
 * read by several threads at once.  What it says of lanes is in
 * lm/manifest_policy.h.
 */
struct lm_manifest;

#define LM_MANIFEST_MAX_SIZE ((size_t)16 << 20)

/*
 * Read and check path ("-": standard input; gzip or plain).  On failure *out
 * is NULL.  Errors: LM_MALFORMED with file, line and byte column of the first
 * mistake found and what was expected there; LM_OVERSIZE over
 * LM_MANIFEST_MAX_SIZE; LM_USAGE for a $LMOB_NOW that is no time, where a model
 * expires; LM_IO; LM_NOMEM.  Time: O(n log n), but O(r^2) for r routes: less
 * than a millisecond for the example company's.  Memory: up to 20 times the
 * file while it is kept.
 */
enum lm_code lm_manifest_load(const char *path, struct lm_manifest **out,
    struct lm_err *err);

/* lm_manifest_load of bytes (copied); messages call them path, or nothing if
 * it is NULL. */
enum lm_code lm_manifest_read(struct lm_span bytes, const char *path,
    struct lm_manifest **out, struct lm_err *err);

/* NULL is fine. */
void lm_manifest_free(struct lm_manifest *manifest);

/*
 * What is stamped on every decision: the version, '#' and the XXH3-64
 * fingerprint of the file's bytes (uncompressed), as in
 * "2026-05-05.1#9f86d081884c7d65".  Lives as long as the manifest, as does
 * all that the functions below hand out.
 */
const char *lm_manifest_stamp(const struct lm_manifest *manifest);

/*
 * redaction.denylist_fields, decoded.  NULL (and *n = 0) when the manifest
 * has none, so that the program's own list holds; not NULL with *n = 0 for an
 * empty list.
 */
const struct lm_span *lm_manifest_denylist(const struct lm_manifest *manifest,
    size_t *n);

/* gates.<name> as a number; false, and *out untouched, when it is not set. */
bool lm_manifest_gate(const struct lm_manifest *manifest, const char *name,
    double *out);

/* The schema of a task's answers. */
struct lm_task_schema {
	struct lm_span task;
	const char *path; /* of the file; one relative to the manifest is
			   * resolved, as lm_manifest_file does */
	yyjson_val *val;  /* its name, for lm_manifest_blame; NULL where it is
			   * of no manifest */
};

/* The member schemas, in the order of the file; no task is there twice.
 * Whether a file is there is not checked. */
const struct lm_task_schema *lm_manifest_task_schemas(
    const struct lm_manifest *manifest, size_t *n);

/*
 * Any other value: the member name of the top-level member section, or, with
 * a NULL name, section itself.  NULL when it is not there.  Texts are read
 * with lm_record_text, numbers with lm_num_double or lm_num_u64 of that.
 */
yyjson_val *lm_manifest_get(const struct lm_manifest *manifest,
    const char *section, const char *name);

/* The whole manifest as parsed, comments and trailing commas as spaces. */
const struct lm_record *lm_manifest_record(const struct lm_manifest *manifest);

#endif
