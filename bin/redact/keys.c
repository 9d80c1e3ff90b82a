#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include "mask.h"
#include "number.h"
#include "phone.h"

#include "lm/buf.h"
#include "lm/hash.h"
#include "lm/stamp.h"

/* As many names are remembered at most, of so many bytes. */
#define N_SLOTS 512
#define LONGEST 48

struct slot {
	char name[LONGEST];
	size_t len;
	bool used;
	struct key_info info;
};

struct keys {
	const struct policy *policy;
	struct search *search;
	struct findings findings;
	struct lm_buf scratch;
	struct key_info other; /* of a name too long to be remembered */
	struct slot slots[N_SLOTS];
};

struct keys *
keys_new(const struct policy *policy, struct search *search)
{
	struct keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL)
		return NULL;
	keys->policy = policy;
	keys->search = search;
	return keys;
}

void
keys_free(struct keys *keys)
{
	if (keys == NULL)
		return;
	findings_free(&keys->findings);
	lm_buf_free(&keys->scratch);
	free(keys);
}

/* What the name is in itself, without the lists of secrets. */
static void
note_form(struct lm_span name, struct key_info *info)
{
	static const char *const pair_names[] = {"name", "key", "header",
	    "field", "param", "parameter", "variable", "header_name", "k",
	    "attribute", "property", "label", NULL};
	static const char *const pair_values[] = {"value", "val", "v",
	    "header_value", "values", "default", NULL};
	static const char *const exempt[] = {"id", "time", NULL};

	info->pair_name = text_is_one_of(name, pair_names);
	info->pair_value = text_is_one_of(name, pair_values);
	info->exempt = text_is_one_of(name, exempt);
	info->embedding = lm_span_equal(name, lm_span_of("embedding"));
	info->stamp = lm_span_equal(name, lm_span_of(LM_STAMP_MEMBER));
	info->number = number_name(name) || phone_name(name);
}

/* "rawHeaders", "request_headers", "trailers" ... */
static bool
is_headers(const struct name_words *words)
{
	static const char *const list[] = {"headers", "trailers", "header",
	    NULL};

	return name_ends_with_word(words, list);
}

/* Whether a mask of an earlier run is in a name: then it is the name of nothing. */
static bool
is_masked(const struct masks *masks, struct lm_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == '[' && masks_len_at(masks, name, i) > 0)
			return true;
	return false;
}

static enum lm_code
fill(struct keys *keys, struct lm_span name, struct key_info *info,
    struct lm_err *err)
{
	struct subject subject = {.text = name};
	struct name_words words;
	enum lm_code code;

	*info = (struct key_info){0};
	note_form(name, info);
	code = name_split(name, &keys->scratch, &words, err);
	if (code == LM_OK)
		info->headers = is_headers(&words);
	info->masked = is_masked(keys->policy->masks, name);
	info->number = info->number && !info->masked;
	if (code == LM_OK && !info->masked)
		code = name_classify(&keys->policy->deny, name, &keys->scratch,
		    &info->class, &info->match, err);
	if (code == LM_OK)
		code = search_alone(keys->search, &subject,
		    &keys->policy->kinds, &keys->findings, err);
	info->clean = keys->findings.n == 0;
	info->special = info->class != NAME_NONE || info->number ||
	    info->pair_value || info->headers || info->exempt ||
	    info->embedding || info->stamp || info->masked;
	return code;
}

static bool
holds(const struct slot *slot, struct lm_span name)
{
	return slot->used && slot->len == name.len &&
	    (name.len == 0 || memcmp(slot->name, name.ptr, name.len) == 0);
}

enum lm_code
keys_look(struct keys *keys, struct lm_span name, const struct key_info **info,
    struct lm_err *err)
{
	struct slot *slot;
	enum lm_code code;

	if (name.len > LONGEST) {
		*info = &keys->other;
		return fill(keys, name, &keys->other, err);
	}
	slot = &keys->slots[lm_hash(name) % N_SLOTS];
	*info = &slot->info;
	if (holds(slot, name))
		return LM_OK;
	slot->used = false;
	code = fill(keys, name, &slot->info, err);
	if (code != LM_OK)
		return code;
	if (name.len > 0)
		memcpy(slot->name, name.ptr, name.len);
	slot->len = name.len;
	slot->used = true;
	return LM_OK;
}
