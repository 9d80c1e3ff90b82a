#include "grams.h"

#include <utf8proc.h>

#include "xxh3.h"

#define CODE_BITS 21
#define CODES_PER_LIMB 3 /* of 64 bits */
#define LIMB_MASK(n) ((UINT64_C(1) << ((n)*CODE_BITS)) - 1)

/* Marks around a word, and room to read on past its end. */
#define CODES_MAX (LM_WORD_CHARS + 2 + CODES_PER_LIMB)

/* Decode "<word>"; the number of code points, with both marks. */
static size_t
decode(const char *word, size_t len, uint64_t codes[CODES_MAX])
{
	utf8proc_int32_t code;
	utf8proc_ssize_t step;
	size_t n = 1, at = 0;

	codes[0] = '<';
	while (at < len && n <= LM_WORD_CHARS) {
		code = (unsigned char)word[at];
		step = 1;
		if (code >= 0x80)
			step = utf8proc_iterate((const utf8proc_uint8_t *)word +
				at,
			    (utf8proc_ssize_t)(len - at), &code);
		if (step <= 0)
			break;
		at += (size_t)step;
		codes[n++] = (uint64_t)code;
	}
	codes[n++] = '>';
	return n;
}

/* Pack each code point and the two after it into a limb. */
static void
pack(uint64_t codes[CODES_MAX], size_t n_codes, uint64_t limbs[CODES_MAX])
{
	size_t i;

	for (i = 0; i < CODES_PER_LIMB; i++)
		codes[n_codes + i] = limbs[n_codes + i] = 0;
	for (i = 0; i < n_codes; i++)
		limbs[i] = codes[i] | codes[i + 1] << CODE_BITS |
		    codes[i + 2] << (2 * CODE_BITS);
}

/* Hash all n-grams of n_codes packed limbs; the number of them. */
static size_t
add_grams(const uint64_t *limbs, size_t n_codes, unsigned n,
    struct lm_feature *out)
{
	const uint64_t low = n < CODES_PER_LIMB ? LIMB_MASK(n) : UINT64_MAX;
	const uint64_t high =
	    n > CODES_PER_LIMB ? LIMB_MASK(n - CODES_PER_LIMB) : 0;
	size_t i;

	for (i = 0; i + n <= n_codes; i++) {
		out[i].hash = lm_xxh3_pair(limbs[i] & low,
		    limbs[i + CODES_PER_LIMB] & high);
		out[i].weight = LM_FEATURE_GRAM;
	}
	return i;
}

size_t
lm_features_of(const struct lm_lexical_config *config,
    const struct lm_word *word, const char *text,
    struct lm_feature out[LM_FEATURES_MAX])
{
	uint64_t codes[CODES_MAX], limbs[CODES_MAX];
	size_t n_codes, n_out = 1, n_grams;
	unsigned n;

	out[0] = (struct lm_feature){word->hash, LM_FEATURE_WORD};
	if (!word->spelled || config->gram_max == 0)
		return n_out;
	n_codes = decode(text + word->at, word->len, codes);
	pack(codes, n_codes, limbs);
	for (n = config->gram_min; n <= config->gram_max; n++) {
		n_grams = add_grams(limbs, n_codes, n, out + n_out);
		if (n == config->gram_max && n_grams > 0)
			out[n_out].weight = LM_FEATURE_STEM;
		n_out += n_grams;
	}
	return n_out;
}
