#include "frequencies.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixed.h"
#include "lm/hash.h"
#include "random.h"

static const struct lm_lexical_config config = {3, 5};

static const char *const texts[] = {"the cat sat on the mat", "the dog",
    "a dog and a cat", "Größe 日本語 👍", "", "...", "the end", "the the the",
    "supercalifragilisticexpialidocious cats", "the cat"};
#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static struct lm_lexical_counts *
counts_of(size_t first, size_t step)
{
	struct lm_lexical_counts *counts;
	struct lm_err err = {0};
	size_t i;

	if (!CHECK_OK(lm_lexical_counts_new(&config, &counts, &err), &err))
		abort();
	for (i = first; i < N_TEXTS; i += step)
		CHECK_OK(lm_lexical_counts_add(counts,
			     &(struct lm_part){lm_span_of(texts[i]), 1}, 1,
			     &err),
		    &err);
	return counts;
}

static struct lm_buf
file_of(const struct lm_lexical_counts *counts)
{
	struct lm_buf file = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_lexical_counts_write(counts, &file, &err), &err);
	return file;
}

static struct lm_buf
whole_file(void)
{
	struct lm_lexical_counts *counts = counts_of(0, 1);
	struct lm_buf file = file_of(counts);

	lm_lexical_counts_free(counts);
	return file;
}

/* What reading these bytes says; the message is in *err. */
static enum lm_code
read_file(const char *bytes, size_t len, struct lm_err *err)
{
	struct lm_frequencies *known = malloc(sizeof(*known));
	enum lm_code code = LM_NOMEM;

	*err = (struct lm_err){0};
	if (CHECK(known != NULL))
		code = lm_frequencies_read(lm_span(bytes, len), &config, known,
		    err);
	free(known);
	return code;
}

/* Make the checksum right again. */
static void
seal(struct lm_buf *file)
{
	uint64_t sum = lm_hash(lm_span(file->ptr, file->len - 8));
	size_t i;

	for (i = 0; i < 8; i++)
		file->ptr[file->len - 8 + i] = (char)(sum >> (8 * i));
}

static void
documents_without_features_do_not_count(void)
{
	struct lm_lexical_counts *counts = counts_of(0, 1);

	CHECK_EQ(lm_lexical_counts_documents(counts), N_TEXTS - 2);
	lm_lexical_counts_free(counts);
}

/* Shared out among threads in any way, the file is the same. */
static void
merging_gives_the_same_bytes(void)
{
	struct lm_buf want = whole_file(), got;
	struct lm_lexical_counts *all, *part;
	size_t n, i;

	for (n = 2; n < 5; n++) {
		all = counts_of(n - 1, n);
		for (i = 0; i + 1 < n; i++) {
			part = counts_of(i, n);
			lm_lexical_counts_merge(all, part);
			lm_lexical_counts_free(part);
		}
		got = file_of(all);
		CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&want));
		lm_buf_free(&got);
		lm_lexical_counts_free(all);
	}
	lm_buf_free(&want);
}

/* The file's bytes do not change from version to version or machine. */
static void
format_is_stable(void)
{
	struct lm_buf file = whole_file();
	static const unsigned char head[] = {'l', 'm', 'o', 'b', '-', 'i', 'd',
	    'f', 2, 0, 0, 0, 3, 5, 20, 0, 8, 0, 0, 0, 0, 0, 0, 0};

	CHECK(file.len > sizeof(head) &&
	    memcmp(file.ptr, head, sizeof(head)) == 0);
	CHECK_EQ(file.len, 147);
	CHECK(lm_hash(lm_buf_view(&file)) == 0x6d4cbd7f951a87de);
	lm_buf_free(&file);
}

static void
weights_follow_the_counts(void)
{
	struct lm_buf file = whole_file();
	struct lm_frequencies *known = calloc(1, sizeof(*known));
	struct lm_words words = {0};
	struct lm_err err = {0};
	size_t i;

	if (!CHECK(known != NULL))
		return;
	CHECK_OK(lm_frequencies_read(lm_buf_view(&file), &config, known, &err),
	    &err);
	CHECK_OK(lm_words_split(&words,
		     &(struct lm_part){lm_span_of("the cat mat new"), 1}, 1,
		     &err),
	    &err);
	for (i = 0; i < 4; i++) /* of 8 documents 5, 3, 1 and none have it */
		CHECK_EQ(known->weights[lm_frequencies_bucket(
			     lm_words_at(&words, i)->hash)],
		    lm_idf_weight(8, (uint64_t[]){5, 3, 1, 1}[i]));
	lm_words_free(&words);
	lm_buf_free(&file);
	CHECK(known->mean_words == 30 / 8.0);
	CHECK(known->mean_distinct == 26 / 8.0);
	free(known);
}

static void
weights_of_a_feature(void)
{
	CHECK_EQ(lm_log2_q16(1), 0);
	CHECK_EQ(lm_log2_q16(2), 65536);
	CHECK_EQ(lm_log2_q16(3), 103872);
	CHECK_EQ(lm_log2_q16(UINT64_MAX), 64 * 65536 - 1);
	CHECK_EQ(lm_idf_weight(1, 1), 3); /* 8 log2(4 / 3) = 3.3 */
	CHECK_EQ(lm_idf_weight(1000, 1), 75);
	CHECK_EQ(lm_idf_weight(1000000, 1000000), 1);
	CHECK_EQ(lm_idf_weight(0, 0), 8);
	CHECK_EQ(lm_idf_weight((UINT64_C(1) << 31) - 1, 1), 243);
	CHECK_EQ(lm_idf_weight((UINT64_C(1) << 62) - 1, 1), 255);
}

static void
a_cut_file_is_refused(void)
{
	struct lm_buf file = whole_file();
	struct lm_err err;
	size_t len;

	for (len = 0; len < file.len; len++) {
		if (!CHECK_CODE(read_file(file.ptr, len, &err), LM_MALFORMED))
			check_note("cut to %zu bytes", len);
		if (len < 8)
			CHECK_HAS(err.message, "not a file of document");
		else
			CHECK_HAS(err.message, "damaged or cut");
	}
	lm_buf_free(&file);
}

static void
a_damaged_file_is_refused(void)
{
	struct lm_buf file = whole_file();
	struct lm_err err;
	size_t i;

	for (i = 0; i < 8 * file.len; i++) {
		file.ptr[i / 8] ^= (char)(1 << (i % 8));
		if (!CHECK_CODE(read_file(file.ptr, file.len, &err),
			LM_MALFORMED))
			check_note("bit %zu changed", i);
		file.ptr[i / 8] ^= (char)(1 << (i % 8));
	}
	CHECK_CODE(read_file(file.ptr, file.len, &err), LM_OK);
	(void)lm_buf_byte(&file, 'x', &err);
	CHECK_CODE(read_file(file.ptr, file.len, &err), LM_MALFORMED);
	lm_buf_free(&file);
}

/* Also where the checksum is right. */
static void
a_forged_file_is_refused(void)
{
	struct lm_buf file = whole_file();
	struct lm_err err;
	size_t i;
	char was;

	for (i = 0; i + 8 < file.len; i++) {
		was = file.ptr[i];
		file.ptr[i] = (char)0xff;
		seal(&file);
		if (i >= 12 && i < 14)
			CHECK_CODE(read_file(file.ptr, file.len, &err),
			    LM_USAGE);
		else if (i < 16 || i > 16) /* a document more is possible */
			(void)read_file(file.ptr, file.len, &err);
		file.ptr[i] = was;
	}
	for (i = 48; i < 56; i++) { /* more or fewer are listed */
		file.ptr[i]++;
		seal(&file);
		CHECK_CODE(read_file(file.ptr, file.len, &err), LM_MALFORMED);
		file.ptr[i]--;
	}
	file.ptr[16] = 1; /* fewer documents than a word has */
	seal(&file);
	CHECK_CODE(read_file(file.ptr, file.len, &err), LM_MALFORMED);
	lm_buf_free(&file);
}

static void
other_settings_are_refused(void)
{
	struct lm_buf file = whole_file();
	struct lm_lexical_config made_with = {0};
	struct lm_err err;

	CHECK_CODE(lm_frequencies_config(lm_buf_view(&file), &made_with, &err),
	    LM_OK);
	CHECK_EQ(made_with.gram_min, 3);
	CHECK_EQ(made_with.gram_max, 5);
	file.ptr[13] = 4;
	seal(&file);
	CHECK_CODE(read_file(file.ptr, file.len, &err), LM_USAGE);
	CHECK_HAS(err.message, "n-grams 3-4 do not fit n-grams 3-5");
	file.ptr[8] = 1;
	seal(&file);
	CHECK_CODE(read_file(file.ptr, file.len, &err), LM_MALFORMED);
	CHECK_HAS(err.message, "of version 1; this program reads version 2");
	lm_buf_free(&file);
}

static void
an_empty_collection(void)
{
	struct lm_lexical_counts *counts = counts_of(N_TEXTS, 1);
	struct lm_buf file = file_of(counts);
	struct lm_err err;

	CHECK_EQ(file.len, 64);
	CHECK_CODE(read_file(file.ptr, file.len, &err), LM_OK);
	lm_buf_free(&file);
	lm_lexical_counts_free(counts);
}

TEST_MAIN(TEST(documents_without_features_do_not_count),
    TEST(merging_gives_the_same_bytes), TEST(format_is_stable),
    TEST(weights_follow_the_counts), TEST(weights_of_a_feature),
    TEST(a_cut_file_is_refused), TEST(a_damaged_file_is_refused),
    TEST(a_forged_file_is_refused), TEST(other_settings_are_refused),
    TEST(an_empty_collection))
