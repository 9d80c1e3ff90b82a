/*
 * What tests/bench/tokenizer and tests/bench/estimate measure with.
 *
 *	tokenizer_count time VOCABULARY FILE...
 *		a line a file: bytes, tokens, best CPU seconds of three
 *	tokenizer_count bounds FILE VOCABULARY...
 *		FILE is documents of "LENGTH\n" and so many bytes; a line each:
 *		low, high, the count of each vocabulary
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lm/tokenizer.h"

#define MOST_VOCABULARIES 32

static void
fail(const char *what)
{
	(void)fprintf(stderr, "tokenizer_count: %s\n", what);
	exit(2);
}

static struct lm_token_counter *
counter_of(const char *path)
{
	struct lm_tokenizer *tokenizer;
	struct lm_token_counter *counter;
	struct lm_err err = {0};

	if (lm_tokenizer_load(path, &tokenizer, &err) != LM_OK)
		fail(err.message);
	counter = lm_token_counter_new(tokenizer);
	if (counter == NULL)
		fail("out of memory");
	return counter;
}

static struct lm_span
read_bytes(FILE *file, size_t len)
{
	char *bytes = malloc(len + 1);

	if (bytes == NULL || fread(bytes, 1, len, file) != len)
		fail("a file is cut");
	return lm_span(bytes, len);
}

static struct lm_span
read_all(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct lm_span all;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
		fail(path);
	all.len = (size_t)ftell(file);
	rewind(file);
	all = read_bytes(file, all.len);
	(void)fclose(file);
	return all;
}

static double
cpu_seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void
time_file(struct lm_token_counter *counter, const char *path)
{
	struct lm_span text = read_all(path);
	double best = 1e9, start;
	uint64_t n = 0;

	for (int i = 0; i < 3; i++) {
		n = 0;
		start = cpu_seconds();
		if (lm_token_counter_add(counter, text, &n, NULL) != LM_OK)
			fail("out of memory");
		if (cpu_seconds() - start < best)
			best = cpu_seconds() - start;
	}
	(void)printf("%zu %" PRIu64 " %.6f\n", text.len, n, best);
}

static void
print_bounds(FILE *file, struct lm_token_counter **counters, int n_counters)
{
	char line[32];

	while (fgets(line, sizeof(line), file) != NULL) {
		struct lm_span text =
		    read_bytes(file, (size_t)strtoull(line, NULL, 10));
		uint64_t low = 0, high = 0, n;

		lm_tokens_estimate(text, &low, &high);
		(void)printf("%" PRIu64 " %" PRIu64, low, high);
		for (int i = 0; i < n_counters; i++) {
			n = 0;
			if (lm_token_counter_add(counters[i], text, &n, NULL) !=
			    LM_OK)
				fail("out of memory");
			(void)printf(" %" PRIu64, n);
		}
		(void)printf("\n");
	}
}

int
main(int argc, char **argv)
{
	struct lm_token_counter *counters[MOST_VOCABULARIES];
	int n = 0;
	FILE *file;

	if (argc > 3 && strcmp(argv[1], "time") == 0) {
		counters[0] = counter_of(argv[2]);
		for (int i = 3; i < argc; i++)
			time_file(counters[0], argv[i]);
	} else if (argc > 3 && strcmp(argv[1], "bounds") == 0) {
		for (int i = 3; i < argc && n < MOST_VOCABULARIES; i++)
			counters[n++] = counter_of(argv[i]);
		file = fopen(argv[2], "rb");
		if (file == NULL)
			fail(argv[2]);
		print_bounds(file, counters, n);
	} else {
		fail(
		    "usage: time VOCABULARY FILE... | bounds FILE VOCABULARY...");
	}
	return 0;
}
