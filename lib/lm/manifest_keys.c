#include "lm/manifest_shape.h"

#include <stddef.h>

#include "lm/manifest_forms.h"
#include "lm/manifest_policy.h"

/*
 * Every key of the manifest, with what its value has to look like.  A new key
 * is a line here and an entry in lmob-manifest(5); a test compares the two.
 */

#define COUNT_MAX 1e9 /* tokens, workers: more is a slip of the hand */
#define DIMENSIONS_MAX 65536
#define DAYS_MAX 36500 /* a hundred years */
#define PERCENT_MAX 100
#define DAY "(mon|tue|wed|thu|fri|sat|sun)"
#define DAYS DAY "(-" DAY ")?"
#define DRIFT_MAX 2   /* 1 - correlation */
#define ENTROPY_MAX 8 /* bits a byte */
#define GROUPS_MAX 99

static const struct lm_shape text = {.kind = LM_SHAPE_TEXT};
static const struct lm_shape texts = {.kind = LM_SHAPE_LIST, .each = &text};
static const struct lm_shape some_texts = {.kind = LM_SHAPE_LIST,
    .each = &text,
    .filled = true};
static const struct lm_shape path = {.kind = LM_SHAPE_PATH, .pattern = "^\\."};
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
    .expected = "1 to 64 printable ASCII characters without space or #",
    .pattern = "^[!\"$-~]{1,64}$"};
static const struct lm_shape digest = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_digest,
    .expected = "\"sha256:\" and 64 lower-case hex digits",
    .pattern = "^sha256:[0-9a-f]{64}$"};
static const struct lm_shape date = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_date,
    .expected = "a day, as \"2026-11-01\"",
    .pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"};
static const struct lm_shape time_of_day = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_time,
    .expected = "a time from \"00:00\" to \"24:00\"",
    .pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"};
static const struct lm_shape days = {.kind = LM_SHAPE_TEXT,
    .form = lm_form_days,
    .expected = "days, as \"mon-fri\" or \"mon,wed\"",
    .pattern = "^" DAYS "(," DAYS ")*$"};
static const struct lm_shape url = {.kind = LM_SHAPE_TEXT,
    .secret = true,
    .form = lm_form_url,
    .expected =
	"an address with http:// or https://, a host, a port to 65535 or "
	"none, without @, ? and #",
    .pattern = "^https?://[!\"$-.0->A-~][!\"$->A-~]*$"};
static const struct lm_shape variable = {.kind = LM_SHAPE_TEXT,
    .secret = true,
    .form = lm_form_variable,
    .expected = "the name of an environment variable",
    .pattern = "^[A-Za-z_][A-Za-z0-9_]*$"};

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
    {"kind", &kind, true, "What the model makes: texts or vectors."},
    {"endpoint", &one_or_more, true,
	"The endpoint that serves the model, or a list of them."},
    {"context", &positive, false,
	"The longest input together with its output, in tokens."},
    {"dimensions", &dimensions, false, "How many numbers a vector has."},
    {"digest", &digest, false,
	"The model file that was approved; any if absent."},
    {"tokenizer", &text, false,
	"GGUF file or tokenizer.json with the vocabulary, relative to this file."},
    {"tasks", &texts, false, "The tasks that the model is approved for."},
    {"expires", &date, false,
	"The first day (UTC) without approval; never if absent."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape model = {.kind = LM_SHAPE_TABLE,
    .keys = model_keys};
static const struct lm_shape models = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &model};

/* endpoints.* */
static const struct lm_shape api = {.kind = LM_SHAPE_CHOICE,
    .choices = lm_api_names};
static const char *const endpoint_lane_names[] = {"local", "managed", NULL};
static const struct lm_shape endpoint_lane = {.kind = LM_SHAPE_CHOICE,
    .choices = endpoint_lane_names};
static const struct lm_shape_key endpoint_keys[] = {
    {"url", &url, true, "Its address; https for the managed lane."},
    {"api", &api, true, "What it speaks."},
    {"lane", &endpoint_lane, true,
	"Whether it is the company's own or somebody else's."},
    {"host", &text, false, "The machine, by the name that queues use."},
    {"key_env", &variable, false,
	"The environment variable that holds the API key."},
    {NULL, NULL, false, NULL},
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
    {"host", &text, true,
	"The machine whose work is queued: the host of an endpoint."},
    {"workers", &positive, true, "How many jobs run at once."},
    {"max_prompt_tokens", &positive, false,
	"A longer prompt takes the next route that matches it."},
    {"after_hours", &after_hours, false,
	"Workers outside business hours; as many as in them if absent."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape queue = {.kind = LM_SHAPE_TABLE,
    .keys = queue_keys};
static const struct lm_shape queues = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &queue};

/* business_hours */
static const struct lm_shape_key business_hours_keys[] = {
    {"days", &days, true, "Days and ranges of days, as mon-thu,sat."},
    {"from", &time_of_day, true, "The first minute inside."},
    {"to", &time_of_day, true, "The first minute outside, later than from."},
    {"timezone", &text, true,
	"A time zone of the tz database, as Europe/Berlin."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape window = {.kind = LM_SHAPE_TABLE,
    .keys = business_hours_keys};
static const struct lm_shape windows = {.kind = LM_SHAPE_LIST,
    .each = &window,
    .filled = true};
static const struct lm_shape business_hours = {.kind = LM_SHAPE_TABLE,
    .keys = business_hours_keys,
    .other = &windows};

/* risk_flags.* */
static const struct lm_shape risk_flags = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &texts};

/* routes[] */
static const struct lm_shape lane = {.kind = LM_SHAPE_CHOICE,
    .choices = lm_lane_names};
static const struct lm_shape hours = {.kind = LM_SHAPE_CHOICE,
    .choices = lm_hours_names};
static const struct lm_shape on_missing = {.kind = LM_SHAPE_CHOICE,
    .choices = lm_on_missing_names};
static const char *const unredacted_names[] = {"allowed", NULL};
static const struct lm_shape unredacted = {.kind = LM_SHAPE_CHOICE,
    .choices = unredacted_names};
static const struct lm_shape equals = {.kind = LM_SHAPE_MAP,
    .names = &path,
    .each = &scalar,
    .filled = true};
static const struct lm_shape_key route_keys[] = {
    {"id", &text, true, "The name of the route, which every decision carries."},
    {"lane", &lane, true,
	"Where jobs go; hold waits for a person, reject refuses."},
    {"model", &text, false, "A name of models, of the same lane."},
    {"queue", &text, false, "A name of queues, on a host of the model."},
    {"advisory", &flag, false,
	"The result helps a person and decides nothing."},
    {"review_required", &flag, false,
	"A person reads the result before it is used."},
    {"unredacted", &unredacted, false,
	"The managed lane takes records that are not redacted, too."},
    {"task", &text, false, "Condition: the record's task."},
    {"stage", &text, false, "Condition: the record's stage."},
    {"tokens_below", &positive, false,
	"Condition: the prompt has fewer tokens."},
    {"tokens_at_least", &count, false,
	"Condition: the prompt has as many tokens or more."},
    {"any_flag", &some_texts, false,
	"Condition: one of these risk flags is raised."},
    {"no_flag", &some_texts, false,
	"Condition: none of these risk flags is raised."},
    {"schema_failures_at_least", &count, false,
	"Condition: so many answers broke their schema."},
    {"equals", &equals, false,
	"Condition: at each path (jq notation) this value is found."},
    {"hours", &hours, false, "Condition: it is business hours, or after them."},
    {"where", &text, false,
	"Condition: a jq expression whose first output is true."},
    {"on_missing", &on_missing, false,
	"When the record lacks what a condition asks about: hold if absent."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape route = {.kind = LM_SHAPE_TABLE,
    .keys = route_keys};
static const struct lm_shape routes = {.kind = LM_SHAPE_LIST, .each = &route};

/* redaction */
static const char *const replace_names[] = {"mask", "pseudonym", "last4",
    "drop", NULL};
static const struct lm_shape replace_by = {.kind = LM_SHAPE_CHOICE,
    .choices = replace_names};
static const struct lm_shape replace = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &replace_by};

/* redaction.dictionaries[] */
static const struct lm_shape column = {.kind = LM_SHAPE_TEXT,
    .other = &positive};
static const struct lm_shape_key dictionary_keys[] = {
    {"file", &text, true, "The file, relative to this one."},
    {"column", &column, false,
	"The column of a .csv file, by its name or from 1; needed for those."},
    {"label", &text, false, "The label of its masks; KNOWN if absent."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape dictionary_table = {.kind = LM_SHAPE_TABLE,
    .keys = dictionary_keys};
static const struct lm_shape dictionary = {.kind = LM_SHAPE_TEXT,
    .other = &dictionary_table};
static const struct lm_shape dictionaries = {.kind = LM_SHAPE_LIST,
    .each = &dictionary};

/* redaction.rules[], as in a rule file of gitleaks */
static const char *const condition_names[] = {"OR", "AND", NULL};
static const struct lm_shape condition = {.kind = LM_SHAPE_CHOICE,
    .choices = condition_names};
static const char *const target_names[] = {"secret", "match", "line", NULL};
static const struct lm_shape target = {.kind = LM_SHAPE_CHOICE,
    .choices = target_names};
static const struct lm_shape_key allowlist_keys[] = {
    {"description", &text, false, "What it lets be, for people."},
    {"condition", &condition, false,
	"Whether one of its lists has to hold, or all; OR if absent."},
    {"regexes", &texts, false, "What they match is let be."},
    {"regexTarget", &target, false,
	"What the regexes are tried on; the secret if absent."},
    {"stopwords", &texts, false, "A secret with one of these is let be."},
    {"paths", &texts, false, "Names of files; records have none."},
    {"commits", &texts, false, "Commits; records have none."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape allowlist = {.kind = LM_SHAPE_TABLE,
    .keys = allowlist_keys};
static const struct lm_shape allowlists = {.kind = LM_SHAPE_LIST,
    .each = &allowlist};
static const struct lm_shape entropy = {.kind = LM_SHAPE_NUMBER,
    .min = 0,
    .max = ENTROPY_MAX};
static const struct lm_shape group = {.kind = LM_SHAPE_WHOLE,
    .min = 0,
    .max = GROUPS_MAX};
static const struct lm_shape_key rule_keys[] = {
    {"id", &text, true, "The name of the rule, and the label of its masks."},
    {"description", &text, false, "What it finds, for people."},
    {"regex", &text, false, "What it finds, in the syntax of RE2 or PCRE2."},
    {"secretGroup", &group, false,
	"The group of the regex that is the secret; the first if absent."},
    {"entropy", &entropy, false,
	"A secret has more bits a byte than this; any if absent."},
    {"keywords", &texts, false,
	"One of these has to be in the text, in any case."},
    {"path", &text, false, "Names of files; records have none."},
    {"tags", &texts, false, "Words for people."},
    {"allowlists", &allowlists, false, "What is let be all the same."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape rule_table = {.kind = LM_SHAPE_TABLE,
    .keys = rule_keys};
static const struct lm_shape rule = {.kind = LM_SHAPE_TEXT,
    .other = &rule_table};
static const struct lm_shape rules = {.kind = LM_SHAPE_LIST, .each = &rule};

static const struct lm_shape_key redaction_keys[] = {
    {"denylist_fields", &texts, false,
	"Members whose values are removed at any depth; five names if absent."},
    {"detect", &texts, false,
	"The kinds that are looked for; all but those to be asked for if absent."},
    {"scan_paths", &paths, false,
	"Paths of ids, times and numbers that are searched all the same."},
    {"learn", &paths, false,
	"Paths of values to look for in all other texts of the record."},
    {"dictionaries", &dictionaries, false,
	"Files of names to look for in all texts."},
    {"rules", &rules, false,
	"Files of rules in the format of gitleaks, and rules."},
    {"allow_paths", &paths, false, "Paths of values that are never redacted."},
    {"allow_values", &texts, false, "Texts that are never redacted."},
    {"replace", &replace, false,
	"What takes the place of each kind of finding, or of all."},
    {"hash_fields", &paths, false,
	"Paths of values that are replaced by a keyed hash."},
    {"key_env", &variable, false,
	"The environment variable with the key of stamps and pseudonyms."},
    {"key_file", &text, false,
	"The file with the key of pseudonyms and hashes, relative to this one."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape redaction = {.kind = LM_SHAPE_TABLE,
    .keys = redaction_keys};

/* retention */
static const struct lm_shape n_days = {.kind = LM_SHAPE_WHOLE,
    .min = 0,
    .max = DAYS_MAX};
static const struct lm_shape_key retention_keys[] = {
    {"prompt_traces_days", &n_days, false,
	"How many days texts of prompts may be kept."},
    {"ledger_days", &n_days, false,
	"How many days lines of ledgers are kept; for ever if absent."},
    {NULL, NULL, false, NULL},
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
    {"embedding_drift", &drift, false,
	"A night whose drift is as large or larger fails; 0.08 if absent."},
    {"clean_drift_runs", &positive, false,
	"Nights in a row that have to pass; 7 if absent."},
    {"retrieval_loss_pp", &percent, false,
	"Percentage points that retrieval may lose; 2 if absent."},
    {"schema_validity", &share, false,
	"Share of answers that keep their schema; no gate if absent."},
    {NULL, NULL, false, NULL},
};
static const struct lm_shape gates = {.kind = LM_SHAPE_TABLE,
    .keys = gate_keys};

/* schemas */
static const struct lm_shape schemas = {.kind = LM_SHAPE_MAP,
    .names = &text,
    .each = &text};

static const struct lm_shape_key keys[] = {
    {"version", &version, true,
	"The name of this state of the manifest, stamped on every decision."},
    {"models", &models, false,
	"The models that are approved, by the names their endpoints know."},
    {"endpoints", &endpoints, false, "Where models are served."},
    {"queues", &queues, false, "How many jobs run at once, and where."},
    {"business_hours", &business_hours, false,
	"When people work; a list if the hours differ by day or place."},
    {"risk_flags", &risk_flags, false,
	"For each flag the phrases that raise it; none: only records bring it."},
    {"routes", &routes, false,
	"Which job goes where: the first route that matches decides."},
    {"trust_record_tokens", &flag, false,
	"A record's own token count holds; false if absent."},
    {"redaction", &redaction, false, "What is removed from records."},
    {"retention", &retention, false, "How long things are kept."},
    {"gates", &gates, false, "What a run has to reach."},
    {"schemas", &schemas, false,
	"For each task the JSON Schema that its answers have to keep: a file."},
    {"prices", &text, false, "The price list: a CSV file."},
    {"$schema", &text, false,
	"The JSON Schema that editors check this file by; no program reads it."},
    {NULL, NULL, false, NULL},
};
const struct lm_shape lm_manifest_shape = {.kind = LM_SHAPE_TABLE,
    .keys = keys};
