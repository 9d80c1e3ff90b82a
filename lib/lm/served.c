#include "lm/served.h"

#include <stdbool.h>
#include <string.h>

#include "lm/served_address.h"

#define HEX_LEN 64 /* of SHA-256 */
#define HTTP_OK 200
#define HTTP_NOT_FOUND 404

void
lm_served_free(struct lm_served *served)
{
	lm_parser_free(served->parser);
	lm_parser_free(served->props_parser);
	lm_buf_free(&served->reply.body);
	lm_buf_free(&served->names);
	*served = (struct lm_served){0};
}

const struct lm_served_name *
lm_served_names(const struct lm_served *served, size_t *n)
{
	const void *list = served->names.ptr;

	*n = served->names.len / sizeof(struct lm_served_name);
	return list;
}

const struct lm_served_name *
lm_served_find(const struct lm_served *served, struct lm_span name)
{
	size_t n;
	const struct lm_served_name *list = lm_served_names(served, &n);
	const struct lm_served_name *other = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!lm_span_equal(list[i].name, name))
			continue;
		if (lm_span_equal(list[i].own, name))
			return &list[i];
		if (other == NULL)
			other = &list[i];
	}
	return other;
}

/* What stands before the tag. */
static struct lm_span
untagged(struct lm_span name)
{
	const char *colon = memchr(name.ptr, ':', name.len);

	return colon == NULL ? name
			     : lm_span(name.ptr, (size_t)(colon - name.ptr));
}

const struct lm_served_name *
lm_served_alike(const struct lm_served *served, struct lm_span name)
{
	size_t n;
	const struct lm_served_name *list = lm_served_names(served, &n);

	for (size_t i = 0; name.len > 0 && i < n; i++)
		if (lm_span_equal(untagged(list[i].own), untagged(name)))
			return &list[i];
	return NULL;
}

static bool
cut_prefix(struct lm_span *text, const char *prefix)
{
	size_t len = strlen(prefix);

	if (text->len < len || memcmp(text->ptr, prefix, len) != 0)
		return false;
	*text = lm_span(text->ptr + len, text->len - len);
	return true;
}

/* What follows the last slash. */
static struct lm_span
base_of(struct lm_span path)
{
	size_t i = path.len;

	while (i > 0 && path.ptr[i - 1] != '/')
		i--;
	return lm_span(path.ptr + i, path.len - i);
}

/* The digits of a SHA-256, or nothing. */
static struct lm_span
digest_of(yyjson_val *val)
{
	struct lm_span text;

	if (!yyjson_is_str(val))
		return lm_span(NULL, 0);
	text = lm_record_text(val);
	(void)cut_prefix(&text, "sha256:");
	if (text.len != HEX_LEN)
		return lm_span(NULL, 0);
	for (size_t i = 0; i < text.len; i++)
		if (memchr("0123456789abcdef", text.ptr[i], 16) == NULL)
			return lm_span(NULL, 0);
	return text;
}

static enum lm_code
add(struct lm_served *served, struct lm_span name, struct lm_span own,
    struct lm_span digest, struct lm_err *err)
{
	struct lm_served_name entry = {name, own, digest};

	return lm_buf_append(&served->names, (const char *)&entry,
	    sizeof(entry), err);
}

/* What an API calls a member; NULL if it is not there. */
static yyjson_val *
member(yyjson_val *obj, const char *name)
{
	yyjson_val *key, *val;

	return lm_record_find(obj, lm_span_of(name), &key, &val) ? val : NULL;
}

/* Ollama takes a name without a tag for NAME:latest. */
static enum lm_code
add_ollama(struct lm_served *served, yyjson_val *item, struct lm_span own,
    struct lm_err *err)
{
	struct lm_span digest = digest_of(member(item, "digest"));
	struct lm_span name = own;
	enum lm_code code = add(served, own, own, digest, err);

	if (code == LM_OK && lm_served_cut(&name, ":latest"))
		code = add(served, name, own, digest, err);
	return code;
}

static enum lm_code
add_openai(struct lm_served *served, yyjson_val *item, struct lm_span own,
    struct lm_err *err)
{
	(void)item;
	return add(served, own, own, lm_span(NULL, 0), err);
}

/* Without --alias a llama.cpp server calls its model by the file's path. */
static enum lm_code
add_llama_cpp(struct lm_served *served, yyjson_val *item, struct lm_span own,
    struct lm_err *err)
{
	struct lm_span none = {0}, base = base_of(own);
	enum lm_code code = add(served, own, own, none, err);
	yyjson_val *alias;
	yyjson_arr_iter iter = {0};

	(void)yyjson_arr_iter_init(member(item, "aliases"), &iter);
	while (code == LM_OK && (alias = yyjson_arr_iter_next(&iter)) != NULL)
		if (yyjson_is_str(alias))
			code =
			    add(served, lm_record_text(alias), own, none, err);
	if (code == LM_OK && base.len > 0)
		code = add(served, base, own, none, err);
	if (code == LM_OK && lm_served_cut(&base, ".gguf") && base.len > 0)
		code = add(served, base, own, none, err);
	return code;
}

/* A model_sha of the hub is a revision, no digest: digest_of tells them. */
static enum lm_code
add_tei(struct lm_served *served, yyjson_val *item, struct lm_span own,
    struct lm_err *err)
{
	struct lm_span digest = digest_of(member(item, "model_sha"));
	enum lm_code code = add(served, own, own, digest, err);

	return code == LM_OK ? add(served, base_of(own), own, digest, err)
			     : code;
}

/* How an API is asked, and how its answer is read. */
struct api {
	const char *path;
	const char
	    *list; /* the member with the models; NULL: the root is one */
	const char *name;
	enum lm_code (*add)(struct lm_served *served, yyjson_val *item,
	    struct lm_span own, struct lm_err *err);
};

static const struct api apis[] = {
    [LM_API_OPENAI] = {"/models", "data", "id", add_openai},
    [LM_API_OLLAMA] = {"/api/tags", "models", "name", add_ollama},
    [LM_API_LLAMA_CPP] = {"/v1/models", "data", "id", add_llama_cpp},
    [LM_API_VLLM] = {"/v1/models", "data", "id", add_openai},
    [LM_API_TEI] = {"/info", NULL, "model_id", add_tei},
};

/* Where a path of this API is, and the name of who is asked for messages. */
struct address {
	struct lm_buf url;
	char origin[LM_HTTP_ORIGIN_SIZE];
};

static enum lm_code
address_of(const struct lm_endpoint *endpoint, const char *path,
    struct address *out, struct lm_err *err)
{
	enum lm_code code = lm_served_address(endpoint->url, endpoint->api,
	    path, &out->url, err);

	if (code == LM_OK)
		lm_http_origin(endpoint->url, out->origin);
	return code;
}

/* The path of an absolute URL, which has one. */
static const char *
path_of(const char *url)
{
	return strchr(strstr(url, "://") + strlen("://"), '/');
}

static enum lm_code
check_status(const struct lm_http_reply *reply, const struct address *address,
    struct lm_err *err)
{
	const char *origin = address->origin;

	if (reply->status == HTTP_OK)
		return LM_OK;
	if (reply->redirect[0] != '\0')
		return lm_err_set(err, LM_IO,
		    "%s answers %ld, a redirect to %s, which is not followed",
		    origin, reply->status, reply->redirect);
	if (reply->status == HTTP_NOT_FOUND) /* the path may be the mistake */
		return lm_err_set(err, LM_IO, "%s answers %ld to GET %s",
		    origin, reply->status, path_of(address->url.ptr));
	return lm_err_set(err, LM_IO, "%s answers %ld%s", origin, reply->status,
	    reply->status == 401 || reply->status == 403
		? ": it wants another key"
		: "");
}

/* Read one model; false if it is none. */
static bool
read_item(struct lm_served *served, const struct api *api, yyjson_val *item,
    enum lm_code *code, struct lm_err *err)
{
	yyjson_val *name = member(item, api->name);

	if (!yyjson_is_str(name) || yyjson_get_len(name) == 0)
		return false;
	*code = api->add(served, item, lm_record_text(name), err);
	return true;
}

static enum lm_code
read_reply(struct lm_served *served, enum lm_api which, const char *origin,
    struct lm_err *err)
{
	const struct api *api = &apis[which];
	struct lm_record rec;
	yyjson_arr_iter iter = {0};
	yyjson_val *item;
	enum lm_code code = lm_parser_parse(served->parser,
	    lm_buf_view(&served->reply.body), &rec, err);
	bool fits;

	if (code == LM_NOMEM)
		return code;
	if (code != LM_OK)
		return lm_err_set(err, LM_MALFORMED,
		    "the reply of %s is not JSON", origin);
	fits = api->list == NULL
	    ? read_item(served, api, rec.root, &code, err)
	    : yyjson_arr_iter_init(member(rec.root, api->list), &iter);
	while (fits && code == LM_OK &&
	    (item = yyjson_arr_iter_next(&iter)) != NULL)
		fits = read_item(served, api, item, &code, err);
	if (!fits)
		return lm_err_set(err, LM_MALFORMED,
		    "%s does not answer as %s does", origin,
		    lm_api_names[which]);
	return code;
}

/* Only a help for people: a server that does not tell is no trouble. */
static enum lm_code
ask_file(struct lm_served *served, struct lm_http *http,
    const struct lm_endpoint *endpoint, struct lm_span key, struct lm_err *err)
{
	struct address address = {0};
	struct lm_http_request request = {.key = key};
	struct lm_record rec;
	yyjson_val *path = NULL;
	enum lm_code code = address_of(endpoint, "/props", &address, err);

	request.url = address.url.ptr;
	if (code == LM_OK)
		code = lm_http_ask(http, &request, &served->reply, err);
	if (code == LM_OK)
		code = check_status(&served->reply, &address, err);
	if (code == LM_OK)
		code = lm_parser_parse(served->props_parser,
		    lm_buf_view(&served->reply.body), &rec, err);
	if (code == LM_OK)
		path = member(rec.root, "model_path");
	if (yyjson_is_str(path))
		served->file = lm_record_text(path);
	lm_buf_free(&address.url);
	return code == LM_NOMEM ? code : LM_OK;
}

static enum lm_code
make_parsers(struct lm_served *served, struct lm_err *err)
{
	if (served->parser == NULL)
		served->parser = lm_parser_new();
	if (served->props_parser == NULL)
		served->props_parser = lm_parser_new();
	return served->parser == NULL || served->props_parser == NULL
	    ? lm_err_nomem(err)
	    : LM_OK;
}

enum lm_code
lm_served_ask(struct lm_served *served, struct lm_http *http,
    const struct lm_endpoint *endpoint, struct lm_span key, struct lm_err *err)
{
	struct address address = {0};
	struct lm_http_request request = {.key = key};
	enum lm_code code = make_parsers(served, err);

	served->names.len = 0;
	served->file = lm_span(NULL, 0);
	if (code == LM_OK)
		code = address_of(endpoint, apis[endpoint->api].path, &address,
		    err);
	request.url = address.url.ptr;
	if (code == LM_OK)
		code = lm_http_ask(http, &request, &served->reply, err);
	if (code == LM_OK)
		code = check_status(&served->reply, &address, err);
	if (code == LM_OK)
		code = read_reply(served, endpoint->api, address.origin, err);
	if (code == LM_OK && endpoint->api == LM_API_LLAMA_CPP)
		code = ask_file(served, http, endpoint, key, err);
	lm_buf_free(&address.url);
	return code;
}

bool
lm_served_is_digest(const struct lm_served_name *served,
    struct lm_span approved)
{
	size_t len = served->digest.len;

	return len > 0 && approved.len > len &&
	    lm_span_equal(lm_span(approved.ptr + approved.len - len, len),
		served->digest);
}
