#ifndef LM_FORMAT_H
#define LM_FORMAT_H

#include "lm/span.h"

/*
 * The formats of JSON Schema (draft 2020-12 Validation §7.3 and those of the
 * drafts before it).  All is constant: nothing to free, any number of threads.
 */

enum lm_format_verdict {
	LM_FORMAT_BAD,
	LM_FORMAT_GOOD,
	LM_FORMAT_UNDETERMINED, /* no memory, or too long a "regex" */
};

/* A format as a draft has it. */
struct lm_format;

/*
 * The format of this name as the draft has it, which is 4, 6, 7, 2019 or 2020.
 * Where only later drafts have it, as the first of them does: lm_format_since
 * is then above draft.  NULL: none has it.  Names differ in case.
 *
 * Two change: the labels of a "hostname" that begin with "xn--" have to be
 * A-labels from draft 7 on (RFC 5891 §4.4); a "relative-json-pointer" may move
 * along an array from 2020 on ("0-1/a").
 */
const struct lm_format *lm_format_find(struct lm_span name, int draft);

/* Its name; the first draft that has it so; what a text of it is, with an
 * example, to be put into a message: "a date-time (RFC 3339) such as …". */
const char *lm_format_name(const struct lm_format *format);
int lm_format_since(const struct lm_format *format);
const char *lm_format_expects(const struct lm_format *format);

/*
 * Whether text, which is valid UTF-8 and may hold NUL, has the format.
 *
 * O(length).  Without allocation but for "regex", and names of hosts (also in
 * "idn-email") that have a label which is not ASCII or begins with "xn--".
 * What is read strictly or generously where the sources leave a choice:
 * - a second of 60 only where it is 23:59:60 in UTC, on any day;
 * - "T" and "Z" of times and the letters of durations in either case (RFC 3339
 *   §5.6, RFC 5234 §2.3); no space for "T";
 * - a local part has at most 64 bytes, a name of a host 253, its labels 63, no
 *   "." at its end; an address literal is IPv4 or IPv6 as below;
 * - an IPv4 address has no leading zeros, an IPv6 address no zone;
 * - "idn-hostname" knows the four dots of IDNA (RFC 3490 §3.1) and maps nothing
 *   else: an upper-case letter that is not ASCII is refused (RFC 5892); all of
 *   the name is held to the Bidi rule (RFC 5893) if any label is right to left;
 * - "idn-email" takes U-labels that are not in NFC for what they are in NFC.
 */
enum lm_format_verdict lm_format_check(const struct lm_format *format,
    struct lm_span text);

#endif
