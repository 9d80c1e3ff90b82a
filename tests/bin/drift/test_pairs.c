#include <string.h>

#include "check.h"
#include "fill.h"

#include "lm/hash.h"

#define N 300

static const char one[] = "{\"id\":\"1\",\"embedding\":[1]}";

/* Seal and pair two sides, which are freed; the message, with its place. */
static const char *
pair_message(struct drift_set *baseline, struct drift_set *current)
{
	static char where[LM_ERR_FILE_SIZE];
	const struct drift_set *sides[] = {baseline, current};
	const struct drift_pairing all = {.sample = 0};
	struct drift_pairs pairs = {0};
	struct lm_err err = {0};

	CHECK_OK(drift_set_seal(baseline, &err), &err);
	CHECK_OK(drift_set_seal(current, &err), &err);
	where[0] = '\0';
	if (drift_pairs_make(sides, &all, &pairs, &err) != LM_OK) {
		CHECK_EQ(err.code, LM_MALFORMED);
		lm_err_format(&err, where, sizeof(where));
	}
	drift_pairs_free(&pairs);
	drift_set_free(baseline);
	drift_set_free(current);
	return where;
}

static void
names_missing_and_extra(void)
{
	struct drift_set a = {0}, b = {0};

	add_good(&a, "a", 1, one);
	add_good(&a, "a", 2, "{\"id\":2,\"embedding\":[1]}");
	add_good(&a, "a", 3, "{\"id\":3,\"embedding\":[1]}");
	add_good(&b, "b", 1, one);
	CHECK_TEXT(pair_message(&a, &b),
	    "a:2: id 2 is not in the current run, as 1 more");
	add_good(&a, "a", 1, one);
	add_good(&b, "b", 1, one);
	add_good(&b, "b", 2, "{\"id\":1,\"embedding\":[1]}");
	CHECK_TEXT(pair_message(&a, &b), "b:2: id 1 is not in the baseline");
	add_good(&a, "a", 9, one);
	add_good(&b, "b", 1, "{\"id\":1,\"embedding\":[1]}");
	CHECK_TEXT(pair_message(&a, &b),
	    "a:9: id \"1\" is not in the current run");
	/* Of nothing nothing is missing. */
	add_good(&a, "a", 9, one);
	CHECK_TEXT(pair_message(&a, &b), "");
	add_good(&b, "b", 9, one);
	CHECK_TEXT(pair_message(&a, &b), "");
	CHECK_TEXT(pair_message(&a, &b), "");
}

static void
pairs_other_dimensions(void)
{
	struct drift_set a = {0}, b = {0};
	struct drift_pairs pairs;

	add_good(&a, "a", 1, one);
	add_good(&b, "b", 1, "{\"id\":\"1\",\"embedding\":[1,2]}");
	pairs = pair_all(&a, &b);
	CHECK_EQ(drift_pairs_count(&pairs), 1);
	CHECK_EQ(drift_set_dimensions(&a), 1);
	CHECK_EQ(drift_set_dimensions(&b), 2);
	drift_pairs_free(&pairs);
	drift_set_free(&a);
	drift_set_free(&b);
}

static void
pairs_in_any_order(void)
{
	struct drift_set a = {0}, b = {0};
	struct drift_pairs pairs;
	size_t order[N];

	for (size_t i = 0; i < N; i++) {
		float value = 1;

		add_floats(&a, "a", i, &value, 1);
		add_floats(&b, "b", N - 1 - i, &value, 1);
	}
	pairs = pair_all(&a, &b);
	CHECK_EQ(drift_pairs_count(&pairs), N);
	order_of(&pairs, order);
	for (size_t i = 0; i < N; i++) {
		CHECK_EQ(drift_pairs_at(&pairs, i)->places[DRIFT_BASELINE], i);
		CHECK_EQ(order[i], N - 1 - i);
	}
	drift_pairs_free(&pairs);
	drift_set_free(&a);
	drift_set_free(&b);
}

static size_t
place_in(const struct lm_buf *list, size_t i, enum drift_side side)
{
	const void *pairs = list->ptr;

	return ((const struct drift_pair *)pairs)[i].places[side];
}

static size_t
alone_in(const struct drift_pairs *pairs, enum drift_side side, size_t i)
{
	const void *places = pairs->alone[side].ptr;

	return ((const size_t *)places)[i];
}

/* Only what both sides have a text of can have another one. */
static void
sets_changed_texts_aside(void)
{
	static const char *const before[] = {
	    "{\"id\":1,\"text\":\"same\",\"embedding\":[1]}",
	    "{\"id\":2,\"text\":\"old\",\"embedding\":[1]}",
	    "{\"id\":3,\"text\":\"gone\",\"embedding\":[1]}",
	    "{\"id\":4,\"embedding\":[1]}",
	    "{\"id\":5,\"text\":\"\",\"embedding\":[1]}",
	    "{\"id\":6,\"text\":null,\"embedding\":[1]}"};
	static const char *const now[] = {
	    "{\"id\":5,\"text\":\" \",\"embedding\":[1]}",
	    "{\"id\":4,\"text\":\"come\",\"embedding\":[1]}",
	    "{\"id\":3,\"embedding\":[1]}",
	    "{\"id\":2,\"text\":\"new\",\"embedding\":[1]}",
	    "{\"id\":1,\"text\":\"s\\u0061me\",\"embedding\":[1]}",
	    "{\"id\":6,\"text\":\"\",\"embedding\":[1]}"};
	struct drift_set a = {0}, b = {0};
	struct drift_pairs pairs;

	for (size_t i = 0; i < sizeof(now) / sizeof(now[0]); i++) {
		add_good(&a, "a", i + 1, before[i]);
		add_good(&b, "b", i + 1, now[i]);
	}
	pairs = pair_all(&a, &b);
	CHECK_EQ(drift_pairs_count(&pairs), 4);
	CHECK_EQ(pairs.changed.len, 2 * sizeof(struct drift_pair));
	CHECK_EQ(place_in(&pairs.changed, 0, DRIFT_BASELINE), 1);
	CHECK_EQ(place_in(&pairs.changed, 0, DRIFT_CURRENT), 3);
	CHECK_EQ(place_in(&pairs.changed, 1, DRIFT_BASELINE), 4);
	CHECK_EQ(place_in(&pairs.changed, 1, DRIFT_CURRENT), 0);
	CHECK_EQ(drift_pairs_at(&pairs, 1)->places[DRIFT_BASELINE], 2);
	drift_pairs_free(&pairs);
	CHECK_EQ(drift_pairs_count(&pairs), 0);
	drift_set_free(&a);
	drift_set_free(&b);
}

static void
allows_missing(void)
{
	const struct drift_pairing how = {.allow_missing = true};
	struct drift_set a = {0}, b = {0};
	struct drift_pairs pairs;

	add_good(&a, "a", 1, "{\"id\":1,\"embedding\":[1]}");
	add_good(&a, "a", 2, one);
	add_good(&b, "b", 1, "{\"id\":2,\"embedding\":[1]}");
	add_good(&b, "b", 2, one);
	add_good(&b, "b", 3, "{\"id\":\"2\",\"embedding\":[1]}");
	pairs = pair_sides(&a, &b, &how);
	CHECK_EQ(drift_pairs_count(&pairs), 1);
	CHECK_EQ(drift_pairs_at(&pairs, 0)->places[DRIFT_CURRENT], 1);
	CHECK_EQ(pairs.alone[DRIFT_BASELINE].len, sizeof(size_t));
	CHECK_EQ(pairs.alone[DRIFT_CURRENT].len, 2 * sizeof(size_t));
	CHECK_EQ(alone_in(&pairs, DRIFT_BASELINE, 0), 0);
	CHECK_EQ(alone_in(&pairs, DRIFT_CURRENT, 0), 0);
	CHECK_EQ(alone_in(&pairs, DRIFT_CURRENT, 1), 2);
	drift_pairs_free(&pairs);
	drift_set_free(&a);
	drift_set_free(&b);
}

/* A side of documents d0, d1, …, in an order that step tells, but for those
 * that cannot be divided by every. */
static void
add_steps(struct drift_set *set, size_t step, size_t every)
{
	for (size_t i = 0; i < N; i++) {
		float value = 1;

		if (i * step % N % every == 0)
			add_floats(set, "f", i * step % N, &value, 1);
	}
}

/* Which documents the sample has, by number. */
static size_t
sampled(size_t step, size_t every, uint64_t sample, uint64_t seed, bool out[N])
{
	const struct drift_pairing how = {.sample = sample, .seed = seed};
	struct drift_set a = {0}, b = {0};
	struct drift_pairs pairs;
	size_t n, before = 0;

	add_steps(&a, step, every);
	add_steps(&b, 1, every);
	pairs = pair_sides(&a, &b, &how);
	n = drift_pairs_count(&pairs);
	memset(out, 0, N * sizeof(*out));
	for (size_t i = 0; i < n; i++) {
		const struct drift_pair *pair = drift_pairs_at(&pairs, i);
		size_t place = pair->places[DRIFT_BASELINE];

		CHECK(i == 0 || place > before);
		before = place;
		out[strtoul(drift_set_id(&a, place).ptr + 1, NULL, 10)] = true;
		CHECK(lm_span_equal(drift_set_id(&a, place),
		    drift_set_id(&b, pair->places[DRIFT_CURRENT])));
	}
	CHECK_EQ(pairs.n_unsampled + n, drift_set_count(&a));
	CHECK_EQ(pairs.unsampled.len,
	    pairs.n_unsampled * sizeof(struct drift_pair));
	drift_pairs_free(&pairs);
	drift_set_free(&a);
	drift_set_free(&b);
	return n;
}

static void
samples_the_same_in_any_order(void)
{
	bool first[N], second[N];

	CHECK_EQ(sampled(1, 1, 50, 7, first), 50);
	CHECK_EQ(sampled(7, 1, 50, 7, second), 50); /* 7 does not divide N */
	CHECK(memcmp(first, second, sizeof(first)) == 0);
	CHECK_EQ(sampled(1, 1, 50, 8, second), 50);
	CHECK(memcmp(first, second, sizeof(first)) != 0);
	CHECK_EQ(sampled(1, 1, N, 7, second), N);
	CHECK_EQ(sampled(1, 1, N + 1, 7, second), N);
	CHECK_EQ(sampled(1, 1, 0, 7, second), N);
	CHECK_EQ(sampled(1, 1, N - 1, 7, second), N - 1);
}

/* What decides: the seed, its lowest byte first, the kind of the id, the id. */
static uint64_t
hash_of(const struct drift_set *set, size_t i, uint64_t seed)
{
	char bytes[32] = {0};
	struct lm_span id = drift_set_id(set, i);

	for (int k = 0; k < 8; k++)
		bytes[k] = (char)(seed >> (8 * k));
	bytes[8] = drift_set_doc(set, i)->id_is_number;
	memcpy(bytes + 9, id.ptr, id.len);
	return lm_hash(lm_span(bytes, 9 + id.len));
}

static void
samples_the_least_hashes(void)
{
	const struct drift_pairing how = {.sample = 40,
	    .seed = 0xfedcba9876543210};
	struct drift_set a = {0}, b = {0};
	struct drift_pairs pairs;
	uint64_t most = 0, least = UINT64_MAX;

	for (int i = 0; i < 100; i++) {
		const char *quote = i % 2 == 0 ? "" : "\"";
		char record[64];

		(void)snprintf(record, sizeof(record),
		    "{\"id\":%s%d%s,\"embedding\":[1]}", quote, i / 2, quote);
		add_good(&a, "a", 1, record);
		add_good(&b, "b", 1, record);
	}
	pairs = pair_sides(&a, &b, &how);
	CHECK_EQ(drift_pairs_count(&pairs), how.sample);
	CHECK_EQ(pairs.n_unsampled, 60);
	for (size_t i = 0; i < how.sample; i++) {
		size_t place = drift_pairs_at(&pairs, i)->places[0];
		uint64_t hash = hash_of(&a, place, how.seed);

		most = hash > most ? hash : most;
	}
	for (size_t i = 0; i < pairs.n_unsampled; i++) {
		size_t place = place_in(&pairs.unsampled, i, DRIFT_BASELINE);
		uint64_t hash = hash_of(&a, place, how.seed);

		least = hash < least ? hash : least;
	}
	CHECK(most < least);
	drift_pairs_free(&pairs);
	drift_set_free(&a);
	drift_set_free(&b);
}

/* What is still there when others are gone stays in. */
static void
samples_what_it_did_before(void)
{
	bool first[N], second[N];
	size_t n_both = 0, n_left = 0;

	(void)sampled(1, 1, 50, 7, first);
	(void)sampled(1, 2, 50, 7, second);
	for (size_t i = 0; i < N; i += 2) {
		n_left += first[i];
		n_both += first[i] && second[i];
	}
	CHECK(n_left > 10);
	CHECK_EQ(n_both, n_left);
}

/* Every document is as likely as another: of 400 samples of 75 of 300, each
 * expects 100; 5 deviations of 8.7 in 300 documents are once in 6,000. */
static void
samples_evenly(void)
{
	size_t counts[N] = {0};
	struct drift_set a = {0}, b = {0};

	add_steps(&a, 1, 1);
	add_steps(&b, 1, 1);
	for (uint64_t seed = 0; seed < 400; seed++) {
		const struct drift_pairing how = {.sample = 75, .seed = seed};
		struct drift_pairs pairs = pair_sides(&a, &b, &how);

		for (size_t i = 0; i < drift_pairs_count(&pairs); i++)
			counts[drift_pairs_at(&pairs, i)->places[0]]++;
		drift_pairs_free(&pairs);
	}
	for (size_t i = 0; i < N; i++)
		CHECK(counts[i] > 100 - 44 && counts[i] < 100 + 44);
	drift_set_free(&a);
	drift_set_free(&b);
}

TEST_MAIN(TEST(names_missing_and_extra), TEST(pairs_other_dimensions),
    TEST(pairs_in_any_order), TEST(sets_changed_texts_aside),
    TEST(allows_missing), TEST(samples_the_same_in_any_order),
    TEST(samples_the_least_hashes), TEST(samples_what_it_did_before),
    TEST(samples_evenly))
