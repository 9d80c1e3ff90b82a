#include "tokens.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tokens_table.h"

#define KEY_LEN 3
#define N_SLOTS 1024  /* a power of two; few keys meet in one */
#define MAX_COLOUR 8  /* of an escape that sets a terminal's colour */
#define MIN_DIGITS 4  /* of a token's number but a version */
#define MAX_DIGITS 26 /* of a token's number */

/* A shape, by the bytes that stand at its mark. */
struct entry {
	uint32_t key;
	uint32_t order;
	uint32_t offset; /* of the mark in the token */
	char before;	 /* the byte before the mark, where it is a literal */
	struct start start;
	const struct shape *shape;
};

struct index {
	struct entry *list; /* in the order of keys, then of the tables */
	size_t n;
	/* For a byte at the mark, and one before it: which entries it leaves,
	 * bit by bit; of those without keys. */
	uint32_t at[256];
	uint32_t before[256];
	/* Where the entries of a key begin in the list, plus one; by the key's
	 * hash, or in the next slot that was free; 0: free. */
	uint16_t slots[N_SLOTS];
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

static size_t
slot_of(const struct index *index, uint32_t key)
{
	/* Knuth's multiplicative hash. */
	size_t at = (uint32_t)(key * UINT32_C(2654435769)) >> 22;

	while (index->slots[at] != 0 &&
	    index->list[index->slots[at] - 1].key != key)
		at = (at + 1) % N_SLOTS;
	return at;
}

/* Which entries may stand at a byte, and behind one. */
static void
index_bytes(struct index *index)
{
	assert(index->n <= 32);
	for (size_t i = 0; i < index->n; i++)
		for (unsigned byte = 0; byte < 256; byte++) {
			const struct entry *entry = &index->list[i];
			uint32_t bit = UINT32_C(1) << i;

			if (pattern_begins(&entry->start, (char)byte))
				index->at[byte] |= bit;
			if (entry->before == '\0' ||
			    entry->before == (char)byte)
				index->before[byte] |= bit;
		}
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
			entry->start = pattern_start(mark);
			entry->key = keyed ? key_of(mark) : 0;
		}
	qsort(index->list, index->n, sizeof(index->list[0]), compare);
	if (!keyed)
		index_bytes(index);
	assert(index->n < N_SLOTS / 2);
	for (size_t i = index->n; keyed && i-- > 0;)
		index->slots[slot_of(index, index->list[i].key)] =
		    (uint16_t)(i + 1);
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
	    shapes_of_services(), shapes_of_hashes()};
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
		return is_any_of(*(end - 1), "nrtbf");
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
	if (left == APART && is_any_of(before, "+/-.~"))
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

static bool
begins_with(struct lm_span text, size_t i, struct lm_span literal)
{
	return literal.len <= text.len - i &&
	    memcmp(literal.ptr, text.ptr + i, literal.len) == 0;
}

/*
 * The cheap part of trying one: the literals about the mark.  n is how many
 * digits stand at i, where a number begins there; 0: this is not known.
 */
static bool
may_stand(const struct entry *entry, struct lm_span text, size_t i, size_t n)
{
	const struct start *start = &entry->start;
	size_t then = start->min == start->max ? start->min : n;

	if (entry->before != '\0' &&
	    (i == 0 || entry->before != text.ptr[i - 1]))
		return false;
	if (start->literal.len > 0 &&
	    (start->literal.ptr[0] != text.ptr[i] ||
		!begins_with(text, i, start->literal)))
		return false;
	if (n > 0 && (n < start->min || n > start->max))
		return false;
	return start->then == '\0' || then == 0 ||
	    (then < text.len - i && text.ptr[i + then] == start->then);
}

/* Try all; n as above. */
static bool
try_all(const struct index *index, struct lm_span text, size_t i, size_t n,
    const struct kinds *on, struct finding *found, size_t *longest)
{
	uint32_t left = index->at[(unsigned char)text.ptr[i]] &
	    index->before[i > 0 ? (unsigned char)text.ptr[i - 1] : '\0'];
	bool is = false;

	for (; left != 0; left &= left - 1) {
		const struct entry *entry = &index->list[__builtin_ctz(left)];

		if (may_stand(entry, text, i, n))
			is |= try_shape(entry, text, i, on, found, longest);
	}
	return is;
}

/* Try those whose mark is what stands at i. */
static bool
try_keyed(const struct index *index, struct lm_span text, size_t i,
    const struct kinds *on, struct finding *found, size_t *longest)
{
	uint32_t key;
	bool is = false;
	size_t slot;

	if (i >= text.len || text.len - i < KEY_LEN)
		return false;
	key = key_of(text.ptr + i);
	slot = index->slots[slot_of(index, key)];
	for (size_t k = slot;
	     slot > 0 && k <= index->n && index->list[k - 1].key == key; k++)
		if (may_stand(&index->list[k - 1], text, i, 0))
			is |= try_shape(&index->list[k - 1], text, i, on, found,
			    longest);
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
	is |= try_all(&tokens->any_run, text, i, 0, on, found, &longest);
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
	return try_all(&tokens->digits, text, i, end - i, on, found, &longest);
}
