#ifndef REDACT_RULES_H
#define REDACT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "detect.h"

#include "lm/err.h"
#include "lm/span.h"

/*
 * Rules of the user's, as gitleaks has them (v8.25): a regular expression in
 * RE2's syntax, keywords of which a text has to have one, the least entropy of
 * the secret, the group that is the secret, and lists of what is allowed.
 *
 * A record has no file name and no commit: a rule's regex is run whatever its
 * path says, a rule of a path alone finds nothing, and lists of allowed paths
 * and commits allow nothing (with condition = "AND", nor does what they are
 * joined to).  A comment "gitleaks:allow" allows nothing either.
 */
struct rules;

/* Make an empty set.  LM_NOMEM. */
enum lm_code rules_new(struct rules **out, struct lm_err *err);
void rules_free(struct rules *rules);

/*
 * Add the rules of a file in gitleaks' TOML; path stands in messages, and
 * nothing of both is kept.  Its list of what is allowed applies to its own
 * rules.  A rule of an id that an earlier file had changes that one, as
 * [extend] has it: what it gives replaces, keywords and allowlists are added;
 * extend.disabledRules takes away rules of earlier files.  LM_MALFORMED, with
 * file, line and column: no TOML, an unknown key, a value of a wrong type, an
 * id twice, a regex that does not compile (with the rule and PCRE2's message).
 * LM_NOMEM.  After an error the set is only good for rules_free.
 */
enum lm_code rules_add_toml(struct rules *rules, const char *path,
    struct lm_span bytes, struct lm_err *err);

/* Add one rule, an object of the same keys as a [[rules]] of TOML, of which
 * nothing is kept.  Errors as above, without a place. */
enum lm_code rules_add_json(struct rules *rules, yyjson_val *rule,
    struct lm_err *err);

/* After the last of these: what rules_find needs.  LM_NOMEM. */
enum lm_code rules_prepare(struct rules *rules, struct lm_err *err);

/* How many rules there are, also of a path alone or disabled; the id of each,
 * until rules_free. */
size_t rules_n(const struct rules *rules);
struct lm_span rules_id(const struct rules *rules, size_t i);

/* Whether a rule has nothing to start from, neither a keyword nor a literal in
 * its regex, so that it is run over the whole of every text. */
bool rules_is_slow(const struct rules *rules, size_t i);

/* Whether a file builds upon rules that are not here: [extend] with
 * useDefault, path or url. */
bool rules_are_partial(const struct rules *rules);

/* What one thread needs to look; rules must outlive it. */
struct rules_memory;

enum lm_code rules_memory_new(const struct rules *rules,
    struct rules_memory **out, struct lm_err *err);
void rules_memory_free(struct rules_memory *memory);

/*
 * Add what the rules find in a text, each as KIND_RULE with the rule's label
 * (which lives until rules_free): its id in capitals, with "_" for what is
 * neither letter nor digit.  Of several rules that find the same bytes one
 * stands, the first whose id has no "generic" in it.  Masks of an earlier run
 * are not found.  *limited becomes true where a rule could not be run to its
 * end (PCRE2's limits, or tries that together cost more than the text is
 * long): what it would have found is not known.  LM_NOMEM.
 *
 * Only where a text has a keyword or a literal of a rule is its regex run, and
 * only about there; else O(length).  The findings are those of running every
 * regex over the whole text, except where the letters of a keyword or literal
 * are written as U+212A or U+017F.
 */
enum lm_code rules_find(const struct rules *rules, struct rules_memory *memory,
    const struct subject *subject, struct findings *findings, bool *limited,
    struct lm_err *err);

#endif
