#ifndef REDACT_KNOWN_MASKS_H
#define REDACT_KNOWN_MASKS_H

#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* What the bytes of a block are, a bit each, the first one lowest: a part of
 * known_scan, into whose loop it has to be inlined. */

/* A block, and how far after it the next one begins. */
#define KNOWN_MASKS_BLOCK 64
#define KNOWN_MASKS_STEP 56
#define KNOWN_MASKS_INLINE __attribute__((always_inline)) static inline

struct known_masks {
	/* ASCII letters and digits, and U+00E0 to U+00FF, but U+00F7: of all
	 * that begins with their first byte, LEAD, that is one. */
	uint64_t letters;
	uint64_t small;	 /* of them; a letter's last byte */
	uint64_t high;	 /* not ASCII, and none of letters */
	uint64_t camel;	 /* ASCII capitals after a small letter */
	uint64_t starts; /* where a run of letters or high begins; and camel */
	uint64_t lead;
	uint64_t digits; /* of ASCII */
};

/* What the bytes of a block are, before they know of each other. */
struct known_masks_raw {
	uint64_t letters; /* of ASCII */
	uint64_t cases;	  /* with the bit that makes a letter small */
	uint64_t digits;
	uint64_t high;
	uint64_t lead;
	uint64_t second; /* the second bytes, if LEAD is before them */
};

#define KNOWN_MASKS_LEAD 0xc3
/* The second bytes but one: 101xxxxx. */
#define KNOWN_MASKS_SECOND 0xa0
#define KNOWN_MASKS_SECOND_BITS 0xe0
#define KNOWN_MASKS_NOT_SECOND 0xb7

/* The masks of the block at at; before: those of the block before it. */
typedef struct known_masks known_masks_of(const char *at,
    const struct known_masks *before);

/* Each bit moved to the next byte, to the first the one before it. */
KNOWN_MASKS_INLINE uint64_t
known_masks_after(uint64_t bits, uint64_t before)
{
	return bits << 1 | (before >> (KNOWN_MASKS_STEP - 1) & 1);
}

KNOWN_MASKS_INLINE struct known_masks
known_masks_join(const struct known_masks_raw *raw,
    const struct known_masks *before)
{
	uint64_t second =
	    raw->second & known_masks_after(raw->lead, before->lead);
	struct known_masks masks = {
	    .letters = raw->letters | raw->digits | raw->lead | second,
	    .small = (raw->letters & raw->cases) | second,
	    .high = raw->high & ~(raw->lead | second),
	    .lead = raw->lead,
	    .digits = raw->digits,
	};

	masks.camel = raw->letters & ~raw->cases &
	    known_masks_after(masks.small, before->small);
	masks.starts = (masks.letters &
			   ~known_masks_after(masks.letters, before->letters)) |
	    (masks.high & ~known_masks_after(masks.high, before->high)) |
	    masks.camel;
	return masks;
}

#define KNOWN_MASKS_ONES UINT64_C(0x0101010101010101)
#define KNOWN_MASKS_TOPS (KNOWN_MASKS_ONES * 0x80)

/* 0x80 in each byte from first to last; all bytes are below 0x80. */
KNOWN_MASKS_INLINE uint64_t
known_masks_within(uint64_t bytes, unsigned first, unsigned last)
{
	return (bytes + KNOWN_MASKS_ONES * (0x80 - first)) &
	    ~(bytes + KNOWN_MASKS_ONES * (0x7f - last)) & KNOWN_MASKS_TOPS;
}

/* 0x80 in each byte that is this one. */
KNOWN_MASKS_INLINE uint64_t
known_masks_equal(uint64_t bytes, unsigned byte)
{
	uint64_t others = bytes ^ KNOWN_MASKS_ONES * byte;

	return ~(((others & ~KNOWN_MASKS_TOPS) + ~KNOWN_MASKS_TOPS) | others) &
	    KNOWN_MASKS_TOPS;
}

/* The top bits of eight bytes, the first byte's lowest. */
KNOWN_MASKS_INLINE uint64_t
known_masks_gather(uint64_t tops)
{
	return (tops >> 7 & KNOWN_MASKS_ONES) * UINT64_C(0x0102040810204080) >>
	    56;
}

/* Add eight bytes, from byte i on. */
KNOWN_MASKS_INLINE void
known_masks_add(struct known_masks_raw *raw, uint64_t bytes, unsigned i)
{
	uint64_t low = bytes & ~KNOWN_MASKS_TOPS;
	uint64_t small = low | KNOWN_MASKS_ONES * 0x20;
	uint64_t second = known_masks_equal(bytes &
		KNOWN_MASKS_ONES * KNOWN_MASKS_SECOND_BITS,
	    KNOWN_MASKS_SECOND);

	second &= ~known_masks_equal(bytes, KNOWN_MASKS_NOT_SECOND);
	raw->letters |=
	    known_masks_gather(known_masks_within(small, 'a', 'z') & ~bytes)
	    << i;
	raw->digits |=
	    known_masks_gather(known_masks_within(low, '0', '9') & ~bytes) << i;
	raw->cases |= known_masks_gather(bytes << 2) << i;
	raw->high |= known_masks_gather(bytes) << i;
	raw->lead |=
	    known_masks_gather(known_masks_equal(bytes, KNOWN_MASKS_LEAD)) << i;
	raw->second |= known_masks_gather(second) << i;
}

KNOWN_MASKS_INLINE struct known_masks
known_masks_plain(const char *at, const struct known_masks *before)
{
	struct known_masks_raw raw = {0};

	for (unsigned i = 0; i < KNOWN_MASKS_BLOCK; i += 8) {
		uint64_t bytes;

		memcpy(&bytes, at + i, sizeof(bytes));
		if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
			bytes = __builtin_bswap64(bytes);
		known_masks_add(&raw, bytes, i);
	}
	return known_masks_join(&raw, before);
}

#ifdef __x86_64__
#define KNOWN_MASKS_AVX2 __attribute__((target("avx2,bmi,bmi2")))

KNOWN_MASKS_AVX2 KNOWN_MASKS_INLINE uint64_t
known_masks_bits(__m256i one, __m256i two)
{
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(two) << 32 |
	    (uint32_t)_mm256_movemask_epi8(one);
}

/* 0xff in each byte from first to last, which are ASCII. */
KNOWN_MASKS_AVX2 KNOWN_MASKS_INLINE __m256i
known_masks_range(__m256i bytes, char first, char last)
{
	return _mm256_and_si256(_mm256_cmpgt_epi8(bytes,
				    _mm256_set1_epi8((char)(first - 1))),
	    _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), bytes));
}

KNOWN_MASKS_AVX2 KNOWN_MASKS_INLINE __m256i
known_masks_letters(__m256i bytes)
{
	return known_masks_range(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)),
	    'a', 'z');
}

KNOWN_MASKS_AVX2 KNOWN_MASKS_INLINE __m256i
known_masks_lead(__m256i bytes)
{
	return _mm256_cmpeq_epi8(bytes,
	    _mm256_set1_epi8((char)KNOWN_MASKS_LEAD));
}

KNOWN_MASKS_AVX2 KNOWN_MASKS_INLINE __m256i
known_masks_second(__m256i bytes)
{
	const __m256i bits = _mm256_set1_epi8((char)KNOWN_MASKS_SECOND_BITS);
	const __m256i want = _mm256_set1_epi8((char)KNOWN_MASKS_SECOND);
	const __m256i not = _mm256_set1_epi8((char)KNOWN_MASKS_NOT_SECOND);

	return _mm256_andnot_si256(_mm256_cmpeq_epi8(bytes, not ),
	    _mm256_cmpeq_epi8(_mm256_and_si256(bytes, bits), want));
}

KNOWN_MASKS_AVX2 KNOWN_MASKS_INLINE struct known_masks
known_masks_avx2(const char *at, const struct known_masks *before)
{
	__m256i one = _mm256_loadu_si256((const void *)at);
	__m256i two = _mm256_loadu_si256((const void *)(at + sizeof(one)));
	struct known_masks_raw raw = {
	    .letters = known_masks_bits(known_masks_letters(one),
		known_masks_letters(two)),
	    .cases = known_masks_bits(_mm256_slli_epi16(one, 2),
		_mm256_slli_epi16(two, 2)),
	    .digits = known_masks_bits(known_masks_range(one, '0', '9'),
		known_masks_range(two, '0', '9')),
	    .high = known_masks_bits(one, two),
	};

	if (raw.high != 0) {
		raw.lead = known_masks_bits(known_masks_lead(one),
		    known_masks_lead(two));
		raw.second = known_masks_bits(known_masks_second(one),
		    known_masks_second(two));
	}
	return known_masks_join(&raw, before);
}
#endif

#endif
