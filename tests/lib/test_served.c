#include "lm/served.h"
#include "lm/served_address.h"

#include "check.h"

/* That servers are asked and read right is tested with bin/route's probe. */

static void
addresses(void)
{
	static const struct {
		enum lm_api api;
		const char *url, *want;
	} cases[] = {
	    {LM_API_OPENAI, "https://a.example/v1", "https://a.example/v1/x"},
	    {LM_API_OPENAI, "https://a.example/v1//", "https://a.example/v1/x"},
	    {LM_API_OPENAI, "https://a.example/p", "https://a.example/p/x"},
	    {LM_API_OLLAMA, "http://b:1/v1/", "http://b:1/x"},
	    {LM_API_LLAMA_CPP, "http://b:1/v1", "http://b:1/x"},
	    {LM_API_VLLM, "http://b:1/p/v1", "http://b:1/p/x"},
	    {LM_API_TEI, "http://b:1", "http://b:1/x"},
	    {LM_API_TEI, "http://b:1/v12", "http://b:1/v12/x"},
	};
	struct lm_buf out = {0};
	struct lm_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!CHECK_OK(lm_served_address(lm_span_of(cases[i].url),
				  cases[i].api, "/x", &out, &err),
			&err))
			continue;
		CHECK_TEXT(out.ptr, cases[i].want);
		CHECK_EQ(out.len, strlen(cases[i].want) + 1);
	}
	lm_buf_free(&out);
}

/* Put names where a reply would have put them. */
static void
add(struct lm_served *served, const char *name, const char *own)
{
	struct lm_served_name entry = {lm_span_of(name), lm_span_of(own),
	    lm_span(NULL, 0)};
	struct lm_err err;

	CHECK_OK(lm_buf_append(&served->names, (const char *)&entry,
		     sizeof(entry), &err),
	    &err);
}

static void
names(void)
{
	struct lm_served served = {0};
	const struct lm_served_name *found;
	size_t n;

	(void)lm_served_names(&served, &n);
	CHECK_EQ(n, 0);
	CHECK(lm_served_find(&served, lm_span_of("bge")) == NULL);
	add(&served, "bge", "bge:latest");
	add(&served, "bge", "bge");
	add(&served, "qwen:7b", "qwen:7b");
	(void)lm_served_names(&served, &n);
	CHECK_EQ(n, 3);
	found = lm_served_find(&served, lm_span_of("bge"));
	if (CHECK(found != NULL))
		CHECK_SPAN(found->own, "bge"); /* its own before another */
	CHECK(lm_served_find(&served, lm_span_of("qwen")) == NULL);
	found = lm_served_alike(&served, lm_span_of("qwen:14b"));
	if (CHECK(found != NULL))
		CHECK_SPAN(found->own, "qwen:7b");
	CHECK(lm_served_alike(&served, lm_span_of("gemma")) == NULL);
	lm_served_free(&served);
	CHECK(served.names.ptr == NULL);
}

static void
digests(void)
{
	const struct lm_served_name told = {.digest = lm_span_of("ab12")};
	const struct lm_served_name untold = {0};

	CHECK(lm_served_is_digest(&told, lm_span_of("sha256:ab12")));
	CHECK(!lm_served_is_digest(&told, lm_span_of("sha256:ab13")));
	CHECK(!lm_served_is_digest(&told, lm_span_of("ab12")));
	CHECK(!lm_served_is_digest(&told, lm_span_of("2")));
	CHECK(!lm_served_is_digest(&untold, lm_span_of("sha256:ab12")));
}

TEST_MAIN(TEST(addresses), TEST(names), TEST(digests))
