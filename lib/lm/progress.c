#include "lm/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lm/cli.h"
#include "lm/clock.h"

#define INTERVAL (LM_CLOCK_SECOND / 5)
#define LINE_SIZE 200
#define BYTES_PER_MB 1e6

struct lm_progress
lm_progress_start(enum lm_progress_when when, uint64_t size)
{
	bool on = when == LM_PROGRESS_ALWAYS ||
	    (when == LM_PROGRESS_AUTO && isatty(STDERR_FILENO) == 1);

	return (struct lm_progress){.on = on,
	    .started = on ? lm_clock_monotonic() : 0,
	    .size = size};
}

/* "  37 %  12 s left" */
static void
format_rest(const struct lm_progress *progress,
    const struct lm_lines_totals *totals, double seconds, char *out,
    size_t size)
{
	double share;

	out[0] = '\0';
	if (progress->size == 0 || totals->stored_in == 0)
		return;
	share = (double)totals->stored_in / (double)progress->size;
	(void)snprintf(out, size, "  %3.0f %%  %.0f s left", 100 * share,
	    share < 1 ? seconds / share - seconds : 0);
}

/* \r goes back to the start of the line, ESC [ K clears what is left of it. */
static void
show(struct lm_progress *progress, const struct lm_lines_totals *totals,
    int64_t now)
{
	double seconds = (double)(now - progress->started) / LM_CLOCK_SECOND;
	char rest[64], more[LINE_SIZE / 2] = "", line[LINE_SIZE];

	format_rest(progress, totals, seconds, rest, sizeof(rest));
	if (progress->more != NULL)
		progress->more(progress->arg, more, sizeof(more));
	(void)snprintf(line, sizeof(line),
	    "\r%ju records  %.1f MB/s%s%s%s\033[K",
	    (uintmax_t)totals->records_in,
	    seconds > 0 ? (double)totals->bytes_in / BYTES_PER_MB / seconds : 0,
	    more[0] == '\0' ? "" : "  ", more, rest);
	(void)lm_cli_say(STDERR_FILENO, lm_span_of(line));
	progress->shown = true;
	progress->last = now;
}

void
lm_progress_show(struct lm_progress *progress,
    const struct lm_lines_totals *totals)
{
	int64_t now;

	if (!progress->on)
		return;
	now = lm_clock_monotonic();
	if (now - progress->last >= INTERVAL)
		show(progress, totals, now);
}

void
lm_progress_end(struct lm_progress *progress,
    const struct lm_lines_totals *totals)
{
	if (!progress->on)
		return;
	show(progress, totals, lm_clock_monotonic());
	(void)lm_cli_say(STDERR_FILENO, lm_span_of("\n"));
	progress->on = false;
}
