#include "lm/help.h"

#include <stdio.h>
#include <string.h>

#define HELP_COLUMN 28

static bool
is_optional(const struct lm_opt *opt)
{
	return opt->implied != NULL;
}

/* "  -j, --jobs N", or "      --progress[=WHEN]" */
static void
format_names(const struct lm_opt *opt, char *out, size_t size)
{
	char letter[8] = "    ";
	const char *value = opt->value == NULL ? "" : opt->value;
	const char *before = opt->value == NULL ? "" : " ";

	if (opt->letter != 0)
		(void)snprintf(letter, sizeof(letter), "-%c, ", opt->letter);
	(void)snprintf(out, size, "  %s--%s%s%s%s", letter, opt->name,
	    is_optional(opt) ? "[=" : before, value,
	    is_optional(opt) ? "]" : "");
}

/* Lines of text, each but the first set in at the help column. */
static enum lm_code
append_lines(const char *text, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (;;) {
		size_t len = strcspn(text, "\n");

		code = lm_buf_append(out, text, len, err);
		if (code == LM_OK)
			code = lm_buf_byte(out, '\n', err);
		if (code != LM_OK || text[len] == '\0')
			return code;
		text += len + 1;
		code = lm_buf_printf(out, err, "%*s", HELP_COLUMN, "");
		if (code != LM_OK)
			return code;
	}
}

static enum lm_code
append_option(const struct lm_opt *opt, struct lm_buf *out, struct lm_err *err)
{
	char names[128];
	enum lm_code code;

	format_names(opt, names, sizeof(names));
	if (strlen(names) > HELP_COLUMN - 2)
		code =
		    lm_buf_printf(out, err, "%s\n%*s", names, HELP_COLUMN, "");
	else
		code = lm_buf_printf(out, err, "%-*s", HELP_COLUMN, names);
	return code == LM_OK ? append_lines(opt->help, out, err) : code;
}

static enum lm_code
append_group(const struct lm_opt_group *group, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err, "\n%s:\n", group->title);

	for (size_t i = 0; code == LM_OK && i < group->n_opts; i++)
		code = append_option(&group->opts[i], out, err);
	return code;
}

enum lm_code
lm_help_text(const struct lm_cli *cli, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err, "usage: %s %s\n\n%s\n",
	    cli->program, cli->synopsis, cli->summary);

	for (size_t i = 0; code == LM_OK && i < cli->n_groups; i++)
		code = append_group(&cli->groups[i], out, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    "\nExit status:\n%s\n\nManual: man %s\n", cli->exits,
		    cli->program);
	return code;
}

/* The first line of an option's help. */
static int
headline_len(const struct lm_opt *opt)
{
	return (int)strcspn(opt->help, "\n");
}

static enum lm_code
append_words(const struct lm_opt *opt, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (int i = 0; code == LM_OK && opt->choices[i] != NULL; i++)
		code = lm_buf_printf(out, err, "%s%s", i == 0 ? "" : " ",
		    opt->choices[i]);
	return code;
}

static enum lm_code
bash_option(const struct lm_opt *opt, struct lm_buf *out, struct lm_err *err)
{
	return lm_buf_printf(out, err, " --%s%s", opt->name,
	    is_optional(opt) ? "=" : "");
}

static enum lm_code
zsh_option(const struct lm_opt *opt, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err, " \\\n    '%s--%s%s[",
	    opt->kind == LM_OPT_LIST ? "*" : "", opt->name,
	    opt->value == NULL ? "" : (is_optional(opt) ? "=-" : "="));

	/* What zsh reads as syntax, and the quote, must not come through. */
	for (int i = 0; code == LM_OK && i < headline_len(opt); i++)
		if (strchr("[]:'", opt->help[i]) == NULL)
			code = lm_buf_byte(out, opt->help[i], err);
	if (code == LM_OK)
		code = lm_buf_text(out, "]", err);
	if (code == LM_OK && opt->value != NULL)
		code = lm_buf_printf(out, err,
		    "%s:%s:", is_optional(opt) ? ":" : "", opt->value);
	if (code == LM_OK && opt->kind == LM_OPT_CHOICE) {
		code = lm_buf_text(out, "(", err);
		if (code == LM_OK)
			code = append_words(opt, out, err);
		if (code == LM_OK)
			code = lm_buf_text(out, ")", err);
	} else if (code == LM_OK &&
	    (opt->kind == LM_OPT_TEXT || opt->kind == LM_OPT_LIST)) {
		code = lm_buf_text(out, "_files", err);
	}
	return code == LM_OK ? lm_buf_text(out, "'", err) : code;
}

static enum lm_code
fish_option(const struct lm_cli *cli, const struct lm_opt *opt,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err, "complete -c %s -l %s",
	    cli->program, opt->name);

	if (code == LM_OK && opt->letter != 0)
		code = lm_buf_printf(out, err, " -s %c", opt->letter);
	if (code == LM_OK && opt->value != NULL && !is_optional(opt))
		code = lm_buf_text(out, " -r", err);
	if (code == LM_OK && opt->kind == LM_OPT_CHOICE) {
		code = lm_buf_text(out, " -a '", err);
		if (code == LM_OK)
			code = append_words(opt, out, err);
		if (code == LM_OK)
			code = lm_buf_byte(out, '\'', err);
	}
	if (code == LM_OK)
		code = lm_buf_text(out, " -d '", err);
	for (int i = 0; code == LM_OK && i < headline_len(opt); i++)
		if (opt->help[i] != '\'')
			code = lm_buf_byte(out, opt->help[i], err);
	return code == LM_OK ? lm_buf_text(out, "'\n", err) : code;
}

static enum lm_code
each_option(const struct lm_cli *cli, const char *shell, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t g = 0; g < cli->n_groups; g++)
		for (size_t i = 0; i < cli->groups[g].n_opts; i++) {
			const struct lm_opt *opt = &cli->groups[g].opts[i];

			if (strcmp(shell, "bash") == 0)
				code = bash_option(opt, out, err);
			else if (strcmp(shell, "zsh") == 0)
				code = zsh_option(opt, out, err);
			else
				code = fish_option(cli, opt, out, err);
			if (code != LM_OK)
				return code;
		}
	return code;
}

static enum lm_code
bash_script(const struct lm_cli *cli, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code =
	    lm_buf_text(out, "complete -o bashdefault -o default -W '", err);

	if (code == LM_OK)
		code = each_option(cli, "bash", out, err);
	return code == LM_OK ? lm_buf_printf(out, err, "' %s\n", cli->program)
			     : code;
}

static enum lm_code
zsh_script(const struct lm_cli *cli, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code =
	    lm_buf_printf(out, err, "#compdef %s\n_arguments -S", cli->program);

	if (code == LM_OK)
		code = each_option(cli, "zsh", out, err);
	return code == LM_OK
	    ? lm_buf_text(out, " \\\n    '*:file:_files'\n", err)
	    : code;
}

enum lm_code
lm_help_completions(const struct lm_cli *cli, const char *shell,
    struct lm_buf *out, struct lm_err *err)
{
	if (strcmp(shell, "bash") == 0)
		return bash_script(cli, out, err);
	if (strcmp(shell, "zsh") == 0)
		return zsh_script(cli, out, err);
	if (strcmp(shell, "fish") == 0)
		return each_option(cli, "fish", out, err);
	return lm_err_set(err, LM_USAGE,
	    "--completions %s: expected bash, zsh or fish", shell);
}
