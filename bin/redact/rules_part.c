#include "rules_part.h"

void
part_nothing(struct part *part)
{
	part->min = part->max = 0;
	words_nothing(&part->head, 0, 0, true);
	part->whole = true;
	part->held = false;
	part->alphabet = (struct byte_set){{0}};
	part->rate = 0;
	part->best.n = 0;
	part->follow.state = FOLLOW_UNKNOWN;
}

void
part_any(struct part *part, size_t min, size_t max)
{
	part_nothing(part);
	part->min = min;
	part->max = max;
	part->whole = false;
	part->alphabet =
	    (struct byte_set){{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
}

void
part_copy(struct part *part, const struct part *from)
{
	part->min = from->min;
	part->max = from->max;
	part->whole = from->whole;
	part->held = from->held;
	part->rate = from->rate;
	part->alphabet = from->alphabet;
	part->follow = from->follow;
	words_copy(&part->head, &from->head);
	words_copy(&part->best, &from->best);
}

static void
unite(struct byte_set *set, const struct byte_set *with)
{
	for (size_t i = 0; i < 4; i++)
		set->bits[i] |= with->bits[i];
}

/* What comes after the words of either. */
static void
follow_or(struct follow *follow, const struct follow *other)
{
	if (follow->state != other->state)
		follow->state = FOLLOW_UNKNOWN;
	unite(&follow->gap, &other->gap);
	unite(&follow->then, &other->then);
	if (other->max > follow->max)
		follow->max = other->max;
}

void
part_or(struct part *part, const struct part *other)
{
	part->min = other->min < part->min ? other->min : part->min;
	part->max = other->max > part->max ? other->max : part->max;
	part->held = part->held || other->held;
	part->whole = part->whole && other->whole;
	unite(&part->alphabet, &other->alphabet);
	follow_or(&part->follow, &other->follow);
	if (!words_join(&part->head, &other->head)) {
		part->whole = false;
		words_nothing(&part->head, 0, 0, true);
	}
	if (other->rate < part->rate)
		part->rate = other->rate;
	if (part->rate > 0 && !words_join(&part->best, &other->best))
		part->rate = 0;
	if (part->rate == 0)
		part->best.n = 0;
}

/* A word for each time that a part has to be there. */
static void
repeat_head(struct joiner *joiner, struct part *part, size_t min, size_t max)
{
	struct words *words = &joiner->scratch;
	bool cut = false, fits = true;

	if (min > 0) {
		words_copy(words, &part->head);
		for (size_t n = 1; n < min && fits && !cut; n++)
			fits = words_multiply(words, &part->head, &cut);
		part->whole = fits && !cut && min == max;
	} else {
		words_nothing(words, 0, 0, true);
		part->whole =
		    part->whole && max == 1 && words_join(words, &part->head);
		if (!part->whole)
			words->n = 1;
	}
	words_copy(&part->head, words);
}

void
part_repeat(struct joiner *joiner, struct part *part, size_t min, size_t max,
    bool possessive)
{
	if (min == 0 || part->whole)
		repeat_head(joiner, part, min, max);
	if (min == 0) {
		part->rate = 0;
		part->best.n = 0;
	}
	if (part->max != 0 && max > SIZE_MAX / part->max)
		part->max = SIZE_MAX;
	else
		part->max *= max;
	part->min *= min;
	if (max > 1)
		part->follow.state = FOLLOW_UNKNOWN;
	part->held = part->held || possessive;
}

/* ---- one after the other -------------------------------------------------- */

/* What a match has one of, in joiner->scratch, and what comes after it, if it
 * is better than what is known. */
static void
offer(struct joiner *joiner, struct part *part, const struct follow *follow)
{
	unsigned rate =
	    words_rate(joiner->sets, &joiner->scratch, joiner->keywords);

	if (rate <= part->rate)
		return;
	part->rate = rate;
	part->follow = *follow;
	words_copy(&part->best, &joiner->scratch);
}

/* Whether what is before a word may as well be nothing.  Assertions that stand
 * right before it hold there in any case. */
static bool
may_be_nothing(const struct part *all)
{
	return all->min == 0 && (!all->held || all->max == 0);
}

/* The best words of what comes after a part. */
static void
offer_best(struct joiner *joiner, struct part *all, const struct part *part)
{
	struct words *words = &joiner->scratch;

	if (part->rate <= all->rate)
		return;
	words_copy(words, &part->best);
	for (size_t i = 0; i < words->n; i++) {
		struct word *word = &words->list[i];

		word->left_min = words_sum(word->left_min, all->min);
		word->left_max = words_sum(word->left_max, all->max);
		word->free = word->free && may_be_nothing(all);
	}
	offer(joiner, all, &part->follow);
}

/* What follows begins a new run. */
static void
start_run(struct chain *chain)
{
	const struct part *all = &chain->all;

	words_nothing(&chain->run, all->min, all->max, may_be_nothing(all));
}

/* cut: what was to follow the run is not all in it. */
static void
end_run(struct joiner *joiner, struct chain *chain, bool cut)
{
	const struct follow follow = {
	    .state = cut ? FOLLOW_UNKNOWN : FOLLOW_OPEN};

	if (chain->head_open)
		words_copy(&chain->all.head, &chain->run);
	chain->head_open = false;
	words_copy(&joiner->scratch, &chain->run);
	offer(joiner, &chain->all, &follow);
}

/* What a part begins with; all it has, if that is not known. */
static struct byte_set
first_of(const struct joiner *joiner, const struct part *part)
{
	struct byte_set first = {{0}};

	for (size_t i = 0; i < part->head.n; i++) {
		const struct word *word = &part->head.list[i];

		if (word->n == 0)
			return part->alphabet;
		unite(&first, &joiner->sets->list[word->sets[0]]);
	}
	return first;
}

/* A part comes after the words. */
static void
extend(const struct joiner *joiner, struct follow *follow,
    const struct part *part)
{
	if (follow->state != FOLLOW_OPEN)
		return;
	if (part->min == 0) {
		unite(&follow->gap, &part->alphabet);
		follow->max = words_sum(follow->max, part->max);
	} else {
		follow->then = first_of(joiner, part);
		follow->state = FOLLOW_CLOSED;
	}
}

void
chain_start(struct chain *chain)
{
	part_nothing(&chain->all);
	chain->head_open = true;
	start_run(chain);
}

void
chain_add(struct joiner *joiner, struct chain *chain, const struct part *part)
{
	struct part *all = &chain->all;
	unsigned rate;
	bool cut = false;
	bool spelled = words_multiply(&chain->run, &part->head, &cut) && !cut;
	bool empty = part->head.n == 1 && part->head.list[0].n == 0;

	/* What comes after words that are known before this part. */
	extend(joiner, &all->follow, part);
	rate = all->rate;
	/* What cannot be spelled together with the run ends it; but how it
	 * begins belongs to the run. */
	if (!spelled || !part->whole)
		end_run(joiner, chain, cut || !empty);
	if (all->rate > rate)
		extend(joiner, &all->follow, part);
	offer_best(joiner, all, part);
	if (!spelled && part->whole) {
		start_run(chain);
		words_multiply(&chain->run, &part->head, &cut);
	}
	unite(&all->alphabet, &part->alphabet);
	all->held = all->held || part->held;
	all->min = words_sum(all->min, part->min);
	all->max = words_sum(all->max, part->max);
	if (!part->whole)
		start_run(chain);
}

void
chain_end(struct joiner *joiner, struct chain *chain)
{
	chain->all.whole = chain->head_open;
	end_run(joiner, chain, false);
}
