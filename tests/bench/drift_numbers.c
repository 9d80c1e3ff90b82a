/*
 * What drift.py measures the reading of JSON arrays with.
 *
 *	drift_numbers FILE
 *		FILE is JSON Lines of records with an array as "embedding".
 *		Prints how many numbers there are, and the median CPU
 *		nanoseconds that one takes: where a record is parsed and its
 *		vector read as programs do, and by strtod over the same array.
 *		Ends with 2 where the floats differ in a bit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lm/record.h"
#include "lm/vec.h"

#define RUNS 9

struct work {
	char *text; /* ends with a NUL */
	size_t len;
	struct lm_parser *parser;
	struct lm_buf ours, theirs; /* floats */
};

/* Reads the vector of a line; *end is where the line ends. */
typedef void reader(struct work *work, char *line, const char *end);

static void
fail(const char *what)
{
	(void)fprintf(stderr, "drift_numbers: %s\n", what);
	exit(2);
}

static void
load(struct work *work, const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
		fail(path);
	work->len = (size_t)ftell(file);
	rewind(file);
	work->text = malloc(work->len + 1);
	work->parser = lm_parser_new();
	/* A number is at least a digit and a comma. */
	if (work->text == NULL || work->parser == NULL ||
	    lm_buf_reserve(&work->ours, 2 * work->len, NULL) != LM_OK ||
	    lm_buf_reserve(&work->theirs, 2 * work->len, NULL) != LM_OK)
		fail("out of memory");
	if (fread(work->text, 1, work->len, file) != work->len)
		fail("cannot be read");
	work->text[work->len] = '\0';
	(void)fclose(file);
}

static void
by_parser(struct work *work, char *line, const char *end)
{
	struct lm_record record;
	struct lm_err err = {0};
	yyjson_val *embedding = NULL;
	size_t n;

	if (lm_parser_parse(work->parser, lm_span(line, (size_t)(end - line)),
		&record, &err) != LM_OK)
		fail(err.message);
	if (!lm_record_find(record.root, lm_span_of("embedding"), NULL,
		&embedding))
		fail("a record without an embedding");
	if (lm_vec_read(embedding, &work->ours, &n, &err) != LM_OK)
		fail(err.message);
}

static void
by_strtod(struct work *work, char *line, const char *end)
{
	char *at = memchr(line, '[', (size_t)(end - line)), *number_end;
	void *floats = work->theirs.ptr;
	float *out = (float *)floats + work->theirs.len / sizeof(float);

	if (at == NULL)
		fail("a record without an array");
	do {
		*out++ = (float)strtod(at + 1, &number_end);
		if (number_end == at + 1)
			fail("an array of other things than numbers");
		at = number_end;
	} while (*at == ',');
	work->theirs.len = (size_t)((char *)out - work->theirs.ptr);
}

static double
cpu_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* CPU nanoseconds of reading all lines. */
static double
time_all(struct work *work, reader *read)
{
	char *line = work->text, *end = work->text + work->len, *line_end;
	double start = cpu_ns();

	work->ours.len = read == by_parser ? 0 : work->ours.len;
	work->theirs.len = read == by_strtod ? 0 : work->theirs.len;
	for (; line < end; line = line_end + 1) {
		line_end = memchr(line, '\n', (size_t)(end - line));
		if (line_end == NULL)
			line_end = end;
		read(work, line, line_end);
	}
	return cpu_ns() - start;
}

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	struct work work = {0};
	double ours[RUNS], theirs[RUNS], n;

	if (argc != 2)
		fail("usage: drift_numbers FILE");
	load(&work, argv[1]);
	for (int i = 0; i < RUNS; i++) {
		ours[i] = time_all(&work, by_parser);
		theirs[i] = time_all(&work, by_strtod);
	}
	if (work.ours.len != work.theirs.len ||
	    memcmp(work.ours.ptr, work.theirs.ptr, work.ours.len) != 0)
		fail("strtod reads other numbers");
	qsort(ours, RUNS, sizeof(ours[0]), order);
	qsort(theirs, RUNS, sizeof(theirs[0]), order);
	n = (double)(work.ours.len / sizeof(float));
	(void)printf("%.0f %.2f %.2f\n", n, ours[RUNS / 2] / n,
	    theirs[RUNS / 2] / n);
	return 0;
}
