#include "models.h"

#include "lm/record.h"
#include "lm/utf8.h"
#include "lm/vec.h"

static const char *const part_names[DRIFT_N_PARTS] = {
    [DRIFT_ENGINE] = "engine",
    [DRIFT_MODEL] = "model",
    [DRIFT_FINGERPRINT] = "fingerprint",
    [DRIFT_DIMENSIONS] = "dimensions",
};

#define LABELS_MOST 5	/* models that are named to people */
#define LABEL_SHOWN 120 /* bytes of a name there */

static struct drift_model *
list_of(const struct drift_models *models)
{
	void *list = models->list.ptr;

	return list;
}

size_t
drift_models_count(const struct drift_models *models)
{
	return models->list.len / sizeof(struct drift_model);
}

const struct drift_model *
drift_models_at(const struct drift_models *models, size_t i)
{
	return list_of(models) + i;
}

static void
free_model(struct drift_model *model)
{
	lm_buf_free(&model->json);
	lm_buf_free(&model->label);
}

static void
empty(struct drift_models *models)
{
	for (size_t i = 0; i < drift_models_count(models); i++)
		free_model(list_of(models) + i);
	models->list.len = 0;
}

void
drift_models_free(struct drift_models *models)
{
	empty(models);
	lm_buf_free(&models->list);
}

static struct drift_model *
find(const struct drift_models *models, struct lm_span json)
{
	for (size_t i = 0; i < drift_models_count(models); i++) {
		struct drift_model *model = list_of(models) + i;

		if (lm_span_equal(lm_buf_view(&model->json), json))
			return model;
	}
	return NULL;
}

/* Count *model under its JSON; what it owns is taken over or freed. */
static enum lm_code
count_model(struct drift_models *models, struct drift_model *model,
    struct lm_err *err)
{
	struct drift_model *known = find(models, lm_buf_view(&model->json));
	enum lm_code code = LM_OK;

	if (known != NULL)
		known->n += model->n;
	else
		code = lm_buf_append(&models->list, (const char *)model,
		    sizeof(*model), err);
	if (known != NULL || code != LM_OK)
		free_model(model);
	*model = (struct drift_model){.n = 0};
	return code;
}

/* The text of a string member; empty where there is none. */
static struct lm_span
member_text(yyjson_val *embed, const char *name)
{
	yyjson_val *val = NULL;

	if (!lm_record_find(embed, lm_span_of(name), NULL, &val) ||
	    !yyjson_is_str(val))
		return lm_span("", 0);
	return lm_record_text(val);
}

static enum lm_code
append_member(struct lm_buf *out, yyjson_val *embed, const char *name,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err, "\"%s\":", name);

	if (code == LM_OK)
		code = lm_buf_json_string(out, member_text(embed, name), err);
	return code == LM_OK ? lm_buf_byte(out, ',', err) : code;
}

static enum lm_code
describe_json(struct drift_model *model, yyjson_val *embed, size_t dimensions,
    struct lm_err *err)
{
	struct lm_buf *out = &model->json;
	enum lm_code code = lm_buf_byte(out, '{', err);

	for (size_t i = 0; code == LM_OK && i < DRIFT_DIMENSIONS; i++) {
		code = append_member(out, embed, part_names[i], err);
		model->ends[i] = out->len;
	}
	if (code != LM_OK)
		return code;
	code = lm_buf_printf(out, err, "\"%s\":%zu}",
	    part_names[DRIFT_DIMENSIONS], dimensions);
	model->ends[DRIFT_DIMENSIONS] = out->len;
	return code;
}

static enum lm_code
describe_label(struct lm_buf *out, yyjson_val *embed, struct lm_err *err)
{
	struct lm_span name = member_text(embed, "model");
	struct lm_span fingerprint = member_text(embed, "fingerprint");
	enum lm_code code;

	if (name.len == 0)
		name = member_text(embed, "engine");
	if (name.len == 0)
		name = lm_span_of("unnamed");
	code = lm_buf_span(out, name, err);
	if (code == LM_OK && fingerprint.len > 0)
		code = lm_buf_byte(out, '#', err);
	return code == LM_OK ? lm_buf_span(out, fingerprint, err) : code;
}

static enum lm_code
describe_unknown(struct drift_model *model, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(&model->json, "null", err);

	return code == LM_OK ? lm_buf_text(&model->label, "unknown", err)
			     : code;
}

static enum lm_code
check_embed(yyjson_val *embed, size_t dimensions, struct lm_err *err)
{
	return yyjson_is_obj(embed)
	    ? lm_vec_check_stated(embed, dimensions, err)
	    : lm_err_set(err, LM_MALFORMED, "embed is not an object");
}

enum lm_code
drift_models_add(struct drift_models *models, yyjson_val *embed,
    size_t dimensions, struct lm_err *err)
{
	struct drift_model model = {.n = 1};
	enum lm_code code;

	if (embed == NULL || yyjson_is_null(embed)) {
		code = describe_unknown(&model, err);
	} else {
		code = check_embed(embed, dimensions, err);
		if (code == LM_OK)
			code = describe_json(&model, embed, dimensions, err);
		if (code == LM_OK)
			code = describe_label(&model.label, embed, err);
	}
	if (code == LM_OK)
		return count_model(models, &model, err);
	free_model(&model);
	return code;
}

enum lm_code
drift_models_take(struct drift_models *models, struct drift_models *other,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < drift_models_count(other); i++)
		code = count_model(models, list_of(other) + i, err);
	empty(other);
	return code;
}

bool
drift_models_equal(const struct drift_models *a, const struct drift_models *b)
{
	size_t n = drift_models_count(a);

	if (n != drift_models_count(b))
		return false;
	for (size_t i = 0; i < n; i++)
		if (find(b, lm_buf_view(&list_of(a)[i].json)) == NULL)
			return false;
	return true;
}

bool
drift_models_unknown(const struct drift_models *models)
{
	size_t n = drift_models_count(models);

	return n == 0 || (n == 1 && find(models, lm_span_of("null")) != NULL);
}

/* A part of a model's JSON, the same text for the same part. */
static struct lm_span
part_of(const struct drift_model *model, size_t i)
{
	size_t begin = i == 0 ? 0 : model->ends[i - 1];

	return lm_span(model->json.ptr + begin, model->ends[i] - begin);
}

unsigned
drift_models_differ(const struct drift_models *a, const struct drift_models *b)
{
	unsigned differences = 0;

	if (drift_models_equal(a, b))
		return 0;
	if (drift_models_unknown(a) || drift_models_unknown(b))
		return DRIFT_DIFFER_UNKNOWN;
	if (drift_models_count(a) > 1 || drift_models_count(b) > 1)
		return DRIFT_DIFFER_MIXED;
	for (size_t i = 0; i < DRIFT_N_PARTS; i++)
		if (!lm_span_equal(part_of(list_of(a), i),
			part_of(list_of(b), i)))
			differences |= 1U << i;
	return differences;
}

enum lm_code
drift_differences_text(unsigned differences, struct lm_buf *out,
    struct lm_err *err)
{
	const char *between = "";
	enum lm_code code = LM_OK;

	if ((differences & DRIFT_DIFFER_UNKNOWN) != 0)
		return lm_buf_text(out, "unknown on one side", err);
	if ((differences & DRIFT_DIFFER_MIXED) != 0)
		return lm_buf_text(out, "several models", err);
	for (size_t i = 0; code == LM_OK && i < DRIFT_N_PARTS; i++) {
		if ((differences & 1U << i) == 0)
			continue;
		code = lm_buf_texts(out, err, between, part_names[i], NULL);
		between = ", ";
	}
	return code;
}

static enum lm_code
append_label(const struct lm_buf *label, struct lm_buf *out, struct lm_err *err)
{
	struct lm_span shown = lm_utf8_prefix(lm_buf_view(label), LABEL_SHOWN);
	enum lm_code code = lm_buf_span(out, shown, err);

	if (code != LM_OK || shown.len == label->len)
		return code;
	return lm_buf_text(out, "…", err);
}

enum lm_code
drift_models_labels(const struct drift_models *models, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < drift_models_count(models);
	     i++) {
		if (i > 0)
			code = lm_buf_text(out, ", ", err);
		if (code == LM_OK && i == LABELS_MOST)
			return lm_buf_text(out, "…", err);
		if (code == LM_OK)
			code =
			    append_label(&list_of(models)[i].label, out, err);
	}
	return code;
}

/* {"engine":…} becomes {"engine":…,"n":N}; null becomes {"n":N}. */
static enum lm_code
model_json(const struct drift_model *model, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span json = lm_buf_view(&model->json);

	if (lm_span_equal(json, lm_span_of("null")))
		return lm_buf_printf(out, err, "{\"n\":%ju}",
		    (uintmax_t)model->n);
	if (lm_buf_append(out, json.ptr, json.len - 1, err) != LM_OK)
		return LM_NOMEM;
	return lm_buf_printf(out, err, ",\"n\":%ju}", (uintmax_t)model->n);
}

enum lm_code
drift_models_json(const struct drift_models *models, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code;

	if (drift_models_unknown(models))
		return lm_buf_text(out, "null", err);
	code = lm_buf_byte(out, '[', err);
	for (size_t i = 0; code == LM_OK && i < drift_models_count(models);
	     i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = model_json(list_of(models) + i, out, err);
	}
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}
