#include "tokens.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tokens_table.h"

#define KEY_LEN 3
#define MAX_COLOUR 8  /* of an escape that sets a terminal's colour */
#define MIN_DIGITS 4  /* of a token's number but a version */
#define MAX_DIGITS 26 /* of a token's number */

/* A shape, by the bytes that stand at its mark. */
struct entry {
	uint32_t key;
	uint32_t order;
	uint32_t offset; /* of the mark in the token */
	char before;	 /* the byte before the mark, where it is a literal */
	char first;	 /* the byte at the mark, where it is a literal */
	const struct shape *shape;
};

struct index {
	struct entry *list; /* in the order of keys, then of the tables */
	size_t n;
};

struct tokens {
	struct index marks;
	struct index runs;
	struct index any_run;
	struct index digits;
};

static uint32_t
key_of(const char *at)
{
	return (uint32_t)(unsigned char)at[0] << 16 |
	    (uint32_t)(unsigned char)at[1] << 8 | (unsigned char)at[2];
}

static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* The byte before the "!" that mark follows, or NUL. */
static char
literal_before(const char *pattern, const char *mark)
{
	if (mark - pattern < 2 || mark[-2] == '}' ||
	    (mark - pattern > 2 && mark[-3] == '%'))
		return '\0';
	return mark[-2];
}

static void
index_fill(struct index *index, const struct shapes *tables, size_t n_tables,
    bool keyed)
{
	for (size_t t = 0; t < n_tables; t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct shape *shape = &tables[t].list[i];
			struct entry *entry = &index->list[index->n++];
			const char *mark;

			entry->shape = shape;
			entry->order = (uint32_t)index->n;
			entry->offset =
			    (uint32_t)pattern_offset(shape->pattern, &mark);
			assert(!keyed || strlen(mark) >= KEY_LEN);
			entry->before = literal_before(shape->pattern, mark);
			entry->first = *mark == '%' ? '\0' : *mark;
			entry->key = keyed ? key_of(mark) : 0;
		}
	qsort(index->list, index->n, sizeof(index->list[0]), compare);
}

static enum lm_code
index_new(struct index *index, const struct shapes *tables, size_t n_tables,
    bool keyed, struct lm_err *err)
{
	size_t n = 0;

	for (size_t t = 0; t < n_tables; t++)
		n += tables[t].n;
	if ((index->list = calloc(n, sizeof(index->list[0]))) == NULL)
		return lm_err_nomem(err);
	index_fill(index, tables, n_tables, keyed);
	return LM_OK;
}

enum lm_code
tokens_new(struct tokens **out, struct lm_err *err)
{
	const struct shapes marks[] = {shapes_of_models(), shapes_of_clouds(),
	    shapes_of_services()};
	const struct shapes runs[] = {shapes_of_model_runs(), shapes_of_runs()};
	const struct shapes any_run = shapes_of_any_run();
	const struct shapes digits = shapes_of_digits();
	struct tokens *tokens;
	enum lm_code code;

	*out = NULL;
	if ((tokens = calloc(1, sizeof(*tokens))) == NULL)
		return lm_err_nomem(err);
	code = index_new(&tokens->marks, marks,
	    sizeof(marks) / sizeof(marks[0]), true, err);
	if (code == LM_OK)
		code = index_new(&tokens->runs, runs,
		    sizeof(runs) / sizeof(runs[0]), true, err);
	if (code == LM_OK)
		code = index_new(&tokens->any_run, &any_run, 1, false, err);
	if (code == LM_OK)
		code = index_new(&tokens->digits, &digits, 1, false, err);
	if (code != LM_OK)
		tokens_free(tokens);
	else
		*out = tokens;
	return code;
}

void
tokens_free(struct tokens *tokens)
{
	if (tokens == NULL)
		return;
	free(tokens->marks.list);
	free(tokens->runs.list);
	free(tokens->any_run.list);
	free(tokens->digits.list);
	free(tokens);
}

/* Whether the byte before i ends an escape whose last character would pass for
 * one of a word: %3D, \n, \u003d, ESC [31m. */
static bool
follows_escape(struct lm_span text, size_t i)
{
	const char *end = text.ptr + i;
	size_t n = 2;

	if (i >= 2 && *(end - 2) == '\\' && is_letter(*(end - 1)))
		return strchr("nrtbf", *(end - 1)) != NULL;
	if (i >= 3 && is_hex(*(end - 1)) && is_hex(*(end - 2))) {
		if (*(end - 3) == '%')
			return true;
		return i >= 6 && is_hex(*(end - 3)) && is_hex(*(end - 4)) &&
		    *(end - 5) == 'u' && *(end - 6) == '\\';
	}
	if (*(end - 1) != 'm')
		return false;
	while (n < i && n < MAX_COLOUR &&
	    (is_digit(*(end - n)) || *(end - n) == ';'))
		n++;
	return n <= i && *(end - n) == '[';
}

static bool
may_begin(enum neighbour left, struct lm_span text, size_t i)
{
	char before;

	if (i == 0 || left == GLUED)
		return true;
	before = text.ptr[i - 1];
	if (left == APART && strchr("+/-.~", before) != NULL && before != '\0')
		return false;
	return !is_word(before) || follows_escape(text, i);
}

/* Try one shape whose mark is at i; keep the longest. */
static bool
try_shape(const struct entry *entry, struct lm_span text, size_t i,
    const struct kinds *on, struct finding *found, size_t *longest)
{
	const struct shape *shape = entry->shape;
	struct match match;
	size_t at;

	if (i < entry->offset || !kinds_has(on, shape->kind))
		return false;
	at = i - entry->offset;
	if (!may_begin(shape->left, text, at) ||
	    !pattern_match(shape->pattern, text, at, &match) ||
	    match.token.len <= *longest || !proof_holds(shape->proof, &match))
		return false;
	*longest = match.token.len;
	*found = (struct finding){.at = (size_t)(match.secret.ptr - text.ptr),
	    .len = match.secret.len,
	    .kind = shape->kind};
	return true;
}

/* The cheap part of trying one. */
static bool
may_stand(const struct entry *entry, struct lm_span text, size_t i)
{
	return (entry->first == '\0' || entry->first == text.ptr[i]) &&
	    (entry->before == '\0' ||
		(i > 0 && entry->before == text.ptr[i - 1]));
}

static bool
try_all(const struct index *index, struct lm_span text, size_t i,
    const struct kinds *on, struct finding *found, size_t *longest)
{
	bool is = false;

	for (size_t k = 0; k < index->n; k++)
		if (may_stand(&index->list[k], text, i))
			is |= try_shape(&index->list[k], text, i, on, found,
			    longest);
	return is;
}

/* Try those whose mark is what stands at i. */
static bool
try_keyed(const struct index *index, struct lm_span text, size_t i,
    const struct kinds *on, struct finding *found, size_t *longest)
{
	size_t low = 0, high = index->n;
	uint32_t key;
	bool is = false;

	if (i >= text.len || text.len - i < KEY_LEN)
		return false;
	key = key_of(text.ptr + i);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->list[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->n && index->list[low].key == key; low++)
		is |= try_shape(&index->list[low], text, i, on, found, longest);
	return is;
}

bool
detect_token(const struct tokens *tokens, const struct subject *subject,
    size_t i, const struct kinds *on, struct finding *found)
{
	size_t longest = 0;

	return try_keyed(&tokens->marks, subject->text, i, on, found, &longest);
}

/* How many of the run's first characters belong to an escape before it. */
static size_t
escape_len(struct lm_span text, size_t i)
{
	size_t n = 0;

	switch (i > 0 ? text.ptr[i - 1] : '\0') {
	case '%':
		return 2;
	case '\\':
		return text.ptr[i] == 'u' ? 5 : 1;
	case '[':
	case ';':
		while (n < MAX_COLOUR && is_digit(text.ptr[i + n]))
			n++;
		return text.ptr[i + n] == 'm' ? n + 1 : 0;
	default:
		return 0;
	}
}

bool
detect_token_run(const struct tokens *tokens, const struct subject *subject,
    size_t i, const struct kinds *on, struct finding *found)
{
	struct lm_span text = subject->text;
	size_t longest = 0;
	bool is;

	if (text.len - i < TOKEN_RUN || (i > 0 && is_alnum(text.ptr[i - 1])))
		return false;
	i += escape_len(text, i);
	is = try_keyed(&tokens->runs, text, i, on, found, &longest);
	if (i >= KEY_LEN)
		is |= try_keyed(&tokens->runs, text, i - KEY_LEN, on, found,
		    &longest);
	is |= try_all(&tokens->any_run, text, i, on, found, &longest);
	return is;
}

bool
detect_token_digits(const struct tokens *tokens, const struct subject *subject,
    size_t i, const struct kinds *on, struct finding *found)
{
	struct lm_span text = subject->text;
	size_t end = i, longest = 0;

	if (i > 0 && is_digit(text.ptr[i - 1]))
		return false;
	while (
	    end < text.len && end - i < MAX_DIGITS && is_digit(text.ptr[end]))
		end++;
	/* What a token's number is followed by; nearly none gets further. */
	if (end == i || end >= text.len ||
	    (end - i < MIN_DIGITS && text.ptr[end] != '/') ||
	    (text.ptr[end] != '|' && text.ptr[end] != ':' &&
		text.ptr[end] != '-' && text.ptr[end] != '/' &&
		text.ptr[end] != '_' && text.ptr[end] != '%'))
		return false;
	return try_all(&tokens->digits, text, i, on, found, &longest);
}
