#include "lm/toml.h"

#include <stdlib.h>

#include "lm/buf.h"
#include "lm/toml_parse.h"
#include "lm/toml_tree.h"

/* What was read, as a document. */
static enum lm_code
make_doc(const struct lm_toml_tree *tree, struct lm_toml *toml,
    struct lm_err *err)
{
	struct lm_buf json = {0}, places = {0};
	enum lm_code code = lm_toml_tree_json(tree, &json, &places, err);

	if (code == LM_OK) {
		toml->doc = yyjson_read(json.ptr, json.len, 0);
		toml->places = (void *)places.ptr;
		toml->n = places.len / sizeof(*toml->places);
		places = (struct lm_buf){0};
		if (toml->doc == NULL)
			code = lm_err_nomem(err);
	}
	lm_buf_free(&json);
	lm_buf_free(&places);
	return code;
}

enum lm_code
lm_toml_read(struct lm_span text, struct lm_toml *toml, struct lm_err *err)
{
	struct lm_toml_tree tree = {0};
	enum lm_code code = lm_toml_parse(text, &tree, err);

	*toml = (struct lm_toml){0};
	if (code == LM_OK)
		code = make_doc(&tree, toml, err);
	if (code != LM_OK)
		lm_toml_free(toml);
	lm_toml_tree_free(&tree);
	return code;
}

void
lm_toml_free(struct lm_toml *toml)
{
	yyjson_doc_free(toml->doc);
	free(toml->places);
	*toml = (struct lm_toml){0};
}

struct lm_toml_place
lm_toml_place(const struct lm_toml *toml, const yyjson_val *val)
{
	/* A document is one array of its values in the order of the text. */
	size_t i = (size_t)(val - yyjson_doc_get_root(toml->doc));

	return i < toml->n ? toml->places[i] : (struct lm_toml_place){0};
}
