#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

void
assigner_init(struct assigner *assigner, const struct names *names)
{
	static const char *const types[] = {"string", "str", "text", "char",
	    "bytes", "any", NULL};
	static const char *const plurals[] = {"", "s", "es"};

	*assigner = (struct assigner){.names = names};
	credential_ends(assigner);
	for (const char *const *type = types; *type != NULL; type++)
		ends_add(assigner, lm_span_of(*type));
	for (size_t i = 0; i < names->n_slots; i++) {
		struct lm_span name = names->slots[i].folded;

		for (size_t p = 0; name.len > 0 && p < 3; p++) {
			char end[END_LETTERS + 2];
			size_t n =
			    name.len > END_LETTERS ? END_LETTERS : name.len;
			size_t more = strlen(plurals[p]);

			memcpy(end, name.ptr + name.len - n, n);
			memcpy(end + n, plurals[p], more);
			ends_add(assigner, lm_span(end, n + more));
		}
	}
}

struct lm_span
name_beside(struct lm_span text, size_t name_at)
{
	static const char *const says[] = {"name", "Name", "key", "Key", "id",
	    "field", "header", "property", "parameter", "NAME", "KEY", NULL};
	size_t end = site_skip_left(text, name_at, " \t\r\n,\"'\\-");
	size_t at = end, sign, word;

	while (at > 0 && end - at < 100 &&
	    (is_word(text.ptr[at - 1]) || text.ptr[at - 1] == '-' ||
		text.ptr[at - 1] == '.'))
		at--;
	sign = site_skip_left(text, at, " \t\"'\\");
	if (at == end || sign == 0 ||
	    (text.ptr[sign - 1] != ':' && text.ptr[sign - 1] != '='))
		return (struct lm_span){0};
	sign = site_skip_left(text, sign - 1, " \t\"'\\");
	word = sign;
	while (word > 0 && sign - word < 16 && is_letter(text.ptr[word - 1]))
		word--;
	return name_in(lm_span(text.ptr + word, sign - word), says)
	    ? lm_span(text.ptr + at, end - at)
	    : (struct lm_span){0};
}

/* A signed URL: only in its query, and of hex or base64. */
#define SIGNATURE_MIN 20
static bool
is_signature(const struct site *site, const struct value *value)
{
	struct lm_span text = value_text(site, value);

	return site->query && text.len >= SIGNATURE_MIN &&
	    !is_placeholder(text) && text_entropy(text) >= 3.0;
}

/* The value of a name that only looks like a credential's. */
static bool
value_credential(const struct site *site, const struct name_match *match,
    struct value *value)
{
	bool is;

	if (!value_find(site, EXTENT_WORD, value))
		return false;
	is = match->style == NAME_LIKE_SIGNATURE
	    ? is_signature(site, value)
	    : value_is_secret(match, value_text(site, value));
	if (is)
		value_finish(site, EXTENT_WORD, value);
	return is;
}

static bool
value_of_name(const struct site *site, enum name_class class,
    const struct name_match *match, struct value *value)
{
	switch (class) {
	case NAME_NONE:
		return false;
	case NAME_DENIED:
		return value_denied(site, match, value);
	case NAME_CREDENTIAL:
		break;
	}
	return value_credential(site, match, value);
}

/* Whether a plural's value is what a plural is denied for. */
static bool
is_plural_of_none(const struct site *site, const struct name_match *match,
    const struct value *value)
{
	return match->plural && value->quote.byte == '\0' &&
	    is_digit(site->text.ptr[value->at]);
}

/* What stands at a site, if it is denied or looks like a credential. */
static enum lm_code
judge(const struct names *names, struct name_memo *memo,
    const struct site *site, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct lm_span name = lm_span(site->text.ptr + site->name_at,
	    site->name_end - site->name_at);
	struct name_match match;
	enum name_class class;
	struct value value;
	enum lm_code code;

	if (name.len == 5 && text_has_any_case(name, 0, "value"))
		name = name_beside(site->text, site->name_at);
	code = name_recall(names, name, memo, &class, &match, err);
	if (code != LM_OK)
		return code;
	*is = value_of_name(site, class, &match, &value) &&
	    !is_plural_of_none(site, &match, &value);
	if (*is)
		value_found(&value, class, &match, found);
	return LM_OK;
}

enum lm_code
detect_assignment(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct site site;
	struct value value;
	enum lm_code code = LM_OK;

	*is = false;
	if (site_read(assigner, text, i, &site))
		code = judge(assigner->names, memo, &site, is, found, err);
	if (code == LM_OK && !*is && text.ptr[i] == ':') {
		const struct name_match none = {0};

		*is = value_of_kubernetes(text, i, &value);
		if (*is)
			value_found(&value, NAME_CREDENTIAL, &none, found);
	}
	return code;
}
