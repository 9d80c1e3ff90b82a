#ifndef LM_PHRASES_TRIE_H
#define LM_PHRASES_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lm/err.h"
#include "lm/span.h"

/* Sorted phrases as a tree of their bytes: a part of phrases. */

struct lm_trie_phrase {
	struct lm_span words; /* folded, joined by single spaces */
	size_t owner;
	size_t index;
	bool open_end; /* no word boundary is asked for after it */
};

/* What is reached by the bytes on the way from the root, node 0. */
struct lm_trie_node {
	size_t child; /* the first; the others follow it */
	size_t n_children;
	size_t end; /* the first phrase that ends here; others follow it */
	size_t n_ends;
};

/* All-zero is empty; phrases are borrowed. */
struct lm_trie {
	const struct lm_trie_phrase *phrases;
	struct lm_trie_node *nodes;
	char *bytes; /* by which each node is reached; ascending in a parent */
};

/* Build *trie of phrases, none of them empty, sorted by their words'
 * bytes.  O(sum of lengths).  LM_NOMEM, and *trie is empty. */
enum lm_code lm_trie_build(struct lm_trie *trie,
    const struct lm_trie_phrase *phrases, size_t n, struct lm_err *err);
void lm_trie_free(struct lm_trie *trie);

/* The child of node reached by byte, or NULL. */
static inline const struct lm_trie_node *
lm_trie_step(const struct lm_trie *trie, const struct lm_trie_node *node,
    char byte)
{
	const char *bytes = trie->bytes + node->child, *at;

	if (node->n_children == 1)
		return *bytes == byte ? trie->nodes + node->child : NULL;
	at = node->n_children == 0 ? NULL
				   : memchr(bytes, byte, node->n_children);
	return at == NULL ? NULL : trie->nodes + (at - trie->bytes);
}

#endif
