#ifndef SCHEMACHECK_SETTINGS_H
#define SCHEMACHECK_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/filter.h"
#include "lm/mend.h"
#include "lm/path.h"
#include "lm/schema.h"
#include "lm/writer.h"

#include "gate.h"
#include "map.h"
#include "schemas.h"
#include "tally.h"

enum check_form {
	CHECK_TEXT,
	CHECK_JSON,
};

enum output_form {
	OUTPUT_FLAG,
	OUTPUT_BASIC,
};

/* What the options say, and what is made of it once. */
struct settings {
	const char *schema;
	const char *schema_map;
	const char *resolve; /* PREFIX=DIR, with commas between */
	const char *field;
	const char *task;
	const char *repair;
	const char *invalid;
	const char *min_valid;
	const char *confidence;
	const char *by;
	uint64_t max_errors;
	int draft;	   /* enum lm_schema_draft */
	int check;	   /* enum check_form */
	int output_format; /* enum output_form */
	bool lenient;
	bool format_annotation;
	bool assert_content;
	bool value;
	bool replace;
	bool annotate;
	bool has_check;
	bool has_output_format;
	bool point;
	bool count_repaired;
	bool allow_invalid;

	lm_mend_mask repairs;
	struct lm_path field_path; /* no steps: the record */
	struct lm_path task_path;
	struct lm_path by_path;
	struct gate gate;
	struct map map;
	struct schemas schemas;
	struct tally tally;
	struct lm_writer *invalid_to;
};

/* The tally's keywords: those of schemas by enum lm_schema_key, then false
 * schemas, and what no schema says. */
enum {
	KEYWORD_FALSE = LM_SCHEMA_N_KEYS,
	KEYWORD_ANSWER,
	KEYWORD_FIELD,
	N_KEYWORDS
};

/* Of keywords, as the summary's histogram has them. */
extern const char *const *const settings_keywords;

/*
 * Check the options, load the schemas, open the files.  Errors: LM_USAGE; those
 * of lm_schema_load and map_read; LM_IO; LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

/* Nothing that is read is written, and the other way round.  LM_USAGE;
 * LM_NOMEM. */
enum lm_code settings_check_files(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

/* The same of what was loaded, with the files of --resolve and of the map. */
enum lm_code settings_check_schemas(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

#endif
