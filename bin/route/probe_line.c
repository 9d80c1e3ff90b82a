#include "probe_line.h"

#include "lm/http.h"

const struct lm_span *
probe_spans_list(const struct probe_spans *spans, size_t *n)
{
	const void *list = spans->list.ptr;

	*n = spans->list.len / sizeof(struct lm_span);
	return list;
}

enum lm_code
probe_spans_add(struct probe_spans *spans, struct lm_span span,
    struct lm_err *err)
{
	return lm_buf_append(&spans->list, (const char *)&span, sizeof(span),
	    err);
}

/* JSON that is being written: after a failure nothing more is. */
struct writer {
	struct lm_buf *out;
	struct lm_err *err;
	enum lm_code code;
};

static void
put(struct writer *writer, const char *text)
{
	if (writer->code == LM_OK)
		writer->code = lm_buf_text(writer->out, text, writer->err);
}

static void
put_string(struct writer *writer, const char *before, struct lm_span text)
{
	put(writer, before);
	if (writer->code == LM_OK)
		writer->code =
		    lm_buf_json_string(writer->out, text, writer->err);
}

static void
put_list(struct writer *writer, const char *before,
    const struct probe_spans *spans)
{
	size_t n;
	const struct lm_span *list = probe_spans_list(spans, &n);

	put(writer, before);
	for (size_t i = 0; i < n; i++)
		put_string(writer, i == 0 ? "[" : ",", list[i]);
	put(writer, n == 0 ? "[]" : "]");
}

/* What of a URL may be shown: one with a name and password (which is refused
 * when it is asked) is cut to its origin. */
static void
put_url(struct writer *writer, struct lm_span url)
{
	char origin[LM_HTTP_ORIGIN_SIZE];

	lm_http_origin(url, origin);
	put_string(writer, ",\"url\":",
	    lm_span_count(url, '@') == 0 ? url : lm_span_of(origin));
}

static void
count(struct probe_result *result, enum probe_state state)
{
	switch (state) {
	case PROBE_OK:
		result->n_ok++;
		break;
	case PROBE_ABSENT:
	case PROBE_DIGEST:
	case PROBE_SAME_FILE:
		result->n_failed++;
		break;
	case PROBE_UNVERIFIED:
	case PROBE_UNREACHABLE:
		result->n_undecided++;
		break;
	case PROBE_ALIAS:
		break;
	}
}

enum lm_code
probe_line_add(struct probe_result *result, const struct probe_line *line,
    struct lm_err *err)
{
	static const char *const names[] = {"ok", "absent", "digest",
	    "same_file", "unverified", "unreachable", "alias"};
	struct writer writer = {&result->lines, err, LM_OK};

	put_string(&writer, "{\"endpoint\":", line->endpoint->name);
	put_url(&writer, line->endpoint->url);
	if (line->model.ptr == NULL)
		put(&writer, ",\"model\":null");
	else
		put_string(&writer, ",\"model\":", line->model);
	put_string(&writer, ",\"state\":", lm_span_of(names[line->state]));
	if (line->served != NULL)
		put_string(&writer, ",\"served_as\":", line->served->own);
	if (line->served != NULL && line->served->digest.len > 0) {
		put(&writer, ",\"digest\":\"sha256:");
		if (writer.code == LM_OK)
			writer.code =
			    lm_buf_span(writer.out, line->served->digest, err);
		put(&writer, "\"");
	}
	if (line->tags != NULL) {
		put_list(&writer, ",\"tags\":", line->tags);
		put_list(&writer, ",\"approved\":", line->approved);
	}
	put_string(&writer, ",\"detail\":", line->detail);
	put(&writer, "}\n");
	if (writer.code == LM_OK)
		count(result, line->state);
	return writer.code;
}
