#include "api_part.h"

#include "lm/num.h"

/* The API of OpenAI, and of those that took it over. */

static enum lm_code
write_open(const struct api_ask *ask, struct lm_buf *body, struct lm_err *err)
{
	enum lm_code code = api_put_input(body, ask, err);

	if (code == LM_OK)
		code = lm_buf_texts(body, err, ",\"encoding_format\":\"",
		    ask->base64 ? "base64" : "float", "\"", (char *)NULL);
	return code == LM_OK ? api_put_dimensions(body, ask, err) : code;
}

static enum lm_code
write_openai(const struct api_ask *ask, struct lm_buf *body, struct lm_err *err)
{
	enum lm_code code = write_open(ask, body, err);

	return code == LM_OK ? lm_buf_byte(body, '}', err) : code;
}

/* -1 is what the model takes. */
static enum lm_code
write_vllm(const struct api_ask *ask, struct lm_buf *body, struct lm_err *err)
{
	enum lm_code code = write_open(ask, body, err);

	if (code != LM_OK)
		return code;
	return lm_buf_text(body,
	    ask->truncate ? ",\"truncate_prompt_tokens\":-1}" : "}", err);
}

/* Put one item of data in its place. */
static enum lm_code
place(struct api_vectors *vectors, size_t n, size_t at, yyjson_val *item,
    struct lm_err *err)
{
	yyjson_val *index = api_member(item, "index");
	yyjson_val *value = api_member(item, "embedding");
	uint64_t i;

	if (!yyjson_is_raw(index) || value == NULL)
		return lm_err_set(err, LM_MALFORMED,
		    "item %zu of the reply has no %s", at,
		    value == NULL ? "embedding" : "index");
	if (lm_num_u64(lm_record_text(index), 0, n - 1, &i, NULL) != LM_OK)
		return lm_err_set(err, LM_MALFORMED,
		    "item %zu of the reply has an index that none of %zu "
		    "texts has",
		    at, n);
	if (api_is_placed(vectors, (size_t)i))
		return lm_err_set(err, LM_MALFORMED,
		    "the reply has two vectors of index %zu", (size_t)i);
	api_place(vectors, (size_t)i, value);
	return LM_OK;
}

/* All that is told beside the vectors; what is not as it should be is untold. */
static void
read_rest(yyjson_val *root, struct api_vectors *vectors)
{
	yyjson_val *usage = api_member(root, "usage");
	yyjson_val *tokens = api_member(usage, "prompt_tokens");

	if (tokens == NULL)
		tokens = api_member(usage, "total_tokens");
	vectors->tokens = api_count(tokens);
	vectors->model = api_string(api_member(root, "model"));
}

static enum lm_code
read_openai(struct lm_parser *parser, struct lm_span body,
    const struct api_want *want, struct api_vectors *vectors,
    struct lm_err *err)
{
	struct lm_record rec;
	yyjson_val *data, *item;
	yyjson_arr_iter iter = {0};
	size_t at = 0;
	enum lm_code code = api_begin(vectors, want->n, err);

	if (code == LM_OK)
		code = api_parse(parser, body, &rec, err);
	if (code != LM_OK)
		return code;
	data = api_member(rec.root, "data");
	code = api_check_list(data, "has no array \"data\"", want->n, err);
	if (code != LM_OK)
		return code;
	(void)yyjson_arr_iter_init(data, &iter);
	while (code == LM_OK && (item = yyjson_arr_iter_next(&iter)) != NULL)
		code = place(vectors, want->n, at++, item, err);
	if (code == LM_OK)
		code = api_finish(&rec, want, vectors, err);
	if (code == LM_OK)
		read_rest(rec.root, vectors);
	return code;
}

/* n_ctx is of one slot: a text has to fit into it. */
static enum lm_code
read_props(struct lm_parser *parser, struct lm_span body, struct lm_span model,
    struct api_limits *limits, struct lm_err *err)
{
	struct lm_record rec;
	uint64_t n_ctx;
	enum lm_code code = api_parse(parser, body, &rec, err);

	(void)model;
	if (code != LM_OK)
		return code;
	if (!yyjson_is_obj(rec.root))
		return api_unlike(LM_API_LLAMA_CPP, err);
	n_ctx = api_count(
	    api_member(api_member(rec.root, "default_generation_settings"),
		"n_ctx"));
	if (n_ctx != 0)
		limits->text_tokens = n_ctx;
	return LM_OK;
}

static enum lm_code
read_models(struct lm_parser *parser, struct lm_span body, struct lm_span model,
    struct api_limits *limits, struct lm_err *err)
{
	struct lm_record rec;
	yyjson_val *data, *item;
	yyjson_arr_iter iter = {0};
	enum lm_code code = api_parse(parser, body, &rec, err);

	if (code != LM_OK)
		return code;
	data = api_member(rec.root, "data");
	if (!yyjson_arr_iter_init(data, &iter))
		return api_unlike(LM_API_VLLM, err);
	while ((item = yyjson_arr_iter_next(&iter)) != NULL) {
		uint64_t max = api_count(api_member(item, "max_model_len"));

		if (max != 0 &&
		    lm_span_equal(api_string(api_member(item, "id")), model))
			limits->text_tokens = max;
	}
	return LM_OK;
}

static const struct api_rule openai_rules[] = {
    {429, "insufficient_quota", API_STOP},
    {429, "billing", API_STOP},
    {0, "billing_hard_limit", API_STOP},
};

/* Its documentation of embeddings says these limits. */
const struct api api_openai = {
    .kind = LM_API_OPENAI,
    .limits = {.items = 2048, .text_tokens = 8192, .tokens = 300000},
    .can_base64 = true,
    .can_dimensions = true,
    .path = "/embeddings",
    .rules = openai_rules,
    .n_rules = sizeof(openai_rules) / sizeof(openai_rules[0]),
    .write = write_openai,
    .read = read_openai,
};

const struct api api_llama_cpp = {
    .kind = LM_API_LLAMA_CPP,
    .can_base64 = true,
    .path = "/v1/embeddings",
    .limits_path = "/props",
    .write = write_openai,
    .read = read_openai,
    .read_limits = read_props,
};

const struct api api_vllm = {
    .kind = LM_API_VLLM,
    .can_truncate = true,
    .can_base64 = true,
    .can_dimensions = true,
    .path = "/v1/embeddings",
    .limits_path = "/v1/models",
    .write = write_vllm,
    .read = read_openai,
    .read_limits = read_models,
};
