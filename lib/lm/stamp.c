#include "lm/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#define XXH_STATIC_LINKING_ONLY /* for a state that is not allocated */
#include <xxhash.h>

#include "lm/hash.h"
#include "lm/manifest.h"
#include "lm/num.h"
#include "lm/stamp_rules.h"
#include "lm/walk.h"

#define SUM_LEN LM_STAMP_SUM_LEN
#define COUNT_TEXT_SIZE 21 /* of a uint64_t, with a NUL */
#define SUM_TEXT_SIZE (sizeof(LM_STAMP_KEYED) + 2 * SUM_LEN)

/* The top-level members that lmob adds, NULL at the end. */
static const char *const added[] = {LM_STAMP_MEMBER, "route", "embedding",
    "embed", "schemacheck", NULL};

struct lm_stamp {
	const struct lm_manifest *manifest;
	char rules[LM_HASH_HEX_SIZE];
	const char *key_env; /* NULL: no key is named */
	bool has_key;
	unsigned char key[SUM_LEN];
};

/* ---- what stamps are made with ------------------------------------------- */

static enum lm_code
take_key(struct lm_stamp *stamp, struct lm_err *err)
{
	const char *text = getenv(stamp->key_env);
	size_t len = text == NULL ? 0 : strlen(text);

	if (len == 0)
		return LM_OK;
	if (len < LM_STAMP_KEY_MIN)
		return lm_err_set(err, LM_USAGE,
		    "%s: a key has at least %d characters", stamp->key_env,
		    LM_STAMP_KEY_MIN);
	if (sodium_init() < 0)
		return lm_err_set(err, LM_LIMIT, "libsodium does not start");
	(void)crypto_generichash(stamp->key, sizeof(stamp->key),
	    (const unsigned char *)text, len, NULL, 0);
	stamp->has_key = true;
	return LM_OK;
}

enum lm_code
lm_stamp_new(const struct lm_manifest *manifest, struct lm_span settings,
    struct lm_stamp **out, struct lm_err *err)
{
	struct lm_stamp *stamp = calloc(1, sizeof(*stamp));
	enum lm_code code;

	*out = NULL;
	if (stamp == NULL)
		return lm_err_nomem(err);
	stamp->manifest = manifest;
	if (manifest != NULL)
		stamp->key_env = yyjson_get_str(
		    lm_manifest_get(manifest, "redaction", "key_env"));
	code = lm_stamp_rules(manifest, settings, stamp->rules, err);
	if (code == LM_OK && stamp->key_env != NULL)
		code = take_key(stamp, err);
	if (code == LM_OK)
		*out = stamp;
	else
		lm_stamp_free(stamp);
	return code;
}

void
lm_stamp_free(struct lm_stamp *stamp)
{
	if (stamp == NULL)
		return;
	sodium_memzero(stamp->key, sizeof(stamp->key));
	free(stamp);
}

const char *
lm_stamp_lacks_key(const struct lm_stamp *stamp)
{
	return stamp->has_key ? NULL : stamp->key_env;
}

/* ---- the sum ------------------------------------------------------------- */

/* A sum that is being made, without memory of its own. */
struct sum {
	bool keyed;
	union {
		crypto_generichash_state blake2b;
		XXH3_state_t xxh3;
	} state;
};

static void
sum_start(struct sum *sum, const struct lm_stamp *stamp)
{
	sum->keyed = stamp->has_key;
	if (sum->keyed) {
		(void)crypto_generichash_init(&sum->state.blake2b, stamp->key,
		    sizeof(stamp->key), SUM_LEN);
	} else {
		XXH3_INITSTATE(&sum->state.xxh3);
		(void)XXH3_64bits_reset(&sum->state.xxh3);
	}
}

static void
sum_bytes(struct sum *sum, const void *bytes, size_t len)
{
	if (sum->keyed)
		(void)crypto_generichash_update(&sum->state.blake2b, bytes,
		    len);
	else
		(void)XXH3_64bits_update(&sum->state.xxh3, bytes, len);
}

static void
sum_text(struct sum *sum, struct lm_span text)
{
	unsigned char len[8];

	for (size_t i = 0; i < sizeof(len); i++)
		len[i] = (unsigned char)((uint64_t)text.len >> (8 * i));
	sum_bytes(sum, len, sizeof(len));
	sum_bytes(sum, text.ptr, text.len);
}

static void
sum_number(struct sum *sum, uint64_t n)
{
	char text[COUNT_TEXT_SIZE];

	(void)snprintf(text, sizeof(text), "%ju", (uintmax_t)n);
	sum_text(sum, lm_span_of(text));
}

/* As a stamp has it, with a NUL. */
static void
sum_end(struct sum *sum, char out[SUM_TEXT_SIZE])
{
	unsigned char bytes[SUM_LEN];

	if (sum->keyed) {
		(void)crypto_generichash_final(&sum->state.blake2b, bytes,
		    sizeof(bytes));
		memcpy(out, LM_STAMP_KEYED, sizeof(LM_STAMP_KEYED));
		(void)sodium_bin2hex(out + strlen(LM_STAMP_KEYED),
		    2 * SUM_LEN + 1, bytes, sizeof(bytes));
	} else {
		memcpy(out, LM_STAMP_PLAIN, sizeof(LM_STAMP_PLAIN));
		lm_hash_hex(XXH3_64bits_digest(&sum->state.xxh3),
		    out + strlen(LM_STAMP_PLAIN));
	}
}

bool
lm_stamp_is_added(struct lm_span name)
{
	for (const char *const *at = added; *at != NULL; at++)
		if (lm_span_equal(name, lm_span_of(*at)))
			return true;
	return false;
}

static bool
is_added(const struct lm_walk *walk)
{
	return walk->depth == 1 && walk->key != NULL &&
	    lm_stamp_is_added(lm_record_text(walk->key));
}

/* Of the n members of found; this many calls of sum_found have to follow, so
 * that no text of a record passes for one of them. */
static void
sum_head(struct sum *sum, const struct lm_stamp *stamp, size_t n)
{
	sum_start(sum, stamp);
	sum_text(sum, lm_span_of(stamp->rules));
	sum_number(sum, n);
}

static void
sum_found(struct sum *sum, struct lm_span kind, uint64_t count)
{
	sum_text(sum, kind);
	sum_number(sum, count);
}

static void
sum_record(struct sum *sum, const struct lm_record *record,
    char out[SUM_TEXT_SIZE])
{
	struct lm_walk walk;

	lm_walk_start(&walk, record);
	while (lm_walk_next(&walk)) {
		if (is_added(&walk))
			lm_walk_skip(&walk);
		else if (!walk.is_key && yyjson_is_str(walk.val))
			sum_text(sum, lm_record_text(walk.val));
	}
	sum_end(sum, out);
	sodium_memzero(sum, sizeof(*sum));
}

/* ---- checking and making ------------------------------------------------- */

/* The members of that name; *val is the last one. */
static size_t
count_stamps(const struct lm_record *record, yyjson_val **val)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(record->root);
	yyjson_val *key;
	size_t n = 0;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		if (!lm_span_equal(lm_record_text(key),
			lm_span_of(LM_STAMP_MEMBER)))
			continue;
		*val = yyjson_obj_iter_get_val(key);
		n++;
	}
	return n;
}

/* Of a member of found, whose form has been checked. */
static uint64_t
count_of(yyjson_val *val)
{
	uint64_t count = 0;

	(void)lm_num_u64(lm_record_text(val), 0, LM_STAMP_MOST_FOUND, &count,
	    NULL);
	return count;
}

/* The sum that a stamp of this form has to have. */
static void
sum_of_form(const struct lm_stamp *stamp, const struct lm_stamp_form *form,
    const struct lm_record *record, char out[SUM_TEXT_SIZE])
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(form->found);
	yyjson_val *kind;
	struct sum sum;

	sum_head(&sum, stamp, yyjson_obj_size(form->found));
	while ((kind = yyjson_obj_iter_next(&iter)) != NULL)
		sum_found(&sum, lm_record_text(kind),
		    count_of(yyjson_obj_iter_get_val(kind)));
	sum_record(&sum, record, out);
}

enum lm_stamp_state
lm_stamp_check(const struct lm_stamp *stamp, const struct lm_record *record)
{
	yyjson_val *val = NULL;
	size_t n = count_stamps(record, &val);
	struct lm_stamp_form form;
	char sum[SUM_TEXT_SIZE];

	if (n == 0)
		return LM_STAMP_NONE;
	if (n > 1 || !lm_stamp_parse(val, &form))
		return LM_STAMP_MALFORMED;
	if (!lm_span_equal(form.rules, lm_span_of(stamp->rules)))
		return LM_STAMP_OTHER_RULES;
	if (lm_stamp_lacks_key(stamp) != NULL)
		return LM_STAMP_NO_KEY;
	sum_of_form(stamp, &form, record, sum);
	return form.sum.len == strlen(sum) &&
		sodium_memcmp(form.sum.ptr, sum, form.sum.len) == 0
	    ? LM_STAMP_VALID
	    : LM_STAMP_OTHER_SUM;
}

const char *
lm_stamp_say(enum lm_stamp_state state)
{
	switch (state) {
	case LM_STAMP_VALID:
		return "its stamp is valid";
	case LM_STAMP_NONE:
		return "it has no stamp";
	case LM_STAMP_MALFORMED:
		return "its member \"redact\" is no stamp";
	case LM_STAMP_OTHER_RULES:
		return "its stamp is of other rules";
	case LM_STAMP_OTHER_SUM:
		return "its texts are not those that were stamped";
	case LM_STAMP_NO_KEY:
		return "its stamp cannot be checked without the key";
	}
	return "";
}

static size_t
count_kinds(const uint64_t *counts, size_t n)
{
	size_t n_found = 0;

	for (size_t i = 0; i < n; i++)
		if (counts[i] > 0)
			n_found++;
	return n_found;
}

enum lm_code
lm_stamp_append(const struct lm_stamp *stamp, const struct lm_record *record,
    const char *const *kinds, const uint64_t *counts, size_t n,
    struct lm_buf *out, struct lm_err *err)
{
	const char *between = "";
	char text[SUM_TEXT_SIZE];
	struct sum sum;
	enum lm_code code = lm_buf_text(out, "{\"found\":{", err);

	sum_head(&sum, stamp, count_kinds(counts, n));
	for (size_t i = 0; code == LM_OK && i < n; i++) {
		uint64_t count = counts[i] < LM_STAMP_MOST_FOUND
		    ? counts[i]
		    : LM_STAMP_MOST_FOUND;

		if (count == 0)
			continue;
		sum_found(&sum, lm_span_of(kinds[i]), count);
		code = lm_buf_printf(out, err, "%s\"%s\":%ju", between,
		    kinds[i], (uintmax_t)count);
		between = ",";
	}
	sum_record(&sum, record, text);
	if (code != LM_OK)
		return code;
	code = lm_buf_printf(out, err,
	    "},\"rules\":\"%s\",\"sum\":\"%s\",\"manifest\":", stamp->rules,
	    text);
	if (code != LM_OK)
		return code;
	if (stamp->manifest == NULL)
		return lm_buf_text(out, "null}", err);
	code = lm_buf_json_string(out,
	    lm_span_of(lm_manifest_stamp(stamp->manifest)), err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}
