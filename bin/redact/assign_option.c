#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define OPTION_NAME_MAX 60
#define COMMAND_NEAR 300 /* so far before an option its command stands */
#define WORD_LEN_MAX 300 /* of a shell's word */
#define PASSWORD_MIN 4
#define USER_KEY_MIN 8 /* a key that stands as user, without a password */

/* Whether one of these words is before i, in the same command. */
static bool
follows(struct lm_span text, size_t i, const char *const *commands)
{
	size_t from = i;

	/* A line ends a command, unless a backslash is before its end. */
	while (from > 0 && i - from < COMMAND_NEAR &&
	    (text.ptr[from - 1] != '\n' ||
		(from > 1 && text.ptr[from - 2] == '\\')))
		from--;
	for (; from < i; from++) {
		if (from > 0 && is_word(text.ptr[from - 1]))
			continue;
		for (const char *const *name = commands; *name != NULL; name++)
			if (text.ptr[from] == **name &&
			    text_has(text, from, *name) &&
			    !joins_at(text, from + strlen(*name)))
				return true;
	}
	return false;
}

/* The end of the word of a shell that begins at i: a blank outside quotes. */
static size_t
shell_word_end(struct lm_span text, size_t i)
{
	size_t from = i;
	char quote = '\0';

	for (; i < text.len && i - from < WORD_LEN_MAX; i++) {
		char byte = text.ptr[i];

		if (byte == '\n')
			break;
		if (quote != '\0') {
			if (byte == quote)
				quote = '\0';
		} else if (byte == '"' || byte == '\'') {
			quote = byte;
		} else if (is_blank(byte)) {
			break;
		}
	}
	return i;
}

/* Without quotes on both sides, or on one, and without backslashes there. */
static void
strip_quotes(struct lm_span text, struct value *value)
{
	while (value->at < value->end &&
	    (text.ptr[value->at] == '"' || text.ptr[value->at] == '\'' ||
		(text.ptr[value->at] == '\\' && value->end - value->at > 1 &&
		    text.ptr[value->at + 1] == '"')))
		value->at++;
	while (value->at < value->end &&
	    (text.ptr[value->end - 1] == '"' ||
		text.ptr[value->end - 1] == '\'' ||
		text.ptr[value->end - 1] == '`' ||
		text.ptr[value->end - 1] == '\\'))
		value->end--;
}

/* A word that begins with a quote ends with it: what follows is a list's. */
static void
end_quotes(struct lm_span text, struct value *value)
{
	char quote = text.ptr[value->at];
	const char *end;

	if (quote != '"' && quote != '\'')
		return;
	end =
	    memchr(text.ptr + value->at + 1, quote, value->end - value->at - 1);
	if (end != NULL)
		value->end = (size_t)(end - text.ptr) + 1;
}

static struct lm_span
between(struct lm_span text, const struct value *value)
{
	return lm_span(text.ptr + value->at, value->end - value->at);
}

static bool
has_digit(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_digit(text.ptr[i]))
			return true;
	return false;
}

/* "user:password" at i: the password, or the user if that is a key. */
static bool
user_password(struct lm_span text, size_t i, struct value *value)
{
	size_t end = shell_word_end(text, i);
	/* A mask may hold a colon. */
	size_t masks = mask_run(text, i + is_any_of(text.ptr[i], "\"'"));
	const char *colon = i + masks < end
	    ? memchr(text.ptr + i + masks, ':', end - i - masks)
	    : NULL;
	struct value user = {.at = i, .end = end};
	struct lm_span name, password;

	if (colon == NULL)
		return false;
	user.end = (size_t)(colon - text.ptr);
	*value = (struct value){.at = user.end + 1, .end = end};
	strip_quotes(text, &user);
	strip_quotes(text, value);
	name = between(text, &user);
	password = between(text, value);
	if (password.len == 0) {
		*value = user;
		return name.len >= USER_KEY_MIN && has_digit(name) &&
		    !is_placeholder(name);
	}
	return password.len >= PASSWORD_MIN && !is_placeholder(password) &&
	    !is_code_words(password) && !lm_span_equal(name, password) &&
	    !(name.len > 0 && *name.ptr == '<');
}

/* Where the value of an option begins whose name ends at i; 0: nowhere. */
static size_t
option_value(struct lm_span text, size_t i)
{
	size_t at = i;

	/* "--password", "x": as words of a list. */
	if (at < text.len && (text.ptr[at] == '"' || text.ptr[at] == '\'')) {
		at++;
		if (at == text.len || text.ptr[at] != ',')
			return 0;
		at++;
	}
	while (
	    at < text.len && at - i < OPTION_NAME_MAX && is_blank(text.ptr[at]))
		at++;
	return at == i || at >= text.len ? 0 : at;
}

/* Whether a command goes on behind a value, or the line ends: no sentence. */
static bool
goes_on(struct lm_span text, size_t end)
{
	while (end < text.len &&
	    (is_blank(text.ptr[end]) || text.ptr[end] == '"' ||
		text.ptr[end] == '\''))
		end++;
	return end == text.len || !is_alnum(text.ptr[end]);
}

static enum lm_code
long_option(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t at, struct value *value, bool *is,
    enum name_class *class, struct name_match *match, struct lm_err *err)
{
	size_t end = at;
	struct lm_span name;
	enum lm_code code;

	while (end < text.len && end - at < OPTION_NAME_MAX &&
	    (is_word(text.ptr[end]) || text.ptr[end] == '-'))
		end++;
	if (end == at || !ends_have(assigner, text, end))
		return LM_OK;
	value->at = option_value(text, end);
	if (value->at == 0 || text.ptr[value->at] == '-')
		return LM_OK;
	name = lm_span(text.ptr + at, end - at);
	code = name_recall(assigner->names, name, memo, class, match, err);
	if (code != LM_OK || *class == NAME_NONE)
		return code;
	value->end = shell_word_end(text, value->at);
	end_quotes(text, value);
	strip_quotes(text, value);
	*is = value_stands(*class, match, name, between(text, value)) &&
	    (has_digit(between(text, value)) || goes_on(text, value->end));
	return LM_OK;
}

/* Whether a command with a password behind "-p" or "-w" apart from it is before
 * i: docker's -p is so only to log in. */
static bool
takes_apart(struct lm_span text, size_t i, char option)
{
	static const char *const always[] = {"sshpass", NULL};
	static const char *const ldap[] = {"ldapsearch", "ldapadd",
	    "ldapmodify", "ldapdelete", "ldapwhoami", "ldappasswd", NULL};
	static const char *const logged[] = {"docker", "podman", "oc", "az",
	    "helm", "skopeo", "buildah", NULL};
	static const char *const login[] = {"login", NULL};

	if (option == 'w')
		return follows(text, i, ldap);
	return follows(text, i, always) ||
	    (follows(text, i, logged) && follows(text, i, login));
}

/* "-pPASSWORD" of mysql; also apart, of those that take it so; "-pw" of PuTTY. */
static bool
short_password(struct lm_span text, size_t at, struct value *value)
{
	static const char *const attached[] = {"mysql", "mysqldump",
	    "mysqladmin", "mariadb", "sshpass", "7z", NULL};
	static const char *const putty[] = {"plink", "pscp", "psftp", "putty",
	    "PLINK", "PSCP", NULL};
	char option = text.ptr[at - 1];

	if (text_has(text, at, "w ") && follows(text, at, putty))
		at++;
	else if (at >= text.len ||
	    !(is_blank(text.ptr[at])
		    ? takes_apart(text, at, option)
		    : option == 'p' && follows(text, at, attached)))
		return false;
	while (at < text.len && is_blank(text.ptr[at]))
		at++;
	*value = (struct value){.at = at, .end = shell_word_end(text, at)};
	strip_quotes(text, value);
	return value->end - value->at >= PASSWORD_MIN &&
	    text.ptr[value->at] != '-' &&
	    !is_placeholder(between(text, value)) &&
	    !is_code_words(between(text, value));
}

static bool
curl_user(struct lm_span text, size_t at, struct value *value)
{
	static const char *const commands[] = {"curl", NULL};

	if (at >= text.len ||
	    (!is_blank(text.ptr[at]) && text.ptr[at] != '=' &&
		text.ptr[at] != '"' && text.ptr[at] != '\'') ||
	    !follows(text, at, commands))
		return false;
	while (at < text.len && (is_blank(text.ptr[at]) || text.ptr[at] == '='))
		at++;
	return at < text.len && user_password(text, at, value);
}

enum lm_code
detect_option(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct name_match match = {0};
	enum name_class class = NAME_CREDENTIAL;
	struct value value = {0};
	enum lm_code code = LM_OK;

	*is = false;
	if (text_has(text, i + 1, "-u"))
		*is = curl_user(text, i + 3, &value);
	else if (text_has(text, i + 1, "-p") || text_has(text, i + 1, "-w"))
		*is = short_password(text, i + 3, &value);
	else if (text_has(text, i + 1, "--user"))
		*is = curl_user(text, i + 7, &value);
	else if (text_has(text, i + 1, "--"))
		code = long_option(assigner, memo, text, i + 3, &value, is,
		    &class, &match, err);
	if (*is)
		value_found(&value, class, &match, found);
	return code;
}
