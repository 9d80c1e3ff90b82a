/*
 * What of the library and of lmob-embed goes on with a killed run, as a program
 * of its own so that the shim can make its calls fail:
 *
 *   lmob-resume copy FILE [REJECTS]   goes on with FILE.part (and REJECTS) by
 *                                     standard input, as lm_writer_resume does
 *   lmob-resume known FILE KEY        prints the vector that FILE has for KEY
 *                                     (32 hex digits), after remembering it
 *   lmob-resume rejects FILE          prints how many lines FILE has
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "known.h"
#include "lm/buf.h"
#include "lm/reader.h"
#include "lm/rejects.h"
#include "lm/writer.h"

#define MOST ((size_t)1 << 24)

static enum lm_code
copy_to(const char *path, enum lm_writer_kind kind, struct lm_span text,
    struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	uint64_t kept;
	enum lm_code code = lm_writer_resume(path, kind, &writer, &kept, err);

	if (code == LM_OK)
		code = lm_writer_write(writer, text, err);
	if (code == LM_OK)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	return code;
}

static enum lm_code
copy(char **argv, struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code = lm_reader_slurp("-", MOST, &text, err);

	if (code == LM_OK && argv[1] != NULL)
		code = copy_to(argv[1], LM_WRITER_PRIVATE, lm_buf_view(&text),
		    err);
	if (code == LM_OK)
		code =
		    copy_to(argv[0], LM_WRITER_ATOMIC, lm_buf_view(&text), err);
	lm_buf_free(&text);
	return code;
}

/* Print a span by a call that can fail. */
static enum lm_code
say(struct lm_span text, struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	enum lm_code code = lm_writer_open("-", LM_WRITER_ATOMIC, &writer, err);

	if (code == LM_OK)
		code = lm_writer_write(writer, text, err);
	if (code == LM_OK)
		code = lm_writer_write(writer, lm_span("\n", 1), err);
	if (code == LM_OK)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	return code;
}

static enum lm_code
find(struct known *known, const struct lm_hash128 *key, struct lm_err *err)
{
	struct known_reader *reader = NULL;
	struct known_vector vector;
	bool found = false;
	enum lm_code code = known_reader_new(&reader, err);

	if (code == LM_OK)
		code = known_find(known, reader, key, 0, false, &vector, &found,
		    err);
	if (code == LM_OK)
		code = say(found ? vector.embedding : lm_span_of("none"), err);
	known_reader_free(reader);
	return code;
}

static enum lm_code
known(char **argv, struct lm_err *err)
{
	static const char line[] =
	    "{\"embedding\":[7],\"embed\":"
	    "{\"key\":\"0123456789abcdef0123456789abcdef\"}}";
	struct lm_hash128 key = {0},
			  other = {UINT64_C(0x0123456789abcdef),
			      UINT64_C(0x0123456789abcdef)};
	struct known *known = NULL;
	enum lm_code code = known_new(&known, err);

	(void)lm_hash128_parse(lm_span_of(argv[1]), &key);
	if (code == LM_OK)
		code = known_add_file(known, argv[0], false, err);
	if (code == LM_OK)
		code = known_remember(known, &other, lm_span_of(line), err);
	if (code == LM_OK)
		code = find(known, &other, err);
	if (code == LM_OK)
		code = find(known, &key, err);
	known_free(known);
	return code;
}

static enum lm_code
rejects(char **argv, struct lm_err *err)
{
	struct lm_rejects *rejects = NULL;
	struct lm_buf text = {0};
	enum lm_code code = lm_rejects_read(argv[0], &rejects, err);

	if (code == LM_OK)
		code = lm_buf_u64(&text, lm_rejects_count(rejects), err);
	if (code == LM_OK)
		code = say(lm_buf_view(&text), err);
	lm_rejects_free(rejects);
	lm_buf_free(&text);
	return code;
}

int
main(int argc, char **argv)
{
	struct lm_err err = {0};
	enum lm_code code = LM_USAGE;
	char text[LM_ERR_MESSAGE_SIZE + LM_ERR_FILE_SIZE + 64];

	if (argc > 2 && strcmp(argv[1], "copy") == 0)
		code = copy(argv + 2, &err);
	else if (argc > 3 && strcmp(argv[1], "known") == 0)
		code = known(argv + 2, &err);
	else if (argc > 2 && strcmp(argv[1], "rejects") == 0)
		code = rejects(argv + 2, &err);
	if (code == LM_OK)
		return 0;
	lm_err_format(&err, text, sizeof(text));
	(void)dprintf(STDERR_FILENO, "lmob-resume: %s\n", text);
	return 2;
}
