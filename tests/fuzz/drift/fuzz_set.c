/*
 * Records as they are read into the two sets: a line each, and of every line
 * the first byte picks the side and whether labels are kept; what follows is
 * the record.  Oracle: after an error the set is as it was; what was accepted
 * has the id, the vector (as lm_vec_read alone reads it) and the fingerprint
 * of its text.  Sets that can be sealed are paired, and then every document is
 * in one list, with the same id on both sides.
 */
#include <stdint.h>
#include <string.h>

#include "input.h"
#include "pairs.h"

#include "lm/hash.h"
#include "lm/utf8.h"

#include "../require.h"

/* What a set holds, in sizes. */
struct sizes {
	size_t ids;
	size_t docs;
	size_t vectors;
	size_t labels;
	size_t models;
	uint64_t n;
};

static struct sizes
sizes_of(const struct drift_set *set)
{
	struct sizes sizes = {set->ids.len, set->docs.len, set->vectors.len,
	    set->labels.len, drift_models_count(&set->models), 0};

	for (size_t i = 0; i < sizes.models; i++)
		sizes.n += drift_models_at(&set->models, i)->n;
	return sizes;
}

static bool
same_sizes(const struct sizes *a, const struct sizes *b)
{
	return a->ids == b->ids && a->docs == b->docs &&
	    a->vectors == b->vectors && a->labels == b->labels &&
	    a->models == b->models && a->n == b->n;
}

static yyjson_val *
member(yyjson_val *root, const char *name)
{
	yyjson_val *val = NULL;

	(void)lm_record_find(root, lm_span_of(name), NULL, &val);
	return val;
}

static void
check_label(struct lm_span label)
{
	require(label.len <= DRIFT_LABEL_MAX && lm_utf8_valid(label));
	for (size_t i = 0; i < label.len; i++)
		require((unsigned char)label.ptr[i] >= ' ');
}

/* The document that was just added, which is of this record. */
static void
check_document(const struct drift_set *set, yyjson_val *root, bool labels)
{
	size_t i = drift_set_count(set) - 1, n, n_equal = 1;
	const struct drift_doc *doc = drift_set_doc(set, i);
	const float *vector = drift_set_vector(set, i);
	yyjson_val *text = member(root, "text");
	struct lm_buf floats = {0};
	struct lm_err err;

	require(lm_span_equal(drift_set_id(set, i),
	    lm_record_text(member(root, "id"))));
	require(doc->id_is_number == yyjson_is_raw(member(root, "id")));
	require(
	    lm_vec_read(member(root, "embedding"), &floats, &n, &err) == LM_OK);
	require(n == doc->dimensions);
	require(memcmp(vector, floats.ptr, n * sizeof(*vector)) == 0);
	require(!lm_vec_is_zero(vector, n));
	while (n_equal < n && vector[n_equal] == vector[0])
		n_equal++;
	require(n == 1 || n_equal < n);
	if (yyjson_is_str(text))
		require(doc->has_text &&
		    doc->text == lm_hash(lm_record_text(text)));
	require(labels || drift_set_label(set, i).len == 0);
	check_label(drift_set_label(set, i));
	lm_buf_free(&floats);
}

static void
add_line(struct drift_set *sides, struct lm_parser *parser, struct lm_span line,
    uint64_t number)
{
	unsigned char head = (unsigned char)line.ptr[0];
	struct drift_set *set = &sides[head & 1];
	struct drift_fields fields;
	struct drift_reader reader = {.fields = &fields};
	struct sizes before = sizes_of(set), after;
	struct drift_input input;
	struct lm_record record;
	enum lm_code code;
	struct lm_err err = {0};

	if (lm_parser_parse(parser, lm_span(line.ptr + 1, line.len - 1),
		&record, &err) != LM_OK ||
	    !yyjson_is_obj(record.root))
		return;
	require(
	    drift_fields_parse(NULL, (head & 2) != 0, &fields, &err) == LM_OK);
	code = drift_input_read(&reader, &record, "f", number, &input, &err);
	if (code == LM_OK)
		code = drift_set_add(set, &input, &err);
	after = sizes_of(set);
	if (code == LM_OK) {
		require(after.docs == before.docs + sizeof(struct drift_doc));
		require(after.n == before.n + 1);
		check_document(set, record.root, fields.labels);
	} else {
		require(code == LM_MALFORMED && err.message[0] != '\0');
		require(same_sizes(&before, &after));
	}
	drift_reader_free(&reader);
	drift_fields_free(&fields);
}

/* How many pairs a list has; both sides have the same id, the baseline is in
 * order. */
static size_t
check_list(const struct drift_set *const sides[], const struct lm_buf *list)
{
	const void *pairs = list->ptr;
	size_t n = list->len / sizeof(struct drift_pair);

	for (size_t i = 0; i < n; i++) {
		const struct drift_pair *pair =
		    (const struct drift_pair *)pairs + i;
		size_t a = pair->places[DRIFT_BASELINE];
		size_t b = pair->places[DRIFT_CURRENT];

		require(i == 0 || a > pair[-1].places[DRIFT_BASELINE]);
		require(lm_span_equal(drift_set_id(sides[0], a),
		    drift_set_id(sides[1], b)));
		require(drift_set_doc(sides[0], a)->id_is_number ==
		    drift_set_doc(sides[1], b)->id_is_number);
	}
	return n;
}

static void
check_pairs(struct drift_set *sets, uint64_t sample)
{
	const struct drift_set *sides[] = {&sets[0], &sets[1]};
	struct drift_pairing how = {.allow_missing = true, .sample = sample};
	struct drift_pairs pairs = {0}, strict = {0};
	struct lm_err err = {0};
	bool alone;
	size_t n;

	require(drift_pairs_make(sides, &how, &pairs, &err) == LM_OK);
	n = check_list(sides, &pairs.compared);
	require(sample == 0 || n <= sample);
	require(check_list(sides, &pairs.unsampled) == pairs.n_unsampled);
	n += pairs.n_unsampled + check_list(sides, &pairs.changed);
	for (size_t i = 0; i < DRIFT_N_SIDES; i++)
		require(n + pairs.alone[i].len / sizeof(size_t) ==
		    drift_set_count(sides[i]));
	/* Of nothing nothing is missing. */
	alone = pairs.alone[0].len + pairs.alone[1].len > 0 &&
	    drift_set_count(sides[0]) > 0 && drift_set_count(sides[1]) > 0;
	how.allow_missing = false;
	require(drift_pairs_make(sides, &how, &strict, &err) ==
	    (alone ? LM_MALFORMED : LM_OK));
	drift_pairs_free(&pairs);
	drift_pairs_free(&strict);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_parser *parser = lm_parser_new();
	struct drift_set sides[DRIFT_N_SIDES] = {{.index = {0}}};
	const char *at = (const char *)data;
	bool sealed = true;
	struct lm_err err;

	require(parser != NULL);
	for (uint64_t number = 1; size > 0; number++) {
		const char *newline = memchr(at, '\n', size);
		size_t len = newline == NULL ? size : (size_t)(newline - at);

		if (len > 0)
			add_line(sides, parser, lm_span(at, len), number);
		len += newline != NULL;
		at += len;
		size -= len;
	}
	for (size_t i = 0; i < DRIFT_N_SIDES; i++)
		sealed = drift_set_seal(&sides[i], &err) == LM_OK && sealed;
	if (sealed)
		for (uint64_t sample = 0; sample < 3; sample++)
			check_pairs(sides, sample);
	for (size_t i = 0; i < DRIFT_N_SIDES; i++)
		drift_set_free(&sides[i]);
	lm_parser_free(parser);
	return 0;
}
