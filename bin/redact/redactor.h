#ifndef REDACT_REDACTOR_H
#define REDACT_REDACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect.h"
#include "keys.h"
#include "mask.h"
#include "places.h"
#include "policy.h"
#include "redact.h"
#include "scan.h"
#include "search.h"

#include "lm/buf.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/walk.h"

/*
 * The parts of a redactor, for the files that it is made of: redact.c goes
 * through a record, visit.c decides what each value is, change.c makes the
 * edits, trace.c tells where they are.
 */

/*
 * A JSON text that is being walked: the record, or a string in the frame below
 * that holds JSON.
 */
struct frame {
	struct lm_parser *parser; /* NULL in the first frame */
	struct lm_buf mended;	  /* what the string holds, as it was parsed */
	struct lm_record record;
	struct lm_walk walk;
	struct lm_edits edits;
	struct hits hits;     /* of each edit, if they are traced */
	struct lm_span token; /* of the string, in the frame below */
	struct marks marks;   /* of the record's copy */
	size_t mark;	      /* the first that may be in the next string */
	struct place_track track;
	/* The array in whose elements a private key goes on; NULL: none. */
	yyjson_val *key_in;
	/* By depth: whether the object there has a member that stays, so that
	 * one that goes takes the comma before it with it. */
	bool kept[LM_RECORD_MAX_DEPTH + 2];
	bool dropped; /* the member just met */
	/* The object whose members were searched for the name of a pair last,
	 * and what is known of that name. */
	const yyjson_val *pair_of;
	struct key_info pair;
	/* The object that was last looked at for pieces of a model's text, and
	 * whether it has them. */
	const yyjson_val *pieces_of;
	bool pieces;
	/* The last value met, and the container it is in. */
	yyjson_val *last;
	const yyjson_val *last_in;
	/* What is known of a name, if it is special: a copy, as others are
	 * looked up while it is used. */
	const yyjson_val *name;
	bool special;
	bool nameless; /* the name is not told to the detectors */
	struct key_info info;
	/* The last element that was located: its array, its index, where. */
	const yyjson_val *located;
	size_t located_index;
	size_t located_at;
};

struct redactor {
	const struct policy *policy;
	struct search *search;
	struct keys *keys;
	bool all_texts;	   /* those without a mark are searched, too */
	struct kinds mild; /* policy->kinds without those of bare digits */
	struct frame *frames[REDACT_MAX_LEVELS];
	/* What looks into JSON in base64: another redactor, and its parser. */
	struct redactor *inner;
	struct lm_parser *parser;
	size_t depth; /* how many redactors this one is within */
	size_t n_open;
	struct findings findings;
	struct findings more; /* of again.c */
	struct lm_buf masked; /* the same */
	struct lm_buf parts;  /* the same */
	struct lm_buf label;
	struct lm_buf marker;
	struct lm_buf escaped;
	struct lm_buf path;
	uint64_t *counts;
};

/* ---- change.c ---- */

/*
 * Put what the policy says in place of the value just met, as a whole: a
 * finding of this kind, with this label (empty: the kind's).  Nothing is done
 * where a mask stands already.  A member whose kind is dropped goes.
 */
enum lm_code change_value(struct redactor *redactor, struct frame *frame,
    enum kind kind, struct lm_span label, struct lm_err *err);

/* The same with the hash of the value, under the label of its place. */
enum lm_code change_to_hash(struct redactor *redactor, struct frame *frame,
    struct lm_span label, struct lm_err *err);

/*
 * Put what the policy says in place of redactor->findings in the string just
 * met, a value or a name.
 */
enum lm_code change_findings(struct redactor *redactor, struct frame *frame,
    struct lm_err *err);

/* The label of a finding's mask; a field's lives until the next call. */
enum lm_code change_label(struct redactor *redactor,
    const struct finding *found, struct lm_span *label, struct lm_err *err);

/* The edits of a string's JSON become edits of the string, escaped. */
enum lm_code change_below(struct redactor *redactor, const struct frame *frame,
    struct frame *below, struct lm_err *err);

/* ---- again.c ---- */

/*
 * Add to redactor->findings, those of a text, what a second run would find in
 * the text as it will be with these masked.  LM_NOMEM.
 */
enum lm_code search_again(struct redactor *redactor,
    const struct subject *subject, const struct kinds *kinds,
    struct lm_err *err);

/* ---- locate.c ---- */

/* The bytes of the value just met, which is the root or an element. */
struct lm_span locate_element(struct frame *frame);

/* ---- trace.c ---- */

void hits_free(struct hits *hits);
void hits_clear(struct hits *hits);

/* Note what the next edit of a frame is, at this offset of its text: with the
 * place of the value just met.  Does nothing without policy->traces. */
enum lm_code trace_add(struct redactor *redactor, struct frame *frame,
    size_t at, enum kind kind, struct lm_span label, struct lm_err *err);

/* Take over a hit of the frame above, at its offset in this one. */
enum lm_code trace_take(struct frame *frame, const struct frame *above,
    size_t i, size_t at, struct lm_err *err);

/* ---- denied.c ---- */

/* The name of the value just met, if it says what the value is. */
struct lm_span name_told(const struct frame *frame);

/* Find what is in the text of the string just met, and mask it.  LM_NOMEM. */
enum lm_code scan_text(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err);

/*
 * Whether the string just met is an element of an array in which a private key
 * goes on: it is the key up to its end, and what follows is searched as ever;
 * another key may begin there.  LM_NOMEM.
 */
bool key_goes_on(const struct frame *frame);
enum lm_code go_on_with_key(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err);

/* The name, as it is configured, of the denied field that the value just met is
 * of, by its own name (frame->info) or by one that stands beside it; empty: of
 * none.  LM_NOMEM. */
enum lm_code denied_label(struct redactor *redactor, struct frame *frame,
    struct lm_span *label, struct lm_err *err);

/* The same of a string behind an option in an array of a command's words,
 * ["--password", "..."], unless it is one itself. */
enum lm_code option_label(struct redactor *redactor, struct frame *frame,
    struct lm_span *label, struct lm_err *err);

/* ---- visit.c ---- */

/* Look at the value just met; *entered: it is a string whose JSON is to be
 * walked next. */
enum lm_code visit(struct redactor *redactor, struct frame *frame,
    bool *entered, struct lm_err *err);

/* ---- redact.c ---- */

/* The first frame, empty, for a text that is no JSON; NULL: no memory. */
struct frame *open_line(struct redactor *redactor, struct lm_err *err);

/* Go into the string just met, if it holds JSON. */
enum lm_code enter_string(struct redactor *redactor, struct frame *below,
    bool *entered, struct lm_err *err);

#endif
