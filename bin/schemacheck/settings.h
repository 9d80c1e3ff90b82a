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
	bool lenient;
	bool format_annotation;
	bool assert_content;
	int draft;
	const char *field;
	const char *task;
	bool value;
	const char *repair;
	bool replace;
	const char *invalid;
	bool annotate;
	int check; /* enum check_form */
	bool has_check;
	int output_format; /* enum output_form */
	bool has_output_format;
	uint64_t max_errors;
	const char *min_valid;
	const char *confidence;
	bool point;
	bool count_repaired;
	bool allow_invalid;
	const char *by;

	struct lm_path field_path; /* no steps: the record */
	struct lm_path task_path;
	struct lm_path by_path;
	lm_mend_mask repairs;
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

#endif
