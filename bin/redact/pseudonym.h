#ifndef REDACT_PSEUDONYM_H
#define REDACT_PSEUDONYM_H

#include <stddef.h>

#include "kinds.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Pseudonyms: equal values of a kind give equal ones with the same key, in
 * whatever file and night, and nobody without the key can try values until one
 * fits.
 *
 * The digest is BLAKE2b of 32 bytes (RFC 7693), keyed, of the domain, a NUL and
 * the value in one way of writing.  The key is the BLAKE2b of 32 bytes, without
 * a key, of PSEUDONYM_PURPOSE (with no NUL) and the key's text, so that it is
 * another than the one that stamps make of the same text.  A pseudonym is the
 * digest's first 40 or 80 bits in lower-case base32 (RFC 4648): of a million
 * values of a kind, at 40 bits, about one pair is expected to share its
 * pseudonym by chance; at 80 none.
 */
#define PSEUDONYM_PURPOSE "lmob-redact pseudonym 1\n"
#define PSEUDONYM_KEY_LEN 32
#define PSEUDONYM_KEY_FILE_MAX 65536

struct pseudonym_key {
	unsigned char bytes[PSEUDONYM_KEY_LEN];
};

/*
 * Make a key of a text.  name is where it comes from, for messages, which never
 * show the text.  LM_USAGE for one of less than LM_STAMP_KEY_MIN bytes;
 * LM_LIMIT if libsodium does not start.
 */
enum lm_code pseudonym_key_of(struct lm_span text, const char *name,
    struct pseudonym_key *key, struct lm_err *err);

/*
 * The same of a file, without one line end at its end, so that a file and a
 * variable with the same text are the same key.  Also LM_USAGE where others
 * than its owner may read or write it; LM_OVERSIZE over PSEUDONYM_KEY_FILE_MAX
 * bytes; LM_IO; LM_NOMEM; all with err->file.
 */
enum lm_code pseudonym_key_read(const char *path, struct pseudonym_key *key,
    struct lm_err *err);

void pseudonym_key_wipe(struct pseudonym_key *key);

/*
 * Append a value in the one way of writing that its kind is compared in:
 *
 *	email, ipv4, ipv6	ASCII letters small
 *	mac			the same, without "-", ":" and "."
 *	phone			digits and ASCII letters alone, as capitals
 *	card, iban, aba_routing	ASCII letters as capitals, without spaces,
 *	and all identifiers	hyphens (of Unicode, too), "." and "/"
 *	known			lm_text_words without its spaces and without
 *				"'s" at its end
 *	others			as they are
 *
 * LM_NOMEM.
 */
enum lm_code pseudonym_normalise(enum kind kind, struct lm_span value,
    struct lm_buf *out, struct lm_err *err);

/*
 * Append the pseudonym of len characters (8 or 16) of a value, which is in the
 * one way of writing.  domain holds no NUL.
 */
enum lm_code pseudonym_append(const struct pseudonym_key *key,
    struct lm_span domain, struct lm_span value, size_t len, struct lm_buf *out,
    struct lm_err *err);

#endif
