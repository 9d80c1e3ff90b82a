#include "pieces.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/clock.h"
#include "lm/utf8.h"
#include "random.h"
#include "repository.h"

#define TOKENIZER "fixtures/tokenizers/small.json"

static struct tokens *
exact(void)
{
	struct lm_buf file = repository_file(TOKENIZER);
	struct tokens *tokens = NULL;
	struct lm_err err;
	char path[FILES_PATH_SIZE];

	file_path("tokenizer.json", path);
	file_write(path, lm_buf_view(&file));
	CHECK_OK(tokens_new(path, &tokens, &err), &err);
	CHECK(tokens_are_exact(tokens));
	lm_buf_free(&file);
	return tokens;
}

static struct tokens *
estimated(void)
{
	struct tokens *tokens = NULL;

	CHECK_CODE(tokens_new(NULL, &tokens, NULL), LM_OK);
	CHECK(!tokens_are_exact(tokens));
	return tokens;
}

static uint64_t
count(struct tokens *tokens, struct lm_span text)
{
	uint64_t n = 0;

	CHECK_CODE(tokens_count(tokens, text, &n, NULL), LM_OK);
	return n;
}

static bool
is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Whether a character begins, or the text ends, there. */
static bool
is_boundary(struct lm_span text, size_t at)
{
	return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static void
check_piece(struct tokens *tokens, struct lm_span text,
    const struct piece *piece, uint64_t most)
{
	size_t n_space = 0;

	if (!CHECK(piece->start < piece->end && piece->end <= text.len))
		return;
	CHECK(is_boundary(text, piece->start));
	CHECK(is_boundary(text, piece->end));
	CHECK(count(tokens,
		  lm_span(text.ptr + piece->start,
		      piece->end - piece->start)) <= most);
	for (size_t i = piece->start; i < piece->end; i++)
		n_space += is_space(text.ptr[i]);
	CHECK(n_space < piece->end - piece->start);
}

/* What lies between two pieces, or is in both. */
static void
check_seam(struct tokens *tokens, struct lm_span text,
    const struct piece *before, const struct piece *piece, uint64_t overlap)
{
	CHECK(piece->start > before->start && piece->end > before->end);
	for (size_t i = before->end; i < piece->start; i++)
		CHECK(is_space(text.ptr[i]));
	if (piece->start < before->end)
		CHECK(count(tokens,
			  lm_span(text.ptr + piece->start,
			      before->end - piece->start)) <= overlap);
}

/* All that is promised of the pieces of a text; how many there are. */
static size_t
check_pieces(struct tokens *tokens, struct lm_span text, uint64_t most,
    uint64_t overlap)
{
	struct lm_buf out = {0};
	struct lm_err err;
	const void *memory;
	const struct piece *pieces;
	size_t n, end = 0;

	CHECK_OK(pieces_cut(tokens, text, most, overlap, &out, &err), &err);
	memory = out.ptr;
	pieces = memory;
	n = out.len / sizeof(*pieces);
	for (size_t i = 0; i < n; i++) {
		check_piece(tokens, text, &pieces[i], most);
		if (i > 0)
			check_seam(tokens, text, &pieces[i - 1], &pieces[i],
			    overlap);
		end = pieces[i].end;
	}
	for (size_t i = 0; n > 0 && i < pieces[0].start; i++)
		CHECK(is_space(text.ptr[i]));
	for (; end < text.len; end++)
		CHECK(is_space(text.ptr[end]));
	lm_buf_free(&out);
	return n;
}

/* "start-end ..." of the pieces. */
static void
check_cut(struct tokens *tokens, const char *text, uint64_t most,
    uint64_t overlap, const char *want)
{
	struct lm_buf out = {0}, got = {0};
	const void *memory;
	const struct piece *pieces;

	CHECK_CODE(pieces_cut(tokens, lm_span_of(text), most, overlap, &out,
		       NULL),
	    LM_OK);
	memory = out.ptr;
	pieces = memory;
	for (size_t i = 0; i < out.len / sizeof(*pieces); i++)
		CHECK_CODE(lm_buf_printf(&got, NULL, "[%.*s]",
			       (int)(pieces[i].end - pieces[i].start),
			       text + pieces[i].start),
		    LM_OK);
	CHECK_SPAN(lm_buf_view(&got), want);
	lm_buf_free(&got);
	lm_buf_free(&out);
}

/* small.json has a token for each of these words, with the space before. */
static void
by_words(void)
{
	struct tokens *tokens = exact();

	check_cut(tokens, "the door", 10, 0, "[the door]");
	check_cut(tokens, "", 10, 0, "");
	check_cut(tokens, " \n", 10, 0, "");
	check_cut(tokens, "a a a a a", 2, 0, "[a a][a a][a]");
	check_cut(tokens, "a a a a a", 2, 1, "[a a][a a][a a][a a]");
	check_cut(tokens, "a a a a a ", 3, 2, "[a a a][a a a][a a a]");
	check_cut(tokens, "a a  ", 1, 0, "[a][a]");
	check_cut(tokens, "a\n\n\n\n\n\n\n\n\na", 3, 0, "[a][a]");
	check_cut(tokens, "\n\n\n\n\n\n\n\n\na a", 3, 0, "[a a]");
	tokens_free(tokens);
}

/* Space that is more than a piece has room for is left out: no server takes a
 * text of nothing. */
static void
much_space(void)
{
	struct tokens *tokens = exact();
	struct lm_buf text = {0};
	char spaces[600];

	memset(spaces, '\n', sizeof(spaces));
	append(&text, lm_span(spaces, sizeof(spaces)));
	append(&text, lm_span_of("one"));
	append(&text, lm_span(spaces, sizeof(spaces)));
	append(&text, lm_span_of("two"));
	append(&text, lm_span(spaces, sizeof(spaces)));
	for (uint64_t most = 4; most < 40; most++)
		for (uint64_t overlap = 0; overlap < 4; overlap++)
			CHECK(check_pieces(tokens, lm_buf_view(&text), most,
				  overlap) >= 2);
	lm_buf_free(&text);
	tokens_free(tokens);
}

/* Where words have no spaces, characters are shared. */
static void
without_spaces(void)
{
	struct tokens *tokens = exact();
	struct lm_buf text = {0}, out = {0};
	const void *memory;
	const struct piece *pieces;
	size_t n;

	for (int i = 0; i < 200; i++)
		append(&text, lm_span_of("\xe4\xb8\xad\xe6\x96\x87"));
	check_pieces(tokens, lm_buf_view(&text), 50, 10);
	CHECK_CODE(pieces_cut(tokens, lm_buf_view(&text), 50, 10, &out, NULL),
	    LM_OK);
	memory = out.ptr;
	pieces = memory;
	n = out.len / sizeof(*pieces);
	CHECK(n > 2);
	for (size_t i = 1; i < n; i++)
		CHECK(pieces[i].start < pieces[i - 1].end);
	lm_buf_free(&out);
	lm_buf_free(&text);
	tokens_free(tokens);
}

static void
too_few_for_a_character(void)
{
	struct tokens *tokens = exact();
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_CODE(pieces_cut(tokens, lm_span_of("a \xf0\x9f\x98\x80"), 1, 0,
		       &out, &err),
	    LM_MALFORMED);
	CHECK_HAS(err.message, "one character has more than 1 tokens");
	lm_buf_free(&out);
	tokens_free(tokens);
}

static void
longest_start(void)
{
	struct tokens *tokens = exact();
	struct lm_span text =
	    lm_span_of("the door \xe4\xb8\xad\xe6\x96\x87 a \xf0\x9f\x98\x80!");
	uint64_t all = count(tokens, text);

	for (uint64_t most = 0; most < all + 3; most++) {
		size_t len = 99;

		CHECK_CODE(pieces_longest(tokens, text, most, &len, NULL),
		    LM_OK);
		CHECK(len <= text.len && is_boundary(text, len));
		CHECK(count(tokens, lm_span(text.ptr, len)) <= most);
		CHECK((len == text.len) == (most >= all));
	}
	tokens_free(tokens);
}

static const char *const parts[] = {" ", " ", " ", "\n", "  ", "\t", "a", "the",
    "door", "gateway", "invoice", "0123456789", "...", "\xc3\xa9",
    "\xe4\xb8\xad\xe6\x96\x87", "\xf0\x9f\x98\x80", "\xe2\x80\x8b",
    "na\xc3\xafve", "\x01", "x=y;", "qzxv", "\xcc\x81",
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9"};

/* Of words with spaces, or without any, or with very long ones. */
static void
random_text(struct random *random, struct lm_buf *text)
{
	size_t n = (size_t)random_below(random, 120);
	size_t first = random_once_in(random, 4) ? 6 : 0;

	text->len = 0;
	while (n-- > 0) {
		size_t part = (size_t)random_between(random, first,
		    sizeof(parts) / sizeof(parts[0]) - 1);
		uint64_t times =
		    random_once_in(random, 30) ? random_below(random, 200) : 1;

		while (times-- > 0)
			append(text, lm_span_of(parts[part]));
	}
}

static void
random_texts(struct tokens *tokens, uint64_t stream, int rounds)
{
	struct random random = random_start(stream);
	struct lm_buf text = {0};
	size_t n = 0;

	for (int i = 0; i < rounds; i++) {
		uint64_t most = random_between(&random, 16, 90);
		uint64_t overlap = random_once_in(&random, 3)
		    ? 0
		    : random_below(&random, most);

		random_text(&random, &text);
		n += check_pieces(tokens, lm_buf_view(&text), most, overlap);
		check_note("text %d, %ju tokens, overlap %ju", i,
		    (uintmax_t)most, (uintmax_t)overlap);
	}
	CHECK(n > (size_t)rounds);
	lm_buf_free(&text);
	tokens_free(tokens);
}

static void
any_text_exactly(void)
{
	random_texts(exact(), 41, check_soak() ? 100000 : 1500);
}

static void
any_text_by_estimate(void)
{
	random_texts(estimated(), 42, check_soak() ? 100000 : 1500);
}

/* However much is shared, it takes no time squared. */
static void
much_shared(void)
{
	struct tokens *tokens = estimated();
	struct lm_buf text = {0}, out = {0};
	int64_t begun;

	for (int i = 0; i < 400000; i++)
		append(&text, lm_span_of("a "));
	begun = lm_clock_monotonic();
	CHECK_CODE(pieces_cut(tokens, lm_buf_view(&text), 100000, 50000, &out,
		       NULL),
	    LM_OK);
	CHECK(out.len > 5 * sizeof(struct piece));
	/* It was minutes; it is far below a second. */
	CHECK((lm_clock_monotonic() - begun) / LM_CLOCK_SECOND < 20);
	lm_buf_free(&out);
	lm_buf_free(&text);
	tokens_free(tokens);
}

TEST_MAIN(TEST(by_words), TEST(much_space), TEST(without_spaces),
    TEST(too_few_for_a_character), TEST(longest_start), TEST(any_text_exactly),
    TEST(any_text_by_estimate), TEST(much_shared))
