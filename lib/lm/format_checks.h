#ifndef LM_FORMAT_CHECKS_H
#define LM_FORMAT_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/format.h"
#include "lm/span.h"

/* What ASCII characters may be, as bits; of each byte, none if not ASCII. */
enum lm_format_char {
	LM_FORMAT_LETDIG = 1, /* letters and digits */
	LM_FORMAT_LDH = 2,    /* and the hyphen (RFC 1123 §2.1) */
	LM_FORMAT_ATEXT = 4,  /* RFC 5322 §3.2.3 */
	LM_FORMAT_HEX = 8,
	LM_FORMAT_DIGIT = 16,
};
extern const uint8_t lm_format_chars[256];

static inline bool
lm_format_is(char byte, unsigned bits)
{
	return (lm_format_chars[(unsigned char)byte] & bits) != 0;
}

/* RFC 3339 §5.6 and appendix A. */
bool lm_format_is_date(struct lm_span text);
bool lm_format_is_time(struct lm_span text);
bool lm_format_is_date_time(struct lm_span text);
bool lm_format_is_duration(struct lm_span text);

/* RFC 5321 §4.1.2, without and RFC 6531 §3.3 with other than ASCII. */
bool lm_format_is_email(struct lm_span text);
enum lm_format_verdict lm_format_judge_email(struct lm_span text);

/* Names of hosts: of ASCII labels, whatever those are (RFC 1123 §2.1); of ASCII
 * labels, A-labels among them; of A-labels and U-labels, too (RFC 5890). */
bool lm_format_is_host(struct lm_span text);
enum lm_format_verdict lm_format_judge_host(struct lm_span text);
enum lm_format_verdict lm_format_judge_idn_host(struct lm_span text);

/* One label of a name in ASCII. */
bool lm_format_is_label(struct lm_span label);

/* How a name of A-labels and U-labels is read. */
enum lm_format_idn {
	LM_FORMAT_IDN_DOTS = 1, /* the dots of IDNA part labels, too */
	LM_FORMAT_IDN_NFC = 2,	/* U-labels are judged in NFC */
};
enum lm_format_verdict lm_format_judge_idn(struct lm_span text, unsigned how);

#endif
