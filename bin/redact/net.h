#ifndef REDACT_NET_H
#define REDACT_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "detect.h"

/*
 * Detectors of what is on the net, and of what opens its doors (detect.h says
 * what a detector is).  i is where the mark stands, and may be any place where
 * such a byte is.  False: nothing is found, *found is not touched.
 */

/*
 * KIND_EMAIL; i: at "@", or at the "%" of a "%40".  RFC 5321's form, letters
 * of any script (RFC 6531), and a domain whose last label is of letters.  Not
 * the user of a URL, nor "git@", nor a package's version ("x@1.2.3").
 */
bool detect_email(struct lm_span text, size_t i, struct finding *found);

/*
 * KIND_IPV4; i: at a "." between two digits.  Four numbers below 256 without
 * leading zeros, no more and no fewer; not where a word, a sign or a product's
 * name before them says that they are a version.  _named: nor where the
 * member's name says so.
 */
bool detect_ipv4(struct lm_span text, size_t i, struct finding *found);
bool detect_ipv4_named(const struct subject *subject, size_t i,
    struct finding *found);

/*
 * KIND_IPV6; i: at ":".  The forms of RFC 4291 §2.2, and a zone (RFC 4007
 * §11).  Not a path of C++ or Rust, a slice, a time, or pairs of hex digits.
 */
bool detect_ipv6(struct lm_span text, size_t i, struct finding *found);

/*
 * KIND_MAC; i: at ":", "-" or ".".  Six pairs of hex digits with ":" or "-",
 * or three groups of four with "."; not all zeros, not all ones, and not a
 * part of more.
 */
bool detect_mac(struct lm_span text, size_t i, struct finding *found);

/*
 * KIND_URL_CREDENTIALS, KIND_CONNECTION_STRING (by the scheme); i: at the ":"
 * of "://".  What stands before the "@" of an authority (RFC 3986 §3.2.1), if
 * it has a password, or is as long and mixed as a token.
 */
bool detect_url(struct lm_span text, size_t i, struct finding *found);

/*
 * KIND_AUTH_HEADER; i: at the "B" of "Bearer" or "Basic", in either case.  The
 * credentials after it (RFC 6750 §2.1, RFC 7617 §2), not the word.
 */
bool detect_auth(struct lm_span text, size_t i, struct finding *found);

/*
 * KIND_JWT; i: at "eyJ".  A JWS or JWE (RFC 7515 §7.1, RFC 7516 §7.1) whose
 * header decodes to an object with "alg", "typ" or "enc"; also cut short.
 */
bool detect_jwt(struct lm_span text, size_t i, struct finding *found);

/*
 * KIND_PRIVATE_KEY; i: at the first "-" of "-----BEGIN", or at the "P" of
 * "PuTTY-User-Key-File-".  A PEM block (RFC 7468), a PGP one (RFC 9580 §6.2)
 * or a file of PuTTY's with a private key in it, from its first line to its
 * last.  One that is cut short goes to the end of what may belong to it.
 */
bool detect_private_key(struct lm_span text, size_t i, struct finding *found);

/*
 * For a key whose lines are the elements of an array: whether a private key
 * begins in this text that does not end in it, and where (at its BEGIN line);
 * whether one ends in it that does not begin in it, and where its END line
 * does.  O(length).
 */
bool pem_opens(struct lm_span text, size_t *at);
bool pem_closes(struct lm_span text, size_t *end);

/*
 * KIND_CRYPTO_ADDRESS, KIND_PRIVATE_KEY; i: at the first of a run of letters and
 * digits, or of several with "/", "-", "_", "=" or "+" between: the first one
 * that is found (look again from its end on).  Base58Check (Bitcoin and those of its form, and their
 * private keys), Bech32 and Bech32m (BIP 173, BIP 350), Ethereum (EIP-55; in
 * one case, beside a word that says so), Monero.  _named: the word may be the
 * member's name.
 */
bool detect_crypto(struct lm_span text, size_t i, struct finding *found);
bool detect_crypto_named(const struct subject *subject, size_t i,
    struct finding *found);

/*
 * What these share.
 */

/* Whether a token may begin at i: what is before it is no letter or digit of
 * ASCII, nor "_", unless it is the n, r or t of an escape in the text. */
bool net_begins(struct lm_span text, size_t i);

/* Where the run of such bytes that begins at i ends, at most most bytes on.
 * Here, so that the compiler sees what is asked of each byte. */
static inline size_t
net_run(struct lm_span text, size_t i, size_t most, bool (*is)(char byte))
{
	size_t end = i;

	while (end < text.len && end - i < most && is(text.ptr[end]))
		end++;
	return end;
}

/* Whether a mask ("[EMAIL]", "[EMAIL:k7f3a9c2]") is anywhere in text. */
bool net_has_mask(struct lm_span text);

/* Whether a value stands for another: empty, masks, a template's variable,
 * one character again and again, or a word such as "password". */
bool net_is_filler(struct lm_span value);

/* Decode Base64 or base64url, padded or not, into size bytes, as far as the
 * text goes and they do; how many they became. */
size_t net_base64(struct lm_span text, char *out, size_t size);

/* The last word (letters and digits of ASCII) before i, past the white space and punctuation that may
 * join it to a value; empty: there is none. */
struct lm_span net_last_word(struct lm_span text, size_t i);

/* Whether a word is one of words (lower case, NULL at the end; "*x": one that
 * ends in x), in either case. */
bool net_is_word(struct lm_span word, const char *const *words);

#endif
