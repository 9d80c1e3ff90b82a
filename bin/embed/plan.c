#include "plan.h"

enum lm_code
plan_say(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct remote_counts *counts = remote_counts(settings->server);

	return lm_buf_printf(&run->result, err,
	    "{\"requests\":%ju,\"texts\":%ju,\"tokens\":%ju,\"reused\":%ju}\n",
	    (uintmax_t)counts->batches, (uintmax_t)counts->texts,
	    (uintmax_t)counts->planned, (uintmax_t)counts->reused);
}
