#include "ledger.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "render.h"

#include "lm/clock.h"
#include "lm/hash.h"
#include "lm/manifest.h"
#include "lm/stamp.h"
#include "lm/writer.h"

#define DAY_NS (INT64_C(86400) * LM_CLOCK_SECOND)

/* The folder of path with its slash; empty for the current one. */
static struct lm_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? lm_span(path, 0)
			     : lm_span(path, (size_t)(slash - path) + 1);
}

/* Several runs may start at once: one keeps the manifest, the others wait for
 * it and find it there. */
static enum lm_code
wait_for_others(const char *ledger, int *fd, struct lm_err *err)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	*fd = open(ledger, O_RDWR | O_CLOEXEC);
	if (*fd != -1 && fcntl(*fd, F_SETLKW, &whole) == 0)
		return LM_OK;
	(void)lm_err_io(err, "lock");
	lm_err_at(err, ledger, 0, 0);
	return LM_IO;
}

static enum lm_code
put_manifest(const char *path, struct lm_span bytes, struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	struct stat st;
	enum lm_code code;

	if (stat(path, &st) == 0)
		return LM_OK;
	code = lm_writer_open(path, LM_WRITER_ATOMIC, &writer, err);
	if (code == LM_OK)
		code = lm_writer_write(writer, bytes, err);
	if (code == LM_OK)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	return code;
}

static enum lm_code
keep_manifest(const char *ledger, const struct rules *rules, struct lm_err *err)
{
	struct lm_span bytes = lm_manifest_bytes(rules->manifest);
	struct lm_buf path = {0};
	char hex[LM_HASH_HEX_SIZE];
	int fd = -1;
	enum lm_code code = lm_buf_span(&path, folder_of(ledger), err);

	lm_hash_hex(lm_hash(bytes), hex);
	if (code == LM_OK)
		code = lm_buf_printf(&path, err, "manifest-%s.jsonc", hex);
	if (code == LM_OK)
		code = lm_buf_byte(&path, '\0', err);
	if (code == LM_OK)
		code = wait_for_others(ledger, &fd, err);
	if (code == LM_OK)
		code = put_manifest(path.ptr, bytes, err);
	if (fd != -1)
		(void)close(fd);
	lm_buf_free(&path);
	return code;
}

/* A line's time is before *arg, an int64_t.  One that cannot be read stays. */
static bool
is_old(void *arg, struct lm_span line)
{
	static const char key[] = "\"time\":\"";
	const int64_t *oldest = arg;
	size_t len = sizeof(key) - 1;
	int64_t time;

	for (size_t i = 0; i + len < line.len; i++) {
		const char *at = line.ptr + i;
		const char *end;

		if (memcmp(at, key, len) != 0)
			continue;
		at += len;
		end = memchr(at, '"', line.len - i - len);
		return end != NULL &&
		    lm_clock_parse(lm_span(at, (size_t)(end - at)), &time) &&
		    time < *oldest;
	}
	return false;
}

enum lm_code
ledger_open(const char *path, const struct rules *rules, int64_t now_ns,
    struct lm_journal **journal, struct lm_err *err)
{
	uint64_t days = rules->policy->ledger_days, n_dropped;
	int64_t oldest;
	enum lm_code code = lm_journal_open(path, journal, err);

	if (code == LM_OK)
		code = keep_manifest(path, rules, err);
	if (code != LM_OK || days == LM_NO_LIMIT)
		return code;
	oldest = now_ns - (int64_t)days * DAY_NS;
	return lm_journal_drop(*journal, is_old, &oldest, &n_dropped, err);
}

/* A name that is known; false: one that is not; null: none. */
static enum lm_code
add_name(struct lm_buf *out, const char *key, struct lm_span name, bool known,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, key, err);

	if (code != LM_OK)
		return code;
	if (known)
		return lm_buf_json_string(out, name, err);
	return lm_buf_text(out, name.ptr == NULL ? "null" : "false", err);
}

static bool
knows_task(const struct lm_policy *policy, struct lm_span task)
{
	for (size_t i = 0; task.ptr != NULL && i < policy->n_routes; i++)
		if (lm_span_equal(policy->routes[i].task, task))
			return true;
	for (size_t i = 0; task.ptr != NULL && i < policy->n_models; i++)
		if (rules_is_approved(&policy->models[i], task))
			return true;
	return false;
}

static bool
knows_stage(const struct lm_policy *policy, struct lm_span stage)
{
	for (size_t i = 0; stage.ptr != NULL && i < policy->n_routes; i++)
		if (lm_span_equal(policy->routes[i].stage, stage))
			return true;
	return false;
}

static enum lm_code
add_id(struct lm_buf *out, const struct signals *signals, struct lm_err *err)
{
	yyjson_val *id = signals->job->id;
	enum lm_code code = lm_buf_text(out, "{\"id\":", err);

	if (code != LM_OK)
		return code;
	return id == NULL
	    ? lm_buf_text(out, "null", err)
	    : lm_buf_span(out, lm_record_token(signals->job->record, id), err);
}

/* What was decided. */
static enum lm_code
add_outcome(const struct rules *rules, const struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	const struct job *job = signals->job;
	size_t rule = decision->rule, model = decision->model;
	struct lm_span none = {0};
	enum lm_code code = lm_buf_printf(out, err, ",\"lane\":\"%s\"",
	    lm_lane_names[decision->lane]);

	if (code == LM_OK)
		code = add_name(out, ",\"rule\":",
		    rule == LM_NO_INDEX ? none : policy->routes[rule].id,
		    rule != LM_NO_INDEX, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, ",\"cause\":\"%s\"",
		    cause_names[decision->cause]);
	if (code == LM_OK)
		code = add_name(out, ",\"model\":",
		    model == LM_NO_INDEX ? none : policy->models[model].name,
		    model != LM_NO_INDEX, err);
	if (code == LM_OK)
		code = add_name(out, ",\"task\":", job->task,
		    knows_task(policy, job->task), err);
	if (code == LM_OK)
		code = add_name(out, ",\"stage\":", job->stage,
		    knows_stage(policy, job->stage), err);
	return code;
}

static enum lm_code
add_flags(const struct rules *rules, struct signals *signals,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	const char *between = "";
	enum lm_code code = signals_raise(signals, err);

	if (code == LM_OK)
		code = lm_buf_text(out,
		    signals_flags_known(signals) ? ",\"flags\":["
						 : ",\"flags\":null",
		    err);
	if (code != LM_OK || !signals_flags_known(signals))
		return code;
	for (size_t i = 0; code == LM_OK && i < policy->n_flags; i++) {
		if (!signals->raised[i].up)
			continue;
		code = lm_buf_text(out, between, err);
		if (code == LM_OK)
			code =
			    lm_buf_json_string(out, policy->flags[i].name, err);
		between = ",";
	}
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

/* How many of each kind lmob-redact removed, if its stamp says so. */
static enum lm_code
add_redacted(struct signals *signals, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_record *record = signals->job->record;
	enum lm_stamp_state state = signals_stamp(signals);
	yyjson_val *stamp = NULL, *key = NULL, *found = NULL;
	enum lm_code code = lm_buf_printf(out, err,
	    ",\"stamp\":\"%s\",\"redacted\":", stamp_names[state]);

	if (code != LM_OK)
		return code;
	if (state == LM_STAMP_VALID &&
	    lm_record_find(record->root, lm_span_of("redact"), NULL, &stamp) &&
	    lm_record_find(stamp, lm_span_of("found"), &key, &found))
		return lm_buf_span(out, lm_record_member(record, key), err);
	return lm_buf_text(out, "null", err);
}

/* Counted even if no rule asked: a replay by other rules may. */
static enum lm_code
add_tokens(const struct rules *rules, struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_route *route = decision->rule == LM_NO_INDEX
	    ? NULL
	    : &rules->policy->routes[decision->rule];
	struct token_count count;
	enum lm_code code = signals_tokens(signals, route, &count, err);

	if (code == LM_OK)
		code = lm_buf_text(out, ",\"tokens\":", err);
	if (code != LM_OK)
		return code;
	return count.known ? render_tokens(rules, &count, out, err)
			   : lm_buf_text(out, "null", err);
}

static enum lm_code
add_signals(const struct rules *rules, struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct job *job = signals->job;
	bool known = job->model.ptr != NULL &&
	    rules_model(rules, job->model) != LM_NO_INDEX;
	enum lm_code code =
	    add_name(out, ",\"requested\":", job->model, known, err);

	if (code == LM_OK)
		code = add_tokens(rules, signals, decision, out, err);
	if (code == LM_OK)
		code = add_flags(rules, signals, out, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    ",\"schema_failures\":%ju,\"shared_externally\":%s",
		    (uintmax_t)job->schema_failures,
		    job->shared == NULL		      ? "null"
			: yyjson_is_true(job->shared) ? "true"
						      : "false");
	return code == LM_OK ? add_redacted(signals, out, err) : code;
}

enum lm_code
ledger_line(const struct rules *rules, struct signals *signals,
    const struct decision *decision, int64_t now_ns, struct lm_buf *out,
    struct lm_err *err)
{
	char time[LM_CLOCK_TEXT_SIZE];
	enum lm_code code = add_id(out, signals, err);

	lm_clock_format(now_ns, time);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, ",\"time\":\"%s\"", time);
	if (code == LM_OK)
		code = add_outcome(rules, signals, decision, out, err);
	if (code == LM_OK)
		code = add_signals(rules, signals, decision, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"manifest\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out,
		    lm_span_of(lm_manifest_stamp(rules->manifest)), err);
	return code == LM_OK ? lm_buf_text(out, "}\n", err) : code;
}
