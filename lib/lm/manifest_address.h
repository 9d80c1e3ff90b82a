#ifndef LM_MANIFEST_ADDRESS_H
#define LM_MANIFEST_ADDRESS_H

#include <stdbool.h>

#include "lm/span.h"

/* Where an address of the form lm_form_url leads (RFC 3986 §3). */
struct lm_address {
	bool secure;	     /* https */
	struct lm_span host; /* "localhost" for what is always this machine */
	struct lm_span port; /* digits; the default if none is given */
	struct lm_span path; /* and query, without the slashes at its end */
};

/* Whether what stands before the path is a host, of IPv6 in brackets, and then
 * nothing or a colon and a port, 1 to 65535 or none. */
bool lm_address_valid(struct lm_span authority);

/* The parts of url, borrowed from it; who logs in is left out. */
struct lm_address lm_address_read(struct lm_span url);

/* Below 0, 0 or above 0: 0 where both lead to the same place, with the host's
 * letters of any case, IPv6 by its bytes. */
int lm_address_order(const struct lm_address *a, const struct lm_address *b);

/* Whether it is on this machine: localhost, 127.0.0.0/8 or [::1]. */
bool lm_address_loopback(const struct lm_address *address);

#endif
