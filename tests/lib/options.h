#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/cli.h"

/* A command line with an option of every kind, in two groups. */
struct options {
	bool first; /* no option's: an offset of 0 means none */
	bool check;
	bool quiet;
	const char *output;
	uint64_t jobs;
	uint64_t size;
	double drift;
	bool drift_is_set;
	int encoding;
	int when;
	struct lm_opt_list with;
};

struct options_cli {
	struct options own;
	struct options common;
	struct lm_opt_group groups[2];
	struct lm_cli cli;
};

/* Made in place, since it points into itself. */
void options_start(struct options_cli *made);

/*
 * A command line of words with a space between, as main gets it; the words
 * live in the struct.
 */
#define WORDS_MOST 24

struct words {
	char text[1200];
	char *argv[WORDS_MOST + 1];
	int argc;
};

void words_split(struct words *words, const char *text);

/* The names of all options, NULL at the end. */
extern const char *const options_names[];

#endif
