#ifndef LM_SCHEMA_EVAL_H
#define LM_SCHEMA_EVAL_H

#include "lm/schema_node.h"
#include "lm/schema_value.h"

/*
 * A value asked of a compiled schema.  The parts call one another, at most
 * LM_EVAL_MAX_DEPTH deep (a stack of about 3 MB); past that the verdict is
 * undetermined.  Verdicts are ordered, and the worst one counts.
 */
#define LM_EVAL_MAX_DEPTH 4000

/*
 * A value is asked of no more schemas than these, and so many more for each
 * value in it; past that the verdict is undetermined.  Schemas that branch
 * within branches ask some values exponentially often.
 */
#define LM_EVAL_BUDGET 1000000
#define LM_EVAL_BUDGET_EACH 100

/* No marks are kept. */
#define LM_NO_MARKS SIZE_MAX

/* A step of a way: a keyword, a name, or an index. */
struct lm_step {
	const char *key; /* NULL: not a keyword */
	yyjson_val *name;
	size_t index;
};

struct lm_way {
	struct lm_step *steps;
	size_t n;
};

/* Resources that were entered, the innermost first. */
struct lm_scope {
	uint32_t resource;
	const struct lm_scope *outer;
};

struct lm_schema_checker {
	struct lm_regex_matcher *matcher;
	struct lm_value_scratch scratch;
	uint64_t *words; /* a stack of sets of bits */
	size_t n_words;
	size_t words_cap;
	struct lm_buf hashes;
	struct lm_step *steps; /* of both ways, made when they are needed */
	/* Where a schema is checked by its metaschema: what it is part of, so
	 * that schemas in it of other dialects are left to their own. */
	const struct lm_source *source;
	uint32_t site; /* of the schema that is checked */
};

struct lm_run {
	const struct lm_schema *schema;
	struct lm_schema_checker *checker;
	struct lm_schema_report *report; /* NULL: only the verdict is asked */
	const struct lm_scope *scope;
	size_t depth;
	size_t left;   /* schemas that may still be asked */
	size_t muted;  /* not 0: no errors are kept, as none will be told */
	size_t base;   /* errors there were when the innermost branch began */
	size_t doubts; /* limits that were hit */
	struct lm_way instance;
	struct lm_way keywords;
	enum lm_code code; /* LM_NOMEM ends the run */
	struct lm_err *err;
};

enum lm_schema_verdict lm_eval(struct lm_run *run, uint32_t node,
    yyjson_val *val, size_t marks);

/* Whether val is a schema of another dialect than checker->site is. */
bool lm_eval_is_foreign(const struct lm_schema_checker *checker,
    yyjson_val *val);

/* The parts.  marks: bits by place of the members or elements evaluated. */
enum lm_schema_verdict lm_eval_number(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val);
enum lm_schema_verdict lm_eval_string(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val);
enum lm_schema_verdict lm_eval_array(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val, size_t marks);
enum lm_schema_verdict lm_eval_object(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val, size_t marks);
enum lm_schema_verdict lm_eval_values(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val);
enum lm_schema_verdict lm_eval_applied(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val, size_t marks);
enum lm_schema_verdict lm_eval_content(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val);
enum lm_schema_verdict lm_eval_unevaluated(struct lm_run *run,
    const struct lm_node *node, yyjson_val *val, size_t marks, size_t doubts);

static inline enum lm_schema_verdict
lm_worst(enum lm_schema_verdict a, enum lm_schema_verdict b)
{
	return a > b ? a : b;
}

/* Whether only the verdict matters. */
static inline bool
lm_run_is_quick(const struct lm_run *run)
{
	return run->report == NULL || run->muted > 0;
}

/* Whether nothing that is still to be asked could matter. */
static inline bool
lm_run_done(const struct lm_run *run, enum lm_schema_verdict verdict)
{
	return verdict == LM_SCHEMA_INVALID && lm_run_is_quick(run);
}

/* Members or elements of a value. */
static inline size_t
lm_size_of(yyjson_val *val)
{
	return yyjson_is_ctn(val) ? unsafe_yyjson_get_len(val) : 0;
}

/*
 * n bits, none set; freed in the reverse order.  LM_NO_MARKS: no memory, and
 * run->code says so.
 */
size_t lm_marks_push(struct lm_run *run, size_t n);

static inline void
lm_marks_pop(const struct lm_run *run, size_t marks)
{
	run->checker->n_words = marks;
}

static inline void
lm_marks_set(const struct lm_run *run, size_t marks, size_t i)
{
	if (marks != LM_NO_MARKS)
		run->checker->words[marks + i / 64] |= 1ULL << i % 64;
}

static inline bool
lm_marks_has(const struct lm_run *run, size_t marks, size_t i)
{
	return (run->checker->words[marks + i / 64] >> i % 64 & 1) != 0;
}

/* From here a keyword leads on to another schema, and back. */
static inline void
lm_run_enter(struct lm_run *run, enum lm_schema_key key, yyjson_val *name,
    size_t index)
{
	if (run->report != NULL)
		run->keywords.steps[run->keywords.n++] =
		    (struct lm_step){lm_schema_keywords[key].name, name, index};
}

static inline void
lm_run_leave(struct lm_run *run)
{
	if (run->report != NULL)
		run->keywords.n--;
}

/* The same of the value's member or element. */
static inline void
lm_run_into(struct lm_run *run, yyjson_val *name, size_t index)
{
	if (run->report != NULL)
		run->instance.steps[run->instance.n++] =
		    (struct lm_step){NULL, name, index};
}

static inline void
lm_run_out(struct lm_run *run)
{
	if (run->report != NULL)
		run->instance.n--;
}

/* No index, of a step. */
#define LM_NO_INDEX SIZE_MAX

/* ---- what is said of it (schema_report.c) -------------------------------- */

/* What the keyword asks is not so.  INVALID, always. */
enum lm_schema_verdict lm_run_fail_slow(struct lm_run *run,
    const struct lm_node *node, enum lm_schema_key key, yyjson_val *val,
    struct lm_span detail);

static inline enum lm_schema_verdict
lm_run_fail(struct lm_run *run, const struct lm_node *node,
    enum lm_schema_key key, yyjson_val *val)
{
	return lm_run_is_quick(run)
	    ? LM_SCHEMA_INVALID
	    : lm_run_fail_slow(run, node, key, val, lm_span(NULL, 0));
}

/* A limit was hit.  UNDETERMINED, always. */
enum lm_schema_verdict lm_run_doubt(struct lm_run *run,
    const struct lm_node *node, enum lm_schema_key key, yyjson_val *val);

/* Where the report stands; 0 without one. */
struct lm_report_mark {
	size_t n_errors;
	size_t n_notes;
	size_t text_len;
};

static inline struct lm_report_mark
lm_run_mark(const struct lm_run *run)
{
	return run->report == NULL
	    ? (struct lm_report_mark){0}
	    : (struct lm_report_mark){run->report->n_errors,
		  run->report->n_notes, run->report->text.len};
}

/* Forget the errors, the annotations since then. */
static inline void
lm_run_forget_errors(struct lm_run *run, struct lm_report_mark mark)
{
	if (run->report == NULL)
		return;
	run->report->n_errors = mark.n_errors;
	if (!run->report->annotations) /* else some may be of those */
		run->report->text.len = mark.text_len;
}

static inline void
lm_run_forget_notes(struct lm_run *run, struct lm_report_mark mark)
{
	if (run->report != NULL)
		run->report->n_notes = mark.n_notes;
}

/* The errors since from are of this branch of an anyOf or oneOf. */
void lm_run_branch(struct lm_run *run, size_t from, uint32_t branch);

/* All branches failed: the errors since mark in the order of what was likely
 * meant, behind the one of the keyword itself. */
enum lm_schema_verdict lm_run_rank(struct lm_run *run,
    const struct lm_node *node, enum lm_schema_key key, yyjson_val *val,
    struct lm_report_mark mark);

/* The annotations of a schema that holds. */
void lm_run_note(struct lm_run *run, const struct lm_node *node,
    yyjson_val *val);

#endif
