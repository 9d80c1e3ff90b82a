#include "lm/answer_find.h"

#include <string.h>

#include "lm/json.h"

/* Where what is found goes: from each rank as many as may be tried. */
struct finder {
	struct lm_answer *answer;
	size_t reasoned; /* what begins before it is in a reasoning block */
	size_t unended;	 /* what begins behind it is in one that has no end */
};

static void
add(const struct finder *finder, size_t from, size_t end, size_t limit,
    enum lm_answer_rank rank, bool is_json)
{
	struct lm_answer *answer = finder->answer;
	unsigned in_reasoning = from < finder->reasoned;
	struct lm_answer_place place = {.from = from,
	    .end = end,
	    .limit = limit,
	    .rank = rank + in_reasoning * LM_ANSWER_N_RANKS,
	    .is_fence = rank != LM_ANSWER_PROSE,
	    .is_json = is_json};
	size_t i = answer->n_places;

	if (from > finder->unended)
		return; /* no answer has begun */
	if (i == LM_ANSWER_PLACES) {
		answer->n_beyond++;
		if (answer->places[--i].rank <= place.rank)
			return;
	} else {
		answer->n_places++;
	}
	for (; i > 0 && answer->places[i - 1].rank > place.rank; i--)
		answer->places[i] = answer->places[i - 1];
	answer->places[i] = place;
}

static size_t
next_bracket(struct lm_span text, size_t i)
{
	while (i < text.len && text.ptr[i] != '{' && text.ptr[i] != '[')
		i++;
	return i;
}

/* Arrays and objects between from and end; one that begins at known and is no
 * JSON has been seen. */
static void
find_in_prose(const struct finder *finder, size_t from, size_t end,
    size_t known)
{
	struct lm_span text = lm_span(finder->answer->text.ptr, end);
	size_t i = from, past;

	for (; (i = next_bracket(text, i)) < end; i = past) {
		bool is_json = lm_mend_is_json(text, i, &past);

		if (!is_json && !lm_answer_is_structure(text, i)) {
			past = i + 1;
			continue;
		}
		if (!is_json)
			past = lm_answer_balance(text, i);
		if (is_json || i != known)
			add(finder, i, past, end, LM_ANSWER_PROSE, is_json);
	}
}

/* JSON behind a fence that is open, up to a line that closes it: what looks
 * like such a line in a string of it is passed.  False: there is none. */
static bool
find_json_in_fence(const struct finder *finder,
    const struct lm_answer_fence *open, size_t *next)
{
	struct lm_span text = finder->answer->text;
	size_t from = lm_json_space_end(text, open->next), end, i;
	struct lm_answer_fence close;

	if (from == text.len || !lm_mend_is_json(text, from, &end))
		return false;
	for (i = end; i < text.len && lm_json_is_space(text.ptr[i]); i++)
		if (text.ptr[i] == '\n')
			end = i;
	*next = text.len;
	if (i < text.len) {
		/* Back to the beginning of the line that is behind. */
		if (text.ptr[end] != '\n' ||
		    !lm_answer_fence_close(text, end + 1, open, &close) ||
		    close.at != i)
			return false;
		*next = close.next;
	}
	(void)lm_mend_is_json(text, from, &end);
	add(finder, from, end, end, lm_answer_fence_rank(open), true);
	return true;
}

/* A fenced block; where to go on. */
static size_t
find_in_fence(const struct finder *finder, const struct lm_answer_fence *open)
{
	struct lm_span text = finder->answer->text, inside;
	struct lm_answer_fence close;
	size_t end = text.len, next = text.len, from;

	if (find_json_in_fence(finder, open, &next))
		return next;
	if (lm_answer_fence_close(text, open->next, open, &close)) {
		end = close.at;
		next = close.next;
	}
	inside =
	    lm_answer_trim(lm_span(text.ptr + open->next, end - open->next));
	from = inside.len == 0 ? end : (size_t)(inside.ptr - text.ptr);
	if (inside.len > 0)
		add(finder, from, from + inside.len, text.len,
		    lm_answer_fence_rank(open), false);
	find_in_prose(finder, open->next, end, from);
	return next;
}

static size_t
next_line(struct lm_span text, size_t i)
{
	const char *at = memchr(text.ptr + i, '\n', text.len - i);

	return at == NULL ? text.len : (size_t)(at - text.ptr) + 1;
}

/* Past the last reasoning block: the text's end, if that is in one; and where
 * one begins that has no end, or the text's end. */
static void
find_reasoning(struct lm_span text, struct finder *out)
{
	static const char *const tags[] = {"think>", "thinking>", "reasoning>"};

	out->reasoned = 0;
	out->unended = text.len;

	for (size_t i = 0; i < text.len; i++) {
		const char *at = memchr(text.ptr + i, '<', text.len - i);
		bool is_end;

		if (at == NULL)
			break;
		i = (size_t)(at - text.ptr);
		is_end = i + 1 < text.len && at[1] == '/';
		for (size_t k = 0; k < sizeof(tags) / sizeof(tags[0]); k++) {
			size_t len = strlen(tags[k]), tag = i + 1 + is_end;

			if (text.len - i <= len + is_end ||
			    memcmp(text.ptr + tag, tags[k], len) != 0)
				continue;
			out->reasoned = is_end ? tag + len : text.len;
			out->unended = is_end ? text.len : i;
		}
	}
}

/* Whether the text is one array or object, but for its faults: then all that
 * is in it is part of it. */
static bool
is_one_value(struct lm_span text)
{
	size_t from = lm_json_space_end(text, 0), end;

	if (from == text.len ||
	    (text.ptr[from] != '{' && text.ptr[from] != '['))
		return false;
	if (lm_mend_is_json(text, from, &end))
		return text.ptr[from] == '{' && lm_answer_goes_on(text, end);
	return lm_answer_is_structure(text, from) &&
	    lm_json_space_end(text, lm_answer_balance(text, from)) == text.len;
}

void
lm_answer_find(struct lm_answer *answer)
{
	struct lm_span text = answer->text;
	struct finder finder = {.answer = answer};
	size_t prose = 0, i = 0;

	answer->n_places = answer->n_beyond = 0;
	if (is_one_value(text))
		return;
	find_reasoning(text, &finder);
	while (i < text.len) {
		struct lm_answer_fence open;

		if (!lm_answer_fence(text, i, &open)) {
			i = next_line(text, i);
			continue;
		}
		find_in_prose(&finder, prose, i, text.len);
		prose = i = find_in_fence(&finder, &open);
	}
	find_in_prose(&finder, prose, text.len, text.len);
}
