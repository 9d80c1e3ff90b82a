#ifndef REDACT_RULES_PART_H
#define REDACT_RULES_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "rules_words.h"

/* How far what comes after a word is known. */
enum follow_state { FOLLOW_UNKNOWN, FOLLOW_OPEN, FOLLOW_CLOSED };

/* What comes after each of words: up to max bytes of gap, then, closed, one of
 * then. */
struct follow {
	enum follow_state state;
	struct byte_set gap, then;
	size_t max;
};

/*
 * What is known of a part of a regular expression, and of parts joined: a part
 * of rules_shape.
 */
struct part {
	size_t min, max;	  /* bytes; SIZE_MAX: any number */
	struct byte_set alphabet; /* of which all its bytes are */
	struct words head;	  /* how it begins */
	bool whole;		  /* head is all that it can be */
	bool held;     /* it asks what is around it, or keeps what it took */
	unsigned rate; /* of best; 0: there are none */
	struct words best; /* of which each match has one */
	struct follow follow;
};

/* What joining needs: the sets, what words are for, and room. */
struct joiner {
	struct byte_sets *sets;
	const struct keyword_list *keywords;
	struct words scratch;
};

/* Nothing; and something of which only the width is known. */
void part_nothing(struct part *part);
void part_any(struct part *part, size_t min, size_t max);

void part_copy(struct part *part, const struct part *from);

/* Either of two: *part, or the other one. */
void part_or(struct part *part, const struct part *other);

/* From min to max times; possessive: what it takes it keeps. */
void part_repeat(struct joiner *joiner, struct part *part, size_t min,
    size_t max, bool possessive);

/* One part after the other. */
struct chain {
	struct part all;
	bool head_open;	  /* all of it so far is in the run */
	struct words run; /* what the last parts spell */
};

void chain_start(struct chain *chain);
void chain_add(struct joiner *joiner, struct chain *chain,
    const struct part *part);

/* All that was added is chain->all now. */
void chain_end(struct joiner *joiner, struct chain *chain);

#endif
