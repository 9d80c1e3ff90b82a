#include "lm/stamp_rules.h"

#include <stddef.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "lm/reader.h"
#include "lm/record.h"
#include "lm/stamp.h"

#define MOST_BYTES ((size_t)64 << 20) /* of a file that is named */

/* What decides what is found, what is let be, and what takes its place. */
static const char *const keys[] = {"denylist_fields", "detect", "scan_paths",
    "learn", "allow_paths", "allow_values", "replace", "hash_fields", "key_env",
    "key_file"};

/* One value: a container as its bracket and the number of its parts. */
static enum lm_code
append_one(struct lm_buf *text, yyjson_val *val, struct lm_err *err)
{
	if (yyjson_is_str(val))
		return lm_buf_json_string(text, lm_record_text(val), err);
	if (yyjson_is_ctn(val))
		return lm_buf_printf(text, err, "%c%zu",
		    yyjson_is_obj(val) ? '{' : '[', yyjson_get_len(val));
	return lm_buf_span(text, lm_record_text(val), err);
}

/*
 * A value, written in one way only.  What is in a container follows it, and
 * their numbers tell where it ends; the parser keeps them in that order.
 */
static enum lm_code
append_value(struct lm_buf *text, yyjson_val *val, struct lm_err *err)
{
	yyjson_val *end = unsafe_yyjson_get_next(val);
	enum lm_code code = LM_OK;

	for (; code == LM_OK && val < end; val++) {
		code = append_one(text, val, err);
		if (code == LM_OK)
			code = lm_buf_byte(text, ',', err);
	}
	return code == LM_OK ? lm_buf_byte(text, '\n', err) : code;
}

static enum lm_code
append_setting(struct lm_buf *text, const char *key, yyjson_val *val,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(text, err, "%s:", key);

	return code == LM_OK ? append_value(text, val, err) : code;
}

/* A file, as the fingerprint of its bytes. */
static enum lm_code
append_file(struct lm_buf *text, const struct lm_manifest *manifest,
    yyjson_val *name, struct lm_err *err)
{
	struct lm_buf path = {0}, bytes = {0};
	char hex[LM_HASH_HEX_SIZE];
	enum lm_code code =
	    lm_manifest_file(manifest, lm_record_text(name), &path, err);

	if (code == LM_OK)
		code = lm_reader_slurp(path.ptr, MOST_BYTES, &bytes, err);
	if (code == LM_OK) {
		lm_hash_hex(lm_hash(lm_buf_view(&bytes)), hex);
		code = lm_buf_printf(text, err, "file:%s\n", hex);
	}
	lm_buf_free(&bytes);
	lm_buf_free(&path);
	return code;
}

/* Rules: a file of them is its bytes, whatever it is called. */
static enum lm_code
append_rules(struct lm_buf *text, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(
	    lm_manifest_get(manifest, "redaction", "rules"));
	yyjson_val *val;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL)
		code = yyjson_is_str(val)
		    ? append_file(text, manifest, val, err)
		    : append_setting(text, "rule", val, err);
	return code;
}

/* Dictionaries: how one is read is said by its name, too. */
static enum lm_code
append_dictionaries(struct lm_buf *text, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(
	    lm_manifest_get(manifest, "redaction", "dictionaries"));
	yyjson_val *val;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL) {
		yyjson_val *file = val;

		(void)lm_record_find(val, lm_span_of("file"), NULL, &file);
		code = append_setting(text, "dictionary", val, err);
		if (code == LM_OK)
			code = append_file(text, manifest, file, err);
	}
	return code;
}

static enum lm_code
append_manifest(struct lm_buf *text, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < sizeof(keys) / sizeof(keys[0]);
	     i++) {
		yyjson_val *val =
		    lm_manifest_get(manifest, "redaction", keys[i]);

		if (val != NULL)
			code = append_setting(text, keys[i], val, err);
	}
	if (code == LM_OK)
		code = append_rules(text, manifest, err);
	return code == LM_OK ? append_dictionaries(text, manifest, err) : code;
}

enum lm_code
lm_stamp_rules(const struct lm_manifest *manifest, struct lm_span settings,
    char out[LM_HASH_HEX_SIZE], struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code = lm_buf_text(&text,
	    "lmob-redact " LM_REDACT_RULES_VERSION "\n", err);

	if (code == LM_OK && manifest != NULL)
		code = append_manifest(&text, manifest, err);
	if (code == LM_OK && settings.len > 0)
		code = lm_buf_text(&text, "settings:", err);
	if (code == LM_OK)
		code = lm_buf_span(&text, settings, err);
	if (code == LM_OK)
		lm_hash_hex(lm_hash(lm_buf_view(&text)), out);
	lm_buf_free(&text);
	return code;
}
