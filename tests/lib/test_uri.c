#include "lm/uri.h"

#include <string.h>

#include "check.h"

static void
resolves_from(const char *base, const char *reference, const char *want)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_text(&out, "kept", &err), &err);
	CHECK_OK(lm_uri_resolve(lm_span_of(base), lm_span_of(reference), &out,
		     &err),
	    &err);
	CHECK_EQ(memcmp(out.ptr, "kept", 4), 0);
	if (!CHECK_SPAN(lm_span(out.ptr + 4, out.len - 4), want))
		check_note("%s from %s", reference, base);
	lm_buf_free(&out);
}

static void
resolves(const char *const pairs[][2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		resolves_from("http://a/b/c/d;p?q", pairs[i][0], pairs[i][1]);
}

/* RFC 3986 §5.4.1 */
static void
normal_examples(void)
{
	static const char *const pairs[][2] = {{"g:h", "g:h"},
	    {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"},
	    {"g/", "http://a/b/c/g/"}, {"/g", "http://a/g"},
	    {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"},
	    {"g?y", "http://a/b/c/g?y"}, {"#s", "http://a/b/c/d;p?q#s"},
	    {"g#s", "http://a/b/c/g#s"}, {"g?y#s", "http://a/b/c/g?y#s"},
	    {";x", "http://a/b/c/;x"}, {"g;x", "http://a/b/c/g;x"},
	    {"g;x?y#s", "http://a/b/c/g;x?y#s"}, {"", "http://a/b/c/d;p?q"},
	    {".", "http://a/b/c/"}, {"./", "http://a/b/c/"},
	    {"..", "http://a/b/"}, {"../", "http://a/b/"},
	    {"../g", "http://a/b/g"}, {"../..", "http://a/"},
	    {"../../", "http://a/"}, {"../../g", "http://a/g"}};

	resolves(pairs, sizeof(pairs) / sizeof(pairs[0]));
}

/* RFC 3986 §5.4.2, strict */
static void
abnormal_examples(void)
{
	static const char *const pairs[][2] = {{"../../../g", "http://a/g"},
	    {"../../../../g", "http://a/g"}, {"/./g", "http://a/g"},
	    {"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."},
	    {".g", "http://a/b/c/.g"}, {"g..", "http://a/b/c/g.."},
	    {"..g", "http://a/b/c/..g"}, {"./../g", "http://a/b/g"},
	    {"./g/.", "http://a/b/c/g/"}, {"g/./h", "http://a/b/c/g/h"},
	    {"g/../h", "http://a/b/c/h"}, {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
	    {"g;x=1/../y", "http://a/b/c/y"},
	    {"g?y/./x", "http://a/b/c/g?y/./x"},
	    {"g?y/../x", "http://a/b/c/g?y/../x"},
	    {"g#s/./x", "http://a/b/c/g#s/./x"},
	    {"g#s/../x", "http://a/b/c/g#s/../x"}, {"http:g", "http:g"}};

	resolves(pairs, sizeof(pairs) / sizeof(pairs[0]));
}

static void
other_bases(void)
{
	resolves_from("", "", "");
	resolves_from("", "#a", "#a");
	resolves_from("", "a/../b.json?x#y", "/b.json?x#y");
	resolves_from("", "../a", "a");
	resolves_from("a/b", "c", "a/c");
	resolves_from("a/b#f", "", "a/b");
	resolves_from("a/b?q#f", "?r", "a/b?r");
	resolves_from("http://a", "b", "http://a/b");
	resolves_from("http://a?q", "", "http://a?q");
	resolves_from("http://a/x", "?", "http://a/x?");
	resolves_from("http://a/x?q#f", "#", "http://a/x?q#");
	resolves_from("http://a/./x", "#f", "http://a/./x#f");
	resolves_from("urn:uuid:1", "#/a", "urn:uuid:1#/a");
	resolves_from("urn:uuid:1", "", "urn:uuid:1");
	resolves_from("urn:uuid:1#f", "?q", "urn:uuid:1?q");
	resolves_from("urn:a:b", "c", "urn:c");
	resolves_from("urn:a:b", "tag:x,2026:y", "tag:x,2026:y");
	resolves_from("tag:x", "/a/../b", "tag:/b");
	resolves_from("file:///a/b", "../../c", "file:///c");
}

/* What is left when the dots went is the same path when it is read again. */
static void
stays_a_path(void)
{
	resolves_from("a:b", "/.//c", "a:/.//c");
	resolves_from("a:b", "/c/..//d", "a:/.//d");
	resolves_from("", "./a:b", "./a:b");
	resolves_from("", "./:b", "./:b");
	resolves_from("", "./a/b:c", "a/b:c");
	resolves_from("a:", "./b:c", "a:b:c");
	resolves_from("//a", "/.//c", "//a//c");
}

static void
splits(void)
{
	struct lm_uri uri =
	    lm_uri_split(lm_span_of("http://u@h:1/p/q?a?b=/#c#d?"));

	CHECK(uri.has_scheme && uri.has_authority && uri.has_query &&
	    uri.has_fragment);
	CHECK_SPAN(uri.scheme, "http");
	CHECK_SPAN(uri.authority, "u@h:1");
	CHECK_SPAN(uri.path, "/p/q");
	CHECK_SPAN(uri.query, "a?b=/");
	CHECK_SPAN(uri.fragment, "c#d?");
	uri = lm_uri_split(lm_span_of("a/b:c"));
	CHECK(!uri.has_scheme && !uri.has_authority && !uri.has_query &&
	    !uri.has_fragment);
	CHECK_SPAN(uri.path, "a/b:c");
	uri = lm_uri_split(lm_span_of("//?#"));
	CHECK(!uri.has_scheme && uri.has_authority && uri.has_query &&
	    uri.has_fragment);
	CHECK_SPAN(uri.path, "");
	uri = lm_uri_split(lm_span_of(":a"));
	CHECK(!uri.has_scheme);
	CHECK_SPAN(uri.path, ":a");
	uri = lm_uri_split(lm_span("a\0:b", 4));
	CHECK_EQ(uri.scheme.len, 2);
	CHECK_SPAN(lm_uri_split((struct lm_span){0}).path, "");
}

static void
unescapes(void)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_uri_unescape(lm_span_of("a%25%7ez%c3%BC%00"), &out, &err),
	    &err);
	CHECK_SPANS(lm_buf_view(&out), lm_span("a%~z\xc3\xbc\0", 7));
	CHECK_OK(lm_uri_unescape((struct lm_span){0}, &out, &err), &err);
	for (size_t i = 0; i < 4; i++) {
		static const char *const bad[] = {"ab%", "ab%4", "ab%g4z",
		    "ab%4gz"};

		CHECK_CODE(lm_uri_unescape(lm_span_of(bad[i]), &out, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, "% at byte 3");
	}
	CHECK_EQ(out.len, 7);
	lm_buf_free(&out);
}

/* What an address may be: each of the four names that lm_uri_is has. */
enum { URI = 1, REF = 2, IRI = 4, IRI_REF = 8, ANY = 15, REFS = REF | IRI_REF };

struct syntax_case {
	const char *text;
	int is;
};

static void
judges(const struct syntax_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct lm_span text = lm_span_of(cases[i].text);
		int is = (lm_uri_is(text, false, false) ? URI : 0) |
		    (lm_uri_is(text, true, false) ? REF : 0) |
		    (lm_uri_is(text, false, true) ? IRI : 0) |
		    (lm_uri_is(text, true, true) ? IRI_REF : 0);

		if (!CHECK_EQ(is, cases[i].is))
			check_note("%s", cases[i].text);
	}
}

static void
syntax(void)
{
	static const struct syntax_case cases[] = {{"", REFS}, {"a:", ANY},
	    {"a", REFS}, {"//", REFS}, {"/a//b", REFS}, {"?", REFS},
	    {"#", REFS}, {"##", 0}, {"a:b:c", ANY}, {"1:b", 0}, {":a", 0},
	    {"./1:b", REFS}, {"a+-.1:b", ANY}, {"a_:b", 0}, {"a:%41", ANY},
	    {"a:%4", 0}, {"a:%", 0}, {"a:%zz", 0}, {"a:b c", 0}, {"a:[", 0},
	    {"a:?[", 0}, {"a:?/?:@!$&'()*+,;=-._~", ANY}, {"a:\"", 0},
	    {"a:\\", 0}, {"a:^", 0}, {"a:`", 0}, {"a:{}", 0}, {"a:|", 0},
	    {"a:<>", 0}, {"a:\x7f", 0}, {"a:\n", 0}, {"a:#\xff", 0}};

	judges(cases, sizeof(cases) / sizeof(cases[0]));
	CHECK(!lm_uri_is(lm_span("a:\0", 3), true, true));
	CHECK(lm_uri_is((struct lm_span){0}, true, true));
}

static void
syntax_of_authorities(void)
{
	static const struct syntax_case cases[] = {{"a://", ANY},
	    {"a://b", ANY}, {"a://:", ANY}, {"a://:80/", ANY}, {"a://b:1a", 0},
	    {"a://b:1:2", 0}, {"a://u:p:q@b", ANY}, {"a://@", ANY},
	    {"a://b@c@d", 0}, {"a://u/@", ANY}, {"a://[::1]", ANY},
	    {"a://u@[::1]:80/x", ANY}, {"a://[::1]8", 0}, {"a://[::1", 0},
	    {"a://[]", 0}, {"a://::1", 0}, {"a://[::1]]", 0},
	    {"a://[1.2.3.4]", 0}, {"a://[::1.2.3.4]", ANY},
	    {"a://[::1%25eth0]", 0}, {"a://[v1.a:b]", ANY},
	    {"a://[VaF.~]", ANY}, {"a://[v.a]", 0}, {"a://[v1.]", 0},
	    {"a://[v1]", 0}, {"a://[v1a]", 0}, {"a://[vg.a]", 0},
	    {"a://%41%20", ANY}, {"a://b%", 0}, {"a://b[", 0},
	    {"a://999.1.1.1", ANY}};

	judges(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
syntax_of_iris(void)
{
	static const struct syntax_case cases[] = {
	    {"a://\u00fc@\u4e2d:1/\u00a0?\ue000#\U0001f600", IRI | IRI_REF},
	    {"a:\ue000", 0}, {"a:?\U00100000", IRI | IRI_REF},
	    {"a:#\U000f0000", 0}, {"a:\U0001fffd", IRI | IRI_REF},
	    {"a:\U0001fffe", 0}, {"a:?\U0010fffe", 0}, {"a:\ufdd0", 0},
	    {"a:\ufff0", 0}, {"a:\U000e0fff", 0},
	    {"a:\U000e1000", IRI | IRI_REF}, {"\u00fc:a", 0},
	    {"\u00fc", IRI_REF}, {"a:\xc2\x80", 0}, {"a://b:\u0661", 0}};

	judges(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
accepts(bool (*is)(struct lm_span), const char *const *texts, size_t n,
    bool want)
{
	for (size_t i = 0; i < n; i++)
		if (!CHECK(is(lm_span_of(texts[i])) == want))
			check_note("%s", texts[i]);
}

#define ACCEPTS(is, want, ...)                                              \
	do {                                                                \
		static const char *const texts[] = {__VA_ARGS__};           \
                                                                            \
		accepts(is, texts, sizeof(texts) / sizeof(texts[0]), want); \
	} while (0)

static void
addresses(void)
{
	ACCEPTS(lm_uri_is_ipv4, true, "0.0.0.0", "255.255.255.255",
	    "1.20.99.249");
	ACCEPTS(lm_uri_is_ipv4, false, "", "1.2.3", "1.2.3.4.", "1.2.3.4.5",
	    "256.1.1.1", "01.1.1.1", "1.1.1.00", "1..1.1", "1.1.1.1 ",
	    "1.1.1.0x1", "1000.1.1.1", "1.1.1.", ".1.1.1");
	ACCEPTS(lm_uri_is_ipv6, true, "::", "::1", "1::", "1:2:3:4:5:6:7:8",
	    "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4",
	    "::1.2.3.4", "::FFFF:1.2.3.4", "1:2:3:4:5::1.2.3.4", "abcd::EF01");
	ACCEPTS(lm_uri_is_ipv6, false, "", ":", ":::", "1", "1:", ":1",
	    "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
	    "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3",
	    "12345::", "g::", "1:2:3:4:5:6:7:", "::1.2.3", "::1.2.3.4:5",
	    "1:2:3:4:5:6:7:1.2.3.4", "::01.2.3.4", "::1%eth0", "::1/64", " ::1",
	    "1.2.3.4", "::a.2.3.4");
}

static void
templates(void)
{
	ACCEPTS(lm_uri_is_template, true, "", "a", "{a}", "{+a,b*,c:9999}",
	    "a{?b.c_1,%41}d", "[]#'", "{!a}", "\u00fc\ue000", "%41", "{a:1}{b}",
	    "{|a}", "{=a}");
	ACCEPTS(lm_uri_is_template, false, "{", "}", "{}", "{a", "{a}}",
	    "{{a}}", "{a:0}", "{a:12345}", "{a:}", "{a:1*}", "{a*:1}", "{.}",
	    "{a.}", "{.a.}", "{..a}", "{a b}", "{\u00fc}", " ", "\"", "<", ">",
	    "\\", "^", "`", "|", "%", "%4", "\x1f", "\x7f", "\xc2\x80", "{%4}",
	    "{++a}");
}

static bool
is_still(struct lm_span text)
{
	return lm_uri_is_relative_pointer(text, false);
}

static bool
is_moving(struct lm_span text)
{
	return lm_uri_is_relative_pointer(text, true);
}

static void
pointers(void)
{
	ACCEPTS(lm_uri_is_pointer, true, "", "/", "//", "/a~0~1/\u00fc",
	    "/~01");
	ACCEPTS(lm_uri_is_pointer, false, "a", "#/a", "/~", "/~2", "/a~/b",
	    "/~0~");
	ACCEPTS(is_still, true, "0", "10", "0#", "1/", "2/a~1",
	    "99999999999999999999999/a");
	ACCEPTS(is_still, false, "", "/", "#", "00", "01/a", "0##", "0#/a",
	    "0a", "-1", "+1", "0/~", "0+1/a", "0-1");
	ACCEPTS(is_moving, true, "0", "0#", "1/a", "0+1/a", "0-1", "10-12#",
	    "0+0/");
	ACCEPTS(is_moving, false, "", "+1/a", "0+", "0-/a", "0+01/a", "0+1-1",
	    "0+-1", "01+1", "0+a", "0#+1", "0/a+1~", "0+1##");
}

TEST_MAIN(TEST(normal_examples), TEST(abnormal_examples), TEST(other_bases),
    TEST(stays_a_path), TEST(splits), TEST(unescapes), TEST(syntax),
    TEST(syntax_of_authorities), TEST(syntax_of_iris), TEST(addresses),
    TEST(templates), TEST(pointers))
