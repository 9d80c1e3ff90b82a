/*
 * Any bytes as a manifest.  Oracles: yyjson's own reading of comments and
 * trailing commas must accept what is accepted here; an error has a place
 * inside the file; what was accepted can be read.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "lm/jsonc.h"
#include "lm/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LENIENT (YYJSON_READ_ALLOW_COMMENTS | YYJSON_READ_ALLOW_TRAILING_COMMAS)

static bool
parses(const char *text, size_t len, yyjson_read_flag flags)
{
	yyjson_doc *doc =
	    yyjson_read(text, len, flags | YYJSON_READ_NUMBER_AS_RAW);
	bool parsed = doc != NULL;

	yyjson_doc_free(doc);
	return parsed;
}

/* Blanked and strict is as lenient as yyjson, neither more nor less. */
static void
check_blank(const char *data, size_t size)
{
	char *text = malloc(size + 1);
	struct lm_err err = {0};
	bool ours;

	assert(text != NULL);
	memcpy(text, data, size);
	ours =
	    lm_jsonc_blank(text, size, &err) == LM_OK && parses(text, size, 0);
	assert(ours == parses(data, size, LENIENT));
	free(text);
}

static void
check_error(const struct lm_err *err, struct lm_span bytes)
{
	size_t lines = 1;

	for (size_t i = 0; i < bytes.len; i++)
		lines += bytes.ptr[i] == '\n';
	assert(err->code == LM_MALFORMED);
	assert(err->message[0] != '\0');
	assert(strcmp(err->file, "m") == 0);
	assert(err->line >= 1 && err->line <= lines);
	assert(err->column >= 1 && err->column <= bytes.len + 1);
}

static void
check_read(const struct lm_manifest *manifest, size_t size)
{
	size_t n;
	double drift = 0;
	const struct lm_span *fields = lm_manifest_denylist(manifest, &n);
	const char *hash = strchr(lm_manifest_stamp(manifest), '#');

	assert(hash != NULL && strlen(hash) == 17);
	assert(lm_manifest_get(manifest, "version", NULL) != NULL);
	assert(fields != NULL || n == 0);
	for (size_t i = 0; i < n; i++)
		assert(fields[i].len > 0 && fields[i].len < size);
	if (lm_manifest_gate(manifest, "embedding_drift", &drift))
		assert(drift >= 0 && drift <= 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span bytes = {(const char *)data, size};
	struct lm_manifest *manifest;
	struct lm_err err = {0};

	if (lm_manifest_read(bytes, "m", &manifest, &err) == LM_OK)
		check_read(manifest, size);
	else
		check_error(&err, bytes);
	lm_manifest_free(manifest);
	check_blank((const char *)data, size);
	return 0;
}
