#ifndef LM_STAMP_H
#define LM_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

/*
 * The stamp of a redacted record, its top-level member "redact":
 *
 *	{"found": {"email": 2, ...}, "rules": "9f86d081884c7d65",
 *	 "sum": "blake2b:<64 hex>" or "xxh3:<16 hex>", "manifest": "v#..."}
 *
 * rules is the fingerprint of what was looked for; sum covers it, found, and
 * every string value outside the members that lmob adds (redact, route,
 * embedding, embed, schemacheck), so that a text that was changed or added
 * after redaction shows.  manifest is a manifest's stamp, or null; the sum does
 * not cover it.
 *
 * The sum is of these texts: rules; how many members found has; of each of
 * them, in the order of the source, its name and its count; then the decoded
 * value of each string (not of names) in the order of the source, at whatever
 * depth.  Numbers are decimal digits.  Each text has its length in bytes before
 * it, as 8 bytes, the lowest first.  Where
 * redaction.key_env names a key, it is keyed BLAKE2b (RFC 7693) of 32 bytes,
 * and the key is the unkeyed BLAKE2b of 32 bytes of the variable's text; else
 * it is XXH3-64, which shows an accident and no forgery.
 */
struct lm_manifest;
struct lm_stamp;

/* A part of every fingerprint of rules: raised with every change of what
 * lmob-redact finds, of what it puts in its place with equal settings, or of
 * what a sum covers. */
#define LM_REDACT_RULES_VERSION "4"

/* The member, and the shortest text that is taken for a key. */
#define LM_STAMP_MEMBER "redact"
#define LM_STAMP_KEY_MIN 16

/* What a sum begins with; the bytes of a keyed one; the largest count; as many
 * kinds may be found. */
#define LM_STAMP_KEYED "blake2b:"
#define LM_STAMP_PLAIN "xxh3:"
#define LM_STAMP_SUM_LEN 32
#define LM_STAMP_MOST_FOUND 999999999
#define LM_STAMP_MOST_KINDS 256

/*
 * What stamps are made with and checked against, from the redaction settings
 * of a manifest (NULL: the defaults without one; else it must outlive the
 * stamp): the fingerprint of the rules that lmob-redact follows with them, and
 * the key.  settings is what a command line says otherwise, in any form that
 * is the same for the same settings; empty: nothing.  Not changed after that;
 * shared by threads.  Where a key is named but not set, stamps can neither be
 * made nor checked: lm_stamp_lacks_key.  LM_NOMEM; what lm_stamp_rules says of
 * files; LM_USAGE for a key of less than LM_STAMP_KEY_MIN bytes.
 */
enum lm_code lm_stamp_new(const struct lm_manifest *manifest,
    struct lm_span settings, struct lm_stamp **out, struct lm_err *err);

/* Wipes the key.  NULL is fine. */
void lm_stamp_free(struct lm_stamp *stamp);

/* The name of the variable that should hold the key and does not; or NULL. */
const char *lm_stamp_lacks_key(const struct lm_stamp *stamp);

/* Whether a top-level member of this name is one that lmob adds: no stamp
 * covers the texts in it. */
bool lm_stamp_is_added(struct lm_span name);

/* What a record's stamp is. */
enum lm_stamp_state {
	LM_STAMP_VALID,
	LM_STAMP_NONE,	      /* there is none */
	LM_STAMP_MALFORMED,   /* a member "redact" of another form, or two */
	LM_STAMP_OTHER_RULES, /* made with other rules */
	LM_STAMP_OTHER_SUM,   /* texts or found changed since; or forged */
	LM_STAMP_NO_KEY,      /* it cannot be checked: lm_stamp_lacks_key */
};

/* Check the stamp of a record.  O(record). */
enum lm_stamp_state lm_stamp_check(const struct lm_stamp *stamp,
    const struct lm_record *record);

/* What a state means, as the end of a sentence: "it has no stamp", ... */
const char *lm_stamp_say(enum lm_stamp_state state);

/* The parts of a stamp, borrowed from its record. */
struct lm_stamp_form {
	yyjson_val *found;	/* names of a-z, "_", "-" and, but for the first
				 * place, 0-9, each once; whole numbers */
	struct lm_span rules;	/* 16 hex digits */
	struct lm_span sum;	/* "xxh3:" or "blake2b:", and hex digits */
	struct lm_span version; /* of manifest, before "#"; empty: null */
};

/*
 * Whether a value has the form of a stamp: these four members once each, in
 * any order.  Such a one holds no text but version.
 */
bool lm_stamp_parse(yyjson_val *val, struct lm_stamp_form *form);

/* How often a stamp says that this kind was found; at most LM_STAMP_MOST_FOUND. */
uint64_t lm_stamp_found(const struct lm_stamp_form *form, const char *kind);

/*
 * Append the stamp of a record as a JSON text: kinds[i] was found counts[i]
 * times (0: left out).  The record is as it is after redaction, and an object;
 * the key is not lacking.  O(record).  LM_NOMEM.
 */
enum lm_code lm_stamp_append(const struct lm_stamp *stamp,
    const struct lm_record *record, const char *const *kinds,
    const uint64_t *counts, size_t n, struct lm_buf *out, struct lm_err *err);

#endif
