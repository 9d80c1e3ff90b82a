#include "dictionary.h"

#include <stdbool.h>
#include <string.h>

#include "detect.h"

/* FILE or FILE:COLUMN, as options have it. */

bool
dictionary_is_csv(struct lm_span name)
{
	return text_ends_with(name, ".csv") || text_ends_with(name, ".csv.gz");
}

size_t
dictionary_name_len(struct lm_span spec)
{
	size_t at = spec.len;

	while (at > 0 && spec.ptr[at - 1] != ':')
		at--;
	return at > 0 && at < spec.len &&
		dictionary_is_csv(lm_span(spec.ptr, at - 1))
	    ? at - 1
	    : spec.len;
}

enum lm_code
dictionary_split(const char *spec, struct lm_buf *file, const char **column,
    struct lm_err *err)
{
	const char *colon = strrchr(spec, ':');
	struct lm_span name = lm_span_of(spec);
	size_t len = dictionary_name_len(name);
	enum lm_code code;

	*column = NULL;
	if (len < name.len) {
		name.len = len;
		*column = spec + len + 1;
	} else if (dictionary_is_csv(name) ||
	    (colon != NULL && colon[1] == '\0' &&
		dictionary_is_csv(lm_span(spec, (size_t)(colon - spec))))) {
		return lm_err_set(err, LM_USAGE,
		    "dictionary %s: which column? expected FILE:COLUMN, a "
		    "name or a number from 1",
		    spec);
	}
	code = lm_buf_span(file, name, err);
	return code == LM_OK ? lm_buf_byte(file, '\0', err) : code;
}
