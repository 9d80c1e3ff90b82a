#include "lm/manifest_shape.h"

#include <stddef.h>

#include "lm/manifest_forms.h"

/*
 * Every key of the manifest, with what its value has to look like.  A new key
 * is a line here and an entry in lmob-manifest(5); a test compares the two.
 */

#define COUNT_MAX 1e9 /* tokens, workers: more is a slip of the hand */
#define DIMENSIONS_MAX 65536
#define DAYS_MAX 36500 /* a hundred years */
#define PERCENT_MAX 100
#define DRIFT_MAX 2 /* 1 - correlation */

static const struct lm_shape text = {.kind = LM_SHAPE_TEXT};
static const struct lm_shape texts = {.kind = LM_SHAPE_LIST, .each = &text};
static const struct lm_shape some_texts = {.kind = LM_SHAPE_LIST,
    .each = &text,
    .filled = true};
static const struct lm_shape path = {.kind = LM_SHAPE_PATH};
static const struct lm_shape paths = {.kind = LM_SHAPE_LIST, .each = &path};
static const struct lm_shape flag = {.kind = LM_SHAPE_FLAG};
static const struct lm_shape scalar = {.kind = LM_SHAPE_SCALAR};
static const struct lm_shape count = {.kind = LM_SHAPE_WHOLE,
    .min = 0,
    .max = COUNT_MAX};
static const struct lm_shape positive = {.kind = LM_SHAPE_WHOLE,
    .min = 1,
    .max = COUNT_MAX};
static const struct lm_shape share = {.kind = LM_SHAPE_NUMBER,
    .min = 0,
    .max = 1};

static const struct lm_shape version = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_version,
    .expected = "1 to 64 printable ASCII characters without space or #"};
static const struct lm_shape digest = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_digest,
    .expected = "\"sha256:\" and 64 lower-case hex digits"};
static const struct lm_shape date = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_date,
    .expected = "a day, as \"2026-11-01\""};
static const struct lm_shape time_of_day = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_time,
    .expected = "a time from \"00:00\" to \"24:00\""};
static const struct lm_shape days = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_days,
    .expected = "days, as \"mon-fri\" or \"mon,wed\""};
static const struct lm_shape url = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_url,
    .expected = "an address with http:// or https://"};
static const struct lm_shape variable = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_variable,
    .expected = "the name of an environment variable"};

/* models.* */
static const char *const kind_names[] = {"generation", "embedding", NULL};
static const struct lm_shape kind = {.kind = LM_SHAPE_CHOICE,
    .choices = kind_names};
static const struct lm_shape dimensions = {.kind = LM_SHAPE_WHOLE,
    .min = 1,
    .max = DIMENSIONS_MAX};
static const struct lm_shape one_or_more = {.kind = LM_SHAPE_TEXT,
    .other = &some_texts};
static const struct lm_shape_key model_keys[] = {
    {"kind", &kind, true},
    {"endpoint", &one_or_more, true},
    {"context", &positive, false},
    {"dimensions", &dimensions, false},
    {"digest", &digest, false},
    {"tokenizer", &text, false},
    {"tasks", &texts, false},
    {"expires", &date, false},
    {NULL, NULL, false},
};
static const struct lm_shape model = {.kind = LM_SHAPE_TABLE,
    .keys = model_keys};
static const struct lm_shape models = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &model};

/* endpoints.* */
static const char *const api_names[] = {"openai", "ollama", "llama.cpp", "vllm",
    "tei", NULL};
static const struct lm_shape api = {.kind = LM_SHAPE_CHOICE,
    .choices = api_names};
static const char *const endpoint_lane_names[] = {"local", "managed", NULL};
static const struct lm_shape endpoint_lane = {.kind = LM_SHAPE_CHOICE,
    .choices = endpoint_lane_names};
static const struct lm_shape_key endpoint_keys[] = {
    {"url", &url, true},
    {"api", &api, true},
    {"lane", &endpoint_lane, true},
    {"host", &text, false},
    {"key_env", &variable, false},
    {NULL, NULL, false},
};
static const struct lm_shape endpoint = {.kind = LM_SHAPE_TABLE,
    .keys = endpoint_keys};
static const struct lm_shape endpoints = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &endpoint};

/* queues.* */
static const char *const unlimited_names[] = {"unlimited", NULL};
static const struct lm_shape after_hours = {.kind = LM_SHAPE_CHOICE,
    .choices = unlimited_names,
    .other = &positive};
static const struct lm_shape_key queue_keys[] = {
    {"host", &text, true},
    {"workers", &positive, true},
    {"max_prompt_tokens", &positive, false},
    {"after_hours", &after_hours, false},
    {NULL, NULL, false},
};
static const struct lm_shape queue = {.kind = LM_SHAPE_TABLE,
    .keys = queue_keys};
static const struct lm_shape queues = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &queue};

/* business_hours */
static const struct lm_shape_key business_hours_keys[] = {
    {"days", &days, true},
    {"from", &time_of_day, true},
    {"to", &time_of_day, true},
    {"timezone", &text, true},
    {NULL, NULL, false},
};
static const struct lm_shape business_hours = {.kind = LM_SHAPE_TABLE,
    .keys = business_hours_keys};

/* risk_flags.* */
static const struct lm_shape risk_flags = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &some_texts};

/* routes[] */
static const char *const lane_names[] = {"local", "managed", "hold", "reject",
    NULL};
static const struct lm_shape lane = {.kind = LM_SHAPE_CHOICE,
    .choices = lane_names};
static const char *const hours_names[] = {"business", "after", NULL};
static const struct lm_shape hours = {.kind = LM_SHAPE_CHOICE,
    .choices = hours_names};
static const char *const on_missing_names[] = {"hold", "reject", "skip",
    "match", NULL};
static const struct lm_shape on_missing = {.kind = LM_SHAPE_CHOICE,
    .choices = on_missing_names};
static const char *const unredacted_names[] = {"allowed", NULL};
static const struct lm_shape unredacted = {.kind = LM_SHAPE_CHOICE,
    .choices = unredacted_names};
static const struct lm_shape equals = {.kind = LM_SHAPE_MAP,
    .names = &path,
    .each = &scalar,
    .filled = true};
static const struct lm_shape_key route_keys[] = {
    {"id", &text, true},
    {"lane", &lane, true},
    {"model", &text, false},
    {"queue", &text, false},
    {"advisory", &flag, false},
    {"review_required", &flag, false},
    {"unredacted", &unredacted, false},
    {"task", &text, false},
    {"stage", &text, false},
    {"tokens_below", &positive, false},
    {"tokens_at_least", &count, false},
    {"any_flag", &some_texts, false},
    {"no_flag", &some_texts, false},
    {"schema_failures_at_least", &count, false},
    {"equals", &equals, false},
    {"hours", &hours, false},
    {"where", &text, false},
    {"on_missing", &on_missing, false},
    {NULL, NULL, false},
};
static const struct lm_shape route = {.kind = LM_SHAPE_TABLE,
    .keys = route_keys};
static const struct lm_shape routes = {.kind = LM_SHAPE_LIST, .each = &route};

/* redaction */
static const struct lm_shape replace = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &text};
static const struct lm_shape_key redaction_keys[] = {
    {"denylist_fields", &texts, false},
    {"learn", &paths, false},
    {"hash_fields", &paths, false},
    {"allow_paths", &paths, false},
    {"allow_values", &texts, false},
    {"replace", &replace, false},
    {"key_env", &variable, false},
    {"rules", &texts, false},
    {NULL, NULL, false},
};
static const struct lm_shape redaction = {.kind = LM_SHAPE_TABLE,
    .keys = redaction_keys};

/* retention */
static const struct lm_shape n_days = {.kind = LM_SHAPE_WHOLE,
    .min = 0,
    .max = DAYS_MAX};
static const struct lm_shape_key retention_keys[] = {
    {"prompt_traces_days", &n_days, false},
    {NULL, NULL, false},
};
static const struct lm_shape retention = {.kind = LM_SHAPE_TABLE,
    .keys = retention_keys};

/* gates */
static const struct lm_shape drift = {.kind = LM_SHAPE_NUMBER,
    .min = 0,
    .max = DRIFT_MAX};
static const struct lm_shape percent = {.kind = LM_SHAPE_NUMBER,
    .min = 0,
    .max = PERCENT_MAX};
static const struct lm_shape_key gate_keys[] = {
    {"embedding_drift", &drift, false},
    {"clean_drift_runs", &positive, false},
    {"retrieval_loss_pp", &percent, false},
    {"schema_validity", &share, false},
    {NULL, NULL, false},
};
static const struct lm_shape gates = {.kind = LM_SHAPE_TABLE,
    .keys = gate_keys};

static const struct lm_shape_key keys[] = {
    {"version", &version, true},
    {"models", &models, false},
    {"endpoints", &endpoints, false},
    {"queues", &queues, false},
    {"business_hours", &business_hours, false},
    {"risk_flags", &risk_flags, false},
    {"routes", &routes, false},
    {"redaction", &redaction, false},
    {"retention", &retention, false},
    {"gates", &gates, false},
    {"prices", &text, false},
    {NULL, NULL, false},
};
const struct lm_shape lm_manifest_shape = {.kind = LM_SHAPE_TABLE,
    .keys = keys};
