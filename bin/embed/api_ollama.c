#include "api_part.h"

/* It truncates unless it is told not to. */
static enum lm_code
write_ollama(const struct api_ask *ask, struct lm_buf *body, struct lm_err *err)
{
	enum lm_code code = api_put_input(body, ask, err);

	if (code == LM_OK)
		code = api_put_bool(body, ",\"truncate\":", ask->truncate, err);
	if (code == LM_OK)
		code = api_put_dimensions(body, ask, err);
	return code == LM_OK ? lm_buf_byte(body, '}', err) : code;
}

static enum lm_code
read_ollama(struct lm_parser *parser, struct lm_span body,
    const struct api_want *want, struct api_vectors *vectors,
    struct lm_err *err)
{
	struct lm_record rec;
	enum lm_code code = api_begin(vectors, 0, err);

	if (code == LM_OK)
		code = api_parse(parser, body, &rec, err);
	if (code == LM_OK)
		code = api_read_list(&rec, api_member(rec.root, "embeddings"),
		    "has no array \"embeddings\"", want, vectors, err);
	if (code != LM_OK)
		return code;
	vectors->tokens = api_count(api_member(rec.root, "prompt_eval_count"));
	vectors->model = api_string(api_member(rec.root, "model"));
	return LM_OK;
}

/*
 * A vector with a NaN, which the next try may not give, is a 400 or a 500,
 * and what fails between the server and its process that computes a 400.
 */
static const struct api_rule rules[] = {
    {0, "context length", API_TOO_LONG},
    {0, "contains nan", API_ONCE},
    {0, "unsupported value", API_ONCE},
    {400, "do embedding request", API_ONCE},
    {400, "connection re", API_ONCE},
    {400, ": eof", API_ONCE},
};

const struct api api_ollama = {
    .kind = LM_API_OLLAMA,
    .can_truncate = true,
    .can_dimensions = true,
    .path = "/api/embed",
    .rules = rules,
    .n_rules = sizeof(rules) / sizeof(rules[0]),
    .write = write_ollama,
    .read = read_ollama,
};
