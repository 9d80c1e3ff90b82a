#include "lm/format_checks.h"

#include <idn2.h>
#include <string.h>
#include <utf8proc.h>

#include "lm/utf8.h"

#define NAME_MAX_LEN 253
#define LABEL_MAX_LEN 63
/* No A-label stands for more than 59 characters, which are at most 4 bytes; of
 * what is not in NFC there may be more. */
#define LABEL_MAX_BYTES 255

/* A name as far as it was read. */
struct name {
	unsigned how;	    /* enum lm_format_idn */
	size_t len;	    /* in ASCII */
	bool is_bidi;	    /* a label has letters from right to left */
	bool breaks_a_rule; /* a label does what none of such a name may */
};

/* The Bidi classes of a label's characters, as bits. */
struct bidi {
	uint32_t classes;
	uint32_t first;
	uint32_t last; /* that is not NSM */
};

#define CLASS(name) (UINT32_C(1) << UTF8PROC_BIDI_CLASS_##name)

static struct bidi
bidi_of(struct lm_span label)
{
	struct bidi bidi = {0};

	for (size_t i = 0; i < label.len;) {
		uint32_t c = lm_utf8_next(label, &i);
		uint32_t class = UINT32_C(1)
		    << utf8proc_get_property((utf8proc_int32_t)c)->bidi_class;

		if (bidi.first == 0)
			bidi.first = class;
		if (class != CLASS(NSM))
			bidi.last = class;
		bidi.classes |= class;
	}
	return bidi;
}

/* RFC 5893 §2 */
static bool
keeps_bidi_rule(const struct bidi *bidi)
{
	const uint32_t any = CLASS(EN) | CLASS(ES) | CLASS(CS) | CLASS(ET) |
	    CLASS(ON) | CLASS(BN) | CLASS(NSM);
	const uint32_t right = CLASS(R) | CLASS(AL) | CLASS(AN);

	if (bidi->first == CLASS(L))
		return (bidi->classes & ~(any | CLASS(L))) == 0 &&
		    (bidi->last & (CLASS(L) | CLASS(EN))) != 0;
	return (bidi->first & (CLASS(R) | CLASS(AL))) != 0 &&
	    (bidi->classes & ~(any | right)) == 0 &&
	    (bidi->last & (right | CLASS(EN))) != 0 &&
	    (bidi->classes & (CLASS(EN) | CLASS(AN))) !=
	    (CLASS(EN) | CLASS(AN));
}

/* A label was read: what it means for the name, of which it is len bytes. */
static void
add(struct name *name, struct lm_span label, size_t len)
{
	const struct bidi bidi = bidi_of(label);

	name->len += len;
	if ((bidi.classes & (CLASS(R) | CLASS(AL) | CLASS(AN))) != 0)
		name->is_bidi = true;
	if (!keeps_bidi_rule(&bidi))
		name->breaks_a_rule = true;
}

static enum lm_format_verdict
verdict_of(int code)
{
	if (code == IDN2_MALLOC)
		return LM_FORMAT_UNDETERMINED;
	return code == IDN2_OK ? LM_FORMAT_GOOD : LM_FORMAT_BAD;
}

/* A label in Unicode, NUL-terminated (RFC 5891 §4.2). */
static enum lm_format_verdict
judge_u_label(struct name *name, const char *label)
{
	int flags = (name->how & LM_FORMAT_IDN_NFC) != 0 ? IDN2_NFC_INPUT : 0;
	uint8_t *ascii = NULL;
	enum lm_format_verdict verdict = verdict_of(
	    idn2_register_u8((const uint8_t *)label, NULL, &ascii, flags));

	if (verdict == LM_FORMAT_GOOD)
		add(name, lm_span_of(label), strlen((const char *)ascii));
	idn2_free(ascii);
	return verdict;
}

/* A label that begins with "xn--", NUL-terminated and in lower case. */
static enum lm_format_verdict
judge_a_label(struct name *name, const char *label)
{
	uint8_t *ascii = NULL;
	char *unicode = NULL;
	/* This reads it, checks what was read, and writes it again. */
	enum lm_format_verdict verdict = verdict_of(
	    idn2_register_u8(NULL, (const uint8_t *)label, &ascii, 0));

	if (verdict == LM_FORMAT_GOOD)
		verdict = verdict_of(idn2_to_unicode_8z8z(label, &unicode, 0));
	if (verdict == LM_FORMAT_GOOD)
		add(name, lm_span_of(unicode), strlen(label));
	idn2_free(unicode);
	idn2_free(ascii);
	return verdict;
}

static enum lm_format_verdict
judge_label(struct name *name, struct lm_span label)
{
	char copy[LABEL_MAX_BYTES + 1];
	bool is_ascii = true;

	if (label.len == 0 || label.len > LABEL_MAX_BYTES)
		return LM_FORMAT_BAD;
	for (size_t i = 0; i < label.len; i++) {
		if (label.ptr[i] == '\0')
			return LM_FORMAT_BAD;
		is_ascii = is_ascii && (unsigned char)label.ptr[i] < 0x80;
	}
	memcpy(copy, label.ptr, label.len);
	copy[label.len] = '\0';
	if (!is_ascii)
		return judge_u_label(name, copy);
	if (!lm_format_is_label(label))
		return LM_FORMAT_BAD;
	for (size_t i = 0; i < label.len; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] |= 0x20;
	if (strncmp(copy, "xn--", 4) == 0)
		return judge_a_label(name, copy);
	add(name, label, label.len);
	return LM_FORMAT_GOOD;
}

/* How long the dot at i is; 0: there is none. */
static size_t
dot_at(struct lm_span text, size_t i, unsigned how)
{
	/* U+3002, U+FF0E, U+FF61 */
	static const char dots[][4] = {"\xe3\x80\x82", "\xef\xbc\x8e",
	    "\xef\xbd\xa1"};

	if (text.ptr[i] == '.')
		return 1;
	if ((how & LM_FORMAT_IDN_DOTS) == 0 || text.len - i < 3)
		return 0;
	for (size_t k = 0; k < 3; k++)
		if (memcmp(text.ptr + i, dots[k], 3) == 0)
			return 3;
	return 0;
}

enum lm_format_verdict
lm_format_judge_idn(struct lm_span text, unsigned how)
{
	struct name name = {.how = how};
	enum lm_format_verdict verdict;
	size_t from = 0, dot;

	/* A label that is too long is not even looked through. */
	for (size_t i = 0; i < text.len && i - from <= LABEL_MAX_BYTES;
	     i += dot > 0 ? dot : 1) {
		dot = dot_at(text, i, how);
		if (dot == 0)
			continue;
		verdict =
		    judge_label(&name, lm_span(text.ptr + from, i - from));
		if (verdict != LM_FORMAT_GOOD)
			return verdict;
		name.len++;
		if (name.len > NAME_MAX_LEN)
			return LM_FORMAT_BAD;
		from = i + dot;
	}
	verdict = judge_label(&name, lm_span(text.ptr + from, text.len - from));
	if (verdict != LM_FORMAT_GOOD)
		return verdict;
	return name.len > NAME_MAX_LEN || (name.is_bidi && name.breaks_a_rule)
	    ? LM_FORMAT_BAD
	    : LM_FORMAT_GOOD;
}
