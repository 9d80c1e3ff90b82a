#ifndef REDACT_ASSIGN_H
#define REDACT_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect.h"
#include "names.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* What a name is. */
enum name_class {
	NAME_NONE,
	NAME_DENIED,	/* of the set: its value goes */
	NAME_CREDENTIAL /* looks like a credential's: its value must, too */
};

/*
 * What a name is, of a JSON member or of an assignment in text; the same
 * answer for equal names.  match->label is empty unless it is NAME_DENIED; its
 * style says what value_is_secret asks of the value.  scratch holds the folded
 * name.  O(length).  LM_NOMEM.
 */
enum lm_code name_classify(const struct names *names, struct lm_span name,
    struct lm_buf *scratch, enum name_class *class, struct name_match *match,
    struct lm_err *err);

/*
 * What was said of the names that texts last had, for they repeat themselves:
 * of one set of names, which must outlive it.  One for each thread.  All-zero
 * is empty.
 */
#define MEMO_SLOTS 512 /* a power of two */
#define MEMO_LONGEST 48
struct name_memo {
	struct lm_buf scratch;
	struct remembered {
		char name[MEMO_LONGEST];
		size_t len; /* 0: a free slot */
		enum name_class class;
		struct name_match match;
	} slots[MEMO_SLOTS];
};

void name_memo_free(struct name_memo *memo);

/* name_classify, from memory where it can be; longer names never are. */
enum lm_code name_recall(const struct names *names, struct lm_span name,
    struct name_memo *memo, enum name_class *class, struct name_match *match,
    struct lm_err *err);

/*
 * Whether a whole text, the value of a member or of an assignment whose name
 * is NAME_CREDENTIAL, is a secret: characters of tokens only, a digit and a
 * letter, a length and an entropy that depend on the name's style, and no
 * placeholder, path, host, version, date, identifier or alphabet.  A value
 * under NAME_LIKE_SIGNATURE is none (only one in the query of a URL is).
 * Looks at no more than SECRET_MAX bytes: longer values are none.
 */
#define SECRET_MAX 2048
bool value_is_secret(const struct name_match *match, struct lm_span value);

/* A set of names, and a sieve for texts: which three letters end a name. */
struct assigner {
	const struct names *names;
	uint64_t ends[512];
};

/* names must outlive it. */
void assigner_init(struct assigner *assigner, const struct names *names);

/*
 * An assignment in text.  *is says whether there is one; *found is then the
 * place of its value, without quotes: KIND_FIELD with the label of a denied
 * name, or KIND_SECRET for a name that looks like a credential's.  Of a denied
 * name in double quotes it is also an object or array of JSON, to the bracket
 * that closes it or else to the end of the text, but not one that is empty, a
 * JSON Schema, or a message.  The text is as show_text shows it.  Where
 * nothing is found, at most ASSIGN_LEFT bytes before i and ASSIGN_RIGHT after
 * it are looked at (2,048 each about a line of YAML with base64 in it): a
 * longer value is judged by how it begins.
 *
 * detect_assignment: i at a ':' or '=', or one of full width; optionally also at the "," of "\", \""
 * or "', '" (arguments: setProperty("API_KEY", "...")) and at the first "|" of
 * "|| " (env.API_KEY || "...").
 * detect_option: i at a byte before "--", or before "-u", "-p" or "-w" (marks
 * " --", "\n--", "\t--", "\"--", "'--", " -u", " -p", " -w"): the value of an
 * option of a command, and user and password of curl.
 * detect_element: i at a "</": the text of an XML element, that its tag or an
 * attribute names.
 * detect_said: i in a word that may be a password's name ("ssw", "ssp", "ssc",
 * "nnw"), of which a sentence says the value ("my password is hunter2"), which
 * has a digit, or a sign within it; or netrc's "login x password y", an option
 * "-Password x", or a text in quotes that ends a line which begins with the
 * name.
 * detect_said_key: i at a run of letters and digits, the value or a part of it,
 * behind a name or behind "name is": "the api key 5524bf44...".
 *
 * memo is of the assigner's names.  LM_NOMEM.
 */
#define ASSIGN_LEFT 320
#define ASSIGN_RIGHT 400
enum lm_code detect_assignment(const struct assigner *assigner,
    struct name_memo *memo, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);
enum lm_code detect_option(const struct assigner *assigner,
    struct name_memo *memo, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);
enum lm_code detect_said(const struct assigner *assigner,
    struct name_memo *memo, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);
enum lm_code detect_said_key(const struct assigner *assigner,
    struct name_memo *memo, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);
enum lm_code detect_element(const struct assigner *assigner,
    struct name_memo *memo, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);

#endif
