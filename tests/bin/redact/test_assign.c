#include <stdlib.h>
#include <string.h>

#include "assign.h"
#include "assign_found.h"
#include "check.h"
#include "ordinary_assignments.h"

static void
finds_passwords(void)
{
	static const char *const texts[] = {"password=«hunter2»",
	    "PASSWORD=«swordfish»", "password: «swordfish»",
	    "DB_PASSWORD=«lampe.Krone41»", "DB_PASSWORD_2=«hunter-77x»",
	    "Server=a;Pwd=«lampe.Krone41»;X=1", "?password=«lampe.Krone41»",
	    "RABBITMQ_DEFAULT_PASS=«swordfish»", "password = «hunter2»",
	    "Password:  «hunter2»\r\nnext", "user: bob password: «hunter2»",
	    "password=«hunter2», user=bob", "(password: «hunter2»)",
	    "log in with password: «hunter2».",
	    "export DB_PASSWORD=\"«p@ss word»\"", "DB_PASS=«hunter2» # comment",
	    "PGPASSWORD=«hunter2» psql", "newpassword=«hunter2»",
	    "\"password\": \"«correct horse battery staple»\"",
	    "'password': '«hunter2»'", "{\\\"password\\\": \\\"«hunter2»\\\"}",
	    "{\\\\\\\"password\\\\\\\": \\\\\\\"«hunter2»\\\\\\\"}",
	    "\"password\" :\n  \"«hunter2»\"", "\"password\": \"«hunter2 cut»",
	    "\"password\":\"«a\\\"b1cd»\"", "password => '«hunter2»'",
	    "password := \"«hunter2»\"", "password: str = \"«hunter2»\"",
	    "char password[] = \"«hunter2»\";",
	    "char password[32] = \"«hunter2»\";",
	    "config[\"password\"] = \"«hunter2»\"", "user[password]=«hunter2»",
	    "self.password = \"«hunter2»\"", "password=b'«hunter2»'",
	    "if password == \"«hunter2»\":", "connect(password=\"«hunter2»\")",
	    "**Password:** «hunter2»", "Password: `«hunter2»`",
	    "- Password: «hunter2»", " \nPASSWORD=«hunter2» \nX=1",
	    "?user=bob&password=«hunter2»&x=1",
	    "username=bob&amp;password=«hunter2»&amp;x=1",
	    "Server=db;User Id=sa;Password=«Sup3rS3cret»;Encrypt=true",
	    "db.password=«p{a}ss1», x", "passwort: «geheim99»",
	    "пароль: «секрет1»", "密码:«abc12345»",
	    "\xef\xbd\x90\xef\xbd\x81ssword=«hunter2»",
	    "pass\xe2\x80\x8bword=«hunter2»", "password=«123456»",
	    "password=«pässwört»", "password: |\n  «hunter2»\n",
	    "passwords: «[\"hunter2»", NULL};

	check_all(texts);
}

static void
finds_keys(void)
{
	static const char *const texts[] = {"api_key=«abc123def»",
	    "api_key=«abc123def», other", "'api_key': '«k3yk3yk3y»'",
	    "X-Api-Key: «0123abcd»", "API_KEY_1=«Kx91mmQm27zkkPKx91mm»",
	    "X-Api-Key: «OdwNSKnw.XTkgf20GRogUHjpAMglJifHN»",
	    "X-Api-Key: «KLTnsMyCXNjIuIVCcHwSkDAoBgRKiilZ»",
	    "-H \"Api-Token: «Sk94HG7f6KB»\"",
	    "https://a.example/cb?code=1&access_token=«abcDEF123»&state=2",
	    "AccountName=a;AccountKey=«abcdEFGH1234ijklMNOP==»;Suffix=b",
	    "//registry.example/:_authToken=«abcd1234efgh»",
	    "export FOO_TOKEN=«abc12345xyz»", "token: «3fea6af1349166ea»",
	    "token := \"«abc123def456»\"",
	    "var apiToken string = \"«abc123def456»\"",
	    "SECRET_KEY_BASE=«abcdef0123456789»",
	    "(use the client secret: «Qt8Q9CIj1RouHVpD2»)",
	    "http.request.access_token=«abc123»", "access_token2=«abc123»",
	    "api_keys = \"«abc123def»\"", "\"api_keys\": «[\"abc123def\"]», 1",
	    "setProperty(\"API_KEY\", \"«abc123def»\")",
	    "env.API_KEY || \"«abc123def»\"", "API_KEY ?= «abc123def»",
	    "Authorization: «Bearer abc123def456»",
	    "Authorization: «Bearer abc123def456» -- then",
	    "-H 'Authorization: «Token 22cb987851bc5659»' x",
	    "Authorization:«abc123def456»",
	    "Cookie: «sid=abc123; theme=dark»\r\n",
	    "Set-Cookie: «session=xyz987; Path=/»",
	    "DATABASE_URL=«postgres://u:pw1234@h/db»",
	    "connectionString=\"«Server=a;Password=b1c2d3»\"", NULL};

	check_all(texts);
}

static void
finds_what_looks_like_one(void)
{
	static const char *const texts[] = {
	    "adafruitKey = \"«0a1b2c3d4e5f60718293a4b5c6d7e8f9»\"",
	    "HEROKU_KEY = \"«12345678-ABCD-ABCD-ABCD-1234567890AB»\"",
	    "messageBirdClientID: «12345678-ABCD-ABCD-ABCD-1234567890AB»",
	    "sumologic.accessId = \"«su9OL59biWiJu7»\"",
	    "sourcegraph: «6d2FabeB6ADd229Bc199FabA28fD3efb57dF0bD3»",
	    "secret_value = \"«a8Fj3kL9mN2pQ5rT7uV1»\"",
	    "?X-Amz-Signature=1&X-Amz-Signature=«0a1b2c3d4e5f60718293a4b5»&a",
	    NULL};

	check_all(texts);
}

static void
finds_given_names(void)
{
	static const char *const texts[] = {"contract_price: «4800 EUR»",
	    "contract_price=«4800 EUR», next",
	    "The contract price: «4,800.50 EUR» a year",
	    "\"contract_price\": «4800», \"x\": 1",
	    "\"contract_price\": «{\"a\": [1]}», 2",
	    "\"contract_price\": «{\"a\": [1]»", "contract_price: «true»",
	    "bank_account=«DE89 3704 0044 0532 0130 00»",
	    "customer_secret: «blue horse»", "ssn: «123-45-6789»",
	    "card_number=«4111 1111 1111 1111»", "iban: none", NULL};

	check_all(texts);
}

static void
finds_options_and_elements(void)
{
	static const char *const texts[] = {"tool --password «hunter2» --x",
	    "tool --password «swordfish»", "tool --api-key «abc123def456»",
	    "tool --password=«hunter2»", "[\"--token\", \"«abc123def456»\"]",
	    "curl -u bob:«hunter2» https://a.example",
	    "curl -u \":«d2LkV78zLx!t»\" https://a.example",
	    "curl -u \"«d2LkV78zLx!t»:\" https://a.example",
	    "curl --user kevin:'«pRf7vG2h1L8n»' -i",
	    "curl --user \"{ab}\":\"«{ZqL5kVrX1n8tA2}»\" x",
	    "mysql -u root -p«S3cretPw» db", "sshpass -p «S3cretPw» ssh a",
	    "docker login -u bob -p «hunter-77x» registry.example",
	    "plink -pw «hunter-77x» root@a.example",
	    "ldapsearch -x -D cn=a -w «hunter-77x» -b dc=a",
	    "<password><![CDATA[«hunter-77x»]]></password>",
	    "<entry key=\"db.password\">«hunter-77x»</entry>",
	    "<string name='api_key'>\n «Kx91mmQm27zkkPKx»\n</string>",
	    "<password>«lampe.Krone41»</password>",
	    "<password>«hunter2»</password>",
	    "<ns:apiKey>\n  «abc123def»\n</ns:apiKey>",
	    "<add key=\"Password\" value=\"«hunter22»\" />",
	    "{\"name\": \"DB_PASSWORD\", \"value\": \"«hunter2»\"}",
	    "- name: DB_PASSWORD\n  value: «hunter2»\n", NULL};

	check_all(texts);
}

static void
finds_secrets_of_kubernetes(void)
{
	static const char *const texts[] = {
	    "kind: Secret\ndata:\n  extra: «YWRtaW46cGFzc3dvcmQ=»\n",
	    "data:\n\textra: '«YWRtaW46cGFzc3dvcmQ=»'\nkind: 'Secret'",
	    "data:\n  .cfg: |\n    «YWRtaW46cGFzc3dvcmQ=»\nkind: Secret",
	    "kind: SopsSecret\ndata:\n  extra: YWRtaW46cGFzc3dvcmQ=\n",
	    "kind: Secret\nmetadata:\n  extra: YWRtaW46cGFzc3dvcmQ=\n",
	    "kind: Secret\ndata:\n  extra: YmFyCg==\n",
	    "kind: ConfigMap\ndata:\n  extra: YWRtaW46cGFzc3dvcmQ=\n", NULL};

	check_all(texts);
}

static void
leaves_ordinary_lines(void)
{
	check_all(ordinary);
}

/* What stands before and after a line changes nothing. */
static void
leaves_them_between_others(void)
{
	struct fixture fixture;
	struct finding found;
	size_t n = 0, len = 0;
	char *text;

	if (!set_up(&fixture))
		return;
	for (; ordinary[n] != NULL; n++)
		len += strlen(ordinary[n]) + 1;
	CHECK(n >= 150);
	text = malloc(len);
	if (CHECK(text != NULL)) {
		len = 0;
		for (size_t i = 0; i < n; i++) {
			memcpy(text + len, ordinary[i], strlen(ordinary[i]));
			len += strlen(ordinary[i]);
			text[len++] = '\n';
		}
		if (!CHECK(!find_from(&fixture, lm_span(text, len), 0, &found)))
			check_note("%.*s", (int)found.len, text + found.at);
	}
	free(text);
	tear_down(&fixture);
}

/* NUL bytes are bytes. */
static void
takes_any_byte(void)
{
	static const char text[] = "a\0password=hunter\0002 x\0token=\0";
	struct fixture fixture;
	struct finding found = {0};

	if (!set_up(&fixture))
		return;
	CHECK(find_from(&fixture, lm_span(text, sizeof(text) - 1), 0, &found));
	CHECK_EQ(found.at, 11);
	CHECK_EQ(found.len, 8);
	tear_down(&fixture);
}

/* A mask, or what looks like one, hides nothing that stands beside it. */
static void
finds_beside_masks(void)
{
	static const char *const texts[] = {
	    "password=«[REDACTED:Sup3rS3cret99]»", "password=[REDACTED:email]",
	    "password=[REDACTED:]", "password=«[EMAIL]Sup3rS3cret99»",
	    "password=«Sup3rS3cret99[EMAIL]»",
	    "password=\"«[EMAIL:k7f3a5c2]Sup3rS3cret99»\"",
	    "password=[EMAIL][PASSWORD]", "password=\"[EMAIL]-[X]\"",
	    "api_key=«[EMAIL]Sup3rS3cret99»", "token: «[EMAIL]Sup3rS3cret99»",
	    "token: [EMAIL]x1", "contract_price: «[EMAIL]4800»",
	    "contract_price: [EMAIL] 4800",
	    "openai_key=«[EMAIL]a8Fj3kL9mN2pQ5rT7uV1wX4y»",
	    "Authorization: «[EMAIL]Sup3rS3cret99»",
	    "Authorization: «Bearer [EMAIL]Sup3rS3cret99»",
	    "Authorization: Bearer [TOKEN], x",
	    "Cookie: «sid=[EMAIL]Sup3rS3cret99; x=y»",
	    "mysql -p«[EMAIL]Sup3rS3cret99» db",
	    "curl -u bob:«[EMAIL]Sup3rS3cret99» x",
	    "curl -u [EMAIL:k7f3a5c2]:«Sup3rS3cret99» x",
	    "curl -u [EMAIL:k7f3a5c2]:[SECRET] x", "curl -u [EMAIL:k7f3a5c2] x",
	    NULL};

	check_all(texts);
}

/* A NUL is of no set of signs. */
static void
finds_behind_nul(void)
{
	static const char text[] = "Authorization: \0Sup3rS3cret99";
	struct fixture fixture;
	struct finding found = {0};

	CHECK(!is_any_of('\0', "") && !is_any_of('\0', "ab"));
	CHECK(is_any_of('b', "ab") && !is_any_of('c', "ab"));
	if (!set_up(&fixture))
		return;
	CHECK(find_from(&fixture, lm_span(text, sizeof(text) - 1), 0, &found));
	CHECK_EQ(found.at, 15);
	CHECK_EQ(found.len, 14);
	tear_down(&fixture);
}

/* What is said of a value by a schema, in records and in texts. */
static void
knows_schemas(void)
{
	static const char *const texts[] = {
	    "x {\"password\": {\"type\": \"string\", \"enum\": [\"a\"]}} y",
	    "{\"password\":«{\"type\":\"string\",\"const\":\"Sup3rS3cret99\"}»}",
	    NULL};
	static const char *const values[] = {"default", "const", "examples"};

	check_all(texts);
	CHECK(name_in(lm_span_of("enum"), names_of_schema));
	CHECK(name_in(lm_span_of("string"), names_of_types));
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		CHECK(!name_in(lm_span_of(values[i]), names_of_schema));
}

/* No mark reads past the end of a text cut anywhere (under a sanitizer). */
static void
takes_every_cut(void)
{
	static const char *const texts[] = {
	    "kind: Secret\ndata:\n  a: 'YWRtaW46cGFzc3dvcmQ='",
	    "{\\\"password\\\": \\\"hunter2\\\"}",
	    "curl -u a:b1c2d3 --token ab", "<password>hunter2</password>",
	    "contract_price: {\"a\": [1]}",
	    "Authorization: Bearer abc123def456", "Cookie: a=b1234; c=d",
	    "{\"password\":{\"v\":[1,\"a\"]}}",
	    "{\"password\":{\"type\":\"string\",\"title\":\"a\"}}",
	    "{     \"password     \":     \"a1b2c3     \"}",
	    "\"password = \"a1b2c3d4\"",
	    "x: string = \"a\", api_keys: [\"a1b2c3d4\"]", "\xe5\xaf\x86=1"};
	struct fixture fixture;
	struct finding found;

	if (!set_up(&fixture))
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t len = 1; len <= strlen(texts[i]); len++) {
			char *copy = malloc(len);

			if (copy == NULL) {
				CHECK(copy != NULL);
				break;
			}
			memcpy(copy, texts[i], len);
			if (find_from(&fixture, lm_span(copy, len), 0, &found))
				CHECK(found.len > 0 &&
				    found.at + found.len <= len);
			free(copy);
		}
	tear_down(&fixture);
}

/* A value goes on to its end, however far; what is judged is how it begins. */
static void
takes_long_values(void)
{
	enum { LONG = 100000 };
	struct fixture fixture;
	struct finding found = {0};
	char *text = malloc(LONG);

	CHECK(text != NULL);
	if (text == NULL || !set_up(&fixture)) {
		free(text);
		return;
	}
	for (size_t i = 0; i < LONG; i++)
		text[i] = "a1b2c3d4e5f6"[i % 12];
	memcpy(text, "api_key=\"", 9);
	text[LONG - 2] = '"';
	CHECK(find_from(&fixture, lm_span(text, LONG), 0, &found));
	CHECK_EQ(found.at, 9);
	CHECK_EQ(found.len, LONG - 11);
	free(text);
	tear_down(&fixture);
}

TEST_MAIN(TEST(finds_passwords), TEST(finds_keys),
    TEST(finds_what_looks_like_one), TEST(finds_given_names),
    TEST(finds_options_and_elements), TEST(finds_secrets_of_kubernetes),
    TEST(leaves_ordinary_lines), TEST(leaves_them_between_others),
    TEST(takes_any_byte), TEST(finds_beside_masks), TEST(finds_behind_nul),
    TEST(knows_schemas), TEST(takes_every_cut), TEST(takes_long_values))
