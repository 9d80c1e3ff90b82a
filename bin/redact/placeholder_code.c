#include "placeholder.h"

#include <stdlib.h>
#include <string.h>

#include "detect.h"
#include "names.h"

#define WORDS_MAX 64 /* bytes: no name in code is longer */
#define WORD_MAX 16  /* no word of the list is longer */

/* Words that are no secrets: of types, credentials, states, and prose.  In
 * alphabetical order, for bsearch. */
static const char *const words[] = {"a", "above", "accepted", "access",
    "account", "admin", "aes", "alias", "all", "also", "an", "anchor", "and",
    "anthropic", "any", "anything", "api", "apikey", "app", "are", "argon",
    "args", "argv", "array", "as", "ascii", "async", "at", "auth",
    "authentication", "authorization", "await", "aws", "azure", "bar", "base",
    "base64", "basic", "baz", "bcrypt", "be", "bearer", "below", "binding",
    "body", "bool", "boolean", "buffer", "build", "but", "by", "byte", "bytes",
    "can", "cannot", "cfg", "change", "changed", "char", "character",
    "characters", "check", "cipher", "class", "clear", "cleartext", "client",
    "code", "column", "comma", "conf", "config", "confirm", "confirmed",
    "const", "context", "contrasena", "cookie", "cookies", "count", "create",
    "credential", "credentials", "creds", "credstore", "csrf", "ctx", "current",
    "data", "database", "date", "db", "decode", "decoded", "decrypt",
    "decrypted", "default", "denied", "details", "dev", "development", "dict",
    "did", "digest", "digits", "disabled", "do", "does", "dot", "else", "email",
    "empty", "enabled", "encode", "encoded", "encrypt", "encrypted",
    "encryptedstring", "encryption", "end", "enter", "enum", "env", "environ",
    "eof", "eos", "error", "event", "everything", "example", "expired",
    "failed", "fake", "false", "fetch", "field", "fields", "file", "find",
    "first", "float", "foo", "for", "forgot", "forgotten", "form", "from",
    "func", "function", "gcp", "generate", "generated", "get", "github",
    "gitlab", "given", "google", "granted", "had", "has", "hash", "hashed",
    "haslo", "have", "he", "header", "headers", "helper", "heslo", "hex", "hf",
    "hidden", "hmac", "how", "http", "https", "huggingface", "i", "id", "ident",
    "identifier", "if", "in", "incorrect", "info", "input", "int", "integer",
    "invalid", "is", "it", "item", "json", "just", "jwt", "kennwort", "key",
    "keychain", "keys", "keyword", "kwargs", "lambda", "last", "least", "left",
    "len", "let", "letters", "list", "literal", "load", "local", "localhost",
    "login", "long", "lookup", "lost", "make", "manage", "manager", "map",
    "masked", "master", "max", "maximum", "md", "min", "minimum", "missing",
    "mock", "model", "must", "my", "name", "nan", "never", "new", "next", "nil",
    "no", "node", "none", "not", "nothing", "null", "nullable", "number",
    "oauth", "object", "of", "off", "ok", "old", "omitted", "on", "only",
    "openai", "operator", "option", "optional", "options", "opts", "or", "otp",
    "our", "output", "param", "params", "parse", "pass", "passcode",
    "passphrase", "passwd", "password", "passwords", "passwort", "path",
    "payload", "pin", "placeholder", "plain", "plaintext", "please", "prev",
    "private", "prod", "production", "props", "protected", "provided",
    "provider", "ptr", "public", "pw", "pwd", "query", "random", "raw", "read",
    "readonly", "record", "recovery", "ref", "refresh", "regex", "rejected",
    "removed", "req", "request", "required", "res", "reset", "resp", "response",
    "result", "return", "revoked", "right", "root", "row", "rsa", "salt",
    "same", "sample", "schema", "secret", "secrets", "secretstr", "see", "self",
    "senha", "server", "service", "session", "set", "settings", "sha", "she",
    "short", "should", "shown", "signing", "size", "slack", "so", "something",
    "special", "staging", "start", "state", "static", "stop", "storage",
    "store", "stored", "str", "string", "stripe", "strong", "struct", "stub",
    "supplied", "symbol", "symbols", "temp", "test", "testing", "tests", "text",
    "than", "that", "the", "their", "then", "there", "these", "they", "this",
    "those", "tmp", "to", "token", "tokens", "too", "true", "type", "typeof",
    "undefined", "unique", "unknown", "unset", "updated", "uri", "url", "use",
    "used", "user", "username", "using", "utf8", "uuid", "val", "valid",
    "validate", "value", "values", "var", "varchar", "variable", "vault",
    "verify", "very", "void", "wachtwoord", "was", "we", "weak", "what", "when",
    "where", "which", "who", "why", "will", "with", "word", "wrong", "x", "xml",
    "xsrf", "yaml", "yes", "you", "your"};

static int
compare(const void *key, const void *entry)
{
	const struct lm_span *word = key;
	const char *const *listed = entry;
	int order = strncmp(word->ptr, *listed, word->len);

	return order != 0 || (*listed)[word->len] == '\0' ? order : -1;
}

static bool
is_listed(struct lm_span word)
{
	char lower[WORD_MAX];
	struct lm_span key = {lower, word.len};

	if (word.len > WORD_MAX)
		return false;
	for (size_t i = 0; i < word.len; i++)
		lower[i] = to_lower(word.ptr[i]);
	return bsearch(&key, words, sizeof(words) / sizeof(words[0]),
		   sizeof(words[0]), compare) != NULL;
}

/* Where the word that begins at i ends: at a sign, or a hump of camelCase. */
static size_t
word_end(struct lm_span text, size_t i)
{
	size_t at = i;

	while (at < text.len && is_letter(text.ptr[at])) {
		bool upper = to_lower(text.ptr[at]) != text.ptr[at];
		bool after_lower =
		    at > i && to_lower(text.ptr[at - 1]) == text.ptr[at - 1];
		bool before_lower = at + 1 < text.len &&
		    is_letter(text.ptr[at + 1]) &&
		    to_lower(text.ptr[at + 1]) == text.ptr[at + 1];

		if (upper && at > i && (after_lower || before_lower))
			break;
		at++;
	}
	return at;
}

bool
is_code_words(struct lm_span value)
{
	size_t i = 0, n = 0;

	if (value.len > WORDS_MAX)
		return false;
	while (i < value.len) {
		size_t end = word_end(value, i);

		if (end == i) {
			if (is_digit(value.ptr[i]) ||
			    (value.ptr[i] & 0x80) != 0)
				return false;
			i++;
			continue;
		}
		if (!is_listed(lm_span(value.ptr + i, end - i)))
			return false;
		n++;
		i = end;
	}
	return n > 0;
}

static bool
begins_name(char byte)
{
	return is_letter(byte) || byte == '_' || byte == '$' || byte == '@' ||
	    byte == '&' || byte == '*' || byte == '!';
}

bool
is_code(struct lm_span value)
{
	size_t runs = 0, dots = 0;

	if (value.len == 0 || !begins_name(value.ptr[0]))
		return false;
	for (size_t i = 1; i < value.len; i++) {
		char byte = value.ptr[i];

		runs += is_digit(byte) && !is_digit(value.ptr[i - 1]);
		if (is_word(byte))
			continue;
		if (byte == '(' || byte == '[')
			return is_word(value.ptr[i - 1]) &&
			    (byte == '(' || runs < 2);
		if (text_has(value, i, "->") || text_has(value, i, "::"))
			return true;
		if (byte != '.' || i + 1 == value.len ||
		    (!is_letter(value.ptr[i + 1]) && value.ptr[i + 1] != '_'))
			return false;
		dots++;
	}
	/* No part of it has more than one number: ed25519.Ed25519Key. */
	return dots > 0 && runs <= dots + 1;
}

/* The words that a sentence has, and a passphrase has not. */
static const char *const common[] = {"the", "a", "an", "is", "are", "be", "was",
    "must", "should", "can", "cannot", "will", "your", "you", "my", "our", "to",
    "of", "for", "and", "or", "not", "in", "on", "with", "at", "this", "that",
    "it", "please", "enter", "if", "no", "from", "has", "have", "does", "do",
    "by", "as", "used", "using", "when", "were", "been", "than", "characters",
    "invalid", "required", "incorrect", "expired", "missing", NULL};

bool
is_prose(struct lm_span value)
{
	size_t i = 0, n = 0, n_common = 0;

	while (i < value.len) {
		size_t from = i, len;
		char lower[WORD_MAX];

		while (i < value.len && value.ptr[i] != ' ')
			i++;
		len = i - from;
		n += len > 0;
		i++;
		if (len == 0 || len > sizeof(lower))
			continue;
		for (size_t k = 0; k < len; k++)
			lower[k] = to_lower(value.ptr[from + k]);
		n_common += name_in(lm_span(lower, len), common);
	}
	return n >= 2 && n_common > 0;
}

static bool
has_digits(struct lm_span text, size_t i, size_t n)
{
	if (i + n > text.len)
		return false;
	for (size_t end = i + n; i < end; i++)
		if (!is_digit(text.ptr[i]))
			return false;
	return true;
}

bool
is_date(struct lm_span value)
{
	size_t year = has_digits(value, 0, 4) ? 4 : 2;
	char sign;

	if (value.len < year + 4 || !has_digits(value, 0, year))
		return false;
	sign = value.ptr[year];
	return (sign == '-' || sign == '/' || sign == '.') &&
	    has_digits(value, year + 1, 2) && value.len > year + 3 &&
	    value.ptr[year + 3] == sign && has_digits(value, year + 4, 2);
}

bool
is_uuid(struct lm_span value)
{
	if (value.len != 36)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? value.ptr[i] != '-' : !is_hex(value.ptr[i]))
			return false;
	}
	return true;
}
