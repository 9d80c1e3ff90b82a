#ifndef EMBED_EMBED_H
#define EMBED_EMBED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "engine.h"
#include "held.h"
#include "lexical.h"
#include "remote.h"

#include "lm/cli.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/filter.h"

enum encoding { ENCODING_FLOAT, ENCODING_BASE64 };

/* What the command line says, and what it comes to. */
struct settings {
	const char *engine;
	const char *field;
	const char *grams;
	const char *fit;
	const char *idf;
	int as; /* enum lm_lexical_as */
	int encoding;
	struct lm_lexical_config config;
	struct fields fields;
	struct engine maker;		  /* of vectors; none with fit */
	struct lm_lexical_counts *counts; /* with fit: of all workers */
	struct lm_writer *fit_writer;
	struct lm_opt_list reuse;
	uint64_t chunk, overlap;
	/* An engine that is asked over HTTP (remote_settings.h). */
	struct remote_options remote;
	struct remote *server; /* NULL: vectors are made here */
	struct lm_stamp *stamp;
	struct held_scratch *scratch;
	struct held_settings held;
	struct lm_filter_run *run;
};

/*
 * Read the settings and make the engine.  LM_USAGE for settings that make no
 * sense; errors of the --idf file and of remote_settings_apply; LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

/* A worker's memory. */
struct embedder;

struct embedder *embedder_new(const struct settings *settings,
    struct lm_err *err);
void embedder_free(struct embedder *embedder);

/*
 * Embed a record: append it to out with its members "embedding" and "embed"
 * (lmob-record(5)).  *empty tells that its text has nothing to embed; the
 * embedding is then null.  Errors of document_read; LM_NOMEM.
 */
enum lm_code embedder_embed(struct embedder *embedder,
    const struct lm_filter_record *in, struct lm_buf *out, bool *empty,
    struct lm_err *err);

/* Count the record's features, for --fit. */
enum lm_code embedder_count(struct embedder *embedder,
    const struct lm_filter_record *in, struct lm_err *err);

/* What the worker counted. */
const struct lm_lexical_counts *embedder_counts(
    const struct embedder *embedder);

#endif
