#include <string.h>

#include "check.h"
#include "detect.h"
#include "ids.h"

/* That the tables of forms and words keep what their readers rely on. */

#define CHARS_MAX 24
#define WORD_MAX 19

static size_t
count_letters(const char *pattern)
{
	size_t n = 0;

	for (; *pattern != '\0' && *pattern != 'd'; pattern++)
		n += *pattern == 'a' || (*pattern >= 'A' && *pattern <= 'Z') ||
		    *pattern == 'x';
	return n;
}

static void
check_form(const struct id_form *form, size_t letters, size_t digits)
{
	const char *run = strchr(form->pattern, 'd');
	size_t chars = 0;

	for (const char *at = form->pattern; *at != '\0'; at++)
		chars += strchr(" s-./+", *at) == NULL;
	CHECK_EQ(form->word, strcspn(form->pattern, " s-./+"));
	CHECK(form->word <= WORD_MAX && chars <= CHARS_MAX);
	if (run != NULL && form->kind != KIND_IT_FISCAL_CODE) {
		CHECK_EQ(count_letters(form->pattern), letters);
		CHECK(strspn(run, "d") >= digits || run[digits] == 'x');
	}
	check_note("%s %s", kind_infos[form->kind].name, form->pattern);
}

static void
forms_are_where_they_are_looked_for(void)
{
	size_t n = 0;

	for (size_t letters = 0; letters <= ID_LETTERS; letters++)
		for (size_t digits = 0; digits <= ID_DIGITS; digits++) {
			struct id_forms forms = id_forms_of(letters, digits);

			for (size_t i = 0; i < forms.n; i++)
				check_form(&forms.list[i], letters, digits);
			n += forms.n;
		}
	CHECK(n > 200);
}

/* Those that need no word are tried first. */
static void
free_forms_come_first(void)
{
	for (size_t letters = 0; letters <= ID_LETTERS; letters++)
		for (size_t digits = 0; digits <= ID_DIGITS; digits++) {
			struct id_forms forms = id_forms_of(letters, digits);

			for (size_t i = 1; i < forms.n; i++) {
				CHECK(forms.list[i - 1].need <=
				    forms.list[i].need);
				check_note("%s",
				    kind_infos[forms.list[i].kind].name);
			}
		}
}

/* How many letters and digits a pattern has from here on. */
static unsigned
group_of(const char *pattern)
{
	return (unsigned)strcspn(pattern, "s -./+");
}

/* What tells most runs from a list of forms leaves out none of these. */
static void
check_bits(const struct id_forms *forms)
{
	uint32_t bare = 0, joined = 0, seconds = 0;

	for (size_t i = 0; i < forms->n; i++) {
		const char *pattern = forms->list[i].pattern;
		unsigned word = group_of(pattern);

		if (pattern[word] == '\0') {
			bare |= UINT32_C(1) << word;
		} else {
			joined |= UINT32_C(1) << word;
			seconds |= UINT32_C(1) << group_of(pattern + word + 1);
		}
	}
	CHECK_EQ(forms->bare, bare);
	CHECK_EQ(forms->joined, joined);
	CHECK_EQ(forms->seconds, seconds);
}

static void
bits_are_of_the_forms(void)
{
	for (size_t letters = 0; letters <= ID_LETTERS; letters++)
		for (size_t digits = 0; digits <= ID_DIGITS; digits++) {
			struct id_forms forms = id_forms_of(letters, digits);

			check_bits(&forms);
			check_note("%zu letters, %zu digits", letters, digits);
		}
}

static void
mark_words(char first, bool has[N_KINDS])
{
	struct id_words words = id_words_of(first);
	const char *last = "";

	for (size_t i = 0; i < words.n; i++) {
		const char *word = words.list[i].word;

		word += *word == '^';
		has[words.list[i].kind] = true;
		CHECK(strcmp(last, word) <= 0);
		if (first != '\0')
			CHECK_EQ(word[0], first);
		else
			CHECK((unsigned char)word[0] >= 0x80);
		CHECK(id_words_have(word[0], word[1]));
		check_note("%s", word);
		last = word;
	}
}

/* Every form of a kind that needs a word can have one, and in order. */
static void
words_are_in_order(void)
{
	bool has[N_KINDS] = {false};

	mark_words('\0', has);
	for (size_t i = 0; i < 26; i++)
		mark_words((char)('a' + i), has);
	for (size_t letters = 0; letters <= ID_LETTERS; letters++)
		for (size_t digits = 0; digits <= ID_DIGITS; digits++) {
			struct id_forms forms = id_forms_of(letters, digits);

			for (size_t i = 0; i < forms.n; i++) {
				CHECK(has[forms.list[i].kind]);
				check_note("%s",
				    kind_infos[forms.list[i].kind].name);
			}
		}
	CHECK(has[KIND_CARD] && has[KIND_IBAN]);
}

TEST_MAIN(TEST(forms_are_where_they_are_looked_for),
    TEST(free_forms_come_first), TEST(bits_are_of_the_forms),
    TEST(words_are_in_order))
