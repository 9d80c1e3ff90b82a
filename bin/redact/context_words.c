#include "context.h"

/* The bits of what may follow a word's first letter. */
static uint32_t
second_bits(const char *word)
{
	if (word[1] == '\0' || word[1] == '*')
		return UINT32_MAX;
	return UINT32_C(1) << context_letter(word[1]) |
	    (word[1] == ' ' ? UINT32_C(1) << context_letter(word[2]) : 0);
}

struct context_words
context_words_of(const char *const *words)
{
	struct context_words index = {.words = words};

	for (; *words != NULL; words++) {
		const char *word = *words + (**words == '^');

		if (*word >= 'a' && *word <= 'z')
			index.seconds[*word - 'a'] |= second_bits(word);
	}
	return index;
}
