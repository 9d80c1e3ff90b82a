#include "rules_keys.h"

#include "rules_set.h"

#include "lm/near.h"

static const char *const type_names[] = {
    [TEXT] = "a string",
    [NUMBER] = "a number from 0 on",
    [WHOLE] = "a whole number",
    [TRUTH] = "true or false",
    [TEXTS] = "an array of strings",
    [TABLE] = "a table",
    [TABLES] = "an array of tables",
};

const struct rules_key rules_file_keys[] = {
    {"title", TEXT},
    {"description", TEXT},
    {"minVersion", TEXT},
    {"extend", TABLE},
    {"rules", TABLES},
    {"allowlist", TABLE},
    {"allowlists", TABLES},
    {NULL, TEXT},
};

const struct rules_key rules_extend_keys[] = {
    {"useDefault", TRUTH},
    {"path", TEXT},
    {"url", TEXT},
    {"disabledRules", TEXTS},
    {NULL, TEXT},
};

const struct rules_key rules_rule_keys[] = {
    {"id", TEXT},
    {"description", TEXT},
    {"regex", TEXT},
    {"path", TEXT},
    {"secretGroup", WHOLE},
    {"entropy", NUMBER},
    {"keywords", TEXTS},
    {"tags", TEXTS},
    {"allowlist", TABLE},
    {"allowlists", TABLES},
    {NULL, TEXT},
};

const struct rules_key rules_allow_keys[] = {
    {"description", TEXT},
    {"condition", TEXT},
    {"commits", TEXTS},
    {"paths", TEXTS},
    {"regexTarget", TEXT},
    {"regexes", TEXTS},
    {"stopwords", TEXTS},
    {"targetRules", TEXTS},
    {NULL, TEXT},
};

static struct lm_span
text_of(yyjson_val *val)
{
	return lm_span(yyjson_get_str(val), yyjson_get_len(val));
}

/* Whether all elements are strings, or objects. */
static bool
all_are(yyjson_val *array, bool objects)
{
	yyjson_arr_iter iter;
	yyjson_val *element;

	if (!yyjson_arr_iter_init(array, &iter))
		return false;
	while ((element = yyjson_arr_iter_next(&iter)) != NULL)
		if (objects ? !yyjson_is_obj(element) : !yyjson_is_str(element))
			return false;
	return true;
}

static bool
is_of(yyjson_val *val, enum rules_type type)
{
	switch (type) {
	case TEXT:
		return yyjson_is_str(val);
	case NUMBER:
		return yyjson_is_num(val) && yyjson_get_num(val) >= 0;
	case WHOLE:
		return yyjson_is_uint(val) && yyjson_get_uint(val) <= INT16_MAX;
	case TRUTH:
		return yyjson_is_bool(val);
	case TEXTS:
	case TABLES:
		return all_are(val, type == TABLES);
	case TABLE:
		return yyjson_is_obj(val);
	}
	return false;
}

static enum lm_code
unknown(const struct rules *rules, yyjson_val *name,
    const struct rules_key *keys, struct lm_err *err)
{
	struct lm_near near = lm_near_start(text_of(name));

	for (; keys->name != NULL; keys++)
		lm_near_try(&near, keys->name);
	if (near.best == NULL)
		return rules_refuse(rules, name, err, "unknown key \"%.100s\"",
		    yyjson_get_str(name));
	return rules_refuse(rules, name, err,
	    "unknown key \"%.100s\"; is \"%s\" meant?", yyjson_get_str(name),
	    near.best);
}

/* Whether a table has only these keys, each once, of their types. */
enum lm_code
rules_check_keys(const struct rules *rules, yyjson_val *table,
    const struct rules_key *keys, struct lm_err *err)
{
	yyjson_obj_iter iter;
	yyjson_val *name;

	yyjson_obj_iter_init(table, &iter);
	while ((name = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(name);
		const struct rules_key *key = keys;

		while (key->name != NULL && !yyjson_equals_str(name, key->name))
			key++;
		if (key->name == NULL)
			return unknown(rules, name, keys, err);
		if (yyjson_obj_get(table, key->name) != val)
			return rules_refuse(rules, name, err,
			    "\"%s\" is there twice", key->name);
		if (!is_of(val, key->type))
			return rules_refuse(rules, val, err,
			    "\"%s\": expected %s", key->name,
			    type_names[key->type]);
	}
	return LM_OK;
}
