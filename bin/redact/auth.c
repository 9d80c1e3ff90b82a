#include <string.h>

#include "net.h"

#define LONGEST_CREDENTIALS 16384
#define LONGEST_GAP 8
#define SHORTEST_BEARER 8
#define SHORTEST_BASIC 4
#define LONG_BEARER 20 /* one that needs but one digit, or mixed case */
#define LONGEST_DECODED 512

/* token68 of RFC 7235 §2.1, and "|", which vendors put into theirs.  Nothing of
 * it is in a gap, so that a row of schemes is walked over once. */
static bool
is_token68(char byte)
{
	return is_word(byte) || is_any_of(byte, "-.~+/=|");
}

/* Past what stands between the scheme and its credentials; i: no gap. */
static size_t
skip_gap(struct lm_span text, size_t i)
{
	size_t at = i;

	while (at < text.len && at - i < LONGEST_GAP &&
	    (text.ptr[at] == ' ' || text.ptr[at] == '\t' ||
		text.ptr[at] == ':' || text.ptr[at] == '"' ||
		text.ptr[at] == '\''))
		at++;
	if (text_has(text, at, "%20"))
		at += strlen("%20");
	return at;
}

static size_t
count_changes(struct lm_span token)
{
	size_t n = 0;

	for (size_t i = 1; i < token.len; i++)
		n += is_letter(token.ptr[i - 1]) && is_letter(token.ptr[i]) &&
		    (token.ptr[i - 1] < 'a') != (token.ptr[i] < 'a');
	return n;
}

/* Whether it is a token rather than a word: digits, or case that changes as
 * in no word. */
static bool
is_bearer(struct lm_span token)
{
	size_t n_digits = 0;

	for (size_t i = 0; i < token.len; i++)
		n_digits += is_digit(token.ptr[i]);
	if (token.len < SHORTEST_BEARER || net_is_filler(token))
		return false;
	return n_digits > 1 ||
	    (token.len >= LONG_BEARER &&
		(n_digits == 1 || count_changes(token) > 4));
}

/* Whether it decodes to a user, a colon and a password.  A byte or two may be
 * no text: passwords are in any encoding, and samples get mangled. */
static bool
is_basic(struct lm_span token)
{
	char decoded[LONGEST_DECODED];
	size_t len, n_odd = 0;

	if (token.len < SHORTEST_BASIC || net_is_filler(token))
		return false;
	len = net_base64(token, decoded, sizeof(decoded));
	for (size_t i = 0; i < len; i++)
		n_odd += (unsigned char)decoded[i] < ' ' ||
		    (unsigned char)decoded[i] > '~';
	return memchr(decoded, ':', len) != NULL && n_odd * 10 <= len;
}

/* The end of credentials, less what ends a sentence. */
static size_t
credentials_end(struct lm_span text, size_t start, bool basic)
{
	size_t end = net_run(text, start, LONGEST_CREDENTIALS,
	    basic ? is_base64 : is_token68);

	if (basic)
		return end < text.len && text.ptr[end] == '.' &&
			end + 1 < text.len && is_word(text.ptr[end + 1])
		    ? start
		    : net_run(text, end, 2, is_token68);
	while (end > start && text.ptr[end - 1] == '.')
		end--;
	return end;
}

bool
detect_auth(struct lm_span text, size_t i, struct finding *found)
{
	bool basic = text_has_any_case(text, i, "basic");
	size_t word = i + strlen(basic ? "basic" : "bearer"), start, end;
	struct lm_span token;

	if ((!basic && !text_has_any_case(text, i, "bearer")) ||
	    (i > 0 && is_alnum(text.ptr[i - 1]) && !net_begins(text, i)))
		return false;
	start = skip_gap(text, word);
	if (start == word || start >= text.len)
		return false;
	end = credentials_end(text, start, basic);
	token = lm_span(text.ptr + start, end - start);
	if (!(basic ? is_basic(token) : is_bearer(token)))
		return false;
	*found = (struct finding){.at = start,
	    .len = token.len,
	    .kind = KIND_AUTH_HEADER};
	return true;
}
