#ifndef EMBED_PRICE_H
#define EMBED_PRICE_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * The price of a model's input tokens, from a price list: CSV (RFC 4180) whose
 * first line names the columns, among them model, unit and usd_per_million,
 * and, if prices change, valid_from and valid_to (RFC 3339 dates or times, the
 * second not included).  Of the lines of this model whose unit is "input" or
 * "embedding" the one holds that is valid at the time.
 */

/* US dollars for a million tokens, in millionths: "0.02" is 20000. */
#define PRICE_SCALE 1000000

/*
 * Read it from path; *found is false where the list has no price of the model
 * for that time (ns, as in lm/clock.h).  LM_MALFORMED, with file and line: no
 * CSV, a column is missing, a price that is no decimal of at most six digits
 * behind the point, two prices for one time; LM_IO, LM_NOMEM, LM_OVERSIZE.
 */
enum lm_code price_find(const char *path, struct lm_span model, int64_t ns,
    uint64_t *micro_usd_per_million, bool *found, struct lm_err *err);

#endif
