#include "lm/stamp_rules.h"

#include <stddef.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "lm/reader.h"
#include "lm/record.h"
#include "lm/stamp.h"

#define MOST_BYTES ((size_t)64 << 20) /* of a rule file */

/* What decides what is found, what is let be, and what takes its place. */
static const char *const keys[] = {"denylist_fields", "learn", "hash_fields",
    "allow_paths", "allow_values", "replace", "key_env"};

/* A list of strings, or an object with strings. */
static enum lm_code
append_members(struct lm_buf *text, yyjson_val *val, struct lm_err *err)
{
	size_t n = yyjson_get_len(val) * (yyjson_is_obj(val) ? 2 : 1);
	yyjson_val *part = n == 0 ? NULL : unsafe_yyjson_get_first(val);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		code = lm_buf_json_string(text, lm_record_text(part), err);
		if (code == LM_OK)
			code = lm_buf_byte(text, ',', err);
		part = unsafe_yyjson_get_next(part);
	}
	return code;
}

/* "key":value, where value is written in one way only. */
static enum lm_code
append_setting(struct lm_buf *text, const char *key, yyjson_val *val,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(text, err, "%s:", key);

	if (code == LM_OK && yyjson_is_str(val))
		code = lm_buf_json_string(text, lm_record_text(val), err);
	else if (code == LM_OK)
		code = append_members(text, val, err);
	return code == LM_OK ? lm_buf_byte(text, '\n', err) : code;
}

/* A rule file, as the fingerprint of its bytes. */
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
		code = lm_buf_printf(text, err, "rules:%s\n", hex);
	}
	lm_buf_free(&bytes);
	lm_buf_free(&path);
	return code;
}

static enum lm_code
append_manifest(struct lm_buf *text, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_arr_iter files = yyjson_arr_iter_with(
	    lm_manifest_get(manifest, "redaction", "rules"));
	yyjson_val *val;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < sizeof(keys) / sizeof(keys[0]);
	     i++) {
		val = lm_manifest_get(manifest, "redaction", keys[i]);
		if (val != NULL)
			code = append_setting(text, keys[i], val, err);
	}
	while (code == LM_OK && (val = yyjson_arr_iter_next(&files)) != NULL)
		code = append_file(text, manifest, val, err);
	return code;
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
