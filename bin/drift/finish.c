#include "finish.h"

#include "keep.h"
#include "measure.h"
#include "settings.h"
#include "status.h"
#include "tell.h"

static enum lm_exit
exit_of(enum drift_verdict verdict)
{
	switch (verdict) {
	case DRIFT_PASS:
		return LM_EXIT_DONE;
	case DRIFT_FAIL:
		return LM_EXIT_FINDING;
	case DRIFT_UNDECIDED:
	case DRIFT_OFF:
		break;
	}
	return LM_EXIT_UNDECIDED;
}

static enum lm_code
end_lines(struct lm_filter_run *run, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (run->result.len > 0 && run->result.ptr[run->result.len - 1] != '\n')
		code = lm_buf_byte(&run->result, '\n', err);
	return code == LM_OK ? lm_buf_byte(&run->verdict, '\n', err) : code;
}

static enum lm_code
compare(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct measured measured = {0};
	struct kept kept = {0};
	enum lm_code code = measure(settings, run->jobs, &measured, err);

	if (code == LM_OK)
		code = keep_run(settings, run, &measured, &kept, err);
	if (code == LM_OK)
		code = tell(settings, run, &measured, &kept, err);
	run->exit = exit_of(measured.findings.verdict);
	kept_free(&kept);
	measured_free(&measured);
	return code;
}

static enum lm_code
show_status(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	return drift_status(settings->history, settings->clean_runs,
	    settings->now, &run->result, &run->verdict, &run->exit, err);
}

enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	struct settings *settings = arg;
	enum lm_code code;

	if (settings->status)
		code = show_status(settings, run, err);
	else if (settings->rollback)
		code = keep_rollback(settings, run, err);
	else
		code = compare(settings, run, err);
	return code == LM_OK ? end_lines(run, err) : code;
}
