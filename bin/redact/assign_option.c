#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define OPTION_NAME_MAX 60
#define COMMAND_NEAR 300 /* so far before an option its command stands */
#define WORD_LEN_MAX 300 /* of a shell's word */
#define PASSWORD_MIN 4
#define USER_KEY_MIN 8 /* a key that stands as user, without a password */
#define ELEMENT_MAX 300
#define TAG_MAX 120

static bool
is_space(char byte)
{
	return byte == ' ' || byte == '\t';
}

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
		} else if (is_space(byte)) {
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
	    at < text.len && at - i < OPTION_NAME_MAX && is_space(text.ptr[at]))
		at++;
	return at == i || at >= text.len ? 0 : at;
}

/* Whether a command goes on behind a value, or the line ends: no sentence. */
static bool
goes_on(struct lm_span text, size_t end)
{
	while (end < text.len &&
	    (is_space(text.ptr[end]) || text.ptr[end] == '"' ||
		text.ptr[end] == '\''))
		end++;
	return end == text.len || !is_alnum(text.ptr[end]);
}

/* The value of a denied name, or of one like a credential's. */
static bool
judge(enum name_class class, const struct name_match *match,
    struct lm_span name, struct lm_span value)
{
	switch (class) {
	case NAME_NONE:
		return false;
	case NAME_DENIED:
		return value_passes(match, name, value);
	case NAME_CREDENTIAL:
		break;
	}
	return value_is_secret(match, value);
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
	*is = judge(*class, match, name, between(text, value)) &&
	    (has_digit(between(text, value)) || goes_on(text, value->end));
	return LM_OK;
}

/* "-pPASSWORD" of mysql; also apart, of those that take it so. */
static bool
short_password(struct lm_span text, size_t at, struct value *value)
{
	static const char *const attached[] = {"mysql", "mysqldump",
	    "mysqladmin", "mariadb", "sshpass", "7z", NULL};
	static const char *const apart[] = {"sshpass", "docker", "podman", "oc",
	    "az", "plink", "ldapsearch", NULL};
	bool blank = at < text.len && is_space(text.ptr[at]);

	if (at >= text.len || !follows(text, at, blank ? apart : attached))
		return false;
	while (at < text.len && is_space(text.ptr[at]))
		at++;
	*value = (struct value){.at = at, .end = shell_word_end(text, at)};
	strip_quotes(text, value);
	return value->end - value->at >= PASSWORD_MIN &&
	    text.ptr[value->at] != '-' &&
	    /* A port, as of "docker run -p 8080:80". */
	    !(is_digit(text.ptr[value->at]) &&
		memchr(text.ptr + value->at, ':', value->end - value->at) !=
		    NULL) &&
	    !is_placeholder(between(text, value)) &&
	    !is_code_words(between(text, value));
}

static bool
curl_user(struct lm_span text, size_t at, struct value *value)
{
	static const char *const commands[] = {"curl", NULL};

	if (at >= text.len ||
	    (!is_space(text.ptr[at]) && text.ptr[at] != '=' &&
		text.ptr[at] != '"' && text.ptr[at] != '\'') ||
	    !follows(text, at, commands))
		return false;
	while (at < text.len && (is_space(text.ptr[at]) || text.ptr[at] == '='))
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
	else if (text_has(text, i + 1, "-p"))
		*is = short_password(text, i + 3, &value);
	else if (text_has(text, i + 1, "--user"))
		*is = curl_user(text, i + 7, &value);
	else if (text_has(text, i + 1, "--"))
		code = long_option(assigner, memo, text, i + 3, &value, is,
		    &class, &match, err);
	if (*is)
		*found = (struct finding){.at = value.at,
		    .len = value.end - value.at,
		    .kind = class == NAME_DENIED ? KIND_FIELD : KIND_SECRET,
		    .label = match.label};
	return code;
}

/* The text of an element whose closing tag is at i. */
static bool
element_text(struct lm_span text, size_t i, struct lm_span name,
    struct value *value)
{
	size_t at, open;

	value->end = i;
	while (value->end > 0 && i - value->end < TAG_MAX &&
	    is_any_of(text.ptr[value->end - 1], " \t\r\n"))
		value->end--;
	at = value->end;
	while (at > 0 && value->end - at < ELEMENT_MAX &&
	    text.ptr[at - 1] != '>' && text.ptr[at - 1] != '<' &&
	    text.ptr[at - 1] != '\n')
		at--;
	value->at = at;
	while (at > 0 && value->at - at < TAG_MAX &&
	    (is_space(text.ptr[at - 1]) || text.ptr[at - 1] == '\n' ||
		text.ptr[at - 1] == '\r'))
		at--;
	if (at == 0 || text.ptr[at - 1] != '>')
		return false;
	open = at;
	while (open > 0 && at - open < TAG_MAX && text.ptr[open - 1] != '<')
		open--;
	if (open == 0 || at - open <= name.len ||
	    memcmp(text.ptr + open, name.ptr, name.len) != 0 ||
	    is_word(text.ptr[open + name.len]))
		return false;
	while (value->at < value->end && is_space(text.ptr[value->at]))
		value->at++;
	return value->at < value->end;
}

enum lm_code
detect_element(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct name_match match = {0};
	enum name_class class = NAME_NONE;
	struct value value = {0};
	struct lm_span name = {0};
	size_t end = i + 2;
	enum lm_code code;

	*is = false;
	while (end < text.len && end - i < OPTION_NAME_MAX &&
	    (is_word(text.ptr[end]) || text.ptr[end] == '-' ||
		text.ptr[end] == '.' || text.ptr[end] == ':'))
		end++;
	if (end >= text.len || text.ptr[end] != '>' || end < i + 4 ||
	    !ends_have(assigner, text, end))
		return LM_OK;
	name = lm_span(text.ptr + i + 2, end - i - 2);
	if (!element_text(text, i, name, &value))
		return LM_OK;
	code = name_recall(assigner->names, name, memo, &class, &match, err);
	if (code != LM_OK)
		return code;
	*is = judge(class, &match, name, between(text, &value));
	if (*is)
		*found = (struct finding){.at = value.at,
		    .len = value.end - value.at,
		    .kind = class == NAME_DENIED ? KIND_FIELD : KIND_SECRET,
		    .label = match.label};
	return LM_OK;
}
