#include "lm/text_plain.h"

#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "lm/text_wide.h"

static inline bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

static inline bool
within(uint32_t code, uint32_t from, uint32_t to)
{
	return code - from <= to - from;
}

static inline uint32_t
fold_byte(unsigned char byte, bool words)
{
	if (within(byte, 'A', 'Z'))
		return byte + 32u;
	if (words && !within(byte, 'a', 'z') && !within(byte, '0', '9'))
		return ' ';
	return byte;
}

#ifdef __x86_64__
#define STEP sizeof(__m128i)

/* 0xff in each byte that is from first to last, which are ASCII. */
static inline __m128i
within_16(__m128i bytes, int first, int last)
{
	const int least = INT8_MIN; /* there is only a signed comparison */
	__m128i moved =
	    _mm_add_epi8(bytes, _mm_set1_epi8((char)(least - first)));

	return _mm_cmplt_epi8(moved,
	    _mm_set1_epi8((char)(least + last - first + 1)));
}

/* Fold STEP bytes as far as they are ASCII; how many are. */
static inline size_t
fold_step(const char *in, bool words, char *out)
{
	const __m128i space = _mm_set1_epi8(' ');
	__m128i bytes = _mm_loadu_si128((const void *)in), keep;
	unsigned high = (unsigned)_mm_movemask_epi8(bytes);

	bytes = _mm_or_si128(bytes,
	    _mm_and_si128(within_16(bytes, 'A', 'Z'), space));
	if (words) {
		keep = _mm_or_si128(within_16(bytes, 'a', 'z'),
		    within_16(bytes, '0', '9'));
		bytes = _mm_or_si128(_mm_and_si128(keep, bytes),
		    _mm_andnot_si128(keep, space));
	}
	_mm_storeu_si128((void *)out, bytes);
	return high == 0 ? STEP : (size_t)__builtin_ctz(high);
}
#else
#define STEP sizeof(uint64_t)
#define ONES UINT64_C(0x0101010101010101)
#define HIGHS (ONES * 0x80)

/* 0x80 in each byte that is from first to last; all bytes are ASCII. */
static inline uint64_t
within_8(uint64_t bytes, unsigned first, unsigned last)
{
	return (bytes + ONES * (0x80 - first)) &
	    ~(bytes + ONES * (0x7f - last)) & HIGHS;
}

/* How many of the eight bytes in memory stand before the first marked 0x80. */
static inline size_t
before_first(uint64_t marks)
{
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return (size_t)__builtin_ctzll(marks) / 8;
	return (size_t)__builtin_clzll(marks) / 8;
}

/* Fold STEP bytes as far as they are ASCII; how many are. */
static inline size_t
fold_step(const char *in, bool words, char *out)
{
	uint64_t bytes, high, keep;

	memcpy(&bytes, in, sizeof(bytes));
	high = bytes & HIGHS;
	bytes &= ~HIGHS;
	bytes |= within_8(bytes, 'A', 'Z') >> 2;
	if (words) {
		keep = within_8(bytes, 'a', 'z') | within_8(bytes, '0', '9');
		keep = (keep >> 7) * 0xff;
		bytes = (bytes & keep) | (ONES * ' ' & ~keep);
	}
	memcpy(out, &bytes, sizeof(bytes));
	return high == 0 ? STEP : before_first(high);
}
#endif

/*
 * Fold ASCII from in to out until another byte; how many were.  out has room
 * for len bytes, and what lies past the result may be written to.
 */
static inline size_t
fold_ascii(const char *in, size_t len, bool words, char *out)
{
	size_t i = 0, n;

	for (; len - i >= STEP; i += n) {
		n = fold_step(in + i, words, out + i);
		if (n < STEP)
			return i + n;
	}
	for (; i < len && is_ascii(in[i]); i++)
		out[i] = (char)fold_byte((unsigned char)in[i], words);
	return i;
}

/*
 * What U+0080 to U+017F become: the same (0), the next (1), the 32nd next (P),
 * a space ( ).  The same, but no letter or digit (-).  Not plain (.).
 */
static const char latin[] =
    "-------------------------------- -------.-.--.-.--....--...-...-"
    "PPPPPPPPPPPPPPPPPPPPPPP-PPPPPPP.00000000000000000000000-00000000"
    "101010101010101010101010101010101010101010101010.0..10100101010."
    ".10101010.1010101010101010101010101010101010101010101010.101010.";

static inline uint32_t
fold_latin(uint32_t code, bool words)
{
	char kind = latin[code - 0x80];

	if (kind == '.')
		return 0;
	if (kind == ' ' || (kind == '-' && words))
		return ' ';
	return kind == '-' ? code : code + (uint32_t)(kind - '0');
}

static uint32_t
fold_greek_or_cyrillic(uint32_t code)
{
	if (within(code, 0x400, 0x40f))
		return code + 80;
	if (within(code, 0x410, 0x42f) || within(code, 0x391, 0x3a1) ||
	    within(code, 0x3a3, 0x3ab))
		return code + 32;
	if (within(code, 0x430, 0x45f) || within(code, 0x3ac, 0x3c1) ||
	    within(code, 0x3c3, 0x3ce))
		return code;
	return 0;
}

/* Han, Hangul, kana, full-width forms, dashes, quotation marks. */
static uint32_t
fold_three_bytes(uint32_t code, bool words)
{
	if (within(code, 0x4e00, 0x9fef) || within(code, 0xac00, 0xd7a3) ||
	    within(code, 0x3041, 0x3096) || within(code, 0x30a1, 0x30fa) ||
	    within(code, 0x30fc, 0x30fe) || within(code, 0x3005, 0x3007) ||
	    within(code, 0x3021, 0x3029))
		return code;
	if (within(code, 0xff01, 0xff5e))
		return fold_byte((unsigned char)(code - 0xff01 + '!'), words);
	if (code == 0x202f || code == 0x3000)
		return ' ';
	if (within(code, 0x2012, 0x2016) || within(code, 0x2018, 0x2023) ||
	    code == 0x20ac || within(code, 0x3001, 0x3004) ||
	    within(code, 0x3008, 0x3020) || code == 0x30fb)
		return words ? ' ' : code;
	return 0;
}

/* A plain code point: the length of its UTF-8, or 0, and its folded form. */
struct plain {
	size_t len;
	uint32_t folded;
};

static inline unsigned
low_six(char byte)
{
	return (unsigned char)byte & 0x3fu;
}

static inline bool
is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The plain code point at in, where no ASCII byte stands. */
static inline struct plain
plain_at(const char *in, size_t len, bool words)
{
	struct plain plain = {0};
	unsigned char lead = (unsigned char)in[0];
	uint32_t code;

	if (len >= 2 && within(lead, 0xc2, 0xdf) && is_continuation(in[1])) {
		code = (lead & 0x1fu) << 6 | low_six(in[1]);
		plain.folded = code < 0x180 ? fold_latin(code, words)
					    : fold_greek_or_cyrillic(code);
		plain.len = plain.folded == 0 ? 0 : 2;
	} else if (len >= 3 && within(lead, 0xe2, 0xef) &&
	    is_continuation(in[1]) && is_continuation(in[2])) {
		code =
		    (lead & 0x0fu) << 12 | low_six(in[1]) << 6 | low_six(in[2]);
		plain.folded = fold_three_bytes(code, words);
		plain.len = plain.folded == 0 ? 0 : 3;
	}
	return plain;
}

bool
lm_text_is_plain(const char *in, size_t len)
{
	return plain_at(in, len, false).len > 0;
}

/* Write a code point below U+10000 as UTF-8; its length. */
static inline size_t
write_code(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | code >> 12);
	out[1] = (char)(0x80 | (code >> 6 & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

/* Fold code points that are not ASCII from in to the end of *out. */
static inline size_t
fold_others(const char *in, size_t len, bool words, struct lm_buf *out)
{
	struct plain plain = plain_at(in, len, words), next = {0};
	size_t at = 0, after;
	bool more;

	for (; plain.len > 0; plain = next) {
		after = at + plain.len;
		more = after < len && !is_ascii(in[after]);
		if (more) {
			next = plain_at(in + after, len - after, words);
			if (next.len == 0)
				break;
		}
		out->len += write_code(plain.folded, out->ptr + out->len);
		at = after;
		if (!more)
			break;
	}
	return at;
}

/* wide: there is AVX2, and words are asked for. */
__attribute__((always_inline)) static inline size_t
fold_all(const char *in, size_t len, bool words, bool wide, struct lm_buf *out)
{
	size_t at = 0, n;

	while (at < len) {
		n = 0;
#ifdef __x86_64__
		if (wide)
			n = lm_text_wide(in + at, len - at,
			    out->ptr + out->len);
#else
		(void)wide;
#endif
		n += fold_ascii(in + at + n, len - at - n, words,
		    out->ptr + out->len + n);
		out->len += n;
		at += n;
		if (at == len)
			break;
		n = fold_others(in + at, len - at, words, out);
		at += n;
		if (n == 0)
			break;
	}
	return at;
}

#ifdef __x86_64__
LM_TEXT_AVX2 static size_t
words_avx2(const char *in, size_t len, struct lm_buf *out)
{
	return fold_all(in, len, true, true, out);
}
#endif

size_t
lm_text_plain(const char *in, size_t len, bool words, struct lm_buf *out)
{
#ifdef __x86_64__
	if (words && __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi"))
		return words_avx2(in, len, out);
#endif
	return words ? fold_all(in, len, true, false, out)
		     : fold_all(in, len, false, false, out);
}
