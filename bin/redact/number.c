#include "number.h"

#include <string.h>

#include "context.h"
#include "ids.h"

#define WORD_MAX 19    /* digits of a card, or of a form's first word */
#define LETTER_LEAST 7 /* of a word that a letter follows in a form */
#define BARE_LEAST 6   /* digits of a number without separators */
#define CARD_LEAST 12  /* digits of a card in one run */
#define CARD_GROUP 3   /* digits of its second group, where it has groups */
#define CHARS_MAX 24   /* of a form */

/* A run of digits, and what stands beside it. */
struct run {
	size_t i, digits;
	size_t at;	/* where the letters before it begin */
	size_t letters; /* how many, also if a separator is between */
	size_t word;	/* letters and digits from at on, without separators */
	char next;	/* after the word: '\0' the end, or a separator */
	size_t second;	/* digits after that separator */
	size_t group;	/* letters and digits after it */
};

/* The letters before the byte end, at most one more than identifiers have. */
static size_t
letters_before(struct lm_span text, size_t end)
{
	size_t n = 0;

	while (n <= ID_LETTERS && n < end && is_letter(text.ptr[end - 1 - n]))
		n++;
	return n;
}

/* The letters right before the digits.  In "\n123", the text of an escape, n is
 * none. */
static bool
read_letters(struct lm_span text, struct run *run)
{
	size_t i = run->i;

	if (i == 0 || !is_letter(text.ptr[i - 1]) ||
	    (i > 1 && text.ptr[i - 2] == '\\'))
		return true;
	run->letters = letters_before(text, i);
	run->at = i - run->letters;
	return run->letters <= ID_LETTERS;
}

/* What follows the word that ends at end. */
static void
read_next(struct lm_span text, size_t end, struct run *run)
{
	size_t at = end + number_separator(text, end, &run->next);

	if (at == end && end < text.len && text.ptr[end] == '+') {
		run->next = '+';
		at++;
	}
	while (at + run->second < text.len && run->second < WORD_MAX &&
	    is_digit(text.ptr[at + run->second]))
		run->second++;
	run->group = run->second;
	while (at + run->group < text.len && run->group < WORD_MAX &&
	    is_alnum(text.ptr[at + run->group]))
		run->group++;
	if (run->group == 0 ||
	    (run->second == 0 && run->next != '.' && run->word == run->digits &&
		run->word < LETTER_LEAST))
		run->next = '\0';
}

/* Whether digits up to end, few and with no letters before them, may be the
 * first of a number's groups. */
static bool
may_go_on(struct lm_span text, size_t end)
{
	char next = end < text.len ? text.ptr[end] : '\0';
	char other = end + 1 < text.len ? text.ptr[end + 1] : '\0';

	if (next == ' ' || next == '-' || next == '/' || next == '+')
		return is_digit(other);
	return is_alnum(next) || (next & 0x80) != 0 ||
	    (next == '.' && is_alnum(other));
}

/* False: no identifier can begin here. */
static bool
read_run(struct lm_span text, size_t i, struct run *run)
{
	size_t end = i;

	/* Most are inside of something: a date, a decimal, an address. */
	if (i > 1 && is_digit(text.ptr[i - 2]) &&
	    (text.ptr[i - 1] == '.' || text.ptr[i - 1] == '-' ||
		is_letter(text.ptr[i - 1])))
		return false;
	*run = (struct run){.i = i, .at = i};
	if (i > 0 && text.ptr[i - 1] == '_')
		return false;
	while (end < text.len && end - i <= WORD_MAX && is_digit(text.ptr[end]))
		end++;
	run->digits = end - i;
	if (!read_letters(text, run))
		return false;
	if (run->letters == 0 && run->digits < BARE_LEAST &&
	    !may_go_on(text, end))
		return false;
	if (number_before(text, run->at) == EDGE_WITHIN)
		return false;
	while (end < text.len && end - run->at <= WORD_MAX &&
	    is_alnum(text.ptr[end]))
		end++;
	run->word = end - run->at;
	if (run->word > WORD_MAX)
		return run->letters == 2;
	read_next(text, end, run);
	return run->next != '\0' || run->word >= BARE_LEAST;
}

/* Whether letters and a separator may be before the digits at i. */
static bool
follows_letters(struct lm_span text, size_t i)
{
	if (i < 2)
		return false;
	return text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '-'
	    ? is_letter(text.ptr[i - 2])
	    : (text.ptr[i - 1] & 0x80) != 0;
}

/* Letters and a separator before the digits; false: there are none.  A fiscal
 * code's may be in two groups. */
static bool
step_left(struct lm_span text, struct run *run)
{
	size_t separator = number_separator_before(text, run->i), end;

	if (separator == 0 || run->letters > 0)
		return false;
	end = run->i - separator;
	run->letters = letters_before(text, end);
	if (run->letters == 0 || run->letters > ID_LETTERS)
		return false;
	run->at = end - run->letters;
	run->group = run->word;
	run->word = run->letters;
	if (run->letters == 3 && run->digits == 2 && run->at > 3) {
		size_t more = number_separator_before(text, run->at);

		if (more > 0 && letters_before(text, run->at - more) == 3) {
			run->letters += 3;
			run->at -= more + 3;
			end = run->at + 3;
		}
	}
	(void)number_separator(text, end, &run->next);
	run->second = run->letters > run->word ? 0 : run->digits;
	if (run->second == 0)
		run->group = run->word;
	return number_before(text, run->at) != EDGE_WITHIN;
}

/* A form, matched. */
struct match {
	char chars[CHARS_MAX];
	size_t n;
	size_t end;
	bool small;	     /* it has small letters */
	bool spaced;	     /* it has spaces */
	const char *pattern; /* tried last, and whether it matched */
	bool matched;
};

/* Take what one byte of a pattern stands for. */
static bool
match_one(struct lm_span text, char want, char *separator, struct match *match)
{
	bool capital = want >= 'A' && want <= 'Z';
	char byte;

	if (match->end >= text.len)
		return false;
	byte = text.ptr[match->end];
	if (want == 'd' || want == 'a' || want == 'x' || capital) {
		if (!is_alnum(byte) || (want == 'd' && !is_digit(byte)) ||
		    (want == 'a' && !is_letter(byte)) ||
		    (capital && to_upper(byte) != want))
			return false;
		match->small = match->small || byte != to_upper(byte);
		match->chars[match->n++] = to_upper(byte);
		match->end++;
		return true;
	}
	if (want == '+') {
		match->end++;
		return byte == '+';
	}
	match->end += number_separator(text, match->end, &byte);
	match->spaced = match->spaced || byte == ' ';
	if (want != 's')
		return byte == want;
	if (*separator == '\0')
		*separator = byte;
	return byte == *separator && (byte == ' ' || byte == '-');
}

/* Forms of one pattern stand together: it is tried once. */
static bool
match_form(struct lm_span text, size_t at, const char *pattern,
    struct match *match)
{
	char separator = '\0';

	if (pattern == match->pattern)
		return match->matched;
	match->pattern = pattern;
	match->matched = false;
	match->n = 0;
	match->end = at;
	match->small = false;
	match->spaced = false;
	for (; *pattern != '\0'; pattern++)
		if (!match_one(text, *pattern, &separator, match))
			return false;
	match->matched = number_after(text, match->end) != EDGE_WITHIN &&
	    !number_in_mask(text, at, match->end);
	return match->matched;
}

/* Whether a form can be what the run is part of, at a glance: the length of its
 * first word, the separator after it, and the digits that follow that. */
static bool
fits(const struct id_form *form, const struct run *run)
{
	const char *after = form->pattern + form->word;
	size_t n = 0;

	if (form->word != run->word)
		return false;
	if (*after == '\0')
		return true;
	if (*after == 's' ? run->next != ' ' && run->next != '-'
			  : run->next != *after)
		return false;
	while (after[n + 1] == 'd')
		n++;
	return n == run->second || (n < run->second && after[n + 1] == 'x');
}

/* Whether one of the forms can be, told without looking at them. */
static bool
may_fit(const struct id_forms *forms, const struct run *run)
{
	return (forms->bare >> run->word & 1) != 0 ||
	    (run->next != '\0' && (forms->joined >> run->word & 1) != 0 &&
		(forms->seconds >> run->group & 1) != 0);
}

/* Whether the number goes on, as a row of numbers does. */
static bool
is_row(struct lm_span text, size_t at, size_t end)
{
	return (end + 3 < text.len && text.ptr[end] == ' ' &&
		   is_digit(text.ptr[end + 1]) && is_digit(text.ptr[end + 2]) &&
		   is_digit(text.ptr[end + 3])) ||
	    (at > 1 && text.ptr[at - 1] == ' ' && is_digit(text.ptr[at - 2]));
}

/* The kinds whose words are near, looked for when first asked. */
struct near {
	size_t end; /* of the token; 0: not looked for */
	struct kinds kinds;
};

static bool
is_near(const struct subject *subject, size_t at, size_t end, enum kind kind,
    struct near *near)
{
	if (near->end != end) {
		near->end = end;
		near->kinds = id_kinds_near(subject, at, end);
	}
	return kinds_has(&near->kinds, kind);
}

/* Whether a form that stands here has to have a word beside it. */
static bool
needs_word(const struct subject *subject, const struct id_form *form, size_t at,
    const struct match *match)
{
	struct lm_span text = subject->text;

	return form->need == ID_NEEDS || match->small ||
	    number_before(text, at) == EDGE_HANGS ||
	    number_after(text, match->end) == EDGE_HANGS ||
	    (match->spaced && is_row(text, at, match->end));
}

static bool
is_one(const struct subject *subject, const struct id_form *form, size_t at,
    struct match *match, struct near *near)
{
	return match_form(subject->text, at, form->pattern, match) &&
	    (form->check == NULL || form->check(match->chars, match->n)) &&
	    (!needs_word(subject, form, at, match) ||
		is_near(subject, at, match->end, form->kind, near));
}

static bool
detect_id(const struct subject *subject, const struct run *run,
    const struct kinds *on, struct finding *found)
{
	struct id_forms forms;
	struct near near = {0};
	struct match match = {0};

	if (run->digits > ID_DIGITS || run->word > WORD_MAX)
		return false;
	forms = id_forms_of(run->letters, run->digits);
	if (!may_fit(&forms, run))
		return false;
	if (run->at == 0 && run->word == subject->text.len)
		(void)is_near(subject, 0, run->word, KIND_CARD, &near);
	for (size_t i = 0; i < forms.n; i++) {
		const struct id_form *form = &forms.list[i];

		/* Where the text is nothing else, its name says all. */
		if (form->need == ID_NEEDS && near.end == subject->text.len &&
		    run->at == 0 && !kinds_has(&near.kinds, form->kind))
			continue;
		if (!fits(form, run) || !kinds_has(on, form->kind) ||
		    !is_one(subject, form, run->at, &match, &near))
			continue;
		*found = (struct finding){.at = run->at,
		    .len = match.end - run->at,
		    .kind = form->kind};
		return true;
	}
	return false;
}

bool
detect_number(const struct subject *subject, size_t i, const struct kinds *on,
    struct finding *found)
{
	struct run run;
	bool separated;

	if (!read_run(subject->text, i, &run))
		return false;
	if (run.letters == 0 &&
	    (run.digits >= CARD_LEAST || run.second >= CARD_GROUP) &&
	    kinds_has(on, KIND_CARD) &&
	    detect_card(subject, i, run.digits, found))
		return true;
	separated = run.letters == 0 && follows_letters(subject->text, i);
	if ((separated || run.letters == 2) && run.digits > 1 &&
	    kinds_has(on, KIND_IBAN) && detect_iban(subject->text, i, found))
		return true;
	return detect_id(subject, &run, on, found) ||
	    (separated && step_left(subject->text, &run) &&
		detect_id(subject, &run, on, found));
}

bool
number_name(struct lm_span name)
{
	struct kinds kinds = id_kinds_in_name(name);

	for (size_t i = 0; i < sizeof(kinds.bits) / sizeof(kinds.bits[0]); i++)
		if (kinds.bits[i] != 0)
			return true;
	return false;
}

struct lm_span
number_whole(struct lm_span number)
{
	size_t end = number.len;

	while (end > 0 && number.ptr[end - 1] == '0')
		end--;
	if (end < number.len && end > 0 && number.ptr[end - 1] == '.')
		number.len = end - 1;
	return number;
}
