#include "known.h"

#include <stdlib.h>

#include "known_scan.h"
#include "known_set.h"

struct known {
	struct known_set set;
};

struct known_memory {
	struct lm_buf scratch; /* of one glyph */
	struct lm_buf form;
};

struct learned {
	struct known_set set;
	struct lm_buf scratch;
};

enum lm_code
known_new(const struct known_entry *entries, size_t n, struct known **out,
    struct lm_err *err)
{
	struct known *known = calloc(1, sizeof(*known));
	struct lm_buf scratch = {0};
	enum lm_code code = LM_OK;

	*out = NULL;
	if (known == NULL)
		return lm_err_nomem(err);
	if (n > 0)
		code = known_set_reserve(&known->set, n, err);
	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = known_set_add(&known->set, &entries[i], &scratch, err);
	lm_buf_free(&scratch);
	if (code == LM_OK)
		*out = known;
	else
		known_free(known);
	return code;
}

void
known_free(struct known *known)
{
	if (known == NULL)
		return;
	known_set_free(&known->set);
	free(known);
}

struct known_memory *
known_memory_new(void)
{
	return calloc(1, sizeof(struct known_memory));
}

void
known_memory_free(struct known_memory *memory)
{
	if (memory == NULL)
		return;
	lm_buf_free(&memory->scratch);
	lm_buf_free(&memory->form);
	free(memory);
}

enum lm_code
known_check(struct lm_span text, struct known_memory *memory,
    enum known_use *use, struct lm_err *err)
{
	size_t n_chars;

	memory->form.len = 0;
	return known_set_form(text, &memory->scratch, &memory->form, &n_chars,
	    use, err);
}

enum lm_code
known_find(const struct known *known, struct known_memory *memory,
    struct lm_span text, struct findings *findings, struct lm_err *err)
{
	return known_scan(&known->set, text, &memory->scratch, findings, false,
	    err);
}

struct learned *
learned_new(void)
{
	return calloc(1, sizeof(struct learned));
}

void
learned_free(struct learned *learned)
{
	if (learned == NULL)
		return;
	known_set_free(&learned->set);
	lm_buf_free(&learned->scratch);
	free(learned);
}

void
learned_clear(struct learned *learned)
{
	known_set_clear(&learned->set);
}

enum lm_code
learned_add(struct learned *learned, struct lm_span value, struct lm_span label,
    struct lm_err *err)
{
	struct known_entry entry = {.text = value, .label = label};

	return known_set_add(&learned->set, &entry, &learned->scratch, err);
}

enum lm_code
learned_find(struct learned *learned, struct lm_span text,
    struct findings *findings, struct lm_err *err)
{
	return known_scan(&learned->set, text, &learned->scratch, findings,
	    false, err);
}
