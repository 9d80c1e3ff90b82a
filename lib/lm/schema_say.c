#include "lm/schema_say.h"

#include "lm/json.h"
#include "lm/utf8.h"

/* How much of a value is shown. */
#define MOST 120

/* text on one line, and "..." where it is cut. */
static enum lm_code
add_cut(struct lm_buf *out, struct lm_span text, size_t most,
    struct lm_err *err)
{
	struct lm_span part = lm_utf8_prefix(text, most);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < part.len; i++)
		code = lm_buf_byte(out,
		    part.ptr[i] == '\n' || part.ptr[i] == '\r' ? ' '
							       : part.ptr[i],
		    err);
	if (code == LM_OK && part.len < text.len)
		code = lm_buf_text(out, "...", err);
	return code;
}

enum lm_code
lm_schema_say_value(const struct lm_schema *schema, const struct lm_node *node,
    yyjson_val *val, size_t most, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_source *source = &schema->source;
	const struct lm_record *record =
	    &source->docs[source->sites[node->site].doc]->record;
	size_t at = lm_record_offset(record, val);

	return add_cut(out,
	    lm_span(record->src.ptr + at,
		lm_json_value_end(record->src, at) - at),
	    most, err);
}

/* What stands before the keyword's value, and behind it. */
struct phrase {
	const char *before;
	const char *after;
	const char *after_one; /* where the value is 1; NULL: as after */
};

static const struct phrase phrases[LM_SCHEMA_N_KEYS] = {
    [LM_KEY_ENUM] = {"one of ", "", NULL},
    [LM_KEY_CONST] = {"", "", NULL},
    [LM_KEY_MULTIPLE_OF] = {"a multiple of ", "", NULL},
    [LM_KEY_MINIMUM] = {"at least ", "", NULL},
    [LM_KEY_EXCLUSIVE_MINIMUM] = {"more than ", "", NULL},
    [LM_KEY_MAXIMUM] = {"at most ", "", NULL},
    [LM_KEY_EXCLUSIVE_MAXIMUM] = {"less than ", "", NULL},
    [LM_KEY_MIN_LENGTH] = {"at least ", " characters", " character"},
    [LM_KEY_MAX_LENGTH] = {"at most ", " characters", " character"},
    [LM_KEY_PATTERN] = {"a match of ", "", NULL},
    [LM_KEY_MIN_ITEMS] = {"at least ", " elements", " element"},
    [LM_KEY_MAX_ITEMS] = {"at most ", " elements", " element"},
    [LM_KEY_MIN_CONTAINS] = {"at least ", " elements as contains says",
	" element as contains says"},
    [LM_KEY_MAX_CONTAINS] = {"at most ", " elements as contains says",
	" element as contains says"},
    [LM_KEY_MIN_PROPERTIES] = {"at least ", " members", " member"},
    [LM_KEY_MAX_PROPERTIES] = {"at most ", " members", " member"},
    [LM_KEY_CONTENT_ENCODING] = {"an encoding in ", "", NULL},
    [LM_KEY_CONTENT_MEDIA_TYPE] = {"content of ", "", NULL},
};

/* Of the keywords whose value says nothing by itself. */
static const char *const sentences[LM_SCHEMA_N_KEYS] = {
    [LM_KEY_UNIQUE_ITEMS] = "elements that all differ",
    [LM_KEY_CONTAINS] = "an element as contains says",
    [LM_KEY_NOT] = "anything that the schema of not does not match",
    [LM_KEY_ONE_OF] = "exactly one of the schemas of oneOf to match",
    [LM_KEY_ANY_OF] = "one of the schemas of anyOf to match",
    [LM_KEY_CONTENT_SCHEMA] = "content as contentSchema says",
    [LM_KEY_IF] = "if to be decided",
    [LM_KEY_PATTERN_PROPERTIES] = "a name for which the patterns are decided",
};

/* "string, null or array" */
static enum lm_code
say_types(yyjson_val *val, struct lm_buf *out, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(val);
	size_t n = yyjson_arr_size(val), i = 0;
	yyjson_val *one;
	enum lm_code code = LM_OK;

	if (yyjson_is_str(val))
		return lm_buf_span(out, lm_record_text(val), err);
	while (code == LM_OK && (one = yyjson_arr_iter_next(&iter)) != NULL) {
		if (i > 0)
			code =
			    lm_buf_text(out, i + 1 == n ? " or " : ", ", err);
		if (code == LM_OK)
			code = lm_buf_span(out, lm_record_text(one), err);
		i++;
	}
	return code;
}

static enum lm_code
say_name(const char *before, struct lm_span name, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	if (code == LM_OK)
		code = lm_buf_json_string(out, lm_utf8_prefix(name, MOST), err);
	return code;
}

/* In draft 4 the number stands under the other name. */
static void
unmask(yyjson_val *object, enum lm_schema_key key, yyjson_val **val)
{
	if (yyjson_is_bool(*val) && key == LM_KEY_EXCLUSIVE_MINIMUM)
		(void)lm_record_find(object, lm_span_of("minimum"), NULL, val);
	if (yyjson_is_bool(*val) && key == LM_KEY_EXCLUSIVE_MAXIMUM)
		(void)lm_record_find(object, lm_span_of("maximum"), NULL, val);
}

static enum lm_code
say_phrase(const struct lm_schema *schema, const struct lm_node *node,
    enum lm_schema_key key, yyjson_val *val, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, phrases[key].before, err);

	if (code == LM_OK && key == LM_KEY_PATTERN)
		code = add_cut(out, lm_record_text(val), MOST, err);
	else if (code == LM_OK)
		code = lm_schema_say_value(schema, node, val, MOST, out, err);
	if (code != LM_OK)
		return code;
	return lm_buf_text(out,
	    phrases[key].after_one != NULL &&
		    lm_span_equal(lm_record_text(val), lm_span("1", 1))
		? phrases[key].after_one
		: phrases[key].after,
	    err);
}

enum lm_code
lm_schema_say_expected(const struct lm_schema *schema,
    const struct lm_node *node, enum lm_schema_key key, struct lm_span detail,
    struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *object = schema->source.sites[node->site].val;
	yyjson_val *val = NULL;

	if (key == LM_SCHEMA_N_KEYS)
		return lm_buf_text(out,
		    node->is_false ? "nothing here"
				   : "a value that is not nested so deeply",
		    err);
	if (detail.ptr != NULL)
		return say_name("a member ", detail, out, err);
	if (!lm_record_find(object, lm_span_of(lm_schema_keywords[key].name),
		NULL, &val))
		return LM_OK;
	unmask(object, key, &val);
	if (key == LM_KEY_TYPE)
		return say_types(val, out, err);
	if (key == LM_KEY_FORMAT && node->string != NULL &&
	    node->string->format != NULL)
		return lm_buf_text(out, lm_format_expects(node->string->format),
		    err);
	if (sentences[key] != NULL)
		return lm_buf_text(out, sentences[key], err);
	return phrases[key].before == NULL
	    ? LM_OK
	    : say_phrase(schema, node, key, val, out, err);
}

static enum lm_code
say_string(enum lm_schema_key key, struct lm_span text, struct lm_buf *out,
    struct lm_err *err)
{
	size_t n = lm_schema_characters(text);
	enum lm_code code;

	if (key == LM_KEY_MIN_LENGTH || key == LM_KEY_MAX_LENGTH)
		return lm_buf_printf(out, err, "%zu character%s", n,
		    n == 1 ? "" : "s");
	code = say_name("string ", text, out, err);
	if (code == LM_OK && text.len > MOST)
		code = lm_buf_printf(out, err, "... of %zu characters", n);
	return code;
}

/* key N_KEYS and REQUIRED are of what should not or should be there. */
enum lm_code
lm_schema_say_got(enum lm_schema_key key, yyjson_val *val, struct lm_buf *out,
    struct lm_err *err)
{
	size_t n = yyjson_is_ctn(val) ? unsafe_yyjson_get_len(val) : 0;

	if (key == LM_KEY_REQUIRED || key == LM_KEY_DEPENDENT_REQUIRED ||
	    key == LM_KEY_DEPENDENCIES)
		return lm_buf_text(out, "no such member", err);
	switch (yyjson_get_type(val)) {
	case YYJSON_TYPE_STR:
		return say_string(key, lm_record_text(val), out, err);
	case YYJSON_TYPE_RAW:
		if (lm_buf_text(out, "number ", err) != LM_OK)
			return LM_NOMEM;
		return add_cut(out, lm_record_text(val), MOST, err);
	case YYJSON_TYPE_BOOL:
		return lm_buf_text(out,
		    yyjson_is_true(val) ? "boolean true" : "boolean false",
		    err);
	case YYJSON_TYPE_ARR:
		return lm_buf_printf(out, err, "array of %zu element%s", n,
		    n == 1 ? "" : "s");
	case YYJSON_TYPE_OBJ:
		return lm_buf_printf(out, err, "object of %zu member%s", n,
		    n == 1 ? "" : "s");
	default:
		return lm_buf_text(out, "null", err);
	}
}
