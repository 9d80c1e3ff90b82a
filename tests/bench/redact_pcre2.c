/*
 * What one would write instead of lmob-redact with PCRE2: forty patterns,
 * compiled just in time, one after another over each raw line.
 *
 *	redact_pcre2 FILE
 *
 * Lines go out with all that matched replaced by "[X]"; on standard error, how
 * many matches there were.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const patterns[] = {
    /* People and places on the net. */
    "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}",
    "\\+[1-9]\\d{0,2}[ .-]?\\(?\\d{1,4}\\)?(?:[ .-]?\\d{2,4}){2,4}\\b",
    "\\b[2-9]\\d{2}\\)?[ .-]\\d{3}[ .-]\\d{4}\\b",
    ("\\b(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}"
     "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\b"),
    "\\b[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}\\b",
    "\\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\\b",
    /* Money, and identifiers of people. */
    ("\\b(?:4\\d{3}|5[1-5]\\d{2}|6011|35\\d{2})[ -]?\\d{4}[ -]?\\d{4}"
     "[ -]?\\d{4}\\b"),
    "\\b3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}\\b",
    "\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\\b",
    "\\b(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}\\b",
    "\\b[2-9]\\d{3} \\d{4} \\d{4}\\b",
    "\\b[A-CEGHJ-PR-TW-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]\\b",
    "\\b\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}\\b",
    "\\b(?:bc1[a-z0-9]{25,60}|[13][A-HJ-NP-Za-km-z1-9]{25,34})\\b",
    "\\b0x[0-9a-fA-F]{40}\\b",
    /* What opens doors. */
    "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----",
    "\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}",
    "(?i)\\bbearer +[A-Za-z0-9._~+/-]{16,}=*",
    "(?i)\\bbasic +[A-Za-z0-9+/]{12,}=*",
    "://[^\\s:/@\"]+:[^\\s:/@\"]+@[^\\s\"]+",
    "\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b",
    "(?i)aws.{0,20}secret.{0,20}[=:\"' ]+[A-Za-z0-9/+]{40}\\b",
    "\\bAIza[0-9A-Za-z_-]{35}",
    "(?i)AccountKey=[A-Za-z0-9+/]{86}==",
    "\\bgh[pousr]_[A-Za-z0-9]{36}\\b",
    "\\bgithub_pat_[A-Za-z0-9_]{82}\\b",
    "\\bglpat-[A-Za-z0-9_-]{20}",
    "\\bxox[abprs]-[0-9]{8,}-[A-Za-z0-9-]{16,}",
    "https://hooks\\.slack\\.com/services/T\\w+/B\\w+/\\w{20,}",
    "\\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "\\bsk-(?:proj-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}",
    "\\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{80,}",
    "\\bhf_[A-Za-z]{34}\\b",
    "\\bnpm_[A-Za-z0-9]{36}\\b",
    "\\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}",
    "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}",
    "\\bSK[0-9a-f]{32}\\b",
    "\\b\\d{8,10}:AA[A-Za-z0-9_-]{33}",
    ("(?i)(?:api[_-]?key|secret|access[_-]?token|passw(?:or)?d)"
     "[\\\\\"']*\\s*[=:]\\s*[\\\\\"']*[^\\s\\\\\"',;]{6,}"),
    ("(?i)(?:token|credential|auth)[\\\\\"']*\\s*[=:]\\s*[\\\\\"']*"
     "[A-Za-z0-9_.=-]{16,}"),
};

#define N_PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

struct searcher {
	pcre2_code *codes[N_PATTERNS];
	pcre2_match_data *match;
	bool *hit; /* of the line's bytes */
	size_t cap;
	unsigned long n_found;
};

static void
fail(const char *what)
{
	(void)fprintf(stderr, "redact_pcre2: %s\n", what);
	exit(2);
}

static void
compile(struct searcher *searcher)
{
	int code;
	PCRE2_SIZE at;

	for (size_t i = 0; i < N_PATTERNS; i++) {
		searcher->codes[i] = pcre2_compile((PCRE2_SPTR)patterns[i],
		    PCRE2_ZERO_TERMINATED, 0, &code, &at, NULL);
		if (searcher->codes[i] == NULL ||
		    pcre2_jit_compile(searcher->codes[i], PCRE2_JIT_COMPLETE) !=
			0)
			fail(patterns[i]);
	}
	searcher->match = pcre2_match_data_create(1, NULL);
	if (searcher->match == NULL)
		fail("out of memory");
}

/* Marks what one pattern finds; whether there was any. */
static bool
search(struct searcher *searcher, size_t which, const char *line, size_t len)
{
	PCRE2_SIZE *found = pcre2_get_ovector_pointer(searcher->match);
	PCRE2_SIZE at = 0;
	bool any = false;

	while (at < len &&
	    pcre2_jit_match(searcher->codes[which], (PCRE2_SPTR)line, len, at,
		0, searcher->match, NULL) > 0) {
		memset(searcher->hit + found[0], 1, found[1] - found[0]);
		searcher->n_found++;
		any = true;
		at = found[1];
	}
	return any;
}

static void
put_replaced(const struct searcher *searcher, const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!searcher->hit[i])
			(void)putchar(line[i]);
		else if (i == 0 || !searcher->hit[i - 1])
			(void)fputs("[X]", stdout);
	}
}

static void
make_room(struct searcher *searcher, size_t len)
{
	if (len <= searcher->cap)
		return;
	free(searcher->hit);
	searcher->cap = 2 * len;
	searcher->hit = calloc(searcher->cap, sizeof(*searcher->hit));
	if (searcher->hit == NULL)
		fail("out of memory");
}

static void
redact_line(struct searcher *searcher, const char *line, size_t len)
{
	bool any = false;

	make_room(searcher, len);
	for (size_t i = 0; i < N_PATTERNS; i++)
		any = search(searcher, i, line, len) || any;
	if (!any) {
		(void)fwrite(line, 1, len, stdout);
		return;
	}
	put_replaced(searcher, line, len);
	memset(searcher->hit, 0, len);
}

int
main(int argc, char **argv)
{
	struct searcher searcher = {.cap = 0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	FILE *file;

	if (argc != 2)
		fail("usage: redact_pcre2 FILE");
	file = fopen(argv[1], "rb");
	if (file == NULL)
		fail(argv[1]);
	compile(&searcher);
	while ((len = getline(&line, &cap, file)) > 0)
		redact_line(&searcher, line, (size_t)len);
	(void)fprintf(stderr, "%lu\n", searcher.n_found);
	return fclose(stdout) == 0 ? 0 : 2;
}
