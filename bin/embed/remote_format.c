#include "remote_state.h"

#include "lm/json.h"
#include "lm/vec.h"

static enum lm_code
append_floats(const struct remote *remote, const float *floats, size_t n,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code;

	if (!remote->options.base64)
		return lm_vec_append_array(out, floats, n, err);
	code = lm_buf_byte(out, '"', err);
	if (code == LM_OK)
		code = lm_vec_append_base64(out, floats, n, err);
	return code == LM_OK ? lm_buf_byte(out, '"', err) : code;
}

/* Divided by its norm, in double, each rounded once. */
static enum lm_code
append_scaled(struct remote *remote, const float *floats, size_t n,
    struct lm_buf *out, struct lm_err *err)
{
	double norm = lm_vec_norm(floats, n);
	enum lm_code code;
	float *scaled;
	void *memory;

	remote->scaled.len = 0;
	code = lm_buf_reserve(&remote->scaled, n * sizeof(float), err);
	if (code != LM_OK)
		return code;
	memory = remote->scaled.ptr;
	scaled = memory;
	for (size_t i = 0; i < n; i++)
		scaled[i] = (float)((double)floats[i] / norm);
	return append_floats(remote, scaled, n, out, err);
}

enum lm_code
remote_format(struct remote *remote, size_t i, struct lm_buf *out,
    struct lm_err *err)
{
	const struct api_vectors *vectors = &remote->vectors;
	const float *floats = api_floats(vectors, i);
	size_t n = (size_t)vectors->dimensions;
	enum lm_code code;

	if (remote->options.normalize)
		return append_scaled(remote, floats, n, out, err);
	if (vectors->is_base64 != remote->options.base64)
		return append_floats(remote, floats, n, out, err);
	if (!vectors->is_base64)
		return lm_buf_span(out, api_text(vectors, i), err);
	code = lm_buf_byte(out, '"', err);
	if (code == LM_OK)
		code = lm_buf_span(out, api_text(vectors, i), err);
	return code == LM_OK ? lm_buf_byte(out, '"', err) : code;
}

enum lm_code
remote_format_known(struct remote *remote, const struct known_vector *known,
    struct lm_buf *out, struct lm_err *err)
{
	bool is_base64 = known->embedding.ptr[0] == '"';

	return is_base64 == remote->options.base64
	    ? lm_buf_span(out, known->embedding, err)
	    : append_floats(remote, known->floats, known->n, out, err);
}
