#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "context.h"
#include "keccak.h"
#include "net.h"

#define SHORTEST 24
#define LONGEST 111  /* an extended private key (BIP 32) */
#define CHECK_SIZE 4 /* of Base58Check: of a hash, its first bytes */
#define MOST_DECODED 82
#define LOOKED_AT 256	  /* of a run that holds other parts */
#define LONGEST_BECH32 90 /* BIP 173 */

static int
base58_value(char byte)
{
	static const char alphabet[] =
	    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	const char *at = byte == '\0' ? NULL : strchr(alphabet, byte);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* Decode a number of base 58 into size bytes, the highest first; false: it has
 * another character in it, or is greater. */
static bool
base58(struct lm_span text, unsigned char *out, size_t size)
{
	memset(out, 0, size);
	for (size_t i = 0; i < text.len; i++) {
		int value = base58_value(text.ptr[i]);
		unsigned carry = (unsigned)value;

		if (value < 0)
			return false;
		for (size_t k = size; k-- > 0;) {
			carry += 58U * out[k];
			out[k] = (unsigned char)(carry & 0xff);
			carry >>= 8;
		}
		if (carry != 0)
			return false;
	}
	return true;
}

/* Whether there is a zero byte for every "1" that text begins with, as
 * Base58Check has it. */
static bool
zeros_agree(struct lm_span text, const unsigned char *bytes, size_t size)
{
	size_t ones = 0, zeros = 0;

	while (ones < text.len && text.ptr[ones] == '1')
		ones++;
	while (zeros < size && bytes[zeros] == 0)
		zeros++;
	return ones == zeros;
}

static bool
base58check(struct lm_span text, unsigned char *bytes, size_t size)
{
	unsigned char once[crypto_hash_sha256_BYTES];
	unsigned char twice[crypto_hash_sha256_BYTES];

	if (!base58(text, bytes, size) || !zeros_agree(text, bytes, size))
		return false;
	crypto_hash_sha256(once, bytes, size - CHECK_SIZE);
	crypto_hash_sha256(twice, once, sizeof(once));
	return memcmp(twice, bytes + size - CHECK_SIZE, CHECK_SIZE) == 0;
}

/* What Base58Check encodes, by its first bytes. */
static const struct {
	char first[4];		  /* of the text: any of these */
	size_t shortest, longest; /* of the text */
	size_t size;		  /* of the bytes */
	unsigned char version;	  /* the first byte */
	enum kind kind;
} forms[] = {
    {"1", 26, 34, 25, 0x00, KIND_CRYPTO_ADDRESS},  /* Bitcoin, P2PKH */
    {"3", 34, 35, 25, 0x05, KIND_CRYPTO_ADDRESS},  /* Bitcoin, P2SH */
    {"L", 34, 34, 25, 0x30, KIND_CRYPTO_ADDRESS},  /* Litecoin, P2PKH */
    {"M", 34, 34, 25, 0x32, KIND_CRYPTO_ADDRESS},  /* Litecoin, P2SH */
    {"D", 34, 34, 25, 0x1e, KIND_CRYPTO_ADDRESS},  /* Dogecoin, P2PKH */
    {"A9", 34, 34, 25, 0x16, KIND_CRYPTO_ADDRESS}, /* Dogecoin, P2SH */
    {"X", 34, 34, 25, 0x4c, KIND_CRYPTO_ADDRESS},  /* Dash, P2PKH */
    {"T", 34, 34, 25, 0x41, KIND_CRYPTO_ADDRESS},  /* Tron */
    {"t", 35, 35, 26, 0x1c, KIND_CRYPTO_ADDRESS},  /* Zcash */
    {"5", 51, 51, 37, 0x80, KIND_PRIVATE_KEY},	   /* Bitcoin, WIF */
    {"KL", 52, 52, 38, 0x80, KIND_PRIVATE_KEY},	   /* the same, compressed */
    {"x", 111, 111, 82, 0x04, KIND_PRIVATE_KEY},   /* BIP 32, xprv */
};

/* The kind of a text in Base58Check; N_KINDS: it is none. */
static enum kind
check_base58(struct lm_span text)
{
	unsigned char bytes[MOST_DECODED];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (text.len >= forms[i].shortest &&
		    text.len <= forms[i].longest &&
		    is_any_of(text.ptr[0], forms[i].first) &&
		    (text.ptr[0] != 'x' || text_has(text, 0, "xprv")) &&
		    base58check(text, bytes, forms[i].size) &&
		    bytes[0] == forms[i].version)
			return forms[i].kind;
	return N_KINDS;
}

/* Monero: blocks of 8 bytes in 11 characters, the last of 5 in 7; a network's
 * byte, two keys (and a payment's id), and a checksum. */
static bool
is_monero(struct lm_span text)
{
	static const unsigned char networks[] = {18, 19, 42};
	unsigned char bytes[80], hash[KECCAK_SIZE];
	size_t len = 0;

	if ((text.len != 95 && text.len != 106) ||
	    (text.ptr[0] != '4' && text.ptr[0] != '8'))
		return false;
	for (size_t i = 0; i < text.len; i += 11) {
		bool last = text.len - i < 11;

		if (!base58(lm_span(text.ptr + i, last ? 7 : 11), bytes + len,
			last ? 5 : 8))
			return false;
		len += last ? 5 : 8;
	}
	keccak256(lm_span((const char *)bytes, len - CHECK_SIZE), hash);
	return memchr(networks, bytes[0], sizeof(networks)) != NULL &&
	    memcmp(hash, bytes + len - CHECK_SIZE, CHECK_SIZE) == 0;
}

static int
bech32_value(char byte)
{
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	const char *at = byte == '\0' ? NULL : strchr(alphabet, byte);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* One step of the checksum (BIP 173). */
static uint32_t
bech32_step(uint32_t checksum, unsigned value)
{
	static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
	    0x3d4233dd, 0x2a1462b3};
	uint32_t top = checksum >> 25;

	checksum = (checksum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		if (top >> i & 1)
			checksum ^= generator[i];
	return checksum;
}

/* The checksum of "bc1…" or "ltc1…"; 0: another character, or mixed case. */
static uint32_t
bech32_checksum(struct lm_span text, size_t prefix_len)
{
	uint32_t checksum = 1;
	bool upper = text.ptr[0] < 'a';

	for (size_t i = 0; i < prefix_len; i++)
		checksum = bech32_step(checksum,
		    (unsigned char)to_lower(text.ptr[i]) >> 5);
	checksum = bech32_step(checksum, 0);
	for (size_t i = 0; i < text.len; i++) {
		char byte = to_lower(text.ptr[i]);
		int value = bech32_value(byte);

		if (is_letter(text.ptr[i]) && (text.ptr[i] < 'a') != upper)
			return 0;
		if (i < prefix_len)
			checksum = bech32_step(checksum, byte & 31);
		else if (i > prefix_len && value < 0)
			return 0;
		else if (i > prefix_len)
			checksum = bech32_step(checksum, (unsigned)value);
	}
	return checksum;
}

/* The length of "bc" or "ltc" before the "1"; 0: there is none. */
static size_t
bech32_prefix(struct lm_span text)
{
	char first = to_lower(text.ptr[0]);

	if (first == 'b' && text_has_any_case(text, 0, "bc1"))
		return strlen("bc");
	return first == 'l' && text_has_any_case(text, 0, "ltc1")
	    ? strlen("ltc")
	    : 0;
}

/* A segregated witness address: Bech32 for version 0 (BIP 173), Bech32m for
 * those above (BIP 350). */
static bool
is_bech32(struct lm_span text)
{
	size_t prefix = bech32_prefix(text);
	size_t n_values = text.len - prefix - 1 - 1 - 6, n_bytes;
	uint32_t want;
	int version;

	if (prefix == 0 || text.len > LONGEST_BECH32)
		return false;
	version = bech32_value(to_lower(text.ptr[prefix + 1]));
	n_bytes = n_values * 5 / 8;
	want = version == 0 ? 1 : 0x2bc830a3;
	if (version < 0 || version > 16 || n_bytes < 2 || n_bytes > 40 ||
	    (version == 0 && n_bytes != 20 && n_bytes != 32))
		return false;
	return bech32_checksum(text, prefix) == want;
}

enum eip55 { EIP55_GOOD, EIP55_BAD, EIP55_ONE_CASE };

/* The case of an address's letters: by its hash (EIP-55), or all one. */
static enum eip55
ethereum_case(struct lm_span digits)
{
	unsigned char hash[KECCAK_SIZE];
	char lower[40];
	size_t n_upper = 0, n_lower = 0, n_wrong = 0;

	for (size_t i = 0; i < sizeof(lower); i++)
		lower[i] = to_lower(digits.ptr[i]);
	keccak256(lm_span(lower, sizeof(lower)), hash);
	for (size_t i = 0; i < sizeof(lower); i++) {
		bool high = (hash[i / 2] >> (i % 2 == 0 ? 7 : 3) & 1) != 0;
		bool upper = digits.ptr[i] != lower[i];

		if (is_digit(lower[i]))
			continue;
		n_upper += upper;
		n_lower += !upper;
		n_wrong += upper != high;
	}
	if (n_upper == 0 || n_lower == 0)
		return EIP55_ONE_CASE;
	return n_wrong == 0 ? EIP55_GOOD : EIP55_BAD;
}

/* "0x" and 40 hex digits. */
static bool
is_ethereum(const struct subject *subject, size_t i, size_t end)
{
	static const char *const words[] = {"eth", "ether", "ethereum", "erc*",
	    "wallet*", "address*", "addr", "evm", "metamask", "polygon", "bsc",
	    "etherscan", "arbitrum", "usdt", "usdc", "crypto*", "recipient",
	    "payout", "deposit*", NULL};
	struct lm_span text = subject->text;

	if (end - i != 42 || !text_has_any_case(text, i, "0x") ||
	    net_run(text, i + 2, 40, is_hex) != end)
		return false;
	switch (ethereum_case(lm_span(text.ptr + i + 2, 40))) {
	case EIP55_GOOD:
		return true;
	case EIP55_BAD:
		return false;
	case EIP55_ONE_CASE:
		break;
	}
	return context_near(subject, i, end, words);
}

/* The token from i to end. */
static bool
is_address(const struct subject *subject, size_t i, size_t end,
    struct finding *found)
{
	struct lm_span text = subject->text, token;
	enum kind kind = KIND_CRYPTO_ADDRESS;

	/* The n of an escape in the text is not of the token. */
	if (i > 0 && text.ptr[i - 1] == '\\' && net_begins(text, i + 1))
		i++;
	token = lm_span(text.ptr + i, end - i);
	if (token.len < SHORTEST || token.len > LONGEST)
		return false;
	if (!is_ethereum(subject, i, end) && !is_bech32(token) &&
	    !is_monero(token))
		kind = check_base58(token);
	if (kind == N_KINDS)
		return false;
	*found = (struct finding){.at = i, .len = token.len, .kind = kind};
	return true;
}

static bool
is_joint(char byte)
{
	return byte == '/' || byte == '-' || byte == '_' || byte == '=' ||
	    byte == '+';
}

bool
detect_crypto_named(const struct subject *subject, size_t i,
    struct finding *found)
{
	struct lm_span text = subject->text;
	size_t past = text.len - i > LOOKED_AT ? i + LOOKED_AT : text.len;

	while (i < past) {
		size_t end = net_run(text, i, LONGEST + 2, is_alnum);

		if (end - i >= SHORTEST && is_address(subject, i, end, found))
			return true;
		while (end < text.len && is_alnum(text.ptr[end]) &&
		    end - i < LOOKED_AT)
			end++;
		if (end >= past || !is_joint(text.ptr[end]))
			break;
		i = end + 1;
	}
	return false;
}

bool
detect_crypto(struct lm_span text, size_t i, struct finding *found)
{
	const struct subject subject = {.text = text};

	return detect_crypto_named(&subject, i, found);
}
