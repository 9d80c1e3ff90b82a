#include "ahead.h"

#include <sys/stat.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "known.h"

#define LINE_1                                     \
	"{\"embedding\":[1,2],\"embed\":{\"key\":" \
	"\"00000000000000010000000000000065\"}}\n"
#define LINE_2                                               \
	"{\"embedding\":\"AACAPw==\",\"embed\":{\"key\":"    \
	"\"00000000000000020000000000000066\",\"tokens\":7," \
	"\"truncated\":true}}\n"

/* The names of one test's file. */
struct names {
	char part[FILES_PATH_SIZE];
	char ahead[FILES_PATH_SIZE + 8];
	char next[FILES_PATH_SIZE + 16];
};

static struct names
names_of(const char *name)
{
	struct names names;
	struct lm_buf ahead = {0};

	file_path(name, names.part);
	CHECK_CODE(ahead_name(names.part, &ahead, NULL), LM_OK);
	(void)snprintf(names.ahead, sizeof(names.ahead), "%s", ahead.ptr);
	(void)snprintf(names.next, sizeof(names.next), "%s.new", ahead.ptr);
	lm_buf_free(&ahead);
	return names;
}

static struct ahead *
begin(const struct names *names, bool resumes)
{
	struct ahead *ahead = NULL;
	struct lm_err err = {0};

	CHECK_OK(ahead_open(names->part, resumes, &ahead, &err), &err);
	return ahead;
}

static struct unit *
unit_of(struct units *units, uint64_t n, const char *embedding)
{
	const struct lm_hash128 key = {n, n + 100};
	struct unit *unit = NULL;

	CHECK_CODE(units_get(units, &key, &unit, NULL), LM_OK);
	CHECK_CODE(lm_buf_text(&unit->embedding, embedding, NULL), LM_OK);
	unit_close(units, unit, UNIT_DONE);
	return unit;
}

/* Two that are answered, and one that is not. */
static void
make_units(struct units *units, struct unit *list[3])
{
	const struct lm_hash128 open = {9, 9};

	list[0] = unit_of(units, 1, "[1,2]");
	list[1] = unit_of(units, 2, "\"AACAPw==\"");
	list[1]->has_tokens = true;
	list[1]->tokens = 7;
	list[1]->truncated = true;
	CHECK_CODE(units_get(units, &open, &list[2], NULL), LM_OK);
}

static void
kept_and_taken_away(void)
{
	struct names names = names_of("a.part");
	struct units units = {0};
	struct unit *list[3];
	struct ahead *ahead;

	make_units(&units, list);
	ahead = begin(&names, false);
	CHECK_EQ(file_mode(names.ahead), 0600);
	CHECK_CODE(ahead_add(ahead, list, 1, NULL), LM_OK);
	file_check(names.ahead, LINE_1);
	CHECK_CODE(ahead_add(ahead, list + 1, 2, NULL), LM_OK);
	file_check(names.ahead, LINE_1 LINE_2);
	CHECK(!ahead_is_large(ahead));
	ahead_close(ahead, false);
	file_check(names.ahead, LINE_1 LINE_2);
	ahead = begin(&names, true);
	ahead_close(ahead, true);
	CHECK(!file_exists(names.ahead));
	ahead_close(NULL, true);
	units_free(&units);
}

/* Without --resume it is of another run, and goes. */
static void
begun_anew(void)
{
	struct names names = names_of("b.part");
	struct ahead *ahead;

	file_write(names.ahead, lm_span_of(LINE_1));
	ahead = begin(&names, false);
	file_check(names.ahead, "");
	ahead_close(ahead, false);
}

/* What a killed run left is cut behind its last whole line. */
static void
resumed(void)
{
	static const char *const torn[][2] = {{"", ""}, {"{", ""}, {"\n", "\n"},
	    {LINE_1, LINE_1}, {LINE_1 "{\"emb", LINE_1}, {"x\ny", "x\n"}};
	struct names names = names_of("c.part");
	struct units units = {0};
	struct unit *list[3];

	make_units(&units, list);
	for (size_t i = 0; i < sizeof(torn) / sizeof(torn[0]); i++) {
		struct ahead *ahead;
		struct lm_buf want = {0};

		append(&want, lm_span_of(torn[i][1]));
		append(&want, lm_span_of(LINE_2));
		CHECK_CODE(lm_buf_byte(&want, '\0', NULL), LM_OK);
		file_write(names.ahead, lm_span_of(torn[i][0]));
		ahead = begin(&names, true);
		CHECK_CODE(ahead_add(ahead, list + 1, 1, NULL), LM_OK);
		file_check(names.ahead, want.ptr);
		ahead_close(ahead, false);
		lm_buf_free(&want);
	}
	units_free(&units);
}

/* A torn line may be longer than any block. */
static void
resumed_behind_a_long_line(void)
{
	struct names names = names_of("d.part");
	char long_line[10000];
	struct lm_buf text = {0};
	struct ahead *ahead;

	memset(long_line, 'x', sizeof(long_line));
	append(&text, lm_span_of(LINE_1));
	append(&text, lm_span(long_line, sizeof(long_line)));
	file_write(names.ahead, lm_buf_view(&text));
	ahead = begin(&names, true);
	file_check(names.ahead, LINE_1);
	ahead_close(ahead, false);
	file_write(names.ahead, lm_span(long_line, sizeof(long_line)));
	ahead = begin(&names, true);
	file_check(names.ahead, "");
	ahead_close(ahead, false);
	lm_buf_free(&text);
}

static void
check_locked(const struct names *names)
{
	struct ahead *ahead = NULL;
	struct lm_err err = {0};

	CHECK_CODE(ahead_open(names->part, true, &ahead, &err), LM_IO);
	CHECK(ahead == NULL);
	CHECK_TEXT(err.message, "another run is writing it");
	CHECK_TEXT(err.file, names->ahead);
}

static void
one_run_at_a_time(void)
{
	struct names names = names_of("e.part");
	struct units units = {0};
	struct unit *list[3];
	struct ahead *ahead = begin(&names, false);

	make_units(&units, list);
	CHECK_CODE(ahead_add(ahead, list, 1, NULL), LM_OK);
	check_locked(&names);
	CHECK_CODE(ahead_renew(ahead, &units, NULL), LM_OK);
	check_locked(&names);
	CHECK(!file_exists(names.next));
	CHECK_CODE(ahead_add(ahead, list, 1, NULL), LM_OK);
	ahead_close(ahead, false);
	ahead = begin(&names, true);
	ahead_close(ahead, true);
	units_free(&units);
}

/* What is still ahead stays, the rest goes. */
static void
renewed(void)
{
	struct names names = names_of("f.part");
	struct units units = {0};
	struct unit *list[3];
	struct ahead *ahead = begin(&names, false);

	make_units(&units, list);
	CHECK_CODE(ahead_add(ahead, list, 3, NULL), LM_OK);
	units_drop(&units, list[0]);
	/* As one that was killed may leave it. */
	file_write(names.next, lm_span_of("rest of another run"));
	CHECK_CODE(ahead_renew(ahead, &units, NULL), LM_OK);
	file_check(names.ahead, LINE_2);
	CHECK_EQ(file_mode(names.ahead), 0600);
	CHECK_CODE(ahead_add(ahead, list + 1, 1, NULL), LM_OK);
	file_check(names.ahead, LINE_2 LINE_2);
	ahead_close(ahead, true);
	units_free(&units);
}

static void
leaves_nothing(void)
{
	struct names names = names_of("g.part");
	struct units units = {0};
	struct unit *list[3];
	struct lm_err err = {0};
	struct ahead *ahead = begin(&names, false);

	make_units(&units, list);
	file_write(names.next, lm_span_of("rest of another run"));
	ahead_close(ahead, true);
	CHECK(!file_exists(names.next));
	/* It cannot take the name of a folder. */
	ahead = begin(&names, false);
	CHECK(unlink(names.ahead) == 0 && mkdir(names.ahead, 0700) == 0);
	CHECK_CODE(ahead_renew(ahead, &units, &err), LM_IO);
	CHECK_TEXT(err.file, names.ahead);
	CHECK(!file_exists(names.next));
	ahead_close(ahead, false);
	CHECK(rmdir(names.ahead) == 0);
	units_free(&units);
}

/* It begins anew when it is three times what it began with, and 64 MiB. */
static void
grows_large(void)
{
	struct names names = names_of("h.part");
	struct units units = {0};
	struct unit *list[3];
	struct ahead *ahead = begin(&names, false);
	struct lm_buf vector = {0};
	size_t n = 0;

	for (size_t i = 0; i < (size_t)1 << 20; i++)
		append(&vector, lm_span_of("1"));
	CHECK_CODE(lm_buf_byte(&vector, '\0', NULL), LM_OK);
	list[0] = unit_of(&units, 1, vector.ptr);
	while (!ahead_is_large(ahead) && n++ < 100)
		CHECK_CODE(ahead_add(ahead, list, 1, NULL), LM_OK);
	CHECK_EQ(n, 64);
	CHECK_CODE(ahead_renew(ahead, &units, NULL), LM_OK);
	CHECK(!ahead_is_large(ahead));
	for (n = 0; !ahead_is_large(ahead) && n < 100; n++)
		CHECK_CODE(ahead_add(ahead, list, 1, NULL), LM_OK);
	CHECK_EQ(n, 66);
	ahead_close(ahead, true);
	lm_buf_free(&vector);
	units_free(&units);
}

/* A file that was there is closed to others; a link is not followed. */
static void private(void)
{
	struct names names = names_of("i.part");
	struct lm_err err = {0};
	struct ahead *ahead;

	file_write(names.ahead, lm_span_of(LINE_1));
	CHECK(chmod(names.ahead, 0644) == 0);
	ahead = begin(&names, true);
	CHECK_EQ(file_mode(names.ahead), 0600);
	ahead_close(ahead, true);
	CHECK(symlink(names.part, names.ahead) == 0);
	CHECK_CODE(ahead_open(names.part, false, &ahead, &err), LM_IO);
	CHECK(!file_exists(names.part));
	CHECK(unlink(names.ahead) == 0);
}

static void
cannot_be_made(void)
{
	struct ahead *ahead = NULL;
	struct lm_err err = {0};

	CHECK_CODE(ahead_open("/nowhere/at/all.part", false, &ahead, &err),
	    LM_IO);
	CHECK(ahead == NULL);
	CHECK_TEXT(err.file, "/nowhere/at/all.part.ahead");
}

/* The next run knows what is there. */
static void
read_again(void)
{
	struct names names = names_of("j.part");
	struct units units = {0};
	struct unit *list[3];
	struct ahead *ahead = begin(&names, false);
	struct known *known = NULL;
	struct known_reader *reader = NULL;
	struct known_vector vector;
	bool found = false;

	make_units(&units, list);
	CHECK_CODE(ahead_add(ahead, list, 3, NULL), LM_OK);
	CHECK_CODE(known_new(&known, NULL), LM_OK);
	CHECK_CODE(known_reader_new(&reader, NULL), LM_OK);
	CHECK_CODE(known_add_file(known, names.ahead, true, NULL), LM_OK);
	CHECK_EQ(known_files_records(known), 2);
	CHECK_CODE(known_find(known, reader, &list[1]->key, 1, true, &vector,
		       &found, NULL),
	    LM_OK);
	if (CHECK(found)) {
		CHECK(vector.n == 1 && vector.floats[0] == 1);
		CHECK(vector.has_tokens && vector.tokens == 7);
		CHECK(vector.truncated);
		CHECK_SPAN(vector.embedding, "\"AACAPw==\"");
	}
	CHECK_CODE(known_find(known, reader, &list[0]->key, 0, false, &vector,
		       &found, NULL),
	    LM_OK);
	CHECK(found && !vector.has_tokens && !vector.truncated);
	CHECK_CODE(known_find(known, reader, &list[2]->key, 0, true, &vector,
		       &found, NULL),
	    LM_OK);
	CHECK(!found);
	known_reader_free(reader);
	known_free(known);
	ahead_close(ahead, true);
	units_free(&units);
}

TEST_MAIN(TEST(kept_and_taken_away), TEST(begun_anew), TEST(resumed),
    TEST(resumed_behind_a_long_line), TEST(one_run_at_a_time), TEST(renewed),
    TEST(leaves_nothing), TEST(grows_large), TEST(private),
    TEST(cannot_be_made), TEST(read_again))
