#include "lm/worker.h"

#include <string.h>

#include "check.h"
#include "files.h"

static enum lm_code
count_record(void *settings, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	(void)settings;
	(void)worker;
	in->counts[1]++;
	return lm_filter_pass(in, out, err);
}

/* Work on one line as lm_lines does, and deliver it. */
static enum lm_code
work_on(struct lm_worker_shared *shared, const char *text, struct lm_buf *out,
    struct lm_err *err)
{
	const struct lm_line line = {.bytes = lm_span_of(text), .number = 1};
	void *state = lm_worker_ops.state_new(shared, err);
	enum lm_code code;

	if (!CHECK(state != NULL))
		return err->code;
	lm_worker_ops.begin(state);
	code = lm_worker_ops.line(state, &line, out, err);
	if (code == LM_OK)
		code = lm_worker_ops.deliver(shared, state, err);
	lm_worker_ops.state_free(state);
	return code;
}

static void
if_decides_what_the_program_sees(void)
{
	const struct lm_filter filter = {.record = count_record};
	struct lm_worker_shared shared = {.filter = &filter, .only_if = ".a"};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(work_on(&shared, "{\"a\":1}", &out, &err), &err);
	CHECK_EQ(shared.counts[1], 1);
	CHECK_OK(work_on(&shared, "{\"a\":null}", &out, &err), &err);
	CHECK_EQ(shared.counts[1], 1);
	CHECK_SPAN(lm_buf_view(&out), "{\"a\":1}\n{\"a\":null}\n");
	shared.aggregates = true;
	CHECK_OK(work_on(&shared, "{\"a\":false}", &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), "{\"a\":1}\n{\"a\":null}\n");
	lm_buf_free(&out);
}

static void
what_cannot_be_decided_is_malformed(void)
{
	const struct lm_filter filter = {.record = count_record,
	    .objects_only = true};
	struct lm_worker_shared shared = {.filter = &filter, .only_if = ".a.b"};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_CODE(work_on(&shared, "{\"a\":1}", &out, &err), LM_MALFORMED);
	CHECK_HAS(err.message, "--if failed");
	CHECK_CODE(work_on(&shared, "[1]", &out, &err), LM_MALFORMED);
	CHECK_HAS(err.message, "expected an object");
	CHECK_CODE(work_on(&shared, "{", &out, &err), LM_MALFORMED);
	CHECK_EQ(err.column, 2);
	CHECK_EQ(shared.counts[1], 0);
	lm_buf_free(&out);
}

/* What is asked about: records that are meant; how often, in settings. */
static enum lm_code
count_asked(void *settings, void *worker, const struct lm_filter_record *in,
    struct lm_err *err)
{
	(void)worker;
	(void)err;
	CHECK(in->record->root != NULL && in->line->number == 1);
	++*(int *)settings;
	return LM_OK;
}

static void
only_what_it_acts_on_is_asked_about(void)
{
	static const char *const texts[] = {"{\"a\":1}", "{\"a\":null}", "[1]",
	    "{", "{\"a\":2}"};
	const struct lm_filter_hold hold = {.ask = count_asked};
	int n_asked = 0;
	const struct lm_filter filter = {.record = count_record,
	    .objects_only = true,
	    .settings = &n_asked,
	    .hold = &hold};
	struct lm_worker_shared shared = {.filter = &filter, .only_if = ".a"};
	struct lm_err err = {0};
	void *state = lm_worker_ops.state_new(&shared, &err);

	if (!CHECK(state != NULL))
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct lm_line line = {.bytes = lm_span_of(texts[i]),
		    .number = 1};

		CHECK_OK(lm_worker_hold.ask(state, &line, &err), &err);
	}
	CHECK_EQ(n_asked, 2);
	lm_worker_ops.state_free(state);
}

/* A line of text is handed on as it is, and not parsed. */
static enum lm_code
keep_line(void *settings, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	(void)settings;
	(void)worker;
	in->counts[1]++;
	if (!CHECK(in->record == NULL))
		return LM_OK;
	return lm_buf_span(out, in->line->bytes, err);
}

static void
lines_of_text_are_not_parsed(void)
{
	const struct lm_filter filter = {.record = keep_line,
	    .objects_only = true};
	struct lm_worker_shared shared = {.filter = &filter, .is_text = true};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(work_on(&shared, "{ no JSON \xff", &out, &err), &err);
	CHECK_OK(work_on(&shared, "[1]", &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), "{ no JSON \xff[1]");
	CHECK_EQ(shared.counts[1], 2);
	lm_buf_free(&out);
}

/* jq's message may quote the record: it is not said by who hides texts. */
static void
texts_are_hidden(void)
{
	const struct lm_filter filter = {.record = count_record,
	    .hides_texts = true};
	struct lm_worker_shared shared = {.filter = &filter,
	    .only_if = "error(.a)"};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_CODE(work_on(&shared, "{\"a\":\"hidden\"}", &out, &err),
	    LM_MALFORMED);
	CHECK_TEXT(err.message, "--if failed on this record");
	lm_buf_free(&out);
}

static void
a_bad_expression_makes_no_worker(void)
{
	const struct lm_filter filter = {.record = count_record};
	struct lm_worker_shared shared = {.filter = &filter, .only_if = ".["};
	struct lm_err err = {0};

	CHECK(lm_worker_ops.state_new(&shared, &err) == NULL);
	CHECK_EQ(err.code, LM_USAGE);
}

TEST_MAIN(TEST(only_what_it_acts_on_is_asked_about),
    TEST(if_decides_what_the_program_sees),
    TEST(what_cannot_be_decided_is_malformed),
    TEST(lines_of_text_are_not_parsed), TEST(texts_are_hidden),
    TEST(a_bad_expression_makes_no_worker))
