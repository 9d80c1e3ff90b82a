#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lm/regex_class.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Long, short and perhaps a third name. */
struct property {
	const char *names[3];
};

/* Values of General_Category, from UCD's PropertyValueAliases.txt. */
static const struct property categories[] = {{{"Cased_Letter", "LC"}},
    {{"Close_Punctuation", "Pe"}}, {{"Connector_Punctuation", "Pc"}},
    {{"Control", "Cc", "cntrl"}}, {{"Currency_Symbol", "Sc"}},
    {{"Dash_Punctuation", "Pd"}}, {{"Decimal_Number", "Nd", "digit"}},
    {{"Enclosing_Mark", "Me"}}, {{"Final_Punctuation", "Pf"}},
    {{"Format", "Cf"}}, {{"Initial_Punctuation", "Pi"}}, {{"Letter", "L"}},
    {{"Letter_Number", "Nl"}}, {{"Line_Separator", "Zl"}},
    {{"Lowercase_Letter", "Ll"}}, {{"Mark", "M", "Combining_Mark"}},
    {{"Math_Symbol", "Sm"}}, {{"Modifier_Letter", "Lm"}},
    {{"Modifier_Symbol", "Sk"}}, {{"Nonspacing_Mark", "Mn"}}, {{"Number", "N"}},
    {{"Open_Punctuation", "Ps"}}, {{"Other", "C"}}, {{"Other_Letter", "Lo"}},
    {{"Other_Number", "No"}}, {{"Other_Punctuation", "Po"}},
    {{"Other_Symbol", "So"}}, {{"Paragraph_Separator", "Zp"}},
    {{"Private_Use", "Co"}}, {{"Punctuation", "P", "punct"}},
    {{"Separator", "Z"}}, {{"Space_Separator", "Zs"}}, {{"Spacing_Mark", "Mc"}},
    {{"Surrogate", "Cs"}}, {{"Symbol", "S"}}, {{"Titlecase_Letter", "Lt"}},
    {{"Unassigned", "Cn"}}, {{"Uppercase_Letter", "Lu"}}};

/* ECMA-262, binary Unicode property aliases, less Any, ASCII and Assigned. */
static const struct property binaries[] = {{{"ASCII_Hex_Digit", "AHex"}},
    {{"Alphabetic", "Alpha"}}, {{"Bidi_Control", "Bidi_C"}},
    {{"Bidi_Mirrored", "Bidi_M"}}, {{"Case_Ignorable", "CI"}}, {{"Cased"}},
    {{"Changes_When_Casefolded", "CWCF"}},
    {{"Changes_When_Casemapped", "CWCM"}}, {{"Changes_When_Lowercased", "CWL"}},
    {{"Changes_When_NFKC_Casefolded", "CWKCF"}},
    {{"Changes_When_Titlecased", "CWT"}}, {{"Changes_When_Uppercased", "CWU"}},
    {{"Dash"}}, {{"Default_Ignorable_Code_Point", "DI"}},
    {{"Deprecated", "Dep"}}, {{"Diacritic", "Dia"}}, {{"Emoji"}},
    {{"Emoji_Component", "EComp"}}, {{"Emoji_Modifier", "EMod"}},
    {{"Emoji_Modifier_Base", "EBase"}}, {{"Emoji_Presentation", "EPres"}},
    {{"Extended_Pictographic", "ExtPict"}}, {{"Extender", "Ext"}},
    {{"Grapheme_Base", "Gr_Base"}}, {{"Grapheme_Extend", "Gr_Ext"}},
    {{"Hex_Digit", "Hex"}}, {{"IDS_Binary_Operator", "IDSB"}},
    {{"IDS_Trinary_Operator", "IDST"}}, {{"ID_Continue", "IDC"}},
    {{"ID_Start", "IDS"}}, {{"Ideographic", "Ideo"}},
    {{"Join_Control", "Join_C"}}, {{"Logical_Order_Exception", "LOE"}},
    {{"Lowercase", "Lower"}}, {{"Math"}},
    {{"Noncharacter_Code_Point", "NChar"}}, {{"Pattern_Syntax", "Pat_Syn"}},
    {{"Pattern_White_Space", "Pat_WS"}}, {{"Quotation_Mark", "QMark"}},
    {{"Radical"}}, {{"Regional_Indicator", "RI"}},
    {{"Sentence_Terminal", "STerm"}}, {{"Soft_Dotted", "SD"}},
    {{"Terminal_Punctuation", "Term"}}, {{"Unified_Ideograph", "UIdeo"}},
    {{"Uppercase", "Upper"}}, {{"Variation_Selector", "VS"}},
    {{"White_Space", "space"}}, {{"XID_Continue", "XIDC"}},
    {{"XID_Start", "XIDS"}}};

static bool
is(struct lm_span name, const char *other)
{
	return lm_span_equal(name, lm_span_of(other));
}

static const struct property *
find(const struct property *table, size_t n, struct lm_span name)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 3 && table[i].names[k] != NULL; k++)
			if (is(name, table[i].names[k]))
				return &table[i];
	return NULL;
}

static enum lm_code
add(struct lm_regex_class *set, bool negated, const char *prefix,
    const char *name, struct lm_err *err)
{
	return lm_buf_texts(&set->texts, err, negated ? "\\P{" : "\\p{", prefix,
	    name, "}", (char *)NULL);
}

static bool
add_category(struct lm_regex_class *set, struct lm_span name, bool negated,
    enum lm_code *code, struct lm_err *err)
{
	const struct property *found =
	    find(categories, COUNT(categories), name);

	if (found == NULL)
		return false;
	*code = add(set, negated, "",
	    is(name, "LC") || is(name, "Cased_Letter") ? "L&" : found->names[1],
	    err);
	return true;
}

/* Words that begin with a capital: PCRE2 does not look at case. */
static bool
is_script_name(struct lm_span name)
{
	bool initial = true;

	if (is(name, "SignWriting"))
		return true;
	for (size_t i = 0; i < name.len; i++) {
		char byte = name.ptr[i];

		if (!(initial ? byte >= 'A' && byte <= 'Z'
			      : (byte >= 'a' && byte <= 'z') || byte == '_'))
			return false;
		initial = byte == '_';
	}
	return name.len > 0 && !initial;
}

/* Whether PCRE2 knows a script of this name. */
static bool
is_known(const char *text)
{
	int number;
	size_t at;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text,
	    PCRE2_ZERO_TERMINATED, PCRE2_UTF, &number, &at, NULL);

	pcre2_code_free(code);
	return code != NULL;
}

/* prefix: "sc:" or "scx:". */
static bool
add_script(struct lm_regex_class *set, const char *prefix, struct lm_span name,
    bool negated, enum lm_code *code, struct lm_err *err)
{
	char script[64], text[80] = "\\p{";

	if (!is_script_name(name) || name.len >= sizeof(script))
		return false;
	memcpy(script, name.ptr, name.len);
	script[name.len] = '\0';
	strcat(strcat(strcat(text, prefix), script), "}");
	if (!is_known(text))
		return false;
	*code = add(set, negated, prefix, script, err);
	return true;
}

static bool
add_binary(struct lm_regex_class *set, struct lm_span name, bool negated,
    enum lm_code *code, struct lm_err *err)
{
	const struct property *found = find(binaries, COUNT(binaries), name);

	if (is(name, "ASCII"))
		*code = negated
		    ? lm_regex_class_range(set, 0x80, LM_REGEX_POINT_MAX, err)
		    : lm_regex_class_range(set, 0, 0x7f, err);
	else if (is(name, "Any"))
		*code = negated
		    ? LM_OK
		    : lm_regex_class_range(set, 0, LM_REGEX_POINT_MAX, err);
	else if (is(name, "Assigned"))
		*code = add(set, !negated, "", "Cn", err);
	else if (found != NULL)
		*code = add(set, negated, "", found->names[0], err);
	else
		return false;
	return true;
}

bool
lm_regex_class_property(struct lm_regex_class *set, struct lm_span name,
    bool negated, enum lm_code *code, struct lm_err *err)
{
	const char *equals =
	    name.len > 0 ? memchr(name.ptr, '=', name.len) : NULL;
	struct lm_span key, value;

	if (equals == NULL)
		return add_category(set, name, negated, code, err) ||
		    add_binary(set, name, negated, code, err);
	key = lm_span(name.ptr, (size_t)(equals - name.ptr));
	value = lm_span(equals + 1, name.len - key.len - 1);
	if (is(key, "General_Category") || is(key, "gc"))
		return add_category(set, value, negated, code, err);
	if (is(key, "Script") || is(key, "sc"))
		return add_script(set, "sc:", value, negated, code, err);
	if (is(key, "Script_Extensions") || is(key, "scx"))
		return add_script(set, "scx:", value, negated, code, err);
	return false;
}
