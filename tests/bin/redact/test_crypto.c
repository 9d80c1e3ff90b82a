#include <string.h>

#include "check.h"
#include "keccak.h"
#include "net.h"

#define ADDRESS "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" /* the first block's */
#define LOWER "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"

static void
check_hash(const char *text, const char *want)
{
	unsigned char hash[KECCAK_SIZE];
	char hex[2 * KECCAK_SIZE + 1] = "";

	keccak256(lm_span_of(text), hash);
	for (size_t i = 0; i < KECCAK_SIZE; i++) {
		hex[2 * i] = "0123456789abcdef"[hash[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
	}
	CHECK_TEXT(hex, want);
}

/* The vectors of Keccak's authors, and one of 136 bytes: a whole block. */
static void
hashes(void)
{
	char block[137] = {0};

	check_hash("",
	    "c5d2460186f7233c927e7db2dcc703c0"
	    "e500b653ca82273b7bfad8045d85a470");
	check_hash("abc",
	    "4e03657aea45a94fc7d47ba826c8d667"
	    "c0d1e6e33a64a036ec44f58fa12d6c45");
	memset(block, 'a', sizeof(block) - 1);
	check_hash(block,
	    "a6c4d403279fe3e0af03729caada8374"
	    "b5ca54d8065329a3ebcaeb4b60aa386e");
}

static void
check_found(const char *text, const char *name, const char *want)
{
	const struct subject subject = {.text = lm_span_of(text),
	    .name = lm_span_of(name)};
	struct finding found = {0};
	bool is = false;

	for (size_t i = 0; i < subject.text.len && !is; i++)
		if (is_alnum(text[i]) && (i == 0 || !is_alnum(text[i - 1])))
			is = detect_crypto_named(&subject, i, &found);
	CHECK_SPAN(lm_span(text + found.at, found.len), want);
	check_note("%s", text);
}

#define MONERO(end)                                                            \
	("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb" \
	 "98uNbr2VBBEt7f2wfn3RVGQBEP3" end)

/* Vectors of BIP 173, BIP 350, EIP-55 and of Monero's general fund. */
static void
finds_addresses(void)
{
	static const char *const addresses[] = {ADDRESS,
	    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
	    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
	    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
	    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
	    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
	    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", MONERO("A")};

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		check_found(addresses[i], "", addresses[i]);
	check_found("bitcoin:" ADDRESS "?amount=1", "", ADDRESS);
	check_found("https://x.io/address/" ADDRESS, "", ADDRESS);
	check_found("\\n" ADDRESS "\\n", "", ADDRESS);
	check_found("wallet_" ADDRESS, "", ADDRESS);
}

static void
leaves_others(void)
{
	static const char *const others[] = {"", "1", "bc1",
	    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
	    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0",
	    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
	    "bc1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
	    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee",
	    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed1",
	    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", MONERO("0"),
	    "111111111111111111111111111111", "bc1qqqqqqqqqqqqqqqqqqqqqqqqqq",
	    "d41d8cd98f00b204e9800998ecf8427e"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		check_found(others[i], "", "");
	check_found(ADDRESS "2", "", "");
	check_found("x" ADDRESS, "", "");
}

/* In one case there is no checksum: a word has to say what it is. */
static void
needs_a_word_for_one_case(void)
{
	check_found(LOWER, "", "");
	check_found("my eth wallet " LOWER, "", LOWER);
	check_found(LOWER, "wallet_address", LOWER);
	check_found("commit " LOWER, "sha", "");
	/* A bad checksum is one whatever is beside it. */
	check_found("wallet 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee", "",
	    "");
}

TEST_MAIN(TEST(hashes), TEST(finds_addresses), TEST(leaves_others),
    TEST(needs_a_word_for_one_case))
