#include "lm/client_window.h"

static double
within(double size, size_t limit)
{
	if (size < 1)
		size = 1;
	return size > (double)limit ? (double)limit : size;
}

void
lm_client_window_limit(struct lm_client_window *window, size_t limit)
{
	if (window->size >= (double)window->limit)
		window->size = (double)limit;
	window->limit = limit;
	window->size = within(window->size, limit);
}

void
lm_client_window_answered(struct lm_client_window *window)
{
	if (window->size >= 1)
		window->size =
		    within(window->size + 1 / window->size, window->limit);
}

void
lm_client_window_restore(struct lm_client_window *window)
{
	window->size = (double)window->limit;
}

void
lm_client_window_too_many(struct lm_client_window *window, int64_t sent_ns,
    int64_t now_ns)
{
	if (sent_ns < window->cut_ns)
		return;
	window->cut_ns = now_ns;
	window->size = within(window->size / 2, window->limit);
}
