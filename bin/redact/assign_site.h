#ifndef REDACT_ASSIGN_SITE_H
#define REDACT_ASSIGN_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "assign.h"

/*
 * The sieve for the ends of names: four letters, hashed.  Marks a word in
 * lower case; short words with whatever may stand before them.
 */
#define END_LETTERS 4
void ends_add(struct assigner *assigner, struct lm_span word);
bool ends_have(const struct assigner *assigner, struct lm_span text,
    size_t end);

/* Mark the words that end the names of credentials, and vendors. */
void credential_ends(struct assigner *assigner);

/* A quote, and how many backslashes stand before it: \" in JSON in text. */
#define QUOTE_SLASHES 63 /* six deep */
struct quote {
	char byte; /* '\0': none */
	size_t slashes;
};

#define BLANKS_MAX 40 /* between a name, its operator and its value */

/* Where an assignment may stand in a text. */
struct site {
	struct lm_span text;
	size_t i;	     /* the mark */
	size_t op;	     /* the first byte of the operator */
	size_t right;	     /* the first byte after it, and after blanks */
	size_t name_at;	     /* the name, with words before it */
	size_t run_at;	     /* its last word as written, without blanks */
	size_t name_end;     /* without quotes */
	struct quote closes; /* the name's */
	struct quote around; /* one that opens right before the name */
	bool colon;	     /* ':', not '=' */
	bool arrow;	     /* "=>" */
	bool compares;	     /* "==", "!=" */
	bool typed;	     /* a type stands between name and operator */
	bool spaced;	     /* blanks on both sides */
	bool query;	     /* after a "?" or "&" */
	bool wide;	     /* its quotes are wide */
	bool full;	     /* a full-width sign, of East Asian text */
};

/* The value of one. */
struct value {
	size_t at;
	size_t end;
	struct quote quote;
	bool cut; /* it goes on behind what is judged */
};

/* How far a value without quotes goes. */
enum extent { EXTENT_WORD, EXTENT_LINE };

/* Read what is left of the operator at i, and where the value begins; false:
 * no name can end there. */
bool site_read(const struct assigner *assigner, struct lm_span text, size_t i,
    struct site *site);

/* Read the name that ends before site->op, or before blanks and a quote there;
 * false: none that may be of the set. */
bool site_read_name(const struct assigner *assigner, struct site *site);

/* Whether it is the first of its line, or an argument of a call. */
bool site_leads(const struct site *site);
bool site_is_argument(const struct site *site);

/* Where the quote at i is, with backslashes before it; false: none. */
bool quote_at(struct lm_span text, size_t i, struct quote *quote);

/* The length of what parts sentences of East Asian text at i: full-width and
 * ideographic commas, stops, brackets, spaces; 0: none of these. */
size_t east_sign_len(struct lm_span text, size_t i);

/* Whether the quote at i is one that show_text has made of an escape of JSON,
 * with spaces before it: "\\u0022". */
static inline bool
is_wide_quote(struct lm_span text, size_t i)
{
	return i >= 5 && text_has(text, i - 5, "     ");
}

/* The value, as far as it is judged; false: there is none. */
bool value_find(const struct site *site, enum extent extent,
    struct value *value);

/* Where a value without quotes that begins at at ends, at limit at the latest. */
size_t value_word_end(const struct site *site, size_t at, size_t limit);

/* And to its end, however far that is. */
void value_finish(const struct site *site, enum extent extent,
    struct value *value);

static inline struct lm_span
value_text(const struct site *site, const struct value *value)
{
	return lm_span(site->text.ptr + value->at, value->end - value->at);
}

/* What a value is made of. */
struct shape {
	size_t digits;
	size_t letters; /* and bytes that are not ASCII */
	size_t humps;	/* a capital after a small letter */
	size_t signs;	/* other than "_" and "-" */
	size_t strange; /* those that no token has */
	bool spaces;
};

struct shape shape_of(struct lm_span value);

/* Random letters have a hump in so many. */
#define TURN_OF 6

/* Whether a value is its name again: ACCESS_TOKEN. */
bool value_repeats(struct lm_span name, struct lm_span value);

/* Whether a word among others looks random: a letter of either case, a digit. */
bool value_has_random_word(struct lm_span value);

/* Whether it is code (is_code), and no password or key with a dot in it. */
bool value_is_code(enum name_style style, struct lm_span value);

/* End a value where a mask begins in it. */
void value_cut(const struct site *site, struct value *value);

/* The values of NAME_HEADER, NAME_COOKIE and NAME_CONNECTION, to their end. */
bool value_header(const struct site *site, struct value *value);
bool value_cookie(const struct site *site, struct value *value);
bool value_connection(const struct site *site, struct value *value);

/* The object or array of JSON that is the value of a denied name in quotes; not
 * one that is empty, a schema, or a message. */
bool value_container(const struct site *site, struct value *value);

/* Where the bracket at at is closed; text.len: nowhere. */
size_t container_end(struct lm_span text, size_t at, bool wide);

/* The value of a denied name, to its end, if it is one. */
bool value_denied(const struct site *site, const struct name_match *match,
    struct value *value);

/* The same of a value that stands apart: an option's, an element's. */
bool value_passes(const struct name_match *match, struct lm_span name,
    struct lm_span value);

/* The same of a name of any class. */
bool value_stands(enum name_class class, const struct name_match *match,
    struct lm_span name, struct lm_span value);

/* Whether the value of "name: value" is one of a Secret of Kubernetes. */
bool value_of_kubernetes(struct lm_span text, size_t i, struct value *value);

/* What is found: a value under a name of this class. */
void value_found(const struct value *value, enum name_class class,
    const struct name_match *match, struct finding *found);

/* Passes over some bytes of these to the left; where they begin. */
size_t site_skip_left(struct lm_span text, size_t at, const char *over);

/* Whether a value that ends a word is a sentence of East Asian text. */
bool value_is_sentence(const struct site *site, struct lm_span value);

/* The name that stands beside "value" (a member or attribute at name_at):
 * {"name": "X", "value": "..."}; empty: none. */
struct lm_span name_beside(struct lm_span text, size_t name_at);

#endif
