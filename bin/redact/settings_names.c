#include "settings.h"

#include <string.h>

#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "lm/near.h"
#include "lm/record.h"

static bool
says(struct lm_span word, const char *text)
{
	return lm_span_equal(word, lm_span_of(text));
}

/* ---- kinds ------------------------------------------------------------------------ */

static enum lm_code
unknown_kind(struct lm_span word, struct lm_err *err)
{
	struct lm_near near = lm_near_start(word);

	for (enum kind kind = 0; kind < N_DETECTED; kind++)
		lm_near_try(&near, kind_infos[kind].name);
	if (near.best != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--detect %.*s: no such kind; the nearest is %s",
		    (int)word.len, word.ptr, near.best);
	return lm_err_set(err, LM_USAGE,
	    "--detect %.*s: no such kind; --list-detectors lists them",
	    (int)word.len, word.ptr);
}

/* A list that begins with one to be taken away begins with all. */
static void
begin_kinds(struct kinds *kinds, struct lm_span first)
{
	if (first.len > 0 && first.ptr[0] == '-')
		*kinds = kinds_all();
}

/* Add a kind, all of them, or with "-" take one away. */
static enum lm_code
apply_kind(struct kinds *kinds, struct lm_span word, struct lm_err *err)
{
	bool away = word.len > 0 && word.ptr[0] == '-';
	struct kinds all = kinds_all();
	enum kind kind;

	if (says(word, "all")) {
		for (size_t i = 0; i < sizeof(all.bits) / sizeof(all.bits[0]);
		     i++)
			kinds->bits[i] |= all.bits[i];
		return LM_OK;
	}
	kind = kind_of(lm_span(word.ptr + away, word.len - away));
	if (kind >= N_DETECTED)
		return unknown_kind(word, err);
	kinds_add(kinds, kind);
	if (away)
		kinds->bits[kind / 64] &= ~(UINT64_C(1) << kind % 64);
	return LM_OK;
}

static enum lm_code
kinds_of_manifest(struct settings *settings, const struct lm_manifest *manifest,
    yyjson_val *list, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	yyjson_val *val;
	enum lm_code code = LM_OK;

	if (yyjson_arr_size(list) > 0)
		begin_kinds(&settings->policy.kinds,
		    lm_record_text(yyjson_arr_get_first(list)));
	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL) {
		struct lm_span word = lm_record_text(val);

		code = apply_kind(&settings->policy.kinds, word, err);
		if (code == LM_USAGE)
			code = lm_manifest_blame(manifest, val, err,
			    "redaction.detect: \"%.*s\" is no kind; "
			    "lmob-redact --list-detectors lists them",
			    (int)word.len, word.ptr);
	}
	return code;
}

enum lm_code
settings_kinds(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	yyjson_val *list = manifest == NULL
	    ? NULL
	    : lm_manifest_get(manifest, "redaction", "detect");
	const char *at = settings->detect;
	struct lm_span word;
	enum lm_code code = LM_OK;

	if (list != NULL)
		code = kinds_of_manifest(settings, manifest, list, err);
	else
		settings->policy.kinds = kinds_all();
	if (code != LM_OK || at == NULL)
		return code;
	settings->usual_kinds = settings->policy.kinds;
	settings->policy.kinds = (struct kinds){{0}};
	if (strcmp(at, "none") == 0)
		return LM_OK;
	begin_kinds(&settings->policy.kinds, lm_span_of(at));
	while (code == LM_OK && next_word(&at, &word))
		code = apply_kind(&settings->policy.kinds, word, err);
	return code;
}

/* ---- names ------------------------------------------------------------------------- */

/* A name, or a path if it begins as one does: there is no name without a
 * letter or digit at its start that is one. */
static enum lm_code
deny(struct settings *settings, struct lm_span name, struct lm_err *err)
{
	if (name.len > 1 && name.ptr[0] == '.')
		return places_add(&settings->policy.places, PLACE_DENY, name,
		    err);
	return texts_add(&settings->names, name, err);
}

static enum lm_code
deny_all(struct settings *settings, const char *const *names,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (; code == LM_OK && *names != NULL; names++)
		code = deny(settings, lm_span_of(*names), err);
	return code;
}

/* The manifest's fields, else the built-in ones; and the credentials. */
static enum lm_code
deny_default(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	const struct lm_span *names = NULL;
	size_t n = 0;
	enum lm_code code = LM_OK;

	if (manifest != NULL)
		names = lm_manifest_denylist(manifest, &n);
	if (names == NULL)
		code = deny_all(settings, names_default_fields, err);
	for (size_t i = 0; names != NULL && code == LM_OK && i < n; i++)
		code = deny(settings, names[i], err);
	return code == LM_OK
	    ? deny_all(settings, names_default_credentials, err)
	    : code;
}

/* A mistake, of this option. */
static enum lm_code
of_option(enum lm_code code, const char *option, struct lm_err *err)
{
	struct lm_err why;

	if (code != LM_USAGE || err == NULL)
		return code;
	why = *err;
	return lm_err_set(err, code, "%s: %s", option, why.message);
}

enum lm_code
settings_names(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	struct policy *policy = &settings->policy;
	const char *at = settings->deny;
	struct lm_span word;
	enum lm_code code = LM_OK;

	while (code == LM_OK && strcmp(settings->deny, "none") != 0 &&
	    next_word(&at, &word)) {
		if (says(word, "none"))
			code = lm_err_set(err, LM_USAGE,
			    "--deny: none stands alone");
		else if (says(word, "default"))
			code = deny_default(settings, manifest, err);
		else
			code =
			    of_option(deny(settings, word, err), "--deny", err);
	}
	if (code == LM_OK)
		code = names_new(settings->names.list, settings->names.n,
		    &policy->deny, err);
	if (code == LM_OK)
		assigner_init(&policy->assigner, &policy->deny);
	return code;
}

/* ---- places ------------------------------------------------------------------------- */

static enum lm_code
places_of_manifest(struct places *places, const struct lm_manifest *manifest,
    const char *key, enum place_role role, struct lm_err *err)
{
	yyjson_arr_iter iter =
	    yyjson_arr_iter_with(lm_manifest_get(manifest, "redaction", key));
	yyjson_val *val;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL)
		code = places_add(places, role, lm_record_text(val), err);
	return code;
}

static enum lm_code
places_of_option(struct places *places, const char *option, const char *at,
    enum place_role role, struct lm_err *err)
{
	struct lm_span word;
	enum lm_code code = LM_OK;

	while (code == LM_OK && next_word(&at, &word))
		code = places_add(places, role, word, err);
	return of_option(code, option, err);
}

enum lm_code
settings_places(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	static const struct {
		const char *key;
		enum place_role role;
	} keys[] = {{"learn", PLACE_LEARN}, {"hash_fields", PLACE_HASH},
	    {"allow_paths", PLACE_ALLOW}, {"scan_paths", PLACE_SCAN}};
	struct places *places = &settings->policy.places;
	enum lm_code code = LM_OK;

	for (size_t i = 0; manifest != NULL && code == LM_OK &&
	     i < sizeof(keys) / sizeof(keys[0]);
	     i++)
		code = places_of_manifest(places, manifest, keys[i].key,
		    keys[i].role, err);
	if (code == LM_OK)
		code = places_of_option(places, "--learn", settings->learn,
		    PLACE_LEARN, err);
	return code == LM_OK ? places_of_option(places, "--hash-fields",
				   settings->hash_fields, PLACE_HASH, err)
			     : code;
}
