#include "lm/regex_parse.h"

struct name {
	uint32_t at, len; /* in the source */
	uint32_t group;
};

static bool
is_name_byte(int byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' ||
	    byte >= 0x80;
}

/* The name that stands k bytes ahead, up to a ">"; empty if there is none. */
struct lm_span
lm_regex_peek_name(const struct lm_regex_parse *p, size_t k)
{
	size_t n = 0;
	int first = lm_regex_peek(p, k);

	while (is_name_byte(lm_regex_peek(p, k + n)))
		n++;
	if (lm_regex_peek(p, k + n) != '>' || (first >= '0' && first <= '9'))
		n = 0;
	return lm_span(p->source.ptr + p->i + k, n);
}

/* The group that has this name; 0: none. */
uint32_t
lm_regex_find_name(const struct lm_regex_parse *p, struct lm_span name)
{
	const struct name *names = (const void *)p->names.ptr;

	for (size_t i = 0; i < p->names.len / sizeof(*names); i++)
		if (lm_span_equal(name,
			lm_span(p->source.ptr + names[i].at, names[i].len)))
			return names[i].group;
	return 0;
}

/* Remember the name of "(?<name>"; *len becomes all of that. */
static enum lm_code
name_group(struct lm_regex_parse *p, size_t *len)
{
	struct lm_span text = lm_regex_peek_name(p, 3);
	struct name name = {(uint32_t)(p->i + 3), (uint32_t)text.len,
	    p->out->n_groups + 1};

	if (text.len == 0)
		return lm_regex_bad(p, p->i,
		    "a group's name is missing or wrong");
	if (lm_regex_find_name(p, text) != 0)
		return lm_regex_bad(p, p->i,
		    "a group's name that another one has");
	*len = 3 + text.len + 1;
	return lm_buf_append(&p->names, (const char *)&name, sizeof(name),
	    p->err);
}

/* What kind of group stands here, and how long its beginning is. */
static enum lm_code
read_group(struct lm_regex_parse *p, enum lm_regex_group *group, size_t *len)
{
	int sign = lm_regex_peek(p, 2), next = lm_regex_peek(p, 3);

	*group = LM_REGEX_CAPTURE;
	*len = 1;
	if (lm_regex_peek(p, 1) != '?')
		return LM_OK;
	*len = 3;
	if (sign == ':')
		*group = LM_REGEX_PLAIN;
	else if (sign == '=')
		*group = LM_REGEX_AHEAD;
	else if (sign == '!')
		*group = LM_REGEX_NOT_AHEAD;
	else if (sign == '<' && next != '=' && next != '!')
		return name_group(p, len);
	else if (sign == '<') {
		*group = next == '=' ? LM_REGEX_BEHIND : LM_REGEX_NOT_BEHIND;
		*len = 4;
	} else {
		return lm_regex_bad(p, p->i,
		    "a kind of group that ECMA-262 does not have");
	}
	return LM_OK;
}

enum lm_code
lm_regex_open_group(struct lm_regex_parse *p)
{
	struct lm_regex_token token = {.kind = LM_REGEX_OPEN,
	    .at = (uint32_t)p->i};
	uint32_t here = (uint32_t)lm_regex_n_tokens(p->out);
	size_t len = 0;
	enum lm_code code = read_group(p, &token.group, &len);

	if (code != LM_OK)
		return code;
	if (token.group == LM_REGEX_CAPTURE)
		token.value = ++p->out->n_groups;
	p->i += len;
	code =
	    lm_buf_append(&p->open, (const char *)&here, sizeof(here), p->err);
	return code == LM_OK ? lm_regex_add(p, token, false) : code;
}

enum lm_code
lm_regex_close_group(struct lm_regex_parse *p)
{
	struct lm_regex_token token = {.kind = LM_REGEX_CLOSE,
	    .at = (uint32_t)p->i};
	struct lm_regex_token *open;

	if (p->open.len == 0)
		return lm_regex_bad(p, p->i, "a \")\" without its \"(\"");
	p->open.len -= sizeof(token.pair);
	memcpy(&token.pair, p->open.ptr + p->open.len, sizeof(token.pair));
	open = &lm_regex_tokens(p->out)[token.pair];
	open->pair = (uint32_t)lm_regex_n_tokens(p->out);
	token.group = open->group;
	p->i++;
	return lm_regex_add(p, token,
	    token.group == LM_REGEX_PLAIN || token.group == LM_REGEX_CAPTURE);
}
