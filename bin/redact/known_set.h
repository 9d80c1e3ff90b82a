#ifndef REDACT_KNOWN_SET_H
#define REDACT_KNOWN_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "known.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * The names of a set, by what they look like in a text.
 *
 * A name's letters are its folded words without anything between them.  A
 * place in a text is first asked for in the filter, by its first bytes: bits
 * that fit into the cache next to the processor.  What passes is asked for in
 * the slots, by the hash of all letters up to a boundary.
 */

/* The filter knows this many first bytes of the letters. */
#define KNOWN_KEY_BYTES 8

struct known_item {
	size_t form;	  /* in forms: folded words, a space between two */
	uint16_t len;	  /* of the form */
	uint16_t n_chars; /* of the letters */
	uint32_t next;	  /* another of the same letters, 1 more; 0: none */
	struct lm_span label;
};

/* By hash of letters, open addressing; value 0: free. */
struct known_slot {
	uint32_t tag;
	uint32_t value;
};

#define KNOWN_PREFIX 1u	   /* of a value: a name has a word after these */
#define KNOWN_ITEM_SHIFT 1 /* of a value: 1 more than the item; 0: none */

struct known_set {
	struct lm_buf forms;
	struct known_item *items;
	size_t n_items, cap_items;
	struct known_slot *slots;
	size_t n_slots; /* a power of two, or 0 */
	size_t n_used;
	uint64_t *filter;
	unsigned filter_shift; /* of a mixed key, to a word of the filter */
	size_t longest;	       /* letters of a name, in bytes */
	bool digits;	       /* a name begins with a digit of ASCII */
};

void known_set_free(struct known_set *set);

/* Forget all names, and memory that was for many. */
void known_set_clear(struct known_set *set);

/* The form of a name, appended to *form, whether it can be used, and how many
 * characters its letters are.  LM_NOMEM. */
enum lm_code known_set_form(struct lm_span text, struct lm_buf *scratch,
    struct lm_buf *form, size_t *n_chars, enum known_use *use,
    struct lm_err *err);

/* Be ready for n more names, so that adding them takes less time.  LM_NOMEM. */
enum lm_code known_set_reserve(struct known_set *set, size_t n,
    struct lm_err *err);

/* Add a name, unless it cannot be used.  LM_NOMEM, LM_LIMIT. */
enum lm_code known_set_add(struct known_set *set,
    const struct known_entry *entry, struct lm_buf *scratch,
    struct lm_err *err);

/* Keys regard no case of ASCII, and none of U+00C0 to U+00FE, of which the
 * second bytes differ by this bit as well. */
#define KNOWN_KEY_CASE UINT64_C(0x2020202020202020)

/* The bytes of a key of n letters. */
extern const uint64_t known_key_bytes[KNOWN_KEY_BYTES + 1];

/* The key of n letters, at most KNOWN_KEY_BYTES. */
static inline uint64_t
known_key(uint64_t first, unsigned n)
{
	return (first | KNOWN_KEY_CASE) & known_key_bytes[n];
}

/* A stem is the first three bytes of letters, or the first two where they are a
 * character.  The filter knows those of names by what no key has in its last
 * byte. */
#define KNOWN_STEM_BYTES 3
#define KNOWN_STEM (UINT64_C(0xfe) << 56)

/* The bytes of the stem that begins with this byte. */
static inline unsigned
known_stem_len(uint64_t first)
{
	return (first & 0xe0) == 0xc0 ? 2 : KNOWN_STEM_BYTES;
}

static inline uint64_t
known_stem(uint64_t first)
{
	return known_key(first, known_stem_len(first)) | KNOWN_STEM;
}

/* How many of n letters are in a key. */
static inline unsigned
known_key_len(size_t n)
{
	return n < KNOWN_KEY_BYTES ? (unsigned)n : KNOWN_KEY_BYTES;
}

static inline uint64_t
known_key_mix(uint64_t key)
{
	return key * UINT64_C(0x9e3779b97f4a7c15);
}

/* Which two bits of its word of the filter a mixed key has. */
#define KNOWN_KEY_BIT 40
#define KNOWN_KEY_OTHER_BIT 34

/* 1 if a name may begin with this key, up to a boundary or further; else 0. */
static inline uint64_t
known_set_may(const uint64_t *filter, unsigned shift, uint64_t key)
{
	uint64_t mixed = known_key_mix(key), word = filter[mixed >> shift];

	return word >> (mixed >> KNOWN_KEY_BIT & 63) &
	    word >> (mixed >> KNOWN_KEY_OTHER_BIT & 63) & 1;
}

/* The hash of letters: begin with it, and add a byte. */
#define KNOWN_HASH UINT64_C(0xcbf29ce484222325)

static inline uint64_t
known_hash(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * UINT64_C(0x100000001b3);
}

/* The value of the slot of letters; 0: there is none. */
uint32_t known_set_value(const struct known_set *set, uint64_t hash);

/* The item of a value, or after another; NULL: none. */
static inline const struct known_item *
known_set_item(const struct known_set *set, uint32_t number)
{
	return number == 0 ? NULL : &set->items[number - 1];
}

#endif
