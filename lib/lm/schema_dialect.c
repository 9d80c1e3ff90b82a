#include "lm/schema_scan.h"
#include "lm/schema_fetch.h"

/* A metaschema's metaschema and so on: so many, then no more. */
#define MAX_CHAIN 8

#define BEFORE_2019 (~(unsigned)LM_VOCABULARY_FORMAT_ASSERTION)

struct known {
	const char *uri;
	unsigned draft;
};

/* In the order of enum lm_schema_draft. */
static const struct known knowns[] = {
    [LM_SCHEMA_DRAFT2020] = {"https://json-schema.org/draft/2020-12/schema",
	LM_SINCE_2020},
    [LM_SCHEMA_DRAFT2019] = {"https://json-schema.org/draft/2019-09/schema",
	LM_SINCE_2019},
    [LM_SCHEMA_DRAFT7] = {"http://json-schema.org/draft-07/schema", LM_SINCE_7},
    [LM_SCHEMA_DRAFT6] = {"http://json-schema.org/draft-06/schema", LM_SINCE_6},
    [LM_SCHEMA_DRAFT4] = {"http://json-schema.org/draft-04/schema", LM_SINCE_4},
};

#define N_KNOWN (sizeof(knowns) / sizeof(knowns[0]))

static void
take_known(const struct known *known, struct lm_dialect *out)
{
	out->draft = known->draft;
	out->vocabularies = BEFORE_2019;
	out->uri = lm_span_of(known->uri);
}

/* Drafts 4 to 7 are meant also where https was written. */
static bool
same_uri(struct lm_span uri, struct lm_span known)
{
	if (uri.len > 5 && memcmp(uri.ptr, "https", 5) == 0 &&
	    memcmp(known.ptr, "http:", 5) == 0)
		return lm_span_equal(lm_span(uri.ptr + 5, uri.len - 5),
		    lm_span(known.ptr + 4, known.len - 4));
	return lm_span_equal(uri, known);
}

static const struct known *
find_known(struct lm_span uri)
{
	for (size_t i = 0; i < N_KNOWN; i++)
		if (same_uri(uri, lm_span_of(knowns[i].uri)))
			return &knowns[i];
	return NULL;
}

/* A URI without its empty fragment. */
static struct lm_span
trimmed(struct lm_span uri)
{
	if (uri.len > 0 && uri.ptr[uri.len - 1] == '#')
		uri.len--;
	return uri;
}

/* The vocabularies that a metaschema names. */
static enum lm_code
read_vocabularies(const struct lm_source *source, yyjson_val *map,
    unsigned *out, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(map);
	yyjson_val *name;

	*out = LM_VOCABULARY_CORE;
	while ((name = yyjson_obj_iter_next(&iter)) != NULL) {
		unsigned bits = lm_schema_vocabulary_find(lm_record_text(name));

		if (bits == 0 && !source->options->lenient &&
		    yyjson_is_true(yyjson_obj_iter_get_val(name)))
			return lm_err_set(err, LM_MALFORMED,
			    "the metaschema needs the vocabulary \"%.*s\", "
			    "which is not known",
			    (int)yyjson_get_len(name), yyjson_get_str(name));
		*out |= bits;
	}
	return LM_OK;
}

/* The value of a member that is a string; false: there is none. */
static bool
find_string(yyjson_val *object, const char *name, yyjson_val **val)
{
	return lm_record_find(object, lm_span_of(name), NULL, val) &&
	    yyjson_is_str(*val);
}

/* One metaschema of a chain: what it says itself, and the next one. */
struct link {
	bool has_vocabularies;
	unsigned vocabularies;
	char *next; /* its own $schema, kept; NULL: none */
};

static enum lm_code
read_link(struct lm_source *source, yyjson_val *root, struct link *out,
    struct lm_err *err)
{
	yyjson_val *schema, *map;
	enum lm_code code = LM_OK;

	if (lm_record_find(root, lm_span_of("$vocabulary"), NULL, &map) &&
	    yyjson_is_obj(map)) {
		out->has_vocabularies = true;
		code = read_vocabularies(source, map, &out->vocabularies, err);
	}
	if (code == LM_OK && find_string(root, "$schema", &schema)) {
		out->next =
		    lm_source_keep(source, trimmed(lm_record_text(schema)));
		if (out->next == NULL)
			return lm_err_nomem(err);
	}
	return code;
}

/* The metaschema of a URI; *found: there is one to be had. */
static enum lm_code
fetch_link(struct lm_source *source, struct lm_span uri, struct link *out,
    bool *found, struct lm_err *err)
{
	struct lm_buf text = {0};
	struct lm_parser *parser = lm_parser_new();
	struct lm_record record;
	const char *file = NULL;
	enum lm_code code = parser == NULL
	    ? lm_err_nomem(err)
	    : lm_source_fetch(source, uri, &text, &file, found, err);

	*out = (struct link){0};
	if (code == LM_OK && *found) {
		code =
		    lm_parser_parse(parser, lm_buf_view(&text), &record, err);
		if (code == LM_OK)
			code = read_link(source, record.root, out, err);
		if (code != LM_OK)
			lm_err_at(err, file, 0, 0);
	}
	lm_parser_free(parser);
	lm_buf_free(&text);
	return code;
}

static enum lm_code
unknown(const struct lm_schema_doc *doc, yyjson_val *val, struct lm_err *err)
{
	(void)lm_err_set(err, LM_MALFORMED,
	    "unknown draft \"%.*s\": expected 2020-12, 2019-09, draft-07, "
	    "draft-06, draft-04, or a metaschema of --resolve",
	    (int)yyjson_get_len(val), yyjson_get_str(val));
	return lm_source_at(doc, val, err);
}

/* A dialect of a metaschema that is not one of ours. */
static enum lm_code
custom(struct lm_source *source, const struct lm_schema_doc *doc,
    yyjson_val *val, struct lm_dialect *out, struct lm_err *err)
{
	struct lm_span uri = trimmed(lm_record_text(val));
	unsigned vocabularies = 0;

	out->uri = uri;
	for (int i = 0; i < MAX_CHAIN; i++) {
		const struct known *known = find_known(uri);
		struct link link;
		bool found = false;
		enum lm_code code;

		if (known != NULL) {
			out->draft = known->draft;
			out->vocabularies =
			    vocabularies == 0 ? BEFORE_2019 : vocabularies;
			return LM_OK;
		}
		code = fetch_link(source, uri, &link, &found, err);
		if (code != LM_OK)
			return lm_source_at(doc, val, err);
		if (!found || link.next == NULL)
			break;
		if (vocabularies == 0 && link.has_vocabularies)
			vocabularies = link.vocabularies;
		uri = lm_span_of(link.next);
	}
	if (!source->options->lenient)
		return unknown(doc, val, err);
	take_known(&knowns[source->options->draft], out);
	out->uri = lm_span(NULL, 0);
	return LM_OK;
}

enum lm_code
lm_source_dialect(struct lm_source *source, const struct lm_schema_doc *doc,
    yyjson_val *val, struct lm_dialect *out, struct lm_err *err)
{
	const struct known *known = val == NULL
	    ? &knowns[source->options->draft]
	    : find_known(trimmed(lm_record_text(val)));

	if (known == NULL)
		return custom(source, doc, val, out, err);
	take_known(known, out);
	return LM_OK;
}
