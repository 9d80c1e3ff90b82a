#include "static_vocab.h"

#include <stdlib.h>
#include <string.h>

#include "lm/num.h"
#include "lm/record.h"
#include "lm/utf8.h"
#include "lm/vocab.h"

#define GOES_ON "##" /* begins the name of a piece within a word */
#define GOES_ON_LEN 2

static yyjson_val *
get(yyjson_val *obj, const char *name)
{
	yyjson_val *val;

	return lm_record_find(obj, lm_span_of(name), NULL, &val) ? val : NULL;
}

static bool
is_text(yyjson_val *val, const char *text)
{
	return yyjson_is_str(val) &&
	    lm_span_equal(lm_record_text(val), lm_span_of(text));
}

static bool
is_true(yyjson_val *obj, const char *name, bool if_none)
{
	yyjson_val *val = get(obj, name);

	return yyjson_is_bool(val) ? yyjson_get_bool(val) : if_none;
}

static bool
read_number(yyjson_val *val, uint64_t max, uint64_t *out)
{
	return yyjson_is_raw(val) &&
	    lm_num_u64(lm_record_text(val), 0, max, out, NULL) == LM_OK;
}

static size_t
characters(struct lm_span text)
{
	size_t n = 0, i = 0;

	for (; i < text.len; n++)
		(void)lm_utf8_next(text, &i);
	return n;
}

/* Copy text behind what was copied before; *at is where that ended. */
static struct lm_span
keep(char **at, struct lm_span text)
{
	struct lm_span kept = lm_span(*at, text.len);

	if (text.len > 0)
		memcpy(*at, text.ptr, text.len);
	*at += text.len;
	return kept;
}

/* Names of model.vocab into the lists of first and of inner pieces. */
static enum lm_code
read_names(struct static_vocab *vocab, yyjson_val *names, char **at,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(names);
	yyjson_val *key;
	uint64_t id;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_span name = keep(at, lm_record_text(key));

		if (!read_number(yyjson_obj_iter_get_val(key), vocab->n_ids - 1,
			&id))
			return lm_err_set(err, LM_MALFORMED,
			    "model.vocab: expected ids below %zu",
			    vocab->n_ids);
		vocab->lists[id] = name;
		if (name.len > vocab->longest_first)
			vocab->longest_first = name.len;
		if (name.len <= GOES_ON_LEN ||
		    memcmp(name.ptr, GOES_ON, GOES_ON_LEN) != 0)
			continue;
		name.ptr += GOES_ON_LEN;
		name.len -= GOES_ON_LEN;
		vocab->lists[vocab->n_ids + id] = name;
		if (name.len > vocab->longest_inner)
			vocab->longest_inner = name.len;
	}
	return LM_OK;
}

/* Note that added tokens may have this length. */
static enum lm_code
add_length(struct static_vocab *vocab, size_t len, struct lm_err *err)
{
	size_t *lengths = vocab->added_lengths, i = 0;
	size_t *n = &vocab->n_added_lengths;

	while (i < *n && lengths[i] > len)
		i++;
	if (i < *n && lengths[i] == len)
		return LM_OK;
	if (*n == STATIC_MOST_LENGTHS)
		return lm_err_set(err, LM_MALFORMED,
		    "added_tokens: expected at most %d different lengths",
		    STATIC_MOST_LENGTHS);
	memmove(&lengths[i + 1], &lengths[i], (*n - i) * sizeof(*lengths));
	lengths[i] = len;
	++*n;
	return LM_OK;
}

static enum lm_code
read_added(struct static_vocab *vocab, yyjson_val *token, char **at,
    struct lm_err *err)
{
	yyjson_val *content = get(token, "content");
	struct lm_span text;
	uint64_t id;

	if (!yyjson_is_str(content) || yyjson_get_len(content) == 0 ||
	    !read_number(get(token, "id"), vocab->n_ids - 1, &id))
		return lm_err_set(err, LM_MALFORMED,
		    "added_tokens: expected content and an id below %zu",
		    vocab->n_ids);
	text = keep(at, lm_record_text(content));
	if (is_true(token, "normalized", !is_true(token, "special", false)) ||
	    is_true(token, "single_word", false))
		return lm_err_set(err, LM_MALFORMED,
		    "added_tokens: \"%.*s\": normalized and single_word are "
		    "not known here",
		    (int)(text.len > 60 ? 60 : text.len), text.ptr);
	vocab->lists[2 * vocab->n_ids + id] = text;
	vocab->begins_added[(unsigned char)text.ptr[0]] = true;
	return add_length(vocab, text.len, err);
}

/* Truncation and padding, which a tokenizer may bring with it. */
static enum lm_code
read_limits(struct static_vocab *vocab, yyjson_val *root, struct lm_err *err)
{
	yyjson_val *cut = get(root, "truncation"), *pad = get(root, "padding");
	uint64_t most = SIZE_MAX;

	if (yyjson_is_obj(cut) &&
	    (!is_text(get(cut, "direction"), "Right") ||
		!read_number(get(cut, "max_length"), SIZE_MAX, &most)))
		return lm_err_set(err, LM_MALFORMED,
		    "truncation: expected direction Right and a max_length");
	/* To the longest of a batch does nothing to a text alone. */
	if (yyjson_is_obj(pad) &&
	    (!is_text(get(pad, "strategy"), "BatchLongest") ||
		yyjson_is_raw(get(pad, "pad_to_multiple_of"))))
		return lm_err_set(err, LM_MALFORMED,
		    "padding: expected none, or to the longest of a batch");
	vocab->most_ids = (size_t)most;
	return LM_OK;
}

static int
smaller_first(const void *left, const void *right)
{
	const size_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The median of the lengths of all names, in the model or added. */
static enum lm_code
find_median(struct static_vocab *vocab, struct lm_err *err)
{
	size_t *lengths = calloc(vocab->n_ids, sizeof(*lengths)), n = 0;
	const struct lm_span *added = vocab->lists + 2 * vocab->n_ids;

	if (lengths == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < vocab->n_ids; i++)
		if (vocab->lists[i].ptr != NULL)
			lengths[n++] = characters(vocab->lists[i]);
		else if (added[i].ptr != NULL)
			lengths[n++] = characters(added[i]);
	qsort(lengths, n, sizeof(*lengths), smaller_first);
	vocab->n_tokens = n;
	if (n > 0)
		vocab->median_length =
		    (lengths[(n - 1) / 2] + lengths[n / 2]) / 2;
	free(lengths);
	return LM_OK;
}

static enum lm_code
index_lists(struct static_vocab *vocab, struct lm_err *err)
{
	const struct lm_span *lists = vocab->lists;
	size_t n = vocab->n_ids;
	enum lm_code code = lm_vocab_index_new(lists, n, &vocab->first, err);

	if (code == LM_OK)
		code = lm_vocab_index_new(lists + n, n, &vocab->inner, err);
	if (code == LM_OK)
		code = lm_vocab_index_new(lists + 2 * n, n, &vocab->added, err);
	return code;
}

/* That an added token has the id of the model's token of that name. */
static enum lm_code
check_added(const struct static_vocab *vocab, struct lm_err *err)
{
	for (size_t i = 0; i < vocab->n_ids; i++) {
		struct lm_span text = vocab->lists[2 * vocab->n_ids + i];
		uint32_t id = text.len == 0
		    ? LM_VOCAB_NONE
		    : lm_vocab_index_find(vocab->first, text);

		if (id != LM_VOCAB_NONE && id != i)
			return lm_err_set(err, LM_MALFORMED,
			    "added_tokens: %zu is token %u once more", i,
			    (unsigned)id);
	}
	return LM_OK;
}

static enum lm_code
read_all(struct static_vocab *vocab, yyjson_val *root, struct lm_err *err)
{
	yyjson_val *names = get(get(root, "model"), "vocab"), *token;
	yyjson_arr_iter iter = yyjson_arr_iter_with(get(root, "added_tokens"));
	char *at = vocab->text;
	enum lm_code code = read_names(vocab, names, &at, err);

	while (code == LM_OK && (token = yyjson_arr_iter_next(&iter)) != NULL)
		code = read_added(vocab, token, &at, err);
	if (code == LM_OK)
		code = read_limits(vocab, root, err);
	if (code == LM_OK)
		code = find_median(vocab, err);
	if (code == LM_OK)
		code = index_lists(vocab, err);
	return code == LM_OK ? check_added(vocab, err) : code;
}

static enum lm_code
read_text(struct static_vocab *vocab, struct lm_span text, struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record record;
	enum lm_code code;

	/* No name is longer in the record than in its text. */
	vocab->text = malloc(text.len + 1);
	vocab->lists = calloc(vocab->n_ids, 3 * sizeof(*vocab->lists));
	if (parser == NULL || vocab->text == NULL || vocab->lists == NULL) {
		lm_parser_free(parser);
		return lm_err_nomem(err);
	}
	code = lm_parser_parse(parser, text, &record, err);
	if (code == LM_OK)
		code = read_all(vocab, record.root, err);
	lm_parser_free(parser);
	return code;
}

/* Whether the file is of the kind that is known here. */
static enum lm_code
judge(const char *path, struct static_vocab *vocab, struct lm_err *err)
{
	struct lm_vocab *known;
	enum lm_code code = lm_vocab_load(path, &known, err);

	if (code != LM_OK)
		return code;
	vocab->n_ids = known->n_pieces;
	vocab->unknown = known->unknown;
	vocab->lower_case = known->lower_case;
	if (known->kind != LM_VOCAB_WORDPIECE || known->n_pieces == 0)
		code = lm_err_set(err, LM_MALFORMED,
		    "model.type: expected WordPiece");
	lm_vocab_free(known);
	return code;
}

enum lm_code
static_vocab_load(const char *path, struct lm_span text,
    struct static_vocab *vocab, struct lm_err *err)
{
	enum lm_code code;

	*vocab = (struct static_vocab){0};
	code = judge(path, vocab, err);
	if (code == LM_OK)
		code = read_text(vocab, text, err);
	if (code != LM_OK) {
		lm_err_at(err, path, 0, 0);
		static_vocab_free(vocab);
	}
	return code;
}

void
static_vocab_free(struct static_vocab *vocab)
{
	lm_vocab_index_free(vocab->first);
	lm_vocab_index_free(vocab->inner);
	lm_vocab_index_free(vocab->added);
	free(vocab->lists);
	free(vocab->text);
	*vocab = (struct static_vocab){0};
}
