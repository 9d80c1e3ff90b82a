#ifndef ROUTE_WORK_H
#define ROUTE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "decide.h"
#include "settings.h"
#include "sink.h"
#include "tally.h"

#include "lm/edit.h"
#include "lm/filter.h"

/* What is counted for --stats, and for the verdict. */
enum counter {
	COUNT_LOCAL, /* by enum lm_lane */
	COUNT_MANAGED,
	COUNT_HOLD,
	COUNT_REJECT,
	COUNT_NO_KEY, /* held because the key of stamps is not set */
	COUNT_CHANGED,
	COUNT_UNKNOWN,
	COUNT_PAST, /* lines of a ledger, of another manifest */
	COUNT_FOUND,
};
extern const char *const counter_names[]; /* NULL at the end */

/* A worker: what one thread needs, and what a block of its came to. */
struct work {
	const struct settings *settings;
	struct decider *decider;	  /* NULL in modes without a manifest */
	struct lm_token_counter *counter; /* of --tokenizer */
	struct job job;
	int64_t now_ns;
	struct lm_buf text;
	struct lm_edits edits;
	struct parcel parcel;
	struct tally tally;
	uint64_t met;	    /* of --fields, as in struct job */
	struct lm_buf said; /* --why: the last sentence of the block */
};

enum lm_code work_new(const struct settings *settings, struct work **out,
    struct lm_err *err);
void work_free(struct work *work);
void work_begin(struct work *work);

/* One record, by the mode of the settings. */
enum lm_code work_record(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err);

/* The parts of it, each for its mode. */
enum lm_code work_route(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err);
enum lm_code work_count(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err);
enum lm_code work_why(struct work *work, const struct lm_filter_record *in,
    struct lm_err *err);
enum lm_code work_replay(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err);

#endif
