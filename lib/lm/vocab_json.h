#ifndef LM_VOCAB_JSON_H
#define LM_VOCAB_JSON_H

#include <stdbool.h>

#include "lm/record.h"
#include "lm/vocab_build.h"

/* What the parts of vocab_json share. */

/* A tokenizer.json and what was read of it. */
struct lm_vocab_json {
	struct lm_record record;
	struct lm_vocab_raw raw;
	struct lm_buf made; /* texts that stand nowhere in the file */
};

/* Set LM_MALFORMED with the printf-formatted message, at val if it has a
 * place (a string, a number; NULL: none).  Returns it. */
enum lm_code lm_vocab_json_mistake(const struct lm_vocab_json *json,
    yyjson_val *val, struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The member of obj, NULL where there is none or it is null. */
yyjson_val *lm_vocab_json_get(yyjson_val *obj, const char *name);

/* Whether val (may be NULL) is this string. */
bool lm_vocab_json_is(yyjson_val *val, const char *text);

/* The bool at name, or what holds where there is none; another type counts as
 * neither: false, and true with is_true false. */
bool lm_vocab_json_flag(yyjson_val *obj, const char *name, bool if_none);

/* Append what a pre_tokenizer or normalizer does, a line a step, in words of
 * our own; "?" and the type's name for a step that is not known. */
enum lm_code lm_vocab_json_steps(yyjson_val *obj, struct lm_buf *out,
    struct lm_err *err);

/* The name of the split that does these steps; NULL: not known. */
const char *lm_vocab_json_split(struct lm_span steps);

/* Read model.vocab and added_tokens into raw: texts, types, added, strips. */
enum lm_code lm_vocab_json_tokens(struct lm_vocab_json *json, yyjson_val *vocab,
    yyjson_val *added, struct lm_err *err);

/* Read model.merges into raw. */
enum lm_code lm_vocab_json_merges(struct lm_vocab_json *json,
    yyjson_val *merges, struct lm_err *err);

#endif
