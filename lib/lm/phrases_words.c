#include "lm/phrases_words.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* The first byte of U+0800 and all above, in UTF-8. */
#define FIRST_UNSPACED 0xe0

#ifdef __x86_64__

/* As not_spaces; *most becomes the highest bytes there are. */
__attribute__((target("avx2"))) static inline uint64_t
not_spaces_avx2(const char *block, __m256i *most)
{
	const __m256i space = _mm256_set1_epi8(' ');
	__m256i one = _mm256_loadu_si256((const void *)block);
	__m256i other = _mm256_loadu_si256((const void *)(block + sizeof(one)));
	unsigned low, high;

	*most = _mm256_max_epu8(*most, _mm256_max_epu8(one, other));
	low = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(one, space));
	high = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(other, space));
	return ~((uint64_t)high << sizeof(one) | low);
}

/* A bit for each byte of a block that is no space. */
static inline uint64_t
not_spaces(const char *block)
{
	const __m128i space = _mm_set1_epi8(' ');
	uint64_t spaces = 0;

	for (size_t i = 0; i < LM_WORDS_BLOCK; i += sizeof(space)) {
		__m128i bytes = _mm_loadu_si128((const void *)(block + i));
		int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, space));

		spaces |= (uint64_t)(unsigned)mask << i;
	}
	return ~spaces;
}

/* A bit for each byte of a block that is FIRST_UNSPACED or more. */
static inline uint64_t
high_leads(const char *block)
{
	const __m128i first = _mm_set1_epi8((char)FIRST_UNSPACED);
	uint64_t out = 0;

	for (size_t i = 0; i < LM_WORDS_BLOCK; i += sizeof(first)) {
		__m128i bytes = _mm_loadu_si128((const void *)(block + i));
		int mask = _mm_movemask_epi8(
		    _mm_cmpeq_epi8(_mm_max_epu8(bytes, first), bytes));

		out |= (uint64_t)(unsigned)mask << i;
	}
	return out;
}
#else
#define ONES UINT64_C(0x0101010101010101)
/* Times eight bytes of 0 or 1: they as bits of the top byte, first lowest. */
#define GATHER UINT64_C(0x0102040810204080)

/* Eight bytes, the first one lowest. */
static inline uint64_t
eight_at(const char *at)
{
	uint64_t bytes;

	memcpy(&bytes, at, sizeof(bytes));
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	    ? bytes
	    : __builtin_bswap64(bytes);
}

/* A bit for each byte of a block that is FIRST_UNSPACED or more. */
static inline uint64_t
high_leads(const char *block)
{
	uint64_t out = 0;

	for (size_t i = 0; i < LM_WORDS_BLOCK; i += sizeof(out)) {
		uint64_t bytes = eight_at(block + i);

		/* The three highest bits of a byte are set. */
		bytes = bytes >> 7 & bytes >> 6 & bytes >> 5 & ONES;
		out |= (bytes * GATHER >> 56) << i;
	}
	return out;
}

/* A bit for each byte of a block that is no space. */
static inline uint64_t
not_spaces(const char *block)
{
	uint64_t bytes, others, out = 0;

	for (size_t i = 0; i < LM_WORDS_BLOCK; i += sizeof(bytes)) {
		bytes = eight_at(block + i);
		bytes ^= ONES * ' ';
		others = ((bytes & ONES * 0x7f) + ONES * 0x7f) | bytes;
		out |= ((others >> 7 & ONES) * GATHER >> 56) << i;
	}
	return out;
}
#endif

struct range {
	uint32_t from, to;
};

bool
lm_words_unspaced(uint32_t code)
{
	static const struct range ranges[] = {
	    {0x0e00, 0x0eff},	/* Thai, Lao */
	    {0x1000, 0x109f},	/* Myanmar */
	    {0x1780, 0x17ff},	/* Khmer */
	    {0x2e80, 0x2fdf},	/* CJK and Kangxi radicals */
	    {0x3005, 0x3007},	/* Han iteration mark, closing mark, zero */
	    {0x3021, 0x3029},	/* Hangzhou numerals */
	    {0x3031, 0x3035},	/* kana repeat marks */
	    {0x3038, 0x303c},	/* Hangzhou numerals, Han iteration mark */
	    {0x3040, 0x30ff},	/* Hiragana, Katakana */
	    {0x31f0, 0x31ff},	/* Katakana phonetic extensions */
	    {0x3400, 0x4dbf},	/* Han extension A */
	    {0x4e00, 0x9fff},	/* Han */
	    {0xa9e0, 0xa9ff},	/* Myanmar extended B */
	    {0xaa60, 0xaa7f},	/* Myanmar extended A */
	    {0xf900, 0xfaff},	/* Han, compatibility */
	    {0x1aff0, 0x1b16f}, /* kana extended B to small kana extension */
	    {0x20000, 0x3ffff}, /* the planes of Han */
	};
	size_t n = sizeof(ranges) / sizeof(ranges[0]);

	/* Most of those there are. */
	if (code >= 0x4e00 && code <= 0x9fff)
		return true;
	for (size_t i = 0; i < n && code >= ranges[i].from; i++)
		if (code <= ranges[i].to)
			return true;
	return false;
}

/* The length of the character of valid UTF-8 at at, above U+07FF. */
static inline size_t
length(const char *at)
{
	return (unsigned char)at[0] < 0xf0 ? 3 : 4;
}

/* That character. */
static inline uint32_t
decode(const char *at)
{
	size_t len = length(at);
	uint32_t code = (unsigned char)at[0] & (0x7fu >> len);

	for (size_t i = 1; i < len; i++)
		code = code << 6 | ((unsigned char)at[i] & 0x3fu);
	return code;
}

bool
lm_words_unspaced_at(const char *at)
{
	return (unsigned char)at[0] >= FIRST_UNSPACED &&
	    lm_words_unspaced(decode(at));
}

bool
lm_words_may_be_unspaced(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] >= FIRST_UNSPACED)
			return true;
	return false;
}

static inline void
mark_at(size_t at, size_t n_blocks, uint64_t *starts)
{
	if (at / LM_WORDS_BLOCK < n_blocks)
		starts[at / LM_WORDS_BLOCK] |= UINT64_C(1)
		    << at % LM_WORDS_BLOCK;
}

static void
mark_block(const char *text, size_t block, size_t n_blocks, uint64_t *starts)
{
	uint64_t left = high_leads(text + block * LM_WORDS_BLOCK);

	for (; left != 0; left &= left - 1) {
		size_t at =
		    block * LM_WORDS_BLOCK + (size_t)__builtin_ctzll(left);

		if (!lm_words_unspaced(decode(text + at)))
			continue;
		mark_at(at, n_blocks, starts);
		mark_at(at + length(text + at), n_blocks, starts);
	}
}

void
lm_words_mark_unspaced(const char *text, size_t n_blocks, bool inside,
    uint64_t *starts)
{
	size_t before = 0;

	/* A character that begins before text, and may end in it. */
	while (inside &&
	    ((unsigned char)text[-(ptrdiff_t)++before] & 0xc0) == 0x80)
		continue;
	if (inside && lm_words_unspaced_at(text - before))
		mark_at(length(text - before) - before, n_blocks, starts);
	for (size_t i = 0; i < n_blocks; i++)
		mark_block(text, i, n_blocks, starts);
}

/* Where words of which these bytes are begin; *inside is whether one goes on,
 * before and after. */
static inline uint64_t
word_starts(uint64_t words, bool *inside)
{
	uint64_t starts = words & ~(words << 1 | *inside);

	*inside = words >> (LM_WORDS_BLOCK - 1) != 0;
	return starts;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static bool
mark_avx2(const char *text, size_t n_blocks, bool inside, uint64_t *starts)
{
	const __m256i first = _mm256_set1_epi8((char)FIRST_UNSPACED);
	__m256i most = _mm256_setzero_si256();

	for (size_t i = 0; i < n_blocks; i++)
		starts[i] = word_starts(
		    not_spaces_avx2(text + i * LM_WORDS_BLOCK, &most), &inside);
	return _mm256_movemask_epi8(
		   _mm256_cmpeq_epi8(_mm256_max_epu8(most, first), most)) != 0;
}
#endif

bool
lm_words_mark(const char *text, size_t n_blocks, bool inside, uint64_t *starts)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return mark_avx2(text, n_blocks, inside, starts);
#endif
	for (size_t i = 0; i < n_blocks; i++)
		starts[i] =
		    word_starts(not_spaces(text + i * LM_WORDS_BLOCK), &inside);
	return lm_words_may_be_unspaced(text, n_blocks * LM_WORDS_BLOCK);
}
