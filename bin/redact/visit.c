#include "redactor.h"

#include "number.h"

#include "lm/stamp.h"

/* Whether what is walked is the record itself, and nothing that a string of it
 * holds. */
static bool
is_record(const struct redactor *redactor)
{
	return redactor->n_open == 1 && redactor->depth == 0;
}

/* Look a name up, unless that was done last. */
static enum lm_code
look_up_name(struct redactor *redactor, struct frame *frame, yyjson_val *name,
    struct lm_err *err)
{
	const struct key_info *info;
	enum lm_code code;

	if (name == frame->name)
		return LM_OK;
	frame->special = false;
	code = keys_look(redactor->keys, lm_record_text(name), &info, err);
	if (code != LM_OK)
		return code;
	frame->name = name;
	frame->special = info->special;
	if (info->special)
		frame->info = *info;
	return LM_OK;
}

static enum lm_code
change_field(struct redactor *redactor, struct frame *frame,
    struct lm_span name, struct lm_err *err)
{
	enum lm_code code;

	lm_walk_skip(&frame->walk);
	redactor->label.len = 0;
	code = mask_label(name, &redactor->label, err);
	return code == LM_OK ? change_value(redactor, frame, KIND_FIELD,
				   lm_buf_view(&redactor->label), err)
			     : code;
}

/* ---- scalars ---------------------------------------------------------------------- */

static enum lm_code
visit_string(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, bool *entered, struct lm_err *err)
{
	struct lm_span text = lm_record_text(frame->walk.val);
	enum lm_code code;

	if (key_goes_on(frame))
		return go_on_with_key(redactor, frame, kinds, err);
	if (frame->special && frame->info.class == NAME_CREDENTIAL &&
	    kinds_has(kinds, KIND_SECRET) &&
	    value_is_secret(&frame->info.match, text) &&
	    !policy_allows(redactor->policy, text))
		return change_value(redactor, frame, KIND_SECRET,
		    (struct lm_span){0}, err);
	code = enter_string(redactor, frame, entered, err);
	if (code != LM_OK || *entered)
		return code;
	return scan_text(redactor, frame, kinds, err);
}

static enum lm_code
visit_number(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err)
{
	const struct finding *found;
	struct subject subject = {number_whole(lm_record_token(&frame->record,
				      frame->walk.val)),
	    name_told(frame)};
	enum lm_code code = search_number(redactor->search, &subject, kinds,
	    &redactor->findings, err);

	if (code != LM_OK || redactor->findings.n == 0)
		return code;
	found = redactor->findings.list;
	return change_value(redactor, frame, found->kind, found->label, err);
}

/* ---- what a member is --------------------------------------------------------- */

/*
 * Pass by a stamp: it holds no text but the version of a manifest, and names
 * such as "iban", which are denied elsewhere.
 */
static enum lm_code
pass_stamp(struct redactor *redactor, struct lm_walk *walk, bool *passed,
    struct lm_err *err)
{
	struct subject subject = {0};
	struct lm_stamp_form form;
	enum lm_code code;

	*passed = false;
	if (!is_record(redactor) || walk->depth != 1 || walk->key == NULL ||
	    !lm_stamp_parse(walk->val, &form))
		return LM_OK;
	subject.text = form.version;
	code = search_alone(redactor->search, &subject,
	    &redactor->policy->kinds, &redactor->findings, err);
	*passed = code == LM_OK && redactor->findings.n == 0;
	if (*passed)
		lm_walk_skip(walk);
	return code;
}

/* ---- the value just met ----------------------------------------------------------- */

/* A name is searched once, and then remembered; but not for what is learned of
 * each record. */
static enum lm_code
visit_name(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	const struct policy *policy = redactor->policy;
	const struct key_info *info;
	struct subject subject = {.text = lm_record_text(frame->walk.val)};
	enum lm_code code = keys_look(redactor->keys, subject.text, &info, err);

	if (code != LM_OK)
		return code;
	frame->name = frame->walk.val;
	frame->special = info->special;
	if (info->special)
		frame->info = *info;
	if (info->clean && policy->places.with[PLACE_LEARN] == 0)
		return LM_OK;
	code = search_alone(redactor->search, &subject, &policy->kinds,
	    &redactor->findings, err);
	if (code == LM_OK)
		code = search_again(redactor, &subject, &policy->kinds, err);
	return code == LM_OK && redactor->findings.n > 0
	    ? change_findings(redactor, frame, err)
	    : code;
}

static bool
is_scalar(yyjson_val *val)
{
	return yyjson_is_str(val) || yyjson_is_raw(val);
}

/* What a path says of the value just met, if it says that it is done with. */
static enum lm_code
visit_place(struct redactor *redactor, struct frame *frame, uint64_t ends,
    bool *done, struct lm_err *err)
{
	const struct places *places = &redactor->policy->places;
	const struct place *deny = places_of(places, ends, PLACE_DENY);
	const struct place *hash = places_of(places, ends, PLACE_HASH);
	const struct place *learn = places_of(places, ends, PLACE_LEARN);

	*done = true;
	if (deny != NULL) {
		lm_walk_skip(&frame->walk);
		return change_value(redactor, frame, KIND_FIELD, deny->label,
		    err);
	}
	if (hash != NULL && is_scalar(frame->walk.val))
		return change_to_hash(redactor, frame, hash->label, err);
	if (places_of(places, ends, PLACE_ALLOW) != NULL) {
		lm_walk_skip(&frame->walk);
		return LM_OK;
	}
	/* Where it stands, also what is too short to be looked for elsewhere. */
	if (learn != NULL && yyjson_is_str(frame->walk.val) &&
	    !policy_allows(redactor->policy, lm_record_text(frame->walk.val)) &&
	    lm_record_text(frame->walk.val).len > 0)
		return change_value(redactor, frame, KIND_KNOWN, learn->label,
		    err);
	*done = false;
	return LM_OK;
}

/* The kinds that are looked for in the value of a special name; NULL: none. */
static const struct kinds *
kinds_for(const struct redactor *redactor, const struct frame *frame)
{
	bool top = is_record(redactor) && frame->walk.depth == 1 &&
	    frame->walk.key != NULL;

	if (top && frame->info.embedding)
		return NULL;
	return top && frame->info.exempt ? &redactor->mild
					 : &redactor->policy->kinds;
}

/* The value of a name that is special. */
static enum lm_code
visit_special(struct redactor *redactor, struct frame *frame, bool scans,
    bool *entered, struct lm_err *err)
{
	struct lm_walk *walk = &frame->walk;
	const struct kinds *kinds;
	struct lm_span label;
	bool passed = false;
	enum lm_code code = denied_label(redactor, frame, &label, err);

	if (code == LM_OK && label.len > 0)
		return change_field(redactor, frame, label, err);
	if (code == LM_OK && frame->info.stamp && yyjson_is_obj(walk->val))
		code = pass_stamp(redactor, walk, &passed, err);
	if (code != LM_OK || passed)
		return code;
	kinds = scans ? &redactor->policy->kinds : kinds_for(redactor, frame);
	/* A name with a mask in it says no more what the value is; and "id", of
	 * a place to be searched, not that it is nothing else. */
	frame->nameless = frame->info.masked || (scans && frame->info.exempt);
	if (kinds != NULL && yyjson_is_str(walk->val))
		return visit_string(redactor, frame, kinds, entered, err);
	if (kinds != NULL && yyjson_is_raw(walk->val) &&
	    (scans || frame->info.number))
		return visit_number(redactor, frame, kinds, err);
	return LM_OK;
}

static enum lm_code
visit_plain(struct redactor *redactor, struct frame *frame, bool scans,
    bool *entered, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	const struct kinds *kinds = &redactor->policy->kinds;
	struct lm_span label;
	enum lm_code code = LM_OK;

	frame->nameless = false;
	if (walk->name == NULL)
		frame->special = false;
	else
		code = look_up_name(redactor, frame, walk->name, err);
	if (code != LM_OK || frame->special)
		return code != LM_OK
		    ? code
		    : visit_special(redactor, frame, scans, entered, err);
	if (yyjson_is_str(walk->val)) {
		code = option_label(redactor, frame, &label, err);
		if (code != LM_OK)
			return code;
		return label.len > 0
		    ? change_field(redactor, frame, label, err)
		    : visit_string(redactor, frame, kinds, entered, err);
	}
	if (scans && yyjson_is_raw(walk->val) && walk->name != NULL)
		return visit_number(redactor, frame, kinds, err);
	return LM_OK;
}

enum lm_code
visit(struct redactor *redactor, struct frame *frame, bool *entered,
    struct lm_err *err)
{
	struct lm_walk *walk = &frame->walk;
	const struct places *places = &redactor->policy->places;
	uint64_t ends = 0;
	const yyjson_val *container = walk->container;
	size_t depth = walk->depth;
	bool done = false;
	enum lm_code code = LM_OK;

	*entered = false;
	if (walk->is_key)
		return visit_name(redactor, frame, err);
	frame->dropped = false;
	if (yyjson_is_obj(walk->val))
		frame->kept[depth + 1] = false;
	if (places->n > 0 && is_record(redactor)) {
		(void)places_meet(places, &frame->track, walk, &ends);
		code = visit_place(redactor, frame, ends, &done, err);
	}
	if (code == LM_OK && !done)
		code = visit_plain(redactor, frame,
		    places_of(places, ends, PLACE_SCAN) != NULL, entered, err);
	if (!frame->dropped)
		frame->kept[depth] = true;
	frame->last = walk->val;
	frame->last_in = container;
	return code;
}
