#ifndef LM_URI_H
#define LM_URI_H

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Addresses: URIs (RFC 3986), IRIs (RFC 3987), URI templates (RFC 6570) and
 * JSON Pointers (RFC 6901).  No state, all O(length); only the calls that
 * write to a buffer allocate.
 */

/* The components of a reference, without their delimiters; a part that is not
 * there is empty.  Spans are of the text that was split. */
struct lm_uri {
	struct lm_span scheme, authority, path, query, fragment;
	bool has_scheme, has_authority, has_query, has_fragment;
};

/* Split a reference (RFC 3986 appendix B).  Any bytes; nothing is judged. */
struct lm_uri lm_uri_split(struct lm_span text);

/*
 * Append to *out what reference means where base holds (RFC 3986 §5.2.2, strict,
 * and §5.2.4).  base may be empty or relative; then so may the result be.  A
 * reference with an empty path keeps the path of base, as it is.  Syntax is not
 * checked.  Where dots went and what is left would be read otherwise ("//" with
 * no authority before it, ":" in a first segment with no scheme before it),
 * "/." or "./" stands before it.  Neither points into *out.  LM_NOMEM.
 */
enum lm_code lm_uri_resolve(struct lm_span base, struct lm_span reference,
    struct lm_buf *out, struct lm_err *err);

/*
 * Append text with %XX as the bytes that they stand for (RFC 3986 §2.1).  text
 * does not point into *out.  LM_MALFORMED for a % without two hexadecimal
 * digits, *out is then as it was; LM_NOMEM.
 */
enum lm_code lm_uri_unescape(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

/*
 * Whether text is a URI, or with is_reference a URI-reference (RFC 3986
 * appendix A); with is_iri an IRI or IRI-reference (RFC 3987 §2.2).
 */
bool lm_uri_is(struct lm_span text, bool is_reference, bool is_iri);

/* Whether text is a URI template of any level (RFC 6570 §2).  The apostrophe,
 * which its grammar leaves out, is a literal, as JSON Schema's tests have it. */
bool lm_uri_is_template(struct lm_span text);

/* Whether text is a JSON Pointer as a string (RFC 6901 §3, §5). */
bool lm_uri_is_pointer(struct lm_span text);

/*
 * Whether text is a relative JSON Pointer: "1/a", "0#"; with has_moves also one
 * that moves along an array, "0-1/a" (draft-bhutton-relative-json-pointer-00,
 * "0-1#" too, which its grammar forgot), else as in the drafts before that
 * (draft-handrews-relative-json-pointer-02).
 */
bool lm_uri_is_relative_pointer(struct lm_span text, bool has_moves);

/* Whether text is an IPv4address or an IPv6address of RFC 3986 §3.2.2: four
 * decimal numbers without leading zeros; RFC 4291 §2.2 without a zone. */
bool lm_uri_is_ipv4(struct lm_span text);
bool lm_uri_is_ipv6(struct lm_span text);

#endif
