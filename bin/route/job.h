#ifndef ROUTE_JOB_H
#define ROUTE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "fields.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/path.h"
#include "lm/record.h"
#include "lm/span.h"

/* What a record says of itself that routing depends on. */

#define JOB_COUNT_MAX 1000000000 /* tokens, schema failures */
#define JOB_LONGEST_ID 1024
#define JOB_MOST_FLAGS 1000

/* A text that the model would read, and where it stands. */
struct job_text {
	struct lm_span text;
	enum field field;
	const struct lm_span *path; /* as --fields has it; NULL: the field's */
	size_t message;		    /* of FIELD_MESSAGES, as all below */
	struct lm_span member;	    /* of the message: content, ... */
	bool in_list;		    /* of its list, in which ... */
	size_t part;		    /* ... it is this one, ... */
	bool in_function;	    /* of that its function, ... */
	struct lm_span inner;	    /* ... there this member; NULL: it all */
};

struct job {
	const struct lm_record *record;
	yyjson_val *id; /* a string or a number; NULL: none, as below */
	struct lm_span task;
	struct lm_span stage;
	struct lm_span model;
	yyjson_val *flags;   /* a list of strings */
	yyjson_val *shared;  /* a boolean */
	bool shared_by_path; /* --fields says where it is */
	bool has_tokens;
	uint64_t tokens_low; /* as the record says */
	uint64_t tokens_high;
	bool tokens_by_record; /* is_past: it was the record that said so */
	uint64_t schema_failures;
	struct job_text *texts;
	size_t n_texts;
	size_t cap_texts;
	bool opaque;	 /* a part of a message is no text: an image */
	bool is_past;	 /* a line of a ledger: its texts are gone */
	int past_stamp;	 /* enum lm_stamp_state, of such a line */
	bool hides_name; /* its task or model was no name of the manifest */
	bool hides_stage;
	uint64_t met; /* bits of the paths of --fields that met something */
	struct lm_values values; /* memory of paths */
};

/* What is wrong with a record: a member has another type or range. */
struct job_fault {
	struct lm_span member; /* as a path; empty: nothing is wrong */
	const char *expected;
};

/*
 * Read record into *job, whose memory is used again; what it says lives as
 * long as the record.  A member of another type or range than it should have
 * is told in *fault, and is not in *job.  One that is there twice is told, too;
 * of id, task and tokens the last one counts.  LM_NOMEM.
 */
enum lm_code job_read(struct job *job, const struct fields *fields,
    const struct lm_record *record, struct job_fault *fault,
    struct lm_err *err);
void job_free(struct job *job);

/* Add a text.  LM_NOMEM. */
enum lm_code job_add_text(struct job *job, struct job_text text,
    struct lm_err *err);

/* Append the path of a text (".messages[2].content").  LM_NOMEM. */
enum lm_code job_text_path(const struct job_text *text, struct lm_buf *out,
    struct lm_err *err);

/* Whether val is a whole number from 0 to JOB_COUNT_MAX, in digits alone. */
bool job_count(yyjson_val *val, uint64_t *out);

#endif
