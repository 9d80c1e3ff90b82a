/* What is a ledger, and what of it is old. */
#include "ledger_age.h"

#include <string.h>

#include "ledger.h"

#include "lm/clock.h"

#define DAY_NS (INT64_C(86400) * LM_CLOCK_SECOND)
#define START "{\"id\":"
#define TIME ",\"time\":\""

enum kind {
	KIND_DECISION,
	KIND_TIMELESS, /* a decision, but its time is none */
	KIND_REMAINS,  /* of a crash: the start of a line, NULs, or nothing */
	KIND_OTHER,
};

/* Take a word away, or what is there of it at the end of a line. */
static bool
take_word(struct lm_span *rest, const char *word)
{
	size_t len = strlen(word);

	if (len > rest->len)
		len = rest->len;
	if (len > 0 && memcmp(rest->ptr, word, len) != 0)
		return false;
	*rest = lm_span(rest->ptr + len, rest->len - len);
	return true;
}

/* Where a string ends whose opening quote is taken, with its quote; or the
 * end. */
static size_t
string_end(struct lm_span text)
{
	size_t i = 0;

	while (i < text.len && text.ptr[i] != '"')
		i += text.ptr[i] == '\\' ? 2 : 1;
	return i < text.len ? i + 1 : text.len;
}

/* The same of a number or null. */
static size_t
scalar_end(struct lm_span text)
{
	static const char of[] = "0123456789+-.eEnul";
	size_t i = 0;

	while (i < text.len && memchr(of, text.ptr[i], sizeof(of) - 1) != NULL)
		i++;
	return i;
}

/* Whether a line starts as one that --ledger wrote, as far as it goes; *time,
 * what follows "time", may be empty.  The rest is not looked at. */
static bool
starts_as_ours(struct lm_span line, struct lm_span *time)
{
	struct lm_span rest = line;
	size_t end;

	*time = lm_span(NULL, 0);
	if (!take_word(&rest, START))
		return false;
	if (rest.len > 0 && rest.ptr[0] == '"')
		end = string_end(lm_span(rest.ptr + 1, rest.len - 1)) + 1;
	else
		end = scalar_end(rest);
	rest = lm_span(rest.ptr + end, rest.len - end);
	if (!take_word(&rest, TIME))
		return false;
	end = string_end(rest);
	if (end > 0 && rest.ptr[end - 1] == '"')
		*time = lm_span(rest.ptr, end - 1);
	return true;
}

static enum lm_code
find_kind(struct lm_parser *parser, struct lm_span line, enum kind *kind,
    int64_t *time, struct lm_err *err)
{
	struct lm_record record;
	struct lm_span start;
	enum lm_code code = lm_parser_parse(parser, line, &record, err);

	*kind = KIND_OTHER;
	if (code == LM_OK) {
		if (ledger_is_line(record.root))
			*kind =
			    lm_clock_parse(ledger_string(record.root, "time"),
				time)
			    ? KIND_DECISION
			    : KIND_TIMELESS;
		return LM_OK;
	}
	if (code == LM_MALFORMED &&
	    (line.len == 0 || memchr(line.ptr, '\0', line.len) != NULL ||
		starts_as_ours(line, &start)))
		*kind = KIND_REMAINS;
	return code == LM_MALFORMED ? LM_OK : code;
}

/* ---- whether it is a ledger ---------------------------------------------- */

/* What its lines are, up to one that is a decision. */
struct check {
	struct lm_parser *parser;
	bool is_ledger;
	bool has_start;
	bool has_other;
	bool is_empty;
};

static enum lm_code
check_line(void *arg, struct lm_span line, bool *enough, struct lm_err *err)
{
	struct check *check = arg;
	const char *nul;
	struct lm_span time;
	enum kind kind;
	int64_t ns;
	enum lm_code code = find_kind(check->parser, line, &kind, &ns, err);

	check->is_empty = false;
	check->is_ledger = kind == KIND_DECISION || kind == KIND_TIMELESS;
	check->has_other = check->has_other || kind == KIND_OTHER;
	nul = line.len == 0 ? NULL : memchr(line.ptr, '\0', line.len);
	if (nul != NULL)
		line.len = (size_t)(nul - line.ptr);
	check->has_start = check->has_start ||
	    (line.len >= strlen(START) && starts_as_ours(line, &time));
	*enough = check->is_ledger;
	return code;
}

enum lm_code
ledger_check(struct lm_journal *journal, const char *path,
    struct lm_parser *parser, struct lm_err *err)
{
	struct check check = {.parser = parser, .is_empty = true};
	enum lm_code code = lm_journal_read(journal, check_line, &check, err);

	if (code != LM_OK || check.is_empty || check.is_ledger ||
	    (check.has_start && !check.has_other))
		return code;
	(void)lm_err_set(err, LM_USAGE,
	    "not a ledger: none of its lines is a line of one");
	lm_err_at(err, path, 0, 0);
	return LM_USAGE;
}

/* ---- what is old --------------------------------------------------------- */

struct age {
	struct lm_parser *parser;
	struct sink *sink;
	int64_t oldest;
	bool drops; /* the last line that has a time is dropped */
};

static enum lm_code
judge(void *arg, struct lm_span line, bool *drop, struct lm_err *err)
{
	struct age *age = arg;
	struct lm_span text;
	int64_t time = 0;
	enum kind kind;
	bool timed = starts_as_ours(line, &text) && lm_clock_parse(text, &time);
	bool stays;
	enum lm_code code;

	if (timed && time >= age->oldest) { /* most: not parsed for that */
		age->drops = *drop = false;
		return LM_OK;
	}
	code = find_kind(age->parser, line, &kind, &time, err);
	if (code != LM_OK)
		return code;
	if (kind == KIND_DECISION || (kind == KIND_REMAINS && timed))
		age->drops = time < age->oldest;
	stays = kind == KIND_OTHER || kind == KIND_TIMELESS;
	*drop = !stays && age->drops;
	age->sink->n_dropped += *drop && kind == KIND_DECISION;
	age->sink->n_remains += *drop && kind == KIND_REMAINS;
	age->sink->n_others += stays;
	return LM_OK;
}

/* What is dropped is gone: a $LMOB_NOW of the future is no reason to. */
enum lm_code
ledger_drop_old(struct sink *sink, uint64_t days, struct lm_parser *parser,
    struct lm_err *err)
{
	int64_t system = lm_clock_system(), now = 0;
	struct age age = {.parser = parser, .sink = sink, .drops = true};
	uint64_t n;
	enum lm_code code = lm_clock_now(&now, err);

	if (code != LM_OK)
		return code;
	age.oldest = (now < system ? now : system) - (int64_t)days * DAY_NS;
	return lm_journal_drop(sink->ledger, judge, &age, &n, err);
}
