#include "manifests.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"

/* The manifest that text stands for, and where its ` was. */
struct draft {
	struct lm_buf json;
	uint64_t line;
	uint64_t column;
};

static struct draft
draft_of(const char *text)
{
	struct draft draft = {.line = 0};
	uint64_t line = 1, column = 1;

	for (; *text != '\0'; text++) {
		if (*text == '`') {
			draft.line = line;
			draft.column = column;
			continue;
		}
		append(&draft.json, lm_span(*text == '\'' ? "\"" : text, 1));
		column = *text == '\n' ? 1 : column + 1;
		line += *text == '\n';
	}
	return draft;
}

enum lm_code
manifest_read(const char *text, struct lm_err *err)
{
	struct draft draft = draft_of(text);
	struct lm_manifest *manifest = NULL;
	enum lm_code code;

	*err = (struct lm_err){0};
	code =
	    lm_manifest_read(lm_buf_view(&draft.json), "dir/m", &manifest, err);
	CHECK((code == LM_OK) == (manifest != NULL));
	lm_manifest_free(manifest);
	lm_buf_free(&draft.json);
	return code;
}

struct lm_manifest *
manifest_of(const char *text)
{
	struct draft draft = draft_of(text);
	struct lm_manifest *manifest = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_manifest_read(lm_buf_view(&draft.json), "dir/m",
			  &manifest, &err),
		&err))
		check_note("%s", text);
	lm_buf_free(&draft.json);
	return manifest;
}

void
check_mistake(const char *text, const char *message)
{
	struct draft draft = draft_of(text);
	struct lm_err err;
	bool held = CHECK_CODE(manifest_read(text, &err), LM_MALFORMED) &&
	    CHECK_TEXT(err.file, "dir/m") && CHECK_TEXT(err.message, message);

	held = held && CHECK_EQ(err.line, draft.line);
	held = held && CHECK_EQ(err.column, draft.column);
	if (!held)
		check_note("%s", text);
	lm_buf_free(&draft.json);
}

void
check_edit(const char *base, const char *old, const char *new,
    const char *message)
{
	const char *at = strstr(base, old);
	struct lm_buf text = {0};

	if (!CHECK(at != NULL && strstr(at + 1, old) == NULL)) {
		check_note("%s is not there once", old);
		return;
	}
	append(&text, lm_span(base, (size_t)(at - base)));
	append(&text, lm_span_of(new));
	append(&text, lm_span_of(at + strlen(old)));
	append(&text, lm_span("", 1));
	check_mistake(text.ptr, message);
	lm_buf_free(&text);
}
