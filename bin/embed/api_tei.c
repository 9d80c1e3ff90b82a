#include <stdint.h>

#include "api_part.h"

/*
 * Whether it truncates unasked is an option of the server, so it is always
 * told.  "normalize" is not: as it is served, by default to length 1, a vector
 * is the one that /v1/embeddings and this API's other clients get.
 */
static enum lm_code
write_tei(const struct api_ask *ask, struct lm_buf *body, struct lm_err *err)
{
	enum lm_code code;

	body->len = 0;
	code = lm_buf_text(body, "{\"inputs\":", err);
	if (code == LM_OK)
		code = api_put_texts(body, ask, err);
	if (code == LM_OK)
		code = api_put_bool(body, ",\"truncate\":", ask->truncate, err);
	if (code == LM_OK)
		code = api_put_dimensions(body, ask, err);
	return code == LM_OK ? lm_buf_byte(body, '}', err) : code;
}

static enum lm_code
read_tei(struct lm_parser *parser, struct lm_span body,
    const struct api_want *want, struct api_vectors *vectors,
    struct lm_err *err)
{
	struct lm_record rec;
	enum lm_code code = api_begin(vectors, 0, err);

	if (code == LM_OK)
		code = api_parse(parser, body, &rec, err);
	return code == LM_OK ? api_read_list(&rec, rec.root, "is not an array",
				   want, vectors, err)
			     : code;
}

/* A count that a size_t can hold, or old, if there is none. */
static size_t
size_or(yyjson_val *val, size_t old)
{
	uint64_t count = api_count(val);

	return count == 0 || count > SIZE_MAX ? old : (size_t)count;
}

static enum lm_code
read_info(struct lm_parser *parser, struct lm_span body, struct lm_span model,
    struct api_limits *limits, struct lm_err *err)
{
	struct lm_record rec;
	uint64_t count;
	enum lm_code code = api_parse(parser, body, &rec, err);

	(void)model;
	if (code != LM_OK)
		return code;
	if (!yyjson_is_obj(rec.root))
		return api_unlike(LM_API_TEI, err);
	limits->items = size_or(api_member(rec.root, "max_client_batch_size"),
	    limits->items);
	limits->permits =
	    size_or(api_member(rec.root, "max_concurrent_requests"),
		limits->permits);
	count = api_count(api_member(rec.root, "max_input_length"));
	if (count != 0)
		limits->text_tokens = count;
	count = api_count(api_member(rec.root, "max_batch_tokens"));
	if (count != 0)
		limits->tokens = count;
	return LM_OK;
}

/* A text without tokens is refused by the same status as a batch too big. */
static const struct api_rule rules[] = {
    {424, "not an embedding model", API_STOP},
    {424, "", API_AGAIN},
    {413, "cannot be empty", API_BAD_TEXT},
};

const struct api api_tei = {
    .kind = LM_API_TEI,
    .limits = {.items = 32, .permits = 512, .tokens = 16384, .bytes = 2000000},
    .can_truncate = true,
    .can_dimensions = true,
    .path = "/embed",
    .limits_path = "/info",
    .rules = rules,
    .n_rules = sizeof(rules) / sizeof(rules[0]),
    .write = write_tei,
    .read = read_tei,
    .read_limits = read_info,
};
