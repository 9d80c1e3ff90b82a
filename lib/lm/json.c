#include "lm/json.h"

#include <stdint.h>
#include <string.h>

size_t
lm_json_space_end(struct lm_span text, size_t i)
{
	while (i < text.len && lm_json_is_space(text.ptr[i]))
		i++;
	return i;
}

size_t
lm_json_string_end(struct lm_span text, size_t i)
{
	i++;
	while (i < text.len) {
		i = lm_json_plain_end(text, i, '"');
		if (i >= text.len || text.ptr[i] == '"')
			break;
		i += text.ptr[i] == '\\' ? 2 : 1;
	}
	return i + 1;
}

static size_t
scalar_end(struct lm_span text, size_t i)
{
	while (i < text.len && strchr(",]}", text.ptr[i]) == NULL &&
	    !lm_json_is_space(text.ptr[i]))
		i++;
	return i;
}

static size_t
container_end(struct lm_span text, size_t i)
{
	size_t depth = 0;

	while (i < text.len) {
		char byte = text.ptr[i];

		if (byte == '"') {
			i = lm_json_string_end(text, i);
			continue;
		}
		i++;
		if (byte == '{' || byte == '[')
			depth++;
		else if ((byte == '}' || byte == ']') && --depth == 0)
			break;
	}
	return i;
}

size_t
lm_json_value_end(struct lm_span text, size_t i)
{
	switch (text.ptr[i]) {
	case '"':
		return lm_json_string_end(text, i);
	case '{':
	case '[':
		return container_end(text, i);
	default:
		return scalar_end(text, i);
	}
}

uint32_t
lm_json_code_unit(struct lm_span text, size_t i)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t unit = 0;

	if (i + 6 > text.len || text.ptr[i] != '\\' || text.ptr[i + 1] != 'u')
		return LM_JSON_NO_UNIT;
	for (size_t k = i + 2; k < i + 6; k++) {
		char byte = text.ptr[k];
		int low = byte >= 'A' && byte <= 'F' ? byte + 32 : byte;
		const char *at = low == 0 ? NULL : strchr(digits, low);

		if (at == NULL)
			return LM_JSON_NO_UNIT;
		unit = unit * 16 + (uint32_t)(at - digits);
	}
	return unit;
}

bool
lm_json_mend_surrogates(char *text, size_t len)
{
	bool found = false;
	size_t i = 0;

	while (i + 1 < len) {
		uint32_t unit;

		if (text[i] != '\\') {
			i++;
			continue;
		}
		unit = lm_json_code_unit(lm_span(text, len), i);
		if (lm_json_is_high(unit) &&
		    lm_json_is_low(
			lm_json_code_unit(lm_span(text, len), i + 6))) {
			i += 12;
			continue;
		}
		if (lm_json_is_high(unit) || lm_json_is_low(unit)) {
			memcpy(text + i + 2, "fffd", 4);
			found = true;
		}
		i += 2;
	}
	return found;
}
