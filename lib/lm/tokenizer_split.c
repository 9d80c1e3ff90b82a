#include "lm/tokenizer_split.h"

#include <string.h>

#include "lm/tokenizer_split_steps.h"

struct lm_split_rule {
	const char *name;
	lm_split_step *steps[LM_SPLIT_MOST_STEPS];
	bool is_proved;
};

/* clang-format off */
#define GPT2 {lm_split_gpt2}
#define LLAMA3 {lm_split_llama3}
#define QWEN2 {lm_split_qwen2}
#define DIGITS {lm_split_number, lm_split_gpt2}
#define BLOOM {lm_split_bloom}
/* clang-format on */

/* In alphabetical order: that is how they are listed. */
static const struct lm_split_rule rules[] = {
    {"bloom", BLOOM, false},
    {"chameleon",
	{lm_split_sentinel, lm_split_image, lm_split_blanks, lm_split_number,
	    lm_split_punctuation, lm_split_gpt2},
	false},
    {"chatglm-bpe", LLAMA3, false},
    {"codeshell", DIGITS, false},
    {"command-r", DIGITS, false},
    {"dbrx", LLAMA3, false},
    {"deepseek-coder",
	{lm_split_newline, lm_split_letters, lm_split_punctuations,
	    lm_split_east_asian, lm_split_number},
	true},
    {"deepseek-llm",
	{lm_split_newline, lm_split_cased_letters, lm_split_marks_of_text,
	    lm_split_space_at_end, lm_split_east_asian, lm_split_numbers},
	true},
    {"deepseek-r1-qwen", QWEN2, false},
    {"deepseek-v3", {lm_split_numbers_3, lm_split_han_kana, lm_split_deepseek3},
	false},
    {"default",
	{lm_split_default, lm_split_gpt2, lm_split_numbers, lm_split_digits_3},
	false},
    {"exaone", DIGITS, false},
    {"falcon", {lm_split_falcon, lm_split_gpt2, lm_split_digits_3}, true},
    {"falcon3", LLAMA3, false},
    {"gigachat", GPT2, false},
    {"gpt-2", GPT2, true},
    {"gpt2", GPT2, true},
    {"gpt3-finnish", BLOOM, false},
    {"jais", GPT2, false},
    {"jina-de", GPT2, false},
    {"jina-es", GPT2, false},
    {"jina-v1-en", GPT2, false},
    {"jina-v2-code", GPT2, false},
    {"jina-v2-de", GPT2, false},
    {"jina-v2-es", GPT2, false},
    {"llama-bpe", LLAMA3, false},
    {"llama-v3", LLAMA3, false},
    {"llama3", LLAMA3, false},
    {"megrez", QWEN2, false},
    {"minerva-7b", DIGITS, false},
    {"mpt", GPT2, true},
    {"olmo", GPT2, false},
    {"phi-2", GPT2, false},
    {"poro-chat", BLOOM, false},
    {"qwen2", QWEN2, false},
    {"refact", DIGITS, true},
    {"roberta-bpe", GPT2, false},
    {"smaug-bpe", LLAMA3, false},
    {"smollm", DIGITS, false},
    {"stablelm2", QWEN2, false},
    {"starcoder", DIGITS, true},
    {"tekken", {lm_split_tekken}, false},
    {"viking", {lm_split_bloom, lm_split_number}, false},
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))

const struct lm_split_rule *
lm_split_find(const char *name)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (strcmp(rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

bool
lm_split_is_proved(const struct lm_split_rule *rule)
{
	return rule->is_proved;
}

enum lm_code
lm_split_names(struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; i < N_RULES && code == LM_OK; i++)
		code = lm_buf_printf(out, err, "%s%s", i == 0 ? "" : ", ",
		    rules[i].name);
	return code;
}

void
lm_split_start(struct lm_split *split, const struct lm_split_rule *rule,
    struct lm_span text)
{
	static const char nothing[1];
	const char *from = text.len == 0 ? nothing : text.ptr;

	split->rule = rule;
	split->at = from;
	split->ends[0] = from + text.len;
	for (size_t i = 1; i <= LM_SPLIT_MOST_STEPS; i++)
		split->ends[i] = from;
}

bool
lm_split_next(struct lm_split *split, struct lm_span *word)
{
	lm_split_step *const *steps = split->rule->steps;
	const char *from = split->at, *end = split->ends[0];

	if (from == end)
		return false;
	for (size_t i = 0; i < LM_SPLIT_MOST_STEPS && steps[i] != NULL; i++) {
		if (split->ends[i + 1] == from)
			split->ends[i + 1] = steps[i](from, end);
		end = split->ends[i + 1];
	}
	split->at = end;
	*word = lm_span(from, (size_t)(end - from));
	return true;
}
