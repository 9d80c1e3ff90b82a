#ifndef DRIFT_SETTINGS_FILES_H
#define DRIFT_SETTINGS_FILES_H

#include "settings.h"

#include "lm/err.h"
#include "lm/filter.h"

/*
 * No file of the run is written over for another reason: the history, the page,
 * the judgements, and, where it is changed, the baseline with its log are
 * compared with one another and with what the run reads and writes; and the
 * history is one, or not there yet (with --status it is there).  LM_USAGE;
 * LM_IO; LM_NOMEM.
 */
enum lm_code settings_check_files(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

#endif
