#include "lm/mend_level.h"

#include "lm/mend_look.h"

void
lm_mend_begin_item(struct lm_mender *m, size_t at)
{
	m->item_out = lm_mender_out(m, at);
	m->item_at = at;
	m->item_n = m->out->n;
}

static enum lm_code
push(struct lm_mender *m, enum lm_mender_level_kind kind, size_t out)
{
	if (m->depth == LM_MEND_MAX_DEPTH)
		return lm_mender_refuse(m, m->i, "nested too deep");
	m->levels[m->depth++] = (struct lm_mender_level){kind, false, out};
	m->n_open[kind]++;
	m->want = kind == LM_MENDER_OBJECT ? LM_MENDER_KEY : LM_MENDER_VALUE;
	m->had_comma = false;
	m->had_colon = false;
	m->token_end = m->i;
	/* A call is gone without its value: it is of the item around it. */
	if (kind != LM_MENDER_CALL)
		lm_mend_begin_item(m, m->i);
	return LM_OK;
}

enum lm_code
lm_mend_open(struct lm_mender *m, enum lm_mender_level_kind kind)
{
	size_t out = lm_mender_out(m, m->i);
	enum lm_code code = LM_OK;

	if (kind == LM_MENDER_TUPLE) {
		code = lm_mender_note(m, LM_MEND_PYTHON_TUPLE, m->i);
		if (code == LM_OK)
			code = lm_mender_replace(m, m->i + 1, "[");
	} else {
		m->i++;
	}
	return code == LM_OK ? push(m, kind, out) : code;
}

enum lm_code
lm_mend_open_silent(struct lm_mender *m, enum lm_mender_level_kind kind)
{
	return push(m, kind, lm_mender_out(m, m->i));
}

void
lm_mend_want_item(struct lm_mender *m, size_t comma, size_t comma_out)
{
	m->comma = comma;
	m->comma_out = comma_out;
	m->had_comma = true;
	m->had_colon = false;
	m->want =
	    lm_mender_in(m, LM_MENDER_OBJECT) ? LM_MENDER_KEY : LM_MENDER_VALUE;
	lm_mender_top(m)->has_comma = true;
	m->item_out = comma_out;
	m->item_at = comma;
	m->item_n = m->out->n;
}

void
lm_mend_want_member(struct lm_mender *m)
{
	m->had_colon = true;
	m->had_comma = false;
	m->want = LM_MENDER_VALUE;
}

void
lm_mend_pop(struct lm_mender *m)
{
	m->n_open[lm_mender_top(m)->kind]--;
	m->depth--;
	m->want = LM_MENDER_NEXT;
}

/* Bring what is open to where it may be closed: a comma too many goes, a
 * value that is missing comes. */
static enum lm_code
finish_item(struct lm_mender *m)
{
	enum lm_code code = LM_OK;

	if (m->want == LM_MENDER_COLON ||
	    (m->want == LM_MENDER_VALUE && m->had_colon)) {
		code = lm_mender_note(m, LM_MEND_MISSING_VALUE, m->i);
		if (code == LM_OK)
			code = lm_mender_insert(m,
			    m->want == LM_MENDER_COLON ? ":null" : "null");
	} else if (m->want != LM_MENDER_NEXT && m->had_comma) {
		code = lm_mender_note(m, LM_MEND_TRAILING_COMMA, m->comma);
		if (code == LM_OK)
			code = lm_mender_take(m, m->comma_out);
	}
	m->want = LM_MENDER_NEXT;
	return code;
}

/* The parenthesis at m->i ends a tuple, a value or a call. */
static enum lm_code
close_parenthesis(struct lm_mender *m)
{
	struct lm_mender_level level = *lm_mender_top(m);
	bool is_empty = m->want != LM_MENDER_NEXT && !m->had_comma;
	enum lm_code code = finish_item(m);

	if (code != LM_OK)
		return code;
	if (level.kind == LM_MENDER_CALL && is_empty)
		return lm_mender_refuse(m, m->i, "a call of nothing");
	if (level.kind == LM_MENDER_TUPLE && (is_empty || level.has_comma)) {
		code = lm_mender_replace(m, m->i + 1, "]");
	} else {
		code = lm_mender_drop(m, m->i + 1);
		if (level.kind == LM_MENDER_TUPLE)
			m->out->json.ptr[level.out] = ' ';
	}
	lm_mend_pop(m);
	m->token_end = m->i;
	return code;
}

static const char *
closer(enum lm_mender_level_kind kind)
{
	return kind == LM_MENDER_OBJECT ? "}" : "]";
}

enum lm_code
lm_mend_close_missing(struct lm_mender *m)
{
	struct lm_mender_level level = *lm_mender_top(m);
	enum lm_code code;

	if (level.kind == LM_MENDER_CALL) {
		if (m->want != LM_MENDER_NEXT)
			return lm_mender_refuse(m, m->i, "a call of nothing");
		lm_mend_pop(m);
		return LM_OK;
	}
	if (level.kind == LM_MENDER_TUPLE && !level.has_comma)
		return lm_mender_refuse(m, m->i,
		    "a parenthesis that is not closed");
	code = finish_item(m);
	if (code == LM_OK && level.kind != LM_MENDER_LIST)
		code = lm_mender_note(m, LM_MEND_MISSING_BRACKET, m->i);
	if (code == LM_OK)
		code = lm_mender_behind(m, closer(level.kind));
	lm_mend_pop(m);
	return code;
}

/* Whether what follows the bracket at i belongs into the object that it
 * closes, which is the root and has a member: {"a":1}, "b":2}. */
static bool
goes_on(const struct lm_mender *m, size_t i, bool is_empty)
{
	if (m->depth != 1 || m->is_part || is_empty)
		return false;
	i = lm_mender_space_end(m, i + 1);
	if (lm_mender_byte(m, i) != ',')
		return false;
	i = lm_mender_space_end(m, i + 1);
	return lm_mender_byte(m, i) == '"' && lm_mend_key_at(m, i, false);
}

static enum lm_code
drop_closer(struct lm_mender *m)
{
	enum lm_code code = lm_mender_note(m, LM_MEND_REDUNDANT_BRACKET, m->i);

	return code == LM_OK ? lm_mender_drop(m, m->i + 1) : code;
}

/* How many levels a closing bracket ends that wants this kind; 0: none. */
static size_t
levels_to(const struct lm_mender *m, enum lm_mender_level_kind kind,
    enum lm_mender_level_kind other)
{
	size_t n = 0;

	if (m->n_open[kind] + m->n_open[other] == 0)
		return 0;
	while (n++ < m->depth)
		if (m->levels[m->depth - n].kind == kind ||
		    m->levels[m->depth - n].kind == other)
			break;
	return n;
}

enum lm_code
lm_mend_close(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];
	enum lm_mender_level_kind kind = byte == '}' ? LM_MENDER_OBJECT
	    : byte == ']'			     ? LM_MENDER_ARRAY
						     : LM_MENDER_TUPLE;
	size_t n = levels_to(m, kind, byte == ')' ? LM_MENDER_CALL : kind);
	enum lm_code code = LM_OK;
	bool is_empty;

	if (n == 0 &&
	    (m->want == LM_MENDER_COLON ||
		(m->want == LM_MENDER_VALUE && m->had_colon)))
		return lm_mender_refuse(m, m->i, "a bracket for a value");
	if (n == 0)
		return byte == ')'
		    ? lm_mender_refuse(m, m->i, "a parenthesis too many")
		    : drop_closer(m);
	for (; code == LM_OK && n > 1; n--)
		code = lm_mend_close_missing(m);
	if (code == LM_OK && byte == ')')
		return close_parenthesis(m);
	is_empty = m->want == LM_MENDER_KEY && !m->had_comma;
	if (code == LM_OK)
		code = finish_item(m);
	if (code == LM_OK && byte == '}' && goes_on(m, m->i, is_empty))
		return drop_closer(m);
	m->i++;
	m->token_end = m->i;
	if (code == LM_OK)
		lm_mend_pop(m);
	return code;
}

static bool
is_in_call(const struct lm_mender *m)
{
	return m->depth > 0 && m->levels[m->depth - 1].kind == LM_MENDER_CALL;
}

enum lm_code
lm_mend_drop_item(struct lm_mender *m)
{
	enum lm_code code = lm_mender_flush(m, m->i);

	while (is_in_call(m))
		lm_mend_pop(m);
	if (code == LM_OK && m->depth == 0)
		return lm_mender_refuse(m, m->i, "nothing but a beginning");
	if (code != LM_OK)
		return code;
	m->out->json.len = m->item_out;
	m->out->n = m->item_n;
	m->want = LM_MENDER_NEXT;
	return lm_mender_note(m, LM_MEND_CUT_MEMBER, m->item_at);
}

enum lm_code
lm_mend_close_all(struct lm_mender *m)
{
	enum lm_code code = LM_OK;

	if (m->depth > 0 &&
	    (m->want == LM_MENDER_COLON ||
		(m->want == LM_MENDER_VALUE &&
		    (m->had_colon || is_in_call(m)))))
		code = lm_mend_drop_item(m);
	while (code == LM_OK && m->depth > 0)
		code = lm_mend_close_missing(m);
	return code;
}
