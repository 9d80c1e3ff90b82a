#include "api.h"

#include <string.h>

#include "api_part.h"

#include "lm/served_address.h"

void
api_vectors_free(struct api_vectors *vectors)
{
	lm_buf_free(&vectors->texts);
	lm_buf_free(&vectors->floats);
	lm_buf_free(&vectors->values);
	*vectors = (struct api_vectors){0};
}

const struct api *
api_of(enum lm_api kind)
{
	switch (kind) {
	case LM_API_OPENAI:
		return &api_openai;
	case LM_API_OLLAMA:
		return &api_ollama;
	case LM_API_LLAMA_CPP:
		return &api_llama_cpp;
	case LM_API_VLLM:
		return &api_vllm;
	case LM_API_TEI:
		return &api_tei;
	}
	return NULL;
}

enum lm_code
api_url(const struct api *api, struct lm_span base, const char *path,
    struct lm_buf *out, struct lm_err *err)
{
	return lm_served_address(base, api->kind, path, out, err);
}

enum lm_code
api_put_texts(struct lm_buf *body, const struct api_ask *ask,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < ask->n; i++) {
		code = lm_buf_byte(body, i == 0 ? '[' : ',', err);
		if (code == LM_OK)
			code = lm_buf_json_string(body, ask->texts[i], err);
	}
	return code == LM_OK ? lm_buf_byte(body, ']', err) : code;
}

enum lm_code
api_put_input(struct lm_buf *body, const struct api_ask *ask,
    struct lm_err *err)
{
	enum lm_code code;

	body->len = 0;
	code = lm_buf_text(body, "{\"model\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(body, ask->model, err);
	if (code == LM_OK)
		code = lm_buf_text(body, ",\"input\":", err);
	if (code == LM_OK)
		code = api_put_texts(body, ask, err);
	return code;
}

enum lm_code
api_put_bool(struct lm_buf *body, const char *text, bool value,
    struct lm_err *err)
{
	return lm_buf_texts(body, err, text, value ? "true" : "false",
	    (char *)NULL);
}

enum lm_code
api_put_dimensions(struct lm_buf *body, const struct api_ask *ask,
    struct lm_err *err)
{
	enum lm_code code;

	if (ask->dimensions == 0)
		return LM_OK;
	code = lm_buf_text(body, ",\"dimensions\":", err);
	return code == LM_OK ? lm_buf_u64(body, ask->dimensions, err) : code;
}

static bool
begins(struct lm_span text, struct lm_span with)
{
	return text.len >= with.len &&
	    lm_span_equal(lm_span(text.ptr, with.len), with);
}

/* What follows the last slash, without .gguf. */
static struct lm_span
file_of(struct lm_span path)
{
	size_t i = path.len;

	while (i > 0 && path.ptr[i - 1] != '/')
		i--;
	path = lm_span(path.ptr + i, path.len - i);
	(void)lm_served_cut(&path, ".gguf");
	return path;
}

/* "-v2", "-002", "-2024-01-25": not another model, as "-small" is. */
static bool
is_version(struct lm_span text)
{
	static const char version[] = "0123456789-.";
	size_t i = text.len > 1 && text.ptr[1] == 'v' ? 2 : 1;

	if (text.len <= i || text.ptr[0] != '-')
		return false;
	for (; i < text.len; i++)
		if (memchr(version, text.ptr[i], sizeof(version) - 1) == NULL)
			return false;
	return true;
}

bool
api_serves(const struct api *api, struct lm_span asked, struct lm_span told)
{
	if (told.len == 0 || lm_span_equal(asked, told))
		return true;
	switch (api->kind) {
	case LM_API_OPENAI:
		return asked.len > 0 && begins(told, asked) &&
		    is_version(
			lm_span(told.ptr + asked.len, told.len - asked.len));
	case LM_API_OLLAMA:
		(void)lm_served_cut(&asked, ":latest");
		(void)lm_served_cut(&told, ":latest");
		return lm_span_equal(asked, told);
	case LM_API_LLAMA_CPP:
		return lm_span_equal(file_of(asked), file_of(told));
	case LM_API_VLLM:
	case LM_API_TEI:
		break;
	}
	return false;
}
