#include "lm/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lm/near.h"
#include "lm/num.h"

#define LONGEST_MESSAGE 1100
#define MESSAGE_SIZE (LONGEST_MESSAGE + 100)

/* An option met on the command line: its row, and where it puts its value. */
struct met {
	const struct lm_opt *opt;
	char *settings;
	const char *spelled; /* "--jobs" or "-j", for messages */
	size_t spelled_len;
};

static bool
find_option(const struct lm_cli *cli, struct lm_span name, char letter,
    struct met *met)
{
	for (size_t g = 0; g < cli->n_groups; g++) {
		const struct lm_opt_group *group = &cli->groups[g];

		for (size_t i = 0; i < group->n_opts; i++) {
			const struct lm_opt *opt = &group->opts[i];

			if (letter != 0
				? opt->letter != letter
				: !lm_span_equal(lm_span_of(opt->name), name))
				continue;
			met->opt = opt;
			met->settings = group->settings;
			return true;
		}
	}
	return false;
}

static enum lm_code
unknown_option(const struct lm_cli *cli, struct lm_span name,
    struct lm_err *err)
{
	struct lm_near near = lm_near_start(name);

	for (size_t g = 0; g < cli->n_groups; g++)
		for (size_t i = 0; i < cli->groups[g].n_opts; i++)
			lm_near_try(&near, cli->groups[g].opts[i].name);
	if (near.best != NULL)
		return lm_err_set(err, LM_USAGE,
		    "unknown option --%.*s; did you mean --%s?", (int)name.len,
		    name.ptr, near.best);
	return lm_err_set(err, LM_USAGE, "unknown option --%.*s (see --help)",
	    (int)name.len, name.ptr);
}

static enum lm_code
bad_value(const struct met *met, const char *value, const char *expected,
    struct lm_err *err)
{
	return lm_err_set(err, LM_USAGE, "%.*s %s: expected %s",
	    (int)met->spelled_len, met->spelled, value, expected);
}

/* The message of a bad number, with the option before it. */
static enum lm_code
name_option(const struct met *met, const struct lm_err *why, struct lm_err *err)
{
	return lm_err_set(err, LM_USAGE, "%.*s: %s", (int)met->spelled_len,
	    met->spelled, why->message);
}

static enum lm_code
set_whole(const struct met *met, const char *value, struct lm_err *err)
{
	const struct lm_opt *opt = met->opt;
	struct lm_span text = lm_span_of(value);
	struct lm_err why = {0};
	uint64_t number;
	enum lm_code code = opt->kind == LM_OPT_SIZE
	    ? lm_num_size(text, opt->min, opt->max, &number, &why)
	    : lm_num_u64(text, opt->min, opt->max, &number, &why);

	if (code != LM_OK)
		return name_option(met, &why, err);
	memcpy(met->settings + opt->offset, &number, sizeof(number));
	return LM_OK;
}

static enum lm_code
set_number(const struct met *met, const char *value, struct lm_err *err)
{
	double number;

	if (!lm_num_double(lm_span_of(value), &number))
		return bad_value(met, value, "a number", err);
	memcpy(met->settings + met->opt->offset, &number, sizeof(number));
	return LM_OK;
}

static enum lm_code
set_choice(const struct met *met, const char *value, struct lm_err *err)
{
	const struct lm_opt *opt = met->opt;
	char expected[128] = "one of";
	size_t len = strlen(expected);

	for (int i = 0; opt->choices[i] != NULL; i++) {
		if (strcmp(opt->choices[i], value) == 0) {
			memcpy(met->settings + opt->offset, &i, sizeof(i));
			return LM_OK;
		}
		(void)snprintf(expected + len, sizeof(expected) - len, "%s %s",
		    i == 0 ? "" : ",", opt->choices[i]);
		len = strlen(expected);
	}
	return bad_value(met, value, expected, err);
}

static enum lm_code
add_to_list(const struct met *met, const char *value, struct lm_err *err)
{
	void *setting = met->settings + met->opt->offset;
	struct lm_opt_list *list = setting;

	if (list->n == LM_OPT_LIST_MAX)
		return lm_err_set(err, LM_USAGE,
		    "--%s: it may be given %d times at most", met->opt->name,
		    LM_OPT_LIST_MAX);
	list->texts[list->n++] = value;
	return LM_OK;
}

static enum lm_code
set_value(const struct met *met, const char *value, struct lm_err *err)
{
	bool yes = true;

	if (met->opt->is_set != 0)
		memcpy(met->settings + met->opt->is_set, &yes, sizeof(yes));
	switch (met->opt->kind) {
	case LM_OPT_FLAG:
		memcpy(met->settings + met->opt->offset, &yes, sizeof(yes));
		return LM_OK;
	case LM_OPT_TEXT:
		memcpy(met->settings + met->opt->offset, &value, sizeof(value));
		return LM_OK;
	case LM_OPT_COUNT:
	case LM_OPT_SIZE:
		return set_whole(met, value, err);
	case LM_OPT_NUMBER:
		return set_number(met, value, err);
	case LM_OPT_CHOICE:
		return set_choice(met, value, err);
	case LM_OPT_LIST:
		return add_to_list(met, value, err);
	}
	return LM_OK;
}

static bool
has_implied(const struct lm_opt *opt)
{
	return opt->implied != NULL;
}

/* The words of the command line, as they are used up. */
struct words {
	char **argv;
	size_t n;
	size_t at;
};

static enum lm_code
needs_value(const struct met *met, struct lm_err *err)
{
	return lm_err_set(err, LM_USAGE, "%.*s needs a value: %s",
	    (int)met->spelled_len, met->spelled, met->opt->value);
}

/* attached is the value after = or after the letter; NULL: there is none. */
static enum lm_code
take_value(const struct met *met, struct words *words, const char *attached,
    struct lm_err *err)
{
	if (has_implied(met->opt) && attached == NULL)
		return set_value(met, met->opt->implied, err);
	if (attached != NULL)
		return set_value(met, attached, err);
	if (words->at == words->n)
		return needs_value(met, err);
	return set_value(met, words->argv[words->at++], err);
}

static enum lm_code
take_long(const struct lm_cli *cli, struct words *words, const char *word,
    struct lm_err *err)
{
	size_t len = strcspn(word + 2, "=");
	const char *attached = word[2 + len] == '=' ? word + 3 + len : NULL;
	struct met met = {.spelled = word, .spelled_len = len + 2};

	if (!find_option(cli, lm_span(word + 2, len), 0, &met))
		return unknown_option(cli, lm_span(word + 2, len), err);
	if (met.opt->kind != LM_OPT_FLAG)
		return take_value(&met, words, attached, err);
	if (attached != NULL)
		return lm_err_set(err, LM_USAGE, "--%s takes no value",
		    met.opt->name);
	return set_value(&met, NULL, err);
}

/* -abc, where c may be followed by its value. */
static enum lm_code
take_short(const struct lm_cli *cli, struct words *words, const char *word,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (const char *at = word + 1; code == LM_OK && *at != '\0'; at++) {
		char spelled[3] = {'-', *at, '\0'};
		struct met met = {.spelled = spelled, .spelled_len = 2};

		if (!find_option(cli, (struct lm_span){0}, *at, &met))
			return lm_err_set(err, LM_USAGE,
			    "unknown option -%c (see --help)", *at);
		if (met.opt->kind == LM_OPT_FLAG) {
			code = set_value(&met, NULL, err);
			continue;
		}
		return take_value(&met, words, at[1] == '\0' ? NULL : at + 1,
		    err);
	}
	return code;
}

enum lm_code
lm_cli_parse(const struct lm_cli *cli, int argc, char **argv,
    size_t *n_operands, struct lm_err *err)
{
	struct words words = {argv, argc < 1 ? 0 : (size_t)argc, 1};
	bool ended = false;
	enum lm_code code = LM_OK;

	*n_operands = 0;
	while (code == LM_OK && words.at < words.n) {
		char *word = argv[words.at++];

		if (ended || word[0] != '-' || word[1] == '\0')
			argv[1 + (*n_operands)++] = word;
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			code = take_long(cli, &words, word, err);
		else
			code = take_short(cli, &words, word, err);
	}
	return code;
}

bool
lm_cli_say(int fd, struct lm_span text)
{
	while (text.len > 0) {
		ssize_t n = write(fd, text.ptr, text.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return false;
		text.ptr += n;
		text.len -= (size_t)n;
	}
	return true;
}

void
lm_cli_warn(const struct lm_cli *cli, const char *text)
{
	char line[MESSAGE_SIZE];

	(void)snprintf(line, sizeof(line), "%s: %.*s\n", cli->program,
	    LONGEST_MESSAGE, text);
	(void)lm_cli_say(STDERR_FILENO, lm_span_of(line));
}

void
lm_cli_warn_lines(const struct lm_cli *cli, struct lm_span lines)
{
	char text[LM_ERR_MESSAGE_SIZE + LM_ERR_FILE_SIZE];

	while (lines.len > 0) {
		const char *end = memchr(lines.ptr, '\n', lines.len);
		size_t len =
		    end == NULL ? lines.len : (size_t)(end - lines.ptr);

		(void)snprintf(text, sizeof(text), "%.*s", (int)len, lines.ptr);
		lm_cli_warn(cli, text);
		len += end != NULL;
		lines = lm_span(lines.ptr + len, lines.len - len);
	}
}

void
lm_cli_fail(const struct lm_cli *cli, const struct lm_err *err)
{
	char text[LONGEST_MESSAGE];

	lm_err_format(err, text, sizeof(text));
	lm_cli_warn(cli, text);
}

void
lm_cli_guard_streams(void)
{
	/* The wrong direction, so that what was closed still fails. */
	static const int flags[3] = {O_WRONLY, O_RDONLY, O_WRONLY};

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			(void)open("/dev/null", flags[fd]);
}
