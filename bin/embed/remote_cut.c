#include "pieces.h"
#include "remote_state.h"

/* Tokens that a model puts around a text: [CLS] and [SEP], or <s> and </s>. */
#define SPECIAL_TOKENS 2

enum lm_code
remote_cut_text(struct remote *remote, struct unit *unit, bool *is_cut,
    struct lm_err *err)
{
	uint64_t context = remote->target.context != 0
	    ? remote->target.context
	    : remote->limits.text_tokens;
	size_t len = 0;
	enum lm_code code;

	*is_cut = false;
	if (context <= SPECIAL_TOKENS || !tokens_are_exact(remote->tokens))
		return LM_OK;
	code = pieces_longest(remote->tokens, lm_buf_view(&unit->text),
	    context - SPECIAL_TOKENS, &len, err);
	*is_cut = code == LM_OK && len > 0 && len < unit->text.len;
	if (*is_cut)
		unit->text.len = len;
	return code;
}
