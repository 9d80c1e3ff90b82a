/*
 * Any bytes as the header lines of a reply.  Laws: what is asked for is within
 * its range or nothing; a line that is split off is read as a whole one; whole
 * seconds are what a plain reading of RFC 9110 §10.2.3 says.
 */
#include <stdint.h>
#include <string.h>

#include "lm/http_retry.h"

#include "require.h"

static void
check_known(const struct lm_http_retry *retry)
{
	static const int64_t nows[] = {INT64_MIN, -1, 0, 784111777, INT64_MAX};

	require(
	    retry->exact_ms >= -1 && retry->exact_ms <= LM_HTTP_RETRY_MAX_MS);
	require(
	    retry->after_ms >= -1 && retry->after_ms <= LM_HTTP_RETRY_MAX_MS);
	require(retry->after_ms == -1 || retry->at_s == -1);
	require(retry->at_s >= -1 && retry->date_s >= -1);
	for (size_t i = 0; i < sizeof(nows) / sizeof(nows[0]); i++) {
		int64_t ms = lm_http_retry_ms(retry, nows[i]);

		require(ms >= -1 && ms <= LM_HTTP_RETRY_MAX_MS);
		require((ms == -1) ==
		    (retry->exact_ms == -1 && retry->after_ms == -1 &&
			retry->at_s == -1));
	}
}

/* The bytes as a value, which may be whole seconds. */
static void
check_value(struct lm_span value)
{
	char line[256] = "Retry-After:";
	size_t name_len = strlen(line);
	struct lm_http_retry retry;
	int64_t want_s = 0;

	if (value.len == 0 || value.len > sizeof(line) - name_len)
		return;
	memcpy(line + name_len, value.ptr, value.len);
	lm_http_retry_clear(&retry);
	lm_http_retry_header(&retry, lm_span(line, name_len + value.len));
	check_known(&retry);
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] < '0' || value.ptr[i] > '9')
			return;
		if (want_s <= LM_HTTP_RETRY_MAX_MS)
			want_s = want_s * 10 + (value.ptr[i] - '0');
	}
	require(retry.after_ms ==
	    (want_s * 1000 < LM_HTTP_RETRY_MAX_MS ? want_s * 1000
						  : LM_HTTP_RETRY_MAX_MS));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span left = lm_span((const char *)data, size);
	struct lm_http_retry retry;

	lm_http_retry_clear(&retry);
	check_value(left);
	while (left.len > 0) {
		const char *end = memchr(left.ptr, '\n', left.len);
		size_t len =
		    end == NULL ? left.len : (size_t)(end + 1 - left.ptr);

		lm_http_retry_header(&retry, lm_span(left.ptr, len));
		check_known(&retry);
		left = lm_span(left.ptr + len, left.len - len);
	}
	return 0;
}
