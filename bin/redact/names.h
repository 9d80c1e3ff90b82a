#ifndef REDACT_NAMES_H
#define REDACT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What is known of a name: which values may stand under it.  Of a name of the
 * set (NAME_GIVEN to NAME_CONNECTION), or of one that only looks like a
 * credential's (NAME_LIKE_...; see name_classify in assign.h).
 */
enum name_style {
	NAME_GIVEN,	     /* the user's: any value */
	NAME_PASSWORD,	     /* any word may be its value */
	NAME_STRONG,	     /* api_key, client_secret: never anything else */
	NAME_WEAK,	     /* token, auth: other things have the name too */
	NAME_NUMBER,	     /* card_number, ssn: digits */
	NAME_HEADER,	     /* authorization: a scheme and its credentials */
	NAME_COOKIE,	     /* pairs to the end of the line */
	NAME_CONNECTION,     /* a URL or pairs, with a password among them */
	NAME_LIKE_VENDOR,    /* a vendor's name, and a word such as key or id */
	NAME_LIKE_SECRET,    /* ends in a word such as token or secret */
	NAME_LIKE_KEY,	     /* ends in key, which is much else as well */
	NAME_LIKE_SIGNATURE, /* a secret in the query of a URL only */
};

/*
 * A set of field names, matched regardless of case, of "_", "-", ".", space
 * and camelCase, and of full-width or invisible characters: "Access-Token",
 * "accessToken" and "access_token" are one name.
 */
struct name {
	struct lm_span folded; /* in the set's text */
	struct lm_span label;  /* as configured: what the marker shows */
	enum name_style style;
};

struct names {
	struct name *slots; /* by hash, open addressing; label.ptr NULL: free */
	size_t n_slots;	    /* a power of two, or 0 */
	size_t n;
	size_t longest; /* of the folded names */
};

/*
 * A set of these names, whose bytes must outlive it.  Those that are among
 * the built-in ones have the built-in's style, all others are NAME_GIVEN.  A
 * name of nothing but separators is LM_USAGE; LM_NOMEM.
 */
enum lm_code names_new(const struct lm_span *list, size_t n,
    struct names *names, struct lm_err *err);
void names_free(struct names *names);

/* A key, folded, and where its last words begin.  "user.XMLApiKey2:" has the
 * words user, xml, api and key2; after another sign than a separator the
 * words begin anew. */
#define NAME_WORDS 8
struct name_words {
	struct lm_span folded; /* all of the key, without separators */
	size_t starts[NAME_WORDS];
	size_t n;
	size_t end;	/* of the last word, without signs */
	size_t letters; /* its end without digits, if letters are left */
};

/* The words of a key; scratch holds the folded key.  LM_NOMEM. */
enum lm_code name_split(struct lm_span key, struct lm_buf *scratch,
    struct name_words *words, struct lm_err *err);

/* The i-th of the words, without digits at its end; and from there on all. */
struct lm_span name_word(const struct name_words *words, size_t i);
struct lm_span name_from(const struct name_words *words, size_t i);

/* Whether the last word is one of these (the list ends with NULL). */
bool name_ends_with_word(const struct name_words *words,
    const char *const *list);

struct name_match {
	struct lm_span label; /* empty: none of the set */
	enum name_style style;
	bool plural; /* "api_keys": none if the value is a number or a bool */
};

/*
 * Which of the names a key is: the whole key, or its last words
 * ("http.request.access_token", "userPassword", "access_token2"), also in the
 * plural unless the name is NAME_WEAK ("max_tokens" is no token).  A built-in
 * name of one word is none after certain words ("eos_token", "has_password").
 * match->label is empty if it is none.  scratch holds the folded key.
 * O(length of key).  LM_NOMEM.
 */
enum lm_code names_find(const struct names *names, struct lm_span key,
    struct lm_buf *scratch, struct name_match *match, struct lm_err *err);

/* The same, of a key that was split. */
void names_match(const struct names *names, const struct name_words *words,
    struct name_match *match);

/* Names that are denied by default: the five of the manifest's example, and
 * what credentials are commonly called.  NULL at the end. */
extern const char *const names_default_fields[];
extern const char *const names_default_credentials[];

/* Members of a JSON Schema that hold no example of a value, and its types, also
 * as code calls them.  NULL at the end. */
extern const char *const names_of_schema[];
extern const char *const names_of_types[];

/* The style of a name of the set, folded. */
enum name_style name_style_of(struct lm_span folded);

/* Whether a word says that the built-in name of one word after it is none:
 * "eos" before "token". */
bool name_unsaid(struct lm_span before, struct lm_span name);

/* Whether text is one of a list of texts; the list ends with NULL. */
bool name_in(struct lm_span text, const char *const *list);

#endif
