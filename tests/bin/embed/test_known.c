#include "known.h"

#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "lm/hash.h"
#include "random.h"

/* What all tests begin with. */
struct fixture {
	struct known *known;
	struct known_reader *reader;
	struct lm_err err;
	char path[FILES_PATH_SIZE];
	struct known_vector vector;
};

static struct fixture
start(void)
{
	struct fixture f = {0};

	if (!CHECK_OK(known_new(&f.known, &f.err), &f.err) ||
	    !CHECK_OK(known_reader_new(&f.reader, &f.err), &f.err))
		abort();
	file_path("vectors.jsonl", f.path);
	return f;
}

static void
end(struct fixture *f)
{
	known_free(f->known);
	known_reader_free(f->reader);
}

static struct lm_hash128
key_named(const char *name)
{
	return lm_hash128(lm_span_of(name));
}

/* How many floats a text has: of an array by its commas, of base64 by its
 * length. */
static size_t
dimensions_of(struct lm_span embedding)
{
	size_t n_padding = lm_span_count(embedding, '=');

	return embedding.ptr[0] == '"'
	    ? ((embedding.len - 2) / 4 * 3 - n_padding) / sizeof(float)
	    : lm_span_count(embedding, ',') + 1;
}

/* Append a line as the program writes it; more goes behind the key. */
static void
append_line(struct lm_buf *out, const struct lm_hash128 *key,
    const char *embedding, const char *more)
{
	char hex[LM_HASH128_HEX_SIZE];

	lm_hash128_hex(key, hex);
	CHECK_OK(
	    lm_buf_printf(out, NULL,
		"{\"id\":1,\"embedding\":%s,\"embed\":{\"engine\":\"ollama\","
		"\"model\":\"bge\",\"fingerprint\":\"0123456789abcdef\","
		"\"dimensions\":%zu,\"text_xxh3\":\"0123456789abcdef\","
		"\"key\":\"%s\"%s}}\n",
		embedding, dimensions_of(lm_span_of(embedding)), hex, more),
	    NULL);
}

/* The same, in another form than the program's own. */
static void
append_foreign(struct lm_buf *out, const struct lm_hash128 *key,
    const char *embedding, const char *more)
{
	char hex[LM_HASH128_HEX_SIZE];

	lm_hash128_hex(key, hex);
	CHECK_OK(lm_buf_printf(out, NULL,
		     " { \"embed\" : {\"key\": \"%s\" %s}, \"embedding\" : %s, "
		     "\"x\": {\"key\":\"\"}} \r\n",
		     hex, more, embedding),
	    NULL);
}

static void
add(struct fixture *f, struct lm_span bytes)
{
	file_write(f->path, bytes);
	CHECK_OK(known_add_file(f->known, f->path, false, &f->err), &f->err);
}

static bool
find(struct fixture *f, const struct lm_hash128 *key, uint64_t dimensions,
    bool allow_truncated)
{
	bool found = false;

	CHECK_OK(known_find(f->known, f->reader, key, dimensions,
		     allow_truncated, &f->vector, &found, &f->err),
	    &f->err);
	return found;
}

static bool
find_named(struct fixture *f, const char *name)
{
	struct lm_hash128 key = key_named(name);

	return find(f, &key, 0, false);
}

static void
nothing_is_known(void)
{
	struct fixture f = start();

	CHECK(!find_named(&f, "a"));
	add(&f, (struct lm_span){0});
	CHECK(!find_named(&f, "a"));
	CHECK_EQ(known_files_records(f.known), 0);
	end(&f);
	known_free(NULL);
	known_reader_free(NULL);
}

static void
what_a_line_says(void)
{
	void (*const forms[])(struct lm_buf *, const struct lm_hash128 *,
	    const char *, const char *) = {append_line, append_foreign};

	for (size_t i = 0; i < 2; i++) {
		struct fixture f = start();
		struct lm_hash128 a = key_named("a"), b = key_named("b"),
				  c = key_named("c");
		struct lm_buf file = {0};

		forms[i](&file, &a, "[0.5, -1e-7,2.50]", ",\"tokens\":12");
		forms[i](&file, &b, "\"AACAPwAAAEA=\"", ",\"truncated\":true");
		forms[i](&file, &c, "[1,2,3]", "");
		add(&f, lm_buf_view(&file));
		CHECK_EQ(known_files_records(f.known), 3);
		CHECK_EQ(known_files_passed(f.known), 0);
		CHECK(find(&f, &a, 3, false));
		CHECK_SPAN(f.vector.embedding, "[0.5, -1e-7,2.50]");
		CHECK(f.vector.n == 3 && f.vector.floats[0] == 0.5F &&
		    f.vector.floats[2] == 2.5F);
		CHECK(f.vector.has_tokens && f.vector.tokens == 12);
		CHECK(!f.vector.truncated);
		CHECK(find(&f, &b, 2, true));
		CHECK_SPAN(f.vector.embedding, "\"AACAPwAAAEA=\"");
		CHECK(f.vector.n == 2 && f.vector.floats[1] == 2);
		CHECK(f.vector.truncated && !f.vector.has_tokens);
		CHECK(!find(&f, &b, 2, false));
		CHECK(!find(&f, &b, 3, true));
		CHECK(find(&f, &c, 0, false));
		CHECK(!f.vector.truncated && !f.vector.has_tokens);
		CHECK(!find_named(&f, "d"));
		lm_buf_free(&file);
		end(&f);
	}
}

/* The newest first; what will not do is passed by for an older one. */
static void
the_newest_that_will_do(void)
{
	struct fixture f = start();
	struct lm_hash128 a = key_named("a");
	struct lm_buf file = {0};

	append_line(&file, &a, "[1]", "");
	append_line(&file, &a, "[2,2]", "");
	append_line(&file, &a, "[3]", "");
	append_line(&file, &a, "[4]", ",\"truncated\":true");
	add(&f, lm_buf_view(&file));
	CHECK(find(&f, &a, 0, true));
	CHECK_SPAN(f.vector.embedding, "[4]");
	CHECK(find(&f, &a, 0, false));
	CHECK_SPAN(f.vector.embedding, "[3]");
	CHECK(find(&f, &a, 2, false));
	CHECK_SPAN(f.vector.embedding, "[2,2]");
	CHECK(!find(&f, &a, 3, true));
	/* Another file is newer than this one; the map of this one stays,
	 * though the name has gone over to the other. */
	CHECK(unlink(f.path) == 0);
	file.len = 0;
	append_line(&file, &a, "[5]", "");
	add(&f, lm_buf_view(&file));
	CHECK(find(&f, &a, 0, false));
	CHECK_SPAN(f.vector.embedding, "[5]");
	CHECK(find(&f, &a, 2, false));
	CHECK_SPAN(f.vector.embedding, "[2,2]");
	lm_buf_free(&file);
	end(&f);
}

static void
records_without_a_vector(void)
{
	static const char *const lines[] = {"{}", "7", "[]", "null", "\"x\"",
	    "{\"embed\":7}", "{\"embed\":{}}",
	    "{\"embed\":{\"key\":7},\"embedding\":[1]}",
	    "{\"embed\":{\"key\":\"0123\"},\"embedding\":[1]}",
	    "{\"embed\":{\"key\":\"0123456789ABCDEF0123456789ABCDEF\"},"
	    "\"embedding\":[1]}",
	    "{\"embed\":{\"key\":\"0123456789abcdef0123456789abcdef\"}}",
	    "{\"embed\":{\"key\":\"0123456789abcdef0123456789abcdef\"},"
	    "\"embedding\":null}"};
	struct fixture f = start();
	struct lm_hash128 a = key_named("a");
	struct lm_buf file = {0};
	size_t n = sizeof(lines) / sizeof(lines[0]);

	append(&file, lm_span_of("\xef\xbb\xbf\n \t\r\n"));
	for (size_t i = 0; i < n; i++) {
		append(&file, lm_span_of(lines[i]));
		append(&file, lm_span_of("\n\r\n"));
	}
	append_line(&file, &a, "null", "");
	append_line(&file, &a, "[1]", "");
	file.len--; /* no last newline */
	add(&f, lm_buf_view(&file));
	CHECK_EQ(known_files_records(f.known), 1);
	CHECK_EQ(known_files_passed(f.known), n + 1);
	CHECK(find(&f, &a, 1, false));
	lm_buf_free(&file);
	end(&f);
}

/* One that was cut does not have as many dimensions as it says. */
static void
as_many_as_it_says(void)
{
	const struct lm_hash128 a = key_named("a"), b = key_named("b");
	struct lm_buf file = {0};
	struct fixture f = start();

	append_foreign(&file, &a, "[1,2]", ",\"dimensions\":2");
	append_foreign(&file, &b, "[1]", ",\"dimensions\":2");
	add(&f, lm_buf_view(&file));
	CHECK(find(&f, &a, 0, false));
	CHECK(!f.vector.is_own);
	CHECK(!find(&f, &b, 0, false));
	lm_buf_free(&file);
	end(&f);
}

/* What is in a file may be anything: it is not found, and nothing more. */
static void
vectors_that_are_none(void)
{
	static const char *const embeddings[] = {"[]", "[0,0]", "7", "{}",
	    "true", "\"\"", "\"AAAA\"", "\"not base64\"", "\"AACAfwAAAEA=\"",
	    "[1,1e39]", "[1,\"2\"]", "[1,null]", "[1,", "[1}", "\"", "[1]]"};
	struct lm_buf file = {0};
	struct fixture f = start();
	char name[20];

	for (size_t i = 0; i < sizeof(embeddings) / sizeof(embeddings[0]);
	     i++) {
		struct lm_hash128 key;

		snprintf(name, sizeof(name), "%zu", i);
		key = key_named(name);
		append_line(&file, &key, embeddings[i], "");
	}
	add(&f, lm_buf_view(&file));
	for (size_t i = 0; i < sizeof(embeddings) / sizeof(embeddings[0]);
	     i++) {
		snprintf(name, sizeof(name), "%zu", i);
		CHECK(!find_named(&f, name));
		check_note("%s", embeddings[i]);
	}
	lm_buf_free(&file);
	end(&f);
}

/* Equal halves of keys: the whole key tells. */
static void
keys_that_collide(void)
{
	struct fixture f = start();
	struct lm_hash128 keys[4];
	struct lm_buf file = {0};
	char want[20];

	for (size_t i = 0; i < 4; i++) {
		keys[i] = key_named("same");
		keys[i].high += i;
		snprintf(want, sizeof(want), "[%zu]", i + 1);
		append_line(&file, &keys[i], want, "");
	}
	add(&f, lm_buf_view(&file));
	for (size_t i = 0; i < 4; i++) {
		snprintf(want, sizeof(want), "[%zu]", i + 1);
		CHECK(find(&f, &keys[i], 0, false));
		CHECK_SPAN(f.vector.embedding, want);
	}
	keys[0].high--;
	CHECK(!find(&f, &keys[0], 0, false));
	lm_buf_free(&file);
	end(&f);
}

static void
what_is_no_json_lines(void)
{
	static const char *const lines[] = {"{", "no", "{}{}", "\x80",
	    "{\"a\":1}}", "{\"embed\":{\"key\":\"a}}"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct fixture f = start();
		struct lm_hash128 a = key_named("a");
		struct lm_buf file = {0};

		append_line(&file, &a, "[1]", "");
		append(&file, lm_span_of("\n"));
		append(&file, lm_span_of(lines[i]));
		append(&file, lm_span_of("\n{}\n"));
		file_write(f.path, lm_buf_view(&file));
		CHECK_CODE(known_add_file(f.known, f.path, true, &f.err),
		    LM_MALFORMED);
		CHECK_TEXT(f.err.file, f.path);
		CHECK_EQ(f.err.line, 3);
		check_note("%s", lines[i]);
		lm_buf_free(&file);
		end(&f);
	}
}

static void
a_torn_last_line(void)
{
	struct lm_hash128 a = key_named("a"), b = key_named("b");
	struct lm_buf file = {0};
	size_t first;

	append_line(&file, &a, "[1]", "");
	first = file.len;
	append_line(&file, &b, "[2]", "");
	for (size_t len = 0; len <= file.len; len++) {
		struct fixture f = start();

		file_write(f.path, lm_span(file.ptr, len));
		CHECK_OK(known_add_file(f.known, f.path, true, &f.err), &f.err);
		CHECK(find(&f, &a, 1, false) == (len >= first));
		CHECK(find(&f, &b, 1, false) == (len == file.len));
		end(&f);
	}
	lm_buf_free(&file);
}

/* The names in a folder. */
static size_t
count_names(const char *path)
{
	DIR *folder = opendir(path);
	size_t n = 0;

	if (!CHECK(folder != NULL))
		return 0;
	while (readdir(folder) != NULL)
		n++;
	(void)closedir(folder);
	return n - 2; /* . and .. */
}

/* Files without names are made in this folder from now on; what was said
 * before (free it), or NULL. */
static char *
temporary_folder(char path[FILES_PATH_SIZE])
{
	const char *before = getenv("TMPDIR");
	char *kept = before == NULL ? NULL : strdup(before);

	file_path("tmp", path);
	(void)mkdir(path, 0700);
	(void)setenv("TMPDIR", path, 1);
	return kept;
}

static void
as_before(char *folder)
{
	if (folder == NULL)
		(void)unsetenv("TMPDIR");
	else
		(void)setenv("TMPDIR", folder, 1);
	free(folder);
}

static void
gzip_and_pipes(void)
{
	struct fixture f = start();
	struct lm_hash128 a = key_named("a"), b = key_named("b");
	struct lm_buf file = {0}, packed = {0};
	struct feeder feeder = {0};
	char folder[FILES_PATH_SIZE], *before = temporary_folder(folder);

	append_line(&file, &a, "[1]", "");
	gzip_append(&packed, lm_buf_view(&file));
	gzip_append(&packed, lm_buf_view(&file));
	add(&f, lm_buf_view(&packed));
	CHECK_EQ(known_files_records(f.known), 2);
	CHECK(find(&f, &a, 1, false));
	file.len = 0;
	append_line(&file, &b, "[2]", "");
	feeder_start(&feeder, lm_buf_view(&file), 10, 92);
	CHECK_OK(known_add_file(f.known, feeder.path, false, &f.err), &f.err);
	feeder_end(&feeder);
	CHECK(find(&f, &b, 1, false));
	CHECK_EQ(count_names(folder), 0);
	/* A stream that is cut. */
	file_write(f.path, lm_span(packed.ptr, packed.len - 10));
	CHECK_CODE(known_add_file(f.known, f.path, true, &f.err), LM_MALFORMED);
	CHECK_TEXT(f.err.file, f.path);
	CHECK_HAS(f.err.message, "corrupt gzip stream");
	CHECK_EQ(count_names(folder), 0);
	(void)setenv("TMPDIR", "/nonexistent", 1);
	file_write(f.path, lm_buf_view(&packed));
	CHECK_CODE(known_add_file(f.known, f.path, true, &f.err), LM_IO);
	CHECK_TEXT(f.err.file, "/nonexistent");
	as_before(before);
	lm_buf_free(&file);
	lm_buf_free(&packed);
	end(&f);
}

static void
what_cannot_be_opened(void)
{
	struct fixture f = start();

	file_path("missing.jsonl", f.path);
	CHECK_CODE(known_add_file(f.known, f.path, false, &f.err), LM_IO);
	CHECK_TEXT(f.err.file, f.path);
	CHECK_TEXT(f.err.message, "open: No such file or directory");
	CHECK_CODE(known_add_file(f.known, check_folder(), false, &f.err),
	    LM_IO);
	CHECK_TEXT(f.err.file, check_folder());
	end(&f);
}

static void
what_this_run_remembers(void)
{
	struct fixture f = start();
	struct lm_buf line = {0}, long_one = {0};
	char folder[FILES_PATH_SIZE], name[20];
	char *before = temporary_folder(folder);
	struct lm_hash128 key;

	for (size_t i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		key = key_named(name);
		line.len = 0;
		append_line(&line, &key, "[1,2]", "");
		line.len -= i % 2; /* with its newline or without */
		CHECK_OK(known_remember(f.known, &key, lm_buf_view(&line),
			     &f.err),
		    &f.err);
	}
	/* Longer than what is read at once. */
	append(&long_one, lm_span_of("[1"));
	while (long_one.len < 300000)
		append(&long_one, lm_span_of(",0.125"));
	append(&long_one, lm_span("]", 2));
	key = key_named("long");
	line.len = 0;
	append_line(&line, &key, long_one.ptr, "");
	CHECK_OK(known_remember(f.known, &key, lm_buf_view(&line), &f.err),
	    &f.err);
	CHECK_EQ(count_names(folder), 0);
	CHECK_EQ(known_files_records(f.known), 0);
	for (size_t i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		CHECK(find_named(&f, name));
		CHECK_SPAN(f.vector.embedding, "[1,2]");
	}
	CHECK(find_named(&f, "long"));
	CHECK_SPAN(f.vector.embedding, long_one.ptr);
	as_before(before);
	lm_buf_free(&line);
	lm_buf_free(&long_one);
	end(&f);
}

/* FILE.part grows while it is read; what is not whole yet is not found. */
static void
what_this_run_wrote(void)
{
	struct fixture f = start();
	struct lm_buf file = {0};
	char name[20];
	size_t n = 300, last = 0;
	int fd;

	file_write(f.path, (struct lm_span){0});
	fd = open(f.path, O_RDONLY);
	for (size_t i = 0; i < n; i++) {
		struct lm_hash128 key;

		snprintf(name, sizeof(name), "%zu", i);
		key = key_named(name);
		last = file.len;
		append_line(&file, &key, "[1,2]", ",\"tokens\":7");
		CHECK_OK(known_wrote(f.known, &key, fd, last, &f.err), &f.err);
	}
	CHECK(!find_named(&f, "0"));
	file_write(f.path, lm_span(file.ptr, file.len - 1));
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		CHECK(find_named(&f, name) == (i < n - 1));
		CHECK(f.vector.tokens == 7 || i == n - 1);
	}
	file_write(f.path, lm_buf_view(&file));
	CHECK(find_named(&f, name));
	(void)close(fd);
	{
		bool found;
		struct lm_hash128 key = key_named("0");

		CHECK_CODE(known_find(f.known, f.reader, &key, 0, false,
			       &f.vector, &found, &f.err),
		    LM_IO);
		CHECK(!found);
	}
	lm_buf_free(&file);
	end(&f);
}

static void
limits(void)
{
	struct fixture f = start();
	struct lm_hash128 key = key_named("a");

	CHECK_CODE(known_wrote(f.known, &key, 0, UINT64_C(1) << 48, &f.err),
	    LM_LIMIT);
	for (int fd = 1000; fd < 1000 + 65534; fd++)
		if (known_wrote(f.known, &key, fd, 0, &f.err) != LM_OK)
			break;
	CHECK_CODE(known_wrote(f.known, &key, 999, 0, &f.err), LM_LIMIT);
	end(&f);
}

#ifdef __linux__
/* Memory that is no file's, in kB. */
static long
own_kb(void)
{
	struct lm_buf status = file_read("/proc/self/status");
	const char *at;
	long kb = -1;

	append(&status, lm_span("", 1));
	at = strstr(status.ptr, "RssAnon:");
	if (at != NULL)
		kb = strtol(at + strlen("RssAnon:"), NULL, 10);
	lm_buf_free(&status);
	return kb;
}

/* A file of n records, by pieces. */
static void
write_many(const char *path, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct lm_buf block = {0};

	for (size_t i = 0; i < n; i++) {
		struct lm_hash128 key =
		    lm_hash128(lm_span((const char *)&i, sizeof(i)));

		append_line(&block, &key, "[0.25,-0.5,1]", ",\"tokens\":12");
		if (block.len < 1 << 20 && i + 1 < n)
			continue;
		CHECK(write(fd, block.ptr, block.len) == (ssize_t)block.len);
		block.len = 0;
	}
	lm_buf_free(&block);
	(void)close(fd);
}

static void
a_million_records_in_64_mb(void)
{
	struct fixture f = start();
	size_t n = check_soak() ? 1000000 : 200000;
	const char *config = getenv("LMOB_CONFIG");
	bool release = config == NULL || strcmp(config, "release") == 0;
	long before, after;

	write_many(f.path, n);
	before = own_kb();
	CHECK_OK(known_add_file(f.known, f.path, false, &f.err), &f.err);
	after = own_kb();
	CHECK_EQ(known_files_records(f.known), n);
	if (release)
		CHECK(before > 0 && (after - before) * 1024 < (long)(64 * n));
	check_note("%ld kB for %zu records", after - before, n);
	for (size_t i = 0; i < n; i += n / 1000) {
		struct lm_hash128 key =
		    lm_hash128(lm_span((const char *)&i, sizeof(i)));

		CHECK(find(&f, &key, 3, false));
	}
	end(&f);
}
#else
static void
a_million_records_in_64_mb(void)
{
	check_skip("no /proc");
}
#endif

TEST_MAIN(TEST(nothing_is_known), TEST(what_a_line_says),
    TEST(the_newest_that_will_do), TEST(records_without_a_vector),
    TEST(vectors_that_are_none), TEST(as_many_as_it_says),
    TEST(keys_that_collide), TEST(what_is_no_json_lines),
    TEST(a_torn_last_line), TEST(gzip_and_pipes), TEST(what_cannot_be_opened),
    TEST(what_this_run_remembers), TEST(what_this_run_wrote), TEST(limits),
    TEST(a_million_records_in_64_mb))
