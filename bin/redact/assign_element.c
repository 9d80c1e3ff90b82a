#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define ELEMENT_MAX 300
#define TAG_MAX 120
#define CDATA "<![CDATA["
#define CDATA_END "]]>"

/* An element: its opening tag, without "<" and ">", and its text. */
struct element {
	struct lm_span tag;
	struct value value;
};

/* Where the text of an element begins that ends at end: behind a ">". */
static size_t
text_start(struct lm_span text, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < ELEMENT_MAX && text.ptr[at - 1] != '>' &&
	    text.ptr[at - 1] != '<' && text.ptr[at - 1] != '\n')
		at--;
	return at;
}

/* The same, of a section of characters that ends with "]]>" before *end, which
 * becomes the end of its text. */
static bool
cdata_start(struct lm_span text, size_t *at, size_t *end)
{
	const size_t closing = strlen(CDATA_END), opening = strlen(CDATA);
	size_t stop, i;

	if (*end < closing || !text_has(text, *end - closing, CDATA_END))
		return false;
	stop = *end - closing;
	for (i = stop; i >= opening && stop - i < ELEMENT_MAX; i--)
		if (text_has(text, i - opening, CDATA)) {
			*at = i;
			*end = stop;
			return true;
		}
	return false;
}

/* The element whose closing tag, of this name, is at i. */
static bool
read_element(struct lm_span text, size_t i, struct lm_span name,
    struct element *element)
{
	struct value *value = &element->value;
	size_t at, open;

	value->end = site_skip_left(text, i, " \t\r\n");
	if (cdata_start(text, &value->at, &value->end))
		at = value->at - strlen(CDATA);
	else
		value->at = at = text_start(text, value->end);
	at = site_skip_left(text, at, " \t\r\n");
	if (at == 0 || text.ptr[at - 1] != '>')
		return false;
	open = at;
	while (open > 0 && at - open < TAG_MAX && text.ptr[open - 1] != '<')
		open--;
	if (open == 0 || at - open <= name.len ||
	    memcmp(text.ptr + open, name.ptr, name.len) != 0 ||
	    is_word(text.ptr[open + name.len]))
		return false;
	element->tag = lm_span(text.ptr + open, at - 1 - open);
	while (value->at < value->end && is_blank(text.ptr[value->at]))
		value->at++;
	return value->at < value->end;
}

/* <entry key="db.password">: the name that an attribute has, of an element that
 * holds settings; empty: none. */
static struct lm_span
attribute_name(struct lm_span tag)
{
	static const char *const attributes[] = {" name=", " key=", " id=",
	    NULL};

	for (size_t i = 0; i < tag.len; i++)
		for (const char *const *attribute = attributes;
		     *attribute != NULL; attribute++) {
			size_t at = i + strlen(*attribute), end;

			if (!text_has(tag, i, *attribute) || at >= tag.len ||
			    !is_quote(tag.ptr[at]))
				continue;
			for (end = at + 1;
			     end < tag.len && tag.ptr[end] != tag.ptr[at];)
				end++;
			return lm_span(tag.ptr + at + 1, end - at - 1);
		}
	return (struct lm_span){0};
}

/* What the text of an element is called: by its tag, or an attribute. */
static struct lm_span
element_name(const struct assigner *assigner, struct lm_span text, size_t i,
    struct lm_span tag, struct element *element)
{
	static const char *const settings[] = {"entry", "string", "property",
	    "param", "parameter", "setting", "value", "item", "var", "field",
	    "header", "arg", "data", "key", "element", "option", NULL};
	bool holds = text_is_one_of(tag, settings);
	struct lm_span name = tag;

	if ((!holds && !ends_have(assigner, text, i + 2 + tag.len)) ||
	    !read_element(text, i, tag, element))
		return (struct lm_span){0};
	if (holds)
		name = attribute_name(element->tag);
	return name.len > 0 && ends_have(assigner, name, name.len)
	    ? name
	    : (struct lm_span){0};
}

enum lm_code
detect_element(const struct assigner *assigner, struct name_memo *memo,
    struct lm_span text, size_t i, bool *is, struct finding *found,
    struct lm_err *err)
{
	struct name_match match = {0};
	enum name_class class = NAME_NONE;
	struct element element = {0};
	struct lm_span name;
	size_t end = i + 2;
	enum lm_code code;

	*is = false;
	while (end < text.len && end - i < TAG_MAX &&
	    (is_word(text.ptr[end]) || is_any_of(text.ptr[end], "-.:")))
		end++;
	if (end >= text.len || text.ptr[end] != '>' || end < i + 4)
		return LM_OK;
	name = element_name(assigner, text, i,
	    lm_span(text.ptr + i + 2, end - i - 2), &element);
	if (name.len == 0)
		return LM_OK;
	code = name_recall(assigner->names, name, memo, &class, &match, err);
	if (code != LM_OK)
		return code;
	*is = value_stands(class, &match, name,
	    lm_span(text.ptr + element.value.at,
		element.value.end - element.value.at));
	if (*is)
		value_found(&element.value, class, &match, found);
	return LM_OK;
}
