#ifndef NET_SEARCH_H
#define NET_SEARCH_H

#include "check.h"
#include "net.h"

/* A key's data, which is no key's. */
#define DATA "QUFBQUFBQUFBQUFBQUFBQUFBQUFB"
#define OPEN "-----BEGIN RSA \x50RIVATE KEY-----"
#define CLOSE "-----END RSA \x50RIVATE KEY-----"
#define HEADER "eyJhbGciOiJIUzI1NiJ9" /* {"alg":"HS256"} */
#define PAYLOAD "eyJzdWIiOiIxIn0"     /* {"sub":"1"} */

static inline bool
detect_at(const struct subject *subject, size_t i, struct finding *found)
{
	struct lm_span text = subject->text;

	switch (text.ptr[i]) {
	case '@':
	case '%':
		return detect_email(text, i, found);
	case '.':
		return (i > 0 && is_digit(text.ptr[i - 1]) &&
			   detect_ipv4_named(subject, i, found)) ||
		    detect_mac(text, i, found);
	case ':':
		return detect_url(text, i, found) ||
		    detect_ipv6(text, i, found) || detect_mac(text, i, found);
	case '-':
		return detect_private_key(text, i, found) ||
		    detect_mac(text, i, found);
	case 'P':
		return detect_private_key(text, i, found);
	case 'B':
	case 'b':
		return detect_auth(text, i, found);
	case 'e':
		return detect_jwt(text, i, found);
	default:
		return false;
	}
}

/* All that is found at any byte, settled. */
static inline void
search(const struct subject *subject, struct findings *findings)
{
	struct finding found;

	findings->n = 0;
	for (size_t i = 0; i < subject->text.len; i++)
		if (detect_at(subject, i, &found))
			CHECK_OK(findings_add(findings, &found, NULL), NULL);
	findings_settle(findings);
}

#endif
