#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "mask.h"
#include "replace.h"
#include "rules.h"
#include "tokens.h"

#include "lm/filter.h"
#include "lm/manifest.h"
#include "lm/record.h"
#include "lm/stamp.h"
#include "lm/writer.h"

static enum lm_code
texts_grow(struct texts *texts, struct lm_err *err)
{
	size_t cap = texts->cap == 0 ? 128 : 2 * texts->cap;
	struct lm_span *list;
	char **copies;

	if (texts->n < texts->cap)
		return LM_OK;
	list = realloc(texts->list, cap * sizeof(*list));
	if (list == NULL)
		return lm_err_nomem(err);
	texts->list = list;
	copies = realloc(texts->copies, cap * sizeof(*copies));
	if (copies == NULL)
		return lm_err_nomem(err);
	texts->copies = copies;
	texts->cap = cap;
	return LM_OK;
}

enum lm_code
texts_add(struct texts *texts, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = texts_grow(texts, err);

	if (code != LM_OK)
		return code;
	texts->list[texts->n] = text;
	texts->copies[texts->n++] = NULL;
	return LM_OK;
}

enum lm_code
texts_add_copy(struct texts *texts, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = texts_grow(texts, err);
	char *copy;

	if (code != LM_OK)
		return code;
	copy = malloc(text.len + 1);
	if (copy == NULL)
		return lm_err_nomem(err);
	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	texts->list[texts->n] = lm_span(copy, text.len);
	texts->copies[texts->n++] = copy;
	return LM_OK;
}

void
texts_free(struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		free(texts->copies[i]);
	free(texts->copies);
	free(texts->list);
	*texts = (struct texts){0};
}

bool
next_word(const char **at, struct lm_span *word)
{
	if (*at == NULL)
		return false;
	*at += strspn(*at, " ");
	*word = lm_span(*at, strcspn(*at, ","));
	*at = (*at)[word->len] == ',' ? *at + word->len + 1 : NULL;
	while (word->len > 0 && word->ptr[word->len - 1] == ' ')
		word->len--;
	return true;
}

enum lm_code
next_text(const char **at, struct lm_buf *text, bool *more, struct lm_err *err)
{
	struct lm_span word;
	enum lm_code code;

	text->len = 0;
	*more = next_word(at, &word);
	if (!*more)
		return LM_OK;
	code = lm_buf_span(text, word, err);
	return code == LM_OK ? lm_buf_byte(text, '\0', err) : code;
}

static enum lm_code
apply_allowed(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_val *list = manifest == NULL
	    ? NULL
	    : lm_manifest_get(manifest, "redaction", "allow_values");
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	struct policy *policy = &settings->policy;
	yyjson_val *val;

	if (yyjson_arr_size(list) == 0)
		return LM_OK;
	policy->allowed =
	    calloc(yyjson_arr_size(list), sizeof(policy->allowed[0]));
	if (policy->allowed == NULL)
		return lm_err_nomem(err);
	while ((val = yyjson_arr_iter_next(&iter)) != NULL)
		policy->allowed[policy->n_allowed++] = lm_record_text(val);
	policy_sort_allowed(policy);
	return LM_OK;
}

/* The labels that masks_new wants, of names as they are configured. */
static enum lm_code
add_label(struct settings *settings, struct lm_span name, struct lm_err *err)
{
	struct lm_buf label = {0};
	enum lm_code code = mask_label(name, &label, err);

	if (code == LM_OK)
		code =
		    texts_add_copy(&settings->labels, lm_buf_view(&label), err);
	lm_buf_free(&label);
	return code;
}

/* All labels that may stand in masks. */
static enum lm_code
apply_masks(struct settings *settings, struct lm_err *err)
{
	struct policy *policy = &settings->policy;
	size_t n_rules = policy->rules == NULL ? 0 : rules_n(policy->rules);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < settings->names.n; i++)
		code = add_label(settings, settings->names.list[i], err);
	for (size_t i = 0; code == LM_OK && i < policy->places.n; i++)
		code = add_label(settings, policy->places.list[i].label, err);
	for (size_t i = 0; code == LM_OK && i < n_rules; i++)
		code = add_label(settings, rules_id(policy->rules, i), err);
	return code == LM_OK ? masks_new(settings->labels.list,
				   settings->labels.n, &policy->masks, err)
			     : code;
}

static enum lm_code
apply_replace(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	struct policy *policy = &settings->policy;
	const struct replace_options options = {settings->replace,
	    settings->key_file};

	return replacer_new(manifest, &options,
	    policy->places.with[PLACE_HASH] != 0, &policy->replacer, err);
}

static enum lm_code
check_modes(const struct settings *settings, struct lm_err *err)
{
	if (settings->check && settings->explain)
		return lm_err_set(err, LM_USAGE,
		    "--explain: not together with --check");
	if (settings->stamp && (settings->check || settings->explain))
		return lm_err_set(err, LM_USAGE,
		    "--stamp: %s writes no records",
		    settings->check ? "--check" : "--explain");
	if (settings->stamp && settings->text)
		return lm_err_set(err, LM_USAGE,
		    "--stamp: a line of text has no place for one");
	return LM_OK;
}

static enum lm_code
open_report(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code;

	if (settings->report == NULL)
		return LM_OK;
	code = lm_filter_check_file(run, "--report", settings->report, err);
	return code == LM_OK ? lm_writer_open(settings->report,
				   LM_WRITER_ATOMIC, &settings->report_to, err)
			     : code;
}

enum lm_code
settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct lm_manifest *manifest = run->manifest;
	struct policy *policy = &settings->policy;
	enum lm_code code = check_modes(settings, err);

	if (code == LM_OK)
		code = settings_kinds(settings, manifest, err);
	if (code == LM_OK)
		code = settings_places(settings, manifest, err);
	if (code == LM_OK)
		code = settings_names(settings, manifest, err);
	if (code == LM_OK)
		code = apply_allowed(settings, manifest, err);
	if (code == LM_OK)
		code = settings_rules(settings, run, err);
	if (code == LM_OK)
		code = settings_known(settings, run, err);
	if (code == LM_OK)
		code = tokens_new(&policy->tokens, err);
	if (code == LM_OK)
		code = policy_make_scan(policy, err);
	if (code == LM_OK)
		code = apply_masks(settings, err);
	if (code == LM_OK)
		code = apply_replace(settings, manifest, err);
	if (code == LM_OK && settings->stamp)
		code = settings_stamp(settings, manifest, err);
	settings->idle = policy_is_idle(policy);
	policy->traces =
	    settings->check || settings->explain || settings->report != NULL;
	return code == LM_OK ? open_report(settings, run, err) : code;
}

void
settings_free(struct settings *settings)
{
	lm_writer_close(settings->report_to);
	lm_stamp_free(settings->stamps);
	policy_free(&settings->policy);
	texts_free(&settings->names);
	texts_free(&settings->labels);
}
