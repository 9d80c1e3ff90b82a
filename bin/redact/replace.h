#ifndef REDACT_REPLACE_H
#define REDACT_REPLACE_H

#include <stdbool.h>

#include "kinds.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

struct lm_manifest;

/* What takes the place of a finding, as mask.h writes it. */
enum action {
	ACTION_MASK,	  /* [EMAIL] */
	ACTION_PSEUDONYM, /* [EMAIL:k7f3a5c2] */
	ACTION_LAST4,	  /* [CARD:*1111] */
	ACTION_DROP,	  /* nothing: the member goes */
	N_ACTIONS
};

/* Their names, of --replace, manifests and reports. */
extern const char *const action_names[N_ACTIONS];

/* Which action each kind has, and the key.  Not changed; shared by threads. */
struct replacer;

struct replace_options {
	const char
	    *replace; /* of --replace, "email=pseudonym,all=mask"; NULL */
	const char *key_file; /* of --key-file; NULL */
};

/*
 * Make one of a manifest (NULL: none) and a command line, which wins.  Either
 * names kinds (also rule, known, field and unchecked) and "all", which is for
 * those that it does not name; what neither says is masked.
 *
 * The key is of --key-file, else of redaction.key_file (relative to the
 * manifest), else of the variable that redaction.key_env names; it is looked
 * for only if needs_key (hash_fields are configured), if a kind has a
 * pseudonym, or if there is --key-file.
 *
 * Errors: LM_MALFORMED, with its place, for a kind of the manifest that there
 * is not.  LM_USAGE for one of --replace, for an action that there is not, for
 * what is said twice, for a key that is needed and not there, and as
 * pseudonym_key_read says, as are LM_IO, LM_OVERSIZE and LM_LIMIT; LM_NOMEM.
 */
enum lm_code replacer_new(const struct lm_manifest *manifest,
    const struct replace_options *options, bool needs_key,
    struct replacer **out, struct lm_err *err);

/* Wipes the key.  NULL is fine. */
void replacer_free(struct replacer *replacer);

enum action replacer_action(const struct replacer *replacer, enum kind kind);

/*
 * Append what takes the place of value (decoded bytes), without quotes of JSON;
 * ACTION_DROP appends the mask, as the caller drops the member.  label is of
 * mask_label, empty for the kind's.  The last four are shown only of a value
 * with at least 12 ASCII letters and digits that was looked at to its end (not
 * KIND_UNCHECKED); else it is masked.  The domain of a pseudonym is the name of
 * the kind, or for rules, known values and fields the label.  LM_NOMEM.
 */
enum lm_code replacer_append(const struct replacer *replacer, enum kind kind,
    struct lm_span label, struct lm_span value, struct lm_buf *out,
    struct lm_err *err);

/*
 * Append the hash of a value of hash_fields, which is taken as it is; label,
 * which is not empty, is its domain.  Only of a replacer that was made with
 * needs_key.  LM_NOMEM.
 */
enum lm_code replacer_append_hash(const struct replacer *replacer,
    struct lm_span label, struct lm_span value, struct lm_buf *out,
    struct lm_err *err);

#endif
