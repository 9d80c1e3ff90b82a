#ifndef LM_REGEX_PARSE_H
#define LM_REGEX_PARSE_H

#include "lm/regex_class.h"

/* Where the parser of regular expressions stands. */
struct lm_regex_parse {
	struct lm_span source;
	size_t i;
	struct lm_regex_pattern *out;
	struct lm_buf open;  /* of uint32_t: tokens of groups not yet closed */
	struct lm_buf names; /* of groups */
	bool repeatable;     /* whether "*" may stand here */
	bool posix;	     /* a class looked like a part of [[:alpha:]] */
	struct lm_err *err;
};

/* The byte k bytes ahead; -1: the source has ended. */
static inline int
lm_regex_peek(const struct lm_regex_parse *p, size_t k)
{
	return k < p->source.len - p->i ? (unsigned char)p->source.ptr[p->i + k]
					: -1;
}

/* LM_MALFORMED, at this byte of the source. */
enum lm_code lm_regex_bad(const struct lm_regex_parse *p, size_t at,
    const char *what);

/* One more token, which may be repeated or not. */
enum lm_code lm_regex_add(struct lm_regex_parse *p, struct lm_regex_token token,
    bool repeatable);

/* The "(" or ")" at i, with what belongs to it: "(?<name>". */
enum lm_code lm_regex_open_group(struct lm_regex_parse *p);
enum lm_code lm_regex_close_group(struct lm_regex_parse *p);

/* The name that stands k bytes ahead, up to a ">"; empty if there is none. */
struct lm_span lm_regex_peek_name(const struct lm_regex_parse *p, size_t k);

/* The group that has this name; 0: none. */
uint32_t lm_regex_find_name(const struct lm_regex_parse *p,
    struct lm_span name);

/* One character from the source: LM_MALFORMED if it is not UTF-8. */
enum lm_code lm_regex_read_char(struct lm_regex_parse *p, uint32_t *point);

/*
 * The escape at i, which means one character (*is_point, *point) or many,
 * which are added to *set.
 */
enum lm_code lm_regex_read_escape(struct lm_regex_parse *p, bool in_class,
    struct lm_regex_class *set, bool *is_point, uint32_t *point);

/* The class at i, "[" to "]", as one of the pattern's sets. */
enum lm_code lm_regex_read_class(struct lm_regex_parse *p, uint32_t *number);

#endif
