#ifndef SCHEMACHECK_TALLY_H
#define SCHEMACHECK_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

#include "outcome.h"

/*
 * Counts of a stream of records: by outcome, by group, by failing keyword.  A
 * worker counts a block in one of its own, and a block's is taken into that of
 * the run in the order of the input: so groups are in the order in which they
 * first appear, however many workers there are.  All-zero is valid and empty,
 * for no keywords.
 */

#define TALLY_MAX_GROUPS 10000
#define TALLY_MAX_NAME 1024 /* bytes of a group's name */

struct tally_group {
	uint64_t outcomes[N_OUTCOMES];
	uint64_t hash;
	size_t name_at;
	size_t name_len; /* SIZE_MAX: records without a value */
};

struct tally {
	uint64_t outcomes[N_OUTCOMES];
	uint64_t n_rejected; /* malformed lines, which are in no group */
	uint64_t *keywords;  /* records in which each fails, by index */
	size_t n_keywords;
	struct tally_group *groups;
	size_t n_groups;
	size_t cap_groups;
	uint32_t *index; /* an open hash table: group + 1, or 0 */
	size_t n_index;	 /* a power of two, or 0 */
	struct lm_buf names;
};

/* Room for keywords of 0 to n_keywords - 1.  LM_NOMEM. */
enum lm_code tally_init(struct tally *tally, size_t n_keywords,
    struct lm_err *err);
void tally_free(struct tally *tally);

/* All counts are 0 and all groups forgotten; memory is kept.  O(the most
 * groups that there were). */
void tally_clear(struct tally *tally);

/*
 * Count a record.  group is its value of --by, copied, or NULL where records
 * are not grouped; one whose ptr is NULL is that of records without a value,
 * which is not that of the empty text.  keywords is a set of those that fail,
 * bit i % 64 of word i / 64, or NULL.  About 2 ns, 15 ns with a group, 1 ns a
 * keyword.
 *
 * LM_LIMIT for a name of more than TALLY_MAX_NAME bytes and for more than
 * TALLY_MAX_GROUPS groups; LM_NOMEM.  Nothing is counted then.
 */
enum lm_code tally_add(struct tally *tally, const struct lm_span *group,
    enum outcome outcome, const uint64_t *keywords, struct lm_err *err);

/* Add all counts of from, whose n_keywords is the same.  Errors as tally_add;
 * part of it may be taken then. */
enum lm_code tally_take(struct tally *into, const struct tally *from,
    struct lm_err *err);

/* All records, rejected lines among them. */
uint64_t tally_records(const struct tally *tally);

/* A group's name, until the tally is changed; ptr is NULL for that of records
 * without a value. */
struct lm_span tally_name(const struct tally *tally,
    const struct tally_group *group);

#endif
