#include "generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#define MOST_DIGITS 400
#define DEEPEST 1000

/* A container that is not closed yet. */
struct open_container {
	size_t value; /* its index in values */
	size_t left;  /* members or elements to come */
	bool first;
};

struct generator {
	struct random *random;
	const struct generate_options *options;
	struct generated *out;
	struct open_container open[DEEPEST];
	size_t n_open;
	bool after_high; /* the escape before was a lone high surrogate */
};

static void
put(struct lm_buf *out, const char *text)
{
	append(out, lm_span_of(text));
}

static void
put_byte(struct lm_buf *out, int byte)
{
	char c = (char)byte;

	append(out, lm_span(&c, 1));
}

static void
put_spaces(struct generator *g)
{
	if (!g->options->spaces)
		return;
	while (random_once_in(g->random, 4))
		put_byte(&g->out->text, " \t\r"[random_below(g->random, 3)]);
}

/* UTF-8 of a code point (RFC 3629 §3). */
static void
put_utf8(struct lm_buf *out, uint32_t point)
{
	if (point < 0x80) {
		put_byte(out, (int)point);
		return;
	}
	if (point < 0x800) {
		put_byte(out, (int)(0xc0 | point >> 6));
	} else if (point < 0x10000) {
		put_byte(out, (int)(0xe0 | point >> 12));
		put_byte(out, (int)(0x80 | (point >> 6 & 63)));
	} else {
		put_byte(out, (int)(0xf0 | point >> 18));
		put_byte(out, (int)(0x80 | (point >> 12 & 63)));
		put_byte(out, (int)(0x80 | (point >> 6 & 63)));
	}
	put_byte(out, (int)(0x80 | (point & 63)));
}

static void
put_unit(struct generator *g, uint32_t unit)
{
	char escape[8];
	bool upper = random_once_in(g->random, 2);

	snprintf(escape, sizeof(escape), upper ? "\\u%04X" : "\\u%04x",
	    (unsigned)unit);
	put(&g->out->text, escape);
}

/* As \n or the like, if the point has such an escape. */
static bool
put_short_escape(struct generator *g, uint32_t point)
{
	static const char points[] = "\"\\/\b\f\n\r\t";
	static const char letters[] = "\"\\/bfnrt";
	const char *at =
	    point == 0 || point > 0x7f ? NULL : strchr(points, (int)point);

	if (at == NULL)
		return false;
	put_byte(&g->out->text, '\\');
	put_byte(&g->out->text, letters[at - points]);
	return true;
}

static void
put_escaped(struct generator *g, uint32_t point)
{
	if (random_once_in(g->random, 2) && put_short_escape(g, point))
		return;
	if (point < 0x10000) {
		put_unit(g, point);
		return;
	}
	put_unit(g, 0xd800 + ((point - 0x10000) >> 10));
	put_unit(g, 0xdc00 + ((point - 0x10000) & 0x3ff));
}

static void
put_character(struct generator *g, uint32_t point)
{
	bool must_escape = point < 0x20 || point == '"' || point == '\\';

	if (must_escape || random_once_in(g->random, 12))
		put_escaped(g, point);
	else
		put_utf8(&g->out->text, point);
	put_utf8(&g->out->decoded, point);
	g->after_high = false;
}

/* Half of a pair, which reads as U+FFFD; never two that make a pair. */
static void
put_lone_surrogate(struct generator *g)
{
	bool high = g->after_high || random_once_in(g->random, 2);

	put_unit(g,
	    (uint32_t)((high ? 0xd800 : 0xdc00) +
		random_below(g->random, 1024)));
	put_utf8(&g->out->decoded, 0xfffd);
	g->after_high = high;
}

static uint32_t
any_point(struct random *random)
{
	uint32_t point;

	switch (random_below(random, 8)) {
	case 0:
		return (uint32_t)random_below(random, 0x80);
	case 1:
		return (uint32_t)random_between(random, 0x80, 0x7ff);
	case 2:
		point = (uint32_t)random_between(random, 0x800, 0xffff);
		return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
	case 3:
		return (uint32_t)random_between(random, 0x10000, 0x10ffff);
	case 4:
		return (
		    unsigned char)"\"\\/\b\f\n\r\t{}[],:"[random_below(random,
		    15)];
	default:
		return (uint32_t)random_between(random, ' ', '~');
	}
}

static size_t
string_length(struct generator *g)
{
	if (random_once_in(g->random, 60))
		return random_below(g->random, g->options->max_string + 1);
	return random_below(g->random, random_once_in(g->random, 6) ? 60 : 9);
}

static void
put_string(struct generator *g, size_t n)
{
	bool broken = random_once_in(g->random, 12);

	put_byte(&g->out->text, '"');
	g->after_high = false;
	for (size_t i = 0; i < n; i++) {
		if (broken && random_once_in(g->random, 3))
			put_lone_surrogate(g);
		else
			put_character(g, any_point(g->random));
	}
	put_byte(&g->out->text, '"');
}

/* Names that are likely to repeat within an object, one in two. */
static void
put_key(struct generator *g)
{
	static const char *const names[] = {"", "a", "b", "id", "text", "x y",
	    "a.b", "\xc3\xa9", "route"};
	const char *name = names[random_below(g->random, 9)];

	if (random_once_in(g->random, 3)) {
		put_string(g, string_length(g));
		return;
	}
	put_byte(&g->out->text, '"');
	if (name[0] == '\xc3') {
		put_character(g, 0xe9);
		name = "";
	}
	for (; *name != '\0'; name++)
		put_character(g, (unsigned char)*name);
	put_byte(&g->out->text, '"');
}

static void
put_digits(struct generator *g)
{
	size_t n = random_once_in(g->random, 20)
	    ? random_between(g->random, 1, MOST_DIGITS)
	    : random_between(g->random, 1, 5);

	while (n-- > 0)
		put_byte(&g->out->text,
		    (int)random_between(g->random, '0', '9'));
}

static void
put_number(struct generator *g)
{
	struct lm_buf *text = &g->out->text;
	size_t from = text->len;

	if (random_once_in(g->random, 3))
		put_byte(text, '-');
	if (random_once_in(g->random, 4)) {
		put_byte(text, '0');
	} else {
		put_byte(text, (int)random_between(g->random, '1', '9'));
		if (random_once_in(g->random, 2))
			put_digits(g);
	}
	if (random_once_in(g->random, 3)) {
		put_byte(text, '.');
		put_digits(g);
	}
	if (random_once_in(g->random, 4)) {
		put_byte(text, "eE"[random_below(g->random, 2)]);
		if (random_once_in(g->random, 2))
			put_byte(text, "+-"[random_below(g->random, 2)]);
		put_digits(g);
	}
	append(&g->out->decoded, lm_span(text->ptr + from, text->len - from));
}

/* A new row of values; its index.  It ends later. */
static size_t
begin_value(struct generator *g, enum generated_kind kind)
{
	struct generated *out = g->out;
	struct generated_value *value;

	if (out->n_values == out->cap) {
		out->cap = out->cap == 0 ? 64 : 2 * out->cap;
		out->values =
		    realloc(out->values, out->cap * sizeof(*out->values));
		if (out->values == NULL)
			abort();
	}
	value = &out->values[out->n_values];
	*value = (struct generated_value){.kind = kind,
	    .depth = g->n_open,
	    .key = GENERATED_NO_KEY,
	    .parent =
		g->n_open == 0 ? out->n_values : g->open[g->n_open - 1].value,
	    .at = out->text.len,
	    .decoded_at = out->decoded.len};
	return out->n_values++;
}

static void
end_value(struct generator *g, size_t index)
{
	struct generated_value *value = &g->out->values[index];

	value->len = g->out->text.len - value->at;
	value->decoded_len = g->out->decoded.len - value->decoded_at;
}

static enum generated_kind
any_kind(struct generator *g)
{
	bool room = g->n_open < g->options->max_depth;
	/* Where depth is wanted, most values are containers. */
	uint64_t most = g->options->max_depth > 50 ? 2 : 4;

	if (g->n_open == 0 && !g->options->any_root)
		return GENERATED_OBJECT;
	if (room && random_once_in(g->random, most))
		return random_once_in(g->random, 2) ? GENERATED_ARRAY
						    : GENERATED_OBJECT;
	return (enum generated_kind)random_below(g->random, 3);
}

static void
open_container(struct generator *g, size_t index, bool object)
{
	const struct generate_options *options = g->options;
	bool spent = g->out->n_values >= options->max_values;
	bool deep = options->max_depth > 50 && g->n_open < options->max_depth;
	size_t most = deep ? 3 : 7;

	put_byte(&g->out->text, object ? '{' : '[');
	g->open[g->n_open++] = (struct open_container){.value = index,
	    .left = spent ? 0 : random_below(g->random, most) + deep,
	    .first = true};
}

static void
generate_value(struct generator *g, size_t key)
{
	static const char *const literals[] = {"true", "false", "null"};
	enum generated_kind kind = any_kind(g);
	size_t index = begin_value(g, kind);

	g->out->values[index].key = key;
	switch (kind) {
	case GENERATED_LITERAL:
		put(&g->out->text, literals[random_below(g->random, 3)]);
		break;
	case GENERATED_NUMBER:
		put_number(g);
		break;
	case GENERATED_STRING:
		put_string(g, string_length(g));
		break;
	case GENERATED_ARRAY:
	case GENERATED_OBJECT:
		open_container(g, index, kind == GENERATED_OBJECT);
		return;
	}
	end_value(g, index);
}

static size_t
generate_key(struct generator *g)
{
	size_t key = begin_value(g, GENERATED_STRING);

	g->out->values[key].is_key = true;
	put_key(g);
	end_value(g, key);
	put_spaces(g);
	put_byte(&g->out->text, ':');
	put_spaces(g);
	return key;
}

/* The next member or element of the innermost container, or its end. */
static void
go_on(struct generator *g)
{
	struct open_container *top = &g->open[g->n_open - 1];
	size_t index = top->value;
	bool object = g->out->values[index].kind == GENERATED_OBJECT;

	put_spaces(g);
	if (top->left == 0) {
		put_byte(&g->out->text, object ? '}' : ']');
		end_value(g, index);
		g->out->values[index].decoded_len = 0;
		g->n_open--;
		return;
	}
	top->left--;
	if (!top->first) {
		put_byte(&g->out->text, ',');
		put_spaces(g);
	}
	top->first = false;
	generate_value(g, object ? generate_key(g) : GENERATED_NO_KEY);
}

void
generate(struct random *random, const struct generate_options *options,
    struct generated *out)
{
	struct generator g = {.random = random, .options = options, .out = out};

	out->text.len = 0;
	out->decoded.len = 0;
	out->n_values = 0;
	put_spaces(&g);
	generate_value(&g, GENERATED_NO_KEY);
	while (g.n_open > 0)
		go_on(&g);
	put_spaces(&g);
}
