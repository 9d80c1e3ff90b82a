#include "lm/answer_find.h"

#include <string.h>

#include "lm/json.h"

#define LEAST_MARKS 3

struct lm_span
lm_answer_trim(struct lm_span text)
{
	size_t from = lm_json_space_end(text, 0), end = text.len;

	while (end > from && lm_json_is_space(text.ptr[end - 1]))
		end--;
	return lm_span(text.ptr + from, end - from);
}

static size_t
line_end(struct lm_span text, size_t i)
{
	const char *at =
	    i < text.len ? memchr(text.ptr + i, '\n', text.len - i) : NULL;

	return at == NULL ? text.len : (size_t)(at - text.ptr);
}

bool
lm_answer_fence(struct lm_span text, size_t i, struct lm_answer_fence *fence)
{
	size_t end;

	while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
		i++;
	if (i == text.len || (text.ptr[i] != '`' && text.ptr[i] != '~'))
		return false;
	fence->at = i;
	fence->mark = text.ptr[i];
	while (i < text.len && text.ptr[i] == fence->mark)
		i++;
	fence->n = i - fence->at;
	if (fence->n < LEAST_MARKS)
		return false;
	end = line_end(text, i);
	fence->label = lm_answer_trim(lm_span(text.ptr + i, end - i));
	fence->next = end < text.len ? end + 1 : end;
	/* Else it is code within a line. */
	return fence->mark == '~' || memchr(text.ptr + i, '`', end - i) == NULL;
}

bool
lm_answer_fence_close(struct lm_span text, size_t i,
    const struct lm_answer_fence *open, struct lm_answer_fence *close)
{
	while (i < text.len) {
		if (lm_answer_fence(text, i, close) &&
		    close->mark == open->mark && close->n >= open->n &&
		    close->label.len == 0)
			return true;
		i = line_end(text, i) + 1;
	}
	return false;
}

size_t
lm_answer_fences(struct lm_span text, size_t i, size_t end)
{
	struct lm_answer_fence fence;
	size_t n = 0;

	while (i < end) {
		n += lm_answer_fence(text, i, &fence);
		i = line_end(text, i) + 1;
	}
	return n;
}

static bool
has_name(struct lm_span label, const char *name)
{
	size_t len = strlen(name);

	if (label.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((label.ptr[i] | 0x20) != name[i])
			return false;
	/* jsonc and json5 too. */
	return true;
}

enum lm_answer_rank
lm_answer_fence_rank(const struct lm_answer_fence *fence)
{
	if (fence->label.len == 0)
		return LM_ANSWER_BARE_FENCE;
	return has_name(fence->label, "json") ? LM_ANSWER_JSON_FENCE
					      : LM_ANSWER_OTHER_FENCE;
}
