#include "policy.h"

#include <stdlib.h>
#include <string.h>

#include "known.h"
#include "mask.h"
#include "replace.h"
#include "rules.h"
#include "scan.h"
#include "tokens.h"

static int
compare(const void *a, const void *b)
{
	const struct lm_span *left = a, *right = b;
	size_t len = left->len < right->len ? left->len : right->len;
	int order = len == 0 ? 0 : memcmp(left->ptr, right->ptr, len);

	if (order != 0)
		return order;
	return left->len < right->len ? -1 : left->len > right->len;
}

void
policy_sort_allowed(struct policy *policy)
{
	if (policy->n_allowed > 0)
		qsort(policy->allowed, policy->n_allowed,
		    sizeof(policy->allowed[0]), compare);
}

bool
policy_allows(const struct policy *policy, struct lm_span value)
{
	return policy->n_allowed > 0 &&
	    bsearch(&value, policy->allowed, policy->n_allowed,
		sizeof(policy->allowed[0]), compare) != NULL;
}

/* The literals of the detectors that are called where one stands; see
 * at_literal in search_at.c.  In either case of letters where it is so marked. */
static const struct token_mark literals[] = {
    {"eyJ", false}, /* a JWT */
    {"--B", false}, /* -----BEGIN */
    {"PuT", false}, /* PuTTY-User-Key-File */
    {"rer", true},  /* Bearer */
    {"sic", true},  /* Basic */
    {"%40", false}, /* an "@" of a URL */
    {" --", false}, /* options of a command */
    {"\n--", false},
    {"\t--", false},
    {"\"--", false},
    {"'--", false},
    {" -u", false},
    {" -p", false},
    {" -w", false},
    /* "password is ...", passphrase, passcode, and "Kennwort" */
    {"ssw", true},
    {"ssp", true},
    {"ssc", true},
    {"nnw", true},
    /* A full-width colon and equals sign. */
    {"\xef\xbc\x9a", false},
    {"\xef\xbc\x9d", false},
};
#define N_LITERALS (sizeof(literals) / sizeof(literals[0]))

enum lm_code
policy_make_scan(struct policy *policy, struct lm_err *err)
{
	size_t n = tokens_n_marks() + N_LITERALS;
	const char **texts = calloc(n, sizeof(*texts));
	bool *any_case = calloc(n, sizeof(*any_case));

	for (size_t i = 0; texts != NULL && any_case != NULL && i < n; i++) {
		const struct token_mark *mark = i < N_LITERALS
		    ? &literals[i]
		    : &token_marks()[i - N_LITERALS];

		texts[i] = mark->literal;
		any_case[i] = mark->any_case;
	}
	if (texts != NULL && any_case != NULL)
		policy->scan = scan_new(texts, any_case, n);
	free(any_case);
	free(texts);
	return policy->scan == NULL ? lm_err_nomem(err) : LM_OK;
}

bool
policy_is_idle(const struct policy *policy)
{
	bool idle = policy->deny.n == 0 && policy->places.n == 0 &&
	    policy->rules == NULL && policy->known == NULL;

	for (enum kind kind = 0; kind < N_DETECTED; kind++)
		idle = idle && !kinds_has(&policy->kinds, kind);
	return idle;
}

void
policy_free(struct policy *policy)
{
	names_free(&policy->deny);
	places_free(&policy->places);
	free(policy->allowed);
	scan_free(policy->scan);
	tokens_free(policy->tokens);
	rules_free(policy->rules);
	known_free(policy->known);
	masks_free(policy->masks);
	replacer_free(policy->replacer);
	*policy = (struct policy){0};
}
