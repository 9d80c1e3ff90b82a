#ifndef LM_HELP_H
#define LM_HELP_H

#include "lm/buf.h"
#include "lm/cli.h"
#include "lm/err.h"

/* Append the text of --help; its first line is the usage.  LM_NOMEM. */
enum lm_code lm_help_text(const struct lm_cli *cli, struct lm_buf *out,
    struct lm_err *err);

/*
 * Append completions for shell: "bash", "zsh" or "fish".  LM_USAGE for
 * another; LM_NOMEM.
 */
enum lm_code lm_help_completions(const struct lm_cli *cli, const char *shell,
    struct lm_buf *out, struct lm_err *err);

#endif
