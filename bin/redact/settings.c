#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/manifest.h"
#include "lm/span.h"
#include "lm/stamp.h"

/* A list of names that grows. */
struct list {
	struct lm_span *names;
	size_t n;
	size_t cap;
};

static enum lm_code
push(struct list *list, struct lm_span name, struct lm_err *err)
{
	if (list->n == list->cap) {
		size_t cap = list->cap == 0 ? 128 : 2 * list->cap;
		struct lm_span *grown =
		    realloc(list->names, cap * sizeof(*grown));

		if (grown == NULL)
			return lm_err_nomem(err);
		list->names = grown;
		list->cap = cap;
	}
	list->names[list->n++] = name;
	return LM_OK;
}

static enum lm_code
push_all(struct list *list, const char *const *names, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (; code == LM_OK && *names != NULL; names++)
		code = push(list, lm_span_of(*names), err);
	return code;
}

/* The manifest's fields, else the built-in ones; and the credentials. */
static enum lm_code
push_default(struct list *list, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	const struct lm_span *names = NULL;
	size_t n = 0;
	enum lm_code code = LM_OK;

	if (manifest != NULL)
		names = lm_manifest_denylist(manifest, &n);
	if (names == NULL)
		code = push_all(list, names_default_fields, err);
	for (size_t i = 0; names != NULL && code == LM_OK && i < n; i++)
		code = push(list, names[i], err);
	return code == LM_OK ? push_all(list, names_default_credentials, err)
			     : code;
}

/* The next word of a list with commas and spaces; false at its end. */
static bool
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

static bool
is_word(struct lm_span word, const char *text)
{
	return lm_span_equal(word, lm_span_of(text));
}

static enum lm_code
apply_deny(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	struct list list = {0};
	const char *at = settings->deny;
	struct lm_span word;
	enum lm_code code = LM_OK;

	if (strcmp(settings->deny, "none") == 0)
		return LM_OK;
	while (code == LM_OK && next_word(&at, &word)) {
		if (is_word(word, "none"))
			code = lm_err_set(err, LM_USAGE,
			    "--deny: none stands alone");
		else if (is_word(word, "default"))
			code = push_default(&list, manifest, err);
		else
			code = push(&list, word, err);
	}
	if (code == LM_OK)
		code =
		    names_new(list.names, list.n, &settings->policy.deny, err);
	free(list.names);
	return code;
}

static enum lm_code
apply_detect(struct settings *settings, struct lm_err *err)
{
	const char *at = settings->detect;
	struct lm_span word;

	if (strcmp(settings->detect, "none") == 0)
		return LM_OK;
	while (next_word(&at, &word)) {
		unsigned kinds = is_word(word, "all") ? KINDS_ALL : 0;

		for (unsigned i = 0; i < N_KINDS; i++)
			if (is_word(word, kind_names[i]))
				kinds = 1U << i;
		if (kinds == 0)
			return lm_err_set(err, LM_USAGE,
			    "--detect %.*s: expected email, card, iban, "
			    "private_key, all or none",
			    (int)word.len, word.ptr);
		settings->policy.kinds |= kinds;
	}
	return LM_OK;
}

/*
 * What the command line says otherwise than the manifest: a part of the rules
 * of stamps, so that they are not taken for stamps of the manifest's rules.
 */
static enum lm_code
write_settings(const struct settings *settings, struct lm_buf *text,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (settings->policy.kinds != KINDS_ALL) {
		code = lm_buf_text(text, "--detect", err);
		for (unsigned i = 0; code == LM_OK && i < N_KINDS; i++)
			if ((settings->policy.kinds & 1U << i) != 0)
				code = lm_buf_printf(text, err, " %s",
				    kind_names[i]);
	}
	if (code == LM_OK && strcmp(settings->deny, "default") != 0)
		code = lm_buf_printf(text, err, "--deny %s", settings->deny);
	return code;
}

static enum lm_code
check_stamp(const struct settings *settings, struct lm_err *err)
{
	struct lm_buf scratch = {0};
	struct lm_span label = {0};
	enum lm_code code;

	if (settings->check)
		return lm_err_set(err, LM_USAGE,
		    "--stamp: --check writes no records");
	code = names_find(&settings->policy.deny, lm_span_of(LM_STAMP_MEMBER),
	    &scratch, &label, err);
	lm_buf_free(&scratch);
	if (code == LM_OK && label.len > 0)
		code = lm_err_set(err, LM_USAGE,
		    "--stamp: the member \"%s\" is denied", LM_STAMP_MEMBER);
	return code;
}

static enum lm_code
apply_stamp(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	const char *lacks;
	enum lm_code code = check_stamp(settings, err);

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

enum lm_code
settings_apply(struct settings *settings, const struct lm_manifest *manifest,
    struct lm_err *err)
{
	enum lm_code code = apply_deny(settings, manifest, err);

	if (code == LM_OK)
		code = apply_detect(settings, err);
	if (code == LM_OK && settings->stamp)
		code = apply_stamp(settings, manifest, err);
	settings->inactive =
	    settings->policy.deny.n == 0 && settings->policy.kinds == 0;
	return code;
}

void
settings_free(struct settings *settings)
{
	lm_stamp_free(settings->stamps);
	names_free(&settings->policy.deny);
}
