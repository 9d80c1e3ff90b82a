#include "accepts.h"

#include <yyjson.h>

static const char *const old = "{\"id\":1}\n{\"id\":2}\n";
static const char *const new = "{\"id\":1,\"v\":7}\n {\"id\": 2} \n";
static const char *const old_queries = "{\"id\":\"q\"}\n";
static const char *const new_queries = "{\"id\":\"q\",\"v\":8}\n";

static void
start(struct place *place)
{
	place_make(place, "base.jsonl", "queries.jsonl");
	file_write(place->documents, lm_span_of(old));
	file_write(place->queries, lm_span_of(old_queries));
}

static const char *
text_of(yyjson_val *object, const char *name)
{
	const char *text = yyjson_get_str(yyjson_obj_get(object, name));

	return text == NULL ? "" : text;
}

static void
check_fingerprint(yyjson_val *object, const char *name, const char *text)
{
	char hex[LM_HASH_HEX_SIZE];

	lm_hash_hex(lm_hash(lm_span_of(text)), hex);
	CHECK_TEXT(text_of(object, name), hex);
}

static void
the_run_becomes_the_baseline(void)
{
	struct place place;
	struct lm_buf line = {0}, log;
	struct lm_err err = {0};
	char kept[FILES_PATH_SIZE + 64];

	start(&place);
	CHECK_OK(accept_texts(&place, new, NULL, &line, &err), &err);
	file_check(place.documents, new);
	file_check(place.queries, old_queries);
	kept_of(place.documents, old, kept, sizeof(kept));
	file_check(kept, old);
	CHECK_EQ(file_mode(kept), 0600);
	CHECK_EQ(file_mode(place.log), 0600);
	CHECK_EQ(n_files(place.folder, ""), 4);
	append(&line, lm_span_of("\n"));
	log = file_read(place.log);
	CHECK_SPANS(lm_buf_view(&log), lm_buf_view(&line));
	lm_buf_free(&log);
	lm_buf_free(&line);
}

static void
query_vectors_go_with_it(void)
{
	struct place place;
	struct lm_err err = {0};
	char kept[FILES_PATH_SIZE + 64];

	start(&place);
	CHECK_OK(accept_texts(&place, new, new_queries, NULL, &err), &err);
	file_check(place.documents, new);
	file_check(place.queries, new_queries);
	kept_of(place.queries, old_queries, kept, sizeof(kept));
	file_check(kept, old_queries);
	CHECK_EQ(n_files(place.folder, ""), 5);
	CHECK_OK(drift_accept_check(place.documents, place.queries, &err),
	    &err);
}

static void
the_line_says_who_and_what(void)
{
	struct place place;
	struct lm_buf line = {0};
	struct lm_err err = {0};
	yyjson_doc *doc;
	yyjson_val *root, *queries;

	start(&place);
	CHECK(setenv("SUDO_USER", "a\xff\"b", 1) == 0);
	CHECK_OK(accept_texts(&place, new, new_queries, &line, &err), &err);
	CHECK(unsetenv("SUDO_USER") == 0);
	doc = yyjson_read(line.ptr, line.len, 0);
	root = yyjson_doc_get_root(doc);
	queries = yyjson_obj_get(root, "queries");
	CHECK_TEXT(text_of(root, "event"), "accept");
	CHECK_TEXT(text_of(root, "time"), "2026-12-01T02:30:00Z");
	CHECK_EQ(yyjson_get_uint(yyjson_obj_get(root, "uid")), getuid());
	CHECK(yyjson_obj_get(root, "user") != NULL);
	CHECK_TEXT(text_of(root, "sudo_user"), "a?\"b");
	CHECK(yyjson_is_str(yyjson_obj_get(root, "host")));
	CHECK(yyjson_is_false(yyjson_obj_get(root, "model_change")));
	check_fingerprint(root, "from", old);
	check_fingerprint(root, "to", new);
	CHECK_TEXT(text_of(queries, "file"), place.queries);
	check_fingerprint(queries, "from", old_queries);
	check_fingerprint(queries, "to", new_queries);
	CHECK_TEXT(text_of(root, "manifest"), "2026.5/0123456789abcdef");
	yyjson_doc_free(doc);
	lm_buf_free(&line);
}

static void
members_are_added_to_the_line(void)
{
	struct place place;
	const struct drift_accept_files files = {.documents = place.documents};
	const struct drift_stamp stamp = {.now_ns = NOW,
	    .model_change = true,
	    .more = lm_span_of("\"verdict\":\"pass\",\"drift\":0.01")};
	struct drift_accept *accept = NULL;
	struct lm_buf line = {0};
	struct lm_err err = {0};

	start(&place);
	CHECK_OK(drift_accept_open(&files, &accept, &err), &err);
	CHECK_OK(drift_accept_add(accept, false, lm_span_of("{}"), &err), &err);
	CHECK_OK(drift_accept_commit(accept, &stamp, &line, &err), &err);
	drift_accept_free(accept);
	append(&line, lm_span("", 1));
	CHECK_HAS(line.ptr, "\"host\":");
	CHECK_HAS(line.ptr, ",\"model_change\":true,");
	CHECK_HAS(line.ptr,
	    "\",\"manifest\":null,\"verdict\":\"pass\",\"drift\":0.01}");
	lm_buf_free(&line);
}

static void
modes_are_kept(void)
{
	struct place place;
	struct lm_err err = {0};
	char kept[FILES_PATH_SIZE + 64];

	start(&place);
	CHECK(chmod(place.documents, 0640) == 0);
	CHECK(chmod(place.queries, 0604) == 0);
	CHECK_OK(accept_texts(&place, new, new_queries, NULL, &err), &err);
	CHECK_EQ(file_mode(place.documents), 0640);
	CHECK_EQ(file_mode(place.queries), 0604);
	kept_of(place.documents, old, kept, sizeof(kept));
	CHECK_EQ(file_mode(kept), 0600);
	CHECK_OK(roll_back(&place, true, NULL, &err), &err);
	CHECK_EQ(file_mode(place.documents), 0640);
	CHECK_EQ(file_mode(place.queries), 0604);
}

static void
what_is_written_over_it_does_not_reach_the_copy(void)
{
	struct place place;
	struct lm_err err = {0};
	char kept[FILES_PATH_SIZE + 64];

	start(&place);
	CHECK_OK(accept_texts(&place, new, NULL, NULL, &err), &err);
	CHECK_OK(roll_back(&place, false, NULL, &err), &err);
	file_write(place.documents, lm_span_of("{}\n"));
	kept_of(place.documents, old, kept, sizeof(kept));
	file_check(kept, old);
	kept_of(place.documents, new, kept, sizeof(kept));
	file_check(kept, new);
}

static void
compressed_ones(void)
{
	struct place place;
	struct lm_buf packed = {0}, plain;
	struct lm_err err = {0};
	char kept[FILES_PATH_SIZE + 64], got[DRIFT_FINGERPRINT_SIZE];
	char want[LM_HASH_HEX_SIZE];

	place_make(&place, "base.jsonl.gz", "queries.jsonl");
	gzip_append(&packed, lm_span_of(old));
	file_write(place.documents, lm_buf_view(&packed));
	CHECK_OK(accept_texts(&place, new, NULL, NULL, &err), &err);
	lm_buf_free(&packed);
	packed = file_read(place.documents);
	plain = gzip_read(lm_buf_view(&packed));
	CHECK_SPAN(lm_buf_view(&plain), new);
	lm_buf_free(&packed);
	lm_buf_free(&plain);
	lm_hash_hex(lm_hash(lm_span_of(new)), want);
	CHECK_OK(drift_fingerprint(place.documents, got, &err), &err);
	CHECK_TEXT(got, want);
	kept_of(place.documents, old, kept, sizeof(kept));
	CHECK_HAS(kept, "/base.jsonl.");
	CHECK(strcmp(kept + strlen(kept) - 3, ".gz") == 0);
	packed = file_read(kept);
	plain = gzip_read(lm_buf_view(&packed));
	CHECK_SPAN(lm_buf_view(&plain), old);
	lm_buf_free(&packed);
	lm_buf_free(&plain);
	CHECK_OK(roll_back(&place, false, NULL, &err), &err);
	packed = file_read(place.documents);
	plain = gzip_read(lm_buf_view(&packed));
	CHECK_SPAN(lm_buf_view(&plain), old);
	lm_buf_free(&packed);
	lm_buf_free(&plain);
}

static void
much_of_it(void)
{
	struct place place;
	struct lm_buf text = {0};
	struct lm_err err = {0};

	start(&place);
	for (int i = 0; i < 100000; i++)
		CHECK(lm_buf_printf(&text, NULL, "{\"id\":%d}\n", i) == LM_OK);
	append(&text, lm_span("", 1));
	CHECK_OK(accept_texts(&place, text.ptr, NULL, NULL, &err), &err);
	file_check(place.documents, text.ptr);
	lm_buf_free(&text);
}

/* What is left when nothing came of it: the old files. */
static void
check_unchanged(const struct place *place, size_t n)
{
	file_check(place->documents, old);
	file_check(place->queries, old_queries);
	CHECK_EQ(n_files(place->folder, ".part"), 0);
	CHECK_EQ(n_files(place->folder, ""), n);
}

static void
what_is_not_committed_was_nothing(void)
{
	struct place place;
	const struct drift_accept_files files = {.documents = place.documents,
	    .queries = place.queries};
	struct drift_accept *accept = NULL;
	struct lm_err err = {0};

	start(&place);
	CHECK_OK(drift_accept_open(&files, &accept, &err), &err);
	CHECK_OK(drift_accept_add(accept, false, lm_span_of("{}"), &err), &err);
	CHECK_EQ(n_files(place.folder, ".part"), 2);
	drift_accept_free(accept);
	drift_accept_free(NULL);
	check_unchanged(&place, 2);
}

static void
nothing_is_not_accepted(void)
{
	struct place place;
	struct lm_err err = {0};

	start(&place);
	CHECK_CODE(accept_texts(&place, "", NULL, NULL, &err), LM_USAGE);
	CHECK_TEXT(err.message, "there are no documents to accept");
	CHECK_CODE(accept_texts(&place, new, "", NULL, &err), LM_USAGE);
	CHECK_TEXT(err.message, "there are no query vectors to accept");
	CHECK_TEXT(err.file, place.queries);
	check_unchanged(&place, 2);
}

static void
another_run_has_the_lock(void)
{
	struct place place;
	const struct drift_accept_files files = {.documents = place.documents};
	struct drift_accept *accept = NULL, *other = NULL;
	const struct drift_stamp stamp = {.now_ns = NOW};
	struct lm_err err = {0};

	start(&place);
	CHECK_OK(drift_accept_open(&files, &accept, &err), &err);
	CHECK_OK(drift_accept_add(accept, false, lm_span_of("{}"), &err), &err);
	CHECK_CODE(drift_accept_open(&files, &other, &err), LM_IO);
	CHECK(other == NULL);
	CHECK_HAS(err.message, "another run is writing ");
	CHECK_CODE(roll_back(&place, false, NULL, &err), LM_IO);
	CHECK_HAS(err.message, "another run is writing ");
	/* what belongs to the first run is there still */
	CHECK_OK(drift_accept_commit(accept, &stamp, NULL, &err), &err);
	drift_accept_free(accept);
	file_check(place.documents, "{}\n");
	CHECK_EQ(n_files(place.folder, ".part"), 0);
}

/* That files of these roles are refused, with this message. */
static void
refuses(const char *documents, const char *queries, const char *input,
    enum lm_code want, const char *message)
{
	const char *const inputs[] = {input};
	const struct drift_accept_files files = {documents, queries, inputs,
	    input != NULL};
	struct drift_accept *accept = NULL;
	struct lm_err err = {0};

	CHECK_CODE(drift_accept_open(&files, &accept, &err), want);
	CHECK(accept == NULL);
	CHECK_HAS(err.message, message);
	check_note("%s, %s, %s", documents, queries, input);
	drift_accept_free(accept);
}

static void
files_that_cannot_be_replaced(void)
{
	struct place place;
	char other[FILES_PATH_SIZE + 64];

	start(&place);
	refuses("-", NULL, NULL, LM_USAGE, "standard input");
	refuses(place.documents, "-", NULL, LM_USAGE, "standard input");
	refuses(place.folder, NULL, NULL, LM_USAGE, "only a regular file");
	snprintf(other, sizeof(other), "%s/link", place.folder);
	CHECK(symlink("base.jsonl", other) == 0);
	refuses(other, NULL, NULL, LM_USAGE, "a symbolic link");
	refuses(place.queries, other, NULL, LM_USAGE, "a symbolic link");
	refuses(place.documents, NULL, other, LM_USAGE, "it is an input, and");
	CHECK(unlink(other) == 0);
	CHECK(mkfifo(other, 0600) == 0);
	refuses(other, NULL, NULL, LM_USAGE, "only a regular file");
	CHECK(unlink(other) == 0);
	refuses(other, NULL, NULL, LM_IO, "No such file");
	CHECK(link(place.documents, other) == 0);
	refuses(place.documents, other, NULL, LM_USAGE, "cannot be one file");
	CHECK(unlink(other) == 0);
	refuses(place.documents, place.documents, NULL, LM_USAGE, "one file");
	refuses(place.documents, place.queries, place.queries, LM_USAGE,
	    "it is an input, and");
	snprintf(other, sizeof(other), "%s.part", place.documents);
	refuses(place.documents, NULL, other, LM_USAGE, "it is an input, and");
	refuses(place.documents, NULL, place.log, LM_USAGE, "an input, and");
	file_write(place.log, lm_span_of(""));
	refuses(place.documents, place.log, NULL, LM_USAGE, "one file");
	CHECK(unlink(place.log) == 0);
	check_unchanged(&place, 2);
}

static void
a_copy_that_is_there_already(void)
{
	struct place place;
	struct lm_err err = {0};
	char kept[FILES_PATH_SIZE + 64];

	start(&place);
	kept_of(place.documents, old, kept, sizeof(kept));
	file_write(kept, lm_span_of("damaged"));
	CHECK_OK(accept_texts(&place, new, NULL, NULL, &err), &err);
	file_check(kept, old);
	CHECK_OK(accept_texts(&place, old, NULL, NULL, &err), &err);
	CHECK_OK(accept_texts(&place, new, NULL, NULL, &err), &err);
	file_check(kept, old);
	CHECK_OK(accept_texts(&place, old, NULL, NULL, &err), &err);
	CHECK(unlink(kept) == 0);
	CHECK(mkdir(kept, 0700) == 0);
	CHECK_CODE(accept_texts(&place, new, NULL, NULL, &err), LM_IO);
	CHECK_TEXT(err.message, "not a regular file");
	CHECK_TEXT(err.file, kept);
	check_unchanged(&place, 5);
}

static void
a_log_that_cannot_be_written(void)
{
	struct place place;
	struct lm_err err = {0};

	start(&place);
	CHECK(mkdir(place.log, 0700) == 0);
	CHECK_CODE(accept_texts(&place, new, NULL, NULL, &err), LM_IO);
	CHECK_TEXT(err.file, place.log);
	check_unchanged(&place, 4); /* with the copy */
}

static void
the_same_again(void)
{
	struct place place;
	struct lm_err err = {0};

	start(&place);
	CHECK_OK(accept_texts(&place, new, new_queries, NULL, &err), &err);
	CHECK_OK(accept_texts(&place, new, new_queries, NULL, &err), &err);
	CHECK_OK(accept_texts(&place, new, NULL, NULL, &err), &err);
	file_check(place.documents, new);
	CHECK_OK(roll_back(&place, true, NULL, &err), &err);
	check_unchanged(&place, 7);
}

/* Documents accepted, query vectors not: as a kill between the renames leaves
 * it, with FILE.part as it then is. */
static void
make_half(struct place *place, const char *part)
{
	char name[FILES_PATH_SIZE + 64];
	struct lm_err err = {0};

	start(place);
	CHECK_OK(accept_texts(place, new, new_queries, NULL, &err), &err);
	file_write(place->queries, lm_span_of(old_queries));
	snprintf(name, sizeof(name), "%s.part", place->queries);
	if (part != NULL)
		file_write(name, lm_span_of(part));
}

static void
a_promotion_in_the_midst_is_finished(void)
{
	struct place place;
	struct lm_err err = {0};

	make_half(&place, new_queries);
	CHECK_OK(drift_accept_check(place.documents, place.queries, &err),
	    &err);
	file_check(place.documents, new);
	file_check(place.queries, new_queries);
	CHECK_EQ(n_files(place.folder, ".part"), 0);

	make_half(&place, new_queries);
	CHECK_OK(accept_texts(&place, old, old_queries, NULL, &err), &err);
	CHECK_OK(roll_back(&place, true, NULL, &err), &err);
	file_check(place.queries, new_queries);
	CHECK_OK(roll_back(&place, true, NULL, &err), &err);
	check_unchanged(&place, 7);
}

static void
what_cannot_be_finished_goes_back(void)
{
	static const char *const parts[] = {NULL, "", "{\"id\":"};

	for (size_t i = 0; i < 3; i++) {
		struct place place;
		struct lm_err err = {0};

		make_half(&place, parts[i]);
		CHECK_CODE(drift_accept_check(place.documents, place.queries,
			       &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, "--rollback");
		CHECK_TEXT(err.file, place.queries);
		CHECK_CODE(accept_texts(&place, old, old_queries, NULL, &err),
		    LM_MALFORMED);
		file_check(place.documents, new);
		file_check(place.queries, old_queries);
		CHECK_OK(roll_back(&place, true, NULL, &err), &err);
		CHECK_OK(drift_accept_check(place.documents, place.queries,
			     &err),
		    &err);
		check_unchanged(&place, 6);
	}
}

static void
a_run_that_is_just_at_it_is_left_alone(void)
{
	struct place place;
	struct lm_writer *part = NULL;
	struct lm_err err = {0};

	make_half(&place, NULL);
	CHECK_OK(lm_writer_open(place.queries, LM_WRITER_ATOMIC, &part, &err),
	    &err);
	CHECK_CODE(drift_accept_check(place.documents, place.queries, &err),
	    LM_IO);
	CHECK_HAS(err.message, "another run is writing ");
	lm_writer_abandon(part);
}

static void
what_has_no_log_needs_no_check(void)
{
	struct place place;
	struct lm_err err = {0};

	start(&place);
	CHECK_OK(drift_accept_check(place.documents, place.queries, &err),
	    &err);
	CHECK_OK(drift_accept_check(place.documents, NULL, &err), &err);
	CHECK_OK(drift_accept_check("-", place.queries, &err), &err);
	CHECK_OK(drift_accept_check("/missing", place.queries, &err), &err);
	CHECK_OK(drift_accept_check(place.folder, place.queries, &err), &err);
	CHECK_EQ(n_files(place.folder, ""), 2);
}

TEST_MAIN(TEST(the_run_becomes_the_baseline), TEST(query_vectors_go_with_it),
    TEST(the_line_says_who_and_what), TEST(members_are_added_to_the_line),
    TEST(modes_are_kept), TEST(what_is_written_over_it_does_not_reach_the_copy),
    TEST(compressed_ones), TEST(much_of_it),
    TEST(what_is_not_committed_was_nothing), TEST(nothing_is_not_accepted),
    TEST(another_run_has_the_lock), TEST(files_that_cannot_be_replaced),
    TEST(a_copy_that_is_there_already), TEST(a_log_that_cannot_be_written),
    TEST(the_same_again), TEST(a_promotion_in_the_midst_is_finished),
    TEST(what_cannot_be_finished_goes_back),
    TEST(a_run_that_is_just_at_it_is_left_alone),
    TEST(what_has_no_log_needs_no_check))
