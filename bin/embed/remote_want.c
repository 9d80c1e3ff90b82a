#include "remote_state.h"

#include <fcntl.h>

/* Take over what is known. */
static enum lm_code
reuse(struct remote *remote, struct unit *unit,
    const struct known_vector *known, struct lm_err *err)
{
	enum lm_code code =
	    remote_format_known(remote, known, &unit->embedding, err);

	if (code != LM_OK)
		return code;
	/* All may be known, and no reply tell it. */
	if (remote->dimensions == 0)
		remote->dimensions = known->n;
	unit->tokens = known->tokens;
	unit->has_tokens = known->has_tokens;
	unit->truncated = known->truncated;
	unit_close(&remote->units, unit, UNIT_DONE);
	if (known->is_own)
		remote->counts.repeated++;
	else
		remote->counts.reused++;
	return LM_OK;
}

/* Put it into the group under way, which is closed when it is full. */
static enum lm_code
ask_for(struct remote *remote, struct unit *unit, struct lm_span text,
    struct lm_err *err)
{
	struct lm_span prefix = lm_span_of(remote->options.prefix);
	enum lm_code code = lm_buf_span(&unit->text, prefix, err);

	if (code == LM_OK)
		code = lm_buf_span(&unit->text, text, err);
	if (code == LM_OK)
		code = tokens_count(remote->tokens, lm_buf_view(&unit->text),
		    &unit->n_tokens, err);
	if (code == LM_OK)
		code = lm_buf_append(&remote->group, (const char *)&unit,
		    sizeof(unit), err);
	if (code != LM_OK)
		return code;
	unit->order = remote->order++;
	remote->counts.planned += unit->n_tokens;
	remote->group_bytes += unit->text.len;
	if (remote->group.len / sizeof(unit) >= remote_group_size(remote) ||
	    remote->group_bytes >= REMOTE_GROUP_BYTES)
		return remote_close_group(remote, err);
	return LM_OK;
}

/* Whether a text was planned before: it would be known by now. */
static enum lm_code
plan_once(struct remote *remote, const struct lm_hash128 *key, bool *is_planned,
    struct lm_err *err)
{
	uint64_t places[LM_KEYS_SAME], rest = key->high >> 1;
	size_t n;

	*is_planned = false;
	if (remote->planned == NULL)
		return LM_OK;
	n = lm_keys_find(remote->planned, key, places);
	for (size_t i = 0; i < n; i++)
		*is_planned |= places[i] == rest;
	return *is_planned ? LM_OK
			   : lm_keys_add(remote->planned, key, rest, err);
}

static enum lm_code
find_or_ask(struct remote *remote, struct unit *unit, struct lm_span text,
    struct lm_err *err)
{
	struct known_vector known = {0};
	bool found = false, is_planned = false;
	enum lm_code code = known_find(remote->known, remote->known_reader,
	    &unit->key, remote->dimensions, remote->options.truncate, &known,
	    &found, err);

	if (code == LM_OK && !found)
		code = plan_once(remote, &unit->key, &is_planned, err);
	if (code != LM_OK)
		return code;
	if (is_planned) {
		remote->counts.repeated++;
		unit_close(&remote->units, unit, UNIT_DONE);
		return LM_OK;
	}
	return found ? reuse(remote, unit, &known, err)
		     : ask_for(remote, unit, text, err);
}

enum lm_code
remote_want(struct remote *remote, struct lm_span text, struct unit **unit,
    struct lm_err *err)
{
	const struct lm_hash128 key = key_of(&remote->key_base, text);
	enum lm_code code = units_get(&remote->units, &key, unit, err);

	if (code != LM_OK)
		return code;
	remote->counts.texts++;
	if (!(*unit)->is_new) {
		remote->counts.repeated++;
		return LM_OK;
	}
	(*unit)->is_new = false;
	return find_or_ask(remote, *unit, text, err);
}

bool
remote_wants(const struct remote *remote)
{
	size_t enough = REMOTE_GROUP_BATCHES + remote->n_workers;

	return remote->n_sent < enough &&
	    remote->units.n_bytes < REMOTE_AHEAD_BYTES;
}

/* FILE.part, to read from it what was written. */
static enum lm_code
open_part(struct remote *remote, struct lm_err *err)
{
	if (remote->part_fd != -1)
		return LM_OK;
	remote->part_fd = open(remote->part.ptr, O_RDONLY | O_CLOEXEC);
	if (remote->part_fd != -1)
		return LM_OK;
	(void)lm_err_io(err, "open");
	lm_err_at(err, remote->part.ptr, 0, 0);
	return LM_IO;
}

enum lm_code
remote_written(struct remote *remote, struct unit *unit, uint64_t offset,
    size_t len, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	/* The first that is written is there for all. */
	if (!unit->is_known && unit->state == UNIT_DONE && len > 0 &&
	    remote->part.len > 0) {
		unit->is_known = true;
		code = open_part(remote, err);
		if (code == LM_OK)
			code = known_wrote(remote->known, &unit->key,
			    remote->part_fd, offset, err);
	}
	units_drop(&remote->units, unit);
	return code;
}

enum lm_code
remote_keep(struct remote *remote, struct unit *unit, struct lm_span line,
    struct lm_err *err)
{
	if (unit->is_known || remote->part.len > 0)
		return LM_OK;
	unit->is_known = true;
	return known_remember(remote->known, &unit->key, line, err);
}
