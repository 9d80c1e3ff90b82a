#ifndef REDACT_ASSIGN_FOUND_H
#define REDACT_ASSIGN_FOUND_H

#include <stdlib.h>
#include <string.h>

#include "assign.h"
#include "assign_fixture.h"
#include "check.h"

static inline bool
is_option(struct lm_span text, size_t i)
{
	return i + 2 < text.len && text.ptr[i + 1] == '-' &&
	    (text.ptr[i + 2] == '-' || text.ptr[i + 2] == 'u' ||
		text.ptr[i + 2] == 'p' || text.ptr[i + 2] == 'w');
}

/* Within "password" or "Kennwort". */
static inline bool
is_in_password(struct lm_span text, size_t i)
{
	return text_has_any_case(text, i, "ssw") ||
	    text_has_any_case(text, i, "ssp") ||
	    text_has_any_case(text, i, "ssc") ||
	    text_has_any_case(text, i, "nnw");
}

/* At a run of letters and digits that is a long one. */
static inline bool
is_long_run(struct lm_span text, size_t i)
{
	size_t n = 0;

	if (i > 0 && is_alnum(text.ptr[i - 1]))
		return false;
	while (i + n < text.len && is_alnum(text.ptr[i + n]))
		n++;
	return n >= 24;
}

/* The first finding at or after from, as the core's scan would call for it. */
static inline bool
find_from(struct fixture *fixture, struct lm_span text, size_t from,
    struct finding *found)
{
	struct lm_err err = {0};
	bool is = false;

	for (size_t i = from; i < text.len && !is; i++) {
		enum lm_code code = LM_OK;

		switch (text.ptr[i]) {
		case ':':
		case '=':
		case '|':
			code = detect_assignment(&fixture->assigner,
			    &fixture->memo, text, i, &is, found, &err);
			break;
		case ',':
			if (i > 0 && text.ptr[i - 1] == '"')
				code = detect_assignment(&fixture->assigner,
				    &fixture->memo, text, i, &is, found, &err);
			break;
		case '<':
			if (i + 1 < text.len && text.ptr[i + 1] == '/')
				code = detect_element(&fixture->assigner,
				    &fixture->memo, text, i, &is, found, &err);
			break;
		default:
			if (is_option(text, i))
				code = detect_option(&fixture->assigner,
				    &fixture->memo, text, i, &is, found, &err);
			else if (text_has(text, i, "\xef\xbc\x9a") ||
			    text_has(text, i, "\xef\xbc\x9d"))
				code = detect_assignment(&fixture->assigner,
				    &fixture->memo, text, i, &is, found, &err);
			else if (is_in_password(text, i))
				code = detect_said(&fixture->assigner,
				    &fixture->memo, text, i, &is, found, &err);
			else if (is_long_run(text, i))
				code = detect_said_key(&fixture->assigner,
				    &fixture->memo, text, i, &is, found, &err);
			break;
		}
		CHECK_OK(code, &err);
	}
	return is;
}

/* A text with what is to be found in it between "«" and "»". */
struct marked {
	char *text; /* exactly as long as it is, so that reading on is seen */
	size_t len;
	size_t at;
	size_t found_len;
};

#define OPEN "\xc2\xab"
#define CLOSE "\xc2\xbb"

static inline bool
unmark(const char *source, struct marked *marked)
{
	const char *open = strstr(source, OPEN), *close = strstr(source, CLOSE);
	size_t len = strlen(source);

	*marked = (struct marked){.len = len};
	if (open != NULL && close != NULL) {
		marked->len = len - 4;
		marked->at = (size_t)(open - source);
		marked->found_len = (size_t)(close - open) - 2;
	}
	marked->text = malloc(marked->len > 0 ? marked->len : 1);
	if (marked->text == NULL)
		return CHECK(false);
	if (marked->found_len == 0) {
		memcpy(marked->text, source, len);
		return true;
	}
	memcpy(marked->text, source, marked->at);
	memcpy(marked->text + marked->at, open + 2, marked->found_len);
	memcpy(marked->text + marked->at + marked->found_len, close + 2,
	    len - marked->at - marked->found_len - 4);
	return true;
}

/* That just this is found, and nothing once it is masked. */
static inline void
check_one(struct fixture *fixture, const char *source)
{
	struct marked marked;
	struct finding found = {0};
	struct lm_span text;
	char masked[2048];
	bool is;

	if (!unmark(source, &marked))
		return;
	text = lm_span(marked.text, marked.len);
	if (text.ptr == NULL)
		return;
	is = find_from(fixture, text, 0, &found);
	CHECK_EQ(is, marked.found_len > 0);
	check_note("%s", source);
	if (is && CHECK_EQ(found.at, marked.at) &&
	    CHECK_EQ(found.len, marked.found_len) &&
	    CHECK(text.len + 10 < sizeof(masked))) {
		size_t end = found.at + found.len;

		/* The end of an element may tell once more. */
		CHECK(!find_from(fixture, text, end, &found) ||
		    found.at == marked.at);
		check_note("twice: %s", source);
		memcpy(masked, text.ptr, marked.at);
		memcpy(masked + marked.at, "[API_KEY]", 9);
		memcpy(masked + marked.at + 9, text.ptr + end, text.len - end);
		text = lm_span(masked, text.len - marked.found_len + 9);
		CHECK_EQ(find_from(fixture, text, 0, &found), false);
		check_note("again: %.*s", (int)text.len, text.ptr);
	}
	check_note("%s", source);
	free(marked.text);
}

static inline void
check_all(const char *const *sources)
{
	struct fixture fixture;

	if (!set_up(&fixture))
		return;
	for (; *sources != NULL; sources++)
		check_one(&fixture, *sources);
	tear_down(&fixture);
}

#endif
