/*
 * Any bytes as a base and, after the first NUL, a reference.  Oracles: parts
 * join to the text again; syntax as RFC 3986 appendix A is judged part by part,
 * slowly; addresses as inet_pton; the dots as the steps of §5.2.4 take them.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "lm/uri.h"
#include "lm/utf8.h"

#include "require.h"

#define ALPHA "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
#define NAME ALPHA DIGIT "-._~!$&'()*+,;="

static void
append(struct lm_buf *out, const char *before, struct lm_span part)
{
	require(lm_buf_text(out, before, NULL) == LM_OK);
	require(lm_buf_span(out, part, NULL) == LM_OK);
}

static void
join(const struct lm_uri *uri, struct lm_buf *out)
{
	if (uri->has_scheme) {
		append(out, "", uri->scheme);
		append(out, ":", (struct lm_span){0});
	}
	append(out, uri->has_authority ? "//" : "", uri->authority);
	append(out, "", uri->path);
	append(out, uri->has_query ? "?" : "", uri->query);
	append(out, uri->has_fragment ? "#" : "", uri->fragment);
}

static void
check_parts(struct lm_span text)
{
	struct lm_uri uri = lm_uri_split(text);
	struct lm_buf joined = {0};

	join(&uri, &joined);
	require(lm_span_equal(lm_buf_view(&joined), text));
	lm_buf_free(&joined);
}

/* Whether text is nothing but these characters and, if so, escapes. */
static bool
only(struct lm_span text, const char *set, bool escapes)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\0' && strchr(set, text.ptr[i]) != NULL)
			continue;
		if (!escapes || text.ptr[i] != '%' || text.len - i < 3 ||
		    !only(lm_span(text.ptr + i + 1, 2), DIGIT "abcdefABCDEF",
			false))
			return false;
		i += 2;
	}
	return true;
}

static bool
is_literal(struct lm_span text)
{
	const char *dot;
	size_t len;

	if (lm_uri_is_ipv6(text))
		return true;
	if (text.len < 1 || (text.ptr[0] != 'v' && text.ptr[0] != 'V'))
		return false;
	dot = memchr(text.ptr, '.', text.len);
	if (dot == NULL)
		return false;
	len = (size_t)(dot - text.ptr);
	return len > 1 && len + 1 < text.len &&
	    only(lm_span(text.ptr + 1, len - 1), DIGIT "abcdefABCDEF", false) &&
	    only(lm_span(dot + 1, text.len - len - 1), NAME ":", false);
}

/* The first of byte in text cuts it in two. */
static bool
cut(struct lm_span text, char byte, struct lm_span *head, struct lm_span *tail)
{
	const char *at = text.len > 0 ? memchr(text.ptr, byte, text.len) : NULL;

	if (at == NULL)
		return false;
	*head = lm_span(text.ptr, (size_t)(at - text.ptr));
	*tail = lm_span(at + 1, text.len - head->len - 1);
	return true;
}

static bool
is_authority(struct lm_span text)
{
	struct lm_span user = {0}, host = text, port = {0};

	(void)cut(text, '@', &user, &host);
	if (host.len > 0 && host.ptr[0] == '[') {
		struct lm_span inside = lm_span(host.ptr + 1, host.len - 1);

		if (!cut(inside, ']', &inside, &port) || !is_literal(inside) ||
		    (port.len > 0 && port.ptr[0] != ':'))
			return false;
		if (port.len > 0)
			port = lm_span(port.ptr + 1, port.len - 1);
		host.len = 0;
	} else {
		(void)cut(host, ':', &host, &port);
	}
	return only(user, NAME ":", true) && only(host, NAME, true) &&
	    only(port, DIGIT, false);
}

static bool
is_reference(const struct lm_uri *uri)
{
	return (!uri->has_scheme ||
		   (only(uri->scheme, ALPHA DIGIT "+-.", false) &&
		       only(lm_span(uri->scheme.ptr, 1), ALPHA, false))) &&
	    (uri->has_scheme || uri->has_authority || uri->path.len == 0 ||
		uri->path.ptr[0] != ':') &&
	    is_authority(uri->authority) && only(uri->path, NAME ":@/", true) &&
	    only(uri->query, NAME ":@/?", true) &&
	    only(uri->fragment, NAME ":@/?", true);
}

static void
check_syntax(struct lm_span text)
{
	struct lm_uri parts = lm_uri_split(text);
	bool uri = lm_uri_is(text, false, false);
	bool reference = lm_uri_is(text, true, false);
	bool iri = lm_uri_is(text, false, true);
	bool iri_reference = lm_uri_is(text, true, true);
	bool is_ascii = true;

	require(reference == is_reference(&parts));
	require(uri == (reference && parts.has_scheme));
	require(iri == (iri_reference && parts.has_scheme));
	require(!reference || iri_reference);
	for (size_t i = 0; i < text.len; i++)
		is_ascii = is_ascii && (unsigned char)text.ptr[i] < 0x80;
	require(!is_ascii || reference == iri_reference);
	require(!iri_reference || lm_utf8_valid(text));
}

static void
check_addresses(struct lm_span text)
{
	char copy[64];
	struct in6_addr address;

	if (text.len >= sizeof(copy) ||
	    (text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL))
		return;
	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	require(
	    lm_uri_is_ipv4(text) == (inet_pton(AF_INET, copy, &address) == 1));
	require(
	    lm_uri_is_ipv6(text) == (inet_pton(AF_INET6, copy, &address) == 1));
}

static bool
begins(struct lm_span text, const char *with)
{
	return text.len >= strlen(with) &&
	    memcmp(text.ptr, with, strlen(with)) == 0;
}

static struct lm_span
after(struct lm_span text, size_t n)
{
	return lm_span(text.ptr + n, text.len - n);
}

/* Take the last segment and the "/" before it away. */
static void
drop(struct lm_buf *out)
{
	while (out->len > 0 && out->ptr[--out->len] != '/')
		;
}

/* RFC 3986 §5.2.4, step by step; in is not empty. */
static void
remove_dots(struct lm_span in, struct lm_buf *out)
{
	const struct lm_span slash = lm_span_of("/");

	while (in.len > 0) {
		size_t n = 1;

		if (begins(in, "../")) {
			in = after(in, 3);
		} else if (begins(in, "./")) {
			in = after(in, 2);
		} else if (begins(in, "/./")) {
			in = after(in, 2);
		} else if (lm_span_equal(in, lm_span_of("/."))) {
			in = slash;
		} else if (begins(in, "/../")) {
			drop(out);
			in = after(in, 3);
		} else if (lm_span_equal(in, lm_span_of("/.."))) {
			drop(out);
			in = slash;
		} else if (lm_span_equal(in, lm_span_of(".")) ||
		    lm_span_equal(in, lm_span_of(".."))) {
			in.len = 0;
		} else {
			while (n < in.len && in.ptr[n] != '/')
				n++;
			append(out, "", lm_span(in.ptr, n));
			in = after(in, n);
		}
	}
}

/* The path of a reference that has one, from a base. */
static void
append_path(const struct lm_uri *base, const struct lm_uri *reference,
    struct lm_buf *out)
{
	struct lm_buf merged = {0};
	struct lm_span folder = {0};

	if (!reference->has_scheme && !reference->has_authority &&
	    reference->path.ptr[0] != '/') {
		folder = base->path;
		while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
			folder.len--;
		if (base->has_authority && base->path.len == 0)
			folder = lm_span_of("/");
	}
	append(&merged, "", folder);
	append(&merged, "", reference->path);
	if (merged.len > 0)
		remove_dots(lm_buf_view(&merged), out);
	lm_buf_free(&merged);
}

/* Whether got is path, or path after what lets it be read as a path. */
static bool
is_path(struct lm_span got, struct lm_span path)
{
	return lm_span_equal(got, path) ||
	    (begins(got, "/.") && begins(path, "//") &&
		lm_span_equal(after(got, 2), path)) ||
	    (begins(got, "./") && lm_span_equal(after(got, 2), path));
}

static void
check_resolve(struct lm_span base, struct lm_span reference)
{
	struct lm_uri from = lm_uri_split(base), to = lm_uri_split(reference);
	struct lm_buf out = {0}, again = {0}, path = {0};
	bool own = to.has_scheme || to.has_authority;
	struct lm_uri got;

	require(lm_uri_resolve(base, reference, &out, NULL) == LM_OK);
	got = lm_uri_split(lm_buf_view(&out));
	require(
	    lm_span_equal(got.scheme, to.has_scheme ? to.scheme : from.scheme));
	require(
	    lm_span_equal(got.authority, own ? to.authority : from.authority));
	require(got.has_fragment == to.has_fragment &&
	    lm_span_equal(got.fragment, to.fragment));
	if (own || to.path.len > 0) {
		append_path(&from, &to, &path);
		require(is_path(got.path, lm_buf_view(&path)));
		require(lm_span_equal(got.query, to.query));
	} else {
		require(lm_span_equal(got.path, from.path));
		require(lm_span_equal(got.query,
		    to.has_query ? to.query : from.query));
	}
	if (lm_uri_is(base, false, false) && lm_uri_is(reference, true, false))
		require(lm_uri_is(lm_buf_view(&out), false, false));
	if (to.has_scheme) {
		require(lm_uri_resolve((struct lm_span){0}, lm_buf_view(&out),
			    &again, NULL) == LM_OK);
		require(lm_span_equal(lm_buf_view(&again), lm_buf_view(&out)));
	}
	lm_buf_free(&out);
	lm_buf_free(&again);
	lm_buf_free(&path);
}

static void
check_escapes(struct lm_span text)
{
	struct lm_buf escaped = {0}, out = {0};
	bool good = lm_uri_unescape(text, &out, NULL) == LM_OK;

	require(
	    out.len == (good ? text.len - 2 * lm_span_count(text, '%') : 0));
	out.len = 0;
	for (size_t i = 0; i < text.len; i++)
		require(lm_buf_printf(&escaped, NULL,
			    i % 2 == 0 ? "%%%02X" : "%%%02x",
			    (unsigned)(unsigned char)text.ptr[i]) == LM_OK);
	require(lm_uri_unescape(lm_buf_view(&escaped), &out, NULL) == LM_OK);
	require(lm_span_equal(lm_buf_view(&out), text));
	lm_buf_free(&escaped);
	lm_buf_free(&out);
}

/* What is written for any text is a pointer; two templates are one. */
static void
check_others(struct lm_span text)
{
	struct lm_buf twice = {0}, pointer = {0};

	append(&twice, "", text);
	append(&twice, "", text);
	require(lm_uri_is_template(text) ==
	    lm_uri_is_template(lm_buf_view(&twice)));
	append(&pointer, "0", text);
	require(text.len == 0 || text.ptr[0] != '/' ||
	    lm_uri_is_pointer(text) ==
		lm_uri_is_relative_pointer(lm_buf_view(&pointer), true));
	pointer.len = 0;
	append(&pointer, "/", (struct lm_span){0});
	for (size_t i = 0; i < text.len; i++)
		append(&pointer, text.ptr[i] == '~' ? "~0" : "",
		    lm_span(text.ptr + i, text.ptr[i] != '~'));
	require(lm_uri_is_pointer(lm_buf_view(&pointer)));
	lm_buf_free(&twice);
	lm_buf_free(&pointer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span base = lm_span((const char *)data, size);
	struct lm_span reference = {0};

	if (size > 4096)
		return 0;
	check_parts(base);
	check_syntax(base);
	check_addresses(base);
	check_escapes(base);
	check_others(base);
	if (cut(base, '\0', &base, &reference)) {
		check_addresses(base);
		check_syntax(reference);
		check_resolve(base, reference);
	}
	return 0;
}
