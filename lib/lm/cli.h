#ifndef LM_CLI_H
#define LM_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * The command line: one table of options gives parsing, --help and shell
 * completions.  Long options are never abbreviated; options and operands may
 * be mixed; "--" ends the options.
 */

enum lm_opt_kind {
	LM_OPT_FLAG,   /* bool */
	LM_OPT_TEXT,   /* const char * */
	LM_OPT_COUNT,  /* uint64_t, min to max */
	LM_OPT_SIZE,   /* uint64_t bytes, min to max, with K, M or G */
	LM_OPT_NUMBER, /* double, finite */
	LM_OPT_CHOICE, /* int, index into choices */
	LM_OPT_LIST,   /* struct lm_opt_list, one more text each time */
};

#define LM_OPT_LIST_MAX 64

/* What an option that may be repeated was given, in order. */
struct lm_opt_list {
	const char *texts[LM_OPT_LIST_MAX];
	size_t n;
};

struct lm_opt {
	const char *name; /* long, without its dashes */
	char letter;	  /* short; 0: none */
	enum lm_opt_kind kind;
	const char *value; /* what the help calls the value; NULL: a flag */
	const char *help;  /* a line or more, '\n' between */
	size_t offset;	   /* of the setting, in the struct of the group */
	uint64_t min;
	uint64_t max;
	const char *const *choices; /* NULL at the end */
	const char *implied; /* of "--name" alone; NULL: it needs a value */
	size_t is_set; /* offset of a bool that tells it was given; 0: none */
};

/* Options of one origin, and the struct that they set. */
struct lm_opt_group {
	const char *title; /* over its options in --help */
	const struct lm_opt *opts;
	size_t n_opts;
	void *settings;
};

struct lm_cli {
	const char *program;
	const char
	    *synopsis; /* what follows the name: "[option ...] [file ...]" */
	const char *summary; /* what the program does, in a line or more */
	const char *exits;   /* exit status, a line each */
	const struct lm_opt_group *groups;
	size_t n_groups;
};

/*
 * Read argv[1] and up into the settings; the operands are moved to the front
 * of argv[1..], and *n_operands tells how many they are.  LM_USAGE names the
 * option and what was expected, with the nearest option for an unknown one.
 */
enum lm_code lm_cli_parse(const struct lm_cli *cli, int argc, char **argv,
    size_t *n_operands, struct lm_err *err);

/* Write all of text to standard output (1) or error (2); whether it worked. */
bool lm_cli_say(int fd, struct lm_span text);

/* Say "program: text" on standard error, in one write. */
void lm_cli_warn(const struct lm_cli *cli, const char *text);

/* lm_cli_warn of each line of a text. */
void lm_cli_warn_lines(const struct lm_cli *cli, struct lm_span lines);

/* lm_cli_warn of an error with its place. */
void lm_cli_fail(const struct lm_cli *cli, const struct lm_err *err);

/*
 * See to it that descriptors 0, 1 and 2 are open, so that no file is opened
 * as one of them; reading or writing one that was closed then fails.
 */
void lm_cli_guard_streams(void);

#endif
