#ifndef EMBED_REMOTE_STATE_H
#define EMBED_REMOTE_STATE_H

/* What a remote is made of: only for the files of this part. */

#include "ahead.h"
#include "api.h"
#include "batch.h"
#include "key.h"
#include "known.h"
#include "remote.h"
#include "tokens.h"

#include "lm/client.h"
#include "lm/keys.h"
#include "lm/record.h"
#include "lm/rejects.h"

/* Batches in a group: enough that their lengths differ little, and that the
 * workers have something while the next group is read. */
#define REMOTE_GROUP_BATCHES 16

/* Bytes of texts in a group at most. */
#define REMOTE_GROUP_BYTES ((size_t)16 << 20)

/* Bytes of vectors that are held at most while a record before them waits;
 * nothing more is read then. */
#define REMOTE_AHEAD_BYTES ((size_t)64 << 20)

struct remote {
	struct remote_options options;
	struct lm_filter_run *run;
	struct target target;
	const struct api *api;
	struct api_limits limits;
	struct lm_buf url;
	uint64_t fingerprint;
	struct key_base key_base;
	struct tokens *tokens;
	struct known *known; /* NULL: nothing is remembered */
	struct known_reader *known_reader;
	struct ahead *ahead;	 /* NULL: nothing is kept of what is ahead */
	struct lm_keys *planned; /* texts that would be sent; NULL: no plan */
	struct lm_buf part; /* FILE.part, NUL-terminated; empty: none that can
			      * be read again */
	int part_fd;	    /* to read it; -1: not open */
	struct lm_rejects *refused; /* in the run that is continued, or NULL */
	struct lm_client *client;   /* NULL: --plan */
	struct units units;
	uint64_t order;
	/* The group under way: struct unit *. */
	struct lm_buf group;
	size_t group_bytes;
	/* Batches that are sent, or wait to be. */
	size_t n_sent;
	struct batch *sent; /* they, the last one first */
	struct batch *cut;  /* and those that are not sent yet */
	/* Replies. */
	struct lm_parser *parser;
	struct api_vectors vectors;
	uint64_t dimensions; /* of all vectors; 0: not known yet */
	uint64_t settled;    /* the same before the first of them */
	struct lm_buf scaled;
	bool is_checked; /* the served model was compared */
	uint64_t n_good; /* replies that were right */
	/* Time. */
	int64_t day_begun; /* time of day at the start */
	int64_t begun;	   /* lm_clock_monotonic then */
	int64_t next_look; /* monotonic: when the limit is looked at again */
	size_t n_workers;
	struct remote_counts counts;
};

/* Texts in a group. */
size_t remote_group_size(const struct remote *remote);

/* What an answer means, for the client. */
enum lm_fate remote_judge(void *ctx, const struct lm_http_reply *reply,
    void *tag);

/* The value of "embedding" as it is wanted here: of vector i of the reply that
 * was read, or of what is known, in whatever form.  Appended to out. */
enum lm_code remote_format(struct remote *remote, size_t i, struct lm_buf *out,
    struct lm_err *err);
enum lm_code remote_format_known(struct remote *remote,
    const struct known_vector *known, struct lm_buf *out, struct lm_err *err);

/* The group is full, or nothing more will come: cut it and send it. */
enum lm_code remote_close_group(struct remote *remote, struct lm_err *err);

/* Send a batch; it is the client's until its answer. */
enum lm_code remote_send(struct remote *remote, struct batch *batch, bool first,
    struct lm_err *err);

/* Take what came of a batch, which is freed or sent again. */
enum lm_code remote_take(struct remote *remote,
    const struct lm_client_answer *answer, struct lm_err *err);

/* Cut a unit's text to what the model takes, if that is known; *is_cut tells. */
enum lm_code remote_cut_text(struct remote *remote, struct unit *unit,
    bool *is_cut, struct lm_err *err);

/* Compare what the server serves with what is approved; LM_USAGE where it is
 * something else, LM_IO where it does not tell. */
enum lm_code remote_check_served(struct remote *remote, struct lm_err *err);

/* Ask the server for its limits; what it does not tell stays. */
enum lm_code remote_ask_limits(struct remote *remote, struct lm_err *err);

/* Where it is asked, for messages. */
void remote_origin(const struct remote *remote, char out[LM_HTTP_ORIGIN_SIZE]);

#endif
