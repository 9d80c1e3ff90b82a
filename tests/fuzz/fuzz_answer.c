/*
 * Four bytes that say which kinds of repair are allowed, and a model's answer.
 * Oracles: every candidate is JSON for yyjson; what is strict or extracted,
 * and not encoded, is the text's bytes where it says that it stands; tiers do
 * not fall; there are at most so many; a second answer in the same memory
 * gives the same.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lm/answer.h"
#include "lm/utf8.h"

#include "is_json.h"

static void
check_candidate(const struct lm_answer_candidate *candidate,
    struct lm_span text)
{
	require(candidate->at <= text.len);
	require(candidate->len <= text.len - candidate->at);
	require(is_json(candidate->json));
	if (candidate->step != LM_ANSWER_REPAIRED) {
		require(candidate->n_repairs == 0);
		require(candidate->is_encoded ||
		    (candidate->json.ptr == text.ptr + candidate->at &&
			candidate->json.len == candidate->len));
	}
	for (size_t i = 0; i < candidate->n_repairs; i++)
		require(candidate->is_encoded ||
		    candidate->repairs[i].at <= text.len);
}

/* How many candidates there are; each has been checked. */
static size_t
ask(struct lm_answer *answer, struct lm_span text, lm_mend_mask allowed)
{
	struct lm_answer_candidate candidate;
	unsigned tier = 0;
	size_t n = 0;
	bool more;

	lm_answer_begin(answer, text, allowed);
	for (;; n++) {
		require(
		    lm_answer_next(answer, &candidate, &more, NULL) == LM_OK);
		if (!more)
			break;
		check_candidate(&candidate, text);
		require(candidate.tier >= tier);
		tier = candidate.tier;
	}
	require(n <= LM_ANSWER_MOST);
	require(allowed != 0 || candidate.step != LM_ANSWER_REPAIRED || n == 0);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_answer answer = {0};
	struct lm_span text;
	uint32_t allowed;
	size_t n;

	if (size < sizeof(allowed))
		return 0;
	memcpy(&allowed, data, sizeof(allowed));
	text = lm_span((const char *)data + sizeof(allowed),
	    size - sizeof(allowed));
	if (lm_utf8_valid(text)) {
		n = ask(&answer, text, allowed);
		require(ask(&answer, text, allowed) == n);
		require(ask(&answer, text, 0) <= n);
	}
	lm_answer_free(&answer);
	return 0;
}
