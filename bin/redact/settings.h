#ifndef REDACT_SETTINGS_H
#define REDACT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

struct lm_filter_run;
struct lm_manifest;
struct lm_stamp;
struct lm_writer;

/* Texts that live as long as the settings: borrowed, or copies. */
struct texts {
	struct lm_span *list;
	char **copies; /* of each; NULL: it is borrowed */
	size_t n;
	size_t cap;
};

/* What the command line says, and the policy that it comes to. */
struct settings {
	const char *deny;
	const char *detect;
	const char *learn;
	const char *hash_fields;
	const char *dictionary;
	const char *rules;
	const char *replace;
	const char *key_file;
	const char *report;
	bool check;
	bool explain;
	bool list;
	bool stamp;
	bool text;
	const char *const *counters; /* their names, by enum kind first */
	struct policy policy;
	struct kinds usual_kinds; /* without --detect */
	struct texts names;	  /* denied, as configured; borrowed */
	struct texts labels;	  /* of masks; owned */
	bool idle;		  /* nothing is looked for */
	bool in_key;		  /* of lines of text, which one worker does */
	size_t key_input;	  /* of which input; the next begins anew */
	struct lm_stamp *stamps;  /* with --stamp */
	struct lm_writer *report_to;
};

/*
 * Make the policy, and what stamps are made with, of the command line and of
 * run->manifest, which must outlive the settings.  What is strange but no
 * mistake goes to run->warnings.  LM_USAGE for an unknown kind, an empty name,
 * a key that is not set, a rule file or dictionary that is none, or settings
 * that do not go together; LM_MALFORMED for a part of the manifest, of a rule
 * file or a dictionary; LM_IO; LM_LIMIT; LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

/* ---- their parts ---- */

/* Add a text, borrowed; or a copy, which is owned.  LM_NOMEM. */
enum lm_code texts_add(struct texts *texts, struct lm_span text,
    struct lm_err *err);
enum lm_code texts_add_copy(struct texts *texts, struct lm_span text,
    struct lm_err *err);
void texts_free(struct texts *texts);

/* The next word of a list with commas between and spaces around; false at its
 * end, when *at is NULL. */
bool next_word(const char **at, struct lm_span *word);

/* The same as a C string in *text; *more: there was one.  LM_NOMEM. */
enum lm_code next_text(const char **at, struct lm_buf *text, bool *more,
    struct lm_err *err);

/* The kinds, of --detect, else of redaction.detect. */
enum lm_code settings_kinds(struct settings *settings,
    const struct lm_manifest *manifest, struct lm_err *err);

/* The denied names; all places. */
enum lm_code settings_names(struct settings *settings,
    const struct lm_manifest *manifest, struct lm_err *err);
enum lm_code settings_places(struct settings *settings,
    const struct lm_manifest *manifest, struct lm_err *err);

/* Rule files and rules; dictionaries. */
enum lm_code settings_rules(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
enum lm_code settings_known(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

/* That no file which is read for an option is one that is written.  LM_USAGE. */
enum lm_code settings_check_files(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

/*
 * What the command line says otherwise than the manifest: a part of the rules
 * of stamps, so that they are not taken for stamps of the manifest's rules.
 */
enum lm_code settings_stamp(struct settings *settings,
    const struct lm_manifest *manifest, struct lm_err *err);

#endif
