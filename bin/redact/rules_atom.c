#include "rules_atom.h"

#include <string.h>

#include "detect.h"

struct atoms {
	struct lm_span regex;
	size_t i;
	bool vague; /* of a property: any character may be meant */
};

static char
peek(const struct atoms *atoms, size_t k)
{
	return k < atoms->regex.len - atoms->i ? atoms->regex.ptr[atoms->i + k]
					       : '\0';
}

static void
add_range(struct byte_set *set, unsigned first, unsigned last)
{
	for (unsigned byte = first; byte <= last && byte < 0x80; byte++)
		byte_set_add(set, (unsigned char)byte);
}

/* All of ASCII that a set has not. */
static void
invert(struct byte_set *set)
{
	set->bits[0] = ~set->bits[0];
	set->bits[1] = ~set->bits[1];
}

static void
unite(struct byte_set *set, const struct byte_set *with)
{
	set->bits[0] |= with->bits[0];
	set->bits[1] |= with->bits[1];
}

/* Those of \d, \w and so on; false: it is none of these letters. */
static bool
set_of_letter(char letter, struct byte_set *set)
{
	char lower = to_lower(letter);

	switch (lower) {
	case 'd':
		add_range(set, '0', '9');
		break;
	case 'w':
		add_range(set, '0', '9');
		add_range(set, 'A', 'Z');
		add_range(set, 'a', 'z');
		byte_set_add(set, '_');
		break;
	case 's': /* as PCRE2 has it, with the vertical tab */
		add_range(set, '\t', '\r');
		byte_set_add(set, ' ');
		break;
	default:
		return false;
	}
	if (lower != letter)
		invert(set);
	return true;
}

/* \pL and \p{Greek}, whose characters nobody lists here; past it. */
static bool
skip_property(struct atoms *atoms, struct atom *atom)
{
	if (to_lower(peek(atoms, 0)) != 'p')
		return false;
	atoms->i++;
	if (peek(atoms, 0) == '{')
		while (atoms->i < atoms->regex.len && peek(atoms, 0) != '}')
			atoms->i++;
	atoms->i++;
	atoms->vague = true;
	atom->beyond = true;
	add_range(&atom->set, 0, 0x7f);
	return true;
}

/* A code point in hex or octal digits, past them. */
static unsigned
read_number(struct atoms *atoms, unsigned base, size_t most)
{
	unsigned value = 0;

	for (size_t n = 0; n < most && is_hex(peek(atoms, 0)); n++) {
		char byte = to_lower(peek(atoms, 0));
		unsigned digit = is_digit(byte) ? (unsigned)(byte - '0')
						: (unsigned)(byte - 'a') + 10;

		if (digit >= base)
			break;
		value = value * base + digit;
		atoms->i++;
	}
	return value;
}

#define NO_CODE 0xffffffffu

/* \x60 and \x{60}, behind the x. */
static unsigned
read_hex(struct atoms *atoms)
{
	unsigned value;

	if (peek(atoms, 0) != '{')
		return read_number(atoms, 16, 2);
	atoms->i++;
	value = read_number(atoms, 16, 6);
	if (peek(atoms, 0) != '}')
		return NO_CODE;
	atoms->i++;
	return value;
}

/* The character that an escape stands for, at what follows the backslash;
 * NO_CODE: it stands for no character. */
static unsigned
read_code(struct atoms *atoms, bool in_class)
{
	static const char from[] = "aefnrt", to[] = "\a\x1b\f\n\r\t";
	char byte = peek(atoms, 0);
	const char *at = byte == '\0' ? NULL : strchr(from, byte);

	if (byte == '0' || (in_class && is_digit(byte)))
		return read_number(atoms, 8, 3);
	if (byte == 'x') {
		atoms->i++;
		return read_hex(atoms);
	}
	if (at == NULL && is_alnum(byte) && !(in_class && byte == 'b'))
		return NO_CODE;
	atoms->i++;
	if (byte == 'b')
		return '\b';
	return at == NULL ? (unsigned char)byte : (unsigned char)to[at - from];
}

/* ---- classes -------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *ranges; /* pairs */
} named_classes[] = {
    {"alnum", "09AZaz"},
    {"alpha", "AZaz"},
    {"ascii", "\x01\x7f"},
    {"blank", "\t\t  "},
    {"cntrl", "\x01\x1f\x7f\x7f"},
    {"digit", "09"},
    {"graph", "!~"},
    {"lower", "az"},
    {"print", " ~"},
    {"punct", "!/:@[`{~"},
    {"space", "\t\r  "},
    {"upper", "AZ"},
    {"word", "09AZaz__"},
    {"xdigit", "09AFaf"},
};

/* [:alnum:] and [:^alnum:]; false: not understood. */
static bool
read_named(struct atoms *atoms, struct atom *atom)
{
	const char *from = atoms->regex.ptr + atoms->i + 2;
	size_t left = atoms->regex.len - atoms->i - 2;
	const char *end = memchr(from, ']', left);
	bool inverse = left > 0 && *from == '^';
	struct lm_span name;

	if (end == NULL || end - from < 2)
		return false;
	atoms->i += (size_t)(end - from) + 3;
	from += inverse ? 1 : 0;
	name = lm_span(from, (size_t)(end - 1 - from));
	for (size_t k = 0; k < sizeof(named_classes) / sizeof(*named_classes);
	     k++) {
		const char *range = named_classes[k].ranges;
		struct byte_set set = {{0}};

		if (!lm_span_equal(lm_span_of(named_classes[k].name), name))
			continue;
		for (; *range != '\0'; range += 2)
			add_range(&set, (unsigned char)range[0],
			    (unsigned char)range[1]);
		if (range[-2] == '\x01' || name.ptr[0] == 'c')
			byte_set_add(&set, '\0'); /* ascii and cntrl */
		if (inverse)
			invert(&set);
		atom->beyond = atom->beyond || inverse;
		unite(&atom->set, &set);
		return true;
	}
	return false;
}

/* One character of a class, or a letter's set, which has no code. */
static unsigned
read_member(struct atoms *atoms, struct atom *atom)
{
	struct byte_set set = {{0}};
	unsigned code;

	if (peek(atoms, 0) != '\\')
		return (unsigned char)atoms->regex.ptr[atoms->i++];
	atoms->i++;
	if (set_of_letter(peek(atoms, 0), &set)) {
		char letter = peek(atoms, 0);

		atoms->i++;
		atom->beyond = atom->beyond || to_lower(letter) != letter;
		unite(&atom->set, &set);
		return NO_CODE;
	}
	if (skip_property(atoms, atom))
		return NO_CODE;
	code = read_code(atoms, true);
	if (code == NO_CODE)
		atom->type = ATOM_UNKNOWN;
	return code;
}

/* What stands at i in a class; a range with its end. */
static void
read_item(struct atoms *atoms, struct atom *atom)
{
	unsigned first, last;

	if (peek(atoms, 0) == '[' &&
	    (peek(atoms, 1) == ':' || peek(atoms, 1) == '.' ||
		peek(atoms, 1) == '=')) {
		if (peek(atoms, 1) != ':' || !read_named(atoms, atom))
			atom->type = ATOM_UNKNOWN;
		return;
	}
	first = last = read_member(atoms, atom);
	if (first == NO_CODE)
		return;
	if (peek(atoms, 0) == '-' && peek(atoms, 1) != ']') {
		atoms->i++;
		last = read_member(atoms, atom);
		if (last == NO_CODE) { /* "a-\d": no range */
			byte_set_add(&atom->set, '-');
			last = first;
		}
	}
	atom->beyond = atom->beyond || last >= 0x80;
	add_range(&atom->set, first, last);
}

static struct atom
read_class(struct atoms *atoms, bool any_case)
{
	struct atom atom = {.type = ATOM_CHARACTER};
	size_t from;
	bool inverse;

	atoms->i++;
	inverse = peek(atoms, 0) == '^';
	if (inverse)
		atoms->i++;
	from = atoms->i;
	while (atom.type == ATOM_CHARACTER && atoms->i < atoms->regex.len &&
	    (peek(atoms, 0) != ']' || atoms->i == from))
		read_item(atoms, &atom);
	atoms->i++;
	if (any_case)
		byte_set_fold(&atom.set);
	if (inverse) {
		if (!atoms->vague)
			invert(&atom.set);
		atom.beyond = true;
	}
	return atom;
}

/* ---- outside of classes --------------------------------------------------- */

static struct atom
read_escape(struct atoms *atoms, bool any_case)
{
	struct atom atom = {.type = ATOM_CHARACTER};
	char byte;
	unsigned code;

	atoms->i++;
	byte = peek(atoms, 0);
	if (is_any_of(byte, "bBAzZG")) {
		atoms->i++;
		atom.type = ATOM_ASSERTION;
		return atom;
	}
	if (set_of_letter(byte, &atom.set)) {
		atoms->i++;
		atom.beyond = to_lower(byte) != byte;
		return atom;
	}
	if (skip_property(atoms, &atom))
		return atom;
	if (byte >= '1' && byte <= '9') {
		while (is_digit(peek(atoms, 0)))
			atoms->i++;
		atom.type = ATOM_ANY;
		return atom;
	}
	code = read_code(atoms, false);
	if (code == NO_CODE)
		atom.type = ATOM_UNKNOWN;
	else if (code >= 0x80)
		atom.beyond = true;
	else
		byte_set_add(&atom.set, (unsigned char)code);
	if (any_case)
		byte_set_fold(&atom.set);
	return atom;
}

/* A character beyond ASCII, of which any case has any length. */
static struct atom
read_sequence(struct atoms *atoms, bool any_case)
{
	struct atom atom = {.type = ATOM_SEQUENCE};
	size_t n = 1;

	while (((unsigned char)peek(atoms, n) & 0xc0) == 0x80)
		n++;
	atom.bytes = lm_span(atoms->regex.ptr + atoms->i, n);
	atoms->i += n;
	if (any_case) {
		atom.type = ATOM_CHARACTER;
		atom.beyond = true;
	}
	return atom;
}

struct atom
atom_at(struct lm_span regex, size_t *i, bool any_case)
{
	struct atoms atoms = {.regex = regex, .i = *i};
	struct atom atom = {.type = ATOM_CHARACTER};
	unsigned char byte = (unsigned char)regex.ptr[*i];

	if (byte == '[') {
		atom = read_class(&atoms, any_case);
	} else if (byte == '\\') {
		atom = read_escape(&atoms, any_case);
	} else if (byte >= 0x80) {
		atom = read_sequence(&atoms, any_case);
	} else if (byte == '^' || byte == '$') {
		atom.type = ATOM_ASSERTION;
		atoms.i++;
	} else {
		atoms.i++;
		if (byte == '.') {
			invert(&atom.set);
			atom.beyond = true;
		} else {
			byte_set_add(&atom.set, byte);
		}
		if (any_case)
			byte_set_fold(&atom.set);
	}
	*i = atoms.i;
	return atom;
}
