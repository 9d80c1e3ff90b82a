#include <stdlib.h>

#include "rules.h"
#include "rules_try.h"

/* The stack of compiled regexes; what they need beyond it is a limit. */
#define STACK_LEAST (32u << 10)
#define STACK_MOST (1u << 20)
/* Memory of the interpreter, in KiB, where nothing can be compiled. */
#define HEAP_KIB (20u << 10)

static pcre2_match_context *
context_new(pcre2_jit_stack *stack)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);

	if (context == NULL)
		return NULL;
	pcre2_set_match_limit(context, RULES_STEPS);
	pcre2_set_heap_limit(context, HEAP_KIB);
	pcre2_jit_stack_assign(context, NULL, stack);
	return context;
}

enum lm_code
rules_memory_new(const struct rules *rules, struct rules_memory **out,
    struct lm_err *err)
{
	size_t n = rules_count(rules);
	struct rules_memory *memory = calloc(1, sizeof(*memory));

	*out = NULL;
	if (memory == NULL)
		return lm_err_nomem(err);
	memory->rules = rules;
	memory->states = calloc(n + 1, sizeof(*memory->states));
	memory->gates = calloc(n + 1, sizeof(*memory->gates));
	memory->data = pcre2_match_data_create(rules->n_groups + 1, NULL);
	memory->allow_data = pcre2_match_data_create(1, NULL);
	memory->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	memory->context = context_new(memory->stack);
	memory->allow_context = context_new(memory->stack);
	if (memory->states == NULL || memory->gates == NULL ||
	    memory->data == NULL || memory->allow_data == NULL ||
	    memory->context == NULL || memory->allow_context == NULL) {
		rules_memory_free(memory);
		return lm_err_nomem(err);
	}
	*out = memory;
	return LM_OK;
}

void
rules_memory_free(struct rules_memory *memory)
{
	if (memory == NULL)
		return;
	free(memory->states);
	free(memory->gates);
	pcre2_match_data_free(memory->data);
	pcre2_match_data_free(memory->allow_data);
	pcre2_match_context_free(memory->context);
	pcre2_match_context_free(memory->allow_context);
	pcre2_jit_stack_free(memory->stack);
	free(memory);
}
