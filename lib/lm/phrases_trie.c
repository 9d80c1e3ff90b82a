#include "lm/phrases_trie.h"

#include <stdlib.h>
#include <string.h>

/* The phrases that share the bytes on the way to a node. */
struct share {
	size_t from, to; /* to is not one of them */
	size_t depth;
};

struct build {
	struct lm_trie *trie;
	struct share *shares; /* of each node */
	size_t n_nodes;
};

/* Give node its ends and children; the children's shares wait in line. */
static void
grow(struct build *build, size_t node)
{
	const struct lm_trie_phrase *phrases = build->trie->phrases;
	struct lm_trie_node *grown = &build->trie->nodes[node];
	struct share share = build->shares[node];
	size_t i = share.from;

	grown->end = i;
	while (i < share.to && phrases[i].words.len == share.depth)
		i++;
	grown->n_ends = i - grown->end;
	grown->child = build->n_nodes;
	while (i < share.to) {
		char byte = phrases[i].words.ptr[share.depth];
		size_t child = build->n_nodes++, from = i;

		while (
		    i < share.to && phrases[i].words.ptr[share.depth] == byte)
			i++;
		build->trie->bytes[child] = byte;
		build->shares[child] = (struct share){from, i, share.depth + 1};
	}
	grown->n_children = build->n_nodes - grown->child;
}

enum lm_code
lm_trie_build(struct lm_trie *trie, const struct lm_trie_phrase *phrases,
    size_t n, struct lm_err *err)
{
	struct build build = {trie, NULL, 1};
	enum lm_code code = LM_OK;
	size_t most = 1;

	for (size_t i = 0; i < n; i++)
		most += phrases[i].words.len;
	*trie = (struct lm_trie){.phrases = phrases};
	trie->nodes = calloc(most, sizeof(*trie->nodes));
	trie->bytes = calloc(most, 1);
	build.shares = calloc(most, sizeof(*build.shares));
	if (trie->nodes == NULL || trie->bytes == NULL ||
	    build.shares == NULL) {
		code = lm_err_nomem(err);
		lm_trie_free(trie);
		goto out;
	}
	build.shares[0] = (struct share){0, n, 0};
	for (size_t node = 0; node < build.n_nodes; node++)
		grow(&build, node);
out:
	free(build.shares);
	return code;
}

void
lm_trie_free(struct lm_trie *trie)
{
	free(trie->nodes);
	free(trie->bytes);
	*trie = (struct lm_trie){0};
}
