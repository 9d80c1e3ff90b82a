#ifndef REDACT_REDACT_FIXTURE_H
#define REDACT_REDACT_FIXTURE_H

#include <string.h>

#include "check.h"
#include "policies.h"
#include "redact.h"

#include "lm/edit.h"

/* A policy, what redacts by it, and what became of the last text. */
struct fixture {
	struct policies made;
	struct redactor *redactor;
	struct lm_parser *parser;
	struct lm_buf out;
	size_t n_edits;
	uint64_t counts[N_KINDS];
	struct lm_err err;
};

static inline void
set_up(struct fixture *f, const struct settings *settings)
{
	*f = (struct fixture){.made = {.settings = *settings}};
	CHECK_OK(policies_make(&f->made, &f->err), &f->err);
	f->redactor = redactor_new(&f->made.settings.policy);
	f->parser = lm_parser_new();
	CHECK(f->redactor != NULL && f->parser != NULL);
}

static inline void
clean_up(struct fixture *f)
{
	lm_buf_free(&f->out);
	redactor_free(f->redactor);
	lm_parser_free(f->parser);
	policies_free(&f->made);
}

/* Redact text into f->out; what redactor_find returned. */
static inline enum lm_code
redact(struct fixture *f, struct lm_span text)
{
	struct lm_record record;
	const struct lm_edits *edits;
	enum lm_code code = lm_parser_parse(f->parser, text, &record, &f->err);

	f->out.len = f->n_edits = 0;
	memset(f->counts, 0, sizeof(f->counts));
	if (code == LM_OK)
		code = redactor_find(f->redactor, &record, &edits, f->counts,
		    &f->err);
	if (code != LM_OK)
		return code;
	f->n_edits = edits->n;
	return lm_edits_apply(edits, record.src, &f->out, &f->err);
}

static inline void
check_redacted(struct fixture *f, const char *in, const char *out)
{
	CHECK_OK(redact(f, lm_span_of(in)), &f->err);
	CHECK_SPAN(lm_buf_view(&f->out), out);
	check_note("%s", in);
}

#endif
