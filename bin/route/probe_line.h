#ifndef ROUTE_PROBE_LINE_H
#define ROUTE_PROBE_LINE_H

#include "probe.h"

#include "lm/served.h"
#include "lm/span.h"

enum probe_state {
	PROBE_OK,
	PROBE_ABSENT,
	PROBE_DIGEST,
	PROBE_SAME_FILE,
	PROBE_UNVERIFIED,
	PROBE_UNREACHABLE,
	PROBE_ALIAS
};

struct probe_spans {
	struct lm_buf list; /* struct lm_span */
};

/* A line of a result. */
struct probe_line {
	const struct lm_endpoint *endpoint;
	struct lm_span model; /* ptr NULL: none is concerned */
	enum probe_state state;
	const struct lm_served_name *served; /* NULL: not known */
	const struct probe_spans *tags;	     /* with approved, or both NULL */
	const struct probe_spans *approved;
	struct lm_span detail;
};

/* Append it to result and count it.  LM_NOMEM. */
enum lm_code probe_line_add(struct probe_result *result,
    const struct probe_line *line, struct lm_err *err);

/* Append a span that outlives the list.  LM_NOMEM. */
enum lm_code probe_spans_add(struct probe_spans *spans, struct lm_span span,
    struct lm_err *err);
const struct lm_span *probe_spans_list(const struct probe_spans *spans,
    size_t *n);

/*
 * What endpoint serves under two names, as lines.  met[i] is what the i-th of
 * policy's models met there, NULL if nothing did.  LM_NOMEM.
 */
enum lm_code probe_files(const struct lm_policy *policy,
    const struct lm_endpoint *endpoint, const struct lm_served *served,
    const struct lm_served_name *const *met, struct probe_result *result,
    struct lm_err *err);

#endif
