#include "lm/schema.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"

#include "lm/record.h"

/*
 * The JSON Schema test suite: every required, optional and format test of five
 * drafts.  A test is lost when the verdict is not what the suite says, or when
 * its schema is refused; each lost one is printed, and none may be lost.
 */

struct suite_draft {
	const char *folder;
	enum lm_schema_draft draft;
	/* How many there are, and must pass. */
	size_t required, optional, format;
};

static const struct suite_draft DRAFT4 = {"draft4", LM_SCHEMA_DRAFT4, 618, 100,
    219};
static const struct suite_draft DRAFT6 = {"draft6", LM_SCHEMA_DRAFT6, 839, 106,
    325};
static const struct suite_draft DRAFT7 = {"draft7", LM_SCHEMA_DRAFT7, 927, 118,
    676};
static const struct suite_draft DRAFT2019_09 = {"draft2019-09",
    LM_SCHEMA_DRAFT2019, 1259, 158, 757};
static const struct suite_draft DRAFT2020_12 = {"draft2020-12",
    LM_SCHEMA_DRAFT2020, 1299, 162, 764};

/* One folder of files, as it is run. */
struct part {
	const char *folder; /* of the draft; NUL-terminated */
	struct lm_schema_options options;
	struct lm_parser *parser;
	struct lm_schema_checker *checker;
	const char *file;   /* the one that is run */
	struct lm_buf lost; /* a line each */
	size_t n, passed;
};

static void
data_path(const char *name, char path[FILES_PATH_SIZE])
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");

	if (data != NULL)
		(void)snprintf(path, FILES_PATH_SIZE, "%s/json-schema/%s", data,
		    name);
	else
		(void)snprintf(path, FILES_PATH_SIZE,
		    "%s/../shared/data/json-schema/%s",
		    root == NULL ? "." : root, name);
}

static yyjson_val *
member(yyjson_val *obj, const char *name)
{
	yyjson_val *key, *val = NULL;

	if (!lm_record_find(obj, lm_span_of(name), &key, &val))
		return NULL;
	return val;
}

/* "# lost FOLDER/FILE: CASE[: TEST]: WHY" */
static void
lose(struct part *part, yyjson_val *group, yyjson_val *test, const char *why)
{
	const char *of = "";

	if (test != NULL)
		of = yyjson_get_str(member(test, "description"));
	CHECK_OK(lm_buf_printf(&part->lost, NULL, "# lost %s/%s: %s%s%s: %s\n",
		     part->folder, part->file,
		     yyjson_get_str(member(group, "description")),
		     test == NULL ? "" : ": ", of, why),
	    NULL);
}

static void
run_test(struct part *part, const struct lm_schema *schema, yyjson_val *group,
    yyjson_val *test)
{
	static const char *const got[] = {"valid", "undetermined", "invalid"};
	enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED, want;
	struct lm_err err = {0};

	part->n++;
	want = yyjson_is_true(member(test, "valid")) ? LM_SCHEMA_VALID
						     : LM_SCHEMA_INVALID;
	if (lm_schema_check(schema, part->checker, member(test, "data"),
		&verdict, &err) != LM_OK)
		lose(part, group, test, err.message);
	else if (verdict != want)
		lose(part, group, test, got[verdict]);
	else
		part->passed++;
}

static void
run_group(struct part *part, const struct lm_record *rec, yyjson_val *group)
{
	struct lm_schema *schema = NULL;
	struct lm_err err = {0};
	char why[LM_ERR_MESSAGE_SIZE + LM_ERR_FILE_SIZE];
	yyjson_val *key, *val, *test, *tests = member(group, "tests");
	size_t i, n;

	if (!CHECK(lm_record_find(group, lm_span_of("schema"), &key, &val)))
		return;
	if (lm_schema_new(&part->options, lm_record_member(rec, key),
		part->file, &schema, &err) != LM_OK) {
		lm_err_format(&err, why, sizeof(why));
		lose(part, group, NULL, why);
		part->n += yyjson_arr_size(tests);
		return;
	}
	yyjson_arr_foreach(tests, i, n, test)
	{
		run_test(part, schema, group, test);
	}
	lm_schema_free(schema);
}

static void
run_file(struct part *part, const char *folder)
{
	char path[FILES_PATH_SIZE];
	struct lm_record rec;
	struct lm_err err = {0};
	struct lm_buf text;
	yyjson_val *group;
	size_t i, n;

	if (!CHECK((size_t)snprintf(path, sizeof(path), "%s/%s", folder,
		       part->file) < sizeof(path)))
		return;
	text = file_read(path);
	if (CHECK_OK(lm_parser_parse(part->parser, lm_buf_view(&text), &rec,
			 &err),
		&err)) {
		yyjson_arr_foreach(rec.root, i, n, group)
		{
			run_group(part, &rec, group);
		}
	}
	lm_buf_free(&text);
}

static int
is_json(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

static void
run_folder(struct part *part)
{
	char name[FILES_PATH_SIZE], path[FILES_PATH_SIZE];
	struct dirent **entries = NULL;
	int n;

	(void)snprintf(name, sizeof(name), "tests/%s", part->folder);
	data_path(name, path);
	n = scandir(path, &entries, is_json, alphasort);
	CHECK(n > 0);
	for (int i = 0; i < n; i++) {
		part->file = entries[i]->d_name;
		run_file(part, path);
		free(entries[i]);
	}
	free(entries);
}

/* Run the files of draft/sub; add " NAME passed/n" to line. */
static void
run_part(const struct suite_draft *draft, const char *name, const char *sub,
    size_t must, struct lm_buf *line)
{
	char folder[64], remotes[FILES_PATH_SIZE],
	    resolve[FILES_PATH_SIZE + 32];
	const char *const resolves[] = {resolve};
	bool asserted = *sub != '\0';
	struct part part = {.folder = folder,
	    .options = {.resolve = resolves,
		.n_resolve = 1,
		.lenient = true,
		.annotate_formats = !asserted,
		.assert_content = asserted,
		.draft = draft->draft},
	    .parser = lm_parser_new(),
	    .checker = lm_schema_checker_new()};

	data_path("remotes", remotes);
	(void)snprintf(resolve, sizeof(resolve), "http://localhost:1234/=%s",
	    remotes);
	(void)snprintf(folder, sizeof(folder), "%s%s", draft->folder, sub);
	if (CHECK(part.parser != NULL && part.checker != NULL))
		run_folder(&part);
	CHECK_EQ(part.n, must);
	if (!CHECK(part.passed == must))
		check_note("%s: %zu of %zu pass", folder, part.passed, part.n);
	/* After what failed, as tests/run shows nothing that comes before. */
	printf("%.*s", (int)part.lost.len,
	    part.lost.len == 0 ? "" : part.lost.ptr);
	CHECK_OK(lm_buf_printf(line, NULL, "%s %s %zu/%zu",
		     line->len == 0 ? "" : ",", name, part.passed, part.n),
	    NULL);
	lm_buf_free(&part.lost);
	lm_schema_checker_free(part.checker);
	lm_parser_free(part.parser);
}

static void
run_draft(const struct suite_draft *draft)
{
	char path[FILES_PATH_SIZE], why[FILES_PATH_SIZE + 16];
	struct lm_buf line = {0};

	data_path("tests", path);
	if (!file_exists(path)) {
		(void)snprintf(why, sizeof(why), "no %s", path);
		check_skip(why);
		return;
	}
	run_part(draft, "required", "", draft->required, &line);
	run_part(draft, "optional", "/optional", draft->optional, &line);
	run_part(draft, "format", "/optional/format", draft->format, &line);
	printf("# %s%.*s\n", draft->folder, (int)line.len, line.ptr);
	lm_buf_free(&line);
}

static void
draft4(void)
{
	run_draft(&DRAFT4);
}

static void
draft6(void)
{
	run_draft(&DRAFT6);
}

static void
draft7(void)
{
	run_draft(&DRAFT7);
}

static void
draft2019_09(void)
{
	run_draft(&DRAFT2019_09);
}

static void
draft2020_12(void)
{
	run_draft(&DRAFT2020_12);
}

TEST_MAIN(TEST(draft4), TEST(draft6), TEST(draft7), TEST(draft2019_09),
    TEST(draft2020_12))
