#include "held.h"

#include <stddef.h>

#include "lm/json.h"

bool
held_may_be_json(struct lm_span text)
{
	size_t from = lm_json_space_end(text, 0), to = text.len;
	char first;

	while (to > from && lm_json_is_space(text.ptr[to - 1]))
		to--;
	if (to - from < 2)
		return false;
	first = text.ptr[from];
	return (first == '{' && text.ptr[to - 1] == '}') ||
	    (first == '[' && text.ptr[to - 1] == ']') ||
	    (first == '"' && text.ptr[to - 1] == '"');
}
