#ifndef EMBED_REMOTE_H
#define EMBED_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "target.h"
#include "tokens.h"
#include "unit.h"

#include "lm/cli.h"
#include "lm/err.h"
#include "lm/filter.h"
#include "lm/lines.h"
#include "lm/span.h"

/*
 * Vectors from a server.  Texts are taken in, sent in batches, and each is
 * answered when it can be; the records that want them are held until then.
 *
 * A group of texts is sorted by length and cut into batches; which texts are in
 * a group depends on the input alone where it is a file, so equal runs send
 * equal batches.
 */

/* The usual texts in a request, requests at once, and patience. */
#define REMOTE_BATCH 32
#define REMOTE_WORKERS 4
#define REMOTE_GIVE_UP_S 300

/* What the command line says. */
struct remote_options {
	struct target_choice choice;
	const char *prefix; /* "": none */
	const char *ca_file;
	uint64_t dimensions; /* 0: whatever the model has */
	uint64_t workers;
	uint64_t batch;
	uint64_t max_time_s; /* 0: no limit */
	uint64_t give_up_s;
	bool base64;
	bool normalize;
	bool truncate;
	bool plan; /* nothing is sent */
	bool resumes;
	const struct lm_opt_list *reuse;
};

struct remote_counts {
	uint64_t texts;	   /* that were wanted */
	uint64_t repeated; /* of them: of a text that was wanted before */
	uint64_t reused;   /* of them: known from a file */
	uint64_t embedded; /* by the server */
	uint64_t refused;
	uint64_t truncated;
	uint64_t tokens;  /* as the server counted them */
	uint64_t planned; /* tokens, as we count them */
	uint64_t batches;
	uint64_t split; /* batches that were halved */
};

struct remote;

/*
 * Make ready; run lives as long as the remote.  Nothing is sent yet.  Errors of
 * target_find, of the files of reuse, of the tokenizer; LM_NOMEM.
 */
enum lm_code remote_new(const struct remote_options *options,
    struct lm_filter_run *run, struct remote **out, struct lm_err *err);
void remote_free(struct remote *remote);

const struct target *remote_target(const struct remote *remote);
const struct remote_counts *remote_counts(const struct remote *remote);

/* What is asked through, for its counts; NULL with plan. */
struct lm_client;
const struct lm_client *remote_client(const struct remote *remote);

/* What stands in every record's "embed": the fingerprint of the model. */
uint64_t remote_fingerprint(const struct remote *remote);

/* How many floats a vector has; 0: not known before the first reply. */
uint64_t remote_dimensions(const struct remote *remote);

/* The same as it was known before: what a record without a vector is given,
 * whenever its turn comes. */
uint64_t remote_settled_dimensions(const struct remote *remote);

/*
 * The unit of a text (without its prefix), for units_drop at its end; asked
 * for, unless it is known.  LM_NOMEM; LM_LIMIT of the tokenizer.
 */
enum lm_code remote_want(struct remote *remote, struct lm_span text,
    struct unit **unit, struct lm_err *err);

/* One user less, which wrote the unit's vector at offset of FILE.part in a
 * line of len bytes (0: it was not written). */
enum lm_code remote_written(struct remote *remote, struct unit *unit,
    uint64_t offset, size_t len, struct lm_err *err);

/* Whether more texts are wanted. */
bool remote_wants(const struct remote *remote);

/*
 * Move on, and wait until a text is answered or fd is readable; with is_last
 * nothing waits for more texts.  LM_IO: the server cannot be asked; LM_LIMIT:
 * the time is over; LM_USAGE: it serves another model.
 */
enum lm_code remote_wait(struct remote *remote, int fd, bool is_last,
    struct lm_err *err);

/* At the end: the model is still the one that it was. */
enum lm_code remote_finish(struct remote *remote, struct lm_err *err);

/* "812 documents/s  140000 tokens/s  3 retries  4 in flight" */
void remote_progress(const struct remote *remote, char *out, size_t size);

/* Whether this line was refused in the run that is continued; *why (which may be
 * NULL) is then what was said. */
bool remote_refused_before(const struct remote *remote,
    const struct lm_line *line, struct lm_err *why);

/* What is put before each text; "": nothing. */
const char *remote_prefix(const struct remote *remote);

/* To cut texts by. */
struct tokens *remote_tokens(const struct remote *remote);

/* A line with the unit's vector, as it is written.  Where the output cannot be
 * read again it is kept in a temporary file, for texts that come again. */
enum lm_code remote_keep(struct remote *remote, struct unit *unit,
    struct lm_span line, struct lm_err *err);

#endif
