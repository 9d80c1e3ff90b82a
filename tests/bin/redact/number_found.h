#ifndef REDACT_NUMBER_FOUND_H
#define REDACT_NUMBER_FOUND_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "number.h"

/* The findings of these kinds in a text under a name, as "kind at+len ...". */
static inline void
show_found(struct lm_span name, struct lm_span text, const struct kinds *on,
    char *out, size_t size)
{
	const struct subject subject = {text, name};
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < text.len && len < size; i++) {
		struct finding found;

		if (!is_digit(text.ptr[i]) ||
		    (i > 0 && is_digit(text.ptr[i - 1])) ||
		    !detect_number(&subject, i, on, &found))
			continue;
		len += (size_t)snprintf(out + len, size - len, "%s%s %zu+%zu",
		    len == 0 ? "" : ", ", kind_infos[found.kind].name, found.at,
		    found.len);
		i = found.at + found.len - 1;
	}
}

struct one {
	const char *name;
	const char *text;
	const char *found;
};

static inline void
check_found(const struct one *cases, size_t n, const struct kinds *on)
{
	char got[512];

	for (size_t i = 0; i < n; i++) {
		show_found(lm_span_of(cases[i].name), lm_span_of(cases[i].text),
		    on, got, sizeof(got));
		CHECK_TEXT(got, cases[i].found);
		check_note("%s: %s", cases[i].name, cases[i].text);
	}
}

#endif
