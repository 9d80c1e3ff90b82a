#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include "check.h"
#include "detect.h"
#include "files.h"
#include "tokens.h"

/* No token here is anyone's: bodies are made at run time, or plainly fake. */

static struct tokens *
make(void)
{
	struct tokens *tokens = NULL;
	struct lm_err err = {0};

	CHECK_OK(tokens_new(&tokens, &err), &err);
	return tokens;
}

static bool
is_run(struct lm_span text, size_t i)
{
	size_t n = 0;

	if (i > 0 && is_alnum(text.ptr[i - 1]))
		return false;
	while (i + n < text.len && n < TOKEN_RUN && is_alnum(text.ptr[i + n]))
		n++;
	return n == TOKEN_RUN;
}

static bool
is_literal(struct lm_span text, size_t i)
{
	for (size_t k = 0; k < tokens_n_marks(); k++)
		if (text_has(text, i, token_marks()[k].literal))
			return true;
	return false;
}

/* All that is found in a text, at the marks that the scan would call at. */
static void
find(const struct tokens *tokens, struct lm_span text, const struct kinds *on,
    struct findings *all)
{
	struct subject subject = {.text = text};
	struct lm_err err = {0};

	for (size_t i = 0; i < text.len; i++) {
		struct finding found;

		if (is_literal(text, i) &&
		    detect_token(tokens, &subject, i, on, &found))
			CHECK_OK(findings_add(all, &found, &err), &err);
		if (is_run(text, i) &&
		    detect_token_run(tokens, &subject, i, on, &found))
			CHECK_OK(findings_add(all, &found, &err), &err);
		if (is_digit(text.ptr[i]) &&
		    detect_token_digits(tokens, &subject, i, on, &found))
			CHECK_OK(findings_add(all, &found, &err), &err);
	}
	findings_settle(all);
}

/* What is found of a text: the first finding's text, in out; "" if none. */
static struct lm_span
found_in(const struct tokens *tokens, struct lm_span text)
{
	struct kinds on = kinds_all();
	struct findings all = {0};
	struct lm_span found = {"", 0};

	find(tokens, text, &on, &all);
	if (all.n > 0)
		found = lm_span(text.ptr + all.list[0].at, all.list[0].len);
	findings_free(&all);
	return found;
}

#define DIGITS "0123456789"
#define FAKE "Fk3Lq9Zt7Wm2Xr5Vb8Np4Hd6Jc1Gs0YaTe" /* 34, plainly made up */

static void
finds_between_neighbours(void)
{
	static const char *const around[][2] = {{"", ""}, {" ", "."},
	    {"token=", "&x=1"}, {"%3D", "%26"}, {"\\n", "\\n"},
	    {"\\u003d", "\\u0026"}, {"\x1b[31m", "\x1b[0m"},
	    {"\xe5\xaf\x86", "\xe3\x80\x82"}, {"<b>", "</b>"}, {"`", "`,"},
	    {"https://x:", "@host"}};
	static const char *const held[] = {"hf_" FAKE, "sk-proj-" FAKE,
	    "gh"
	    "p_" FAKE "10",
	    "SG." DIGITS DIGITS "ab." FAKE "123456", "npm_" FAKE "aB",
	    "dapi" DIGITS DIGITS DIGITS "ab"};
	struct tokens *tokens = make();

	for (size_t k = 0; k < sizeof(held) / sizeof(held[0]); k++)
		for (size_t i = 0; i < sizeof(around) / sizeof(around[0]);
		     i++) {
			char text[256];

			(void)snprintf(text, sizeof(text), "%s%s%s",
			    around[i][0], held[k], around[i][1]);
			CHECK_SPAN(found_in(tokens, lm_span_of(text)), held[k]);
			check_note("%s", text);
		}
	tokens_free(tokens);
}

static void
finds_what_is_secret(void)
{
	static const char *const texts[][2] = {
	    {"https://hooks.slack.com/services/T0FAKE000/B0FAKE000/" FAKE,
		"T0FAKE000/B0FAKE000/" FAKE},
	    {"/_gitlab_session=" DIGITS DIGITS DIGITS "ab; x",
		DIGITS DIGITS DIGITS "ab"},
	    {"?sv=1&sig=" FAKE "fake00%3D&se=2", FAKE "fake00%3D"},
	    /* The longest of two, and no full stop at its end. */
	    {"xoxe.xoxp-1-" FAKE FAKE FAKE, "xoxe.xoxp-1-" FAKE FAKE FAKE},
	    {"It is ya29." FAKE ".", "ya29." FAKE},
	    /* Discord: base64 of 123456789012345678. */
	    {"MTIzNDU2Nzg5MDEyMzQ1Njc4.Gfake0." FAKE,
		"MTIzNDU2Nzg5MDEyMzQ1Njc4.Gfake0." FAKE},
	    {"bot123456789:AA" FAKE, ""}, /* one character too many */
	};
	struct tokens *tokens = make();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK_SPAN(found_in(tokens, lm_span_of(texts[i][0])),
		    texts[i][1]);
		check_note("%s", texts[i][0]);
	}
	CHECK_SPAN(found_in(tokens, lm_span("sk-" FAKE "\0x", 39)), "sk-" FAKE);
	CHECK_SPAN(found_in(tokens, lm_span("\0sk-" FAKE, 38)), "sk-" FAKE);
	/* Cut off by the end of the text, which goes on in memory. */
	CHECK_SPAN(found_in(tokens, lm_span("sk-" FAKE FAKE, 37)), "sk-" FAKE);
	tokens_free(tokens);
}

static const char *const ordinary[] = {
    /* Placeholders. */
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-your-api-key-here",
    "sk-proj-YOUR_OPENAI_API_KEY_GOES_HERE_1",
    "AKIAIOSFODNN7EXAMPLE",
    "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "xoxb-xxx-xxx",
    "sk-...",
    "AIzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "npm_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "glpat-XXXXXXXXXXXXXXXXXXXX",
    "https://hooks.slack.com/services/TXXXXXXXX/BXXXXXXXX/XXXXXXXXXXXXXXXXXXXX",
    /* Masks. */
    "[OPENAI_KEY] [GITHUB_TOKEN:k7f3a9c2] sk-[OPENAI_KEY]",
    "https://hooks.slack.com/services/[SLACK_TOKEN]",
    "&sig=[AZURE_KEY]",
    "AccountKey=[AZURE_KEY];",
    "_gitlab_session=[GITLAB_TOKEN]",
    /* Names of code, words. */
    "hf_requiredCharacteristicTypesForDisplayMetadata",
    "hf_generatedByHomeAppForDebuggingPur",
    "task-management-2024-roadmap",
    "npm_config_registry npm_lifecycle_script",
    "mask_token sk_buff sk_live_",
    "risk-proj-0123456789012345678901234567",
    "s.AcceptanceTimeoutSeconds",
    "s.thisstringisalllowercase",
    "s.THISSTRINGISALLUPPERCASE",
    "s.makeKubeConfigController = args",
    "xoxo-kisses-from-2024-to-all",
    "secret_management_of_kubernetes_clusters_and_more_v2",
    "TODAYINASIAASACKOFRICEFELLOVER",
    "GSSAPI-VIRHEKAPSELOINTIMERKKIJONO",
    "pcsk_file tskey_list dp.port re_compile_pattern_for_all_of_these",
    /* Ids, hashes, versions. */
    "chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVwXyZ01",
    "call_abc123DEF456ghi789JKL012",
    "msg_01AbCdEfGhIjKlMnOpQrStUv",
    "toolu_01AbCdEfGhIjKlMnOpQrStUv",
    "req_7f83b1657ff1fc53b92dc18148a1d65d",
    "file-AbCdEfGhIjKlMnOpQrStUv12",
    "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1f",
    "sha256:7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069",
    "48b0ee9e-953f-dede-2695-ca96cd3c750e",
    "1700000000-7f83b1657ff1fc53b92d",
    "00-7f83b1657ff1fc53b92dc18148a1d65d-b92dc18148a1d65d-01",
    "cache-key-7f83b1657ff1fc53b92dc18148a1d65d",
    "d41d8cd98f00b204e9800998ecf8427e.css",
    "v1.0-rc.1+7f83b165",
    "app.ico-7a388b69018576d24b59331fd60aab0c.png",
    "2024-05-13T07:31:07.123Z",
    "12:34:56 10.0.0.1:8080 1/2/3 1700000000123|order-created-event-of-shop-9",
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEA",
};

static void
leaves_the_ordinary(void)
{
	struct tokens *tokens = make();

	for (size_t i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++) {
		CHECK_SPAN(found_in(tokens, lm_span_of(ordinary[i])), "");
		check_note("%s", ordinary[i]);
	}
	/* Public keys are no secrets. */
	CHECK_SPAN(found_in(tokens, lm_span_of("pk_live_" FAKE)), "");
	/* Neighbours that belong to another word. */
	CHECK_SPAN(found_in(tokens, lm_span_of("xhf_" FAKE)), "");
	CHECK_SPAN(found_in(tokens, lm_span_of("disk-" FAKE "_")), "");
	CHECK_SPAN(found_in(tokens, lm_span_of("AKIAIOSFODNN7QQ7Z2XWa")), "");
	CHECK_SPAN(found_in(tokens, lm_span_of("")), "");
	tokens_free(tokens);
}

static void
finds_only_what_is_on(void)
{
	struct lm_span text = lm_span_of("sk-" FAKE);
	struct subject subject = {.text = text};
	struct kinds on = {0};
	struct tokens *tokens = make();
	struct finding found;

	kinds_add(&on, KIND_GITHUB_TOKEN);
	CHECK(!detect_token(tokens, &subject, 0, &on, &found));
	kinds_add(&on, KIND_OPENAI_KEY);
	CHECK(detect_token(tokens, &subject, 0, &on, &found));
	CHECK_EQ(found.kind, KIND_OPENAI_KEY);
	CHECK_EQ(found.label.len, 0);
	tokens_free(tokens);
	tokens_free(NULL);
}

static bool
find_samples(char *path, size_t size)
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");
	const char *file = "redact/gitleaks/static_samples.jsonl";

	if (data != NULL)
		(void)snprintf(path, size, "%s/%s", data, file);
	else
		(void)snprintf(path, size, "%s/../shared/data/%s",
		    root == NULL ? "." : root, file);
	return file_exists(path);
}

static void
judge(const struct tokens *tokens, struct lm_span line, size_t *n_found,
    size_t *n_false)
{
	yyjson_doc *doc = yyjson_read(line.ptr, line.len, 0);
	yyjson_val *root = yyjson_doc_get_root(doc);
	yyjson_val *text = yyjson_obj_get(root, "text");
	const char *label = yyjson_get_str(yyjson_obj_get(root, "label"));

	if (CHECK(text != NULL && label != NULL)) {
		struct lm_span found = found_in(tokens,
		    lm_span(yyjson_get_str(text), yyjson_get_len(text)));

		if (strcmp(label, "tp") == 0)
			*n_found += found.len > 0;
		else
			*n_false += found.len > 0;
	}
	yyjson_doc_free(doc);
}

/* Those of gitleaks that are labelled otherwise than they are found here. */
#define MAX_FALSE 7  /* six of other lengths of Anthropic's, one public */
#define MIN_FOUND 93 /* of 176: the others are assignments, URLs, keys */

static void
judges_the_samples(void)
{
	char path[FILES_PATH_SIZE], why[FILES_PATH_SIZE + 16];
	struct tokens *tokens;
	struct lm_buf file;
	size_t n_found = 0, n_false = 0;

	if (!find_samples(path, sizeof(path))) {
		(void)snprintf(why, sizeof(why), "no %s", path);
		check_skip(why);
		return;
	}
	tokens = make();
	file = file_read(path);
	for (size_t at = 0; at < file.len;) {
		const char *end = memchr(file.ptr + at, '\n', file.len - at);
		size_t len =
		    end == NULL ? file.len - at : (size_t)(end - file.ptr) - at;

		judge(tokens, lm_span(file.ptr + at, len), &n_found, &n_false);
		at += len + 1;
	}
	CHECK(n_found >= MIN_FOUND);
	CHECK(n_false <= MAX_FALSE);
	check_note("%zu found, %zu falsely", n_found, n_false);
	lm_buf_free(&file);
	tokens_free(tokens);
}

TEST_MAIN(TEST(finds_between_neighbours), TEST(finds_what_is_secret),
    TEST(leaves_the_ordinary), TEST(finds_only_what_is_on),
    TEST(judges_the_samples))
