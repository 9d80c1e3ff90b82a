#include "lm/format_checks.h"

/* Rows of the table. */
enum {
	A = LM_FORMAT_ATEXT,
	H = A | LM_FORMAT_LDH, /* - */
	L = H | LM_FORMAT_LETDIG,
	X = L | LM_FORMAT_HEX,
	D = X | LM_FORMAT_DIGIT,
};

/* clang-format off */
const uint8_t lm_format_chars[256] = {
	['!'] = A, ['#'] = A, ['$'] = A, ['%'] = A, ['&'] = A, ['\''] = A,
	['*'] = A, ['+'] = A, ['-'] = H, ['/'] = A,
	['0'] = D, D, D, D, D, D, D, D, D, D,
	['='] = A, ['?'] = A,
	['A'] = X, X, X, X, X, X, L, L, L, L, L, L, L,
	['N'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
	['^'] = A, ['_'] = A, ['`'] = A,
	['a'] = X, X, X, X, X, X, L, L, L, L, L, L, L,
	['n'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
	['{'] = A, ['|'] = A, ['}'] = A, ['~'] = A,
};
/* clang-format on */
