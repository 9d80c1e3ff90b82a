#include "lm/manifest_build.h"

#include <stdio.h>

#include "lm/clock.h"
#include "lm/record.h"

enum lm_code
lm_draft_find(const struct lm_draft *draft, const struct lm_section *section,
    yyjson_val *val, size_t *index, struct lm_err *err)
{
	*index = lm_names_find(&section->names, lm_record_text(val));
	if (*index != LM_NO_INDEX)
		return LM_OK;
	return lm_manifest_no_such(draft->source, section->key, section->one,
	    section->map, val, err);
}

/* A list, or one string that stands for a list of it. */
enum lm_code
lm_draft_find_all(const struct lm_draft *draft,
    const struct lm_section *section, yyjson_val *list, struct lm_indices *out,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	size_t n = yyjson_is_str(list) ? 1 : yyjson_arr_size(list);
	size_t *indices = lm_arena_array(draft->arena, n, sizeof(*indices));
	enum lm_code code = LM_OK;
	yyjson_val *val;

	*out = (struct lm_indices){indices, n};
	if (indices == NULL)
		return n == 0 ? LM_OK : lm_err_nomem(err);
	if (yyjson_is_str(list))
		return lm_draft_find(draft, section, list, indices, err);
	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL)
		code = lm_draft_find(draft, section, val, indices++, err);
	return code;
}

static enum lm_code
read_endpoints(const struct lm_draft *draft, struct lm_policy *out,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(draft->endpoints.map);
	size_t n = draft->endpoints.names.n;
	struct lm_endpoint *endpoints =
	    lm_arena_array(draft->arena, n, sizeof(*endpoints));
	yyjson_val *key;

	if (n > 0 && endpoints == NULL)
		return lm_err_nomem(err);
	out->endpoints = endpoints;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);

		endpoints[out->n_endpoints++] = (struct lm_endpoint){
		    .name = lm_record_text(key),
		    .url = lm_member_text(val, "url"),
		    .host = lm_member_text(val, "host"),
		    .key_env = lm_member_text(val, "key_env"),
		    .api = lm_member_choice(val, "api", lm_api_names, 0),
		    .lane = lm_member_choice(val, "lane", lm_lane_names, 0),
		    .val = val,
		};
	}
	return LM_OK;
}

/* The start of a day of the form that lm_form_date takes. */
static int64_t
midnight(struct lm_span day)
{
	char text[LM_CLOCK_TEXT_SIZE];
	int64_t ns = INT64_MAX;

	(void)snprintf(text, sizeof(text), "%.*sT00:00:00Z", (int)day.len,
	    day.ptr);
	(void)lm_clock_parse(lm_span_of(text), &ns);
	return ns;
}

static enum lm_code
read_model(const struct lm_draft *draft, yyjson_val *key,
    const struct lm_policy *policy, struct lm_model *out, struct lm_err *err)
{
	yyjson_val *val = yyjson_obj_iter_get_val(key);
	struct lm_span expires = lm_member_text(val, "expires");
	enum lm_code code;

	*out = (struct lm_model){
	    .name = lm_record_text(key),
	    .embedding = lm_span_equal(lm_member_text(val, "kind"),
		lm_span_of("embedding")),
	    .context = lm_member_whole(val, "context", 0),
	    .dimensions = lm_member_whole(val, "dimensions", 0),
	    .digest = lm_member_text(val, "digest"),
	    .tokenizer = lm_member_text(val, "tokenizer"),
	    .expires = expires,
	    .expires_ns = expires.len == 0 ? INT64_MAX : midnight(expires),
	    .val = val,
	    .tokenizer_val = lm_member(val, "tokenizer"),
	};
	code = lm_draft_find_all(draft, &draft->endpoints,
	    lm_member(val, "endpoint"), &out->endpoints, err);
	if (code != LM_OK)
		return code;
	out->lane = policy->endpoints[out->endpoints.list[0]].lane;
	return lm_list_texts(lm_member(val, "tasks"), draft->arena, &out->tasks,
	    err);
}

static enum lm_code
read_models(const struct lm_draft *draft, struct lm_policy *out,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(draft->models.map);
	size_t n = draft->models.names.n;
	struct lm_model *models =
	    lm_arena_array(draft->arena, n, sizeof(*models));
	enum lm_code code = LM_OK;
	yyjson_val *key;

	if (n > 0 && models == NULL)
		return lm_err_nomem(err);
	out->models = models;
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL)
		code =
		    read_model(draft, key, out, &models[out->n_models++], err);
	return code;
}

/* "after_hours" is a count, or "unlimited"; without it nothing changes. */
static uint64_t
after_hours(yyjson_val *queue, uint64_t workers)
{
	if (yyjson_is_str(lm_member(queue, "after_hours")))
		return LM_NO_LIMIT;
	return lm_member_whole(queue, "after_hours", workers);
}

static enum lm_code
read_queues(const struct lm_draft *draft, struct lm_policy *out,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(draft->queues.map);
	size_t n = draft->queues.names.n;
	struct lm_queue *queues =
	    lm_arena_array(draft->arena, n, sizeof(*queues));
	yyjson_val *key;

	if (n > 0 && queues == NULL)
		return lm_err_nomem(err);
	out->queues = queues;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);
		uint64_t workers = lm_member_whole(val, "workers", 0);

		queues[out->n_queues++] = (struct lm_queue){
		    .name = lm_record_text(key),
		    .host = lm_member_text(val, "host"),
		    .workers = workers,
		    .max_prompt_tokens =
			lm_member_whole(val, "max_prompt_tokens", LM_NO_LIMIT),
		    .after_hours = after_hours(val, workers),
		    .val = val,
		};
	}
	return LM_OK;
}

static enum lm_code
read_flags(const struct lm_draft *draft, struct lm_policy *out,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(draft->flags.map);
	size_t n = draft->flags.names.n;
	struct lm_flag *flags = lm_arena_array(draft->arena, n, sizeof(*flags));
	enum lm_code code = LM_OK;
	yyjson_val *key;

	if (n > 0 && flags == NULL)
		return lm_err_nomem(err);
	out->flags = flags;
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_flag *flag = &flags[out->n_flags++];

		flag->name = lm_record_text(key);
		flag->phrases_val = yyjson_obj_iter_get_val(key);
		code = lm_list_texts(flag->phrases_val, draft->arena,
		    &flag->phrases, err);
	}
	return code;
}

static enum lm_code
open_section(const struct lm_draft *draft, struct lm_section *section,
    const char *key, const char *one, struct lm_err *err)
{
	*section = (struct lm_section){.key = key,
	    .one = one,
	    .map = lm_member(draft->source->record->root, key)};
	return lm_names_of(section->map, draft->arena, &section->names, err);
}

static enum lm_code
open_sections(struct lm_draft *draft, struct lm_err *err)
{
	enum lm_code code;

	code = open_section(draft, &draft->endpoints, "endpoints", "endpoint",
	    err);
	if (code == LM_OK)
		code =
		    open_section(draft, &draft->models, "models", "model", err);
	if (code == LM_OK)
		code =
		    open_section(draft, &draft->queues, "queues", "queue", err);
	if (code == LM_OK)
		code = open_section(draft, &draft->flags, "risk_flags", "flag",
		    err);
	return code;
}

/* In an order in which each refers only to what is read before. */
static enum lm_code (*const parts[])(const struct lm_draft *,
    struct lm_policy *, struct lm_err *) = {read_endpoints, read_models,
    read_queues, read_flags, lm_draft_routes};

enum lm_code
lm_policy_build(const struct lm_manifest_source *source, struct lm_arena *arena,
    struct lm_policy *out, struct lm_err *err)
{
	struct lm_draft draft = {.source = source, .arena = arena};
	yyjson_val *root = source->record->root;
	enum lm_code code = open_sections(&draft, err);

	*out = (struct lm_policy){
	    .trust_record_tokens = lm_member_flag(root, "trust_record_tokens"),
	    .ledger_days = lm_member_whole(lm_member(root, "retention"),
		"ledger_days", LM_NO_LIMIT),
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (code == LM_OK)
			code = parts[i](&draft, out, err);
	return code;
}
