#ifndef DRIFT_INPUT_H
#define DRIFT_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/path.h"
#include "lm/record.h"
#include "lm/span.h"

/* What is read of a record beside id, embedding and embed.  All-zero is
 * empty: nothing. */
struct drift_fields {
	struct lm_path *paths; /* of the text that was embedded */
	struct lm_span *names; /* as they were written, for messages */
	size_t n;
	bool labels; /* keep what the documents are about, for people */
};

/*
 * Read paths with commas between, such as ".title,.text"; list must outlive
 * *fields, NULL is ".text".  LM_USAGE where one is no path (lm_path_parse);
 * LM_NOMEM.  After an error *fields is empty.
 */
enum lm_code drift_fields_parse(const char *list, bool labels,
    struct drift_fields *fields, struct lm_err *err);
void drift_fields_free(struct drift_fields *fields);

/* What reads records: one for each thread, all with the same fields. */
struct drift_reader {
	const struct drift_fields *fields;
	struct lm_values values;
	struct lm_buf joined;
};

void drift_reader_free(struct drift_reader *reader);

/*
 * What a set takes of a record, which is line of file; *input lives as long as
 * the record, and until this reader's next call.
 *
 * The text is all strings that the fields meet, in their order, joined with
 * newlines, as lmob-embed does; null adds nothing.  Where they meet nothing,
 * its fingerprint is embed.text_xxh3, if the record has one: so a file of
 * vectors need not keep the texts.  The label is the member "title", if it is
 * a string that says something, else the text.
 *
 * LM_MALFORMED, with the id, where a field meets something else than a string;
 * all else is judged by drift_set_add.  LM_NOMEM.
 */
enum lm_code drift_input_read(struct drift_reader *reader,
    const struct lm_record *record, const char *file, uint64_t line,
    struct drift_input *input, struct lm_err *err);

#endif
