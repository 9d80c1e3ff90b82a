#include "who.h"

#include <sys/types.h>

#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lm/utf8.h"

#define ENTRY_SIZE ((size_t)16 * 1024) /* of a user; sysconf says 1024 */
#define HOST_SIZE 256		       /* POSIX: 255 bytes at most */

static enum lm_code
append_text(struct lm_buf *out, const char *name, const char *text,
    struct lm_err *err)
{
	struct lm_buf clean = {0};
	struct lm_span all = lm_span_of(text == NULL ? "" : text);
	enum lm_code code = lm_buf_texts(out, err, "\"", name, "\":", NULL);

	for (size_t i = 0; code == LM_OK && i < all.len;) {
		size_t from = i;

		code = lm_utf8_next(all, &i) == LM_UTF8_BAD
		    ? lm_buf_byte(&clean, '?', err)
		    : lm_buf_append(&clean, all.ptr + from, i - from, err);
	}
	if (code == LM_OK)
		code = all.len == 0
		    ? lm_buf_text(out, "null", err)
		    : lm_buf_json_string(out, lm_buf_view(&clean), err);
	lm_buf_free(&clean);
	return code;
}

static enum lm_code
append_user(struct lm_buf *out, struct lm_err *err)
{
	char *entry = malloc(ENTRY_SIZE);
	struct passwd user = {0}, *found = NULL;
	int error;
	enum lm_code code;

	if (entry == NULL)
		return lm_err_nomem(err);
	error = getpwuid_r(getuid(), &user, entry, ENTRY_SIZE, &found);
	code = error == ENOMEM ? lm_err_nomem(err)
			       : append_text(out, "user",
				     found == NULL ? NULL : user.pw_name, err);
	free(entry);
	return code == LM_OK
	    ? lm_buf_printf(out, err, ",\"uid\":%ju,", (uintmax_t)getuid())
	    : code;
}

enum lm_code
drift_who(struct lm_buf *out, struct lm_err *err)
{
	const char *sudo = getenv("SUDO_USER");
	char host[HOST_SIZE] = "";
	enum lm_code code = append_user(out, err);

	if (code == LM_OK && sudo != NULL && *sudo != '\0') {
		code = append_text(out, "sudo_user", sudo, err);
		if (code == LM_OK)
			code = lm_buf_byte(out, ',', err);
	}
	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	return code == LM_OK ? append_text(out, "host", host, err) : code;
}
