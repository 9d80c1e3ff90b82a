#include "assign_site.h"

/* Where an assignment stands in its text. */

#define CALL_MAX 100
#define MARKERS_MAX 24
#define SKIPPED_MAX 48

/* After nothing but blanks and signs of lists and comments. */
bool
site_leads(const struct site *site)
{
	struct lm_span text = site->text;
	size_t from = site->name_at, at = from;

	if (site->closes.byte != '\0')
		return false;

	while (at > 0 && from - at < MARKERS_MAX &&
	    (is_blank(text.ptr[at - 1]) ||
		is_any_of(text.ptr[at - 1], "-#/*>+|\"'\\")))
		at--;
	return at == 0 || text.ptr[at - 1] == '\n' || text.ptr[at - 1] == '\r';
}

bool
site_is_argument(const struct site *site)
{
	struct lm_span text = site->text;
	size_t i = site->run_at, at = i;
	int depth = 0;

	if (site->colon)
		return false;
	while (at > 0 && is_blank(text.ptr[at - 1]) && i - at < BLANKS_MAX)
		at--;
	if (at > 0 && text.ptr[at - 1] == '(')
		return true;
	if (at == 0 || text.ptr[at - 1] != ',')
		return false;
	for (; at > 0 && i - at < CALL_MAX; at--) {
		if (text.ptr[at - 1] == '\n')
			return false;
		depth += text.ptr[at - 1] == ')';
		if (text.ptr[at - 1] == '(' && depth-- == 0)
			return true;
	}
	return false;
}

size_t
site_skip_left(struct lm_span text, size_t at, const char *over)
{
	size_t from = at;

	while (at > 0 && from - at < SKIPPED_MAX &&
	    is_any_of(text.ptr[at - 1], over))
		at--;
	return at;
}
