#include "lm/regex_program.h"

#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff
#define TAIL_BITS 6

/* Characters that have len bytes, each within bounds of its own. */
struct sequence {
	size_t len;
	unsigned char low[4], high[4];
};

static size_t
encode(uint32_t point, unsigned char out[4])
{
	static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t len = point < 0x80 ? 1
	    : point < 0x800	  ? 2
	    : point < 0x10000	  ? 3
				  : 4;

	for (size_t i = len; i-- > 1; point >>= TAIL_BITS)
		out[i] = (unsigned char)(0x80 | (point & 0x3f));
	out[0] = (unsigned char)(marks[len] | point);
	return len;
}

/* The last character up to which range can be one sequence. */
static uint32_t
sequence_end(struct lm_regex_range range)
{
	static const uint32_t ends[] = {0x7f, 0x7ff, SURROGATE_FIRST - 1,
	    0xffff};

	for (size_t i = 0; i < 4; i++)
		if (range.first <= ends[i] && range.last > ends[i])
			range.last = ends[i];
	if (range.last < 0x80)
		return range.last;
	for (unsigned bits = TAIL_BITS; bits <= 3 * TAIL_BITS;
	     bits += TAIL_BITS) {
		uint32_t mask = (UINT32_C(1) << bits) - 1;

		if ((range.first & ~mask) == (range.last & ~mask))
			break;
		if ((range.first & mask) != 0)
			range.last = range.first | mask;
		else if ((range.last & mask) != mask)
			range.last = (range.last & ~mask) - 1;
	}
	return range.last;
}

/* Which of the sets is this one; a new one if none is. */
static enum lm_code
find_set(struct lm_regex_program *program, const struct lm_regex_bytes *set,
    int32_t *number, struct lm_err *err)
{
	const struct lm_regex_bytes *sets = lm_regex_byte_sets(program);
	size_t n = program->bytes.len / sizeof(*set);

	for (size_t i = 0; i < n; i++)
		if (memcmp(&sets[i], set, sizeof(*set)) == 0) {
			*number = (int32_t)i;
			return LM_OK;
		}
	*number = (int32_t)n;
	return lm_buf_append(&program->bytes, (const char *)set, sizeof(*set),
	    err);
}

static void
fill(struct lm_regex_bytes *set, unsigned low, unsigned high)
{
	for (unsigned i = low; i <= high; i++)
		set->words[i >> 6] |= UINT64_C(1) << (i & 63);
}

static enum lm_code
add_set(struct lm_regex_program *program, const struct lm_regex_bytes *set,
    struct lm_err *err)
{
	int32_t number = 0;
	enum lm_code code = find_set(program, set, &number, err);

	if (code != LM_OK)
		return code;
	return lm_regex_program_add(program, LM_REGEX_BYTE, number, err);
}

/* SPLIT to the next one; one sequence; JUMP out, which is set later. */
static enum lm_code
add_sequence(struct lm_regex_program *program, const struct sequence *sequence,
    struct lm_err *err)
{
	size_t len = sequence->len;
	enum lm_code code = lm_regex_program_add(program, LM_REGEX_SPLIT,
	    (int32_t)len + 2, err);

	for (size_t i = 0; code == LM_OK && i < len; i++) {
		struct lm_regex_bytes set = {{0}};

		fill(&set, sequence->low[i], sequence->high[i]);
		code = add_set(program, &set, err);
	}
	if (code == LM_OK)
		code = lm_regex_program_add(program, LM_REGEX_JUMP, 0, err);
	return code;
}

static enum lm_code
add_range(struct lm_regex_program *program, struct lm_regex_range range,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK && range.first <= range.last) {
		struct sequence sequence = {0};
		uint32_t end;

		if (range.first >= SURROGATE_FIRST &&
		    range.first <= SURROGATE_LAST) {
			range.first = SURROGATE_LAST + 1;
			continue;
		}
		end = sequence_end(range);
		sequence.len = encode(range.first, sequence.low);
		(void)encode(end, sequence.high);
		code = add_sequence(program, &sequence, err);
		range.first = end + 1;
	}
	return code;
}

/* Let the JUMPs of the sequences since start lead to the end. */
static void
join(struct lm_regex_program *program, size_t start)
{
	struct lm_regex_step *steps = lm_regex_steps(program);
	size_t end = lm_regex_n_steps(program);

	for (size_t i = start; i < end; i++)
		if (steps[i].op == LM_REGEX_JUMP)
			steps[i].x = (int32_t)(end - i);
}

enum lm_code
lm_regex_program_ranges(struct lm_regex_program *program,
    const struct lm_regex_range *ranges, size_t n, struct lm_err *err)
{
	struct lm_regex_bytes ascii = {{0}};
	size_t start = lm_regex_n_steps(program);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		struct lm_regex_range range = ranges[i];

		if (range.first < 0x80) {
			fill(&ascii, range.first,
			    range.last < 0x80 ? range.last : 0x7f);
			range.first = 0x80;
		}
		code = add_range(program, range, err);
	}
	if (code == LM_OK) /* no byte at all, if the set is empty */
		code = add_set(program, &ascii, err);
	if (code == LM_OK)
		join(program, start);
	return code;
}
