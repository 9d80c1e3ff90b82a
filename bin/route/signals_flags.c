#include "signals.h"

#include <string.h>

#include "unescape.h"

#include "lm/near.h"
#include "lm/text.h"

/* Flags: those that phrases raise in texts, and those that a record brings. */

#define ESCAPE_LEVELS 4 /* JSON in strings in strings */

bool
signals_flags_known(const struct signals *signals)
{
	const struct job *job = signals->job;

	return job->flags != NULL || (job->n_texts > 0 && !job->opaque);
}

/* The flag of this name; n_flags: the manifest has none. */
static size_t
flag_of(const struct signals *signals, yyjson_val *name)
{
	const struct lm_policy *policy = signals->rules->policy;
	size_t i = 0;

	if (!yyjson_is_str(name)) /* a ledger hides what it does not know */
		return policy->n_flags;
	while (i < policy->n_flags &&
	    !lm_span_equal(policy->flags[i].name, lm_record_text(name)))
		i++;
	return i;
}

/* Those that the record brings, where no phrase raised them. */
static void
raise_brought(struct signals *signals)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(signals->job->flags);
	yyjson_val *name;

	while ((name = yyjson_arr_iter_next(&iter)) != NULL) {
		size_t i = flag_of(signals, name);

		if (i < signals->rules->policy->n_flags)
			signals->raised[i].up = true;
	}
}

struct job_text
signals_place(const struct signals *signals, const struct raised *raised)
{
	struct job_text text = signals->job->texts[raised->text];

	if (raised->across)
		text.in_list = false;
	return text;
}

/* Make *out the name as flags are compared, whatever the case, the width and
 * what stands between its words; with a NUL that it does not count. */
static enum lm_code
plain(struct lm_span name, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code;

	out->len = 0;
	code = lm_text_fold(name, out, err);
	for (size_t i = 0; code == LM_OK && i < out->len; i++)
		if (out->ptr[i] == ' ' || out->ptr[i] == '-')
			out->ptr[i] = '_';
	if (code == LM_OK)
		code = lm_buf_reserve(out, 1, err);
	if (code == LM_OK)
		out->ptr[out->len] = '\0';
	return code;
}

/* The flag that was meant by a name that is none; NULL: there is no such. */
static enum lm_code
meant_by(const struct lm_policy *policy, struct lm_span name, const char **out,
    struct lm_err *err)
{
	struct lm_buf typed = {0}, known = {0};
	enum lm_code code = plain(name, &typed, err);
	struct lm_near near = lm_near_start(lm_buf_view(&typed));

	*out = NULL;
	for (size_t i = 0; code == LM_OK && i < policy->n_flags; i++) {
		size_t before = near.distance;

		code = plain(policy->flags[i].name, &known, err);
		if (code != LM_OK)
			break;
		lm_near_try(&near, known.ptr);
		if (near.distance < before)
			*out = policy->flags[i].name.ptr;
	}
	lm_buf_free(&typed);
	lm_buf_free(&known);
	return code;
}

enum lm_code
signals_misspelt(const struct signals *signals, yyjson_val **flag,
    const char **near, struct lm_err *err)
{
	const struct lm_policy *policy = signals->rules->policy;
	yyjson_arr_iter iter = yyjson_arr_iter_with(signals->job->flags);
	enum lm_code code = LM_OK;

	while (code == LM_OK && (*flag = yyjson_arr_iter_next(&iter)) != NULL) {
		if (!yyjson_is_str(*flag) ||
		    flag_of(signals, *flag) < policy->n_flags)
			continue;
		code = meant_by(policy, lm_record_text(*flag), near, err);
		if (*near != NULL)
			break;
	}
	return code;
}

/* A text that flags are looked for in. */
struct place {
	size_t text;
	bool across;
};

static enum lm_code
look_once(struct signals *signals, struct lm_span text, struct place place,
    struct lm_err *err)
{
	enum lm_code code =
	    lm_phrase_finder_look(signals->finder, text, signals->found, err);

	for (size_t i = 0; code == LM_OK && i < signals->rules->policy->n_flags;
	     i++)
		if (!signals->raised[i].up &&
		    signals->found[i] != LM_PHRASE_NONE)
			signals->raised[i] = (struct raised){true, place.across,
			    signals->found[i], place.text};
	return code;
}

/*
 * A text may hold JSON, which may hold JSON: escapes are undone as often as
 * that makes a difference, and each state of it is looked at.
 */
static enum lm_code
look_at(struct signals *signals, struct lm_span text, struct place place,
    struct lm_err *err)
{
	enum lm_code code = look_once(signals, text, place, err);

	for (int level = 0; code == LM_OK && level < ESCAPE_LEVELS; level++) {
		struct lm_buf *read = &signals->read[level % 2];

		if (text.len == 0 || memchr(text.ptr, '\\', text.len) == NULL)
			break;
		read->len = 0;
		code = unescape(text, read, err);
		if (code != LM_OK || read->len == text.len)
			break;
		text = lm_buf_view(read);
		code = look_once(signals, text, place, err);
	}
	return code;
}

/* How many texts from the first on are parts of one message. */
static size_t
count_parts(const struct job *job, size_t first)
{
	const struct job_text *text = &job->texts[first];
	size_t n = 1;

	while (text->in_list && first + n < job->n_texts &&
	    job->texts[first + n].in_list &&
	    job->texts[first + n].message == text->message &&
	    job->texts[first + n].member.ptr == text->member.ptr)
		n++;
	return n;
}

/* All texts, and the parts of each message as the one text that they are. */
static enum lm_code
look_at_all(struct signals *signals, struct lm_err *err)
{
	const struct job *job = signals->job;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < job->n_texts; i++)
		code = look_at(signals, job->texts[i].text,
		    (struct place){i, false}, err);
	for (size_t i = 0, n; code == LM_OK && i < job->n_texts; i += n) {
		struct lm_span text;

		n = count_parts(job, i);
		if (n == 1)
			continue;
		code = signals_join(signals, i, n, &text, err);
		if (code == LM_OK)
			code = look_at(signals, text, (struct place){i, true},
			    err);
	}
	return code;
}

enum lm_code
signals_raise(struct signals *signals, struct lm_err *err)
{
	enum lm_code code;

	if (signals->has_flags)
		return LM_OK;
	for (size_t i = 0; i < signals->rules->policy->n_flags; i++) {
		signals->raised[i] = (struct raised){.phrase = LM_PHRASE_NONE};
		signals->found[i] = LM_PHRASE_NONE;
	}
	code = look_at_all(signals, err);
	if (code != LM_OK)
		return code;
	raise_brought(signals);
	signals->has_flags = true;
	return LM_OK;
}
