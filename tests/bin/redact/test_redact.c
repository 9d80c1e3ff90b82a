#include <stdio.h>
#include <string.h>

#include "check.h"
#include "generate.h"
#include "redact_fixture.h"

static void
redacts(void)
{
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
	    {"{\"pwd\" : [1,{}] , \"b\":1}", "{\"pwd\" : \"[PWD]\" , \"b\":1}"},
	    {"[{\"x\":\"a@b.co\",\"a@b.co\":1}]",
		"[{\"x\":\"[EMAIL]\",\"[EMAIL]\":1}]"},
	    {"\"{\\\"pwd\\\":1}\"", "\"{\\\"pwd\\\":\\\"[PWD]\\\"}\""},
	    {"\"[4111111111111111]\"", "\"[4111111111111111]\""},
	    {"[4111111111111111]", "[4111111111111111]"},
	    {"{\"card_number\":4111111111111111}",
		"{\"card_number\":\"[CARD]\"}"},
	    {"{\"card_number\":[4111111111111111,1]}",
		"{\"card_number\":[\"[CARD]\",1]}"},
	    {"\"{\\\"card_number\\\":4111111111111111}\"",
		"\"{\\\"card_number\\\":\\\"[CARD]\\\"}\""},
	    {"\"\\u0061\\u0040b.co\\n\"", "\"[EMAIL]\\n\""},
	    {"{\"pwd\":\"[PWD]\"}", "{\"pwd\":\"[PWD]\"}"},
	    {"{\"pwd\":1,\"pwd\":2}", "{\"pwd\":\"[PWD]\",\"pwd\":\"[PWD]\"}"},
	    {"{\"user_pwd\":1,\"pwd_hint\":2}",
		"{\"user_pwd\":\"[PWD]\",\"pwd_hint\":2}"},
	    {"{\"name\":\"pwd\",\"value\":\"x\"}",
		"{\"name\":\"pwd\",\"value\":\"[PWD]\"}"},
	    {"{\"value\":[7],\"key\":\"pwd\"}",
		"{\"value\":\"[PWD]\",\"key\":\"pwd\"}"},
	    {"{\"rawHeaders\":[\"pwd\",\"x\",\"Host\",\"pwd\"]}",
		"{\"rawHeaders\":[\"pwd\",\"[PWD]\",\"Host\",\"pwd\"]}"},
	    {"\"[\\\"\\t\\\",\\\"a@b.co\\\"]\"",
		"\"[\\\"\\t\\\",\\\"[EMAIL]\\\"]\""},
	    {"[\"-----BEGIN PRIVATE KEY-----\",\"MIIE\",\"-----END PRIVATE "
	     "KEY-----!\",\"MIIE\"]",
		"[\"[PRIVATE_KEY]\",\"[PRIVATE_KEY]\",\"[PRIVATE_KEY]!\","
		"\"MIIE\"]"},
	    {"null", "null"},
	};
	struct fixture f;

	set_up(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_redacted(&f, cases[i].in, cases[i].out);
	clean_up(&f);
}

static void
counts_by_kind(void)
{
	const char text[] = "{\"pwd\":\"a@b.co\",\"x\":\"a@b.co c@d.eu\","
			    "\"y\":\"[{\\\"pwd\\\":1},{\\\"card\\\":"
			    "4111111111111111}]\"}";
	struct fixture f;

	set_up(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	CHECK_OK(redact(&f, lm_span_of(text)), &f.err);
	CHECK_EQ(f.counts[KIND_EMAIL], 2);
	CHECK_EQ(f.counts[KIND_CARD], 1);
	CHECK_EQ(f.counts[KIND_IBAN], 0);
	CHECK_EQ(f.counts[KIND_FIELD], 2);
	clean_up(&f);
}

/* What cannot be looked into is refused, and the redactor goes on. */
static void
refuses_what_is_too_deep(void)
{
	static char text[5000];
	struct fixture f;
	size_t len = 0;

	set_up(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	text[len++] = '"';
	memset(text + len, '[', LM_RECORD_MAX_DEPTH + 1);
	len += LM_RECORD_MAX_DEPTH + 1;
	memset(text + len, ']', LM_RECORD_MAX_DEPTH + 1);
	len += LM_RECORD_MAX_DEPTH + 1;
	text[len++] = '"';
	CHECK_CODE(redact(&f, lm_span(text, len)), LM_MALFORMED);
	CHECK_HAS(f.err.message, "nested deeper than 1000");
	/* One level less is fine. */
	text[1] = ' ';
	text[len - 2] = ' ';
	CHECK_OK(redact(&f, lm_span(text, len)), &f.err);
	check_redacted(&f, "{\"pwd\":1}", "{\"pwd\":\"[PWD]\"}");
	clean_up(&f);
}

static enum lm_code
redact_text(struct fixture *f, struct lm_span line)
{
	bool in_key = false;
	const struct lm_edits *edits;
	enum lm_code code;

	f->out.len = 0;
	memset(f->counts, 0, sizeof(f->counts));
	code = redactor_find_text(f->redactor, line, &in_key, &edits, f->counts,
	    &f->err);
	return code == LM_OK ? lm_edits_apply(edits, line, &f->out, &f->err)
			     : code;
}

/* The lines of a private key go, up to its end, or to what is no key. */
static void
redacts_keys_over_lines(void)
{
	static const struct {
		const char *in;
		const char *out;
		bool in_key; /* behind it */
	} lines[] = {{"log -----BEGIN RSA PRIVATE KEY-----",
			 "log [PRIVATE_KEY]", true},
	    {"Proc-Type: 4,ENCRYPTED", "Proc-Type: 4,ENCRYPTED", true},
	    {"", "", true},
	    {"> MIIEpAIBAAKCAQEA1234567890abcdef", "> [PRIVATE_KEY]", true},
	    {"abcd", "[PRIVATE_KEY]", true},
	    {"-----END RSA PRIVATE KEY----- x", "[PRIVATE_KEY] x", false},
	    {"abcd", "abcd", false},
	    {"-----BEGIN PRIVATE KEY-----", "[PRIVATE_KEY]", true},
	    {"no key at all", "no key at all", false}, {"abcd", "abcd", false}};
	const struct lm_edits *edits;
	struct fixture f;
	bool in_key = false;

	set_up(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct lm_span line = lm_span_of(lines[i].in);

		f.out.len = 0;
		CHECK_OK(redactor_find_text(f.redactor, line, &in_key, &edits,
			     f.counts, &f.err),
		    &f.err);
		CHECK_OK(lm_edits_apply(edits, line, &f.out, &f.err), &f.err);
		CHECK_SPAN(lm_buf_view(&f.out), lines[i].out);
		if (!CHECK_EQ(in_key, lines[i].in_key))
			check_note("%s", lines[i].in);
	}
	clean_up(&f);
}

/* Bytes that are no UTF-8 stay as they are, and NULs. */
static void
redacts_lines_of_text(void)
{
	const char nul[] = "\0a@b.co\0pwd=1q2w3e4r\n\0";
	struct fixture f;

	set_up(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	CHECK_OK(redact_text(&f, lm_span_of("to a@b.co: \"\\")), &f.err);
	CHECK_SPAN(lm_buf_view(&f.out), "to [EMAIL]: \"\\");
	CHECK_EQ(f.counts[KIND_EMAIL], 1);
	CHECK_OK(redact_text(&f, lm_span_of("\xff\xc3 a@b.co \x80")), &f.err);
	CHECK_SPAN(lm_buf_view(&f.out), "\xff\xc3 [EMAIL] \x80");
	CHECK_OK(redact_text(&f, lm_span(nul, sizeof(nul) - 1)), &f.err);
	CHECK_SPANS(lm_buf_view(&f.out),
	    lm_span("\0[EMAIL]\0pwd=[PWD]\n\0", 20));
	CHECK_OK(redact_text(&f, lm_span_of("")), &f.err);
	CHECK_EQ(f.out.len, 0);
	clean_up(&f);
}

/* A list of kinds and one of names, any of them. */
static void
any_options(struct random *random, const char **deny, char *detect, size_t size)
{
	static const char *const denied[] = {"none", "a", "pwd,a",
	    "pwd,access_token,a", "default"};
	size_t len = 0;

	*deny =
	    denied[random_below(random, sizeof(denied) / sizeof(denied[0]))];
	(void)snprintf(detect, size, "%s",
	    random_once_in(random, 2) ? "all" : "none");
	if (detect[0] == 'a')
		return;
	for (enum kind kind = 0; kind < N_DETECTED; kind++)
		if (random_once_in(random, 2))
			len += (size_t)snprintf(detect + len, size - len,
			    "%s%s", len == 0 ? "" : ",", kind_infos[kind].name);
}

/* With any policy: it parses, and a second time nothing is found. */
static bool
keeps_them(struct fixture *f, struct random *random, struct generated *record,
    struct lm_buf *once)
{
	generate_any(random, true, record);
	if (!CHECK_OK(redact(f, lm_buf_view(&record->text)), &f->err))
		return false;
	once->len = 0;
	CHECK_OK(lm_buf_span(once, lm_buf_view(&f->out), NULL), NULL);
	return CHECK_OK(redact(f, lm_buf_view(once)), &f->err) &&
	    CHECK_SPANS(lm_buf_view(&f->out), lm_buf_view(once));
}

static void
keeps_its_laws(void)
{
	const size_t n_policies = check_soak() ? 2000 : 30, n_cases = 100;
	struct generated record = {0};
	struct lm_buf once = {0};
	bool kept = true;

	for (size_t i = 0; kept && i < n_policies; i++) {
		struct random random = random_start(i);
		const char *deny;
		char detect[2048];
		struct fixture f;

		any_options(&random, &deny, detect, sizeof(detect));
		set_up(&f, &(struct settings){.deny = deny, .detect = detect});
		for (size_t k = 0; kept && k < n_cases; k++)
			kept = keeps_them(&f, &random, &record, &once);
		if (!kept)
			check_note("policy %zu: --deny %s --detect %s: %.*s", i,
			    deny, detect, (int)record.text.len,
			    record.text.ptr);
		clean_up(&f);
	}
	generated_free(&record);
	lm_buf_free(&once);
}

TEST_MAIN(TEST(redacts), TEST(counts_by_kind), TEST(refuses_what_is_too_deep),
    TEST(redacts_lines_of_text), TEST(redacts_keys_over_lines),
    TEST(keeps_its_laws))
