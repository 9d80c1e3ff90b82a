#include "detect.h"
#include "kinds.h"
#include "rules_set.h"

/* The longest label that is looked for: of an id of a rule. */
#define LABEL_MOST 100
/* A word of the name of a field, in capitals, is no longer than this; a key in
 * capitals is. */
#define NAME_WORD_MOST 14
/* Behind the label of a pseudonym. */
#define PSEUDONYM_LEN 8

static bool
is_label_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || is_digit(byte) || byte == '_';
}

static bool
is_known(const struct rules *rules, struct lm_span label)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (lm_span_equal(lm_span_of(kind_infos[i].label), label))
			return true;
	for (size_t i = 0; i < rules_count(rules); i++)
		if (lm_span_equal(rules_at(rules, i)->label, label))
			return true;
	return false;
}

/* Whether it could be the name of a field, in capitals. */
static bool
is_name(struct lm_span label)
{
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		if (is_digit(label.ptr[i]))
			return false;
		n = label.ptr[i] == '_' ? 0 : n + 1;
		if (n > NAME_WORD_MOST)
			return false;
	}
	return label.len > 1;
}

/* The length of ":k7f3a9c2" at i; 0: there is none. */
static size_t
pseudonym_len(struct lm_span text, size_t i)
{
	if (text.len - i < 1 + PSEUDONYM_LEN || text.ptr[i] != ':')
		return 0;
	for (size_t k = 1; k <= PSEUDONYM_LEN; k++) {
		char byte = text.ptr[i + k];

		if (!(byte >= 'a' && byte <= 'z') && !is_digit(byte))
			return 0;
	}
	return 1 + PSEUDONYM_LEN;
}

/* The length of the mask at i; 0: there is none. */
static size_t
mask_len(const struct rules *rules, struct lm_span text, size_t i)
{
	size_t end = i + 1, suffix;
	struct lm_span label;

	if (i >= text.len || text.ptr[i] != '[')
		return 0;
	while (end < text.len && end - i <= LABEL_MOST &&
	    is_label_byte(text.ptr[end]))
		end++;
	label = lm_span(text.ptr + i + 1, end - i - 1);
	suffix = pseudonym_len(text, end);
	end += suffix;
	if (end >= text.len || text.ptr[end] != ']' || label.len == 0)
		return 0;
	return is_known(rules, label) || is_name(label) ? end + 1 - i : 0;
}

/* Whether i is within a mask, not at its start. */
static bool
is_within(const struct rules *rules, struct lm_span text, size_t i)
{
	size_t from = i;

	while (from > 0 && i - from < LABEL_MOST + PSEUDONYM_LEN + 2) {
		from--;
		if (text.ptr[from] == '[')
			return from + mask_len(rules, text, from) > i;
		if (text.ptr[from] == ']')
			return false;
	}
	return false;
}

bool
rules_is_masked(const struct rules *rules, struct lm_span text, size_t at,
    size_t end)
{
	size_t n = 0;

	if (is_within(rules, text, at) || is_within(rules, text, end))
		return true;
	while (at < end) {
		size_t len = mask_len(rules, text, at);

		if (len == 0 &&
		    (is_alnum(text.ptr[at]) ||
			(unsigned char)text.ptr[at] >= 0x80))
			return false;
		n += len > 0 ? 1 : 0;
		at += len > 0 ? len : 1;
	}
	return n > 0;
}
