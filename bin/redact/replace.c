#include "replace.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "detect.h"
#include "mask.h"
#include "pseudonym.h"

#include "lm/manifest.h"
#include "lm/manifest_mistake.h"
#include "lm/manifest_policy.h"
#include "lm/near.h"
#include "lm/record.h"

#define LAST4_LEAST 12 /* of a shorter value, four are too much of it */
#define HINT_SIZE 64
#define ALL "all"

const char *const action_names[N_ACTIONS] = {
    [ACTION_MASK] = "mask",
    [ACTION_PSEUDONYM] = "pseudonym",
    [ACTION_LAST4] = "last4",
    [ACTION_DROP] = "drop",
};

struct replacer {
	enum action actions[N_KINDS];
	bool has_key;
	struct pseudonym_key key;
};

/* What one source says; said[N_KINDS] is of "all". */
struct choice {
	bool said[N_KINDS + 1];
	enum action actions[N_KINDS + 1];
};

/* ---- names --------------------------------------------------------------- */

/* The kind of this name, N_KINDS for "all"; else more, and hint says which one
 * may be meant. */
static unsigned
find_kind(struct lm_span name, char hint[HINT_SIZE])
{
	struct lm_near near = lm_near_start(name);
	enum kind kind = kind_of(name);

	if (kind < N_KINDS || lm_span_equal(name, lm_span_of(ALL)))
		return kind;
	lm_near_try(&near, ALL);
	for (kind = 0; kind < N_KINDS; kind++)
		lm_near_try(&near, kind_infos[kind].name);
	hint[0] = '\0';
	if (near.best != NULL)
		(void)snprintf(hint, HINT_SIZE, ": expected \"%s\"?",
		    near.best);
	return N_KINDS + 1;
}

static enum action
find_action(struct lm_span name)
{
	enum action action = ACTION_MASK;

	while (action < N_ACTIONS &&
	    !lm_span_equal(lm_span_of(action_names[action]), name))
		action++;
	return action;
}

static void
apply(const struct choice *choice, struct replacer *replacer)
{
	for (enum kind kind = 0; kind < N_KINDS; kind++) {
		unsigned by = choice->said[kind] ? kind : N_KINDS;

		if (choice->said[by])
			replacer->actions[kind] = choice->actions[by];
	}
}

/* ---- the manifest and the command line ----------------------------------- */

static enum lm_code
take_manifest(struct replacer *replacer, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(
	    lm_manifest_get(manifest, "redaction", "replace"));
	struct choice choice = {0};
	char hint[HINT_SIZE];
	yyjson_val *key;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_span name = lm_record_text(key);
		unsigned i = find_kind(name, hint);

		if (i > N_KINDS)
			return lm_manifest_blame(manifest, key, err,
			    "unknown kind \"%.*s\"%s", LM_SHOWN(name), hint);
		choice.said[i] = true;
		choice.actions[i] =
		    find_action(lm_record_text(yyjson_obj_iter_get_val(key)));
		assert(choice.actions[i] < N_ACTIONS); /* by its shape */
	}
	apply(&choice, replacer);
	return LM_OK;
}

static struct lm_span
trimmed(const char *ptr, size_t len)
{
	while (len > 0 && *ptr == ' ') {
		ptr++;
		len--;
	}
	while (len > 0 && ptr[len - 1] == ' ')
		len--;
	return lm_span(ptr, len);
}

/* One "kind=action" of the command line. */
static enum lm_code
take_word(struct choice *choice, struct lm_span word, struct lm_err *err)
{
	const char *equals =
	    word.len == 0 ? NULL : memchr(word.ptr, '=', word.len);
	struct lm_span name, value;
	char hint[HINT_SIZE];
	unsigned i;

	if (equals == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--replace: expected KIND=ACTION, found \"%.*s\"",
		    LM_SHOWN(word));
	name = trimmed(word.ptr, (size_t)(equals - word.ptr));
	value = trimmed(equals + 1, (size_t)(word.ptr + word.len - equals) - 1);
	i = find_kind(name, hint);
	if (i > N_KINDS)
		return lm_err_set(err, LM_USAGE,
		    "--replace: unknown kind \"%.*s\"%s", LM_SHOWN(name), hint);
	if (choice->said[i])
		return lm_err_set(err, LM_USAGE,
		    "--replace: \"%.*s\" is there twice", LM_SHOWN(name));
	choice->said[i] = true;
	choice->actions[i] = find_action(value);
	return choice->actions[i] < N_ACTIONS
	    ? LM_OK
	    : lm_err_set(err, LM_USAGE,
		  "--replace %.*s: expected mask, pseudonym, last4 or drop, "
		  "found \"%.*s\"",
		  LM_SHOWN(name), LM_SHOWN(value));
}

static enum lm_code
take_option(struct replacer *replacer, const char *at, struct lm_err *err)
{
	struct choice choice = {0};
	enum lm_code code = LM_OK;

	while (code == LM_OK && at != NULL) {
		const char *comma = strchr(at, ',');
		size_t len = comma == NULL ? strlen(at) : (size_t)(comma - at);

		code = take_word(&choice, trimmed(at, len), err);
		at = comma == NULL ? NULL : comma + 1;
	}
	if (code == LM_OK)
		apply(&choice, replacer);
	return code;
}

/* ---- the key ------------------------------------------------------------- */

static bool
has_pseudonyms(const struct replacer *replacer)
{
	for (enum kind kind = 0; kind < N_KINDS; kind++)
		if (replacer->actions[kind] == ACTION_PSEUDONYM)
			return true;
	return false;
}

static enum lm_code
key_of_variable(struct replacer *replacer, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	const char *name = NULL, *text;

	if (manifest != NULL)
		name = yyjson_get_str(
		    lm_manifest_get(manifest, "redaction", "key_env"));
	if (name == NULL)
		return lm_err_set(err, LM_USAGE,
		    "pseudonyms and hashes need a key: expected --key-file, or "
		    "redaction.key_env in a manifest");
	text = getenv(name);
	if (text == NULL || *text == '\0')
		return lm_err_set(err, LM_USAGE,
		    "%s is not set: pseudonyms and hashes need the key that "
		    "the manifest names, or --key-file",
		    name);
	return pseudonym_key_of(lm_span_of(text), name, &replacer->key, err);
}

static enum lm_code
key_of_manifest(struct replacer *replacer, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_val *file = NULL;
	struct lm_buf path = {0};
	enum lm_code code;

	if (manifest != NULL)
		file = lm_manifest_get(manifest, "redaction", "key_file");
	if (file == NULL)
		return key_of_variable(replacer, manifest, err);
	code = lm_manifest_file(manifest, lm_record_text(file), &path, err);
	if (code == LM_OK)
		code = pseudonym_key_read(path.ptr, &replacer->key, err);
	lm_buf_free(&path);
	return code;
}

static enum lm_code
take_key(struct replacer *replacer, const struct lm_manifest *manifest,
    const struct replace_options *options, bool needed, struct lm_err *err)
{
	enum lm_code code;

	if (options->key_file != NULL)
		code =
		    pseudonym_key_read(options->key_file, &replacer->key, err);
	else if (needed)
		code = key_of_manifest(replacer, manifest, err);
	else
		return LM_OK;
	replacer->has_key = code == LM_OK;
	return code;
}

enum lm_code
replacer_new(const struct lm_manifest *manifest,
    const struct replace_options *options, bool needs_key,
    struct replacer **out, struct lm_err *err)
{
	struct replacer *replacer = calloc(1, sizeof(*replacer));
	enum lm_code code = LM_OK;

	*out = NULL;
	if (replacer == NULL)
		return lm_err_nomem(err);
	if (manifest != NULL)
		code = take_manifest(replacer, manifest, err);
	if (code == LM_OK && options->replace != NULL)
		code = take_option(replacer, options->replace, err);
	if (code == LM_OK)
		code = take_key(replacer, manifest, options,
		    needs_key || has_pseudonyms(replacer), err);
	if (code == LM_OK)
		*out = replacer;
	else
		replacer_free(replacer);
	return code;
}

void
replacer_free(struct replacer *replacer)
{
	if (replacer == NULL)
		return;
	pseudonym_key_wipe(&replacer->key);
	free(replacer);
}

enum action
replacer_action(const struct replacer *replacer, enum kind kind)
{
	return replacer->actions[kind];
}

/* ---- what takes the place ------------------------------------------------ */

/* The last four letters and digits; false: there are too few for that. */
static bool
find_last4(struct lm_span value, char last[MASK_LAST_LEN])
{
	size_t n = 0;

	for (size_t i = value.len; i > 0 && n < LAST4_LEAST; i--) {
		if (!is_alnum(value.ptr[i - 1]))
			continue;
		if (n < MASK_LAST_LEN)
			last[MASK_LAST_LEN - 1 - n] = value.ptr[i - 1];
		n++;
	}
	return n == LAST4_LEAST;
}

static enum lm_code
append_last4(enum kind kind, struct lm_span value, struct lm_buf *out,
    struct lm_err *err)
{
	char last[MASK_LAST_LEN];
	enum lm_code code;

	if (kind == KIND_UNCHECKED || !find_last4(value, last))
		return LM_OK;
	code = lm_buf_text(out, ":*", err);
	return code == LM_OK ? lm_buf_append(out, last, sizeof(last), err)
			     : code;
}

static enum lm_code
append_pseudonym(const struct replacer *replacer, enum kind kind,
    struct lm_span label, struct lm_span value, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span domain =
	    kind < N_DETECTED ? lm_span_of(kind_infos[kind].name) : label;
	struct lm_buf same = {0};
	enum lm_code code;

	assert(replacer->has_key);
	code = pseudonym_normalise(kind, value, &same, err);
	if (code == LM_OK)
		code = lm_buf_byte(out, ':', err);
	if (code == LM_OK)
		code = pseudonym_append(&replacer->key, domain,
		    lm_buf_view(&same), MASK_SHORT_LEN, out, err);
	lm_buf_free(&same);
	return code;
}

enum lm_code
replacer_append(const struct replacer *replacer, enum kind kind,
    struct lm_span label, struct lm_span value, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_byte(out, '[', err);

	if (label.len == 0)
		label = lm_span_of(kind_infos[kind].label);
	if (code == LM_OK)
		code = lm_buf_span(out, label, err);
	if (code != LM_OK)
		return code;
	switch (replacer->actions[kind]) {
	case ACTION_PSEUDONYM:
		code = append_pseudonym(replacer, kind, label, value, out, err);
		break;
	case ACTION_LAST4:
		code = append_last4(kind, value, out, err);
		break;
	case ACTION_MASK:
	case ACTION_DROP:
	case N_ACTIONS:
		break;
	}
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

enum lm_code
replacer_append_hash(const struct replacer *replacer, struct lm_span label,
    struct lm_span value, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_byte(out, '[', err);

	assert(replacer->has_key && label.len > 0);
	if (code == LM_OK)
		code = lm_buf_span(out, label, err);
	if (code == LM_OK)
		code = lm_buf_byte(out, ':', err);
	if (code == LM_OK)
		code = pseudonym_append(&replacer->key, label, value,
		    MASK_LONG_LEN, out, err);
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}
