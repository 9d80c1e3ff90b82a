#include "replace.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "files.h"
#include "manifests.h"
#include "mask.h"
#include "pseudonym.h"

#include "lm/stamp.h"

#define KEY "not-a-real-key-0"
#define VARIABLE "TEST_REPLACE_KEY"

/* A file with these bytes, and this mode. */
static void
key_file(const char *bytes, mode_t mode, char path[FILES_PATH_SIZE])
{
	file_path("key", path);
	file_write(path, lm_span_of(bytes));
	CHECK_EQ(chmod(path, mode), 0);
}

/* By a command line alone, with a key. */
static struct replacer *
replacer_of(const char *replace, bool hashes)
{
	char path[FILES_PATH_SIZE];
	struct replacer *replacer = NULL;
	struct lm_err err = {0};

	key_file(KEY "\n", 0600, path);
	CHECK_OK(replacer_new(NULL, &(struct replace_options){replace, path},
		     hashes, &replacer, &err),
	    &err);
	return replacer;
}

static void
check_replaced(const struct replacer *replacer, enum kind kind,
    const char *label, struct lm_span value, const char *want)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	if (replacer == NULL)
		return;
	append(&out, lm_span_of("x"));
	CHECK_OK(replacer_append(replacer, kind, lm_span_of(label), value, &out,
		     &err),
	    &err);
	if (!CHECK_SPAN(lm_span(out.ptr + 1, out.len - 1), want))
		check_note("%s of %.*s", kind_infos[kind].name, (int)value.len,
		    value.ptr);
	lm_buf_free(&out);
}

static void
masks_unless_told(void)
{
	struct replacer *replacer = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(replacer_new(NULL, &(struct replace_options){0}, false,
			  &replacer, &err),
		&err))
		return;
	for (enum kind kind = 0; kind < N_KINDS; kind++)
		CHECK_EQ(replacer_action(replacer, kind), ACTION_MASK);
	check_replaced(replacer, KIND_EMAIL, "", lm_span_of("a@b.example"),
	    "[EMAIL]");
	check_replaced(replacer, KIND_FIELD, "BANK_ACCOUNT", lm_span_of("1"),
	    "[BANK_ACCOUNT]");
	check_replaced(replacer, KIND_RULE, "", (struct lm_span){0}, "[RULE]");
	replacer_free(replacer);
}

/* Computed with python: base64.b32encode(hashlib.blake2b(domain + b"\0" +
 * value, digest_size=32, key=hashlib.blake2b(b"lmob-redact pseudonym 1\n" +
 * KEY, digest_size=32).digest()).digest()).lower()[:8] */
static void
pseudonyms(void)
{
	static const struct {
		enum kind kind;
		const char *label;
		const char *values[7];
		const char *want;
	} cases[] = {
	    {KIND_EMAIL, "", {"ann@example.org", "Ann@EXAMPLE.org"},
		"[EMAIL:zvcrplfk]"},
	    {KIND_CARD, "",
		{"4111111111111111", "4111 1111 1111 1111",
		    "4111-1111-1111-1111",
		    "4111\302\2401111\342\200\2571111\342\200\2211111"},
		"[CARD:fszp5whs]"},
	    {KIND_IBAN, "",
		{"DE89370400440532013000", "de89 3704 0044 0532 0130 00",
		    "DE89-3704-0044-0532-0130-00"},
		"[IBAN:wrnsxtvw]"},
	    {KIND_PHONE, "",
		{"493012345678", "+49 30 12345678", "+49 (30) 1234-5678",
		    "+49.30.12345678", "+49\342\200\22330/12345678"},
		"[PHONE:hkeizx7k]"},
	    {KIND_MAC, "",
		{"AA:BB:CC:DD:EE:FF", "aa-bb-cc-dd-ee-ff", "aabb.ccdd.eeff"},
		"[MAC:f37fi5q3]"},
	    {KIND_IPV6, "", {"2001:db8::ab", "2001:DB8::AB"},
		"[IPV6:zv5arp63]"},
	    {KIND_KNOWN, "CUSTOMER_NAME",
		{"Acme Corp", "ACME-Corp", "acmecorp", "acme_corp's",
		    "Acme\n\302\240 Corp\342\200\231s",
		    "\357\274\241cme.CORP'S", "Acme Corp'"},
		"[CUSTOMER_NAME:5lsopwom]"},
	    {KIND_KNOWN, "",
		{"m\303\274ller", "M\303\234LLER", "Mu\314\210ller"},
		"[KNOWN:22zj72qo]"},
	    {KIND_RULE, "TICKET", {"T-1 a"}, "[TICKET:xsccfk57]"},
	    {KIND_FIELD, "BANK_ACCOUNT", {" A.b "}, "[BANK_ACCOUNT:l6wntflh]"},
	    {KIND_OPENAI_KEY, "", {"Ab-1"}, "[OPENAI_KEY:hiu4slra]"},
	    {KIND_OPENAI_KEY, "OTHER", {"Ab-1"}, "[OTHER:hiu4slra]"},
	    {KIND_FI_HETU, "", {"131052+308T", "131052+308t"},
		"[FI_HETU:zptgmfvz]"},
	    {KIND_UNCHECKED, "", {"x"}, "[UNCHECKED:ryd3tku6]"},
	};
	struct replacer *replacer = replacer_of("all=pseudonym", false);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t k = 0; k < 7 && cases[i].values[k] != NULL; k++)
			check_replaced(replacer, cases[i].kind, cases[i].label,
			    lm_span_of(cases[i].values[k]), cases[i].want);
	replacer_free(replacer);
}

/* What is another value, or of another kind, has another pseudonym. */
static void
pseudonyms_differ(void)
{
	static const struct {
		enum kind kind;
		const char *value;
	} cases[] = {{KIND_EMAIL, "a@b.example"}, {KIND_SECRET, "a@b.example"},
	    {KIND_SECRET, "A@b.example"}, {KIND_SECRET, "a@b.example "},
	    {KIND_FIELD, "a@b.example"}, {KIND_RULE, "a@b.example"},
	    {KIND_FI_HETU, "131052-308T"}, {KIND_FI_HETU, "131052+308T"},
	    {KIND_SECRET, ""}, {KIND_EMAIL, ""}};
	size_t n = sizeof(cases) / sizeof(cases[0]);
	struct replacer *replacer = replacer_of("all=pseudonym", false);
	struct lm_buf outs[10] = {0};
	struct lm_err err = {0};

	for (size_t i = 0; replacer != NULL && i < n; i++) {
		/* With one label, so that only the pseudonym differs. */
		CHECK_OK(replacer_append(replacer, cases[i].kind,
			     lm_span_of(kind_infos[cases[i].kind].label),
			     lm_span_of(cases[i].value), &outs[i], &err),
		    &err);
		for (size_t k = 0; k < i; k++)
			CHECK(memcmp(outs[i].ptr + outs[i].len - 9,
				  outs[k].ptr + outs[k].len - 9, 8) != 0);
	}
	for (size_t i = 0; i < n; i++)
		lm_buf_free(&outs[i]);
	replacer_free(replacer);
}

static void
values_with_nul(void)
{
	struct replacer *replacer = replacer_of("all=pseudonym", false);
	struct lm_buf a = {0}, b = {0};
	struct lm_err err = {0};

	if (replacer != NULL) {
		CHECK_OK(replacer_append(replacer, KIND_SECRET,
			     (struct lm_span){0}, lm_span("a\0b", 3), &a, &err),
		    &err);
		CHECK_OK(replacer_append(replacer, KIND_SECRET,
			     (struct lm_span){0}, lm_span("a\0c", 3), &b, &err),
		    &err);
		CHECK(!lm_span_equal(lm_buf_view(&a), lm_buf_view(&b)));
	}
	lm_buf_free(&a);
	lm_buf_free(&b);
	replacer_free(replacer);
}

static void
hashes(void)
{
	struct replacer *replacer = replacer_of(NULL, true);
	static const char *const cases[][2] = {{"doc-1",
						   "[DOC_ID:qvuouw5zszkf75ku]"},
	    {"", "[DOC_ID:6opacqrf2um7pjdb]"}};

	for (size_t i = 0; replacer != NULL && i < 2; i++) {
		struct lm_buf out = {0};
		struct lm_err err = {0};

		CHECK_OK(replacer_append_hash(replacer, lm_span_of("DOC_ID"),
			     lm_span_of(cases[i][0]), &out, &err),
		    &err);
		CHECK_SPAN(lm_buf_view(&out), cases[i][1]);
		lm_buf_free(&out);
	}
	replacer_free(replacer);
}

static void
last_four(void)
{
	struct replacer *replacer = replacer_of("all=last4", false);

	check_replaced(replacer, KIND_CARD, "",
	    lm_span_of("4111 1111-1111 1234"), "[CARD:*1234]");
	check_replaced(replacer, KIND_CARD, "",
	    lm_span_of("4111 1111 1111 1\xc2\xa0"
		       "2-3 4 "),
	    "[CARD:*1234]");
	check_replaced(replacer, KIND_IBAN, "",
	    lm_span_of("GB82 WEST 1234 5698 76 aZ"), "[IBAN:*76aZ]");
	check_replaced(replacer, KIND_SECRET, "", lm_span_of("0123456789ab"),
	    "[SECRET:*89ab]");
	/* Too short, however many other characters there are. */
	check_replaced(replacer, KIND_SECRET, "", lm_span_of("0123456789a"),
	    "[SECRET]");
	check_replaced(replacer, KIND_SECRET, "",
	    lm_span_of("0-1-2-3-4-5-6-7-8-9-a\xc3\xa4\xc3\xa4"), "[SECRET]");
	check_replaced(replacer, KIND_SECRET, "", (struct lm_span){0},
	    "[SECRET]");
	check_replaced(replacer, KIND_UNCHECKED, "",
	    lm_span_of("0123456789abcdef"), "[UNCHECKED]");
	replacer_free(replacer);
}

/* What is written is a mask, so that a second run leaves it. */
static void
all_are_masks(void)
{
	static const char *const replaces[] = {"all=mask", "all=pseudonym",
	    "all=last4", "all=drop"};
	struct masks *masks = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(masks_new(NULL, 0, &masks, &err), &err))
		return;
	for (size_t i = 0; i < 4; i++) {
		struct replacer *replacer = replacer_of(replaces[i], true);

		for (enum kind kind = 0; replacer != NULL && kind < N_KINDS;
		     kind++) {
			struct lm_buf out = {0};

			CHECK_OK(replacer_append(replacer, kind,
				     (struct lm_span){0},
				     lm_span_of("0123 4567 89ab cdef"), &out,
				     &err),
			    &err);
			CHECK_EQ(masks_len_at(masks, lm_buf_view(&out), 0),
			    out.len);
			out.len = 0;
			CHECK_OK(replacer_append_hash(replacer,
				     lm_span_of(kind_infos[kind].label),
				     lm_span_of("a"), &out, &err),
			    &err);
			CHECK_EQ(masks_len_at(masks, lm_buf_view(&out), 0),
			    out.len);
			lm_buf_free(&out);
		}
		replacer_free(replacer);
	}
	masks_free(masks);
}

/* ---- who says what ------------------------------------------------------- */

static enum action
action_of(const char *redaction, const char *replace, enum kind kind)
{
	struct lm_manifest *manifest =
	    redaction == NULL ? NULL : manifest_of(redaction);
	enum action action = N_ACTIONS;
	struct replacer *replacer = NULL;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	key_file(KEY, 0600, path);
	if (CHECK_OK(replacer_new(manifest,
			 &(struct replace_options){replace, path}, false,
			 &replacer, &err),
		&err))
		action = replacer_action(replacer, kind);
	replacer_free(replacer);
	lm_manifest_free(manifest);
	return action;
}

static void
the_command_line_wins(void)
{
	static const char manifest[] =
	    "{'version': '1', 'redaction': {'replace': "
	    "{'email': 'pseudonym', 'all': 'drop', 'field': 'mask'}}}";

	CHECK_EQ(action_of(manifest, NULL, KIND_EMAIL), ACTION_PSEUDONYM);
	CHECK_EQ(action_of(manifest, NULL, KIND_FIELD), ACTION_MASK);
	CHECK_EQ(action_of(manifest, NULL, KIND_CARD), ACTION_DROP);
	CHECK_EQ(action_of(manifest, "card=last4", KIND_EMAIL),
	    ACTION_PSEUDONYM);
	CHECK_EQ(action_of(manifest, "card=last4", KIND_CARD), ACTION_LAST4);
	CHECK_EQ(action_of(manifest, "all=last4", KIND_EMAIL), ACTION_LAST4);
	CHECK_EQ(action_of(manifest, " email = mask , all = last4 ",
		     KIND_EMAIL),
	    ACTION_MASK);
	CHECK_EQ(action_of(NULL, "all=last4,email=mask", KIND_CARD),
	    ACTION_LAST4);
	CHECK_EQ(action_of(NULL, "us_ssn=drop", KIND_US_SSN), ACTION_DROP);
	CHECK_EQ(action_of(NULL, "us_ssn=drop", KIND_EMAIL), ACTION_MASK);
}

/* Why there is none. */
static enum lm_code
refused(const struct lm_manifest *manifest, const char *replace,
    const char *path, bool hashes, struct lm_err *err)
{
	struct replacer *replacer = NULL;
	enum lm_code code;

	*err = (struct lm_err){0};
	code = replacer_new(manifest, &(struct replace_options){replace, path},
	    hashes, &replacer, err);
	CHECK(replacer == NULL);
	replacer_free(replacer);
	return code;
}

static void
slips_of_the_hand(void)
{
	static const char *const cases[][2] = {
	    {"emial=mask", "unknown kind \"emial\": expected \"email\"?"},
	    {"alll=mask", "unknown kind \"alll\": expected \"all\"?"},
	    {"=mask", "unknown kind \"\""},
	    {"quite_something=mask", "unknown kind \"quite_something\""},
	    {"email=hide",
		"--replace email: expected mask, pseudonym, last4 or "
		"drop, found \"hide\""},
	    {"email=", "found \"\""}, {"email", "expected KIND=ACTION"},
	    {"", "expected KIND=ACTION"}, {"email=mask,", "KIND=ACTION"},
	    {"email=mask,email=drop", "\"email\" is there twice"},
	    {"all=mask,all=mask", "\"all\" is there twice"}};
	struct lm_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_CODE(refused(NULL, cases[i][0], NULL, false, &err),
		    LM_USAGE);
		CHECK_HAS(err.message, cases[i][1]);
		check_note("%s", cases[i][0]);
	}
}

static void
mistakes_have_their_place(void)
{
	struct lm_manifest *manifest =
	    manifest_of("{'version': '1', 'redaction':\n"
			" {'replace': {'card': 'mask', 'emial': 'mask'}}}");
	struct lm_err err;

	CHECK_CODE(refused(manifest, "all=mask", NULL, false, &err),
	    LM_MALFORMED);
	CHECK_TEXT(err.message, "unknown kind \"emial\": expected \"email\"?");
	CHECK_TEXT(err.file, "dir/m");
	CHECK_EQ(err.line, 2);
	CHECK_EQ(err.column, 31);
	lm_manifest_free(manifest);
}

/* ---- keys ---------------------------------------------------------------- */

static void
no_pseudonym_without_a_key(void)
{
	struct lm_manifest *manifest = manifest_of(
	    "{'version': '1', 'redaction': {'key_env': '" VARIABLE "'}}");
	struct replacer *replacer = NULL;
	struct lm_err err;

	(void)unsetenv(VARIABLE);
	for (int hashes = 0; hashes < 2; hashes++) {
		const char *replace = hashes ? NULL : "email=pseudonym";

		CHECK_CODE(refused(NULL, replace, NULL, hashes, &err),
		    LM_USAGE);
		CHECK_HAS(err.message, "--key-file");
		CHECK_CODE(refused(manifest, replace, NULL, hashes, &err),
		    LM_USAGE);
		CHECK_HAS(err.message, VARIABLE " is not set");
	}
	CHECK_EQ(setenv(VARIABLE, "", 1), 0);
	CHECK_CODE(refused(manifest, NULL, NULL, true, &err), LM_USAGE);
	CHECK_HAS(err.message, VARIABLE " is not set");
	CHECK_EQ(setenv(VARIABLE, "hush-hush-hush!", 1), 0);
	CHECK_CODE(refused(manifest, NULL, NULL, true, &err), LM_USAGE);
	CHECK_HAS(err.message, VARIABLE ": a key has at least 16");
	CHECK(strstr(err.message, "hush") == NULL);
	/* None is looked for where none is needed. */
	CHECK_OK(replacer_new(manifest,
		     &(struct replace_options){"all=last4", NULL}, false,
		     &replacer, &err),
	    &err);
	replacer_free(replacer);
	(void)unsetenv(VARIABLE);
	lm_manifest_free(manifest);
}

static void
check_ann(const struct lm_manifest *manifest, const char *path,
    const char *want)
{
	struct replacer *replacer = NULL;
	struct lm_err err = {0};

	if (CHECK_OK(replacer_new(manifest,
			 &(struct replace_options){"all=pseudonym", path},
			 false, &replacer, &err),
		&err))
		check_replaced(replacer, KIND_EMAIL, "",
		    lm_span_of("ann@example.org"), want);
	replacer_free(replacer);
}

/* The same text is the same key, wherever it is. */
static void
keys_of_every_source(void)
{
	static const char *const texts[] = {KEY, KEY "\n", KEY "\r\n"};
	struct lm_manifest *manifest = manifest_of(
	    "{'version': '1', 'redaction': {'key_env': '" VARIABLE "'}}");
	char path[FILES_PATH_SIZE];

	for (size_t i = 0; i < 3; i++) {
		key_file(texts[i], i == 0 ? 0400 : 0600, path);
		check_ann(NULL, path, "[EMAIL:zvcrplfk]");
	}
	CHECK_EQ(setenv(VARIABLE, KEY, 1), 0);
	check_ann(manifest, NULL, "[EMAIL:zvcrplfk]");
	/* Another key; and the file goes before the variable. */
	CHECK_EQ(setenv(VARIABLE, "not-a-real-key-1", 1), 0);
	check_ann(manifest, NULL, "[EMAIL:jvtdd5pd]");
	check_ann(manifest, path, "[EMAIL:zvcrplfk]");
	(void)unsetenv(VARIABLE);
	lm_manifest_free(manifest);
}

/* redaction.key_file starts at the folder of the manifest, and goes before
 * redaction.key_env. */
static void
the_manifests_file(void)
{
	static const char text[] = "{\"version\":\"1\",\"redaction\":{"
				   "\"key_file\":\"key\",\"key_env\":"
				   "\"" VARIABLE "\"}}";
	struct lm_manifest *manifest = NULL;
	char path[FILES_PATH_SIZE], name[FILES_PATH_SIZE];
	struct lm_err err = {0};

	key_file(KEY, 0600, path);
	file_path("m.jsonc", name);
	CHECK_OK(lm_manifest_read(lm_span_of(text), name, &manifest, &err),
	    &err);
	CHECK_EQ(setenv(VARIABLE, "not-a-real-key-1", 1), 0);
	check_ann(manifest, NULL, "[EMAIL:zvcrplfk]");
	(void)unsetenv(VARIABLE);
	lm_manifest_free(manifest);
}

static void
files_that_are_no_keys(void)
{
	static const mode_t modes[] = {0640, 0604, 0660, 0602, 0610};
	char path[FILES_PATH_SIZE], *large;
	struct lm_err err;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		key_file(KEY, modes[i], path);
		CHECK_CODE(refused(NULL, NULL, path, false, &err), LM_USAGE);
		CHECK_HAS(err.message, "others may read");
		CHECK_TEXT(err.file, path);
	}
	key_file("hush-hush-hush!\n", 0600, path);
	CHECK_CODE(refused(NULL, NULL, path, false, &err), LM_USAGE);
	CHECK_HAS(err.message, "at least 16");
	CHECK(strstr(err.message, "hush") == NULL);
	CHECK_TEXT(err.file, path);
	key_file("", 0600, path);
	CHECK_CODE(refused(NULL, NULL, path, false, &err), LM_USAGE);
	large = calloc(PSEUDONYM_KEY_FILE_MAX + 2, 1);
	if (CHECK(large != NULL)) {
		memset(large, 'k', PSEUDONYM_KEY_FILE_MAX + 1);
		key_file(large, 0600, path);
		CHECK_CODE(refused(NULL, NULL, path, false, &err), LM_OVERSIZE);
		large[PSEUDONYM_KEY_FILE_MAX] = '\0';
		key_file(large, 0600, path);
		replacer_free(replacer_of("all=mask", false));
	}
	free(large);
	file_path("none", path);
	CHECK_CODE(refused(NULL, NULL, path, false, &err), LM_IO);
	CHECK_HAS(err.message, "open");
	CHECK_TEXT(err.file, path);
	CHECK_EQ(chmod(check_folder(), 0700), 0);
	CHECK_CODE(refused(NULL, NULL, check_folder(), false, &err), LM_IO);
}

/* A stamp's key of the same text is another: its form is BLAKE2b of the text
 * alone, ours has the purpose before it. */
static void
a_key_of_its_own(void)
{
	struct pseudonym_key key, other;
	struct lm_err err = {0};
	struct lm_buf purpose = {0};

	append(&purpose, lm_span_of(PSEUDONYM_PURPOSE KEY));
	CHECK_OK(pseudonym_key_of(lm_span_of(KEY), "k", &key, &err), &err);
	CHECK_OK(pseudonym_key_of(lm_buf_view(&purpose), "k", &other, &err),
	    &err);
	CHECK(memcmp(&key, &other, sizeof(key)) != 0);
	pseudonym_key_wipe(&key);
	for (size_t i = 0; i < sizeof(key.bytes); i++)
		CHECK_EQ(key.bytes[i], 0);
	CHECK_CODE(pseudonym_key_of(lm_span(KEY, LM_STAMP_KEY_MIN - 1), "k",
		       &key, &err),
	    LM_USAGE);
	lm_buf_free(&purpose);
}

TEST_MAIN(TEST(masks_unless_told), TEST(pseudonyms), TEST(pseudonyms_differ),
    TEST(values_with_nul), TEST(hashes), TEST(last_four), TEST(all_are_masks),
    TEST(the_command_line_wins), TEST(slips_of_the_hand),
    TEST(mistakes_have_their_place), TEST(no_pseudonym_without_a_key),
    TEST(keys_of_every_source), TEST(the_manifests_file),
    TEST(files_that_are_no_keys), TEST(a_key_of_its_own))
