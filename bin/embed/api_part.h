#ifndef EMBED_API_PART_H
#define EMBED_API_PART_H

#include "api.h"

/* What the APIs' own files share. */

extern const struct api api_openai;
extern const struct api api_ollama;
extern const struct api api_llama_cpp;
extern const struct api api_vllm;
extern const struct api api_tei;

/* Append the texts as a JSON array. */
enum lm_code api_put_texts(struct lm_buf *body, const struct api_ask *ask,
    struct lm_err *err);

/* The body as far as the texts, with the model before them, for all but tei;
 * replaces what body holds. */
enum lm_code api_put_input(struct lm_buf *body, const struct api_ask *ask,
    struct lm_err *err);

/* Append "true" or "false" behind text. */
enum lm_code api_put_bool(struct lm_buf *body, const char *text, bool value,
    struct lm_err *err);

/* Append ,"dimensions":N if they are asked for. */
enum lm_code api_put_dimensions(struct lm_buf *body, const struct api_ask *ask,
    struct lm_err *err);

/* Parse a reply.  LM_MALFORMED, LM_NOMEM. */
enum lm_code api_parse(struct lm_parser *parser, struct lm_span body,
    struct lm_record *rec, struct lm_err *err);

/* The last member of obj of this name, or NULL. */
yyjson_val *api_member(yyjson_val *obj, const char *name);

/* A whole number that is not negative; 0 if val (maybe NULL) is none. */
uint64_t api_count(yyjson_val *val);

/* A string, or the empty span. */
struct lm_span api_string(yyjson_val *val);

/* Forget what vectors held, and make room for the values of n items. */
enum lm_code api_begin(struct api_vectors *vectors, size_t n,
    struct lm_err *err);

/* That list, which may be NULL, is an array of n; fault is what to say of a
 * reply where it is none.  LM_MALFORMED. */
enum lm_code api_check_list(yyjson_val *list, const char *fault, size_t n,
    struct lm_err *err);

/* Say where the vector of item i is; i is below n, and not set yet. */
void api_place(struct api_vectors *vectors, size_t i, yyjson_val *value);
bool api_is_placed(const struct api_vectors *vectors, size_t i);

/* Read the vectors of all items that were placed. */
enum lm_code api_finish(const struct lm_record *rec,
    const struct api_want *want, struct api_vectors *vectors,
    struct lm_err *err);

/* A list of vectors in the order of the texts. */
enum lm_code api_read_list(const struct lm_record *rec, yyjson_val *list,
    const char *fault, const struct api_want *want, struct api_vectors *vectors,
    struct lm_err *err);

/* That a reply is not as the API's. */
enum lm_code api_unlike(enum lm_api kind, struct lm_err *err);

/* What a server says of an error, in lower case: message, type, code; only the
 * beginning of each. */
#define API_SAID_SIZE 512
void api_said(struct lm_span body, char said[API_SAID_SIZE]);

#endif
