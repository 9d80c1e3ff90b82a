#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "detect.h"

#include "lm/reader.h"
#include "lm/utf8.h"

#define BOM "\xef\xbb\xbf"
/* What a message shows of a column's name. */
#define SHOWN 80

struct reading {
	struct dictionary *out;
	struct lm_span label;
	struct lm_err *err;
	struct known_memory *memory;
	size_t cap;    /* of the entries */
	uint64_t line; /* now, from 1 */
};

/* A CSV file. */
struct sheet {
	struct reading *reading;
	struct csv_parser parser;
	const char *column; /* of the name, until it is found; else NULL */
	size_t wanted;	    /* the column, from 1; 0: not known yet */
	size_t n_cells;	    /* of this row, so far */
	uint64_t begun;	    /* the line where this row begins; 0: none does */
	enum lm_code code;  /* of what a callback did */
};

void
dictionary_free(struct dictionary *dictionary)
{
	free(dictionary->entries);
	lm_buf_free(&dictionary->text);
	*dictionary = (struct dictionary){0};
}

static bool
is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct lm_span
trim(struct lm_span text)
{
	while (text.len > 0 && is_space(text.ptr[0]))
		text = lm_span(text.ptr + 1, text.len - 1);
	while (text.len > 0 && is_space(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

static enum lm_code
grow(struct reading *reading)
{
	struct dictionary *out = reading->out;
	size_t cap = reading->cap == 0 ? 1024 : 2 * reading->cap;
	struct known_entry *entries;

	if (out->n < reading->cap)
		return LM_OK;
	entries = realloc(out->entries, cap * sizeof(*entries));
	if (entries == NULL)
		return lm_err_nomem(reading->err);
	out->entries = entries;
	reading->cap = cap;
	return LM_OK;
}

static enum lm_code
too_long(struct lm_err *err)
{
	return lm_err_set(err, LM_MALFORMED,
	    "a name of more than %d bytes or %d words", KNOWN_LETTERS,
	    KNOWN_WORDS);
}

/* Add a name; where it will be is known when all are there. */
static enum lm_code
add(struct reading *reading, struct lm_span name)
{
	struct dictionary *out = reading->out;
	enum known_use use;
	enum lm_code code;

	name = trim(name);
	if (name.len == 0)
		return LM_OK;
	code = known_check(name, reading->memory, &use, reading->err);
	if (code != LM_OK)
		return code;
	if (use == KNOWN_LONG)
		return too_long(reading->err);
	if (use != KNOWN_USED) {
		if (out->n_skipped++ == 0)
			out->first_skipped = reading->line;
		return LM_OK;
	}
	code = grow(reading);
	if (code == LM_OK)
		code = lm_buf_span(&out->text, name, reading->err);
	if (code == LM_OK)
		out->entries[out->n++] = (struct known_entry){
		    .text = {NULL, name.len},
		    .label = reading->label,
		};
	return code;
}

/* A cell of CSV. */
static void
take_cell(void *bytes, size_t len, void *data)
{
	struct sheet *sheet = data;
	struct lm_span cell = lm_span(bytes == NULL ? "" : bytes, len);

	sheet->n_cells++;
	if (sheet->code != LM_OK)
		return;
	if (sheet->column == NULL) {
		if (sheet->n_cells == sheet->wanted)
			sheet->code = add(sheet->reading, cell);
	} else if (sheet->wanted == 0 &&
	    lm_span_equal(trim(cell), lm_span_of(sheet->column))) {
		sheet->wanted = sheet->n_cells;
	}
}

/* The end of a row. */
static void
end_row(int byte, void *data)
{
	struct sheet *sheet = data;

	(void)byte;
	if (sheet->code == LM_OK && sheet->wanted == 0)
		sheet->code = lm_err_set(sheet->reading->err, LM_MALFORMED,
		    "no column is called \"%.*s\"", SHOWN, sheet->column);
	else if (sheet->code == LM_OK && sheet->n_cells < sheet->wanted)
		sheet->code = lm_err_set(sheet->reading->err, LM_MALFORMED,
		    "a row of %zu columns, without column %zu", sheet->n_cells,
		    sheet->wanted);
	sheet->column = NULL;
	sheet->n_cells = 0;
	sheet->begun = 0;
}

/* What the parser has come to. */
static enum lm_code
parsed(struct sheet *sheet, bool well)
{
	struct lm_err *err = sheet->reading->err;

	if (sheet->code != LM_OK || well)
		return sheet->code;
	if (csv_error(&sheet->parser) == CSV_ENOMEM)
		return lm_err_nomem(err);
	return lm_err_set(err, LM_MALFORMED,
	    "a quotation mark where none may be");
}

/* Take a line of CSV, with its end. */
static enum lm_code
take_csv(struct sheet *sheet, struct lm_span line)
{
	/* Between rows; in a cell it belongs to the name. */
	if (sheet->begun == 0 && trim(line).len == 0)
		return LM_OK;
	if (sheet->begun == 0)
		sheet->begun = sheet->reading->line;
	return parsed(sheet,
	    csv_parse(&sheet->parser, line.ptr, line.len, take_cell, end_row,
		sheet) == line.len);
}

/* After the last line of CSV. */
static enum lm_code
end_csv(struct sheet *sheet)
{
	struct lm_err *err = sheet->reading->err;

	if (csv_fini(&sheet->parser, take_cell, end_row, sheet) == 0)
		return sheet->code;
	if (csv_error(&sheet->parser) != CSV_EPARSE)
		return parsed(sheet, false);
	sheet->reading->line = sheet->begun;
	return lm_err_set(err, LM_MALFORMED,
	    "a quotation mark of this row is not closed");
}

/* Take a line of text. */
static enum lm_code
take_text(struct reading *reading, struct lm_span line)
{
	return line.len > 0 && *line.ptr == '#' ? LM_OK : add(reading, line);
}

/* Whether a line is UTF-8. */
static enum lm_code
check(struct reading *reading, struct lm_span line)
{
	size_t i = 0, from = 0;
	enum lm_code code;

	while (i < line.len) {
		from = i;
		if (lm_utf8_next(line, &i) != LM_UTF8_BAD)
			continue;
		code = lm_err_set(reading->err, LM_MALFORMED, "not UTF-8");
		lm_err_at(reading->err, NULL, reading->line, from + 1);
		return code;
	}
	return LM_OK;
}

/* Take all lines; sheet is NULL for text. */
static enum lm_code
take_lines(struct reading *reading, struct sheet *sheet, struct lm_span text)
{
	enum lm_code code = LM_OK;
	struct lm_span line;

	if (text_has(text, 0, BOM))
		text = lm_span(text.ptr + strlen(BOM), text.len - strlen(BOM));
	while (code == LM_OK && text.len > 0) {
		const char *end = memchr(text.ptr, '\n', text.len);

		line = lm_span(text.ptr,
		    end == NULL ? text.len : (size_t)(end - text.ptr) + 1);
		text = lm_span(text.ptr + line.len, text.len - line.len);
		reading->line++;
		code = check(reading, line);
		if (code == LM_OK)
			code = sheet == NULL ? take_text(reading, line)
					     : take_csv(sheet, line);
	}
	if (code == LM_OK && sheet != NULL)
		code = end_csv(sheet);
	if (code == LM_OK && reading->out->n == 0) {
		reading->line = 0;
		code = lm_err_set(reading->err, LM_MALFORMED, "no name in it");
	}
	return code;
}

/* What separates the cells of a file: what its first line has most of. */
static unsigned char
separator_of(struct lm_span text)
{
	static const char separators[] = ",;\t";
	size_t counts[sizeof(separators)] = {0}, most = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		const char *is = strchr(separators, text.ptr[i]);

		if (text.ptr[i] == '\n' && !quoted)
			break;
		if (text.ptr[i] == '"')
			quoted = !quoted;
		if (!quoted && is != NULL && *is != '\0')
			counts[is - separators]++;
	}
	for (size_t i = 1; i < sizeof(separators) - 1; i++)
		if (counts[i] > counts[most])
			most = i;
	return (unsigned char)separators[most];
}

/* The number that column is; 0: it is a name. */
static size_t
number_of(const char *column)
{
	size_t number = 0;

	for (; is_digit(*column) && number < SIZE_MAX / 100; column++)
		number = 10 * number + (size_t)(*column - '0');
	return *column == '\0' ? number : 0;
}

static enum lm_code
take_sheet(struct reading *reading, const char *column, struct lm_span text)
{
	struct sheet sheet = {
	    .reading = reading,
	    .wanted = number_of(column),
	};
	enum lm_code code;

	if (sheet.wanted == 0)
		sheet.column = column;
	if (csv_init(&sheet.parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return lm_err_nomem(reading->err);
	csv_set_delim(&sheet.parser, separator_of(text));
	code = take_lines(reading, &sheet, text);
	csv_free(&sheet.parser);
	return code;
}

/* Let the entries point at their names. */
static void
place(struct dictionary *out)
{
	size_t at = 0;

	for (size_t i = 0; i < out->n; i++) {
		out->entries[i].text.ptr = out->text.ptr + at;
		at += out->entries[i].text.len;
	}
}

enum lm_code
dictionary_read(const char *spec, struct lm_span label, struct dictionary *out,
    struct lm_err *err)
{
	struct reading reading = {.out = out, .label = label, .err = err};
	struct lm_buf file = {0}, text = {0};
	const char *column;
	enum lm_code code;

	*out = (struct dictionary){0};
	code = dictionary_split(spec, &file, &column, err);
	if (code != LM_OK)
		goto out;
	code = lm_reader_slurp(file.ptr, DICTIONARY_BYTES, &text, err);
	if (code != LM_OK)
		goto out;
	reading.memory = known_memory_new();
	if (reading.memory == NULL) {
		code = lm_err_nomem(err);
		goto out;
	}
	code = column == NULL
	    ? take_lines(&reading, NULL, lm_buf_view(&text))
	    : take_sheet(&reading, column, lm_buf_view(&text));
	if (code == LM_MALFORMED)
		lm_err_at(err, file.ptr, reading.line, 0);
	place(out);
out:
	if (code != LM_OK)
		dictionary_free(out);
	known_memory_free(reading.memory);
	lm_buf_free(&file);
	lm_buf_free(&text);
	return code;
}
