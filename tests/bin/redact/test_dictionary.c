#include <stdio.h>
#include <string.h>

#include "check.h"
#include "dictionary.h"
#include "files.h"

#include "lm/buf.h"

/* The names of a file of these bytes, "|" after each; or the error. */
static void
read_as(const char *name, const char *column, struct lm_span bytes,
    enum lm_code want, char *out, size_t size)
{
	struct dictionary dictionary;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE], spec[FILES_PATH_SIZE + 64];
	size_t len = 0;

	file_path(name, path);
	file_write(path, bytes);
	(void)snprintf(spec, sizeof(spec), "%s%s", path, column);
	CHECK_CODE(dictionary_read(spec, lm_span_of("NAME"), &dictionary, &err),
	    want);
	check_note("%s", err.message);
	(void)snprintf(out, size, "%llu:%llu: %s", (unsigned long long)err.line,
	    (unsigned long long)err.column, err.message);
	if (want != LM_OK) {
		CHECK(
		    dictionary.entries == NULL && dictionary.text.ptr == NULL);
		if (want == LM_MALFORMED)
			CHECK_TEXT(err.file, path);
		return;
	}
	out[0] = '\0';
	for (size_t i = 0; i < dictionary.n && len < size; i++) {
		const struct known_entry *entry = &dictionary.entries[i];

		CHECK_SPAN(entry->label, "NAME");
		len += (size_t)snprintf(out + len, size - len, "%.*s|",
		    (int)entry->text.len, entry->text.ptr);
	}
	if (len < size)
		(void)snprintf(out + len, size - len, "%zu:%llu",
		    dictionary.n_skipped,
		    (unsigned long long)dictionary.first_skipped);
	dictionary_free(&dictionary);
	CHECK_EQ(dictionary.n, 0);
}

struct read_case {
	const char *column; /* NULL: text */
	const char *bytes;
	const char *want; /* the names, how many are skipped, and where */
};

static void
read_case(const struct read_case *one, enum lm_code want, char *out,
    size_t size)
{
	bool text = one->column == NULL;

	read_as(text ? "names.txt" : "names.csv", text ? "" : one->column,
	    lm_span_of(one->bytes), want, out, size);
}

static void
reads(void)
{
	static const struct read_case cases[] = {
	    {NULL, "Ann Smith\nAcme Corp\n", "Ann Smith|Acme Corp|0:0"},
	    {NULL, "\xef\xbb\xbf# names\r\nAnn Smith\r\n\r\n \t\n Acme ",
		"Ann Smith|Acme|0:0"},
	    {NULL, "Al\nAnn\n--\n[EMAIL]\nBo", "Ann|4:1"},
	    {NULL, "Smith, Ann\n\"Ann\"\n", "Smith, Ann|\"Ann\"|0:0"},
	    {":name", "id,name\n1,Ann\n2,\"Smith, \"\"Bo\"\"\"\n3,\n",
		"Ann|Smith, \"Bo\"|0:0"},
	    {":name", "\xef\xbb\xbfname\r\nAnn\r\n\r\nAcme\r\n",
		"Ann|Acme|0:0"},
	    {":name", "\"id\";\"name\"\n1;Ann, Bo\n", "Ann, Bo|0:0"},
	    {":name", "id\tname\n1\tAnn\n", "Ann|0:0"},
	    {":2", "1,Ann\n2,Acme", "Ann|Acme|0:0"},
	    {":1", "Ann\nAcme\n", "Ann|Acme|0:0"},
	    {":full name", "full name\nAnn\n", "Ann|0:0"},
	    {":name", "id,name\n1,\"Ann\nSmith\"\n2,Al\n3,Bob\n",
		"Ann\nSmith|Bob|1:4"},
	    {":name", "name,name\nAnn,Bob\n", "Ann|0:0"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char got[1024];

		read_case(&cases[i], LM_OK, got, sizeof(got));
		CHECK_TEXT(got, cases[i].want);
		check_note("%s", cases[i].bytes);
	}
}

static void
refuses(void)
{
	static const struct read_case cases[] = {
	    {NULL, "", "0:0: no name in it"},
	    {NULL, "# none\n\n", "0:0: no name in it"},
	    {NULL, "Ann\nB\xff\n", "2:2: not UTF-8"},
	    {NULL, "a a a a a a a a a a a a a a a a a a a a a\n",
		"1:0: a name"},
	    {":name", "id,full\n1,Ann\n", "1:0: no column is called \"name\""},
	    {":name", "", "0:0: no name in it"},
	    {":2", "a,Ann\nb\n", "2:0: a row of 1 columns, without column 2"},
	    {":name", "id,name\n1,Ann\n2,\"Bob\n3,Cid\n",
		"3:0: a quotation mark of this row is not closed"},
	    {":name", "id,name\n1,An\"n\n", "2:0: a quotation mark where none"},
	    {":name", "name\nAnn\xff\n", "2:4: not UTF-8"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char got[1024];

		read_case(&cases[i], LM_MALFORMED, got, sizeof(got));
		CHECK_HAS(got, cases[i].want);
		check_note("%s", cases[i].bytes);
	}
}

static void
asks_for_a_column(void)
{
	char got[1024];

	read_as("n.csv", "", lm_span_of("Ann\n"), LM_USAGE, got, sizeof(got));
	CHECK_HAS(got, "which column");
	read_as("n.CSV", ":", lm_span_of("Ann\n"), LM_USAGE, got, sizeof(got));
	CHECK_HAS(got, "which column");
	read_as("a:b", "", lm_span_of("Ann\n"), LM_OK, got, sizeof(got));
	CHECK_TEXT(got, "Ann|0:0");
	read_as("n.CSV", ":1", lm_span_of("Ann\n"), LM_OK, got, sizeof(got));
	CHECK_TEXT(got, "Ann|0:0");
}

static void
reads_gzip(void)
{
	struct lm_buf packed = {0};
	char got[1024];

	gzip_append(&packed, lm_span_of("name,id\nAnn,1\n"));
	read_as("names.csv.gz", ":name", lm_buf_view(&packed), LM_OK, got,
	    sizeof(got));
	CHECK_TEXT(got, "Ann|0:0");
	packed.len = 0;
	gzip_append(&packed, lm_span_of("Ann\nAcme\n"));
	read_as("names.gz", "", lm_buf_view(&packed), LM_OK, got, sizeof(got));
	CHECK_TEXT(got, "Ann|Acme|0:0");
	lm_buf_free(&packed);
}

static void
needs_the_file(void)
{
	struct dictionary dictionary;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	file_path("absent.txt", path);
	CHECK_CODE(dictionary_read(path, lm_span_of("NAME"), &dictionary, &err),
	    LM_IO);
	CHECK_TEXT(err.file, path);
	dictionary_free(&dictionary);
}

static void
reads_many(void)
{
	struct lm_buf file = {0};
	struct dictionary dictionary;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE], name[64];
	size_t n = 20000;

	for (size_t i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "Name %zu\n", i);
		append(&file, lm_span_of(name));
	}
	file_path("many.txt", path);
	file_write(path, lm_buf_view(&file));
	CHECK_OK(dictionary_read(path, lm_span_of("NAME"), &dictionary, &err),
	    &err);
	if (CHECK_EQ(dictionary.n, n))
		CHECK_SPAN(dictionary.entries[n - 1].text, "Name 19999");
	dictionary_free(&dictionary);
	lm_buf_free(&file);
}

TEST_MAIN(TEST(reads), TEST(refuses), TEST(asks_for_a_column), TEST(reads_gzip),
    TEST(needs_the_file), TEST(reads_many))
