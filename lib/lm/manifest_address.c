#include "lm/manifest_address.h"

#include "lm/manifest_values.h"

static const char own_host[] = "localhost";

/* Text from at on; its part before. */
static struct lm_span
from(struct lm_span text, size_t at)
{
	return lm_span(text.ptr + at, text.len - at);
}

static struct lm_span
before(struct lm_span text, size_t at)
{
	return lm_span(text.ptr, at);
}

/* The place of the first byte that is one of stops, else the end. */
static size_t
find(struct lm_span text, const char *stops)
{
	size_t i = 0;

	while (i < text.len && strchr(stops, text.ptr[i]) == NULL)
		i++;
	return i;
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static int
order_folded(struct lm_span a, struct lm_span b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return lower(a.ptr[i]) < lower(b.ptr[i]) ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

static struct lm_span
read_host(struct lm_span host)
{
	if (order_folded(host, lm_span_of(own_host)) == 0 ||
	    lm_span_equal(host, lm_span_of("127.0.0.1")) ||
	    lm_span_equal(host, lm_span_of("[::1]")))
		return lm_span_of(own_host);
	return host;
}

/* What follows a host: nothing, or a colon and digits. */
static struct lm_span
read_port(struct lm_span text, bool secure)
{
	size_t zeros = text.len > 0;

	while (zeros < text.len && text.ptr[zeros] == '0')
		zeros++;
	if (zeros == text.len)
		return lm_span_of(secure ? "443" : "80");
	return from(text, zeros);
}

struct lm_address
lm_address_read(struct lm_span url)
{
	struct lm_address address = {.secure = url.ptr[4] == 's'};
	struct lm_span rest = from(url, find(url, "/") + 2);
	struct lm_span authority = before(rest, find(rest, "/?#"));
	size_t host_len;

	address.path = from(rest, authority.len);
	while (address.path.len > 0 &&
	    address.path.ptr[address.path.len - 1] == '/')
		address.path.len--;
	while (find(authority, "@") < authority.len)
		authority = from(authority, find(authority, "@") + 1);
	host_len = find(authority, "]");
	host_len =
	    host_len == authority.len ? find(authority, ":") : host_len + 1;
	address.host = read_host(before(authority, host_len));
	address.port = read_port(from(authority, host_len), address.secure);
	return address;
}

int
lm_address_order(const struct lm_address *a, const struct lm_address *b)
{
	int order = a->secure - b->secure;

	if (order == 0)
		order = order_folded(a->host, b->host);
	if (order == 0)
		order = lm_text_order(a->port, b->port);
	if (order == 0)
		order = lm_text_order(a->path, b->path);
	return order;
}

/* A number from 0 to 255 in decimal digits. */
static bool
is_byte(struct lm_span text)
{
	unsigned n = 0;

	if (text.len == 0 || text.len > 3)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		n = n * 10 + (unsigned)(text.ptr[i] - '0');
	}
	return n <= 255;
}

/* 127.0.0.0/8; but 127.example.com is anywhere. */
bool
lm_address_loopback(const struct lm_address *address)
{
	struct lm_span left = address->host;

	if (lm_span_equal(left, lm_span_of(own_host)))
		return true;
	if (!lm_span_equal(before(left, find(left, ".")), lm_span_of("127")))
		return false;
	for (int i = 0; i < 3; i++) {
		size_t dot = find(left, ".");

		if (dot == left.len)
			return false;
		left = from(left, dot + 1);
		if (!is_byte(before(left, find(left, "."))))
			return false;
	}
	return find(left, ".") == left.len;
}
