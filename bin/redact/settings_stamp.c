#include "settings.h"

#include <string.h>

#include "dictionary.h"

#include "lm/hash.h"
#include "lm/reader.h"
#include "lm/stamp.h"

/* A list of files as the fingerprints of their bytes. */
static enum lm_code
write_files(struct lm_buf *text, const char *option, const char *at,
    bool with_column, struct lm_err *err)
{
	struct lm_buf path = {0}, bytes = {0};
	char hex[LM_HASH_HEX_SIZE];
	struct lm_span word;
	enum lm_code code = LM_OK;

	while (code == LM_OK && next_word(&at, &word)) {
		size_t len = with_column ? dictionary_name_len(word) : word.len;

		path.len = bytes.len = 0;
		code = lm_buf_append(&path, word.ptr, len, err);
		if (code == LM_OK)
			code = lm_buf_byte(&path, '\0', err);
		if (code == LM_OK)
			code = lm_reader_slurp(path.ptr, DICTIONARY_BYTES,
			    &bytes, err);
		if (code != LM_OK)
			break;
		lm_hash_hex(lm_hash(lm_buf_view(&bytes)), hex);
		code = lm_buf_printf(text, err, "%s %s%.*s\n", option, hex,
		    (int)(word.len - len), word.ptr + len);
	}
	lm_buf_free(&path);
	lm_buf_free(&bytes);
	return code;
}

static enum lm_code
write_text(struct lm_buf *text, const char *option, const char *value,
    struct lm_err *err)
{
	return value == NULL
	    ? LM_OK
	    : lm_buf_printf(text, err, "%s %s\n", option, value);
}

/* The kinds of --detect, however they were listed, if they are not the usual. */
static enum lm_code
write_kinds(const struct settings *settings, struct lm_buf *text,
    struct lm_err *err)
{
	const struct kinds *kinds = &settings->policy.kinds;
	enum lm_code code;

	if (settings->detect == NULL ||
	    memcmp(kinds, &settings->usual_kinds, sizeof(*kinds)) == 0)
		return LM_OK;
	code = lm_buf_text(text, "--detect", err);
	for (enum kind kind = 0; code == LM_OK && kind < N_DETECTED; kind++)
		if (kinds_has(kinds, kind))
			code = lm_buf_printf(text, err, " %s",
			    kind_infos[kind].name);
	return code == LM_OK ? lm_buf_byte(text, '\n', err) : code;
}

static enum lm_code
write_settings(const struct settings *settings, struct lm_buf *text,
    struct lm_err *err)
{
	enum lm_code code = write_kinds(settings, text, err);

	if (code == LM_OK && strcmp(settings->deny, "default") != 0)
		code = write_text(text, "--deny", settings->deny, err);
	if (code == LM_OK)
		code = write_text(text, "--learn", settings->learn, err);
	if (code == LM_OK)
		code = write_text(text, "--hash-fields", settings->hash_fields,
		    err);
	if (code == LM_OK)
		code = write_text(text, "--replace", settings->replace, err);
	if (code == LM_OK)
		code = write_text(text, "--key-file", settings->key_file, err);
	if (code == LM_OK)
		code =
		    write_files(text, "--rules", settings->rules, false, err);
	return code == LM_OK
	    ? write_files(text, "--dictionary", settings->dictionary, true, err)
	    : code;
}

static enum lm_code
check_member(const struct settings *settings, struct lm_err *err)
{
	struct lm_buf scratch = {0};
	struct name_match match = {0};
	enum lm_code code = names_find(&settings->policy.deny,
	    lm_span_of(LM_STAMP_MEMBER), &scratch, &match, err);

	lm_buf_free(&scratch);
	if (code == LM_OK && match.label.len > 0)
		code = lm_err_set(err, LM_USAGE,
		    "--stamp: the member \"%s\" is denied", LM_STAMP_MEMBER);
	return code;
}

enum lm_code
settings_stamp(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	const char *lacks;
	enum lm_code code = check_member(settings, err);

	if (code == LM_OK)
		code = write_settings(settings, &text, err);
	if (code == LM_OK)
		code = lm_stamp_new(manifest, lm_buf_view(&text),
		    &settings->stamps, err);
	lm_buf_free(&text);
	if (code != LM_OK)
		return code;
	lacks = lm_stamp_lacks_key(settings->stamps);
	return lacks == NULL
	    ? LM_OK
	    : lm_err_set(err, LM_USAGE,
		  "%s is not set: --stamp needs the key of the manifest",
		  lacks);
}
