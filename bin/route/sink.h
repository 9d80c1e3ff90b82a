#ifndef ROUTE_SINK_H
#define ROUTE_SINK_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/filter.h"
#include "lm/journal.h"
#include "lm/manifest_policy.h"
#include "lm/writer.h"

/* Where decided jobs go beside the output: a file a lane, and the ledger. */
struct sink {
	struct lm_writer *lanes[LM_N_LANES]; /* of --split, or NULL */
	struct lm_journal *ledger;	     /* or NULL */
	uint64_t n_dropped;		     /* old lines of the ledger */
	uint64_t n_remains; /* dropped with them: what a crash left */
	uint64_t n_others;  /* lines that are none of a ledger, and stay */
};

/* What a block of jobs puts there. */
struct parcel {
	struct lm_buf lanes[LM_N_LANES];
	struct lm_buf ledger;
};

/*
 * LM_USAGE where the ledger or a file that split, the folder of --split, is to
 * have is another file of the run, and for a ledger that ends in .gz; either
 * may be NULL.  LM_NOMEM.
 */
enum lm_code sink_check(const char *ledger, const char *split,
    const struct lm_filter_run *run, struct lm_err *err);

/* Open DIR/<lane>.jsonl for every lane; the folder is made (0700) if it is
 * not there.  LM_IO; LM_NOMEM. */
enum lm_code sink_split(struct sink *sink, const char *dir, struct lm_err *err);

/* The block's ledger lines are appended; then its records are written. */
enum lm_code sink_claim(struct sink *sink, const struct parcel *parcel,
    struct lm_err *err);
enum lm_code sink_deliver(struct sink *sink, const struct parcel *parcel,
    struct lm_err *err);

/* At the end: the ledger is on disk, then the files get their names. */
enum lm_code sink_commit(struct sink *sink, struct lm_err *err);
void sink_close(struct sink *sink);

void parcel_clear(struct parcel *parcel);
void parcel_free(struct parcel *parcel);

#endif
