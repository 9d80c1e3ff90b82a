#include "lm/format.h"

#include "lm/format_checks.h"
#include "lm/regex.h"
#include "lm/uri.h"

/* One of is and judge is there. */
struct lm_format {
	const char *name;
	int since;
	bool (*is)(struct lm_span text);
	enum lm_format_verdict (*judge)(struct lm_span text);
	const char *expects;
};

static bool
is_uri(struct lm_span text)
{
	return lm_uri_is(text, false, false);
}

static bool
is_uri_reference(struct lm_span text)
{
	return lm_uri_is(text, true, false);
}

static bool
is_iri(struct lm_span text)
{
	return lm_uri_is(text, false, true);
}

static bool
is_iri_reference(struct lm_span text)
{
	return lm_uri_is(text, true, true);
}

static bool
is_relative_pointer(struct lm_span text)
{
	return lm_uri_is_relative_pointer(text, false);
}

static bool
is_moving_pointer(struct lm_span text)
{
	return lm_uri_is_relative_pointer(text, true);
}

/* RFC 4122 §3, of any version and variant. */
static bool
is_uuid(struct lm_span text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	bool good = text.len == sizeof(form) - 1;

	for (size_t i = 0; good && i < sizeof(form) - 1; i++)
		good = form[i] == '-'
		    ? text.ptr[i] == '-'
		    : lm_format_is(text.ptr[i], LM_FORMAT_HEX);
	return good;
}

/* ECMA-262 */
static enum lm_format_verdict
judge_regex(struct lm_span text)
{
	enum lm_code code = lm_regex_check(text, NULL);

	if (code == LM_OK)
		return LM_FORMAT_GOOD;
	return code == LM_MALFORMED ? LM_FORMAT_BAD : LM_FORMAT_UNDETERMINED;
}

/* Of two of one name, the later one stands last. */
static const struct lm_format formats[] = {
    {"date-time", 4, lm_format_is_date_time, NULL,
	"a date-time (RFC 3339) such as 2026-11-30T18:00:00Z"},
    {"date", 7, lm_format_is_date, NULL,
	"a date (RFC 3339) such as 2026-11-30"},
    {"time", 7, lm_format_is_time, NULL,
	"a time with its offset (RFC 3339) such as 18:00:00Z"},
    {"duration", 2019, lm_format_is_duration, NULL,
	"a duration (RFC 3339) such as P1DT12H"},
    {"email", 4, lm_format_is_email, NULL,
	"an email address (RFC 5321) such as ann@example.com"},
    {"idn-email", 7, NULL, lm_format_judge_email,
	"an email address (RFC 6531) such as jörg@bücher.example"},
    {"hostname", 4, lm_format_is_host, NULL,
	"a host name (RFC 1123) such as www.example.com"},
    {"hostname", 7, NULL, lm_format_judge_host,
	"a host name (RFC 1123, RFC 5891) such as www.example.com"},
    {"idn-hostname", 7, NULL, lm_format_judge_idn_host,
	"a host name (RFC 5890) such as bücher.example"},
    {"ipv4", 4, lm_uri_is_ipv4, NULL, "an IPv4 address such as 192.0.2.1"},
    {"ipv6", 4, lm_uri_is_ipv6, NULL,
	"an IPv6 address (RFC 4291) such as 2001:db8::1"},
    {"uri", 4, is_uri, NULL, "a URI (RFC 3986) such as https://example.com/a"},
    {"uri-reference", 6, is_uri_reference, NULL,
	"a URI or a relative reference (RFC 3986) such as ../a?b#c"},
    {"iri", 7, is_iri, NULL,
	"an IRI (RFC 3987) such as https://bücher.example/ä"},
    {"iri-reference", 7, is_iri_reference, NULL,
	"an IRI or a relative reference (RFC 3987) such as ../ä"},
    {"uri-template", 6, lm_uri_is_template, NULL,
	"a URI template (RFC 6570) such as /users/{id}"},
    {"json-pointer", 6, lm_uri_is_pointer, NULL,
	"a JSON Pointer (RFC 6901) such as /a/0"},
    {"relative-json-pointer", 7, is_relative_pointer, NULL,
	"a relative JSON Pointer such as 1/a"},
    {"relative-json-pointer", 2020, is_moving_pointer, NULL,
	"a relative JSON Pointer such as 1/a"},
    {"uuid", 2019, is_uuid, NULL,
	"a UUID (RFC 4122) such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
    {"regex", 7, NULL, judge_regex,
	"a regular expression (ECMA-262) such as ^[a-z]+$"},
};

const struct lm_format *
lm_format_find(struct lm_span name, int draft)
{
	const struct lm_format *found = NULL;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (lm_span_equal(name, lm_span_of(formats[i].name)) &&
		    (found == NULL || formats[i].since <= draft))
			found = &formats[i];
	return found;
}

const char *
lm_format_name(const struct lm_format *format)
{
	return format->name;
}

int
lm_format_since(const struct lm_format *format)
{
	return format->since;
}

const char *
lm_format_expects(const struct lm_format *format)
{
	return format->expects;
}

enum lm_format_verdict
lm_format_check(const struct lm_format *format, struct lm_span text)
{
	if (format->is == NULL)
		return format->judge(text);
	return format->is(text) ? LM_FORMAT_GOOD : LM_FORMAT_BAD;
}
