#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "known.h"
#include "known_mask.h"
#include "known_scan.h"
#include "known_set.h"

#define MOST 64

/* A set of these names, NULL at the end; each is its own label. */
static struct known *
make(const char *const *names)
{
	struct known_entry entries[MOST];
	struct known *known = NULL;
	struct lm_err err = {0};
	size_t n = 0;

	for (; names[n] != NULL; n++)
		entries[n] = (struct known_entry){
		    .text = lm_span_of(names[n]),
		    .label = lm_span_of(names[n]),
		};
	CHECK_OK(known_new(entries, n, &known, &err), &err);
	return known;
}

/* The findings, as "<text> <text>". */
static void
write_findings(struct lm_span text, const struct findings *findings, char *out,
    size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < findings->n && len < size; i++) {
		const struct finding *found = &findings->list[i];

		CHECK_EQ(found->kind, KIND_KNOWN);
		if (!CHECK(found->at + found->len <= text.len))
			return;
		len += (size_t)snprintf(out + len, size - len, "%s<%.*s>",
		    i == 0 ? "" : " ", (int)found->len, text.ptr + found->at);
	}
}

struct known_case {
	const char *text;
	const char *found;
};

/* Memory of just this size, so that the sanitizer sees a read past it. */
static char *
room(size_t len)
{
	char *bytes = malloc(len > 0 ? len : 1);

	if (bytes == NULL)
		abort();
	return bytes;
}

static void
run(const char *const *names, const struct known_case *cases, size_t n)
{
	struct known *known = make(names);
	struct known_memory *memory = known_memory_new();
	struct lm_err err = {0};
	char got[1024];

	if (!CHECK(known != NULL && memory != NULL))
		return;
	for (size_t i = 0; i < n; i++) {
		struct findings findings = {0};
		size_t len = strlen(cases[i].text);
		char *copy = room(len);

		memcpy(copy, cases[i].text, len);
		CHECK_OK(known_find(known, memory, lm_span(copy, len),
			     &findings, &err),
		    &err);
		write_findings(lm_span(copy, len), &findings, got, sizeof(got));
		CHECK_TEXT(got, cases[i].found);
		check_note("%s", cases[i].text);
		findings_free(&findings);
		free(copy);
	}
	known_memory_free(memory);
	known_free(known);
}

#define RUN(names, cases) run(names, cases, sizeof(cases) / sizeof((cases)[0]))

static void
finds_spellings(void)
{
	static const char *const names[] = {"Acme Corp", "O'Brien", "J. Doe",
	    "WeWork", "Smith & Wesson", NULL};
	static const struct known_case cases[] = {
	    {"", ""},
	    {"Acme Corp", "<Acme Corp>"},
	    {"to ACME-CORP, acme_corp", "<ACME-CORP> <acme_corp>"},
	    {"Acme.Corp Acme  Corp Acme\n> Corp",
		"<Acme.Corp> <Acme  Corp> <Acme\n> Corp>"},
	    {"AcmeCorp acmecorp", "<AcmeCorp> <acmecorp>"},
	    {"acme_corp_id www.acme-corp.com", "<acme_corp> <acme-corp>"},
	    {"Acme\302\240Corp Acme—Corp", "<Acme\302\240Corp> <Acme—Corp>"},
	    {"?q=acme%20corp&", "<acme%20corp>"},
	    {"Acme%2fCorp", ""},
	    {"Acme, Corp **Acme** Corp", "<Acme, Corp> <Acme** Corp>"},
	    {"Acme----------------Corp", "<Acme----------------Corp>"},
	    {"Acme-----------------Corp", ""},
	    {"Acme of Corp", ""},
	    {"acmecorporation Acme Corporal", ""},
	    {"XAcme Corp Acme Corp1 1Acme Corp", ""},
	    {"Ac me Corp", ""},
	    {"OBrien O Brien o-brien O’BRIEN",
		"<OBrien> <O Brien> <o-brien> <O’BRIEN>"},
	    {"j doe j.doe@x.com JDoe", "<j doe> <j.doe> <JDoe>"},
	    {"we work WeWork wework", "<WeWork> <wework>"},
	    {"Smith + Wesson", "<Smith + Wesson>"},
	    {"Smith and Wesson", ""},
	};

	RUN(names, cases);
}

static void
finds_whole_words(void)
{
	static const char *const names[] = {"Ann", "Globex", "Anna Blume",
	    "Ärzte Nord", NULL};
	static const struct known_case cases[] = {
	    {"Ann", "<Ann>"},
	    {"Anna Joann Ann1 1Ann", ""},
	    {"_Ann_ -ann- (ANN) ann.", "<Ann> <ann> <ANN> <ann>"},
	    {"äAnn Annä", ""},
	    {"Ann\xcc\x81 \314\201Ann", ""},
	    {"“Ann” —Ann\xe2\x80\xa6", "<Ann> <Ann>"},
	    {"getGlobexId", "<Globex>"},
	    {"getglobexId GLOBEXId myGlobexes", ""},
	    {"getAnnId AnnId", ""},
	    {"anna blume AnnaBlumeX xAnnaBlume annaBlume",
		"<anna blume> <AnnaBlume> <AnnaBlume> <annaBlume>"},
	    {"ärzteNord ÄRZTE-NORD xÄrzteNord",
		"<ärzteNord> <ÄRZTE-NORD> <ÄrzteNord>"},
	    {"äÄrzteNord", "<ÄrzteNord>"},
	};

	RUN(names, cases);
}

static void
finds_possessives(void)
{
	static const char *const names[] = {"Ann", "Smith", "James", "Müller",
	    NULL};
	static const struct known_case cases[] = {
	    {"Ann's ANN'S ann’s Annʼs Ann\xc2\xb4s Ann`s",
		"<Ann's> <ANN'S> <ann’s> <Annʼs> "
		"<Ann\xc2\xb4s> <Ann`s>"},
	    {"Ann\xef\xbc\x87s", "<Ann\xef\xbc\x87s>"},
	    {"Ann'sx Ann's1", "<Ann> <Ann>"},
	    {"Ann' Ann'", "<Ann> <Ann>"},
	    {"James' book", "<James'>"},
	    {"James’ book", "<James’>"},
	    {"'James' book", "<James>"},
	    {"say 'hello James' now", "<James>"},
	    {"James'", "<James>"},
	    {"James's", "<James's>"},
	    {"the Smiths' house", "<Smiths'>"},
	    {"the smiths' house", "<smiths'>"},
	    {"the smiths house", ""},
	    {"'smiths' house", ""},
	    {"Smiths Smiths.", "<Smiths> <Smiths>"},
	    {"Smithson Smiths1 Smiths\xcc\x81", ""},
	    {"Anns", ""},
	    {"Müllers Mu\xcc\x88llers MÜLLERS",
		"<Müllers> <Mu\xcc\x88llers> <MÜLLERS>"},
	    {"müllers", ""},
	};

	RUN(names, cases);
}

static void
folds(void)
{
	static const char *const names[] = {"Straße", "André", "Иван", "Acme",
	    "H\xe2\x82\x82O", "Café Noir", "Ané", "Ti\xe1\xba\xbf", "Йонас",
	    "Ωμέγας", NULL};
	static const struct known_case cases[] = {
	    {"STRASSE strasse straße", "<STRASSE> <strasse> <straße>"},
	    {"Andre\xcc\x81 ANDRÉ Andre", "<Andre\xcc\x81> <ANDRÉ>"},
	    {"иВан Ивана", "<иВан>"},
	    {"Ａｃｍｅ", "<Ａｃｍｅ>"},
	    {"Ac\xe2\x80\x8bme A\302\255cme \342\200\213Acme",
		"<Ac\xe2\x80\x8bme> <A\302\255cme> <Acme>"},
	    {"Acme\xe2\x84\xa2 Acme\xc2\xb2", "<Acme> <Acme>"},
	    {"ane\xcc\x81 ANE\xcc\x81 ane", "<ane\xcc\x81> <ANE\xcc\x81>"},
	    {"tie\xcc\x82\xcc\x81 ti\xc3\xaa\xcc\x81",
		"<tie\xcc\x82\xcc\x81> "
		"<ti\xc3\xaa\xcc\x81>"},
	    {"ЙОНАС йонас \xd0\xb8\xcc\x86онас",
		"<ЙОНАС> <йонас> <\xd0\xb8\xcc\x86онас>"},
	    {"ΩΜΈΓΑΣ ωμέγας", "<ΩΜΈΓΑΣ> <ωμέγας>"},
	    {"cafénoir CafE\xcc\x81-Noir Cafe Noir",
		"<cafénoir> <CafE\xcc\x81-Noir>"},
	};

	RUN(names, cases);
}

static void
finds_other_scripts(void)
{
	static const char *const names[] = {"张伟", "李", "김철수", "삼성",
	    "Acme", "ｶﾞｽ", NULL};
	static const struct known_case cases[] = {
	    {"是张伟的", "<张伟>"},
	    {"是Acme的", "<Acme>"},
	    {"李", ""}, /* one character is too short */
	    {"김철수는", "<김철수>"},
	    {"삼성은", ""},
	    {"삼성 은", "<삼성>"},
	    {"ガス", "<ガス>"},
	};

	RUN(names, cases);
}

static void
leaves_masks(void)
{
	static const char *const names[] = {"Email", "Ann", "Ann Email",
	    "Known", "Name", NULL};
	static const struct known_case cases[] = {
	    {"[EMAIL] [KNOWN] [CUSTOMER_NAME]", ""},
	    {"[EMAIL:k7f3a9c2] [NAME:annannan]", ""},
	    {"Ann [EMAIL]", "<Ann>"},
	    {"Ann[EMAIL] [EMAIL]Ann [X]Ann[Y]", "<Ann> <Ann> <Ann>"},
	    {"[EMAIL]Ann's [EMAIL]Email", "<Ann's> <Email>"},
	    {"Ann[EMAIL]Email", "<Ann> <Email>"},
	    {"[email] [Ann] x [EMAIL", "<email> <Ann> <EMAIL>"},
	    {"[EMAIL:k7f3a9c] [EMAIL:k7f3a9c2x]", "<EMAIL> <EMAIL>"},
	    {"x]Ann [1]Ann", "<Ann> <Ann>"},
	};

	RUN(names, cases);
}

/* Sets of which no name begins with a digit pass over words that do. */
static void
finds_digits(void)
{
	static const char *const names[] = {"3M Health", "7-Eleven", "Ann",
	    NULL};
	static const char *const letters[] = {"M3 Health", "Ann", NULL};
	static const struct known_case cases[] = {
	    {"3m health 13M Health 3MHealth", "<3m health> <3MHealth>"},
	    {"7Eleven 7 eleven 77eleven", "<7Eleven> <7 eleven>"},
	    {"３M Health 1 Ann", "<３M Health> <Ann>"},
	};
	static const struct known_case others[] = {
	    {"2024 Ann 1Ann m3-health", "<Ann> <m3-health>"},
	};

	RUN(names, cases);
	RUN(letters, others);
}

static void
takes_the_longest(void)
{
	static const char *const names[] = {"Ann", "Ann Smith", "Smith Jones",
	    "Jones", "Ann Marie", "Annmarie", NULL};
	static const struct known_case cases[] = {
	    {"Ann Smith Ann", "<Ann Smith> <Ann>"},
	    {"Ann Smith Jones", "<Ann Smith> <Smith Jones>"},
	    {"Ann Smithy", "<Ann>"},
	    {"ann marie annmarie", "<ann marie> <annmarie>"},
	};

	RUN(names, cases);
}

static void
leaves_base64(void)
{
	static const char *const names[] = {"Ann", "Annabel Lee", NULL};
	static const struct known_case cases[] = {
	    {"aGVsbG8gd29ybGQgaGVs/ann/aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8",
		""},
	    {"aGVsbG8/ann/aGVsbG8", "<ann>"},
	    {"aGVsbG8gd29ybGQgaGVs/annabellee/aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ",
		"<annabellee>"},
	    {"/var/log/2024/01/02/customers-of-the-north/ann/contracts/signed/v2",
		"<ann>"},
	};

	RUN(names, cases);
}

static void
bears_nul_bytes(void)
{
	static const char text[] = "\0Ann\0Smith\0";
	static const char *const names[] = {"Ann Smith", NULL};
	struct known *known = make(names);
	struct known_memory *memory = known_memory_new();
	struct findings findings = {0};
	struct lm_err err = {0};

	CHECK_OK(known_find(known, memory, lm_span(text, sizeof(text) - 1),
		     &findings, &err),
	    &err);
	if (CHECK_EQ(findings.n, 1)) {
		CHECK_EQ(findings.list[0].at, 1);
		CHECK_EQ(findings.list[0].len, 9);
		CHECK_SPAN(findings.list[0].label, "Ann Smith");
	}
	findings_free(&findings);
	known_memory_free(memory);
	known_free(known);
}

/* At every place about the ends of blocks, with every length of tail. */
static void
finds_at_every_place(void)
{
	static const char *const names[] = {"Acme Corp", "Müller", "张伟",
	    NULL};
	struct known *known = make(names);
	struct known_memory *memory = known_memory_new();
	struct findings findings = {0};
	struct lm_err err = {0};

	for (size_t at = 0; at < 150; at++) {
		for (size_t after = 0; after < 150; after += 7) {
			const char *name = names[(at + after) % 3];
			size_t len = strlen(name);
			char *text = room(at + len + after);

			memset(text, ' ', at + len + after);
			memcpy(text + at, name, len);
			findings.n = 0;
			CHECK_OK(known_find(known, memory,
				     lm_span(text, at + len + after), &findings,
				     &err),
			    &err);
			CHECK(findings.n == 1 && findings.list[0].at == at &&
			    findings.list[0].len == len);
			check_note("%s at %zu, %zu after", name, at, after);
			free(text);
		}
	}
	findings_free(&findings);
	known_memory_free(memory);
	known_free(known);
}

/* A letter that is not usual before one that is, about the ends of blocks. */
static void
sees_what_is_before(void)
{
	static const char *const names[] = {"été x", NULL};
	static const char *const befores[] = {"я", "яé", "É", "\xe2\x82\xac"};
	struct known *known = make(names);
	struct known_memory *memory = known_memory_new();
	struct findings findings = {0};
	struct lm_err err = {0};
	char text[200];

	for (size_t k = 0; k < sizeof(befores) / sizeof(befores[0]); k++) {
		size_t len = strlen(befores[k]), name_len = strlen(names[0]);

		for (size_t at = 0; at < 140; at++) {
			memset(text, ' ', sizeof(text));
			memcpy(text + at, befores[k], len);
			memcpy(text + at + len, names[0], name_len);
			findings.n = 0;
			CHECK_OK(known_find(known, memory,
				     lm_span(text, sizeof(text)), &findings,
				     &err),
			    &err);
			/* The last of them is a sign. */
			CHECK_EQ(findings.n, k == 3);
			check_note("%s at %zu", befores[k], at);
		}
	}
	findings_free(&findings);
	known_memory_free(memory);
	known_free(known);
}

static void
tells_what_is_of_use(void)
{
	static const struct {
		const char *name;
		enum known_use use;
	} cases[] = {
	    {"", KNOWN_SHORT},
	    {"--", KNOWN_SHORT},
	    {"Al", KNOWN_SHORT},
	    {"A.L.", KNOWN_SHORT},
	    {"Ann", KNOWN_USED},
	    {"李", KNOWN_SHORT},
	    {"张伟", KNOWN_USED},
	    {"äö", KNOWN_SHORT},
	    {"A\314\201b", KNOWN_SHORT},
	    {"[EMAIL]", KNOWN_MASK},
	    {"Ann [KNOWN:k7f3a9c2] Smith", KNOWN_MASK},
	    {"a a a a a a a a a a a a a a a a a a a a", KNOWN_USED},
	    {"a a a a a a a a a a a a a a a a a a a a a", KNOWN_LONG},
	};
	struct known_memory *memory = known_memory_new();
	char name[KNOWN_LETTERS + 1];
	enum known_use use;
	struct lm_err err = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_OK(known_check(lm_span_of(cases[i].name), memory, &use,
			     &err),
		    &err);
		CHECK_EQ(use, cases[i].use);
		check_note("%s", cases[i].name);
	}
	memset(name, 'x', sizeof(name));
	CHECK_OK(known_check(lm_span(name, KNOWN_LETTERS), memory, &use, &err),
	    &err);
	CHECK_EQ(use, KNOWN_USED);
	CHECK_OK(known_check(lm_span(name, KNOWN_LETTERS + 1), memory, &use,
		     &err),
	    &err);
	CHECK_EQ(use, KNOWN_LONG);
	known_memory_free(memory);
}

static void
finds_the_longest_name(void)
{
	char name[KNOWN_LETTERS + 1] = {0};
	const char *const names[] = {name, NULL};
	struct known_case cases[1];
	char found[KNOWN_LETTERS + 3];

	memset(name, 'x', KNOWN_LETTERS);
	(void)snprintf(found, sizeof(found), "<%s>", name);
	cases[0] = (struct known_case){name, found};
	RUN(names, cases);
}

/* More and more names, so that the set grows; then all are forgotten. */
static void
learns_and_forgets(void)
{
	struct learned *learned = learned_new();
	struct findings findings = {0};
	struct lm_err err = {0};
	char name[32];

	for (size_t round = 0; round < 3; round++) {
		size_t n = round == 1 ? 5000 : 20;

		for (size_t i = 0; i < n; i++) {
			(void)snprintf(name, sizeof(name), "Name%zu Of%zu",
			    round, i);
			CHECK_OK(learned_add(learned, lm_span_of(name),
				     lm_span_of("NAME"), &err),
			    &err);
		}
		findings.n = 0;
		for (size_t i = 0; i < n; i++) {
			(void)snprintf(name, sizeof(name), "x name%zu-of%zu",
			    round, i);
			CHECK_OK(learned_find(learned, lm_span_of(name),
				     &findings, &err),
			    &err);
		}
		CHECK_EQ(findings.n, n);
		learned_clear(learned);
		findings.n = 0;
		CHECK_OK(learned_find(learned,
			     lm_span_of("Name0 Of1 Name1 Of1"), &findings,
			     &err),
		    &err);
		CHECK_EQ(findings.n, 0);
	}
	findings_free(&findings);
	learned_free(learned);
}

static void
the_first_label_stays(void)
{
	struct learned *learned = learned_new();
	struct findings findings = {0};
	struct lm_err err = {0};

	CHECK_OK(learned_add(learned, lm_span_of("Ann Smith"),
		     lm_span_of("ONE"), &err),
	    &err);
	CHECK_OK(learned_add(learned, lm_span_of("ann-smith"),
		     lm_span_of("TWO"), &err),
	    &err);
	CHECK_OK(learned_find(learned, lm_span_of("annsmith"), &findings, &err),
	    &err);
	if (CHECK_EQ(findings.n, 1))
		CHECK_SPAN(findings.list[0].label, "ONE");
	findings_free(&findings);
	learned_free(learned);
	learned_free(NULL);
	known_free(NULL);
	known_memory_free(NULL);
}

/* Much of what walks are long for: it must not take long. */
static void
stays_linear(void)
{
	static const char *const parts[] = {"a ", "ann ", "ann", "aA", "[",
	    "[A", "'", "e\xcc\x81", "\xcc\x81", "张", "\xe2\x80\x8b", "-",
	    "[EMAIL]", "ann'"};
	static const char *const names[] = {
	    "a a a a a a a a a a a a a a a a a a a b",
	    "ann ann ann ann ann ann b", "Ann", "张张伟", NULL};
	size_t len = check_quick() ? 100000 : 1000000;
	struct known *known = make(names);
	struct known_memory *memory = known_memory_new();
	struct findings findings = {0};
	struct lm_err err = {0};
	char *text = room(len);

	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		size_t part = strlen(parts[k]), n = 0;

		for (; n + part <= len; n += part)
			memcpy(text + n, parts[k], part);
		findings.n = 0;
		CHECK_OK(known_find(known, memory, lm_span(text, n), &findings,
			     &err),
		    &err);
	}
	free(text);
	findings_free(&findings);
	known_memory_free(memory);
	known_free(known);
}

TEST_MAIN(TEST(finds_spellings), TEST(finds_whole_words),
    TEST(finds_possessives), TEST(folds), TEST(finds_other_scripts),
    TEST(leaves_masks), TEST(finds_digits), TEST(takes_the_longest),
    TEST(leaves_base64), TEST(bears_nul_bytes), TEST(finds_at_every_place),
    TEST(sees_what_is_before), TEST(tells_what_is_of_use),
    TEST(finds_the_longest_name), TEST(learns_and_forgets),
    TEST(the_first_label_stays), TEST(stays_linear))
