#include "assign.h"
#include "assign_found.h"
#include "check.h"

/* What sentences say, and what they only seem to. */

static void
finds_what_a_sentence_says(void)
{
	static const char *const texts[] = {"my password is «hunter2xyz»",
	    "My Password Is «hunter2xyz», thanks",
	    "The password is '«Secret123»'.", "the password was \"«a1!b»\"",
	    "Mein Passwort lautet «Sommer2024!»",
	    "Das Kennwort für den Admin ist «Winter-99»",
	    "the password for user bob is «hunter2xyz», ok?",
	    "I changed my password to «Blau12grün»",
	    "password is: «hunter2xyz»", "admin password -> «s3cr3t!x»",
	    "the wifi password is «p@ssw_rd»", "your passwd is «314159265»",
	    "the passphrase is \"«purple 9 battery»\"",
	    "your passcode is «314159»", "Passwort für Admin: «Zk-20fplum»",
	    "password (prod): «Vesna-77xk»",
	    "Password for jo@a.example: «Vesna-77xk»",
	    "password for our new shiny staging server is «Vesna-77xk»",
	    "Das Passwort zur Datenbank lautet «Vesna-77xk»",
	    "the password is now «hunter2x»", "password was set to «hunter2x»",
	    "Password - «hunter2x»", "password is “«hunter2x»” now",
	    "The password is **«hunter2x»**.",
	    "passwd is \"«purple 9 battery»\"",
	    "my password is «lampe.Krone41»", "\"password\" is «hunter2xyz»",
	    "PASSWORD   is   «hunter2xyz»", NULL};

	check_all(texts);
}

static void
finds_lines_without_a_sign(void)
{
	static const char *const texts[] = {
	    "machine a.example login bob password «012345abcdef»",
	    "machine a.example\n  login bob\n  password «swordfish»\n",
	    "login bob\npassword «swordfish»\n",
	    "default login anonymous password «swordfish»",
	    "machine h login bob account x password «swordfish»",
	    "machine h account x login bob password «swordfish»",
	    "machine a-very-long-name.of.a.host.eu-central-1.example.org "
	    "login bob password «swordfish»",
	    "Connect-X -User bob -Password «hunter-77x» -Verbose",
	    "ALTER USER shop WITH PASSWORD '«hunter-77x»';",
	    "CREATE ROLE shop LOGIN PASSWORD '«hunter-77x»' VALID UNTIL 'x'",
	    "password \"«swordfish»\";",
	    "credentials {\n    password '«S0me_Passw0rd»'\n}",
	    "password \"«correct horse»\"", NULL};

	check_all(texts);
}

static void
finds_keys_behind_their_names(void)
{
	static const char *const texts[] = {
	    "the api key is «5524bf449ca45fcace54698371466398321f3a82», use it",
	    "use token «5524bf449ca45fcace54698371466398321f3a82» please",
	    "client secret \"«a8B3kd93kLpQ29Dkd73vdzLMe93k»\"",
	    "Unser API Key lautet «xk-a8B3kd93kLpQ29Dkd73vdzLMe93k-77»",
	    "Unseal Key 2: «0tZn+7QQCxphpHwTm7/dC3LpP5JGIbYl3PK8Sy81R+P2»",
	    "access token `«a8B3kd93kLpQ29Dkd73vdzLMe93k»`", NULL};

	check_all(texts);
}

static void
leaves_ordinary_sentences(void)
{
	static const char *const texts[] = {"password is required",
	    "Your password is wrong!", "the password is incorrect.",
	    "password is at least 8 characters", "password is 8+ characters",
	    "password is base64-encoded", "password is a 12-character string",
	    "password was changed 3 days ago", "the password is \"centipede\"",
	    "password was reset on 2026-05-05", "the password is 2026-05-05",
	    "password is [PASSWORD]", "password is ${PASSWORD}",
	    "password is <your password>", "the password field is hidden",
	    "password \"field\"", "password 123456", "passwords are hashed1",
	    "your password is user1's", "password is not stored in v2.1.30",
	    "the commit 5524bf449ca45fcace54698371466398321f3a82 is bad",
	    "cache key 5524bf449ca45fcace54698371466398321f3a82 missed",
	    "password hash 5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b",
	    "token ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ",
	    "token averyveryverylongwordoflettersonly",
	    "on github 5524bf449ca45fcace54698371466398321f3a82",
	    "pass 5524bf449ca45fcace54698371466398321f3a82", "password",
	    "password ", "password is ", "password is\nhunter2xyz",
	    "The password is AES-256 encrypted", "password is SHA-512 hashed",
	    "password is OAuth2 only", "password was pre-2024 and",
	    "login and password sections were merged", "login password 5 times",
	    "login screen password v2-redesign done",
	    "password \"strength\" meter", "Password 'policy' updated",
	    "# Password `validator` class", "-Password -Verbose2",
	    "password for the new one", "password - required",
	    "deprecation of login and passwd commands.",
	    "Add signing key 19882D92DDA4C400C22C0D56CC2AF4472167BE03", NULL};

	check_all(texts);
}

TEST_MAIN(TEST(finds_what_a_sentence_says), TEST(finds_lines_without_a_sign),
    TEST(finds_keys_behind_their_names), TEST(leaves_ordinary_sentences))
