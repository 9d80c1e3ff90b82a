#ifndef DRIFT_QRELS_H
#define DRIFT_QRELS_H

#include <stddef.h>
#include <stdint.h>

#include "names.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Judgements: which document answers which query, and how well.
 *
 * Ids are texts, as a file of judgements cannot tell 1 from "1".
 * All-zero is empty.
 */
struct drift_qrels {
	struct drift_names queries;
	struct drift_names documents;
	struct lm_buf judgements; /* by query, then by document; each once */
	struct lm_buf begins;	  /* of size_t, by query, and the end */
};

/* query and document are numbers of names. */
struct drift_judgement {
	size_t query;
	size_t document;
	uint64_t line;
	uint32_t column; /* of the gain */
	int32_t gain;	 /* 0 or less: does not answer it */
};

#define DRIFT_MOST_GAIN INT32_MAX

void drift_qrels_free(struct drift_qrels *qrels);

/*
 * Read a file ("-": standard input), gzip or plain, into *qrels, which is
 * empty, and to be freed after an error too.  Each line is
 *
 *	query <TAB> document <TAB> gain		ids may hold blanks
 *	query 0 document gain			blanks or tabs between, as
 *						trec_eval reads it; what stands
 *						in the second column is ignored
 *
 * and the first one says which of the two: it is the first if it has two
 * tabs.  Gains are whole numbers of at most DRIFT_MOST_GAIN, or negative.
 * Lines may end in CR LF; blank ones and those that begin with # are passed
 * over.  The same judgement may be there twice.
 *
 * LM_MALFORMED, with file, line and column (byte): another number of columns,
 * an empty id, a gain that is no such number, the same pair judged twice with
 * another gain, what is not UTF-8; LM_OVERSIZE for lines of over 1 MB; as
 * lm_blocks_next; LM_NOMEM.
 */
enum lm_code drift_qrels_read(const char *path, struct drift_qrels *qrels,
    struct lm_err *err);

/* How many judgements there are of all queries. */
size_t drift_qrels_count(const struct drift_qrels *qrels);

/* The judgements of a query, by its number, and how many they are. */
size_t drift_qrels_of(const struct drift_qrels *qrels, size_t query,
    const struct drift_judgement **list);

#endif
