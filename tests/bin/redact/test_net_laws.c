#include "check.h"
#include "net.h"
#include "net_search.h"
#include "random.h"

#include "lm/buf.h"

static void
append_piece(struct random *random, struct lm_buf *out)
{
	static const char *const pieces[] = {"a@b.co", "@", "10.0.0.1", ".",
	    "1", "::", ":", "fe80", "2001:db8", "00:1a:2b:3c:4d:5e", "-", "://",
	    "http", "user", ":pw1", "/", "Bearer ", "basic ", "abc123def456",
	    "dXNlcjpodW50ZXIy", HEADER, PAYLOAD, "eyJ", OPEN, CLOSE, DATA, "\n",
	    "\\n", "\"", "[", "]", "EMAIL", "%40", "%", "x", " ", "\xc3\xa4",
	    "\xe2\x80\xaf", "git", "PuTTY-User-Key-File-",
	    "Private-Lines: ", " version ", "=", "<", ">", "1.2.3.4"};
	size_t i = random_below(random, sizeof(pieces) / sizeof(pieces[0]));

	CHECK_OK(lm_buf_text(out, pieces[i], NULL), NULL);
}

static bool
starts_character(struct lm_span text, size_t at)
{
	return at == text.len ||
	    (text.ptr != NULL && ((unsigned char)text.ptr[at] & 0xc0) != 0x80);
}

/* Whether all that is found overlaps a mask or touches one: what stands beside
 * a mask is left to it (as the search does), since a letter or a digit there
 * may have been what joined it to something else. */
static bool
is_masked_for_good(struct lm_span once, const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *found = &findings->list[i];
		size_t end = found->at + found->len;

		if (!net_has_mask(lm_span(once.ptr + found->at, found->len)) &&
		    (found->at == 0 || once.ptr[found->at - 1] != ']') &&
		    (end == once.len || once.ptr[end] != '['))
			return false;
	}
	return true;
}

/* Findings are whole characters within the text; masked, none comes back. */
static void
keeps_its_laws(void)
{
	const size_t n_cases = check_soak() ? 1000000 : 20000;
	struct lm_buf text = {0}, once = {0};
	struct findings findings = {0};

	for (size_t n = 0; n < n_cases; n++) {
		struct random random = random_start(n);
		size_t n_pieces = random_between(&random, 1, 12), at = 0;
		struct subject subject;

		text.len = once.len = 0;
		while (n_pieces-- > 0)
			append_piece(&random, &text);
		subject = (struct subject){.text = lm_buf_view(&text)};
		search(&subject, &findings);
		for (size_t i = 0; i < findings.n; i++) {
			const struct finding *found = &findings.list[i];
			size_t end = found->at + found->len;

			if (!CHECK(end <= text.len && found->len > 0 &&
				starts_character(subject.text, found->at) &&
				starts_character(subject.text, end)))
				break;
			CHECK_OK(lm_buf_append(&once, text.ptr + at,
				     found->at - at, NULL),
			    NULL);
			CHECK_OK(lm_buf_texts(&once, NULL, "[",
				     kind_infos[found->kind].label,
				     n % 2 ? "]" : ":k7f3a9c2]", NULL),
			    NULL);
			at = end;
		}
		CHECK_OK(lm_buf_append(&once, text.ptr + at, text.len - at,
			     NULL),
		    NULL);
		subject.text = lm_buf_view(&once);
		search(&subject, &findings);
		if (!CHECK(is_masked_for_good(subject.text, &findings))) {
			check_note("case %zu: %.*s -> %.*s", n, (int)text.len,
			    text.ptr, (int)once.len, once.ptr);
			break;
		}
	}
	findings_free(&findings);
	lm_buf_free(&text);
	lm_buf_free(&once);
}

TEST_MAIN(TEST(keeps_its_laws))
