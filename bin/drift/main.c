#include "compare.h"
#include "finish.h"
#include "options.h"
#include "settings.h"
#include "work.h"

#include "lm/run.h"

static enum lm_code
start(void *settings, struct lm_filter_run *run, struct lm_err *err)
{
	return settings_apply(settings, run, err);
}

static void
stop(void *settings)
{
	settings_free(settings);
}

int
main(int argc, char **argv)
{
	struct settings settings = settings_default();
	const struct lm_filter filter = {
	    .name = "lmob-drift",
	    .synopsis = "--baseline FILE [option ...] [file ...]",
	    .summary =
		"Tell whether embeddings still mean what they meant: compare "
		"the neighbourhoods of\nthe same documents in a baseline and in "
		"the current run.",
	    .opts = drift_options,
	    .n_opts = drift_n_options,
	    .settings = &settings,
	    .objects_only = true,
	    .uses = settings_uses,
	    .start = start,
	    .worker_new = work_new,
	    .worker_free = work_free,
	    .begin = work_begin,
	    .record = work_record,
	    .deliver = work_deliver,
	    .finish = finish,
	    .stop = stop,
	};

	drift_compare_prepare();
	return lm_run(&filter, argc, argv);
}
