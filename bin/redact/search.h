#ifndef REDACT_SEARCH_H
#define REDACT_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect.h"
#include "policy.h"
#include "scan.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * All detectors on one text: the marks of the scan are handed to those that
 * begin there, and the findings are put in order.
 */

/* A worker's memory. */
struct search;

/* Make one; NULL when there is no memory.  policy must outlive it. */
struct search *search_new(const struct policy *policy);
void search_free(struct search *search);

/* Look for what another search has learned, as well; NULL: for no other's. */
void search_within(struct search *search, struct search *outer);

/*
 * What looks into a decoded text that may be JSON: *is tells whether it is, and
 * *found then the kind of the first finding in it, N_KINDS if there is none.
 */
typedef enum lm_code search_json(void *arg, struct lm_span text, bool *is,
    enum kind *found, struct lm_err *err);
void search_set_json(struct search *search, search_json *json, void *arg);

/* Values to be looked for until search_forget: policy->places with PLACE_LEARN
 * say which.  LM_NOMEM. */
void search_forget(struct search *search);
enum lm_code search_learn(struct search *search, struct lm_span value,
    struct lm_span label, struct lm_err *err);

/*
 * The findings in a text, in its order, none overlapping another, in place of
 * what *findings had.  kinds: those of policy->kinds that are wanted here.
 * marks, n_marks: of a scan of bytes that hold the text, base bytes before it;
 * those before and behind the text are passed by.  Texts in base64 are decoded
 * and searched, SEARCH_MAX_DEPTH deep; what is found there is the whole run.
 * Escapes of JSON that the text has (a backslash and "n") are what they mean.
 * What is allowed, and what was redacted before, is left out.  A text for which
 * a user's rule reaches a limit is one finding, KIND_UNCHECKED.  LM_NOMEM.
 */
#define SEARCH_MAX_DEPTH 3
enum lm_code search_text(struct search *search, const struct subject *subject,
    const struct kinds *kinds, const uint64_t *marks, size_t n_marks,
    size_t base, struct findings *findings, struct lm_err *err);

/* The same, with a scan of its own. */
enum lm_code search_alone(struct search *search, const struct subject *subject,
    const struct kinds *kinds, struct findings *findings, struct lm_err *err);

/* A JSON number as such a text, under a name that says that it is one. */
enum lm_code search_number(struct search *search, const struct subject *subject,
    const struct kinds *kinds, struct findings *findings, struct lm_err *err);

#endif
