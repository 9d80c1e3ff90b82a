#include "accepts.h"

#include "lineage.h"
#include "random.h"

#define N_TEXTS 4

static const char *const documents[N_TEXTS] = {"{\"id\":1}\n", "{\"id\":2}\n",
    "{\"id\":3}\n", "{\"id\":4}\n"};
static const char *const queries[N_TEXTS] = {"{\"q\":1}\n", "{\"q\":2}\n",
    "{\"q\":3}\n", "{\"q\":4}\n"};

static void
start(struct place *place)
{
	place_make(place, "base.jsonl", "queries.jsonl");
	file_write(place->documents, lm_span_of(documents[0]));
	file_write(place->queries, lm_span_of(queries[0]));
}

/* Accept documents, and query vectors unless q is N_TEXTS. */
static void
accept_ok(const struct place *place, size_t d, size_t q)
{
	struct lm_err err = {0};

	CHECK_OK(accept_texts(place, documents[d],
		     q == N_TEXTS ? NULL : queries[q], NULL, &err),
	    &err);
}

static void
back_ok(const struct place *place)
{
	struct lm_err err = {0};

	CHECK_OK(roll_back(place, true, NULL, &err), &err);
}

static void
check_place(const struct place *place, size_t d, size_t q)
{
	file_check(place->documents, documents[d]);
	file_check(place->queries, queries[q]);
	CHECK_EQ(n_files(place->folder, ".part"), 0);
}

static void
check_refused(const struct place *place, bool has_queries, enum lm_code want,
    const char *message)
{
	struct lm_err err = {0};
	struct lm_buf log = {0}, after = {0};

	if (file_exists(place->log))
		log = file_read(place->log);
	CHECK_CODE(roll_back(place, has_queries, NULL, &err), want);
	CHECK_HAS(err.message, message);
	if (file_exists(place->log))
		after = file_read(place->log);
	CHECK_SPANS(lm_buf_view(&after), lm_buf_view(&log));
	lm_buf_free(&log);
	lm_buf_free(&after);
}

static void
one_step(void)
{
	struct place place;
	struct lm_buf line = {0};
	struct lm_err err = {0};

	start(&place);
	accept_ok(&place, 1, 1);
	CHECK_OK(roll_back(&place, true, &line, &err), &err);
	check_place(&place, 0, 0);
	append(&line, lm_span("", 1));
	CHECK_HAS(line.ptr, "{\"event\":\"rollback\",\"time\":\"2026-12-01T");
	CHECK(strstr(line.ptr, "model_change") == NULL);
	lm_buf_free(&line);
	check_refused(&place, true, LM_USAGE, "nothing to go back to");
	check_place(&place, 0, 0);
}

static void
several_steps(void)
{
	struct place place;

	start(&place);
	accept_ok(&place, 1, 1);
	accept_ok(&place, 2, N_TEXTS);
	accept_ok(&place, 3, 2);
	back_ok(&place);
	check_place(&place, 2, 1);
	back_ok(&place);
	check_place(&place, 1, 1);
	accept_ok(&place, 2, 3);
	check_place(&place, 2, 3);
	back_ok(&place);
	back_ok(&place);
	check_place(&place, 0, 0);
	check_refused(&place, true, LM_USAGE, "the log knows none before");
}

/* What was gone back from is not met again on the way back. */
static void
the_same_baseline_twice(void)
{
	struct place place;

	start(&place);
	accept_ok(&place, 1, 1);
	accept_ok(&place, 0, 0);
	back_ok(&place);
	check_place(&place, 1, 1);
	back_ok(&place);
	check_place(&place, 0, 0);
	check_refused(&place, true, LM_USAGE, "the log knows none before");
}

static void
nothing_to_go_back_to(void)
{
	struct place place;

	start(&place);
	check_refused(&place, true, LM_USAGE, "no baseline was accepted here");
	CHECK(!file_exists(place.log));
	accept_ok(&place, 1, 1);
	file_write(place.documents, lm_span_of("by hand"));
	check_refused(&place, true, LM_USAGE, "where this baseline is from");
	file_check(place.documents, "by hand");
	/* put back by hand: known again */
	file_write(place.documents, lm_span_of(documents[0]));
	file_write(place.queries, lm_span_of(queries[0]));
	check_refused(&place, true, LM_USAGE, "the log knows none before");
	check_place(&place, 0, 0);
}

static void
query_vectors_must_be_named_and_known(void)
{
	struct place place;

	start(&place);
	accept_ok(&place, 1, 1);
	check_refused(&place, false, LM_USAGE, "they must be named");
	file_write(place.queries, lm_span_of("others"));
	check_refused(&place, true, LM_MALFORMED, "these are not the query");
	file_check(place.documents, documents[1]);
	file_check(place.queries, "others");
	file_write(place.queries, lm_span_of(queries[1]));
	back_ok(&place);
	check_place(&place, 0, 0);
}

static void
copies_that_are_missing_or_damaged(void)
{
	const char *const texts[] = {documents[0], queries[0]};

	for (size_t i = 0; i < 2; i++) {
		struct place place;
		char kept[FILES_PATH_SIZE + 64];

		start(&place);
		accept_ok(&place, 1, 1);
		kept_of(i == 0 ? place.documents : place.queries, texts[i],
		    kept, sizeof(kept));
		CHECK(unlink(kept) == 0);
		check_refused(&place, true, LM_IO, "No such file");
		check_place(&place, 1, 1);
		file_write(kept, lm_span_of("damaged"));
		check_refused(&place, true, LM_MALFORMED,
		    "the kept copy is damaged: its fingerprint is ");
		check_place(&place, 1, 1);
		file_write(kept, lm_span_of(texts[i]));
		back_ok(&place);
		check_place(&place, 0, 0);
	}
}

static void
lines_that_cannot_be_read(void)
{
	static const char *const junk =
	    "not JSON\n[]\n{\"event\":\"accept\"}\n"
	    "{\"event\":7,\"from\":\"\"}\n\n"
	    "{\"event\":\"other\",\"from\":1}\n{\"ev";
	struct place place;
	struct lm_buf log;

	start(&place);
	file_write(place.log, lm_span_of(junk));
	accept_ok(&place, 1, 1);
	log = file_read(place.log);
	append(&log, lm_span_of(junk));
	file_write(place.log, lm_buf_view(&log));
	lm_buf_free(&log);
	back_ok(&place);
	check_place(&place, 0, 0);
}

/* A way back whose query vectors did not get their name. */
static void
a_way_back_in_the_midst(void)
{
	for (int how = 0; how < 2; how++) {
		struct place place;
		struct lm_err err = {0};

		start(&place);
		accept_ok(&place, 1, 1);
		accept_ok(&place, 2, 2);
		back_ok(&place);
		file_write(place.queries, lm_span_of(queries[2]));
		if (how == 0)
			CHECK_OK(drift_accept_check(place.documents,
				     place.queries, &err),
			    &err);
		else
			back_ok(&place); /* ends it, and goes no further */
		check_place(&place, 1, 1);
		back_ok(&place);
		check_place(&place, 0, 0);
	}
}

/* Lines of what never came to be are as if they were not there. */
static void
steps_that_were_not_done(void)
{
	struct place place;

	start(&place);
	accept_ok(&place, 1, 1);
	accept_ok(&place, 2, 2); /* not done: */
	file_write(place.documents, lm_span_of(documents[1]));
	file_write(place.queries, lm_span_of(queries[1]));
	accept_ok(&place, 3, N_TEXTS);
	back_ok(&place);
	check_place(&place, 1, 1);
	back_ok(&place); /* not done: */
	file_write(place.documents, lm_span_of(documents[1]));
	file_write(place.queries, lm_span_of(queries[1]));
	back_ok(&place);
	check_place(&place, 0, 0);
}

/* ---- at random, against a stack --------------------------------------------- */

#define MOST 64

struct entry {
	size_t d, q, q_before;
	bool has_queries;
};

struct model {
	struct entry entries[MOST];
	size_t n;
};

static void
model_accept(struct model *model, size_t d, size_t q)
{
	const struct entry *top = &model->entries[model->n - 1];
	struct entry new = {d, q == N_TEXTS ? top->q : q, top->q, q != N_TEXTS};

	if (d != top->d || new.q != top->q)
		model->entries[model->n++] = new;
}

static void
random_step(const struct place *place, struct model *model,
    struct random *random)
{
	size_t d = (size_t)random_below(random, N_TEXTS);
	size_t q = (size_t)random_below(random, N_TEXTS + 1);

	if (random_below(random, 5) < 3 && model->n < MOST) {
		accept_ok(place, d, q);
		model_accept(model, d, q);
	} else if (model->n > 1) {
		back_ok(place);
		model->n--;
	} else
		check_refused(place, true, LM_USAGE, "nothing to go back to");
	check_place(place, model->entries[model->n - 1].d,
	    model->entries[model->n - 1].q);
}

static void
at_random(void)
{
	size_t n = check_soak() ? 2000 : check_quick() ? 5 : 30;

	for (size_t i = 0; i < n; i++) {
		struct place place;
		struct model model = {.n = 1};
		struct random random = random_start(i);

		start(&place);
		for (size_t j = 0; j < 12; j++)
			random_step(&place, &model, &random);
		check_note("stream %zu", i);
	}
}

TEST_MAIN(TEST(one_step), TEST(several_steps), TEST(the_same_baseline_twice),
    TEST(nothing_to_go_back_to), TEST(query_vectors_must_be_named_and_known),
    TEST(copies_that_are_missing_or_damaged), TEST(lines_that_cannot_be_read),
    TEST(a_way_back_in_the_midst), TEST(steps_that_were_not_done),
    TEST(at_random))
