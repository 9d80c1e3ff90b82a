#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/manifest.h"

void
rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->n_tokenizers; i++)
		lm_tokenizer_free(rules->tokenizers[i]);
	free(rules->tokenizers);
	free(rules->tokenizer_of);
	free(rules->where_of);
	free(rules->wheres);
	free(rules->phrase_texts);
	lm_phrases_free(rules->phrases);
	lm_stamp_free(rules->stamp);
	*rules = (struct rules){0};
}

static size_t
count_phrases(const struct lm_policy *policy)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_flags; i++)
		n += policy->flags[i].phrases.n;
	return n;
}

/* The value of a phrase, for messages: its place among all of them. */
static yyjson_val *
phrase_at(const struct lm_policy *policy, size_t at)
{
	for (size_t i = 0; i < policy->n_flags; i++) {
		const struct lm_flag *flag = &policy->flags[i];

		if (at < flag->phrases.n)
			return yyjson_arr_get(flag->phrases_val, at);
		at -= flag->phrases.n;
	}
	return NULL;
}

static enum lm_code
compile_phrases(struct rules *rules, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	size_t n = 0, bad = 0, room = count_phrases(policy) + 1;
	struct lm_phrase *list = calloc(room, sizeof(*list));
	enum lm_code code;

	rules->phrase_texts = calloc(room, sizeof(*rules->phrase_texts));
	if (list == NULL || rules->phrase_texts == NULL) {
		free(list);
		return lm_err_nomem(err);
	}
	for (size_t i = 0; i < policy->n_flags; i++)
		for (size_t k = 0; k < policy->flags[i].phrases.n; k++) {
			rules->phrase_texts[n] =
			    policy->flags[i].phrases.list[k];
			list[n].text = rules->phrase_texts[n];
			list[n++].owner = i;
		}
	code = lm_phrases_new(list, n, policy->n_flags, &rules->phrases, &bad,
	    err);
	free(list);
	if (code == LM_USAGE)
		code = lm_manifest_blame(rules->manifest,
		    phrase_at(policy, bad), err,
		    "expected a phrase that begins and ends with a letter or a "
		    "digit");
	return code;
}

/* An earlier model with the same file; or the number of models. */
static size_t
same_file(const struct lm_policy *policy, size_t model)
{
	for (size_t i = 0; i < model; i++)
		if (lm_span_equal(policy->models[i].tokenizer,
			policy->models[model].tokenizer))
			return i;
	return policy->n_models;
}

static enum lm_code
load_tokenizer(struct rules *rules, const struct lm_model *model,
    struct lm_err *err)
{
	struct lm_buf path = {0};
	struct lm_tokenizer *tokenizer = NULL;
	struct lm_err why = {0};
	enum lm_code code =
	    lm_manifest_file(rules->manifest, model->tokenizer, &path, err);

	if (code == LM_OK) {
		code = lm_tokenizer_load(path.ptr, &tokenizer, &why);
		if (code == LM_NOMEM) {
			code = lm_err_nomem(err);
		} else if (code != LM_OK) {
			char text[LM_ERR_MESSAGE_SIZE];

			lm_err_format(&why, text, sizeof(text));
			code = lm_manifest_blame(rules->manifest,
			    model->tokenizer_val, err,
			    "expected a tokenizer: %s", text);
		}
	}
	if (code == LM_OK)
		rules->tokenizers[rules->n_tokenizers++] = tokenizer;
	lm_buf_free(&path);
	return code;
}

static enum lm_code
load_tokenizers(struct rules *rules, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	enum lm_code code = LM_OK;

	rules->tokenizers =
	    calloc(policy->n_models + 1, sizeof(struct lm_tokenizer *));
	rules->tokenizer_of =
	    calloc(policy->n_models + 1, sizeof(*rules->tokenizer_of));
	if (rules->tokenizers == NULL || rules->tokenizer_of == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; code == LM_OK && i < policy->n_models; i++) {
		const struct lm_model *model = &policy->models[i];
		size_t same = same_file(policy, i);

		rules->tokenizer_of[i] = LM_NO_INDEX;
		if (model->tokenizer.len == 0)
			continue;
		if (same < policy->n_models) {
			rules->tokenizer_of[i] = rules->tokenizer_of[same];
			continue;
		}
		rules->tokenizer_of[i] = rules->n_tokenizers;
		code = load_tokenizer(rules, model, err);
	}
	return code;
}

/* The route whose where is the at-th. */
static const struct lm_route *
route_of_where(const struct rules *rules, size_t at)
{
	size_t i = 0;

	while (rules->where_of[i] != at)
		i++;
	return &rules->policy->routes[i];
}

static enum lm_code
collect_wheres(struct rules *rules, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	struct lm_expr *expr = NULL;
	size_t bad = 0;
	enum lm_code code = LM_OK;

	rules->where_of =
	    calloc(policy->n_routes + 1, sizeof(*rules->where_of));
	rules->wheres = calloc(policy->n_routes + 1, sizeof(*rules->wheres));
	if (rules->where_of == NULL || rules->wheres == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < policy->n_routes; i++) {
		rules->where_of[i] = LM_NO_INDEX;
		if (policy->routes[i].where.len == 0)
			continue;
		rules->where_of[i] = rules->n_wheres;
		rules->wheres[rules->n_wheres++] = policy->routes[i].where;
	}
	if (rules->n_wheres == 0)
		return LM_OK;
	code = lm_expr_new_list("where", rules->wheres, rules->n_wheres, &expr,
	    &bad, err);
	lm_expr_free(expr);
	if (code == LM_USAGE) {
		char why[LM_ERR_MESSAGE_SIZE];

		lm_err_format(err, why, sizeof(why));
		code = lm_manifest_blame(rules->manifest,
		    route_of_where(rules, bad)->where_val, err, "%s", why);
	}
	return code;
}

enum lm_code
rules_new(struct rules *rules, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	enum lm_code code;

	*rules = (struct rules){.manifest = manifest,
	    .policy = lm_manifest_policy(manifest)};
	code = compile_phrases(rules, err);
	if (code == LM_OK)
		code = load_tokenizers(rules, err);
	if (code == LM_OK)
		code = collect_wheres(rules, err);
	if (code == LM_OK)
		code = lm_stamp_new(manifest, lm_span(NULL, 0), &rules->stamp,
		    err);
	if (code != LM_OK)
		rules_free(rules);
	return code;
}

enum lm_code
rules_expr(const struct rules *rules, struct lm_expr **expr, struct lm_err *err)
{
	*expr = NULL;
	return rules->n_wheres == 0 ? LM_OK
				    : lm_expr_new_list("where", rules->wheres,
					  rules->n_wheres, expr, NULL, err);
}

static bool
has_tokenizer(const struct rules *rules, size_t model)
{
	return model != LM_NO_INDEX &&
	    rules->tokenizer_of[model] != LM_NO_INDEX;
}

/* The model that a job would get, if that is known. */
static size_t
expected_model(const struct rules *rules, const struct lm_route *route,
    struct lm_span asked)
{
	const struct lm_policy *policy = rules->policy;
	size_t model =
	    asked.ptr == NULL ? LM_NO_INDEX : lm_policy_model(policy, asked);

	if (model != LM_NO_INDEX &&
	    (route == NULL || policy->models[model].lane == route->lane))
		return model;
	return route == NULL ? LM_NO_INDEX : route->model;
}

size_t
rules_counting_model(const struct rules *rules, const struct lm_route *route,
    struct lm_span task, struct lm_span asked)
{
	const struct lm_policy *policy = rules->policy;
	size_t model = expected_model(rules, route, asked);

	if (has_tokenizer(rules, model))
		return model;
	/* Another's vocabulary would give a count that only looks exact. */
	if (model != LM_NO_INDEX && policy->models[model].lane == LM_LANE_LOCAL)
		return LM_NO_INDEX;
	for (size_t i = 0; i < policy->n_models; i++)
		if (policy->models[i].lane == LM_LANE_LOCAL &&
		    has_tokenizer(rules, i) &&
		    lm_model_approved(&policy->models[i], task))
			return i;
	return LM_NO_INDEX;
}
