#ifndef REDACT_KEYS_H
#define REDACT_KEYS_H

#include <stdbool.h>

#include "assign.h"
#include "policy.h"
#include "search.h"

#include "lm/err.h"
#include "lm/span.h"

/*
 * What is known of the names of members: each is looked at once, and then
 * remembered, as a log has few of them and a great many times.
 */
struct key_info {
	enum name_class class;
	struct name_match match;
	bool number;	 /* a number under it is worth looking at */
	bool masked;	 /* a mask of an earlier run is in it */
	bool pair_name;	 /* its value may name what stands beside it */
	bool pair_value; /* its value may be of the name beside it */
	bool headers;	 /* an array of it has names and values in turn */
	bool exempt;	 /* id, time: bare digits there are no findings */
	bool embedding;
	bool stamp;   /* a stamp may be its value */
	bool special; /* one of these holds, or class is not NAME_NONE */
	bool clean;   /* nothing is found in the name itself */
};

struct keys;

/* Make one; NULL when there is no memory.  Both must outlive it. */
struct keys *keys_new(const struct policy *policy, struct search *search);
void keys_free(struct keys *keys);

/* What is known of a name; lives until the next call.  LM_NOMEM. */
enum lm_code keys_look(struct keys *keys, struct lm_span name,
    const struct key_info **info, struct lm_err *err);

#endif
