#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define BLANKS_MAX 8   /* between words of a sentence */
#define WORDS_MAX 6    /* between a name and its verb */
#define WORD_MAX 40    /* bytes of such a word */
#define SAID_MIN 6     /* the shortest password without quotes */
#define VALUE_LEFT 200 /* of a long value, so much may be before its run */

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static size_t
skip_blanks(struct lm_span text, size_t i)
{
	size_t from = i;

	while (i < text.len && i - from < BLANKS_MAX && is_blank(text.ptr[i]))
		i++;
	return i;
}

static size_t
skip_blanks_left(struct lm_span text, size_t i)
{
	size_t from = i;

	while (i > 0 && from - i < BLANKS_MAX && is_blank(text.ptr[i - 1]))
		i--;
	return i;
}

/* Where the word that ends at end begins. */
static size_t
word_start(struct lm_span text, size_t end)
{
	size_t i = end;

	while (i > 0 && end - i < WORD_MAX && !is_blank(text.ptr[i - 1]) &&
	    text.ptr[i - 1] != '\n')
		i--;
	return i;
}

static size_t
word_end(struct lm_span text, size_t i)
{
	size_t from = i;

	while (i < text.len && i - from < WORD_MAX && !is_blank(text.ptr[i]) &&
	    text.ptr[i] != '\n')
		i++;
	return i;
}

/* What says that the word behind it is the value. */
static bool
is_verb(struct lm_span word)
{
	static const char *const verbs[] = {"is", "was", "to", "ist", "war",
	    "lautet", "lautete", "est", "es", "->", "=>",
	    "is:", "ist:", "lautet:", NULL};

	return text_is_one_of(word, verbs);
}

/* What may stand between a name and its verb: "for the user x". */
static bool
is_of(struct lm_span word)
{
	static const char *const words[] = {"for", "of", "on", "f\xc3\xbcr",
	    "von", "vom", "zu", "zum", NULL};

	return text_is_one_of(word, words);
}

/* Where the value begins that a sentence says the name to be; false: nowhere,
 * as far as the line goes. */
static bool
find_said(struct lm_span text, size_t name_end, size_t *at)
{
	size_t i = skip_blanks(text, name_end);

	for (size_t n = 0; n < WORDS_MAX && i < text.len; n++) {
		size_t end = word_end(text, i);
		struct lm_span word = lm_span(text.ptr + i, end - i);

		if (is_verb(word)) {
			*at = skip_blanks(text, end);
			return *at > end && *at < text.len;
		}
		if (end == i || (n == 0 && !is_of(word)))
			return false;
		i = skip_blanks(text, end);
	}
	return false;
}

/* Passes over blanks and line ends to the left. */
static size_t
skip_space_left(struct lm_span text, size_t i)
{
	size_t from = i;

	while (i > 0 && from - i < BLANKS_MAX &&
	    is_any_of(text.ptr[i - 1], " \t\r\n"))
		i--;
	return i;
}

/* The word before the blanks before *at, which becomes its start; empty: there
 * are none. */
static struct lm_span
word_before(struct lm_span text, size_t *at)
{
	size_t end = skip_space_left(text, *at), begin = word_start(text, end);
	struct lm_span word = lm_span(text.ptr + begin, end - begin);

	if (end == *at)
		word.len = 0;
	*at = begin;
	return word;
}

/* netrc(5): "machine a.example login x password y", also over lines. */
static bool
follows_login(struct lm_span text, size_t name_at)
{
	size_t at = name_at, line;

	if (word_before(text, &at).len == 0 ||
	    !lm_span_equal(word_before(text, &at), lm_span_of("login")))
		return false;
	line = skip_blanks_left(text, at);
	if (line == 0 || text.ptr[line - 1] == '\n')
		return true;
	return word_before(text, &at).len > 0 &&
	    lm_span_equal(word_before(text, &at), lm_span_of("machine"));
}

/* "base64-encoded", "12-character": what ends in a word after a hyphen. */
static bool
ends_wordy(struct lm_span word)
{
	size_t at = word.len;

	while (at > 0 && is_letter(word.ptr[at - 1]))
		at--;
	return at > 0 && at < word.len && word.ptr[at - 1] == '-' &&
	    is_code_words(lm_span(word.ptr + at, word.len - at));
}

/* Whether a sign that no sentence has within a word is in this one. */
static bool
has_inner_sign(struct lm_span word)
{
	size_t end = word.len;

	while (end > 0 && is_any_of(word.ptr[end - 1], "!?*"))
		end--;
	for (size_t i = 1; i < end; i++)
		if (is_any_of(word.ptr[i], "!@#$%&*?+="))
			return true;
	return false;
}

/* Whether a word may be a password, and is none of a sentence: letters, and a
 * digit or a sign within it; or digits alone. */
static bool
is_password(struct lm_span word, bool quoted)
{
	struct shape shape = shape_of(word);

	if ((!quoted && word.len < SAID_MIN) || shape.spaces || is_date(word) ||
	    ends_wordy(word))
		return false;
	if (shape.letters == 0)
		return shape.digits == word.len && word.len >= SAID_MIN;
	return shape.digits > 0 || has_inner_sign(word);
}

/* Read the name that ends before end, and its class; false: none that is
 * denied, or one of the user's own, which any word may stand behind. */
static enum lm_code
read_name(const struct assigner *assigner, struct name_memo *memo,
    struct site *site, struct name_match *match, bool *is, struct lm_err *err)
{
	enum name_class class;
	enum lm_code code;

	*is = false;
	if (!site_read_name(assigner, site))
		return LM_OK;
	code = name_recall(assigner->names,
	    lm_span(site->text.ptr + site->name_at,
		site->name_end - site->name_at),
	    memo, &class, match, err);
	*is = code == LM_OK && class == NAME_DENIED && !match->plural &&
	    (match->style == NAME_PASSWORD || match->style == NAME_STRONG ||
		match->style == NAME_WEAK);
	return code;
}

static void
set_found(struct finding *found, const struct value *value,
    const struct name_match *match)
{
	*found = (struct finding){.at = value->at,
	    .len = value->end - value->at,
	    .kind = KIND_FIELD,
	    .label = match->label};
}

/* Whether what stands at site->right is the password that is said. */
static bool
password_at(const struct site *site, const struct name_match *match, bool sure,
    struct value *value)
{
	struct lm_span name = lm_span(site->text.ptr + site->run_at,
	    site->name_end - site->run_at);
	bool quoted;

	if (!value_find(site, EXTENT_WORD, value))
		return false;
	quoted = value->quote.byte != '\0';
	if (!value_passes(match, name, value_text(site, value)) ||
	    !(sure || is_password(value_text(site, value), quoted)))
		return false;
	value_finish(site, EXTENT_WORD, value);
	return true;
}

/* Whether a name may have its value behind it without more: the first of its
 * line, or netrc's. */
static bool
stands_alone(const struct site *site)
{
	return site_leads(site) || follows_login(site->text, site->run_at);
}

/* Where what a name says may begin: behind a verb; or right behind the name, if
 * it is a text in quotes, or netrc's. */
static bool
find_value(struct site *site, bool *sure)
{
	struct lm_span text = site->text;
	size_t name_at = site->i;
	struct quote quote;

	*sure = false;
	if (find_said(text, site->op, &site->right))
		return true;
	site->right = skip_blanks(text, site->op);
	*sure = site->right > site->op && site->right < text.len &&
	    (quote_at(text, site->right, &quote) ||
		follows_login(text, name_at));
	return *sure;
}

enum lm_code
detect_said(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct site site = {.text = text, .i = i};
	struct name_match match;
	struct value value;
	bool sure, denied;
	size_t end = i;
	enum lm_code code;

	*is = false;
	while (end < text.len && is_letter(text.ptr[end]))
		end++;
	if (end == text.len ||
	    !(is_blank(text.ptr[end]) || is_any_of(text.ptr[end], "\"'`")))
		return LM_OK;
	site.op = end + !is_blank(text.ptr[end]);
	while (site.i > 0 && is_letter(text.ptr[site.i - 1]))
		site.i--;
	if (!find_value(&site, &sure))
		return LM_OK;
	code = read_name(assigner, memo, &site, &match, &denied, err);
	if (code != LM_OK || !denied || match.style != NAME_PASSWORD ||
	    (sure && !stands_alone(&site)))
		return code;
	*is = password_at(&site, &match, sure, &value);
	if (*is)
		set_found(found, &value, &match);
	return LM_OK;
}

/* Of a key of OpenPGP: 40 hex digits, in capitals. */
static bool
is_fingerprint(struct lm_span value)
{
	const size_t len = 40;

	for (size_t i = 0; i < value.len; i++)
		if (!is_hex(value.ptr[i]) || value.ptr[i] >= 'a')
			return false;
	return value.len == len;
}

enum lm_code
detect_said_key(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	const struct name_match like = {.style = NAME_LIKE_SECRET};
	struct site site = {.text = text};
	struct name_match match;
	struct value value;
	bool denied;
	size_t at = i, end, verb;
	enum lm_code code;

	*is = false;
	while (at > 0 && i - at < VALUE_LEFT &&
	    (is_alnum(text.ptr[at - 1]) ||
		is_any_of(text.ptr[at - 1], "_-.+/~")))
		at--;
	end = at;
	while (end > 0 && at - end < 2 && is_any_of(text.ptr[end - 1], "\"'`"))
		end--;
	if (end == 0 || !is_blank(text.ptr[end - 1]))
		return LM_OK;
	site.right = end;
	end = skip_blanks_left(text, end);
	verb = word_start(text, end);
	if (is_verb(lm_span(text.ptr + verb, end - verb)))
		end = skip_blanks_left(text, verb);
	if (end == 0)
		return LM_OK;
	site.i = site.op = end;
	code = read_name(assigner, memo, &site, &match, &denied, err);
	if (code != LM_OK || !denied || !value_find(&site, EXTENT_WORD, &value))
		return code;
	*is = value_is_secret(&like, value_text(&site, &value)) &&
	    !is_fingerprint(value_text(&site, &value));
	if (*is) {
		value_finish(&site, EXTENT_WORD, &value);
		set_found(found, &value, &match);
	}
	return LM_OK;
}
