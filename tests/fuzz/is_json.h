/*
 * What JSON is, for harnesses whose code mends it or finds it in a text.
 */
#ifndef FUZZ_IS_JSON_H
#define FUZZ_IS_JSON_H

#include <string.h>

#include <yyjson.h>

#include "lm/json.h"

#include "require.h"

/* Whether yyjson reads it.  Lone surrogates are JSON, and are not for yyjson. */
static inline bool
is_json(struct lm_span text)
{
	char *copy = malloc(text.len + 1);
	yyjson_doc *doc;

	require(copy != NULL);
	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	(void)lm_json_mend_surrogates(copy, text.len);
	doc = yyjson_read(copy, text.len, YYJSON_READ_NUMBER_AS_RAW);
	free(copy);
	yyjson_doc_free(doc);
	return doc != NULL;
}

#endif
