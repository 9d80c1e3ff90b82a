#include "names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lm/hash.h"
#include "lm/text.h"

const char *const names_default_fields[] = {"access_token", "contract_price",
    "customer_secret", "private_key", "bank_account", NULL};

const char *const names_default_credentials[] = {"password", "passwd", "pwd",
    "passphrase", "passcode", "secret", "secret_key", "secret_token",
    "shared_secret", "client_secret", "app_secret", "consumer_secret",
    "webhook_secret", "signing_secret", "signing_key", "encryption_key",
    "master_key", "api_key", "api_secret", "api_token", "x_api_key", "app_key",
    "auth_key", "auth_token", "x_auth_token", "access_key", "access_key_id",
    "secret_access_key", "aws_access_key_id", "aws_secret_access_key",
    "aws_session_token", "account_key", "storage_key", "subscription_key",
    "license_key", "service_account_key", "ssh_key", "ssh_private_key",
    "rsa_private_key", "refresh_token", "id_token", "session_token",
    "bearer_token", "oauth_token", "csrf_token", "xsrf_token", "jwt", "token",
    "authorization", "proxy_authorization", "cookie", "set_cookie",
    "credential", "credentials", "connection_string", "database_url",
    "db_password", "user_password", "admin_password", "root_password",
    "keystore_password", "iban", "card_number", "credit_card", "cvv", "cvc",
    "ssn", NULL};

static bool
is_separator(char byte)
{
	return byte == '_' || byte == '-' || byte == '.' || byte == ' ';
}

static bool
is_ascii(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.ptr[i] & 0x80) != 0)
			return false;
	return true;
}

/* Append bytes in lower case, without separators. */
static enum lm_code
append_folded(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, text.len, err);

	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.ptr[i];

		if (is_separator(byte))
			continue;
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte + ('a' - 'A'));
		out->ptr[out->len++] = byte;
	}
	return LM_OK;
}

static enum lm_code
fold(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	struct lm_buf wide = {0};
	enum lm_code code;

	out->len = 0;
	if (is_ascii(text))
		return append_folded(text, out, err);
	code = lm_text_fold(text, &wide, err);
	if (code == LM_OK)
		code = append_folded(lm_buf_view(&wide), out, err);
	lm_buf_free(&wide);
	return code;
}

static size_t
slot_of(const struct names *names, struct lm_span folded)
{
	size_t at = lm_hash(folded) & (names->n_slots - 1);

	while (names->slots[at].label.ptr != NULL &&
	    !lm_span_equal(names->slots[at].folded, folded))
		at = (at + 1) & (names->n_slots - 1);
	return at;
}

static enum lm_code
add(struct names *names, struct lm_span label, struct lm_buf *scratch,
    struct lm_err *err)
{
	enum lm_code code = fold(label, scratch, err);
	struct name *slot;
	char *copy;

	if (code != LM_OK)
		return code;
	if (scratch->len == 0)
		return lm_err_set(err, LM_USAGE,
		    "field name \"%.*s\": expected a letter or digit in it",
		    (int)label.len, label.ptr);
	slot = &names->slots[slot_of(names, lm_buf_view(scratch))];
	if (slot->label.ptr != NULL)
		return LM_OK;
	copy = malloc(scratch->len);
	if (copy == NULL)
		return lm_err_nomem(err);
	memcpy(copy, scratch->ptr, scratch->len);
	slot->folded = lm_span(copy, scratch->len);
	slot->label = label;
	names->n++;
	if (scratch->len > names->longest)
		names->longest = scratch->len;
	return LM_OK;
}

enum lm_code
names_new(const struct lm_span *list, size_t n, struct names *names,
    struct lm_err *err)
{
	struct lm_buf scratch = {0};
	enum lm_code code = LM_OK;

	*names = (struct names){.n_slots = 8};
	while (names->n_slots < 4 * n)
		names->n_slots *= 2;
	names->slots = calloc(names->n_slots, sizeof(*names->slots));
	if (names->slots == NULL) {
		*names = (struct names){0};
		return lm_err_nomem(err);
	}
	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = add(names, list[i], &scratch, err);
	if (code != LM_OK)
		names_free(names);
	lm_buf_free(&scratch);
	return code;
}

/* The set owns the folded bytes; struct lm_span only borrows. */
static void
free_bytes(const char *ptr)
{
	void *owned;

	memcpy(&owned, &ptr, sizeof(owned));
	free(owned);
}

void
names_free(struct names *names)
{
	for (size_t i = 0; i < names->n_slots; i++)
		free_bytes(names->slots[i].folded.ptr);
	free(names->slots);
	*names = (struct names){0};
}

enum lm_code
names_find(const struct names *names, struct lm_span key,
    struct lm_buf *scratch, struct lm_span *label, struct lm_err *err)
{
	enum lm_code code;

	*label = (struct lm_span){0};
	if (names->n == 0)
		return LM_OK;
	code = fold(key, scratch, err);
	if (code != LM_OK || scratch->len > names->longest)
		return code;
	*label = names->slots[slot_of(names, lm_buf_view(scratch))].label;
	return LM_OK;
}
