#include "detect.h"
#include "mask.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "kinds.h"
#include "random.h"

static void
labels(void)
{
	static const char *const cases[][2] = {{"bank_account", "BANK_ACCOUNT"},
	    {"BANK_ACCOUNT", "BANK_ACCOUNT"}, {"Access-Token", "ACCESS_TOKEN"},
	    {"http.request[0]", "HTTP_REQUEST_0_"}, {"a:b]\"c'd", "A_B__C_D"},
	    {"x\x01\x7f\n", "X___"}, {"", "_"}, {"2fa", "_2FA"}, {"7", "_7"},
	    {"_2FA", "_2FA"},
	    {"gr\xc3\xb6\xc3\x9f"
	     "e",
		"GR\xc3\xb6\xc3\x9f"
		"E"},
	    {"\xe5\x90\x8d\xe5\x89\x8d", "\xe5\x90\x8d\xe5\x89\x8d"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_buf out = {0};
		struct lm_err err = {0};

		CHECK_OK(mask_label(lm_span_of(cases[i][0]), &out, &err), &err);
		if (!CHECK_SPAN(lm_buf_view(&out), cases[i][1]))
			check_note("%s", cases[i][0]);
		lm_buf_free(&out);
	}
}

static void
labels_hold_no_nul(void)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(mask_label(lm_span("a\0b", 3), &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), "A_B");
	lm_buf_free(&out);
}

/* Cut at MASK_LABEL_MAX bytes, but through no character. */
static void
labels_are_short(void)
{
	char name[MASK_LABEL_MAX + 10];
	struct lm_err err = {0};

	for (size_t len = MASK_LABEL_MAX - 2; len < sizeof(name) - 2; len++) {
		struct lm_buf out = {0};

		memset(name, 'a', sizeof(name));
		memcpy(name + len - 1, "\xc3\xa4", 2);
		CHECK_OK(mask_label(lm_span(name, len + 1), &out, &err), &err);
		CHECK_EQ(out.len,
		    len + 1 <= MASK_LABEL_MAX	? len + 1
			: len == MASK_LABEL_MAX ? MASK_LABEL_MAX - 1
						: MASK_LABEL_MAX);
		lm_buf_free(&out);
	}
	memset(name, '1', sizeof(name));
	for (size_t i = 0; i < 2; i++) {
		struct lm_buf out = {0};

		CHECK_OK(mask_label(lm_span(name, sizeof(name)), &out, &err),
		    &err);
		CHECK_EQ(out.len, MASK_LABEL_MAX);
		CHECK(out.ptr != NULL && out.ptr[0] == '_');
		lm_buf_free(&out);
	}
}

/* The kinds' labels, and some others. */
static struct masks *
some(void)
{
	const struct lm_span others[] = {lm_span_of("BANK_ACCOUNT"),
	    lm_span_of("EMAIL"), lm_span_of("_2FA"), lm_span_of("EMAIL_"),
	    lm_span_of("GR\xc3\xb6SSE"), lm_span_of("BANK_ACCOUNT"),
	    lm_span_of("")};
	struct masks *masks = NULL;
	struct lm_err err = {0};

	CHECK_OK(masks_new(others, sizeof(others) / sizeof(others[0]), &masks,
		     &err),
	    &err);
	return masks;
}

static void
masks_of_every_form(void)
{
	static const char *const good[] = {"[EMAIL]", "[BANK_ACCOUNT]",
	    "[_2FA]", "[EMAIL_]", "[US_SSN]", "[IPV4]", "[GR\xc3\xb6SSE]",
	    "[EMAIL:k7f3a5c2]", "[CARD:abcdefgh]", "[IPV6:22334455]",
	    "[EMAIL:k7f3a5c2mz4qd5xe]", "[CARD:*1111]", "[IBAN:*aZ09]"};
	struct masks *masks = some();

	for (size_t i = 0; masks != NULL && i < sizeof(good) / sizeof(good[0]);
	     i++) {
		struct lm_buf text = {0};
		size_t len = strlen(good[i]);

		append(&text, lm_span_of("x"));
		append(&text, lm_span_of(good[i]));
		append(&text, lm_span_of("]"));
		CHECK_EQ(masks_len_at(masks, lm_buf_view(&text), 1), len);
		/* At the end of the text, and cut short of it. */
		CHECK_EQ(masks_len_at(masks, lm_span(text.ptr, len + 1), 1),
		    len);
		for (size_t cut = 1; cut < len + 1; cut++)
			CHECK_EQ(masks_len_at(masks, lm_span(text.ptr, cut), 1),
			    0);
		if (!CHECK_EQ(masks_len_at(masks, lm_buf_view(&text), 0), 0))
			check_note("%s", good[i]);
		lm_buf_free(&text);
	}
	masks_free(masks);
}

static void
others_are_none(void)
{
	static const char *const bad[] = {"[]", "[", "]", "", "[email]",
	    "[EMAI]", "[EMAILS]", "[ EMAIL]", "[EMAIL ]", "[[EMAIL]",
	    "[EMAIL:]", "[EMAIL:*]", "[EMAIL:*111]", "[EMAIL:*11111]",
	    "[EMAIL:*11-1]", "[EMAIL:*11\xc3\xa4]", "[EMAIL:k7f3a5c]",
	    "[EMAIL:k7f3a5c2m]", "[EMAIL:k7f3a5c2mz4qd5xea]",
	    "[EMAIL:k7f3a5c2mz4qd5x]", "[EMAIL:K7F3A9C2]", "[EMAIL:k7f3a5c1]",
	    "[EMAIL:k7f3a5c8]", "[EMAIL:k7f3a9c2]", "[EMAIL:k7f3a5c2",
	    "[EMAIL:k7f3a5c2:k7f3a5c2]", "[EMAIL:1111]", "[2]", "[123]",
	    "[AKIAXXXXXXXXXXXXXXXX]", "[TODO]", "[EMAIL}", "[GR\xc3\xb6]",
	    "[REDACTED]", "[:k7f3a5c2]"};
	struct masks *masks = some();

	for (size_t i = 0; masks != NULL && i < sizeof(bad) / sizeof(bad[0]);
	     i++)
		if (!CHECK_EQ(masks_len_at(masks, lm_span_of(bad[i]), 0), 0))
			check_note("%s", bad[i]);
	if (masks != NULL)
		CHECK_EQ(masks_len_at(masks, lm_span("[EMAIL\0]", 8), 0), 0);
	masks_free(masks);
}

static void
every_kinds_label(void)
{
	struct masks *masks = some();

	for (enum kind kind = 0; masks != NULL && kind < N_KINDS; kind++) {
		struct lm_buf text = {0}, again = {0};
		struct lm_err err = {0};
		struct lm_span label = lm_span_of(kind_infos[kind].label);

		append(&text, lm_span_of("["));
		append(&text, label);
		append(&text, lm_span_of("]"));
		CHECK_EQ(masks_len_at(masks, lm_buf_view(&text), 0), text.len);
		CHECK_OK(mask_label(label, &again, &err), &err);
		CHECK_SPANS(lm_buf_view(&again), label);
		lm_buf_free(&text);
		lm_buf_free(&again);
	}
	masks_free(masks);
}

/* Against one that marks the bytes of all masks first. */
static bool
explains(const struct masks *masks, struct lm_span text, size_t at, size_t len)
{
	bool masked[512] = {false};

	for (size_t i = 0; i < text.len; i++) {
		size_t n = masks_len_at(masks, text, i);

		for (size_t k = 0; k < n; k++)
			masked[i + k] = true;
	}
	for (size_t i = at; i < at + len; i++)
		if (!masked[i] &&
		    (is_alnum(text.ptr[i]) || (text.ptr[i] & 0x80) != 0))
			return false;
	return true;
}

static void
explains_at_any_place(void)
{
	static const char text[] =
	    "a [EMAIL:k7f3a5c2mz4qd5xe][[CARD]] [no] x[GR\xc3\xb6SSE:*1234]";
	struct lm_span span = lm_span_of(text);
	struct masks *masks = some();

	for (size_t at = 0; masks != NULL && at < span.len; at++)
		for (size_t len = 1; at + len <= span.len; len++)
			if (!CHECK_EQ(masks_explain(masks, span, at, len),
				explains(masks, span, at, len)))
				check_note("%zu bytes at %zu", len, at);
	masks_free(masks);
}

static void
explains_in_random_texts(void)
{
	static const char *const parts[] = {"[", "]", "EMAIL", "_2FA", ":",
	    "*12aB", "k7f3a5c2", "[EMAIL]", "[CARD:*1234]", "x", "\xc3\xb6",
	    "[BANK_ACCOUNT:k7f3a5c2]"};
	struct masks *masks = some();
	struct random random = random_start(7);

	for (int run = 0; masks != NULL && run < 300; run++) {
		struct lm_buf text = {0};
		size_t n = random_below(&random, 20) + 1;

		for (size_t i = 0; i < n; i++)
			append(&text,
			    lm_span_of(parts[random_below(&random,
				sizeof(parts) / sizeof(parts[0]))]));
		for (size_t at = 0; at < text.len; at++) {
			size_t len = random_below(&random, text.len - at) + 1;

			CHECK_EQ(masks_explain(masks, lm_buf_view(&text), at,
				     len),
			    explains(masks, lm_buf_view(&text), at, len));
		}
		check_note("%.*s", (int)text.len, text.ptr);
		lm_buf_free(&text);
	}
	masks_free(masks);
}

static void
what_only_looks_like_a_mask(void)
{
	static const struct {
		const char *text;
		bool like;
	} cases[] = {{"[EMAIL]", false}, {"[EMAIL:k7f3a5c2]", false},
	    {"[HUNTER2]", true}, {"[HUNTER2:k7f3a5c2]", true}, {"[2FA]", true},
	    {"[REDACTED]", false}, {"[REDACTED:pwd]", false}, {"[x]", false},
	    {"[]", false}, {"[A", false}, {"[A B]", false}};
	struct masks *masks = some();

	for (size_t i = 0;
	     masks != NULL && i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK_EQ(masks_like_at(masks, lm_span_of(cases[i].text),
				  0),
			cases[i].like))
			check_note("%s", cases[i].text);
	masks_free(masks);
}

/* The longest mask there is reaches as far as is looked. */
static void
the_longest_mask(void)
{
	char label[MASK_LABEL_MAX + 1];
	struct lm_buf text = {0};
	struct masks *masks = NULL;
	struct lm_span span = lm_span(label, MASK_LABEL_MAX);
	struct lm_err err = {0};

	memset(label, 'L', sizeof(label));
	if (!CHECK_OK(masks_new(&span, 1, &masks, &err), &err))
		return;
	append(&text, lm_span_of("["));
	append(&text, span);
	append(&text, lm_span_of(":k7f3a5c2mz4qd5xe]"));
	CHECK_EQ(masks_len_at(masks, lm_buf_view(&text), 0), text.len);
	CHECK(masks_explain(masks, lm_buf_view(&text), text.len - 1, 1));
	text.len = 1;
	append(&text, lm_span(label, MASK_LABEL_MAX + 1));
	append(&text, lm_span_of("]"));
	CHECK_EQ(masks_len_at(masks, lm_buf_view(&text), 0), 0);
	lm_buf_free(&text);
	masks_free(masks);
}

TEST_MAIN(TEST(labels), TEST(labels_hold_no_nul), TEST(labels_are_short),
    TEST(masks_of_every_form), TEST(others_are_none), TEST(every_kinds_label),
    TEST(explains_at_any_place), TEST(explains_in_random_texts),
    TEST(what_only_looks_like_a_mask), TEST(the_longest_mask))
