#ifndef ROUTE_MESSAGE_H
#define ROUTE_MESSAGE_H

#include <stdbool.h>

#include "job.h"

#include "lm/err.h"

/*
 * Read a list of messages, in the shape of OpenAI and its kin, into the texts
 * of a job: content as a string or as parts, the arguments of tool calls, and
 * whatever else a message, a part or a call has but its role, name, type and
 * ids: as text if it is a string, as its JSON if it is a list or an object; of
 * members of one name each.  So no text is left out; what may be no text (a
 * part of another type or form, an image) makes the job opaque.
 *
 * where is the field, with its path.  *fits becomes false where the list or a
 * message of it has another form.  LM_NOMEM.
 */
enum lm_code message_read_all(struct job *job, struct job_text where,
    yyjson_val *messages, bool *fits, struct lm_err *err);

/* Append the path of a text of a message, from its member on: ".content",
 * ".content[2].text".  LM_NOMEM. */
enum lm_code message_path(const struct job_text *text, struct lm_buf *out,
    struct lm_err *err);

#endif
