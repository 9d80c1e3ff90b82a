#ifndef REDACT_RULES_KEYWORDS_SET_H
#define REDACT_RULES_KEYWORDS_SET_H

#include <stdint.h>

#include "rules_sieve.h"
#include "rules_words.h"

#include "lm/buf.h"

/* What keywords are in memory: shared by rules_keywords and
 * rules_keywords_look. */

/* A place is first judged by the low bits of three bytes, in which neither
 * case nor much of ASCII differs. */
#define CODE_BYTES 3
#define CODE_BITS 5
#define CODES (1u << CODE_BYTES * CODE_BITS)
#define LOW_MASK ((1u << CODE_BITS) - 1)

/* Then by these and a fourth, in one bit of many. */
#define FAR_BYTES (CODE_BYTES + 1)
#define FAR_BITS 16
#define FARS (1u << FAR_BITS)
#define FAR_FACTOR 2521u /* so that few of the fourth meet */

#define NO_LINK 0 /* links[0] is none */

/* The bits that all bytes of a set have alike, of the first bytes of a word. */
struct pattern {
	uint64_t mask;
	uint64_t value;
};

#define PATTERN_BYTES 8

/* One of the words that begin with a code. */
struct link {
	struct pattern pattern; /* of the word, to have it at hand */
	uint32_t word;
	uint32_t next;
};

struct owner {
	uint32_t owner;
	uint32_t next;
};

struct entry {
	struct word word;
	struct pattern pattern;
	uint32_t owners; /* the last one's number */
};

struct keywords {
	struct sieve sieve;
	uint64_t far[FARS / 64];
	uint32_t first[CODES];
	struct lm_buf links;
	struct lm_buf owners;
	struct lm_buf entries;
};

static inline const struct link *
links_of(const struct keywords *keywords)
{
	return (const void *)keywords->links.ptr;
}

static inline const struct owner *
owners_of(const struct keywords *keywords)
{
	return (const void *)keywords->owners.ptr;
}

static inline struct entry *
entries_of(const struct keywords *keywords)
{
	return (void *)keywords->entries.ptr;
}

/* The bit of a code and the low bits of a fourth byte. */
static inline unsigned
far_of(unsigned code, unsigned low)
{
	return (code + low * FAR_FACTOR) % FARS;
}

#endif
