#include "names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "detect.h"

#include "lm/hash.h"
#include "lm/text.h"

static bool
is_separator(char byte)
{
	return byte == '_' || byte == '-' || byte == '.' || byte == ' ';
}

static bool
is_ascii(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.ptr[i] & 0x80) != 0)
			return false;
	return true;
}

/* What a letter says of where words begin. */
enum letter { LETTER_NONE, LETTER_LOWER, LETTER_UPPER, LETTER_UNKNOWN };

/* The letter at i, of ASCII or of its full-width forms (U+FF21, U+FF41). */
static enum letter
letter_at(struct lm_span text, size_t i)
{
	unsigned char byte, last;

	if (i >= text.len)
		return LETTER_NONE;
	byte = (unsigned char)text.ptr[i];
	if (byte >= 'A' && byte <= 'Z')
		return LETTER_UPPER;
	if (byte < 0x80)
		return is_alnum((char)byte) ? LETTER_LOWER : LETTER_NONE;
	if (byte != 0xef || text.len - i < 3)
		return LETTER_UNKNOWN;
	last = (unsigned char)text.ptr[i + 2];
	if (text_has(text, i + 1, "\xbc") && last >= 0xa1 && last <= 0xba)
		return LETTER_UPPER;
	if (text_has(text, i + 1, "\xbd") && last >= 0x81 && last <= 0x9a)
		return LETTER_LOWER;
	return LETTER_UNKNOWN;
}

/* Whether a word of camelCase begins at i, after such a letter. */
static bool
begins_word(struct lm_span text, size_t i, enum letter before)
{
	size_t next = i + ((text.ptr[i] & 0x80) != 0 ? 3 : 1);

	if (letter_at(text, i) != LETTER_UPPER)
		return false;
	return before == LETTER_LOWER ||
	    (before == LETTER_UPPER && letter_at(text, next) == LETTER_LOWER &&
		!is_digit(text.ptr[next]));
}

/* Append a key that is not ASCII, folded, with "_" where a word begins. */
static enum lm_code
fold_wide(struct lm_span key, struct lm_buf *out, struct lm_err *err)
{
	struct lm_buf apart = {0};
	enum letter before = LETTER_NONE;
	enum lm_code code = lm_buf_reserve(&apart, 2 * key.len, err);

	for (size_t i = 0; code == LM_OK && i < key.len; i++) {
		enum letter letter = letter_at(key, i);

		if (begins_word(key, i, before))
			apart.ptr[apart.len++] = '_';
		apart.ptr[apart.len++] = key.ptr[i];
		if (letter != LETTER_UNKNOWN)
			before = letter;
	}
	if (code == LM_OK)
		code = lm_text_fold(lm_buf_view(&apart), out, err);
	lm_buf_free(&apart);
	return code;
}

static void
add_start(struct name_words *words, size_t at)
{
	if (words->n == NAME_WORDS) {
		words->n--;
		memmove(words->starts, words->starts + 1,
		    words->n * sizeof(words->starts[0]));
	}
	words->starts[words->n++] = at;
}

/* Append bytes in lower case, without separators, and note the words. */
static enum lm_code
append_words(struct lm_span text, struct lm_buf *out, struct name_words *words,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, text.len, err);
	enum letter before = LETTER_NONE;
	bool begins = true, signs = false;

	for (size_t i = 0; code == LM_OK && i < text.len; i++) {
		char byte = text.ptr[i];
		bool sign = (byte & 0x80) == 0 && !is_alnum(byte);
		enum letter letter = letter_at(text, i);

		begins = begins ||
		    (letter == LETTER_UPPER && begins_word(text, i, before));
		before = letter;
		if (sign)
			begins = true;
		if (is_separator(byte))
			continue;
		if (!sign && signs)
			words->n = 0;
		if (!sign && begins)
			add_start(words, out->len);
		signs = sign;
		begins = sign;
		out->ptr[out->len++] = to_lower(byte);
		if (!sign)
			words->end = out->len;
	}
	return code;
}

enum lm_code
name_split(struct lm_span key, struct lm_buf *scratch, struct name_words *words,
    struct lm_err *err)
{
	struct lm_buf wide = {0};
	enum lm_code code = LM_OK;

	*words = (struct name_words){0};
	scratch->len = 0;
	if (is_ascii(key)) {
		code = append_words(key, scratch, words, err);
	} else {
		code = fold_wide(key, &wide, err);
		if (code == LM_OK)
			code = append_words(lm_buf_view(&wide), scratch, words,
			    err);
		lm_buf_free(&wide);
	}
	words->folded = lm_buf_view(scratch);
	words->letters = words->end;
	while (words->n > 0 && words->letters > words->starts[0] &&
	    is_digit(words->folded.ptr[words->letters - 1]))
		words->letters--;
	while (words->n > 1 && words->starts[words->n - 1] >= words->letters)
		words->n--;
	return code;
}

struct lm_span
name_word(const struct name_words *words, size_t i)
{
	size_t from = words->starts[i];
	size_t end = i + 1 < words->n ? words->starts[i + 1] : words->letters;

	return lm_span(words->folded.ptr + from, end - from);
}

struct lm_span
name_from(const struct name_words *words, size_t i)
{
	size_t from = words->starts[i];

	return lm_span(words->folded.ptr + from, words->letters - from);
}

bool
name_in(struct lm_span text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (text.len > 0 && text.ptr[0] == **list &&
		    lm_span_equal(text, lm_span_of(*list)))
			return true;
	return false;
}

bool
name_ends_with_word(const struct name_words *words, const char *const *list)
{
	return words->n > 0 && name_in(name_word(words, words->n - 1), list);
}

static size_t
slot_of(const struct names *names, struct lm_span folded)
{
	size_t at = lm_hash(folded) & (names->n_slots - 1);

	while (names->slots[at].label.ptr != NULL &&
	    !lm_span_equal(names->slots[at].folded, folded))
		at = (at + 1) & (names->n_slots - 1);
	return at;
}

static enum lm_code
add(struct names *names, struct lm_span label, struct lm_buf *scratch,
    struct lm_err *err)
{
	struct name_words words;
	enum lm_code code = name_split(label, scratch, &words, err);
	struct name *slot;
	char *copy;

	if (code != LM_OK)
		return code;
	if (scratch->len == 0)
		return lm_err_set(err, LM_USAGE,
		    "field name \"%.*s\": expected a letter or digit in it",
		    (int)label.len, label.ptr);
	slot = &names->slots[slot_of(names, words.folded)];
	if (slot->label.ptr != NULL)
		return LM_OK;
	copy = malloc(scratch->len);
	if (copy == NULL)
		return lm_err_nomem(err);
	memcpy(copy, scratch->ptr, scratch->len);
	slot->folded = lm_span(copy, scratch->len);
	slot->label = label;
	slot->style = name_style_of(slot->folded);
	names->n++;
	if (scratch->len > names->longest)
		names->longest = scratch->len;
	return LM_OK;
}

enum lm_code
names_new(const struct lm_span *list, size_t n, struct names *names,
    struct lm_err *err)
{
	struct lm_buf scratch = {0};
	enum lm_code code = LM_OK;

	*names = (struct names){.n_slots = 8};
	while (names->n_slots < 4 * n)
		names->n_slots *= 2;
	names->slots = calloc(names->n_slots, sizeof(*names->slots));
	if (names->slots == NULL) {
		*names = (struct names){0};
		return lm_err_nomem(err);
	}
	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = add(names, list[i], &scratch, err);
	if (code != LM_OK)
		names_free(names);
	lm_buf_free(&scratch);
	return code;
}

/* The set owns the folded bytes; struct lm_span only borrows. */
static void
free_bytes(const char *ptr)
{
	void *owned;

	memcpy(&owned, &ptr, sizeof(owned));
	free(owned);
}

void
names_free(struct names *names)
{
	for (size_t i = 0; i < names->n_slots; i++)
		free_bytes(names->slots[i].folded.ptr);
	free(names->slots);
	*names = (struct names){0};
}

static const struct name *
look_up(const struct names *names, struct lm_span folded)
{
	const struct name *slot;

	if (folded.len == 0 || folded.len > names->longest)
		return NULL;
	slot = &names->slots[slot_of(names, folded)];
	return slot->label.ptr == NULL ? NULL : slot;
}

/* The name that this is, or whose plural it is. */
static const struct name *
look_up_any(const struct names *names, struct lm_span text, bool *plural)
{
	const struct name *name = look_up(names, text);

	*plural = false;
	for (size_t cut = 0; name == NULL && cut < 2; cut++) {
		char last = text.len > 2 ? text.ptr[text.len - 1] : '\0';

		/* "keys" and "boxes"; "pass" is no plural. */
		if (last != (cut == 0 ? 's' : 'e') ||
		    (cut == 0 && text.ptr[text.len - 2] == 's'))
			break;
		text.len--;
		name = look_up(names, text);
		if (name != NULL && name->style == NAME_WEAK)
			return NULL;
		*plural = name != NULL;
	}
	return name;
}

/* Whether the word before the i-th takes a built-in name of one word back. */
static bool
is_unsaid(const struct name_words *words, size_t i, const struct name *name)
{
	return i > 0 && i + 1 == words->n && name->style != NAME_GIVEN &&
	    name_unsaid(name_word(words, i - 1), name->folded);
}

/* "PGPASSWORD", "dbpassword": a password, whatever it is of.  Some scripts have
 * no spaces between words. */
static const struct name *
look_up_password(const struct names *names, const struct name_words *words)
{
	static const char *const ends[] = {"password", "passwd", "passwort",
	    "密码", "密碼", "パスワード", "비밀번호"};
	static const char *const verbs[] = {"is", "has", "show", "hide",
	    "forgot", "no", "reset", "change", "without", "use", NULL};
	struct lm_span word = name_word(words, words->n - 1);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct lm_span end = lm_span_of(ends[i]);
		size_t before = word.len > end.len ? word.len - end.len : 0;

		if (before > 0 && text_has(word, before, ends[i]) &&
		    !name_in(lm_span(word.ptr, before), verbs))
			return look_up(names, end);
	}
	return NULL;
}

static void
set_match(struct name_match *match, const struct name *name, bool plural)
{
	match->label = name->label;
	match->style = name->style;
	match->plural = plural;
}

void
names_match(const struct names *names, const struct name_words *words,
    struct name_match *match)
{
	bool plural = false;
	const struct name *name;

	*match = (struct name_match){0};
	if (names->n == 0)
		return;
	name = look_up(names, words->folded);
	if (name != NULL)
		goto out;
	for (size_t i = 0; i < words->n; i++) {
		size_t from = words->starts[i];

		name = look_up_any(names,
		    lm_span(words->folded.ptr + from, words->end - from),
		    &plural);
		if (name == NULL && words->letters < words->end)
			name = look_up_any(names, name_from(words, i), &plural);
		if (name != NULL && is_unsaid(words, i, name))
			return;
		if (name != NULL)
			goto out;
	}
	if (words->n > 0)
		name = look_up_password(names, words);
out:
	if (name != NULL)
		set_match(match, name, plural);
}

enum lm_code
names_find(const struct names *names, struct lm_span key,
    struct lm_buf *scratch, struct name_match *match, struct lm_err *err)
{
	struct name_words words;
	enum lm_code code;

	*match = (struct name_match){0};
	if (names->n == 0)
		return LM_OK;
	code = name_split(key, scratch, &words, err);
	if (code == LM_OK)
		names_match(names, &words, match);
	return code;
}
