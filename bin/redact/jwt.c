#include <string.h>

#include "net.h"

#define LONGEST_PREFIX 16    /* "token-eyJ": a word joined to it */
#define LONGEST_HEADER 8192  /* with a chain of certificates ("x5c") */
#define LONGEST_DECODED 1024 /* of a header: what is looked at */
#define SHORTEST_PAYLOAD 8
#define N_PARTS 5 /* of a JWE; a JWS has three */

static bool
is_base64url(char byte)
{
	return is_word(byte) || byte == '-';
}

/* The number of an app of GitHub before the token of an installation of it:
 * "ghs_12345_". */
static bool
is_installation(struct lm_span text, size_t i)
{
	size_t at = i - 1;

	while (at > 0 && i - at < LONGEST_PREFIX && is_digit(text.ptr[at - 1]))
		at--;
	return text.ptr[i - 1] == '_' && at + 1 < i && at >= 4 &&
	    text_has(text, at - 4, "ghs_");
}

/* Whether a token begins at i: not in the middle of other Base64. */
static bool
begins(struct lm_span text, size_t i)
{
	size_t start = i;

	if (net_begins(text, i) && (i == 0 || text.ptr[i - 1] != '-'))
		return true;
	if (i > 2 && text.ptr[i - 3] == '%' && is_hex(text.ptr[i - 2]) &&
	    is_hex(text.ptr[i - 1]))
		return true;
	if (is_installation(text, i))
		return true;
	if (text.ptr[i - 1] != '-' && text.ptr[i - 1] != '_')
		return false;
	while (start > 0 && i - start < LONGEST_PREFIX &&
	    is_base64url(text.ptr[start - 1])) {
		start--;
		if (is_digit(text.ptr[start]))
			return false;
	}
	return i - start < LONGEST_PREFIX;
}

/* Whether a header decodes to an object with a member that headers have. */
static bool
is_header(struct lm_span part)
{
	static const char *const members[] = {"\"alg\"", "\"typ\"", "\"enc\"",
	    "\"kid\""};
	char decoded[LONGEST_DECODED];
	struct lm_span json = {decoded, 0};

	json.len = net_base64(part, decoded, sizeof(decoded));
	if (json.len < 2 || decoded[0] != '{' || decoded[1] != '"')
		return false;
	for (size_t i = 1; i < json.len; i++)
		for (size_t k = 0; k < sizeof(members) / sizeof(members[0]);
		     k++)
			if (decoded[i] == '"' && text_has(json, i, members[k]))
				return true;
	return false;
}

bool
detect_jwt(struct lm_span text, size_t i, struct finding *found)
{
	size_t end = i, payload;

	if (!text_has(text, i, "eyJ") || !begins(text, i))
		return false;
	end = net_run(text, i, LONGEST_HEADER, is_base64url);
	if (end >= text.len || text.ptr[end] != '.' ||
	    !is_header(lm_span(text.ptr + i, end - i)))
		return false;
	payload = end;
	for (size_t n = 1; n < N_PARTS && text_has(text, end, "."); n++)
		end = net_run(text, end + 1, text.len, is_base64url);
	if (end - payload < SHORTEST_PAYLOAD)
		return false;
	/* Padding does not belong there, but is found there. */
	for (size_t n = 0; n < 2 && text_has(text, end, "="); n++)
		end++;
	while (text.ptr[end - 1] == '.')
		end--;
	*found = (struct finding){.at = i, .len = end - i, .kind = KIND_JWT};
	return true;
}
