#include "lm/expr_closed.h"

#include <stddef.h>
#include <string.h>

#define NESTING_MAX 256 /* jq 1.6 goes no deeper either */

/* What is open while an expression is looked through. */
struct nesting {
	char open[NESTING_MAX]; /* '(', '[', '{' or '"' */
	size_t n;
};

static bool
push(struct nesting *nesting, char bracket)
{
	if (nesting->n == NESTING_MAX)
		return false;
	nesting->open[nesting->n++] = bracket;
	return true;
}

static bool
pop(struct nesting *nesting, char bracket)
{
	return nesting->n > 0 && nesting->open[--nesting->n] == bracket;
}

/* A byte within a string; *i is moved past an escape. */
static bool
look_in_string(struct nesting *nesting, struct lm_span text, size_t *i)
{
	if (text.ptr[*i] == '"')
		return pop(nesting, '"');
	if (text.ptr[*i] != '\\' || *i + 1 == text.len)
		return true;
	*i += 1;
	return text.ptr[*i] != '(' || push(nesting, '(');
}

static bool
look_at(struct nesting *nesting, struct lm_span text, size_t *i)
{
	const char *end;

	switch (text.ptr[*i]) {
	case '#': /* to the end of the line */
		end = memchr(text.ptr + *i, '\n', text.len - *i);
		*i = end == NULL ? text.len - 1 : (size_t)(end - text.ptr);
		return true;
	case '(':
	case '[':
	case '{':
	case '"':
		return push(nesting, text.ptr[*i]);
	case ')':
		return pop(nesting, '(');
	case ']':
		return pop(nesting, '[');
	case '}':
		return pop(nesting, '{');
	default:
		return true;
	}
}

bool
lm_expr_is_closed(struct lm_span text)
{
	struct nesting nesting = {.n = 0};
	bool closed = true;

	for (size_t i = 0; closed && i < text.len; i++)
		closed = nesting.n > 0 && nesting.open[nesting.n - 1] == '"'
		    ? look_in_string(&nesting, text, &i)
		    : look_at(&nesting, text, &i);
	return closed && nesting.n == 0;
}
