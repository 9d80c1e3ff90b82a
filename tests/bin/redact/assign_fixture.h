#ifndef REDACT_ASSIGN_FIXTURE_H
#define REDACT_ASSIGN_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "assign.h"
#include "check.h"
#include "names.h"

/* The default names, and their sieve. */
struct fixture {
	struct names names;
	struct assigner assigner;
	struct name_memo memo;
};

static inline bool
set_up(struct fixture *fixture)
{
	struct lm_span list[256];
	size_t n = 0;
	struct lm_err err = {0};

	*fixture = (struct fixture){0};
	for (size_t i = 0; names_default_fields[i] != NULL; i++)
		list[n++] = lm_span_of(names_default_fields[i]);
	for (size_t i = 0; names_default_credentials[i] != NULL; i++)
		list[n++] = lm_span_of(names_default_credentials[i]);
	if (!CHECK_OK(names_new(list, n, &fixture->names, &err), &err))
		return false;
	assigner_init(&fixture->assigner, &fixture->names);
	return true;
}

static inline void
tear_down(struct fixture *fixture)
{
	names_free(&fixture->names);
	name_memo_free(&fixture->memo);
}

#endif
