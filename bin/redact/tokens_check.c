#include "tokens_table.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "detect.h"
#include "tokens.h"

#include "lm/base64.h"
#include "lm/hash.h"

/* As gitleaks has it for most of its rules: below it is a placeholder. */
#define MIN_ENTROPY 3.0
/* Of the 16 to 20 characters that some tokens are, by chance. */
#define MIN_ENTROPY_SHORT 2.5
#define CRC62_LEN 6
#define CRC_HEX_LEN 8

static uint32_t
crc_of(struct lm_span bytes)
{
	return (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)bytes.ptr,
	    (uInt)bytes.len);
}

bool
token_crc62_holds(struct lm_span token)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	const uint32_t base = sizeof(digits) - 1;
	size_t from = token.len;
	uint32_t crc;

	while (from > 0 && token.ptr[from - 1] != '_')
		from--;
	if (token.len - from <= CRC62_LEN || token.len - from > TOKEN_MAX)
		return false;
	crc = crc_of(lm_span(token.ptr + from, token.len - from - CRC62_LEN));
	for (size_t k = 1; k <= CRC62_LEN; k++, crc /= base)
		if (token.ptr[token.len - k] != digits[crc % base])
			return false;
	return true;
}

bool
token_crc_hex_holds(struct lm_span token)
{
	static const char digits[] = "0123456789ABCDEF";
	uint32_t crc;

	if (token.len <= CRC_HEX_LEN || token.len > TOKEN_MAX ||
	    token.ptr[token.len - CRC_HEX_LEN - 1] != '=')
		return false;
	crc = crc_of(lm_span(token.ptr, token.len - CRC_HEX_LEN));
	for (size_t k = 1; k <= CRC_HEX_LEN; k++, crc >>= 4)
		if (token.ptr[token.len - k] != digits[crc & 15])
			return false;
	return true;
}

/* Whether a filler is repeated, or words say that a token is to be put here. */
static bool
is_placeholder(struct lm_span body)
{
	static const char *const words[] = {"your_", "your-", "yourapi",
	    "yourtoken", "yourkey", "yoursecret", "_here", "-here", "example",
	    "placeholder", "redacted", "changeme", "xxxxxx"};

	for (size_t i = 0; i < body.len; i++) {
		char first = to_lower(body.ptr[i]);

		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (first == words[k][0] &&
			    text_has_any_case(body, i, words[k]))
				return true;
	}
	return false;
}

static bool
is_random(struct lm_span body, double min)
{
	return text_entropy(body) >= min && !is_placeholder(body);
}

/* How many characters are of each sort. */
struct sorts {
	size_t digits;
	size_t lower;
	size_t upper;
	size_t vowels;
};

static struct sorts
sorts_of(struct lm_span text)
{
	struct sorts sorts = {0};

	for (size_t i = 0; i < text.len; i++) {
		char byte = text.ptr[i];
		char lower = to_lower(byte);

		sorts.digits += is_digit(byte);
		sorts.lower += byte >= 'a' && byte <= 'z';
		sorts.upper += byte >= 'A' && byte <= 'Z';
		sorts.vowels += lower == 'a' || lower == 'e' || lower == 'i' ||
		    lower == 'o' || lower == 'u';
	}
	return sorts;
}

static bool
is_mixed(struct lm_span text, size_t n_digits)
{
	struct sorts sorts = sorts_of(text);

	return sorts.digits >= n_digits && sorts.lower > 0 && sorts.upper > 0;
}

/*
 * Whether a name of a program's source reads so: letters only, few of them
 * capitals (camelCase) or all, and as many vowels as in English (38 %).  Of
 * random letters 19 % are vowels and half are capitals; of tokens of 34 less
 * than one in a thousand reads as words.
 */
static bool
reads_as_words(struct lm_span text)
{
	struct sorts sorts = sorts_of(text);
	size_t letters = sorts.lower + sorts.upper;
	bool one_case = sorts.upper * 10 < letters * 3 || sorts.lower == 0;

	return sorts.digits == 0 && one_case && sorts.vowels * 10 > letters * 3;
}

/* What follows the digits that a token begins with. */
static struct lm_span
tail_of(struct lm_span token)
{
	size_t n = 0;

	while (n < token.len && is_digit(token.ptr[n]))
		n++;
	return lm_span(token.ptr + n, token.len - n);
}

static bool
is_lettered(struct lm_span text)
{
	struct sorts sorts = sorts_of(text);

	return sorts.digits > 0 && sorts.lower + sorts.upper > 0;
}

/* Whether the characters up to the first "." are base64 of nothing but
 * digits: the number of a user of Discord. */
static bool
begins_with_snowflake(struct lm_span token)
{
	unsigned bits = 0, n_bits = 0;

	for (size_t i = 0; i < token.len && token.ptr[i] != '.'; i++) {
		unsigned value = lm_base64_value(token.ptr[i]);

		if (value == LM_BASE64_NONE)
			return false;
		bits = (bits << 6 | value) & 0xffff;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		if (!is_digit((char)(bits >> n_bits & 0xff)))
			return false;
	}
	return true;
}

/*
 * Keys of Google that are published, in Firebase's samples and browsers, and
 * that gitleaks names in its allow-list: by their fingerprint, sorted.
 */
static bool
is_published(struct lm_span token)
{
	static const uint64_t known[] = {
	    UINT64_C(0x13d631a7ffe7b7fb),
	    UINT64_C(0x17370de3e376e444),
	    UINT64_C(0x204935cd56367db3),
	    UINT64_C(0x28c00abc3196aae3),
	    UINT64_C(0x4064f413b6b4edc2),
	    UINT64_C(0x599675c709bcd3dd),
	    UINT64_C(0x682670f4833f197a),
	    UINT64_C(0x73adeee5717a4c38),
	    UINT64_C(0x76c85b8280a1809a),
	    UINT64_C(0x8668652feb3b81fd),
	    UINT64_C(0xbb60ca45d41bb466),
	    UINT64_C(0xbc8cd6dbb507550d),
	    UINT64_C(0xbd77c874307b68f6),
	    UINT64_C(0xceb8d2600e1c75f9),
	    UINT64_C(0xd6c949e916a0a05f),
	    UINT64_C(0xfe852b1f73c36f03),
	};
	uint64_t hash = lm_hash(token);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == hash)
			return true;
	return false;
}

bool
proof_holds(enum proof proof, const struct match *match)
{
	struct lm_span body = match->body;

	switch (proof) {
	case PROOF_SHAPE:
		return true;
	case PROOF_RANDOM:
		return is_random(body, MIN_ENTROPY);
	case PROOF_SHORT:
		return is_random(body, MIN_ENTROPY_SHORT);
	case PROOF_LETTERED:
		return is_lettered(body) && is_random(body, MIN_ENTROPY_SHORT);
	case PROOF_MIXED:
		return is_mixed(body, 1) && is_random(body, MIN_ENTROPY);
	case PROOF_DIGITS:
		return is_mixed(body, 2) && is_random(body, MIN_ENTROPY);
	case PROOF_TAIL:
		body = tail_of(match->token);
		return is_mixed(body, 1) && is_random(body, MIN_ENTROPY);
	case PROOF_CRC62:
		if (token_crc62_holds(match->token))
			return true;
		return is_random(body, MIN_ENTROPY) && !reads_as_words(body);
	case PROOF_NOT_WORDS:
		return is_random(body, MIN_ENTROPY) && !reads_as_words(body);
	case PROOF_CRC_HEX:
		return token_crc_hex_holds(match->token) ||
		    is_random(body, MIN_ENTROPY);
	case PROOF_SNOWFLAKE:
		return begins_with_snowflake(match->token);
	case PROOF_UNKNOWN:
		return is_random(body, MIN_ENTROPY) &&
		    !is_published(match->token);
	}
	return false;
}
