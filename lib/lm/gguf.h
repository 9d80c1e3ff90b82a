#ifndef LM_GGUF_H
#define LM_GGUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/reader.h"
#include "lm/span.h"

/*
 * The keys and values at the head of a GGUF file (ggml's docs/gguf.md),
 * versions 2 and 3, little-endian.  Tensors are neither read nor judged: of a
 * model of 20 GB no more than its keys and values are read.
 */

/* As numbered in the file. */
enum lm_gguf_type {
	LM_GGUF_U8 = 0,
	LM_GGUF_I8 = 1,
	LM_GGUF_U16 = 2,
	LM_GGUF_I16 = 3,
	LM_GGUF_U32 = 4,
	LM_GGUF_I32 = 5,
	LM_GGUF_F32 = 6,
	LM_GGUF_BOOL = 7,
	LM_GGUF_STRING = 8,
	LM_GGUF_ARRAY = 9,
	LM_GGUF_U64 = 10,
	LM_GGUF_I64 = 11,
	LM_GGUF_F64 = 12,
};

/* Keys and values of more bytes are no header that anyone wrote on purpose. */
#define LM_GGUF_MAX_SIZE ((size_t)256 << 20)
#define LM_GGUF_MAX_KEYS 100000

struct lm_gguf_value {
	struct lm_span key;
	enum lm_gguf_type type; /* of the value; of an array, of its items */
	bool is_array;		/* arrays of arrays are refused */
	uint64_t n;		/* items; 1 if it is no array */
	/*
	 * A string without its length; else as in the file: n items of
	 * little-endian numbers, or n strings each after its length.
	 */
	struct lm_span bytes;
	size_t key_at; /* offsets in the file, for messages: of the key, */
	size_t at;     /* and of bytes */
};

struct lm_gguf;

/*
 * Read the header of path (gzip or plain).  *out owns all that its values
 * point to.  Errors, with err->file and the byte offset in the message:
 * LM_MALFORMED for another magic, version or byte order, a file that is cut,
 * a type that is none, a key that comes twice, counts and lengths that go
 * over the limits above; LM_IO; LM_NOMEM.  No count or length is believed
 * before its bytes are there.  About 10 ms for 150,000 tokens.
 */
enum lm_code lm_gguf_load(const char *path, struct lm_gguf **out,
    struct lm_err *err);

/*
 * The same of what was begun: *begun holds the first bytes (any number; it is
 * taken over and left empty) and reader, NULL if that was all, has the rest.
 * Errors as lm_gguf_load, without err->file.
 */
enum lm_code lm_gguf_read(struct lm_buf *begun, struct lm_reader *reader,
    struct lm_gguf **out, struct lm_err *err);

/* NULL is fine. */
void lm_gguf_free(struct lm_gguf *gguf);

/* The value of key (NUL-terminated); NULL: there is none.  O(log keys). */
const struct lm_gguf_value *lm_gguf_find(const struct lm_gguf *gguf,
    const char *key);

/* All values, sorted by key. */
const struct lm_gguf_value *lm_gguf_values(const struct lm_gguf *gguf,
    size_t *n);

/* "u32", "string", ...: what messages call a type. */
const char *lm_gguf_type_name(enum lm_gguf_type type);

/* Put the n strings of an array of strings into list. */
void lm_gguf_strings(const struct lm_gguf_value *value, struct lm_span *list);

/* Number i, which is below n, of a u32, i32 or f32 or an array of them: its
 * four bytes. */
uint32_t lm_gguf_word(const struct lm_gguf_value *value, size_t i);

/* A whole number or a bool that is no array; false for all else and for what
 * is below 0. */
bool lm_gguf_whole(const struct lm_gguf_value *value, uint64_t *out);

#endif
