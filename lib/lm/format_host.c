#include "lm/format_checks.h"

/* RFC 1035 §2.3.4, less the length of the first label and of the root. */
#define NAME_MAX_LEN 253
#define LABEL_MAX_LEN 63

bool
lm_format_is_label(struct lm_span label)
{
	if (label.len == 0 || label.len > LABEL_MAX_LEN ||
	    !lm_format_is(label.ptr[0], LM_FORMAT_LETDIG) ||
	    !lm_format_is(label.ptr[label.len - 1], LM_FORMAT_LETDIG))
		return false;
	for (size_t i = 1; i < label.len; i++)
		if (!lm_format_is(label.ptr[i], LM_FORMAT_LDH))
			return false;
	return true;
}

bool
lm_format_is_host(struct lm_span text)
{
	size_t from = 0;

	if (text.len > NAME_MAX_LEN)
		return false;
	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && lm_format_is(text.ptr[i], LM_FORMAT_LDH))
			continue;
		if ((i < text.len && text.ptr[i] != '.') || i == from ||
		    i - from > LABEL_MAX_LEN || text.ptr[from] == '-' ||
		    text.ptr[i - 1] == '-')
			return false;
		from = i + 1;
	}
	return true;
}

enum lm_format_verdict
lm_format_judge_host(struct lm_span text)
{
	if (!lm_format_is_host(text))
		return LM_FORMAT_BAD;
	for (size_t i = 0; i + 4 <= text.len; i++)
		if (text.ptr[i + 2] == '-' && text.ptr[i + 3] == '-' &&
		    (text.ptr[i] | 0x20) == 'x' &&
		    (text.ptr[i + 1] | 0x20) == 'n' &&
		    (i == 0 || text.ptr[i - 1] == '.'))
			return lm_format_judge_idn(text, 0);
	return LM_FORMAT_GOOD;
}

enum lm_format_verdict
lm_format_judge_idn_host(struct lm_span text)
{
	/* Only a name in ASCII is refused or accepted without more ado. */
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return lm_format_judge_idn(text, LM_FORMAT_IDN_DOTS);
	return lm_format_judge_host(text);
}
