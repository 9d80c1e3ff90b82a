/*
 * A file of judgements, that comes through a pipe.  Oracle: a second reader,
 * which knows lines by strtok's rules and looks for each pair in all others.
 * (Of what begins as gzip does, only that it is read without harm.)
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "qrels.h"
#include "set.h"

#include "lm/utf8.h"

#include "../require.h"

#define MOST_BYTES 8000 /* fits into a pipe; the second reader is quadratic */
#define MOST_LINES 4000 /* of two bytes and more */

struct plain {
	struct lm_span query;
	struct lm_span document;
	int64_t gain;
};

/* Up to 5 words between the bytes of between, empty ones too if so told. */
static size_t
words_of(struct lm_span line, const char *between, bool empty_ones,
    struct lm_span words[5])
{
	size_t n = 0, begin = 0;

	for (size_t i = 0; i <= line.len; i++) {
		if (i < line.len &&
		    (line.ptr[i] == '\0' ||
			strchr(between, line.ptr[i]) == NULL))
			continue;
		if ((empty_ones || i > begin) && n < 5)
			words[n++] = lm_span(line.ptr + begin, i - begin);
		begin = i + 1;
	}
	return n;
}

/* False: no gain. */
static bool
gain_of(struct lm_span word, int64_t *gain)
{
	bool negative = word.len > 0 && word.ptr[0] == '-';
	size_t i = negative ? 1 : 0;

	*gain = 0;
	if (i == word.len)
		return false;
	for (; i < word.len; i++) {
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return false;
		if (*gain <= DRIFT_MOST_GAIN)
			*gain = 10 * *gain + (word.ptr[i] - '0');
	}
	if (*gain > DRIFT_MOST_GAIN)
		return false;
	*gain = negative ? -*gain : *gain;
	return true;
}

/* Take a line's judgement.  False: it is wrong. */
static bool
plain_line(struct lm_span line, size_t *n_columns, struct plain *list,
    size_t *n)
{
	struct lm_span words[5];
	struct plain plain;

	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	if (words_of(line, " \t", false, words) == 0 || line.ptr[0] == '#')
		return true;
	if (*n_columns == 0)
		*n_columns = words_of(line, "\t", true, words) == 3 ? 3 : 4;
	if (!lm_utf8_valid(line) ||
	    words_of(line, *n_columns == 3 ? "\t" : " \t", *n_columns == 3,
		words) != *n_columns)
		return false;
	plain.query = words[0];
	plain.document = words[*n_columns - 2];
	if (plain.query.len == 0 || plain.document.len == 0 ||
	    !gain_of(words[*n_columns - 1], &plain.gain))
		return false;
	for (size_t i = 0; i < *n; i++)
		if (lm_span_equal(list[i].query, plain.query) &&
		    lm_span_equal(list[i].document, plain.document))
			return list[i].gain == plain.gain;
	list[(*n)++] = plain;
	return true;
}

/* False: some line is wrong. */
static bool
plain_read(struct lm_span text, struct plain *list, size_t *n)
{
	size_t n_columns = 0, begin = 0;

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		begin = 3;
	for (size_t i = begin; i <= text.len; i++) {
		if (i < text.len && text.ptr[i] != '\n')
			continue;
		if (!plain_line(lm_span(text.ptr + begin, i - begin),
			&n_columns, list, n))
			return false;
		begin = i + 1;
	}
	return true;
}

static void
compare(const struct drift_qrels *qrels, const struct plain *list, size_t n)
{
	require(drift_qrels_count(qrels) == n);
	for (size_t i = 0; i < n; i++) {
		size_t query = drift_names_find(&qrels->queries, list[i].query);
		size_t document =
		    drift_names_find(&qrels->documents, list[i].document);
		const struct drift_judgement *judgements;
		size_t n_judgements, n_found = 0;

		require(query != DRIFT_NONE && document != DRIFT_NONE);
		n_judgements = drift_qrels_of(qrels, query, &judgements);
		for (size_t j = 0; j < n_judgements; j++) {
			require(judgements[j].query == query);
			if (judgements[j].document != document)
				continue;
			n_found++;
			require(judgements[j].gain == list[i].gain);
		}
		require(n_found == 1);
	}
}

static void
check(const char *path, struct lm_span text)
{
	static const char magic[2] = {'\x1f', '\x8b'};
	struct drift_qrels qrels = {.begins = {0}};
	struct plain list[MOST_LINES];
	struct lm_err err = {0};
	size_t n = 0;
	enum lm_code code = drift_qrels_read(path, &qrels, &err);

	if (text.len >= 2 && memcmp(text.ptr, magic, 2) == 0)
		;
	else if (plain_read(text, list, &n)) {
		require(code == LM_OK);
		compare(&qrels, list, n);
	} else {
		require(code == LM_MALFORMED && strcmp(err.file, path) == 0);
		require(
		    err.line >= 1 && err.line <= lm_span_count(text, '\n') + 1);
		require(err.column >= 1 && err.message[0] != '\0');
	}
	drift_qrels_free(&qrels);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span text = lm_span((const char *)data, size);
	char path[32];
	int fds[2];

	if (size > MOST_BYTES || pipe(fds) != 0)
		return 0;
	require(write(fds[1], text.ptr, text.len) == (ssize_t)text.len);
	(void)close(fds[1]);
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	check(path, text);
	(void)close(fds[0]);
	return 0;
}
