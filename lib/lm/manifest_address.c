#include "lm/manifest_address.h"

#include <arpa/inet.h>
#include <string.h>

#include "lm/manifest_values.h"
#include "lm/num.h"

#define PORT_MAX 65535

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

/* The bytes of [an IPv6 address]; false: it is none. */
static bool
read_ipv6(struct lm_span host, struct in6_addr *out)
{
	char text[INET6_ADDRSTRLEN];

	if (host.len < 2 || host.len - 2 >= sizeof(text) ||
	    host.ptr[0] != '[' || host.ptr[host.len - 1] != ']')
		return false;
	memcpy(text, host.ptr + 1, host.len - 2);
	text[host.len - 2] = '\0';
	return inet_pton(AF_INET6, text, out) == 1;
}

static int
order_hosts(struct lm_span a, struct lm_span b)
{
	struct in6_addr bytes_a, bytes_b;

	if (read_ipv6(a, &bytes_a) && read_ipv6(b, &bytes_b))
		return memcmp(&bytes_a, &bytes_b, sizeof(bytes_a));
	return order_folded(a, b);
}

static struct lm_span
read_host(struct lm_span host)
{
	/* A dot at the end only says that the name is a whole one. */
	if (host.len > 1 && host.ptr[host.len - 1] == '.')
		host.len--;
	if (order_folded(host, lm_span_of(own_host)) == 0 ||
	    lm_span_equal(host, lm_span_of("127.0.0.1")) ||
	    order_hosts(host, lm_span_of("[::1]")) == 0)
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

/* What follows the colon: nothing, or digits. */
static bool
is_port(struct lm_span digits)
{
	uint64_t port;

	while (digits.len > 1 && digits.ptr[0] == '0')
		digits = from(digits, 1);
	return digits.len == 0 ||
	    lm_num_u64(digits, 1, PORT_MAX, &port, NULL) == LM_OK;
}

bool
lm_address_valid(struct lm_span authority)
{
	size_t host_len = find(authority, ":");
	struct in6_addr bytes;
	struct lm_span host, port;

	if (authority.len > 0 && authority.ptr[0] == '[') {
		host_len = find(authority, "]");
		host_len += host_len < authority.len;
	}
	host = before(authority, host_len);
	port = from(authority, host_len);
	if (host.len == 0 ||
	    (find(host, "[]") < host.len && !read_ipv6(host, &bytes)))
		return false;
	return port.len == 0 || (port.ptr[0] == ':' && is_port(from(port, 1)));
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
		order = order_hosts(a->host, b->host);
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
