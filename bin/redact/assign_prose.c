#include "assign_site.h"

#include <string.h>

#include "assign_words.h"
#include "placeholder.h"

/* What sentences say: "my password is hunter2". */

#define SAID_MIN 6     /* the shortest password without quotes */
#define VALUE_LEFT 200 /* of a long value, so much may be before its run */

/* "-Password x", an option as PowerShell and Java have it. */
static bool
is_option(struct lm_span text, size_t name_at)
{
	return name_at > 0 && text.ptr[name_at - 1] == '-' &&
	    (name_at == 1 || is_blank(text.ptr[name_at - 2]));
}

/* What stands right behind a name from op on, blanks between. */
static enum said
find_behind(struct site *site, size_t name_at)
{
	struct lm_span text = site->text;
	enum said said;
	struct quote quote;

	site->right = words_skip(text, site->op);
	if (site->right == site->op || site->right == text.len)
		return SAID_NOT;
	said = words_login(text, name_at);
	if (said != SAID_NOT)
		return said;
	if (is_option(text, name_at))
		return text.ptr[site->right] == '-' ? SAID_NOT : SAID_WORD;
	if (!quote_at(text, site->right, &quote) || quote.byte == '`')
		return SAID_NOT;
	/* SQL: "WITH PASSWORD 'x'". */
	if (quote.byte == '\'' && text_has(text, name_at, "PASSWORD"))
		return SAID_WORD;
	site->name_at = name_at;
	return site_leads(site) ? SAID_LAST : SAID_NOT;
}

/* ---- values ------------------------------------------------------------------------- */

/* "AES-256", "base64-encoded", "OAuth2", "12-character": what sentences say of
 * passwords. */
static bool
is_term(struct lm_span word)
{
	static const char *const terms[] = {"aes", "sha", "md", "rsa", "base",
	    "utf", "oauth", "pre", "post", "tls", "ssl", "scrypt", "pbkdf",
	    "argon", "hmac", "totp", "des", "ntlm", "iso", NULL};
	size_t first = 0, last = word.len;

	while (first < word.len && is_letter(word.ptr[first]))
		first++;
	while (last > first && is_letter(word.ptr[last - 1]))
		last--;
	if (text_is_one_of(lm_span(word.ptr, first), terms))
		return true;
	return last > 0 && last < word.len && word.ptr[last - 1] == '-' &&
	    is_code_words(lm_span(word.ptr + last, word.len - last));
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

	if ((!quoted && word.len < SAID_MIN) || is_date(word) || is_term(word))
		return false;
	if (shape.letters == 0)
		return shape.digits == word.len && word.len >= SAID_MIN;
	return shape.digits > 0 || (!shape.spaces && has_inner_sign(word));
}

/* Whether nothing follows on the line but what ends a statement. */
static bool
ends_line(struct lm_span text, const struct value *value)
{
	size_t end = value->end;

	if (value->quote.byte != '\0')
		end += value->quote.slashes + 1;
	while (end < text.len && is_any_of(text.ptr[end], " \t\r;,"))
		end++;
	return end >= text.len || text.ptr[end] == '\n';
}

/* Behind quotes that books have, and signs of Markdown. */
static void
skip_marks(struct site *site)
{
	static const char *const marks[] = {"“", "”", "„", "**", NULL};

	for (const char *const *mark = marks; *mark != NULL; mark++)
		if (text_has(site->text, site->right, *mark)) {
			site->right += strlen(*mark);
			return;
		}
}

/* Whether what stands at site->right is the password that is said. */
static bool
password_at(struct site *site, const struct name_match *match, enum said said,
    struct value *value)
{
	struct lm_span name = lm_span(site->text.ptr + site->run_at,
	    site->name_end - site->run_at);
	struct lm_span text;

	skip_marks(site);
	if (!value_find(site, EXTENT_WORD, value))
		return false;
	while (value->quote.byte == '\0' && value->end > value->at + 2 &&
	    text_has(site->text, value->end - 2, "**"))
		value->end -= 2;
	text = value_text(site, value);
	if (!value_passes(match, name, text) ||
	    (said == SAID_WORD &&
		!is_password(text, value->quote.byte != '\0')) ||
	    (said == SAID_LAST && !ends_line(site->text, value)))
		return false;
	value_finish(site, EXTENT_WORD, value);
	return true;
}

/* Read the name that ends before site->op; false: none that is denied, or one
 * of the user's own, which any word may stand behind. */
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

/* The word that a mark is in, and where a sentence may go on; false: nowhere. */
static bool
read_word(struct lm_span text, size_t i, size_t *at, size_t *end)
{
	*at = *end = i;
	while (*end < text.len && *end - i < WORD_LONGEST &&
	    is_letter(text.ptr[*end]))
		++*end;
	if (*end == text.len ||
	    !(is_blank(text.ptr[*end]) || is_quote(text.ptr[*end])))
		return false;
	*end += !is_blank(text.ptr[*end]);
	while (
	    *at > 0 && i - *at < WORD_LONGEST && is_letter(text.ptr[*at - 1]))
		--*at;
	return i - *at < WORD_LONGEST;
}

enum lm_code
detect_said(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct site site = {.text = text};
	struct name_match match;
	struct value value;
	enum said said = SAID_WORD;
	bool denied;
	size_t name_at;
	enum lm_code code;

	*is = false;
	if (!read_word(text, i, &name_at, &site.op))
		return LM_OK;
	site.i = site.op;
	if (!words_say(text, site.op, &site.right))
		said = find_behind(&site, name_at);
	if (said == SAID_NOT)
		return LM_OK;
	code = read_name(assigner, memo, &site, &match, &denied, err);
	if (code != LM_OK || !denied || match.style != NAME_PASSWORD)
		return code;
	*is = password_at(&site, &match, said, &value);
	if (*is)
		value_found(&value, NAME_DENIED, &match, found);
	return LM_OK;
}

/* ---- keys --------------------------------------------------------------------------- */

/* Of a key of OpenPGP: 40 hex digits, in capitals, behind "key". */
static bool
is_fingerprint(const struct site *site, struct lm_span value)
{
	const size_t len = 40;

	for (size_t i = 0; i < value.len; i++)
		if (!is_hex(value.ptr[i]) || value.ptr[i] >= 'a')
			return false;
	return value.len == len && site->name_end >= 3 &&
	    text_has_any_case(site->text, site->name_end - 3, "key");
}

/* The end of the name that the value at *at is said of; 0: there is none. */
static size_t
name_before(struct lm_span text, size_t i, size_t *at)
{
	size_t end = i, verb;

	while (end > 0 && i - end < VALUE_LEFT &&
	    (is_alnum(text.ptr[end - 1]) ||
		is_any_of(text.ptr[end - 1], "_-.+/~")))
		end--;
	while (end > 0 && is_quote(text.ptr[end - 1]) && i - end < VALUE_LEFT)
		end--;
	if (end == 0 || !is_blank(text.ptr[end - 1]))
		return 0;
	*at = verb = end;
	if (words_verb(words_before(text, &verb)))
		end = verb;
	return site_skip_left(text, end, " \t");
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
	enum lm_code code;

	*is = false;
	site.i = site.op = name_before(text, i, &site.right);
	if (site.op == 0)
		return LM_OK;
	code = read_name(assigner, memo, &site, &match, &denied, err);
	if (code != LM_OK || !denied || !value_find(&site, EXTENT_WORD, &value))
		return code;
	*is = value_is_secret(&like, value_text(&site, &value)) &&
	    !is_fingerprint(&site, value_text(&site, &value));
	if (*is) {
		value_finish(&site, EXTENT_WORD, &value);
		value_found(&value, NAME_DENIED, &match, found);
	}
	return LM_OK;
}
