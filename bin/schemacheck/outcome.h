#ifndef SCHEMACHECK_OUTCOME_H
#define SCHEMACHECK_OUTCOME_H

/* What became of a record: the step of the ladder that it ends on. */
enum outcome {
	OUTCOME_STRICT,
	OUTCOME_EXTRACTED,
	OUTCOME_REPAIRED,
	OUTCOME_SCHEMA_INVALID,
	OUTCOME_UNPARSEABLE,
	OUTCOME_UNDETERMINED, /* a limit was hit: neither valid nor invalid */
	N_OUTCOMES,
};

/* As results and summaries have them; N_OUTCOMES of them. */
extern const char *const outcome_names[];

#endif
