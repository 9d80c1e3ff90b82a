#ifndef EMBED_API_H
#define EMBED_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/manifest_policy.h"
#include "lm/record.h"
#include "lm/span.h"

/*
 * What the embedding servers are asked, what they answer, and what their
 * errors mean: a table by API, of pure functions.  No network, no clock.
 *
 *	openai      POST URL/embeddings      limits: documented
 *	ollama      POST URL/api/embed       none told
 *	llama.cpp   POST URL/v1/embeddings   GET URL/props
 *	vllm        POST URL/v1/embeddings   GET URL/v1/models
 *	tei         POST URL/embed           GET URL/info
 *
 * URL is the endpoint's as lm_served_address takes it.
 */

/* What a status and the words with it mean for the request. */
enum api_fate {
	API_DONE,      /* a reply to read */
	API_AGAIN,     /* not now; the same request may do later */
	API_BAD_TEXT,  /* never, and it may be the fault of one text */
	API_TOO_LONG,  /* so, and the server says that a text is too long */
	API_TOO_LARGE, /* too much at once: fewer texts, or no text, if it was
			  one */
	API_ONCE, /* as API_BAD_TEXT, but the server may have failed: one that
		     stands alone is sent once more */
	API_STOP, /* this server cannot do it, whatever the text */
};

/* What a server takes at most; 0: none known. */
struct api_limits {
	size_t items;	      /* texts of a request */
	size_t permits;	      /* texts of all requests in flight */
	uint64_t text_tokens; /* of one text */
	uint64_t tokens;      /* of a request */
	size_t bytes;	      /* of a request's body */
};

/* A request.  Texts are UTF-8. */
struct api_ask {
	struct lm_span model; /* tei has one, and is not told */
	const struct lm_span *texts;
	size_t n;
	uint64_t dimensions; /* 0: not asked for */
	bool base64;	     /* where it can: else numbers */
	bool truncate;	     /* where it can: else too long is an error */
};

/* What the reply to it has to hold. */
struct api_want {
	size_t n;
	uint64_t dimensions; /* 0: any, but all alike */
	bool arrays_as_text; /* of arrays of numbers no floats are wanted */
};

/*
 * A reply that was found right.  All-zero is empty; the memory is used again.
 * Spans live until the reply's bytes or the parser change.
 */
struct api_vectors {
	size_t n;
	uint64_t dimensions;
	bool is_base64;	      /* whichever had been asked for */
	uint64_t tokens;      /* of the request, as counted there; 0: untold */
	struct lm_span model; /* as the server calls it; empty: untold */
	struct lm_buf texts;  /* of each: api_text */
	struct lm_buf floats; /* n times dimensions, in the order of the ask */
	struct lm_buf values; /* while reading: yyjson_val * of each */
};

void api_vectors_free(struct api_vectors *vectors);

/* Vector i as the server sent it: its array from "[" to "]", byte for byte, or
 * its base64, without quotes. */
static inline struct lm_span
api_text(const struct api_vectors *vectors, size_t i)
{
	const void *texts = vectors->texts.ptr;

	return ((const struct lm_span *)texts)[i];
}

/* The same as dimensions floats, if they were wanted. */
static inline const float *
api_floats(const struct api_vectors *vectors, size_t i)
{
	const void *floats = vectors->floats.ptr;

	return (const float *)floats + i * vectors->dimensions;
}

/* If an error's text has words, what it means.  A '*' in words is any text. */
struct api_rule {
	long status; /* 0: 400, 413, 422 or 500 */
	const char *words;
	enum api_fate fate;
};

struct api {
	enum lm_api kind;
	struct api_limits limits; /* before it is asked */
	bool can_truncate;
	bool can_base64;
	bool can_dimensions;	      /* false: it sends what it has */
	const char *path;	      /* of the embeddings */
	const char *limits_path;      /* NULL: it tells no limits */
	const struct api_rule *rules; /* before those for all; n_rules */
	size_t n_rules;

	/*
	 * The body that asks for vectors; replaces what body holds.  n is over
	 * 0.  What the server cannot do is not asked for, but for dimensions
	 * of llama.cpp, which ignores them today.  LM_NOMEM.  About 1 ns a
	 * byte.
	 */
	enum lm_code (*write)(const struct api_ask *ask, struct lm_buf *body,
	    struct lm_err *err);

	/*
	 * Read the reply to it.  All is checked: that it is JSON of this API,
	 * that there are n vectors, by index (in any order) none missing and
	 * none twice, all of one form and as many dimensions, every number
	 * finite as a float32, no vector all zero.
	 *
	 * LM_MALFORMED, with what was wrong and where, but nothing of a text;
	 * vectors is then empty.  LM_NOMEM.  About 44 us for 1024 numbers of
	 * 11 digits, 23 us as text, 4 us for as many in base64.
	 */
	enum lm_code (*read)(struct lm_parser *parser, struct lm_span body,
	    const struct api_want *want, struct api_vectors *vectors,
	    struct lm_err *err);

	/*
	 * What the reply of limits_path tells of model; the rest of limits
	 * stays.  NULL as limits_path is.  LM_MALFORMED: it is not JSON of
	 * this API.  LM_NOMEM.
	 */
	enum lm_code (*read_limits)(struct lm_parser *parser,
	    struct lm_span body, struct lm_span model,
	    struct api_limits *limits, struct lm_err *err);
};

const struct api *api_of(enum lm_api kind);

/* Where path (the API's path, or its limits_path) is; replaces what out holds,
 * NUL-terminated.  LM_NOMEM. */
enum lm_code api_url(const struct api *api, struct lm_span base,
    const char *path, struct lm_buf *out, struct lm_err *err);

/*
 * What the answer means.  Only the first words of the server's message count,
 * since some repeat a text behind them.  No memory; some us.
 */
enum api_fate api_judge(const struct api *api, long status,
    struct lm_span body);

#define API_REASON_SIZE 240

/*
 * The server's own words for an error, for messages: of {"error":TEXT},
 * {"error":{"message":TEXT}}, {"message":TEXT}, {"detail":TEXT},
 * {"detail":[{"msg":TEXT}]}, or the body as it is.  One line, what is not
 * printable ASCII is '?', cut at size and before what looks like the request
 * repeated; empty if there is nothing.  Of 401 and 403 it is other words,
 * since a server's may hold the key.
 */
void api_reason(long status, struct lm_span body, char *out, size_t size);

/*
 * Whether a server that calls its model told (empty: it did not tell) may mean
 * the one that was asked for: the same name; of ollama with :latest or not; of
 * openai with a version behind it (-v2, -2024-01-25); of llama.cpp a path to
 * it, with .gguf or not.
 */
bool api_serves(const struct api *api, struct lm_span asked,
    struct lm_span told);

#endif
