#include "render.h"

#include <stdbool.h>
#include <stdint.h>

#include "lm/utf8.h"

/* What a terminal would act on: control characters (C0, C1), marks that turn
 * the direction of text, separators of lines. */
static bool
is_control(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x200e ||
	    c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069);
}

enum lm_code
render_plain(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < text.len;) {
		size_t from = i;
		uint32_t c = lm_utf8_next(text, &i);

		code = is_control(c)
		    ? lm_buf_byte(out, '?', err)
		    : lm_buf_append(out, text.ptr + from, i - from, err);
	}
	return code;
}

static enum lm_code
add_line(struct lm_buf *out, const char *start, struct lm_span name,
    const char *between, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, start, err);

	if (code == LM_OK)
		code = render_plain(name, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, between, err);
	if (code == LM_OK)
		code = render_plain(text, out, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

enum lm_code
render_explanation(const struct rules *rules, const struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct job *job = signals->job;
	const struct lm_policy *policy = rules->policy;
	struct lm_span id =
	    job->id == NULL ? lm_span_of("-") : lm_record_text(job->id);
	enum lm_code code =
	    add_line(out, "", id, ": ", lm_buf_view(&decision->reason), err);

	for (size_t i = 0; code == LM_OK && i < decision->n_passed; i++) {
		const struct passed *passed = &decision->passed[i];

		code = add_line(out, "    not ",
		    policy->routes[passed->route].id, ": ",
		    lm_span(decision->because.ptr + passed->at, passed->len),
		    err);
	}
	if (code == LM_OK && decision->model != LM_NO_INDEX)
		code = add_line(out, "    model ",
		    policy->models[decision->model].name, " at ",
		    policy->endpoints[decision->endpoint].name, err);
	if (code == LM_OK && decision->queue != LM_NO_INDEX)
		code = add_line(out, "    queue ",
		    policy->queues[decision->queue].name, "", lm_span_of(""),
		    err);
	return code;
}
