/* Where a ledger begins: the file is one, the manifest stands beside it, and
 * what is too old is gone. */
#include "ledger.h"

#include <sys/stat.h>

#include <string.h>
#include <time.h>

#include "lm/clock.h"
#include "lm/hash.h"
#include "lm/manifest.h"
#include "lm/writer.h"

#define WAITS 100
#define WAIT_NS 20000000 /* 20 ms: two seconds in all */
#define DAY_NS (INT64_C(86400) * LM_CLOCK_SECOND)

/* The folder of path with its slash; empty for the current one. */
static struct lm_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? lm_span(path, 0)
			     : lm_span(path, (size_t)(slash - path) + 1);
}

/* Put the manifest there, unless it is; *busy: another run is just doing so. */
static enum lm_code
put_manifest(const char *path, struct lm_span bytes, bool *busy,
    struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	struct stat st;
	enum lm_code code;

	*busy = false;
	if (stat(path, &st) == 0)
		return LM_OK;
	code = lm_writer_open(path, LM_WRITER_ATOMIC, &writer, err);
	*busy = code == LM_IO;
	if (code == LM_OK)
		code = lm_writer_write(writer, bytes, err);
	if (code == LM_OK)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	return code;
}

/* Several runs may start at once: one puts it there, the others wait. */
static enum lm_code
put_or_wait(const char *path, struct lm_span bytes, struct lm_err *err)
{
	const struct timespec pause = {.tv_nsec = WAIT_NS};
	bool busy = true;
	enum lm_code code = LM_IO;

	for (int i = 0; busy && i < WAITS; i++) {
		if (i > 0)
			(void)nanosleep(&pause, NULL);
		code = put_manifest(path, bytes, &busy, err);
	}
	return code;
}

static enum lm_code
keep_manifest(const char *ledger, const struct rules *rules, struct lm_err *err)
{
	struct lm_span bytes = lm_manifest_bytes(rules->manifest);
	struct lm_buf path = {0};
	char hex[LM_HASH_HEX_SIZE];
	enum lm_code code = lm_buf_span(&path, folder_of(ledger), err);

	lm_hash_hex(lm_hash(bytes), hex);
	if (code == LM_OK)
		code = lm_buf_printf(&path, err, "manifest-%s.jsonc", hex);
	if (code == LM_OK)
		code = lm_buf_byte(&path, '\0', err);
	if (code == LM_OK)
		code = put_or_wait(path.ptr, bytes, err);
	lm_buf_free(&path);
	return code;
}

/* What is_old asks with. */
struct age {
	int64_t oldest;
	struct lm_parser *parser;
};

/* The start of a line of a ledger, and no more of it. */
static bool
is_torn(struct lm_span line)
{
	static const char start[] = "{\"id\":";
	size_t len = sizeof(start) - 1;

	return memcmp(line.ptr, start, line.len < len ? line.len : len) == 0;
}

/*
 * A line of a ledger, of a time before; or one that a crash cut short, which
 * is no decision.  Another line stays.
 */
static bool
is_old(void *arg, struct lm_span line)
{
	const struct age *age = arg;
	struct lm_record record;
	yyjson_val *val = NULL;
	int64_t time;

	if (lm_parser_parse(age->parser, line, &record, NULL) != LM_OK)
		return line.len == 0 || is_torn(line);
	return ledger_is_line(record.root) &&
	    lm_record_find(record.root, lm_span_of("time"), NULL, &val) &&
	    lm_clock_parse(lm_record_text(val), &time) && time < age->oldest;
}

/* What is dropped is gone: a $LMOB_NOW of the future is no reason to. */
static enum lm_code
drop_old(struct sink *sink, uint64_t days, struct lm_parser *parser,
    struct lm_err *err)
{
	int64_t system = lm_clock_system(), now = 0;
	struct age age = {.parser = parser};
	enum lm_code code = lm_clock_now(&now, err);

	if (code != LM_OK)
		return code;
	age.oldest = (now < system ? now : system) - (int64_t)days * DAY_NS;
	return lm_journal_drop(sink->ledger, is_old, &age, &sink->n_dropped,
	    err);
}

/* Lines are appended to, and dropped from, what is a ledger already. */
static enum lm_code
check_first(struct lm_journal *journal, const char *path,
    struct lm_parser *parser, struct lm_err *err)
{
	struct lm_buf line = {0};
	struct lm_record record;
	enum lm_code code = lm_journal_first(journal, &line, err);
	bool is_ledger = line.len == 0;

	if (code == LM_OK && !is_ledger)
		is_ledger = lm_parser_parse(parser, lm_buf_view(&line), &record,
				NULL) == LM_OK &&
		    ledger_is_line(record.root);
	lm_buf_free(&line);
	if (code != LM_OK || is_ledger)
		return code;
	(void)lm_err_set(err, LM_USAGE,
	    "not a ledger: its first line is no line of one");
	lm_err_at(err, path, 0, 0);
	return LM_USAGE;
}

enum lm_code
ledger_open(const char *path, const struct rules *rules, struct sink *sink,
    struct lm_err *err)
{
	uint64_t days = rules->policy->ledger_days;
	struct lm_parser *parser = lm_parser_new();
	enum lm_code code;

	if (parser == NULL)
		return lm_err_nomem(err);
	code = lm_journal_open(path, &sink->ledger, err);
	if (code == LM_OK)
		code = check_first(sink->ledger, path, parser, err);
	if (code == LM_OK)
		code = keep_manifest(path, rules, err);
	if (code == LM_OK && days != LM_NO_LIMIT)
		code = drop_old(sink, days, parser, err);
	lm_parser_free(parser);
	return code;
}
