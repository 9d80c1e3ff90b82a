#include "lm/manifest_address.h"

#include "check.h"

/* Two addresses, and whether they lead to the same place. */
static const struct {
	const char *a;
	const char *b;
	bool same;
} pairs[] = {
    {"http://a", "http://a/", true},
    {"http://a", "http://a//", true},
    {"http://a", "http://A:80", true},
    {"http://a:", "http://a:080/", true},
    {"https://a", "https://a:443", true},
    {"https://a/v1", "https://a/v1/", true},
    {"http://u:p@a", "http://a", true},
    {"http://u@v@a:81", "http://a:81", true},
    {"http://localhost:1", "http://127.0.0.1:1", true},
    {"http://LocalHost", "http://[::1]", true},
    {"http://[fe80::1]:80", "http://[FE80::1]", true},
    {"http://a?x", "http://a?x", true},
    {"http://a.", "http://a", true},
    {"http://A.:80/", "http://a", true},
    {"http://localhost.", "http://127.0.0.1", true},
    {"http://[0:0:0:0:0:0:0:1]", "http://[::1]", true},
    {"http://[0:0:0:0:0:0:0:1]", "http://localhost", true},
    {"http://[fe80:0::0:1]:80", "http://[FE80::1]", true},
    {"http://a..", "http://a", false},
    {"http://[::1:0]", "http://[::1]", false},
    {"http://a", "https://a", false},
    {"http://a:443", "https://a", false},
    {"https://a:80", "http://a", false},
    {"http://a", "http://ab", false},
    {"http://a", "http://a:8", false},
    {"http://a:81", "http://a:811", false},
    {"http://a/v1", "http://a/V1", false},
    {"http://a/v1", "http://a/v2", false},
    {"http://a", "http://a/v1", false},
    {"http://a?x", "http://a?y", false},
    {"http://127.0.0.1", "http://127.0.0.2", false},
    {"http://[::1]", "http://[::2]", false},
    {"http://a/@b", "http://b", false},
};

static void
same_places(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct lm_address a = lm_address_read(lm_span_of(pairs[i].a));
		struct lm_address b = lm_address_read(lm_span_of(pairs[i].b));
		int order = lm_address_order(&a, &b);

		if (!CHECK((order == 0) == pairs[i].same) ||
		    !CHECK((lm_address_order(&b, &a) > 0) == (order < 0)))
			check_note("%s %s", pairs[i].a, pairs[i].b);
	}
}

static const char *const own[] = {"http://localhost", "http://LOCALHOST:1/x",
    "http://127.0.0.1", "http://127.255.1.0:8080", "http://[::1]:80/",
    "http://u@127.0.0.1", "http://localhost.", "http://[0:0:0:0:0:0:0:1]"};
static const char *const others[] = {"http://a", "http://127.example.com",
    "http://127.0.0.1.example.com", "http://127.0.0", "http://127.0.0.256",
    "http://127.0.0.", "http://127.0.0.1x", "http://127.0.0.1.1",
    "http://128.0.0.1", "http://1270.0.0.1", "http://[::2]",
    "http://localhost.example.com", "http://127.0.0.1@a", "http://a/127.0.0.1",
    "http://127.0.0.0001"};

static void
loopback(void)
{
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		struct lm_address address = lm_address_read(lm_span_of(own[i]));

		if (!CHECK(lm_address_loopback(&address)))
			check_note("%s", own[i]);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct lm_address address =
		    lm_address_read(lm_span_of(others[i]));

		if (!CHECK(!lm_address_loopback(&address)))
			check_note("%s", others[i]);
	}
}

static const char *const good[] = {"a", "a.", "a:", "a:1", "a:65535", "a:080",
    "127.0.0.1:11434", "[::1]", "[::1]:8080", "[fe80:0::0:1]",
    "[::ffff:127.0.0.1]:1", "mac1_x", "a:0000000065535"};
static const char *const bad[] = {"", ":80", "a:1x", "a:99999", "a:65536",
    "a:0", "a:000", "a:-1", "a:+1", "a: 1", "a:1:2", "[::1", "::1]", "[]",
    "[::1]x", "[::1]:x", "[::1]:70000", "[a]", "[::1::]", "[127.0.0.1]", "a]",
    "a[b", "[::1]]", "a:18446744073709551617", "::1",
    "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]"};

static void
hosts_and_ports(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!CHECK(lm_address_valid(lm_span_of(good[i]))))
			check_note("%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!CHECK(!lm_address_valid(lm_span_of(bad[i]))))
			check_note("%s", bad[i]);
}

TEST_MAIN(TEST(same_places), TEST(loopback), TEST(hosts_and_ports))
