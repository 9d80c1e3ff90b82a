#include "outcome.h"

const char *const outcome_names[] = {
    [OUTCOME_STRICT] = "strict",
    [OUTCOME_EXTRACTED] = "extracted",
    [OUTCOME_REPAIRED] = "repaired",
    [OUTCOME_SCHEMA_INVALID] = "schema_invalid",
    [OUTCOME_UNPARSEABLE] = "unparseable",
    [OUTCOME_UNDETERMINED] = "undetermined",
};
