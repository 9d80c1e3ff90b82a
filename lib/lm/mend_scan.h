#ifndef LM_MEND_SCAN_H
#define LM_MEND_SCAN_H

#include <stddef.h>
#include <string.h>

#include "lm/json.h"
#include "lm/span.h"

/* What is quick to look over in a string. */

/* The bytes of the escape at i (RFC 8259 7); 0: it is none. */
static inline size_t
lm_mend_escape_len(struct lm_span text, size_t i)
{
	if (text.ptr[i] != '\\' || text.len - i < 2)
		return 0;
	if (text.ptr[i + 1] == 'u')
		return lm_json_code_unit(text, i) == LM_JSON_NO_UNIT ? 0 : 6;
	return text.ptr[i + 1] != '\0' &&
		strchr("\"\\/bfnrt", text.ptr[i + 1]) != NULL
	    ? 2
	    : 0;
}

/* Past the comment sign at or behind i, or text.len. */
static inline size_t
lm_mend_block_end(struct lm_span text, size_t i)
{
	while (i < text.len) {
		const char *at = memchr(text.ptr + i, '*', text.len - i);

		if (at == NULL)
			break;
		i = (size_t)(at - text.ptr) + 1;
		if (i < text.len && text.ptr[i] == '/')
			return i + 1;
	}
	return text.len;
}

#endif
