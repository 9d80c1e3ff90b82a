#include "rules_try.h"

/*
 * A match is tried with little first, and again with more where that was too
 * little: steps of PCRE2, and, where a match has any length, bytes that it
 * sees.  What is tried again is paid for from what a text is worth: so all
 * rules together cost O(length), whatever is in the text.
 */
static const struct {
	uint32_t steps;
	size_t bytes;
} efforts[] = {{5000, 2048}, {50000, 16384}, {500000, 262144},
    {RULES_STEPS, SIZE_MAX}};

#define N_EFFORTS (sizeof(efforts) / sizeof(efforts[0]))
#define STEPS_OF_BYTE 16 /* that cost what one byte does */
#define WORTH_LEAST (16u << 20)
#define WORTH_OF_BYTE 8

/* Compile a rule to machine code when it is first run: most never are. */
void
rules_make_ready(const struct rules *rules, struct rule *rule)
{
	pthread_mutex_t *mutex = (pthread_mutex_t *)(uintptr_t)&rules->mutex;
	uint32_t options =
	    PCRE2_JIT_COMPLETE | (rule->unbounded ? PCRE2_JIT_PARTIAL_HARD : 0);

	if (atomic_load_explicit(&rule->ready, memory_order_acquire))
		return;
	pthread_mutex_lock(mutex);
	/* If it cannot be, PCRE2 interprets it. */
	if (!atomic_load_explicit(&rule->ready, memory_order_relaxed))
		pcre2_jit_compile(rule->code, options);
	atomic_store_explicit(&rule->ready, true, memory_order_release);
	pthread_mutex_unlock(mutex);
}

/* One try: whether a match begins from from on and no later than last. */
static int
try_once(const struct search *search, const struct rule *rule, size_t from,
    size_t last, size_t effort)
{
	struct rules_memory *memory = search->memory;
	struct lm_span text = search->text;
	uint32_t options = PCRE2_NO_UTF_CHECK;

	if (rule->unbounded && efforts[effort].bytes < text.len - last) {
		text.len = rules_align(text, last + efforts[effort].bytes);
		options |= PCRE2_PARTIAL_HARD;
	}
	pcre2_set_offset_limit(memory->context, last);
	pcre2_set_match_limit(memory->context, efforts[effort].steps);
	return pcre2_match(rule->code, (PCRE2_SPTR)text.ptr, text.len, from,
	    options, memory->data, memory->context);
}

enum tried
rules_try(struct search *search, const struct rule *rule, struct state *state,
    size_t from, size_t last)
{
	size_t len = search->text.len;

	for (size_t effort = 0; effort < N_EFFORTS; effort++) {
		int result = try_once(search, rule, from, last, effort);
		size_t bytes, worth = WORTH_LEAST;

		if (result >= 0)
			return FOUND;
		if (result == PCRE2_ERROR_NOMATCH)
			return NONE;
		if ((result != PCRE2_ERROR_PARTIAL &&
			result != PCRE2_ERROR_MATCHLIMIT) ||
		    effort + 1 == N_EFFORTS)
			break;
		bytes = efforts[effort + 1].bytes;
		state->spent += (bytes < len ? bytes : len) +
		    efforts[effort + 1].steps / STEPS_OF_BYTE;
		if (len < (SIZE_MAX - worth) / WORTH_OF_BYTE)
			worth += len * WORTH_OF_BYTE;
		if (state->spent > worth)
			break;
	}
	search->limited = true;
	state->over = true;
	return LIMITED;
}
