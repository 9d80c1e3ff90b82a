#include "search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "policies.h"
#include "random.h"

#include "lm/base64.h"
#include "lm/buf.h"

struct fixture {
	struct policies made;
	struct search *search;
	struct findings findings;
	struct lm_err err;
};

static void
set_up(struct fixture *f, const struct settings *settings)
{
	*f = (struct fixture){.made = {.settings = *settings}};
	CHECK_OK(policies_make(&f->made, &f->err), &f->err);
	f->search = search_new(&f->made.settings.policy);
	if (!CHECK(f->search != NULL))
		abort();
}

static void
clean_up(struct fixture *f)
{
	findings_free(&f->findings);
	search_free(f->search);
	policies_free(&f->made);
}

/* The findings as "kind at+len, ...". */
static void
check_listed(const struct findings *findings, const char *want)
{
	char got[400] = "";
	size_t len = 0;

	for (size_t i = 0; i < findings->n && len < sizeof(got); i++) {
		const struct finding *found = &findings->list[i];

		len += (size_t)snprintf(got + len, sizeof(got) - len,
		    "%s%s %zu+%zu", i == 0 ? "" : ", ",
		    kind_infos[found->kind].name, found->at, found->len);
	}
	CHECK_TEXT(got, want);
}

static void
check_found(struct fixture *f, struct subject subject, const char *want)
{
	CHECK_OK(search_alone(f->search, &subject,
		     &f->made.settings.policy.kinds, &f->findings, &f->err),
	    &f->err);
	check_listed(&f->findings, want);
	check_note("%.*s", (int)subject.text.len, subject.text.ptr);
}

static void
check_text_found(struct fixture *f, const char *text, const char *want)
{
	check_found(f, (struct subject){.text = lm_span_of(text)}, want);
}

struct case_of {
	const char *text;
	const char *found;
};

/* What is found in each with the default names and all kinds. */
static void
check_cases(const struct case_of *cases, size_t n)
{
	struct fixture f;

	set_up(&f, &(struct settings){.deny = "default", .detect = "all"});
	for (size_t i = 0; i < n; i++)
		check_text_found(&f, cases[i].text, cases[i].found);
	clean_up(&f);
}

static void
finds_in_order(void)
{
	static const struct case_of cases[] = {
	    {"", ""},
	    {"nothing", ""},
	    {"a@b.co", "email 0+6"},
	    {"to a@b.co, c@d.eu!", "email 3+6, email 11+6"},
	    {"a@b.co 4111111111111111", "email 0+6, card 7+16"},
	    {"4111 1111 1111 1111", "card 0+19"},
	    {"4111\xc2\xa0"
	     "1111\xe2\x80\xaf"
	     "1111-1111",
		"card 0+22"},
	    {"DE89370400440532013000", "iban 0+22"},
	    {"x DE89 3704 0044 0532 0130 00 y", "iban 2+27"},
	    {"-----BEGIN EC PRIVATE KEY-----x", "private_key 0+31"},
	    {"4111111111111111@b.co", "email 0+21"},
	    {"a@b.co@d.eu", "email 0+11"},
	    {"\xc3\xa4@b.co", "email 0+7"},
	    {"\xe2\x80\x9c"
	     "a@b.co\xe2\x80\x9d",
		"email 3+6"},
	    {"a@b.co-d", "email 0+6"},
	    {"a@b-c.d-e.com-f", "email 0+13"},
	    {"password=q7Zx9Lk2Wm", "field 9+10"},
	    {"DB_PASSWORD: q7Zx9Lk2Wm\n", "field 13+10"},
	    {"http://ann:q7Zx9L@h.example/", "url_credentials 7+10"},
	    {"192.168.10.20, 00:1b:44:11:3a:b7", "ipv4 0+13, mac 15+17"},
	    {"@", ""},
	    {"a@b", ""},
	    {"a@b.c", ""},
	    {"4111111111111112", ""},
	    {"14111111111111111", ""},
	    {"DE89370400440532013001", ""},
	    {"-----BEGIN CERTIFICATE-----", ""},
	    {"max_tokens=4096, 12:30:45, v1.2.3, 1767225600123", ""},
	};

	check_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

/* East Asian text assigns with full-width signs, and has no spaces. */
static void
finds_behind_wide_signs(void)
{
	static const struct case_of cases[] = {
	    {"密码：abc12345，谢谢", "field 9+8"},
	    {"我的密码：abc12345。谢谢你", "field 15+8"},
	    {"パスワード：　hunter2xyz", "field 21+10"},
	    {"管理者パスワード＝hunter2xyz；次", "field 27+10"},
	    {"（내비밀번호： hunter2xyz）", "field 22+10"},
	    {"token＝3fea6af1349166ea9923", "field 8+20"},
	    {"邮箱：a@b.co，谢谢", "email 9+6"},
	    {"password＝＝hunter2xyz", "field 11+13"},
	    {"a：b password is （hunter2x）", "field 18+14"},
	    {"password=Hunter2：xyz99zz", "field 9+17"},
	    {"注：x password=Hunter2，xyz99zz", "field 17+17"},
	    {"注：https://user:pa，ss123@host/", "url_credentials 14+15"},
	    {"ip：:ffff:8.8.8.8", "ipv4 11+7"},
	    {"DB_PASSWORD=密Anker676", "field 12+11"},
	    {"password: 가나다1234!", "field 10+14"},
	    {"密码：必须至少8位", ""},
	    {"密码: 必须至少8位", ""},
	    {"忘记密码：请联系管理员", ""},
	    {"密码：[PASSWORD]", ""},
	    {"密码：", ""},
	    {"\xef", ""},
	    {"\xef\xbc", ""},
	    {"\xef\xbc\x9a", ""},
	};

	check_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
finds_only_what_is_asked(void)
{
	static const struct {
		const char *detect, *found;
	} cases[] = {{"email", "email 0+6"}, {"card", "card 7+16"},
	    {"iban", "iban 24+22"}, {"private_key", "private_key 47+27"},
	    {"none", ""}, {"email,iban", "email 0+6, iban 24+22"},
	    {"all,-email,-iban,-private_key", "card 7+16"}};
	const char text[] = "a@b.co 4111111111111111 DE89370400440532013000 "
			    "-----BEGIN PRIVATE KEY-----";

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		set_up(&f,
		    &(struct settings){.deny = "none",
			.detect = cases[i].detect});
		check_text_found(&f, text, cases[i].found);
		clean_up(&f);
	}
}

/* Of overlapping findings, nothing is left. */
static void
joins_what_overlaps(void)
{
	struct fixture f;

	set_up(&f, &(struct settings){.detect = "all"});
	check_text_found(&f, "a@b.co@c.eu@d.de", "email 0+16");
	check_text_found(&f, "DE89370400440532013000@b.co", "email 0+27");
	clean_up(&f);
}

/* The member's name may say what a number is, or that it is something else. */
static void
names_count(void)
{
	struct fixture f;

	set_up(&f, &(struct settings){.detect = "all"});
	check_found(&f,
	    (struct subject){lm_span_of("9434765919"), lm_span_of("nhs_no")},
	    "uk_nhs 0+10");
	check_found(&f,
	    (struct subject){lm_span_of("9434765919"), lm_span_of("ts")}, "");
	check_found(&f,
	    (struct subject){lm_span_of("4111111111111111"),
		lm_span_of("trace_id")},
	    "");
	clean_up(&f);
}

/* What a mask says is no finding, nor is one that overlaps it. */
static void
leaves_masks(void)
{
	static const char *const texts[] = {"[EMAIL]", "password=[PASSWORD]",
	    "password: [EMAIL]", "[EMAIL:k7f3a5c2]", "[CARD:*1111]",
	    "http://[URL_CREDENTIALS]@h.example/", "a@[EMAIL].com",
	    "Authorization: Bearer [AUTH_HEADER]", "api_key=\"[API_KEY]\""};
	struct fixture f;

	set_up(&f, &(struct settings){.detect = "all"});
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_text_found(&f, texts[i], "");
	/* Not in use as a label. */
	check_text_found(&f, "password=[Q7ZX9LK2WM]", "field 9+11");
	clean_up(&f);
}

static void
append_base64(struct lm_buf *out, struct lm_buf *text)
{
	out->len = 0;
	CHECK_OK(lm_base64_append(out, lm_buf_view(text), NULL), NULL);
	text->len = 0;
	CHECK_OK(lm_buf_span(text, lm_buf_view(out), NULL), NULL);
}

/* Text in base64 is decoded, SEARCH_MAX_DEPTH deep and no deeper; what is found
 * is the run. */
static void
looks_into_base64(void)
{
	struct lm_buf text = {0}, coded = {0};
	struct fixture f;
	char want[64];

	set_up(&f, &(struct settings){.detect = "all"});
	CHECK_OK(lm_buf_text(&text, "from ann.lee@example.com to me", NULL),
	    NULL);
	for (int depth = 0; depth <= SEARCH_MAX_DEPTH + 1; depth++) {
		(void)snprintf(want, sizeof(want), "email %d+%zu",
		    depth == 0 ? 5 : 0, depth == 0 ? 19 : text.len);
		check_found(&f, (struct subject){.text = lm_buf_view(&text)},
		    depth <= SEARCH_MAX_DEPTH ? want : "");
		append_base64(&coded, &text);
	}
	text.len = 0;
	CHECK_OK(lm_buf_text(&text, "nothing to be found in this", NULL), NULL);
	append_base64(&coded, &text);
	check_found(&f, (struct subject){.text = lm_buf_view(&text)}, "");
	lm_buf_free(&text);
	lm_buf_free(&coded);
	clean_up(&f);
}

/* To the byte, and no more than these. */
static void
allowed_values_stay(void)
{
	struct lm_span allowed[] = {lm_span_of("help@b.co"),
	    lm_span_of("info@b.co"), lm_span_of("4111111111111111")};
	struct fixture f;
	struct policy *policy;

	set_up(&f, &(struct settings){.detect = "all"});
	policy = &f.made.settings.policy;
	policy->allowed = calloc(3, sizeof(allowed[0]));
	if (policy->allowed == NULL)
		abort();
	memcpy(policy->allowed, allowed, sizeof(allowed));
	policy->n_allowed = 3;
	policy_sort_allowed(policy);
	check_text_found(&f, "help@b.co, info@b.co, 4111111111111111", "");
	check_text_found(&f, "Help@b.co, info@b.com", "email 0+9, email 11+10");
	check_text_found(&f, "4111 1111 1111 1111", "card 0+19");
	clean_up(&f);
}

/* Only of paths to be learned, and until they are forgotten. */
static void
learned_values_are_known(void)
{
	struct fixture f;

	set_up(&f, &(struct settings){.detect = "none", .learn = ".name"});
	check_text_found(&f, "Ann Lee's", "");
	CHECK_OK(search_learn(f.search, lm_span_of("Ann Lee"),
		     lm_span_of("NAME"), NULL),
	    NULL);
	check_text_found(&f, "For ANN LEE, AnnLee2 and Ann Leeson",
	    "known 4+7");
	CHECK_SPAN(f.findings.list[0].label, "NAME");
	search_forget(f.search);
	check_text_found(&f, "For ANN LEE", "");
	clean_up(&f);
}

static void
numbers_of_json(void)
{
	struct subject subject = {lm_span_of("-4111111111111111"),
	    lm_span_of("card")};
	struct fixture f;
	const struct kinds *kinds = &f.made.settings.policy.kinds;

	set_up(&f, &(struct settings){.detect = "all"});
	CHECK_OK(search_number(f.search, &subject, kinds, &f.findings, NULL),
	    NULL);
	check_listed(&f.findings, "card 1+16");
	subject.text = lm_span_of("4111111111111112");
	CHECK_OK(search_number(f.search, &subject, kinds, &f.findings, NULL),
	    NULL);
	check_listed(&f.findings, "");
	subject.text = lm_span_of("4.111111111111111");
	CHECK_OK(search_number(f.search, &subject, kinds, &f.findings, NULL),
	    NULL);
	check_listed(&f.findings, "");
	clean_up(&f);
}

/* ---- a text within other bytes ---------------------------------------------- */

static void
append_piece(struct random *random, struct lm_buf *out)
{
	static const char *const pieces[] = {"4111111111111111", "4111", "1111",
	    " ", " ", "-", "@", "a", "b.co", ".", "x", "5", "DE", "DE89",
	    "3704", "0044", "0532", "0130", "00", "\xc3\xa4", "\xe2\x80\xaf",
	    "\xc2\xa0", "\xf0\x9f\x98\x80", "-----BEGIN ", "PRIVATE KEY",
	    "-----", "-----END ", "\"", "_", "42", "50", "6304", "\n",
	    "password", "=", ": ", "Bearer ", "https://", "user:pw@",
	    "192.168.", "10.1", "phone ", "+49 30 1234567", "[EMAIL]",
	    "ssn 078-05-1120", "token", "\\n", "ghp_", "eyJhbGciOi", "iban "};
	const char *piece =
	    pieces[random_below(random, sizeof(pieces) / sizeof(pieces[0]))];

	CHECK_OK(lm_buf_text(out, piece, NULL), NULL);
}

static bool
same_findings(const struct findings *a, const struct findings *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].at != b->list[i].at ||
		    a->list[i].len != b->list[i].len ||
		    a->list[i].kind != b->list[i].kind)
			return false;
	return true;
}

static bool
starts_character(struct lm_span text, size_t at)
{
	return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static bool
are_apart(struct lm_span text, const struct findings *findings)
{
	size_t at = 0;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *found = &findings->list[i];

		if (found->at < at || found->len == 0 ||
		    found->at + found->len > text.len ||
		    !starts_character(text, found->at) ||
		    !starts_character(text, found->at + found->len))
			return false;
		at = found->at + found->len;
	}
	return true;
}

/* The same is found in a text between NULs among others as alone; it is of
 * whole characters, in order and apart. */
static void
marks_of_more_do_no_harm(void)
{
	const size_t n_cases = check_soak() ? 500000 : 10000;
	struct lm_buf all = {0};
	struct marks marks = {0};
	struct findings alone = {0};
	struct fixture f;
	const struct policy *policy = &f.made.settings.policy;

	set_up(&f, &(struct settings){.detect = "all"});
	for (size_t n = 0; n < n_cases; n++) {
		struct random random = random_start(n);
		struct subject subject = {0};
		size_t base = 0;

		all.len = 0;
		for (int part = 0; part < 3; part++) {
			size_t from = all.len;

			for (size_t i = random_below(&random, 16); i > 0; i--)
				append_piece(&random, &all);
			if (part == 1) {
				base = from;
				subject.text.len = all.len - from;
			}
			CHECK_OK(lm_buf_byte(&all, '\0', NULL), NULL);
		}
		subject.text.ptr = all.ptr + base;
		CHECK_OK(search_alone(f.search, &subject, &policy->kinds,
			     &alone, NULL),
		    NULL);
		CHECK_OK(scan_marks(policy->scan, all.ptr, all.len, &marks,
			     NULL),
		    NULL);
		CHECK_OK(search_text(f.search, &subject, &policy->kinds,
			     marks.list, marks.n, base, &f.findings, NULL),
		    NULL);
		if (!CHECK(same_findings(&alone, &f.findings)) ||
		    !CHECK(are_apart(subject.text, &alone))) {
			check_note("case %zu: %.*s", n, (int)subject.text.len,
			    subject.text.ptr);
			break;
		}
	}
	marks_free(&marks);
	findings_free(&alone);
	lm_buf_free(&all);
	clean_up(&f);
}

TEST_MAIN(TEST(finds_in_order), TEST(finds_behind_wide_signs),
    TEST(finds_only_what_is_asked), TEST(joins_what_overlaps),
    TEST(names_count), TEST(leaves_masks), TEST(looks_into_base64),
    TEST(allowed_values_stay), TEST(learned_values_are_known),
    TEST(numbers_of_json), TEST(marks_of_more_do_no_harm))
