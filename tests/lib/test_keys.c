#include "lm/keys.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "random.h"

/* The model: all that was added, in order. */
struct model {
	struct lm_hash128 *added;
	size_t n;
};

static struct lm_keys *
make(void)
{
	struct lm_keys *keys;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_keys_new(&keys, &err), &err))
		abort();
	return keys;
}

static void
add(struct lm_keys *keys, struct lm_hash128 key, uint64_t place)
{
	struct lm_err err = {0};

	CHECK_OK(lm_keys_add(keys, &key, place, &err), &err);
}

/* The newest places of keys with the same low half, as the model has them. */
static size_t
model_find(const struct model *model, const struct lm_hash128 *key,
    uint64_t places[LM_KEYS_SAME])
{
	size_t n = 0;

	for (size_t i = model->n; i > 0 && n < LM_KEYS_SAME; i--)
		if (model->added[i - 1].low == key->low)
			places[n++] = i - 1;
	return n;
}

static void
check_find(const struct lm_keys *keys, const struct model *model,
    const struct lm_hash128 *key)
{
	uint64_t got[LM_KEYS_SAME], want[LM_KEYS_SAME];
	size_t n = lm_keys_find(keys, key, got);

	if (!CHECK_EQ(n, model_find(model, key, want)))
		return;
	for (size_t i = 0; i < n; i++)
		CHECK_EQ(got[i], want[i]);
}

static void
empty(void)
{
	struct lm_keys *keys = make();
	struct lm_hash128 key = {0, 0};
	uint64_t places[LM_KEYS_SAME];

	CHECK_EQ(lm_keys_find(keys, &key, places), 0);
	CHECK_EQ(lm_keys_count(keys), 0);
	lm_keys_free(keys);
	lm_keys_free(NULL);
}

/* Collisions are not waited for: the low half is one of a few. */
static void
as_the_model(void)
{
	static struct lm_hash128 added[3000];
	struct random random = random_start(70);

	for (uint64_t n_low = 1; n_low < 5000; n_low *= 7) {
		struct lm_keys *keys = make();
		struct model model = {added, 0};

		while (model.n < sizeof(added) / sizeof(added[0])) {
			struct lm_hash128 key = {random_next(&random),
			    random_below(&random, n_low)};

			check_find(keys, &model, &key);
			add(keys, key, model.n);
			added[model.n++] = key;
			check_find(keys, &model, &key);
		}
		for (uint64_t low = 0; low < n_low + 5; low++) {
			struct lm_hash128 key = {0, low};

			check_find(keys, &model, &key);
		}
		CHECK(lm_keys_count(keys) <= LM_KEYS_SAME * n_low);
		lm_keys_free(keys);
	}
}

static void
places_of_all_sizes(void)
{
	static const uint64_t places[] = {0, 1, UINT64_C(1) << 63,
	    LM_KEYS_PLACE_MAX};
	struct lm_keys *keys = make();

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct lm_hash128 key = {7, UINT64_MAX - i};
		uint64_t got[LM_KEYS_SAME];

		add(keys, key, places[i]);
		CHECK_EQ(lm_keys_find(keys, &key, got), 1);
		CHECK(got[0] == places[i]);
	}
	lm_keys_free(keys);
}

/* A million times one key is four entries, and takes no time. */
static void
one_key_a_million_times(void)
{
	struct lm_keys *keys = make();
	struct lm_hash128 key = {1, 2};
	uint64_t got[LM_KEYS_SAME];

	for (uint64_t i = 0; i < 1000000; i++)
		add(keys, key, i);
	CHECK_EQ(lm_keys_count(keys), LM_KEYS_SAME);
	CHECK_EQ(lm_keys_find(keys, &key, got), LM_KEYS_SAME);
	for (size_t i = 0; i < LM_KEYS_SAME; i++)
		CHECK_EQ(got[i], 999999 - i);
	lm_keys_free(keys);
}

/* Keys that are no hashes at all: counted up, high and low. */
static void
keys_that_are_not_random(void)
{
	for (unsigned shift = 0; shift < 48; shift += 8) {
		struct lm_keys *keys = make();
		uint64_t got[LM_KEYS_SAME];

		for (uint64_t i = 0; i < 100000; i++)
			add(keys, (struct lm_hash128){0, i << shift}, i);
		CHECK_EQ(lm_keys_count(keys), 100000);
		for (uint64_t i = 0; i < 100000; i += 99) {
			struct lm_hash128 key = {0, i << shift};

			CHECK_EQ(lm_keys_find(keys, &key, got), 1);
			CHECK_EQ(got[0], i);
		}
		lm_keys_free(keys);
	}
}

#ifdef __linux__
/* The most memory of this process at any moment so far, in kB; -1: unknown. */
static long
peak_kb(void)
{
	struct lm_buf status = file_read("/proc/self/status");
	const char *at;
	long kb = -1;

	append(&status, lm_span("", 1));
	at = strstr(status.ptr, "VmHWM:");
	if (at != NULL)
		kb = strtol(at + strlen("VmHWM:"), NULL, 10);
	lm_buf_free(&status);
	return kb;
}

/* The peak counts, so that growing is in it. */
static void
a_million_entries_in_48_mb(void)
{
	struct random random = random_start(71);
	long before = peak_kb();
	struct lm_keys *keys = make();

	for (uint64_t i = 0; i < 1000000; i++)
		add(keys,
		    (struct lm_hash128){random_next(&random),
			random_next(&random)},
		    i);
	CHECK(lm_keys_count(keys) == 1000000);
	if (getenv("LMOB_CONFIG") == NULL ||
	    strcmp(getenv("LMOB_CONFIG"), "release") == 0)
		CHECK(before > 0 && peak_kb() - before < 48000000 / 1024);
	check_note("%ld kB before, %ld kB at most", before, peak_kb());
	lm_keys_free(keys);
}
#else
static void
a_million_entries_in_48_mb(void)
{
	check_skip("no /proc");
}
#endif

TEST_MAIN(TEST(empty), TEST(as_the_model), TEST(places_of_all_sizes),
    TEST(one_key_a_million_times), TEST(keys_that_are_not_random),
    TEST(a_million_entries_in_48_mb))
