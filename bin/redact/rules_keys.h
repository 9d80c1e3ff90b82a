#ifndef REDACT_RULES_KEYS_H
#define REDACT_RULES_KEYS_H

#include <yyjson.h>

#include "lm/err.h"

/* The keys that files of rules have: a part of rules. */
enum rules_type { TEXT, NUMBER, WHOLE, TRUTH, TEXTS, TABLE, TABLES };

struct rules_key {
	const char *name; /* NULL: behind the last */
	enum rules_type type;
};

extern const struct rules_key rules_file_keys[];
extern const struct rules_key rules_extend_keys[];
extern const struct rules_key rules_rule_keys[];
extern const struct rules_key rules_allow_keys[];

struct rules;

/* Whether a table of the last source has only these keys, each once, of their
 * types.  LM_MALFORMED. */
enum lm_code rules_check_keys(const struct rules *rules, yyjson_val *table,
    const struct rules_key *keys, struct lm_err *err);

#endif
