#include <stdio.h>
#include <string.h>

#include "check.h"
#include "net.h"
#include "net_search.h"

/* What is found, as "kind value | kind value". */
static void
show(const struct subject *subject, char *out, size_t size)
{
	struct findings findings = {0};
	size_t len = 0;

	out[0] = '\0';
	search(subject, &findings);
	for (size_t i = 0; i < findings.n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s %.*s",
		    i == 0 ? "" : " | ", kind_infos[findings.list[i].kind].name,
		    (int)findings.list[i].len,
		    subject->text.ptr + findings.list[i].at);
	findings_free(&findings);
}

struct example {
	const char *text;
	const char *found;
};

static void
check_examples(const struct example *examples, size_t n)
{
	char got[512];

	for (size_t i = 0; i < n; i++) {
		const struct subject subject = {
		    .text = lm_span_of(examples[i].text)};

		show(&subject, got, sizeof(got));
		CHECK_TEXT(got, examples[i].found);
		check_note("%s", examples[i].text);
	}
}

#define CHECK_EXAMPLES(examples) \
	check_examples(examples, sizeof(examples) / sizeof((examples)[0]))

static void
finds_email(void)
{
	static const struct example examples[] = {
	    {"bob@example.com", "email bob@example.com"},
	    {"<BOB.x+tag@sub.example.co.uk>",
		"email BOB.x+tag@sub.example.co.uk"},
	    {"m\xc3\xbcller@ex\xc3\xa4mple.de",
		"email m\xc3\xbcller@ex\xc3\xa4mple.de"},
	    {"\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b.\xe5\x85\xac\xe5\x8f\xb8",
		"email "
		"\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b.\xe5\x85\xac\xe5\x8f"
		"\xb8"},
	    {"mailto:bob@x.io?subject=x", "email bob@x.io"},
	    {"https://x.com/?to=bob@example.com", "email bob@example.com"},
	    {"to=bob%40example.com&x=1", "email bob%40example.com"},
	    {"\\nbob@example.com\\n", "email bob@example.com"},
	    {"\\u003cbob@example.com\\u003e", "email bob@example.com"},
	    {"|bob@x.io|ann@x.io|", "email bob@x.io | email ann@x.io"},
	    {"\"b b\"@x.io", "email \"b b\"@x.io"},
	    {"user@163.com", "email user@163.com"},
	    {"a@xn--d1acufc.xn--p1ai", "email a@xn--d1acufc.xn--p1ai"},
	    {"my email is info@presidio.", ""},
	    {"user@localhost @Override\n@pytest.mark x@1.2.3", ""},
	    {"npm i lodash@4.17.21 react@18.2.0-rc.1 x@v1.2.3.beta", ""},
	    {"nginx@sha256:0123 icon@2x.png", ""},
	    {"git@github.com:user/repo.git https://user@host.com/x", ""},
	    {"q@k.transpose(-2, -1) this@Main.run", ""},
	    {"call a@b.com(work)", "email a@b.com"},
	};

	CHECK_EXAMPLES(examples);
}

static void
finds_ipv4(void)
{
	static const struct example examples[] = {
	    {"192.168.2.1", "ipv4 192.168.2.1"},
	    {"(192.168.2.1):80, 10.0.0.0/8.",
		"ipv4 192.168.2.1 | ipv4 10.0.0.0"},
	    {"IP: 192.168.1.1.", "ipv4 192.168.1.1"},
	    {"10.0.0.1-10.0.0.9", "ipv4 10.0.0.1 | ipv4 10.0.0.9"},
	    {"root@203.0.113.7 http://198.51.100.7/x",
		"ipv4 203.0.113.7 | ipv4 198.51.100.7"},
	    {"h.example.com/203.0.113.7", "ipv4 203.0.113.7"},
	    {"\xe2\x80\x9c"
	     "8.8.8.8\xe2\x80\x9d",
		"ipv4 8.8.8.8"},
	    {"\\n8.8.4.4\\n", "ipv4 8.8.4.4"},
	    {"300.168.1.1 192.168.1.256 192.168.1 01.2.3.4", ""},
	    {"1.3.6.1.4.1 192.168.1.1.1 text192.168.1.1", ""},
	    {"v1.2.3.4 version 10.0.1.2 Version: 1.2.3.4", ""},
	    {"{\"version\":\"10.0.1.2\"} x==1.2.3.4 ^1.2.3.4", ""},
	    {"Chrome/120.0.0.0 Safari/5.6.7.8", ""},
	    {"deps: upgrade v8 to 4.2.77.18", ""},
	    {"c1.5-.8 2.8-2.1 3.51.98.32 2.03.5", ""},
	    {"1.2.3.4-beta openssl-1.1.1.1 10.0.0.1.example", ""},
	};
	const struct subject named = {.text = lm_span_of("10.1.2.3"),
	    .name = lm_span_of("app_version")};
	char got[64];

	CHECK_EXAMPLES(examples);
	show(&named, got, sizeof(got));
	CHECK_TEXT(got, "");
}

static void
finds_ipv6(void)
{
	static const struct example examples[] = {
	    {"2001:db8::8a2e:370:7334", "ipv6 2001:db8::8a2e:370:7334"},
	    {"684D:1111:222:3333:4444:5555:6:77",
		"ipv6 684D:1111:222:3333:4444:5555:6:77"},
	    {"[2001:db8::1]:80 2001:db8::/32",
		"ipv6 2001:db8::1 | ipv6 2001:db8::"},
	    {"fe80::1%eth0 ::1", "ipv6 fe80::1%eth0 | ipv6 ::1"},
	    {"::ffff:192.0.2.1, 64:ff9b::192.0.2.1",
		"ipv6 ::ffff:192.0.2.1 | ipv6 64:ff9b::192.0.2.1"},
	    {"Use ipv6 :: or ::/0", "ipv6 :: | ipv6 ::"},
	    {"684D:1111:222:3333:4444:5555:77", ""},
	    {"12345:db8::1 2001::db8::1 fe80::1text text2001:db8::1", ""},
	    {"::ffff:256.0.0.1 2001:db8::256.1.1.1 ::ffff:192.168.1", ""},
	    {"std::cout a::b dead::beef be::Fe f64::consts ::: x :: Int", ""},
	    {"x[1::2] x[::2] x[::1] img[::-1, ::3]", ""},
	    {"12:34:56 1:2:3:4 16:9 07:31:07.123", ""},
	    {"aa:bb:cc:dd:ee:ff:00:11", ""},
	};

	CHECK_EXAMPLES(examples);
}

static void
finds_mac(void)
{
	static const struct example examples[] = {
	    {"00:1A:2b:3C:4d:5e.", "mac 00:1A:2b:3C:4d:5e"},
	    {"08-00-27-4e-66-a1", "mac 08-00-27-4e-66-a1"},
	    {"001a.2b3c.4d5e", "mac 001a.2b3c.4d5e"},
	    {"00:1A:2B:3C:4D ZZ:ZZ:ZZ:ZZ:ZZ:ZZ", ""},
	    {"FF:FF:FF:FF:FF:FF 00:00:00:00:00:00", ""},
	    {"10:2F:33-AC-29-C3 1234.5678.9012", ""},
	    {"16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", ""},
	    {"23-01-15-10-30-00 x00:1a:2b:3c:4d:5e", ""},
	};

	CHECK_EXAMPLES(examples);
}

static void
finds_url_credentials(void)
{
	static const struct example examples[] = {
	    {"https://bob:s3cr3t@host/", "url_credentials bob:s3cr3t"},
	    {"(ftp://bob:hunter@ftp.x.org)", "url_credentials bob:hunter"},
	    {"https://abcdef0123456789abcd@host.io/1",
		"url_credentials abcdef0123456789abcd"},
	    {"postgres://u:p%40s@h:5432/db", "connection_string u:p%40s"},
	    {"postgres://u:p@ss@h/db", "connection_string u:p@ss"},
	    {"postgresql+psycopg2://app:pa/ss@db/x",
		"connection_string app:pa/ss"},
	    {"jdbc:mysql://u:p1@h/db", "connection_string u:p1"},
	    {"redis://:pw1@h:6379/0", "connection_string :pw1"},
	    {"mongodb+srv://u:p1@c0.x.net/?w=1", "connection_string u:p1"},
	    {"https://[EMAIL]:s3cr3t@host/", "url_credentials s3cr3t"},
	    {"postgres://$USER:$PASS@h postgres://<user>:<pass>@h", ""},
	    {"p://{user}:{pass}@{host} p://%s:%s@%s p://****:****@h", ""},
	    {"mysql://user:password@h https://u:${PASS}@h", ""},
	    {"https://[URL_CREDENTIALS]@h https://u:[PASSWORD]@h", ""},
	    {"https://[URL_CREDENTIALS:k7f3a9c2]@h ://:@ a://", ""},
	    {"https://h:8080/p/@user https://h:443/a@b http://h/x:y@", ""},
	};

	CHECK_EXAMPLES(examples);
}

static void
finds_auth(void)
{
	static const struct example examples[] = {
	    {"Authorization: Bearer abc123def456", "auth_header abc123def456"},
	    {"\"authorization\": \"BEARER mF_9.B5f-4.1JqM\"",
		"auth_header mF_9.B5f-4.1JqM"},
	    {"Bearer%20abc123def456.", "auth_header abc123def456"},
	    {"Basic dXNlcjpodW50ZXIy", "auth_header dXNlcjpodW50ZXIy"},
	    {"basic YnJvd3Nlcjo=", "auth_header YnJvd3Nlcjo="},
	    {"Bearer $TOKEN Bearer ${TOKEN} Bearer <token> Bearer {x}", ""},
	    {"Bearer YOUR_API_KEY Bearer your-token-here1 Bearer XXXXXXXXXX",
		""},
	    {"Bearer [AUTH_HEADER] Bearer [AUTH_HEADER:k7f3a9c2]", ""},
	    {"the bearer of this; Bearer tokens are; bearer RFC6750", ""},
	    {"Basic understanding; basic arithmetic; Basic ...; basic", ""},
	    {"forbearer abc123def456 Basic [AUTH_HEADER]", ""},
	};

	CHECK_EXAMPLES(examples);
}

static void
finds_jwt(void)
{
	static const struct example examples[] = {
	    {HEADER "." PAYLOAD ".c2ln", "jwt " HEADER "." PAYLOAD ".c2ln"},
	    {"t=" HEADER "." PAYLOAD ".", "jwt " HEADER "." PAYLOAD},
	    {"jwt_" HEADER "." PAYLOAD " x", "jwt " HEADER "." PAYLOAD},
	    {"eyJlbmMiOiJBMTI4R0NNIn0..aXY.Y3Q.dGFn",
		"jwt eyJlbmMiOiJBMTI4R0NNIn0..aXY.Y3Q.dGFn"},
	    {"ghs_12345_" HEADER "." PAYLOAD, "jwt " HEADER "." PAYLOAD},
	    {"xyz_12345_" HEADER "." PAYLOAD, ""},
	    {HEADER " " HEADER ".x eyJ", ""},
	    {"eyJ0ZXN0IjoxfQ.eyJ0ZXN0IjoxfQ.c2ln x" HEADER "." PAYLOAD, ""},
	};

	CHECK_EXAMPLES(examples);
}

static void
finds_private_key(void)
{
	static const struct example examples[] = {
	    {"x " OPEN "\n" DATA "\n" CLOSE " y",
		"private_key " OPEN "\n" DATA "\n" CLOSE},
	    {OPEN "\\n" DATA "\\n" CLOSE "\"",
		"private_key " OPEN "\\n" DATA "\\n" CLOSE},
	    {OPEN "\nProc-Type: 4,ENCRYPTED\n\n" DATA "\nAB\nand so on",
		"private_key " OPEN "\nProc-Type: 4,ENCRYPTED\n\n" DATA},
	    {OPEN " " DATA " " DATA "A",
		"private_key " OPEN " " DATA " " DATA "A"},
	    {OPEN "\nQUFB", "private_key " OPEN "\nQUFB"},
	    {OPEN, "private_key " OPEN},
	    {"from " OPEN " to " CLOSE ", as usual", ""},
	    {"starts with " OPEN " as usual", ""},
	    {"-----BEGIN PUBLIC KEY-----\n" DATA, ""},
	    {"-----BEGIN CERTIFICATE-----\n" DATA, ""},
	    {"PuTTY-User-Key-File-2: x\nPrivate-Lines:",
		"private_key PuTTY-User-Key-File-2: x\nPrivate-Lines:"},
	    {"PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 1\n" DATA
	     "\nPrivate-MAC: 00ff\nx",
		"private_key PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: "
		"1\n" DATA "\nPrivate-MAC: 00ff"},
	};

	CHECK_EXAMPLES(examples);
}

static void
tells_where_a_key_opens_and_closes(void)
{
	size_t at = 0;

	CHECK(pem_opens(lm_span_of("x " OPEN), &at));
	CHECK_EQ(at, 2);
	CHECK(pem_opens(lm_span_of(OPEN CLOSE OPEN), &at));
	CHECK_EQ(at, strlen(OPEN CLOSE));
	CHECK(!pem_opens(lm_span_of(OPEN DATA CLOSE), &at));
	CHECK(!pem_opens(lm_span_of("-----BEGIN CERTIFICATE-----"), &at));
	CHECK(pem_closes(lm_span_of(DATA CLOSE " x"), &at));
	CHECK_EQ(at, strlen(DATA CLOSE));
	CHECK(!pem_closes(lm_span_of(OPEN CLOSE), &at));
	CHECK(!pem_closes(lm_span_of("-----END CERTIFICATE-----"), &at));
	CHECK(!pem_closes(lm_span_of(""), &at));
}

/* A NUL is a character like others, and the end of a text is a boundary. */
static void
looks_at_bytes(void)
{
	static const char text[] = "\0a@b.co\0\x31"
				   "0.0.0.1\0Basic\0@";
	const struct subject subject = {
	    .text = lm_span(text, sizeof(text) - 1)};
	char got[64];

	show(&subject, got, sizeof(got));
	CHECK_TEXT(got, "email a@b.co | ipv4 10.0.0.1");
}

/* A mask hides nothing that stands beside it. */
static void
finds_beside_masks(void)
{
	static const struct example examples[] = {
	    {"https://bob:Sup3rS3cret99[EMAIL]@host.example/",
		"url_credentials bob:Sup3rS3cret99[EMAIL]"},
	    {"https://bob:[EMAIL]Sup3rS3cret99@host.example/",
		"url_credentials bob:[EMAIL]Sup3rS3cret99"},
	    {"https://[EMAIL]:Sup3rS3cret99[X]@host.example/",
		"url_credentials Sup3rS3cret99[X]"},
	    {"https://[EMAIL]bob:Sup3rS3cret99@host.example/",
		"url_credentials bob:Sup3rS3cret99"},
	    {"https://bob:[REDACTED:Sup3rS3cret99]@host.example/",
		"url_credentials bob:[REDACTED:Sup3rS3cret99]"},
	    {"https://bob:[REDACTED:password]@host.example/", ""},
	    {"https://[EMAIL:k7f3a5c2]:[PASSWORD]@host.example/", ""},
	    {"https://[EMAIL][URL_CREDENTIALS]@host.example/", ""}};

	CHECK_EXAMPLES(examples);
}

TEST_MAIN(TEST(finds_beside_masks), TEST(finds_email), TEST(finds_ipv4),
    TEST(finds_ipv6), TEST(finds_mac), TEST(finds_url_credentials),
    TEST(finds_auth), TEST(finds_jwt), TEST(finds_private_key),
    TEST(tells_where_a_key_opens_and_closes), TEST(looks_at_bytes))
