#ifndef SEARCH_VECTOR_H
#define SEARCH_VECTOR_H

#include <stddef.h>

#include <yyjson.h>

#include "made.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

/* The embedding of a record, and the memory that it is read into. */
struct vector {
	struct lm_buf floats;
	size_t n;    /* 0: the embedding is null */
	double norm; /* Euclidean */
	struct made made;
};

/* Make one; NULL when there is no memory.  vector_free(NULL) is fine. */
struct vector *vector_new(void);
void vector_free(struct vector *vector);

/*
 * Read a record's embedding, in place of the one before; made lives as long as
 * the record.  LM_MALFORMED: there is none, or it is no vector (as lm_vec_read
 * says), or embed is wrong (made_read); LM_NOMEM.
 */
enum lm_code vector_read(struct vector *vector, const struct lm_record *record,
    struct lm_err *err);

/* A member of a record, the last of that name; NULL: there is none. */
yyjson_val *vector_member(const struct lm_record *record, const char *name);

/* What a record says, for people: its title, else its text, where that is a
 * string that is not empty; else nothing. */
struct lm_span vector_label(const struct lm_record *record);

#endif
