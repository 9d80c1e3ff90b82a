/* Where a ledger begins: the file is one, the manifest stands beside it, and
 * what is too old is gone. */
#include "ledger.h"

#include <sys/stat.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger_age.h"

#include "lm/folder.h"
#include "lm/hash.h"
#include "lm/manifest.h"
#include "lm/reader.h"
#include "lm/writer.h"

/* The folder of path with its slash; empty for the current one. */
static struct lm_span
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? lm_span(path, 0)
			     : lm_span(path, (size_t)(slash - path) + 1);
}

/* Whether that is there, and what its name says: a manifest of this
 * fingerprint is this one. */
static enum lm_code
compare_manifest(const char *path, struct lm_span bytes, bool *there,
    struct lm_err *err)
{
	struct lm_buf kept = {0};
	struct stat st;
	bool same;
	enum lm_code code;

	*there = stat(path, &st) == 0;
	if (!*there)
		return LM_OK;
	code = lm_reader_slurp(path, bytes.len, &kept, err);
	same = code == LM_OK && lm_span_equal(lm_buf_view(&kept), bytes);
	lm_buf_free(&kept);
	if (same || code == LM_IO || code == LM_NOMEM)
		return code;
	(void)lm_err_set(err, LM_USAGE,
	    "it is not the manifest that its name says: move it away, and it "
	    "is written again");
	lm_err_at(err, path, 0, 0);
	return LM_USAGE;
}

/* By a name of this run first: of several that start at once, each puts the
 * same there. */
static enum lm_code
put_manifest(const char *path, struct lm_span bytes, struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	struct lm_buf own = {0};
	enum lm_code code =
	    lm_buf_printf(&own, err, "%s.%jd", path, (intmax_t)getpid());

	if (code == LM_OK)
		code = lm_buf_byte(&own, '\0', err);
	if (code == LM_OK)
		code = lm_writer_open(own.ptr, LM_WRITER_ATOMIC, &writer, err);
	if (code == LM_OK)
		code = lm_writer_write(writer, bytes, err);
	if (code == LM_OK)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	if (code == LM_OK && rename(own.ptr, path) != 0) {
		code = lm_err_io(err, "rename");
		lm_err_at(err, path, 0, 0);
		(void)unlink(own.ptr);
	}
	lm_buf_free(&own);
	if (code == LM_OK) {
		code = lm_folder_sync(path, err);
		if (code == LM_IO)
			lm_err_at(err, path, 0, 0);
	}
	return code;
}

static enum lm_code
keep_manifest(const char *ledger, const struct rules *rules, struct lm_err *err)
{
	struct lm_span bytes = lm_manifest_bytes(rules->manifest);
	struct lm_buf path = {0};
	char hex[LM_HASH_HEX_SIZE];
	bool there = false;
	enum lm_code code = lm_buf_span(&path, folder_of(ledger), err);

	lm_hash_hex(lm_hash(bytes), hex);
	if (code == LM_OK)
		code = lm_buf_printf(&path, err, "manifest-%s.jsonc", hex);
	if (code == LM_OK)
		code = lm_buf_byte(&path, '\0', err);
	if (code == LM_OK)
		code = compare_manifest(path.ptr, bytes, &there, err);
	if (code == LM_OK && !there)
		code = put_manifest(path.ptr, bytes, err);
	lm_buf_free(&path);
	return code;
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
		code = ledger_check(sink->ledger, path, parser, err);
	if (code == LM_OK)
		code = keep_manifest(path, rules, err);
	if (code == LM_OK && days != LM_NO_LIMIT)
		code = ledger_drop_old(sink, days, parser, err);
	lm_parser_free(parser);
	return code;
}
