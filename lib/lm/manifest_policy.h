#ifndef LM_MANIFEST_POLICY_H
#define LM_MANIFEST_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/path.h"
#include "lm/span.h"

/*
 * What a manifest says of lanes, as structs: models, endpoints, queues, flags
 * and routes, with every reference resolved to an index.  Part of a manifest
 * that was loaded, so all of it is right; borrowed from it, never changed.
 */
struct lm_buf;
struct lm_manifest;

#define LM_NO_INDEX SIZE_MAX
#define LM_NO_LIMIT UINT64_MAX

enum lm_lane { LM_LANE_LOCAL, LM_LANE_MANAGED, LM_LANE_HOLD, LM_LANE_REJECT };
#define LM_N_LANES 4
/* By enum lm_lane, by enum lm_api, by enum lm_hours from LM_HOURS_BUSINESS on,
 * by enum lm_on_missing; NULL at the end. */
extern const char *const lm_lane_names[LM_N_LANES + 1];
extern const char *const lm_api_names[];
extern const char *const lm_hours_names[];
extern const char *const lm_on_missing_names[];

enum lm_api {
	LM_API_OPENAI,
	LM_API_OLLAMA,
	LM_API_LLAMA_CPP,
	LM_API_VLLM,
	LM_API_TEI
};

enum lm_hours { LM_HOURS_ANY, LM_HOURS_BUSINESS, LM_HOURS_AFTER };

enum lm_on_missing {
	LM_MISSING_HOLD,
	LM_MISSING_REJECT,
	LM_MISSING_SKIP,
	LM_MISSING_MATCH
};

struct lm_indices {
	const size_t *list;
	size_t n;
};

struct lm_spans {
	const struct lm_span *list;
	size_t n;
};

struct lm_endpoint {
	struct lm_span name;
	struct lm_span url;
	struct lm_span host;	/* empty: not given */
	struct lm_span key_env; /* empty: no key */
	enum lm_api api;
	enum lm_lane lane; /* local or managed */
	yyjson_val *val;   /* the object, for messages */
};

struct lm_model {
	struct lm_span name;
	bool embedding;		     /* else generation */
	struct lm_indices endpoints; /* at least one; all of one lane */
	enum lm_lane lane;	     /* of its endpoints */
	uint64_t context;	     /* tokens; 0: unknown */
	uint64_t dimensions;	     /* 0: unknown */
	struct lm_span digest;	     /* empty: any */
	struct lm_span tokenizer;    /* file as written; empty: none */
	struct lm_spans tasks;
	struct lm_span expires; /* as written; empty: never */
	int64_t expires_ns;	/* first moment (UTC) without approval */
	yyjson_val *val;	/* the object, for messages */
	yyjson_val *tokenizer_val;
};

struct lm_queue {
	struct lm_span name;
	struct lm_span host;
	uint64_t workers;
	uint64_t max_prompt_tokens; /* LM_NO_LIMIT */
	uint64_t after_hours;	    /* workers; LM_NO_LIMIT: unlimited */
	yyjson_val *val;	    /* the object, for messages */
};

struct lm_flag {
	struct lm_span name;
	struct lm_spans phrases;
	yyjson_val *phrases_val; /* the list, for messages */
};

struct lm_equals {
	struct lm_span text; /* the path as written */
	struct lm_path path;
	yyjson_val *value;
};

struct lm_route {
	struct lm_span id;
	enum lm_lane lane;
	size_t model;	 /* LM_NO_INDEX: none is named */
	size_t endpoint; /* lm_policy_endpoint of model and queue */
	size_t queue;	 /* LM_NO_INDEX */
	bool advisory;
	bool review_required;
	bool unredacted; /* allowed */
	/* Conditions; an empty span, LM_NO_LIMIT or n 0 is none. */
	struct lm_span task;
	struct lm_span stage;
	uint64_t tokens_below;
	uint64_t tokens_at_least;
	struct lm_indices any_flag;
	struct lm_indices no_flag;
	uint64_t schema_failures_at_least;
	const struct lm_equals *equals;
	size_t n_equals;
	enum lm_hours hours;
	struct lm_span where;
	enum lm_on_missing on_missing;
	yyjson_val *val;       /* the object, for messages */
	yyjson_val *where_val; /* NULL: none */
};

struct lm_policy {
	const struct lm_endpoint *endpoints;
	size_t n_endpoints;
	const struct lm_model *models;
	size_t n_models;
	const struct lm_queue *queues;
	size_t n_queues;
	const struct lm_flag *flags;
	size_t n_flags;
	const struct lm_route *routes;
	size_t n_routes;
	bool trust_record_tokens;
	uint64_t ledger_days; /* LM_NO_LIMIT: kept for ever */
};

/*
 * The endpoint that serves a model: of a queue the one on its host, with
 * queue LM_NO_INDEX the model's first.  LM_NO_INDEX when the model is none or
 * is not served there.
 */
size_t lm_policy_endpoint(const struct lm_policy *policy, size_t model,
    size_t queue);

/* The model of this name, LM_NO_INDEX if there is none.  O(models). */
size_t lm_policy_model(const struct lm_policy *policy, struct lm_span name);

/* Whether a model is approved for a task. */
bool lm_model_approved(const struct lm_model *model, struct lm_span task);

/* Whether a model is approved for a task; the task nearest to it (lm/near.h)
 * for which one is, NULL if none is near. */
bool lm_policy_has_task(const struct lm_policy *policy, struct lm_span task);
const char *lm_policy_near_task(const struct lm_policy *policy,
    struct lm_span task);

/* How many models of a lane are approved for a task; the first of them in
 * *first, if there is one. */
size_t lm_policy_approved(const struct lm_policy *policy, enum lm_lane lane,
    struct lm_span task, size_t *first);

/* Lives as long as the manifest. */
const struct lm_policy *lm_manifest_policy(const struct lm_manifest *manifest);

/* Whether it is business hours at ns; without business_hours it always is. */
bool lm_manifest_in_hours(const struct lm_manifest *manifest, int64_t ns);

/*
 * The file that a path in the manifest means: a relative one starts at the
 * folder of the manifest (of one without a name or from standard input, at the
 * current one).  Appended to *out, with a NUL behind it that len does not
 * count.  LM_NOMEM.
 */
enum lm_code lm_manifest_file(const struct lm_manifest *manifest,
    struct lm_span path, struct lm_buf *out, struct lm_err *err);

/* Say that val, a value of the manifest, is a mistake that only a user of it
 * can see: LM_MALFORMED with its file, line and column. */
enum lm_code lm_manifest_blame(const struct lm_manifest *manifest,
    yyjson_val *val, struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The bytes of the file as they were read (uncompressed). */
struct lm_span lm_manifest_bytes(const struct lm_manifest *manifest);

#endif
