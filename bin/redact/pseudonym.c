#include "pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string.h>

#include <sodium.h>

#include "detect.h"

#include "lm/stamp.h"
#include "lm/text.h"

#define OTHERS 077 /* of a file's mode: what is not its owner's */
#define BASE32_BITS 5

/* ---- the key ------------------------------------------------------------- */

enum lm_code
pseudonym_key_of(struct lm_span text, const char *name,
    struct pseudonym_key *key, struct lm_err *err)
{
	static const char purpose[] = PSEUDONYM_PURPOSE;
	crypto_generichash_state state;

	if (text.len < LM_STAMP_KEY_MIN)
		return lm_err_set(err, LM_USAGE,
		    "%s: a key has at least %d characters", name,
		    LM_STAMP_KEY_MIN);
	if (sodium_init() < 0)
		return lm_err_set(err, LM_LIMIT, "libsodium does not start");
	(void)crypto_generichash_init(&state, NULL, 0, sizeof(key->bytes));
	(void)crypto_generichash_update(&state, (const unsigned char *)purpose,
	    sizeof(purpose) - 1);
	(void)crypto_generichash_update(&state, (const unsigned char *)text.ptr,
	    text.len);
	(void)crypto_generichash_final(&state, key->bytes, sizeof(key->bytes));
	sodium_memzero(&state, sizeof(state));
	return LM_OK;
}

void
pseudonym_key_wipe(struct pseudonym_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

/* Whether a file that is open is its owner's alone. */
static enum lm_code
check_mode(int fd, struct lm_err *err)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return lm_err_io(err, "stat");
	if ((st.st_mode & OTHERS) != 0)
		return lm_err_set(err, LM_USAGE,
		    "a key that others may read: expected mode 0600, found "
		    "%04o",
		    (unsigned)st.st_mode & 0777);
	return LM_OK;
}

/* At most one byte more than there may be. */
static enum lm_code
read_all(int fd, struct lm_buf *text, struct lm_err *err)
{
	/* All at once: what grows leaves a copy of the key behind. */
	enum lm_code code =
	    lm_buf_reserve(text, PSEUDONYM_KEY_FILE_MAX + 1, err);

	while (code == LM_OK && text->len <= PSEUDONYM_KEY_FILE_MAX) {
		ssize_t n = read(fd, text->ptr + text->len,
		    PSEUDONYM_KEY_FILE_MAX + 1 - text->len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return lm_err_io(err, "read");
		if (n == 0)
			return LM_OK;
		text->len += (size_t)n;
	}
	return code == LM_OK
	    ? lm_err_set(err, LM_OVERSIZE, "a key has at most %d bytes",
		  PSEUDONYM_KEY_FILE_MAX)
	    : code;
}

static struct lm_span
without_line_end(struct lm_span text)
{
	if (text.len > 0 && text.ptr[text.len - 1] == '\n')
		text.len--;
	if (text.len > 0 && text.ptr[text.len - 1] == '\r')
		text.len--;
	return text;
}

enum lm_code
pseudonym_key_read(const char *path, struct pseudonym_key *key,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1) {
		code = lm_err_io(err, "open");
		goto out;
	}
	code = check_mode(fd, err);
	if (code == LM_OK)
		code = read_all(fd, &text, err);
	(void)close(fd);
	if (code == LM_OK)
		code = pseudonym_key_of(without_line_end(lm_buf_view(&text)),
		    "the key", key, err);
out:
	if (text.ptr != NULL)
		sodium_memzero(text.ptr, text.cap);
	lm_buf_free(&text);
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	return code;
}

/* ---- one way of writing -------------------------------------------------- */

/* Characters beyond ASCII that stand within numbers: spaces that do not break
 * or are narrow, hyphens, dashes and the minus sign. */
static const char *const between[] = {"\xc2\xa0", "\xe2\x80\x87",
    "\xe2\x80\x89", "\xe2\x80\xaf", "\xe2\x80\x90", "\xe2\x80\x91",
    "\xe2\x80\x92", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x88\x92", NULL};

static size_t
between_len(struct lm_span text, size_t i)
{
	for (const char *const *at = between; *at != NULL; at++)
		if (text_has(text, i, *at))
			return strlen(*at);
	return 0;
}

/* ASCII letters small, without the ASCII characters of without. */
static enum lm_code
append_small(struct lm_span value, const char *without, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, value.len, err);

	for (size_t i = 0; code == LM_OK && i < value.len; i++)
		if (memchr(without, value.ptr[i], strlen(without)) == NULL)
			out->ptr[out->len++] = to_lower(value.ptr[i]);
	return code;
}

static enum lm_code
append_number(struct lm_span value, struct lm_buf *out, struct lm_err *err)
{
	static const char skipped[] = {' ', '\t', '\r', '\n', '-', '.', '/'};
	enum lm_code code = lm_buf_reserve(out, value.len, err);
	size_t i = 0;

	while (code == LM_OK && i < value.len) {
		size_t len = between_len(value, i);

		if (len == 0 &&
		    memchr(skipped, value.ptr[i], sizeof(skipped)) == NULL)
			out->ptr[out->len++] = to_upper(value.ptr[i]);
		i += len == 0 ? 1 : len;
	}
	return code;
}

/* A number that is written with "+", brackets and more. */
static enum lm_code
append_phone(struct lm_span value, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, value.len, err);

	for (size_t i = 0; code == LM_OK && i < value.len; i++)
		if (is_alnum(value.ptr[i]))
			out->ptr[out->len++] = to_upper(value.ptr[i]);
	return code;
}

/* A name without the "'s" of a possessive; the apostrophe of "s'" is no word. */
static struct lm_span
without_possessive(struct lm_span name)
{
	static const char *const endings[] = {"'s", "\xe2\x80\x99s",
	    "\xca\xbcs", NULL};

	for (const char *const *at = endings; *at != NULL; at++) {
		size_t len = strlen(*at);

		if (name.len > len &&
		    text_has_any_case(name, name.len - len, *at))
			return lm_span(name.ptr, name.len - len);
	}
	return name;
}

/* Joined, as "AcmeCorp" is found where "Acme Corp" is known. */
static enum lm_code
append_name(struct lm_span value, struct lm_buf *out, struct lm_err *err)
{
	size_t start = out->len, len = start;
	enum lm_code code = lm_text_words(without_possessive(value), out, err);

	if (code != LM_OK)
		return code;
	for (size_t i = start; i < out->len; i++)
		if (out->ptr[i] != ' ')
			out->ptr[len++] = out->ptr[i];
	out->len = len;
	return LM_OK;
}

static bool
is_number(enum kind kind)
{
	return kind == KIND_CARD || kind == KIND_IBAN ||
	    kind == KIND_ABA_ROUTING ||
	    (kind >= KIND_US_SSN && kind < N_DETECTED);
}

enum lm_code
pseudonym_normalise(enum kind kind, struct lm_span value, struct lm_buf *out,
    struct lm_err *err)
{
	if (kind == KIND_EMAIL || kind == KIND_IPV4 || kind == KIND_IPV6)
		return append_small(value, "", out, err);
	if (kind == KIND_MAC)
		return append_small(value, "-:.", out, err);
	if (kind == KIND_PHONE)
		return append_phone(value, out, err);
	if (kind == KIND_KNOWN)
		return append_name(value, out, err);
	if (is_number(kind))
		return append_number(value, out, err);
	return lm_buf_span(out, value, err);
}

/* ---- the pseudonym ------------------------------------------------------- */

enum lm_code
pseudonym_append(const struct pseudonym_key *key, struct lm_span domain,
    struct lm_span value, size_t len, struct lm_buf *out, struct lm_err *err)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	static const unsigned char nul[1] = {0};
	unsigned char digest[PSEUDONYM_KEY_LEN];
	crypto_generichash_state state;
	enum lm_code code = lm_buf_reserve(out, len, err);

	if (code != LM_OK)
		return code;
	(void)crypto_generichash_init(&state, key->bytes, sizeof(key->bytes),
	    sizeof(digest));
	(void)crypto_generichash_update(&state,
	    (const unsigned char *)domain.ptr, domain.len);
	(void)crypto_generichash_update(&state, nul, sizeof(nul));
	(void)crypto_generichash_update(&state,
	    (const unsigned char *)value.ptr, value.len);
	(void)crypto_generichash_final(&state, digest, sizeof(digest));
	for (size_t i = 0; i < len; i++) {
		size_t bit = i * BASE32_BITS;
		unsigned two =
		    (unsigned)digest[bit / 8] << 8 | digest[bit / 8 + 1];

		out->ptr[out->len++] =
		    alphabet[two >> (16 - BASE32_BITS - bit % 8) & 31];
	}
	sodium_memzero(&state, sizeof(state));
	return LM_OK;
}
