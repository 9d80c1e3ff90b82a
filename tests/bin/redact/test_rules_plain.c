/*
 * The rules' fast way against a plain one: every regex over the whole text.
 * Both judge matches by the same functions, so that what is compared is where
 * they look.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "random.h"
#include "rules.h"
#include "rules_regex.h"
#include "rules_set.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

static struct rules *
rules_of(struct lm_span toml)
{
	struct rules *rules = NULL;
	struct lm_err err = {0};

	CHECK_OK(rules_new(&rules, &err), &err);
	if (CHECK_OK(rules_add_toml(rules, "r.toml", toml, &err), &err) &&
	    CHECK_OK(rules_prepare(rules, &err), &err))
		return rules;
	rules_free(rules);
	return NULL;
}

/* ---- the plain way -------------------------------------------------------- */

#define MOST_RULES 256
#define MOST_GROUPS 100

struct plain {
	const struct rules *rules;
	struct rules_memory *memory;
	pcre2_code *codes[MOST_RULES];
	pcre2_match_data *data, *allow_data;
	pcre2_match_context *context;
};

static void
plain_open(struct plain *plain, const struct rules *rules)
{
	struct lm_err err = {0};

	*plain = (struct plain){.rules = rules};
	CHECK_OK(rules_memory_new(rules, &plain->memory, &err), &err);
	plain->data = pcre2_match_data_create(MOST_GROUPS, NULL);
	plain->allow_data = pcre2_match_data_create(1, NULL);
	plain->context = pcre2_match_context_create(NULL);
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);

		if (rule->regex.len == 0)
			continue;
		CHECK_OK(regex_compile(rule->regex, false, &plain->codes[i],
			     &err),
		    &err);
		pcre2_jit_compile(plain->codes[i], PCRE2_JIT_COMPLETE);
	}
}

static void
plain_close(struct plain *plain)
{
	for (size_t i = 0; i < MOST_RULES; i++)
		pcre2_code_free(plain->codes[i]);
	pcre2_match_data_free(plain->data);
	pcre2_match_data_free(plain->allow_data);
	pcre2_match_context_free(plain->context);
	rules_memory_free(plain->memory);
}

static bool
has(struct lm_span text, struct lm_span keyword)
{
	for (size_t i = 0; i + keyword.len <= text.len; i++) {
		size_t k = 0;

		while (k < keyword.len &&
		    to_lower(text.ptr[i + k]) == to_lower(keyword.ptr[k]))
			k++;
		if (k == keyword.len)
			return true;
	}
	return false;
}

static bool
is_open(const struct rule *rule, struct lm_span text)
{
	const struct lm_span *keywords = (const void *)rule->keywords.ptr;
	size_t n = rule->keywords.len / sizeof(*keywords);

	for (size_t i = 0; i < n; i++)
		if (has(text, keywords[i]))
			return true;
	return n == 0;
}

/* The secret of the match in plain->data. */
static struct lm_span
secret_in(const struct plain *plain, const struct rule *rule, size_t i,
    struct lm_span text)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(plain->data);
	struct lm_span secret = {text.ptr + at[0], at[1] - at[0]};
	uint32_t n;

	pcre2_pattern_info(plain->codes[i], PCRE2_INFO_CAPTURECOUNT, &n);
	for (uint32_t k = 1; k <= n; k++)
		if ((rule->group == 0 || rule->group == k) &&
		    at[2 * k] != PCRE2_UNSET && at[2 * k + 1] > at[2 * k])
			return lm_span(text.ptr + at[2 * k],
			    at[2 * k + 1] - at[2 * k]);
	if (rule->group > 0)
		return (struct lm_span){0};
	for (; secret.len > 0 && *secret.ptr == '\n'; secret.len--)
		secret.ptr++;
	while (secret.len > 0 && secret.ptr[secret.len - 1] == '\n')
		secret.len--;
	return secret;
}

static void
plain_rule(struct plain *plain, size_t i, struct lm_span text,
    struct findings *findings)
{
	const struct rule *rule = rules_at(plain->rules, i);
	const PCRE2_SIZE *places = pcre2_get_ovector_pointer(plain->data);
	struct lm_err err = {0};
	size_t pos = 0;

	while (pos <= text.len &&
	    pcre2_match(plain->codes[i], (PCRE2_SPTR)text.ptr, text.len, pos,
		PCRE2_NO_UTF_CHECK, plain->data, NULL) >= 0) {
		struct matched matched = {.text = text,
		    .at = places[0],
		    .end = places[1],
		    .secret = secret_in(plain, rule, i, text)};
		struct finding found = {.len = matched.secret.len,
		    .kind = KIND_RULE,
		    .label = rule->label};

		pos = matched.end;
		if (found.len == 0 ||
		    (rule->entropy > 0 &&
			text_entropy(matched.secret) <= rule->entropy))
			continue;
		found.at = (size_t)(matched.secret.ptr - text.ptr);
		if (!rules_is_masked(plain->rules, text, found.at,
			found.at + found.len) &&
		    !rules_allow(plain->rules, rule, &matched,
			plain->allow_data, plain->context))
			CHECK_OK(findings_add(findings, &found, &err), &err);
	}
}

static int
compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	if (left->len != right->len)
		return left->len < right->len ? -1 : 1;
	return (left->label.ptr > right->label.ptr) -
	    (left->label.ptr < right->label.ptr);
}

static void
plain_find(struct plain *plain, struct lm_span text, struct findings *findings)
{
	size_t n = 0;

	for (size_t i = 0; i < rules_count(plain->rules); i++)
		if (plain->codes[i] != NULL &&
		    is_open(rules_at(plain->rules, i), text))
			plain_rule(plain, i, text, findings);
	if (findings->n < 2)
		return;
	qsort(findings->list, findings->n, sizeof(findings->list[0]), compare);
	for (size_t i = 1; i < findings->n; i++)
		if (findings->list[i].at != findings->list[n].at ||
		    findings->list[i].len != findings->list[n].len)
			findings->list[++n] = findings->list[i];
	findings->n = n + 1;
}

/* How many both find. */
static size_t
check_text_both(struct plain *plain, struct lm_span text)
{
	struct findings fast = {0}, slow = {0};
	/* Where a sanitizer sees what is read beyond it. */
	char *copy = malloc(text.len + 1);
	struct subject subject = {.text = {copy, text.len}};
	struct lm_err err = {0};
	bool limited = false;
	size_t n;

	if (copy == NULL)
		abort();
	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	CHECK_OK(rules_find(plain->rules, plain->memory, &subject, &fast,
		     &limited, &err),
	    &err);
	plain_find(plain, subject.text, &slow);
	CHECK(!limited);
	n = slow.n;
	if (CHECK_EQ(fast.n, slow.n))
		for (size_t i = 0; i < n; i++)
			CHECK(compare(&fast.list[i], &slow.list[i]) == 0);
	check_note("%.*s", text.len < 999 ? (int)text.len : 999, text.ptr);
	findings_free(&fast);
	findings_free(&slow);
	free(copy);
	return n;
}

/* ---- texts ---------------------------------------------------------------- */

static const char pieces_toml[] =
    "[[rules]]\nid='generic'\nregex='''(?i)[\\w.-]{0,20}?(?:key|token|(?-i:Api))"
    "(?:[ \\t\\w.-]{0,8})['\"]{0,2}(?:=|:=|: )['\" ]{0,3}([\\w.=-]{6,20}|"
    "[a-z][a-z+/]{5,}={0,3})(?:['\"\\s;]|$)'''\nentropy=1.5\n"
    "keywords=['key','token','api']\n"
    "[[rules]]\nid='prefix'\nregex='''\\b((?:ab|abc)_[a-z]{3,5})\\b'''\n"
    "[[rules]]\nid='either'\nregex='''\\w{0,6}alpha=(\\d+)|\\bbeta(\\w+)'''\n"
    "[[rules]]\nid='far'\nregex='''[a-z]{4}\\.mid\\.[a-z]{2,3}'''\n"
    "keywords=['acme']\n"
    "[[rules]]\nid='long'\nregex='''(?s)begin.{3,}?end'''\n"
    "[[rules]]\nid='look'\nregex='''(?<=x)tok\\w+(?!y)'''\n"
    "[[rules]]\nid='slow'\nregex='''[a-f]+\\d{4}'''\n"
    "[[rules]]\nid='possessive'\nregex='''\\w{0,9}+pin=(\\d+)'''\n";

static const char *const pieces[] = {"key", "token", "Api", "api", "=",
    ":= ", ": ", "\"", "'", " ", "\n", "ab_", "abc_", "xyz", "abcdefg",
    "alpha=", "beta", "12", "4711", ".mid.", "mid", "acme", "begin", "end", "x",
    "tok", "y", "f", "pin=", "\xc3\xa9", "\xe2\x82\xac", "Q+/q==", ".", "-",
    "_", "[EMAIL]", "[", "]", "\t", ";"};

static void
agrees_on_random_texts(void)
{
	struct rules *rules = rules_of(lm_span_of(pieces_toml));
	struct random random = random_start(1);
	struct plain plain;
	size_t n = check_quick() ? 2000 : check_soak() ? 500000 : 20000;
	size_t found = 0;

	if (rules == NULL)
		return;
	plain_open(&plain, rules);
	for (size_t i = 0; i < n; i++) {
		struct lm_buf text = {0};
		size_t most = random_once_in(&random, 50) ? 3000 : 30;

		for (size_t k = random_below(&random, most); k > 0; k--)
			append(&text,
			    lm_span_of(
				pieces[random_below(&random, N(pieces))]));
		found += check_text_both(&plain, lm_buf_view(&text));
		lm_buf_free(&text);
	}
	CHECK(found > n / 10);
	plain_close(&plain);
	rules_free(rules);
}

/* ---- gitleaks' own -------------------------------------------------------- */

static bool
data_path(const char *name, char path[FILES_PATH_SIZE])
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");
	char why[FILES_PATH_SIZE + 16];

	if (data != NULL)
		(void)snprintf(path, FILES_PATH_SIZE, "%s/redact/gitleaks/%s",
		    data, name);
	else
		(void)snprintf(path, FILES_PATH_SIZE,
		    "%s/../shared/data/redact/gitleaks/%s",
		    root == NULL ? "." : root, name);
	if (file_exists(path))
		return true;
	(void)snprintf(why, sizeof(why), "no %s", path);
	check_skip(why);
	return false;
}

#define POSITIVES 174 /* of 176: for two the file has no rule */
#define NEGATIVES_MOST 12

static void
agrees_on_samples(void)
{
	char toml_path[FILES_PATH_SIZE], path[FILES_PATH_SIZE];
	struct lm_buf toml, samples;
	struct rules *rules;
	struct plain plain;
	size_t n[2] = {0, 0};
	const char *at, *end;

	if (!data_path("gitleaks.toml", toml_path) ||
	    !data_path("static_samples.jsonl", path))
		return;
	toml = file_read(toml_path);
	samples = file_read(path);
	rules = rules_of(lm_buf_view(&toml));
	lm_buf_free(&toml);
	if (rules == NULL)
		return;
	CHECK_EQ(rules_n(rules), 222);
	plain_open(&plain, rules);
	end = samples.ptr + samples.len;
	for (at = samples.ptr; at < end; at++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		yyjson_doc *doc = yyjson_read(at, (size_t)(next - at), 0);
		yyjson_val *root = yyjson_doc_get_root(doc);
		yyjson_val *text = yyjson_obj_get(root, "text");
		bool positive =
		    yyjson_equals_str(yyjson_obj_get(root, "label"), "tp");

		n[positive] += check_text_both(&plain,
				   lm_span(yyjson_get_str(text),
				       yyjson_get_len(text))) > 0;
		yyjson_doc_free(doc);
		at = next;
	}
	CHECK_EQ(n[true], POSITIVES);
	CHECK(n[false] <= NEGATIVES_MOST);
	check_text_both(&plain, lm_buf_view(&samples));
	plain_close(&plain);
	lm_buf_free(&samples);
	rules_free(rules);
}

/* ---- limits --------------------------------------------------------------- */

static bool
is_limited(const struct rules *rules, struct lm_span text)
{
	struct rules_memory *memory = NULL;
	struct findings findings = {0};
	const struct subject subject = {.text = text};
	struct lm_err err = {0};
	bool limited = false;

	CHECK_OK(rules_memory_new(rules, &memory, &err), &err);
	CHECK_OK(rules_find(rules, memory, &subject, &findings, &limited, &err),
	    &err);
	findings_free(&findings);
	rules_memory_free(memory);
	return limited;
}

/* What cannot be searched to its end is said to be so, and soon. */
static void
stops_at_limits(void)
{
	static const char *const regexes[] = {"foo[^x]+y", "foo(?:a|a|f|o)*y",
	    "(?:[a-z]+)+\\d"};
	const size_t size = 2000000;
	char *text = malloc(size);

	if (text == NULL)
		abort();
	for (size_t i = 0; i < size; i++)
		text[i] = "fooaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"[i % 36];
	for (size_t i = 0; i < N(regexes); i++) {
		struct lm_buf toml = {0};
		struct lm_err err = {0};
		struct rules *rules;
		bool limited = false;

		CHECK_OK(lm_buf_texts(&toml, &err, "[[rules]]\nid='x'\nregex='",
			     regexes[i], "'\n", NULL),
		    &err);
		rules = rules_of(lm_buf_view(&toml));
		if (rules != NULL)
			limited = is_limited(rules, lm_span(text, size));
		CHECK(limited);
		check_note("%s", regexes[i]);
		rules_free(rules);
		lm_buf_free(&toml);
	}
	free(text);
}

TEST_MAIN(TEST(agrees_on_random_texts), TEST(agrees_on_samples),
    TEST(stops_at_limits))
