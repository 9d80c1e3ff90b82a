/*
 * Four bytes that say which kinds of repair are allowed, and a text to mend.
 * Oracles: what comes out is JSON for yyjson; mended again, it stays, without
 * a repair; what was JSON comes out byte by byte; repairs are in order, within
 * the text, and allowed.
 */
#include <stdint.h>
#include <string.h>

#include "lm/mend.h"
#include "lm/utf8.h"

#include "is_json.h"

static void
check_list(const struct lm_mended *mended, lm_mend_mask allowed,
    struct lm_span text)
{
	for (size_t i = 0; i < mended->n; i++) {
		const struct lm_mend_repair *repair = &mended->list[i];

		require(repair->at <= text.len);
		require(i == 0 || mended->list[i - 1].at <= repair->at);
		require((allowed & LM_MEND_BIT(repair->kind)) != 0);
	}
}

static void
check_again(const struct lm_mended *mended)
{
	struct lm_span json = lm_buf_view(&mended->json);
	struct lm_mended again = {0};

	require(is_json(json));
	require(lm_mend(json, 0, &again, NULL) == LM_OK);
	require(again.n == 0);
	require(lm_span_equal(lm_buf_view(&again.json), json));
	lm_mended_free(&again);
}

static void
check_part(struct lm_span text, lm_mend_mask allowed)
{
	struct lm_mended mended = {0};
	const char *at = memchr(text.ptr, '{', text.len);
	size_t from = at == NULL ? 0 : (size_t)(at - text.ptr), end;

	if (at != NULL &&
	    lm_mend_value(text, from, allowed, &mended, &end, NULL) == LM_OK) {
		require(end > from && end <= text.len);
		check_list(&mended, allowed, text);
		check_again(&mended);
	}
	lm_mended_free(&mended);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_mended mended = {0};
	struct lm_err err = {0};
	struct lm_span text;
	uint32_t allowed;
	enum lm_code code;

	if (size < sizeof(allowed))
		return 0;
	memcpy(&allowed, data, sizeof(allowed));
	text = lm_span((const char *)data + sizeof(allowed),
	    size - sizeof(allowed));
	code = lm_mend(text, allowed, &mended, &err);
	require(code == LM_OK ||
	    (code == LM_MALFORMED && err.column > 0 &&
		err.column <= text.len + 1));
	if (lm_utf8_valid(text)) {
		if (code == LM_OK) {
			check_list(&mended, allowed, text);
			check_again(&mended);
		}
		check_part(text, allowed);
		if (text.len < 1000 && is_json(text))
			require(code == LM_OK && mended.n == 0 &&
			    lm_span_equal(lm_buf_view(&mended.json), text));
	}
	lm_mended_free(&mended);
	return 0;
}
