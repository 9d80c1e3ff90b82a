/*
 * The reply of an embedding server: the first byte picks the API and whether
 * dimensions are wanted, the second the number of texts; what follows is the
 * body.  Oracle: what is accepted has a vector of finite floats for each text,
 * not all zero, that the server's own text of it reads as, and these texts lie
 * in the body.  An error's words are one printable line, and judging them ends.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "api.h"

#include "lm/vec.h"

#include "../require.h"

static bool
lies_in(struct lm_span part, struct lm_span body)
{
	uintptr_t from = (uintptr_t)part.ptr, all = (uintptr_t)body.ptr;

	return from >= all && from + part.len <= all + body.len;
}

/* What stands in the body as base64 has quotes around it. */
static void
check_text(const struct api_vectors *vectors, size_t i, struct lm_span body)
{
	struct lm_span text = api_text(vectors, i);
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf floats = {0};
	struct lm_record rec;
	struct lm_err err;
	size_t n;

	require(parser != NULL && text.len > 0);
	if (vectors->is_base64) {
		/* Written with escapes, it is in the parser. */
		if (!lies_in(text, body))
			require(memchr(body.ptr, '\\', body.len) != NULL);
		else
			text = lm_span(text.ptr - 1, text.len + 2);
	}
	if (lies_in(text, body)) {
		require(lm_parser_parse(parser, text, &rec, &err) == LM_OK);
		require(lm_vec_read(rec.root, &floats, &n, &err) == LM_OK);
		require(n == vectors->dimensions);
		require(memcmp(floats.ptr, api_floats(vectors, i),
			    n * sizeof(float)) == 0);
	} else {
		require(vectors->is_base64);
	}
	lm_buf_free(&floats);
	lm_parser_free(parser);
}

static void
check_vectors(const struct api_vectors *vectors, const struct api_want *want,
    struct lm_span body)
{
	require(vectors->n == want->n);
	require(want->n == 0 || vectors->dimensions > 0);
	require(want->n == 0 || want->dimensions == 0 ||
	    vectors->dimensions == want->dimensions);
	require(vectors->floats.len ==
	    want->n * vectors->dimensions * sizeof(float));
	for (size_t i = 0; i < vectors->n; i++) {
		const float *floats = api_floats(vectors, i);

		for (size_t d = 0; d < vectors->dimensions; d++)
			require(isfinite(floats[d]));
		require(!lm_vec_is_zero(floats, (size_t)vectors->dimensions));
		check_text(vectors, i, body);
	}
}

/* Without the floats of arrays it is the same reading. */
static void
check_as_text(const struct api *api, struct api_want want, struct lm_span body,
    const struct api_vectors *vectors, enum lm_code code)
{
	struct lm_parser *parser = lm_parser_new();
	struct api_vectors seen = {0};
	struct lm_err err;

	require(parser != NULL);
	want.arrays_as_text = true;
	require(api->read(parser, body, &want, &seen, &err) == code);
	require(seen.n == vectors->n);
	require(seen.dimensions == vectors->dimensions);
	for (size_t i = 0; i < seen.n; i++)
		require(
		    lm_span_equal(api_text(&seen, i), api_text(vectors, i)));
	api_vectors_free(&seen);
	lm_parser_free(parser);
}

static void
check_error(const struct api *api, struct lm_span body)
{
	static const long statuses[] = {200, 400, 401, 413, 422, 429, 500};
	char out[API_REASON_SIZE];

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		enum api_fate fate = api_judge(api, statuses[i], body);

		require(fate <= API_STOP);
		require((fate == API_DONE) == (statuses[i] == 200));
	}
	api_reason(400, body, out, sizeof(out));
	for (const char *at = out; *at != '\0'; at++)
		require(*at >= ' ' && *at < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_parser *parser = lm_parser_new();
	struct api_vectors vectors = {0};
	struct api_limits limits = {0};
	struct lm_span body;
	struct lm_err err;

	require(parser != NULL);
	if (size >= 2) {
		const struct api *api = api_of((enum lm_api)(data[0] % 5));
		const struct api_want want = {.n = data[1] % 8,
		    .dimensions = data[0] >= 128 ? 2 : 0};
		enum lm_code code;

		body = lm_span((const char *)data + 2, size - 2);
		code = api->read(parser, body, &want, &vectors, &err);
		if (code == LM_OK)
			check_vectors(&vectors, &want, body);
		else
			require(code == LM_MALFORMED && vectors.n == 0);
		check_as_text(api, want, body, &vectors, code);
		check_error(api, body);
		if (api->read_limits != NULL)
			(void)api->read_limits(parser, body, lm_span_of("m"),
			    &limits, &err);
	}
	api_vectors_free(&vectors);
	lm_parser_free(parser);
	return 0;
}
