#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules.h"
#include "rules_keys.h"
#include "rules_regex.h"
#include "rules_set.h"

enum lm_code
rules_refuse(const struct rules *rules, const yyjson_val *at,
    struct lm_err *err, const char *format, ...)
{
	const struct source *source =
	    source_at(rules, sources_count(rules) - 1);
	char message[LM_ERR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	lm_err_set(err, LM_MALFORMED, "%s", message);
	if (source->toml.doc != NULL) {
		struct lm_toml_place place = lm_toml_place(&source->toml, at);

		lm_err_at(err, NULL, place.line, place.column);
	}
	return LM_MALFORMED;
}

static struct lm_span
text_of(yyjson_val *val)
{
	return lm_span(yyjson_get_str(val), yyjson_get_len(val));
}

/* ---- allowlists ----------------------------------------------------------- */

/* Those of a file or of a rule: allowlist and allowlists. */
static enum lm_code
read_allows(struct rules *rules, yyjson_val *table, struct lm_buf *allows,
    struct lm_err *err)
{
	yyjson_val *one = yyjson_obj_get(table, "allowlist"), *element;
	yyjson_arr_iter iter = {0};
	enum lm_code code = LM_OK;

	if (one != NULL) {
		code = rules_check_keys(rules, one, rules_allow_keys, err);
		if (code == LM_OK)
			code = allow_read(rules, one, allows, err);
	}
	yyjson_arr_iter_init(yyjson_obj_get(table, "allowlists"), &iter);
	while (
	    code == LM_OK && (element = yyjson_arr_iter_next(&iter)) != NULL) {
		code = rules_check_keys(rules, element, rules_allow_keys, err);
		if (code == LM_OK)
			code = allow_read(rules, element, allows, err);
	}
	return code;
}

/* ---- rules ---------------------------------------------------------------- */

static struct rule *
find_rule(const struct rules *rules, struct lm_span id)
{
	for (size_t i = 0; i < rules_count(rules); i++)
		if (lm_span_equal(rules_at(rules, i)->id, id))
			return rules_at(rules, i);
	return NULL;
}

/* A new rule, or the one of this id that an earlier source gave. */
static enum lm_code
open_rule(struct rules *rules, yyjson_val *id, struct rule **out,
    struct lm_err *err)
{
	size_t source = sources_count(rules) - 1;
	struct rule *rule = find_rule(rules, text_of(id));
	enum lm_code code;

	*out = rule;
	if (rule != NULL && rule->last_source == source)
		return rules_refuse(rules, id, err,
		    "rule \"%.100s\" is there twice", yyjson_get_str(id));
	if (rule != NULL) {
		rule->last_source = source;
		return LM_OK;
	}
	rule = calloc(1, sizeof(*rule));
	if (rule == NULL)
		return lm_err_nomem(err);
	rule->id = text_of(id);
	rule->first_source = rule->last_source = source;
	code =
	    lm_buf_append(&rules->list, (const char *)&rule, sizeof(rule), err);
	*out = rule;
	if (code != LM_OK)
		free(rule);
	return code;
}

static enum lm_code
read_keywords(struct rules *rules, struct rule *rule, yyjson_val *keywords,
    struct lm_err *err)
{
	yyjson_arr_iter iter = {0};
	yyjson_val *element;
	enum lm_code code = LM_OK;

	yyjson_arr_iter_init(keywords, &iter);
	while (
	    code == LM_OK && (element = yyjson_arr_iter_next(&iter)) != NULL) {
		const struct lm_span text = text_of(element);

		if (text.len == 0)
			return rules_refuse(rules, element, err,
			    "an empty keyword is in every text");
		code = lm_buf_append(&rule->keywords, (const char *)&text,
		    sizeof(text), err);
	}
	return code;
}

/* Compile a regex, or say which one cannot be. */
static enum lm_code
compile(const struct rules *rules, const struct rule *rule, yyjson_val *regex,
    pcre2_code **out, struct lm_err *err)
{
	struct lm_err why = {0};
	enum lm_code code = regex_compile(text_of(regex), false, out, &why);

	if (code == LM_NOMEM)
		return lm_err_nomem(err);
	return code == LM_OK
	    ? LM_OK
	    : rules_refuse(rules, regex, err, "rule \"%.*s\": %s",
		  (int)(rule->id.len < 100 ? rule->id.len : 100), rule->id.ptr,
		  why.message);
}

/* The regex and the group of it that is the secret. */
static enum lm_code
read_regex(struct rules *rules, struct rule *rule, yyjson_val *object,
    struct lm_err *err)
{
	yyjson_val *regex = yyjson_obj_get(object, "regex");
	yyjson_val *group = yyjson_obj_get(object, "secretGroup");
	uint32_t n_groups = 0;
	enum lm_code code = LM_OK;

	if (regex != NULL) {
		pcre2_code_free(rule->code);
		rule->code = NULL;
		rule->regex = text_of(regex);
		code = compile(rules, rule, regex, &rule->code, err);
	}
	if (code != LM_OK)
		return code;
	if (group != NULL)
		rule->group = (uint32_t)yyjson_get_uint(group);
	if (rule->code != NULL)
		pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT,
		    &n_groups);
	if (rule->code != NULL && rule->group > n_groups)
		return rules_refuse(rules, group != NULL ? group : regex, err,
		    "secretGroup %u, but the regex has %u", rule->group,
		    n_groups);
	if (n_groups > rules->n_groups)
		rules->n_groups = n_groups;
	return LM_OK;
}

/* A path is looked at only so that a mistake in it is said. */
static enum lm_code
read_path(struct rules *rules, struct rule *rule, yyjson_val *path,
    struct lm_err *err)
{
	pcre2_code *code = NULL;
	enum lm_code result;

	if (path == NULL)
		return LM_OK;
	rule->has_path = true;
	result = compile(rules, rule, path, &code, err);
	pcre2_code_free(code);
	return result;
}

enum lm_code
rules_read_rule(struct rules *rules, yyjson_val *object, struct lm_err *err)
{
	yyjson_val *id = yyjson_obj_get(object, "id");
	yyjson_val *entropy = yyjson_obj_get(object, "entropy");
	struct rule *rule = NULL;
	enum lm_code code;

	code = rules_check_keys(rules, object, rules_rule_keys, err);
	if (code != LM_OK)
		return code;
	if (yyjson_get_len(id) == 0)
		return rules_refuse(rules, object, err, "a rule without an id");
	code = open_rule(rules, id, &rule, err);
	if (code != LM_OK)
		return code;
	code = read_regex(rules, rule, object, err);
	if (code == LM_OK)
		code =
		    read_path(rules, rule, yyjson_obj_get(object, "path"), err);
	if (code == LM_OK)
		code = read_keywords(rules, rule,
		    yyjson_obj_get(object, "keywords"), err);
	if (code == LM_OK)
		code = read_allows(rules, object, &rule->allows, err);
	if (entropy != NULL)
		rule->entropy = yyjson_get_num(entropy);
	if (code == LM_OK && rule->regex.len == 0 && !rule->has_path)
		return rules_refuse(rules, id, err,
		    "rule \"%.100s\" has no regex", yyjson_get_str(id));
	return code;
}

/* ---- a file --------------------------------------------------------------- */

/* Take the rule of an id away. */
static void
disable(struct rules *rules, struct lm_span id)
{
	struct rule *rule = find_rule(rules, id);

	if (rule == NULL)
		return;
	pcre2_code_free(rule->code);
	rule->code = NULL;
	rule->regex = (struct lm_span){0};
}

static enum lm_code
read_extend(struct rules *rules, yyjson_val *extend, struct lm_err *err)
{
	yyjson_arr_iter iter = {0};
	yyjson_val *element;
	enum lm_code code;

	if (extend == NULL)
		return LM_OK;
	code = rules_check_keys(rules, extend, rules_extend_keys, err);
	if (code != LM_OK)
		return code;
	source_at(rules, sources_count(rules) - 1)->extends = true;
	rules->partial = rules->partial ||
	    yyjson_is_true(yyjson_obj_get(extend, "useDefault")) ||
	    yyjson_get_len(yyjson_obj_get(extend, "path")) > 0 ||
	    yyjson_get_len(yyjson_obj_get(extend, "url")) > 0;
	yyjson_arr_iter_init(yyjson_obj_get(extend, "disabledRules"), &iter);
	while ((element = yyjson_arr_iter_next(&iter)) != NULL)
		disable(rules, text_of(element));
	return LM_OK;
}

enum lm_code
rules_read_file(struct rules *rules, yyjson_val *root, struct lm_err *err)
{
	struct source *source = source_at(rules, sources_count(rules) - 1);
	yyjson_arr_iter iter = {0};
	yyjson_val *element;
	enum lm_code code = rules_check_keys(rules, root, rules_file_keys, err);

	if (code == LM_OK)
		code = read_extend(rules, yyjson_obj_get(root, "extend"), err);
	if (code == LM_OK)
		code = read_allows(rules, root, &source->allows, err);
	yyjson_arr_iter_init(yyjson_obj_get(root, "rules"), &iter);
	while (code == LM_OK && (element = yyjson_arr_iter_next(&iter)) != NULL)
		code = rules_read_rule(rules, element, err);
	return code;
}
