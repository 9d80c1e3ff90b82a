#include "lexical.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/hash.h"
#include "random.h"

#define N LM_LEXICAL_DIMENSIONS

static const struct lm_lexical_config grams = {4, 5};
static const struct lm_lexical_config words_only = {0, 0};

static struct lm_lexical *
model_of(const struct lm_lexical_config *config, struct lm_span frequencies)
{
	struct lm_lexical *model;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_lexical_new(config, frequencies, &model, &err), &err))
		abort();
	return model;
}

/* Learned from three documents. */
static struct lm_buf
frequencies_of(const struct lm_lexical_config *config)
{
	static const char *const documents[] = {
	    "the pump of the heating system makes a noise",
	    "the invoice of the customer was paid twice",
	    "how do I reset the password of a customer account"};
	struct lm_lexical_counts *counts;
	struct lm_buf file = {0};
	size_t i;

	if (!CHECK_CODE(lm_lexical_counts_new(config, &counts, NULL), LM_OK))
		abort();
	for (i = 0; i < 3; i++)
		(void)lm_lexical_counts_add(counts,
		    &(struct lm_part){lm_span_of(documents[i]), 1}, 1, NULL);
	(void)lm_lexical_counts_write(counts, &file, NULL);
	lm_lexical_counts_free(counts);
	return file;
}

static size_t
embed_parts(const struct lm_lexical *model, const struct lm_part *parts,
    size_t n_parts, enum lm_lexical_as as, float vector[N])
{
	struct lm_lexical_scratch scratch = {0};
	struct lm_err err = {0};
	size_t n_features = 0;

	CHECK_OK(lm_lexical_embed(model, &scratch, parts, n_parts, as, vector,
		     &n_features, &err),
	    &err);
	lm_lexical_scratch_free(&scratch);
	return n_features;
}

static size_t
embed(const struct lm_lexical *model, struct lm_span text, float vector[N])
{
	return embed_parts(model, &(struct lm_part){text, 1}, 1,
	    LM_LEXICAL_DOCUMENT, vector);
}

static size_t
embed_query(const struct lm_lexical *model, const char *text, float vector[N])
{
	return embed_parts(model, &(struct lm_part){lm_span_of(text), 1}, 1,
	    LM_LEXICAL_QUERY, vector);
}

static double
dot(const float a[N], const float b[N])
{
	double sum = 0;
	size_t i;

	for (i = 0; i < N; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

static double
cosine(const struct lm_lexical *model, const char *a, const char *b)
{
	float x[N], y[N];

	(void)embed(model, lm_span_of(a), x);
	(void)embed(model, lm_span_of(b), y);
	return dot(x, y) / sqrt(dot(x, x) * dot(y, y));
}

/* A fingerprint of a vector's bits, the same on every machine. */
static uint64_t
bits_of(const float vector[N])
{
	unsigned char bytes[4 * N];
	uint32_t bits;
	size_t i, j;

	for (i = 0; i < N; i++) {
		memcpy(&bits, &vector[i], sizeof(bits));
		for (j = 0; j < 4; j++)
			bytes[4 * i + j] = (unsigned char)(bits >> (8 * j));
	}
	return lm_hash(lm_span((const char *)bytes, sizeof(bytes)));
}

/*
 * The bits of vectors, for every compiler, optimisation and machine.  (The
 * oracle, lexical_oracle.py, gets the same by other means.)  With n-grams,
 * with words only, and with n-grams and document frequencies.
 */
static const struct {
	const char *text;
	uint64_t bits[3];
} golden[] = {
    {"a", {0x605f6cb5289f698d, 0x2027ea41bdfc02a1, 0xb32ce33de4cf7218}},
    {"The pump of the heating system",
	{0xeb005edd5d6b6aa7, 0x0eaf8c0fb7cf520c, 0xda76854dfb4b78c4}},
    {"Straße, Größe und Übermut",
	{0x3ce334d7c72ccaa1, 0xc45aa400060581fa, 0x726e5ed2066fe6f9}},
    {"東京都の天気 カタカナ",
	{0xedb6b5c4f6affa04, 0x12a532f268f5eff8, 0xba65cd9d0faa1b21}},
    {"👍🏽 thanks!! 😀",
	{0xd430462b38efd868, 0xa43fc7334a53a6fa, 0xb4a418f95838bc3f}},
    {"C++ and C# on node.js: 3.14",
	{0xa80320de31880b5d, 0xc3806c6d4a2dec4e, 0x6fe54de0b8da86db}},
    {"the the the the the customer",
	{0x8cd216ea565bb3b3, 0xbeebcb74929794fc, 0x15be126a3a593a63}},
    {"0123456789abcdef0123456789abcdef0123456789abcdef",
	{0x2e1070f2a3a56665, 0x38a143ff64f07abf, 0xe30024b982278e57}},
};

static void
bits_are_the_same_everywhere(void)
{
	struct lm_buf file = frequencies_of(&grams);
	struct lm_lexical *models[] = {model_of(&grams, (struct lm_span){0}),
	    model_of(&words_only, (struct lm_span){0}),
	    model_of(&grams, lm_buf_view(&file))};
	float vector[N];
	uint64_t got;
	size_t i, j;

	for (j = 0; j < 3; j++) {
		for (i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
			(void)embed(models[j], lm_span_of(golden[i].text),
			    vector);
			got = bits_of(vector);
			if (!CHECK(got == golden[i].bits[j]))
				check_note("model %zu: 0x%016jx: %s", j,
				    (uintmax_t)got, golden[i].text);
		}
		lm_lexical_free(models[j]);
	}
	lm_buf_free(&file);
}

static void
a_query_has_length_1_a_document_less(void)
{
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});
	float query[N], document[N];
	size_t i;

	for (i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
		CHECK(embed(model, lm_span_of(golden[i].text), document) > 0);
		CHECK(embed_query(model, golden[i].text, query) > 0);
		CHECK(fabs(dot(query, query) - 1) < 1e-6);
		CHECK(dot(document, document) < 1);
		CHECK(dot(document, document) > 0);
	}
	lm_lexical_free(model);
}

/* What a title has in common with a query counts for less than what a longer
 * text has, if that has all of it. */
static void
a_longer_document_is_longer(void)
{
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});
	float little[N], more[N];

	(void)embed(model, lm_span_of("heating pump"), little);
	(void)embed(model,
	    lm_span_of("The heating pump of customers in the old town makes a "
		       "noise whenever radiators upstairs are opened, and "
		       "nobody knows where exactly the trouble comes from"),
	    more);
	CHECK(dot(more, more) > 2 * dot(little, little));
	lm_lexical_free(model);
}

/* In a document, what occurs often counts for more, but not as often. */
static void
occurrences_saturate(void)
{
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});
	float query[N], text[N];
	double score[3];
	static const char *const texts[] = {"pump radiator",
	    "pump pump radiator",
	    "pump pump pump pump pump pump pump pump radiator"};
	size_t i;

	(void)embed_query(model, "pump", query);
	for (i = 0; i < 3; i++) {
		(void)embed(model, lm_span_of(texts[i]), text);
		score[i] = dot(query, text);
	}
	CHECK(score[1] > 1.3 * score[0]);
	CHECK(score[2] > 1.3 * score[1]);
	CHECK(score[2] < 4 * score[0]);
	lm_lexical_free(model);
}

/* A field of weight 3 is as if it were there three times. */
static void
weights_are_occurrences(void)
{
	const struct lm_part weighed[] = {{lm_span_of("The pump"), 3},
	    {lm_span_of("of the heating"), 1}};
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});
	float got[N], want[N];

	CHECK(embed_parts(model, weighed, 2, LM_LEXICAL_DOCUMENT, got) > 0);
	(void)embed(model,
	    lm_span_of("The pump\nThe pump\nThe pump\nof the heating"), want);
	CHECK(memcmp(got, want, sizeof(got)) == 0);
	CHECK(embed_parts(model, weighed, 2, LM_LEXICAL_QUERY, got) > 0);
	(void)embed_query(model, "The pump\nThe pump\nThe pump\nof the heating",
	    want);
	CHECK(memcmp(got, want, sizeof(got)) == 0);
	lm_lexical_free(model);
}

static void
no_features_no_vector(void)
{
	static const char *const empty[] = {"", " \n", "... !?", "\xe2\x80\x94",
	    "\xc2\xad"}; /* a dash, a soft hyphen */
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});
	float vector[N], zero[N] = {0};
	size_t i;

	for (i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		CHECK_EQ(embed(model, lm_span_of(empty[i]), vector), 0);
		CHECK(memcmp(vector, zero, sizeof(zero)) == 0);
	}
	CHECK_EQ(embed(model, (struct lm_span){0}, vector), 0);
	lm_lexical_free(model);
}

static void
same_vector(const struct lm_lexical *model, const char *a, const char *b)
{
	float x[N], y[N];

	(void)embed(model, lm_span_of(a), x);
	(void)embed(model, lm_span_of(b), y);
	if (!CHECK(memcmp(x, y, sizeof(x)) == 0))
		check_note("%s / %s", a, b);
}

static void
order_and_spelling_do_not_matter(void)
{
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});

	same_vector(model, "pump noise at night", "at night: noise, pump!");
	same_vector(model, "a a b a", "b a a a");
	same_vector(model, "GRÖSSE",
	    "gro\xcc\x88\xc3\x9f"
	    "e");
	same_vector(model, "ＡＢＣ", "abc");
	lm_lexical_free(model);
}

static void
alike_is_closer(void)
{
	struct lm_buf file = frequencies_of(&grams);
	struct lm_lexical *plain = model_of(&grams, (struct lm_span){0}),
			  *learned = model_of(&grams, lm_buf_view(&file)),
			  *coarse = model_of(&words_only, (struct lm_span){0});

	CHECK(cosine(plain, "embedding", "embeddings") > 0.7);
	CHECK(fabs(cosine(plain, "embedding", "invoice")) < 0.3);
	CHECK(fabs(cosine(coarse, "embedding", "embeddings")) < 0.6);
	CHECK(cosine(plain, "the red pump", "pumps") >
	    cosine(plain, "the red pump", "the"));
	CHECK(cosine(learned, "the pump", "a pump") > 0.9);
	CHECK(cosine(learned, "the customer", "the password") <
	    cosine(plain, "zzz customer", "zzz password"));
	lm_lexical_free(plain);
	lm_lexical_free(learned);
	lm_lexical_free(coarse);
	lm_buf_free(&file);
}

/* What is remembered of earlier texts and other models changes nothing. */
static void
scratch_is_only_scratch(void)
{
	struct lm_lexical *models[] = {model_of(&grams, (struct lm_span){0}),
	    model_of(&words_only, (struct lm_span){0})};
	struct lm_lexical_scratch scratch = {0};
	struct random random = random_start(1);
	struct lm_part part = {.weight = 1};
	float got[N], want[N];
	char text[64];
	size_t round, i, n;

	for (round = 0; round < 3000; round++) {
		for (i = 0; i < sizeof(text); i++)
			text[i] = " abcdefgh"[random_below(&random, 9)];
		part.text = lm_span(text, sizeof(text));
		CHECK_CODE(lm_lexical_embed(models[round / 7 % 2], &scratch,
			       &part, 1, LM_LEXICAL_DOCUMENT, got, &n, NULL),
		    LM_OK);
		(void)embed(models[round / 7 % 2], lm_span(text, sizeof(text)),
		    want);
		CHECK(memcmp(got, want, sizeof(got)) == 0);
	}
	lm_lexical_scratch_free(&scratch);
	lm_lexical_free(models[0]);
	lm_lexical_free(models[1]);
}

static void
fingerprints_tell_models_apart(void)
{
	static const struct lm_lexical_config configs[] = {{3, 5}, {3, 4},
	    {4, 5}, {0, 0}, {1, 6}};
	uint64_t prints[10];
	struct lm_lexical *model;
	struct lm_buf file;
	size_t i, j;

	for (i = 0; i < 10; i++) {
		file = (struct lm_buf){0};
		if (i >= 5)
			file = frequencies_of(&configs[i - 5]);
		model = model_of(&configs[i % 5], lm_buf_view(&file));
		prints[i] = lm_lexical_fingerprint(model);
		for (j = 0; j < i; j++)
			CHECK(prints[i] != prints[j]);
		lm_lexical_free(model);
		lm_buf_free(&file);
	}
}

static void
impossible_settings_are_refused(void)
{
	static const struct lm_lexical_config configs[] = {{0, 5}, {5, 3},
	    {1, LM_GRAM_LONGEST + 1}, {3, 0}, {0, 1}};
	struct lm_lexical *model;
	struct lm_err err;
	size_t i;

	for (i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
		CHECK_CODE(lm_lexical_new(&configs[i], (struct lm_span){0},
			       &model, &err),
		    LM_USAGE);
		CHECK(model == NULL);
		CHECK_HAS(err.message, "n-grams are from 1 to 6");
	}
	CHECK_CODE(lm_lexical_new(&grams, lm_span_of("{}"), &model, &err),
	    LM_MALFORMED);
	CHECK(model == NULL);
}

/* A megabyte of one piece: quadratic work would not come to an end here. */
static void
megabytes_without_a_space(void)
{
	static const char *const pieces[] = {"x", "ab0", "日本",
	    "\xcc\x81\xcc\xa3", "😀", "é", "ﷺ", "\xff", "+", "#"};
	struct lm_lexical *model = model_of(&grams, (struct lm_span){0});
	struct lm_buf text = {0};
	float vector[N];
	size_t i;

	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		text.len = 0;
		while (text.len < 1u << 20)
			(void)lm_buf_text(&text, pieces[i], NULL);
		CHECK(embed(model, lm_buf_view(&text), vector) < 4096);
	}
	lm_buf_free(&text);
	lm_lexical_free(model);
}

TEST_MAIN(TEST(bits_are_the_same_everywhere),
    TEST(a_query_has_length_1_a_document_less),
    TEST(a_longer_document_is_longer), TEST(occurrences_saturate),
    TEST(weights_are_occurrences), TEST(no_features_no_vector),
    TEST(order_and_spelling_do_not_matter), TEST(alike_is_closer),
    TEST(scratch_is_only_scratch), TEST(fingerprints_tell_models_apart),
    TEST(impossible_settings_are_refused), TEST(megabytes_without_a_space))
