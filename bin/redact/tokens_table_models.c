#include "tokens_table.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Services of language models. */
static const struct shape at_marks[] = {
    {KIND_OPENAI_KEY, "sk-proj-%t{20,300}", PROOF_NOT_WORDS, ALONE},
    {KIND_OPENAI_KEY, "sk-svcacct-%t{20,300}", PROOF_NOT_WORDS, ALONE},
    {KIND_OPENAI_KEY, "sk-service-%t{20,300}", PROOF_NOT_WORDS, ALONE},
    {KIND_OPENAI_KEY, "sk-admin-%t{20,300}", PROOF_NOT_WORDS, ALONE},
    {KIND_OPENAI_KEY, "sk-None-%t{20,300}", PROOF_NOT_WORDS, ALONE},
    {KIND_OPENAI_KEY, "sk-%a{20,64}", PROOF_LETTERED, ALONE},
    {KIND_OPENAI_KEY, "sk-%a{20}!T3BlbkFJ%a{20}", PROOF_SHAPE, GLUED},
    {KIND_ANTHROPIC_KEY, "sk-ant-%z{3,8}%d{2,3}-%t{20,300}", PROOF_LETTERED,
	ALONE},
    {KIND_API_KEY, "sk-or-v1-%x{32,64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sk-lf-%h{8}-%h{4}-%h{4}-%h{4}-%h{12}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sk-helicone-%t{20,80}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "pcsk_%a{4,8}_%a{40,80}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "n!vapi-%t{40,100}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "tgp_v1_%t{30,60}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "lsv2_%z{2}_%h{32}_%h{10}", PROOF_RANDOM, GLUED},
    {KIND_API_KEY, "bb_live_%t{20,60}", PROOF_LETTERED, ALONE},
};

/* The same, found by a run. */
static const struct shape at_runs[] = {
    {KIND_HUGGINGFACE_TOKEN, "!hf_%a{24,40}", PROOF_NOT_WORDS, ALONE},
    {KIND_HUGGINGFACE_TOKEN, "api_o!rg_%a{30,40}", PROOF_NOT_WORDS, ALONE},
    {KIND_API_KEY, "g!sk_%a{28,60}", PROOF_MIXED, ALONE}, /* Groq */
    {KIND_API_KEY, "!sk_%h{48}", PROOF_RANDOM, ALONE},	  /* ElevenLabs */
    {KIND_API_KEY, "x!ai-%a{40,90}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "pp!lx-%a{32,60}", PROOF_RANDOM, ALONE},  /* Perplexity */
    {KIND_API_KEY, "c!sk-%l{40,60}", PROOF_LETTERED, ALONE}, /* Cerebras */
    {KIND_API_KEY, "!r8_%a{32,40}", PROOF_MIXED, ALONE},     /* Replicate */
    {KIND_API_KEY, "ji!na_%h{32}%t{20,40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "tv!ly-%a{28,40}", PROOF_LETTERED, ALONE}, /* Tavily */
    {KIND_API_KEY, "tvly-d!ev-%a{28,40}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "tvly-pr!od-%a{28,40}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "!fc-%h{32}", PROOF_RANDOM, APART},	      /* Firecrawl */
    {KIND_API_KEY, "!fw_%a{24}", PROOF_MIXED, ALONE},	      /* Fireworks */
    {KIND_API_KEY, "!pa-%t{43}", PROOF_MIXED, APART},	      /* Voyage */
    {KIND_API_KEY, "esecr!et_%l{26}", PROOF_LETTERED, ALONE}, /* Anyscale */
    {KIND_API_KEY, "l!lx-%a{40,60}", PROOF_LETTERED, ALONE},  /* LlamaCloud */
    {KIND_API_KEY, "e!2b_%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!m0-%a{40}", PROOF_MIXED, APART}, /* Mem0 */
    {KIND_API_KEY, "wandb_!v1_%t{40,100}", PROOF_LETTERED, ALONE},
    {KIND_OPENAI_KEY, "se!ss-%a{40}", PROOF_LETTERED, ALONE},
};

struct shapes
shapes_of_models(void)
{
	return (struct shapes){at_marks, N(at_marks)};
}

struct shapes
shapes_of_model_runs(void)
{
	return (struct shapes){at_runs, N(at_runs)};
}
