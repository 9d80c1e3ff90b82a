#include "assign_words.h"

#include "assign_site.h"

#define WORDS_MAX 7   /* between a name and its verb */
#define ADVERBS_MAX 3 /* between a verb and the value */

size_t
words_skip(struct lm_span text, size_t i)
{
	size_t from = i;

	while (i < text.len && i - from < WORD_LONGEST && is_blank(text.ptr[i]))
		i++;
	return i;
}

/* The word that begins at i; empty: there is none, or a longer one. */
static struct lm_span
word_at(struct lm_span text, size_t i)
{
	size_t end = i;

	while (end < text.len && end - i <= WORD_LONGEST &&
	    !is_any_of(text.ptr[end], " \t\r\n"))
		end++;
	return lm_span(text.ptr + i, end - i > WORD_LONGEST ? 0 : end - i);
}

/* The word before the blanks before *at, which becomes its start; empty: there
 * is none, or a longer one. */
struct lm_span
words_before(struct lm_span text, size_t *at)
{
	size_t end = site_skip_left(text, *at, " \t\r\n"), i = end;

	while (i > 0 && end - i <= WORD_LONGEST &&
	    !is_any_of(text.ptr[i - 1], " \t\r\n"))
		i--;
	if (end == *at || end - i > WORD_LONGEST)
		return (struct lm_span){0};
	*at = i;
	return lm_span(text.ptr + i, end - i);
}

/* ---- verbs ------------------------------------------------------------------------ */

/* What says that the word behind it is the value. */
bool
words_verb(struct lm_span word)
{
	static const char *const verbs[] = {"is", "was", "to", "ist", "war",
	    "lautet", "lautete", "->", "=>", "-", "–", "—",
	    "is:", "ist:", "lautet:", NULL};

	return text_is_one_of(word, verbs);
}

/* What may stand between a verb and the value: "is now", "was set to". */
static bool
is_adverb(struct lm_span word)
{
	static const char *const words[] = {"now", "currently", "still", "set",
	    "changed", "reset", "updated", "to", "jetzt", "nun", "aktuell",
	    "wieder", NULL};

	return text_is_one_of(word, words);
}

/* What says between a name and its verb whose it is: "for the user x". */
static bool
is_of(struct lm_span word)
{
	static const char *const words[] = {"for", "of", "on", "für", "von",
	    "vom", "zu", "zum", "zur", NULL};

	return text_is_one_of(word, words) ||
	    (word.len > 1 && *word.ptr == '(');
}

/* Behind a verb and its adverbs. */
static bool
find_object(struct lm_span text, size_t i, size_t *at)
{
	size_t end = i;
	struct lm_span word;

	i = words_skip(text, end);
	for (size_t n = 0; n < ADVERBS_MAX; n++) {
		word = word_at(text, i);
		if (!is_adverb(word))
			break;
		end = i + word.len;
		i = words_skip(text, end);
	}
	*at = i;
	return i > end && i < text.len;
}

/* Where the value begins that a sentence says the name to be; false: nowhere,
 * as far as the line goes. */
bool
words_say(struct lm_span text, size_t name_end, size_t *at)
{
	size_t i = words_skip(text, name_end);
	struct lm_span word = word_at(text, i);

	if (words_verb(word))
		return find_object(text, i + word.len, at);
	if (!is_of(word))
		return false;
	for (size_t n = 0; n < WORDS_MAX && word.len > 0; n++) {
		/* "password for bob: x", "password (prod): x" */
		if (words_verb(word) || word.ptr[word.len - 1] == ':')
			return find_object(text, i + word.len, at);
		i = words_skip(text, i + word.len);
		word = word_at(text, i);
	}
	return false;
}

/* ---- without a verb ---------------------------------------------------------------- */

/* netrc(5): "machine a.example login x password y", also over lines, with an
 * "account"; "machine" or "default" leave no doubt. */
enum said
words_login(struct lm_span text, size_t name_at)
{
	const size_t pairs = 3;
	size_t at = name_at;
	bool login = false;

	for (size_t n = 0; n < pairs; n++) {
		struct lm_span value = words_before(text, &at);
		struct lm_span key = {0};

		if (login && lm_span_equal(value, lm_span_of("default")))
			return SAID_SURE;
		if (value.len > 0)
			key = words_before(text, &at);
		if (login && lm_span_equal(key, lm_span_of("machine")))
			return SAID_SURE;
		if (lm_span_equal(key, lm_span_of("login")))
			login = true;
		else if (!lm_span_equal(key, lm_span_of("account")))
			break;
	}
	return login ? SAID_LAST : SAID_NOT;
}
