#include "static_model.h"

#include <stdlib.h>

static enum lm_code
add_tensor_hash(struct static_load *load, const char *what,
    const struct lm_tensor *tensor, struct lm_err *err)
{
	struct lm_buf head = {0};
	enum lm_code code = lm_buf_printf(&head, err, "%s %s %ju", what,
	    lm_tensor_type_name(tensor->type), (uintmax_t)tensor->shape[0]);

	if (code == LM_OK)
		code = lm_buf_byte(&head, '\0', err);
	if (code == LM_OK)
		code = static_load_hash(load, head.ptr, tensor->bytes, err);
	lm_buf_free(&head);
	return code;
}

static enum lm_code
read_matrix(struct static_load *load, struct lm_err *err)
{
	struct static_model *model = load->model;
	const struct lm_tensor *tensor =
	    lm_safetensors_find(model->tensors, load->layout->matrix);
	enum lm_code code;

	if (tensor == NULL)
		return lm_err_set(err, LM_MALFORMED, "expected a tensor \"%s\"",
		    load->layout->matrix);
	code = static_matrix_check(tensor, 2, &model->matrix, err);
	if (code == LM_OK && model->matrix.n_rows > UINT32_MAX)
		code = lm_err_set(err, LM_MALFORMED,
		    "tensor \"%s\": expected fewer rows than 2^32",
		    load->layout->matrix);
	return code == LM_OK ? add_tensor_hash(load, "embeddings", tensor, err)
			     : code;
}

static enum lm_code
read_weights(struct static_load *load, struct lm_err *err)
{
	struct static_model *model = load->model;
	const struct lm_tensor *tensor =
	    lm_safetensors_find(model->tensors, "weights");
	struct static_matrix weights;
	enum lm_code code;

	if (tensor == NULL)
		return LM_OK;
	code = static_matrix_check(tensor, 1, &weights, err);
	if (code != LM_OK)
		return code;
	if (weights.n_rows < model->vocab.n_ids)
		return lm_err_set(err, LM_MALFORMED,
		    "tensor \"weights\": expected one for each of %zu tokens, "
		    "found %zu",
		    model->vocab.n_ids, weights.n_rows);
	model->weights = calloc(weights.n_rows, sizeof(*model->weights));
	if (model->weights == NULL)
		return lm_err_nomem(err);
	static_matrix_doubles(&weights, model->weights);
	return add_tensor_hash(load, "weights", tensor, err);
}

/* A whole number that is not negative, little-endian. */
static uint64_t
whole(const char *at, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i > 0; i--)
		value = value << 8 | (unsigned char)at[i - 1];
	return value;
}

static bool
is_whole(enum lm_tensor_type type)
{
	return type == LM_TENSOR_I32 || type == LM_TENSOR_I64 ||
	    type == LM_TENSOR_U32 || type == LM_TENSOR_U64 ||
	    type == LM_TENSOR_U16 || type == LM_TENSOR_I16;
}

/* The mapping's numbers; a negative one is larger than any row as well. */
static enum lm_code
fill_mapping(struct static_model *model, const struct lm_tensor *tensor,
    struct lm_err *err)
{
	size_t size = lm_tensor_type_size(tensor->type);

	model->mapping = calloc(model->vocab.n_ids, sizeof(*model->mapping));
	if (model->mapping == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < model->vocab.n_ids; i++) {
		uint64_t row = whole(tensor->bytes.ptr + i * size, size);

		if (row >= model->matrix.n_rows)
			return lm_err_set(err, LM_MALFORMED,
			    "tensor \"mapping\": token %zu: expected a row "
			    "below %zu",
			    i, model->matrix.n_rows);
		model->mapping[i] = (uint32_t)row;
	}
	return LM_OK;
}

static enum lm_code
read_mapping(struct static_load *load, struct lm_err *err)
{
	struct static_model *model = load->model;
	const struct lm_tensor *tensor =
	    lm_safetensors_find(model->tensors, "mapping");
	enum lm_code code;

	if (tensor == NULL) {
		/* A hole among the ids has no row, so none may be there. */
		if (model->matrix.n_rows != model->vocab.n_tokens ||
		    model->matrix.n_rows != model->vocab.n_ids)
			return lm_err_set(err, LM_MALFORMED,
			    "tensor \"%s\": expected a row for each of %zu "
			    "tokens, found %zu",
			    load->layout->matrix, model->vocab.n_ids,
			    model->matrix.n_rows);
		return LM_OK;
	}
	if (!is_whole(tensor->type) || tensor->n_dims != 1 ||
	    tensor->shape[0] < model->vocab.n_ids)
		return lm_err_set(err, LM_MALFORMED,
		    "tensor \"mapping\": expected a whole number for each of "
		    "%zu tokens",
		    model->vocab.n_ids);
	code = fill_mapping(model, tensor, err);
	return code == LM_OK ? add_tensor_hash(load, "mapping", tensor, err)
			     : code;
}

enum lm_code
static_load_tensors(struct static_load *load, struct lm_err *err)
{
	const char *path = static_load_path(load, load->layout->tensors);
	enum lm_code code;

	if (path == NULL)
		return lm_err_nomem(err);
	code = lm_safetensors_open(path, &load->model->tensors, err);
	if (code == LM_OK)
		code = read_matrix(load, err);
	if (code == LM_OK)
		code = read_weights(load, err);
	if (code == LM_OK)
		code = read_mapping(load, err);
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	return code;
}
