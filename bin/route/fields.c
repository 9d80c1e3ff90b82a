#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lm/near.h"
#include "lm/record.h"
#include "lm/stamp.h"

#define LONGEST_ITEM 200 /* of which a message has all */

const char *const field_names[N_FIELDS + 1] = {"id", "task", "stage", "model",
    "tokens", "flags", "schema_failures", "shared_externally", "text",
    "messages", NULL};

void
fields_free(struct fields *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		lm_path_free(&fields->list[i].path);
	free(fields->list);
	*fields = (struct fields){0};
}

static enum lm_code
unknown_field(struct lm_span name, struct lm_err *err)
{
	struct lm_near near = lm_near_start(name);
	int len = (int)(name.len < LONGEST_ITEM ? name.len : LONGEST_ITEM);
	char names[LM_ERR_MESSAGE_SIZE] = "";
	size_t used = 0;

	for (size_t i = 0; i < N_FIELDS; i++) {
		lm_near_try(&near, field_names[i]);
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", i == 0 ? "" : ", ", field_names[i]);
	}
	return near.best != NULL
	    ? lm_err_set(err, LM_USAGE,
		  "--fields: no field \"%.*s\": expected \"%s\"?", len,
		  name.ptr, near.best)
	    : lm_err_set(err, LM_USAGE,
		  "--fields: no field \"%.*s\": expected one of %s", len,
		  name.ptr, names);
}

/* What is wrong with the path of an item, and the item before it. */
static enum lm_code
blame_path(struct lm_span item, struct lm_err *err)
{
	char why[LM_ERR_MESSAGE_SIZE];

	if (err->code != LM_USAGE)
		return err->code;
	memcpy(why, err->message, sizeof(why));
	return lm_err_set(err, LM_USAGE, "--fields %.*s: %s",
	    (int)(item.len < LONGEST_ITEM ? item.len : LONGEST_ITEM), item.ptr,
	    why);
}

/* Stamps do not cover what lmob adds, so no text may come from there. */
static bool
is_covered(const struct lm_path *path)
{
	struct lm_span name;

	return lm_path_first(path, &name) && !lm_stamp_is_added(name);
}

static enum lm_code
parse_item(struct fields *fields, struct lm_span item, struct lm_err *err)
{
	const char *equals = memchr(item.ptr, '=', item.len);
	struct field_path *entry = &fields->list[fields->n];
	struct lm_span name;
	size_t i = 0;

	if (equals == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--fields %.*s: expected NAME=PATH", (int)item.len,
		    item.ptr);
	name = lm_span(item.ptr, (size_t)(equals - item.ptr));
	while (i < N_FIELDS && !lm_span_equal(name, lm_span_of(field_names[i])))
		i++;
	if (i == N_FIELDS)
		return unknown_field(name, err);
	if (i != FIELD_TEXT && (fields->given & 1U << i) != 0)
		return lm_err_set(err, LM_USAGE, "--fields: %s is given twice",
		    field_names[i]);
	fields->given |= 1U << i;
	entry->field = (enum field)i;
	entry->text = lm_span(equals + 1, item.len - name.len - 1);
	if (lm_path_parse(entry->text, &entry->path, err) != LM_OK)
		return blame_path(item, err);
	fields->n++; /* its path is freed with the others */
	if ((i == FIELD_TEXT || i == FIELD_MESSAGES) &&
	    !is_covered(&entry->path))
		return lm_err_set(err, LM_USAGE,
		    "--fields %.*s: expected a path that begins with the name "
		    "of a member that no lmob program adds",
		    (int)item.len, item.ptr);
	return LM_OK;
}

enum lm_code
fields_parse(const char *list, struct fields *fields, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t n = 1;

	*fields = (struct fields){0};
	if (list == NULL)
		return LM_OK;
	n += lm_span_count(lm_span_of(list), ',');
	fields->list = calloc(n, sizeof(*fields->list));
	if (fields->list == NULL)
		return lm_err_nomem(err);
	for (;;) {
		size_t len = lm_path_end(list, ",");

		code = parse_item(fields, lm_span(list, len), err);
		if (code != LM_OK || list[len] == '\0')
			break;
		list += len + 1;
	}
	if (code != LM_OK)
		fields_free(fields);
	return code;
}

/* The field of this name, or N_FIELDS.  Most differ by the first letter. */
static size_t
field_of(struct lm_span name)
{
	for (size_t i = 0; name.len > 0 && i < N_FIELDS; i++)
		if (field_names[i][0] == name.ptr[0] &&
		    lm_span_equal(lm_span_of(field_names[i]), name))
			return i;
	return N_FIELDS;
}

unsigned
fields_members(const struct fields *fields, yyjson_val *root,
    yyjson_val *values[N_FIELDS])
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(root);
	unsigned seen = 0, twice = 0;
	yyjson_val *key;

	for (size_t i = 0; i < N_FIELDS; i++)
		values[i] = NULL;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		size_t i = field_of(lm_record_text(key));
		yyjson_val *val = yyjson_obj_iter_get_val(key);

		if (i == N_FIELDS ||
		    ((fields->given | fields->unread) & 1U << i) != 0)
			continue;
		twice |= seen & 1U << i;
		seen |= 1U << i;
		values[i] = yyjson_is_null(val) ? NULL : val;
	}
	return twice;
}
