#include "lm/stats.h"

#include <time.h>

#include "lm/clock.h"
#include "lm/hash.h"

#define NS_PER_SECOND 1e9

static double
cpu_seconds(void)
{
	struct timespec used;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / NS_PER_SECOND;
}

static enum lm_code
append_head(const struct lm_stats *stats, struct lm_buf *out,
    struct lm_err *err)
{
	char started[LM_CLOCK_TEXT_SIZE];
	double seconds =
	    (double)(lm_clock_monotonic() - stats->begun) / NS_PER_SECOND;
	enum lm_code code;

	lm_clock_format(stats->started, started);
	code = lm_buf_printf(out, err,
	    "{\"program\":\"%s\",\"version\":\"%s\",\"manifest\":",
	    stats->program, stats->version);
	if (code == LM_OK)
		code = stats->manifest == NULL
		    ? lm_buf_text(out, "null", err)
		    : lm_buf_json_string(out, lm_span_of(stats->manifest), err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    ",\"started\":\"%s\",\"seconds\":%.6f,"
		    "\"cpu_seconds\":%.6f",
		    started, seconds, cpu_seconds());
	return code;
}

static enum lm_code
append_totals(const struct lm_stats *stats, struct lm_buf *out,
    struct lm_err *err)
{
	const struct lm_lines_totals *totals = &stats->totals;
	char hash[LM_HASH_HEX_SIZE];

	lm_hash_hex(stats->output_hash, hash);
	return lm_buf_printf(out, err,
	    ",\"records_in\":%ju,\"records_out\":%ju,\"rejected\":%ju,"
	    "\"bytes_in\":%ju,\"bytes_out\":%ju,\"output_xxh3\":\"%s\","
	    "\"exit\":%d,\"counts\":{",
	    (uintmax_t)totals->records_in, (uintmax_t)totals->records_out,
	    (uintmax_t)totals->rejected, (uintmax_t)totals->bytes_in,
	    (uintmax_t)totals->bytes_out, hash, stats->exit);
}

static enum lm_code
append_counts(const struct lm_stats *stats, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; stats->counters != NULL && code == LM_OK &&
	     stats->counters[i] != NULL;
	     i++)
		code =
		    lm_buf_printf(out, err, "%s\"%s\":%ju", i == 0 ? "" : ",",
			stats->counters[i], (uintmax_t)stats->counts[i]);
	return code == LM_OK ? lm_buf_text(out, "}}\n", err) : code;
}

enum lm_code
lm_stats_append(const struct lm_stats *stats, const char *path,
    struct lm_err *err)
{
	struct lm_buf line = {0};
	struct lm_writer *writer = NULL;
	enum lm_code code = append_head(stats, &line, err);

	if (code == LM_OK)
		code = append_totals(stats, &line, err);
	if (code == LM_OK)
		code = append_counts(stats, &line, err);
	if (code == LM_OK)
		code = lm_writer_open(path, LM_WRITER_APPEND, &writer, err);
	if (code == LM_OK)
		code = lm_writer_write(writer, lm_buf_view(&line), err);
	if (code == LM_OK)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	lm_buf_free(&line);
	return code;
}
