#include "probe_line.h"

#include <stdlib.h>
#include <string.h>

/* The names of one file, as they are gathered, and where they go. */
struct files {
	const struct lm_policy *policy;
	const struct lm_endpoint *endpoint;
	const struct lm_served_name *const *met;
	struct probe_result *result;
	struct probe_spans tags;
	struct probe_spans approved;
	struct lm_buf detail;
};

static int
compare_spans(struct lm_span a, struct lm_span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* By what tells one file from another: the digest, else the server's name. */
static int
compare_files(const struct lm_served_name *a, const struct lm_served_name *b)
{
	int order = compare_spans(a->digest, b->digest);

	return order != 0 || a->digest.len > 0 ? order
					       : compare_spans(a->own, b->own);
}

static int
compare(const void *left, const void *right)
{
	const struct lm_served_name *const *a = left, *const *b = right;
	int order = compare_files(*a, *b);

	return order != 0 ? order : compare_spans((*a)->own, (*b)->own);
}

/* The server's own names, sorted: a file's stand together. */
static enum lm_code
sort_names(const struct lm_served *served, struct lm_buf *out,
    struct lm_err *err)
{
	size_t n;
	const struct lm_served_name *list = lm_served_names(served, &n);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		const struct lm_served_name *entry = &list[i];

		if (lm_span_equal(entry->name, entry->own))
			code = lm_buf_append(out, (const char *)&entry,
			    sizeof(entry), err);
	}
	if (code == LM_OK && out->len > 0)
		qsort(out->ptr, out->len / sizeof(list), sizeof(list), compare);
	return code;
}

/* The n names of one file, and the models that met one of them. */
static enum lm_code
gather(struct files *files, const struct lm_served_name *const *names, size_t n,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	files->tags.list.len = 0;
	files->approved.list.len = 0;
	for (size_t i = 0; code == LM_OK && i < n; i++)
		/* A server that lists a name twice still has it once. */
		if (i == 0 || !lm_span_equal(names[i]->own, names[i - 1]->own))
			code =
			    probe_spans_add(&files->tags, names[i]->own, err);
	for (size_t i = 0; code == LM_OK && i < files->policy->n_models; i++)
		if (files->met[i] != NULL &&
		    compare_files(files->met[i], names[0]) == 0)
			code = probe_spans_add(&files->approved,
			    files->policy->models[i].name, err);
	return code;
}

/* Say what was gathered, if there is anything to say. */
static enum lm_code
report(struct files *files, struct lm_err *err)
{
	size_t n_tags, n_approved;
	const struct lm_span *approved;
	struct probe_line line = {.endpoint = files->endpoint,
	    .tags = &files->tags,
	    .approved = &files->approved};
	enum lm_code code;

	(void)probe_spans_list(&files->tags, &n_tags);
	approved = probe_spans_list(&files->approved, &n_approved);
	if (n_tags < 2 && n_approved < 2)
		return LM_OK;
	line.state = n_approved < 2 ? PROBE_ALIAS : PROBE_SAME_FILE;
	if (n_approved > 0)
		line.model = approved[0];
	files->detail.len = 0;
	code = n_approved < 2
	    ? lm_buf_printf(&files->detail, err, "one file under %zu names",
		  n_tags)
	    : lm_buf_printf(&files->detail, err,
		  "approved as %zu models, and one file", n_approved);
	line.detail = lm_buf_view(&files->detail);
	return code == LM_OK ? probe_line_add(files->result, &line, err) : code;
}

enum lm_code
probe_files(const struct lm_policy *policy, const struct lm_endpoint *endpoint,
    const struct lm_served *served, const struct lm_served_name *const *met,
    struct probe_result *result, struct lm_err *err)
{
	struct files files = {.policy = policy,
	    .endpoint = endpoint,
	    .met = met,
	    .result = result};
	struct lm_buf sorted = {0};
	enum lm_code code = sort_names(served, &sorted, err);
	const void *memory = sorted.ptr;
	const struct lm_served_name *const *names = memory;
	size_t n = sorted.len / sizeof(*names), end;

	for (size_t i = 0; code == LM_OK && i < n; i = end) {
		for (end = i + 1; end < n; end++)
			if (compare_files(names[i], names[end]) != 0)
				break;
		code = gather(&files, names + i, end - i, err);
		if (code == LM_OK)
			code = report(&files, err);
	}
	lm_buf_free(&files.tags.list);
	lm_buf_free(&files.approved.list);
	lm_buf_free(&files.detail);
	lm_buf_free(&sorted);
	return code;
}
