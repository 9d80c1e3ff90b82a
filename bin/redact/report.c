#include "report.h"

#include <stdbool.h>

#include "detect.h"

#include "lm/utf8.h"

/* ---- paths --------------------------------------------------------------- */

/* Whether a path begins here: at its start, or after a "|". */
static bool
at_root(struct lm_span path)
{
	return path.len == 0 || path.ptr[path.len - 1] == '|';
}

/* Whether a name needs no quotes. */
static bool
is_plain(struct lm_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_word(name.ptr[i]))
			return false;
	return name.len > 0 && !is_digit(name.ptr[0]);
}

static enum lm_code
append_root(struct lm_buf *path, struct lm_err *err)
{
	return at_root(lm_buf_view(path)) ? lm_buf_byte(path, '.', err) : LM_OK;
}

enum lm_code
path_append_name(struct lm_buf *path, struct lm_span name, struct lm_err *err)
{
	enum lm_code code;

	if (is_plain(name)) {
		code = lm_buf_byte(path, '.', err);
		return code == LM_OK ? lm_buf_span(path, name, err) : code;
	}
	code = append_root(path, err);
	if (code == LM_OK)
		code = lm_buf_byte(path, '[', err);
	if (code == LM_OK)
		code = lm_buf_json_string(path, name, err);
	return code == LM_OK ? lm_buf_byte(path, ']', err) : code;
}

enum lm_code
path_append_index(struct lm_buf *path, size_t i, struct lm_err *err)
{
	enum lm_code code = append_root(path, err);

	if (code == LM_OK)
		code = lm_buf_byte(path, '[', err);
	if (code == LM_OK)
		code = lm_buf_u64(path, i, err);
	return code == LM_OK ? lm_buf_byte(path, ']', err) : code;
}

enum lm_code
path_append_inside(struct lm_buf *path, struct lm_err *err)
{
	enum lm_code code = append_root(path, err);

	return code == LM_OK ? lm_buf_byte(path, '|', err) : code;
}

/* ---- for machines -------------------------------------------------------- */

/* The bytes that are no UTF-8 as "?". */
static enum lm_code
append_valid(struct lm_buf *out, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, text.len, err);
	size_t i = 0;

	while (code == LM_OK && i < text.len) {
		size_t start = i;

		if (lm_utf8_next(text, &i) == LM_UTF8_BAD)
			code = lm_buf_byte(out, '?', err);
		else
			code = lm_buf_append(out, text.ptr + start, i - start,
			    err);
	}
	return code;
}

static enum lm_code
append_file(struct lm_buf *out, const char *file, struct lm_err *err)
{
	struct lm_buf valid = {0};
	enum lm_code code = append_valid(&valid, lm_span_of(file), err);

	if (code == LM_OK)
		code = lm_buf_text(out, "{\"file\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out, lm_buf_view(&valid), err);
	lm_buf_free(&valid);
	return code;
}

/* A path as it is told: the record is ".". */
static enum lm_code
append_path(struct lm_buf *out, struct lm_span path, struct lm_err *err)
{
	enum lm_code code = lm_buf_span(out, path, err);

	return code == LM_OK && at_root(path) ? lm_buf_byte(out, '.', err)
					      : code;
}

static enum lm_code
append_path_member(struct lm_buf *out, struct lm_span path, struct lm_err *err)
{
	struct lm_buf whole = {0};
	enum lm_code code = append_path(&whole, path, err);

	if (code == LM_OK)
		code = lm_buf_text(out, ",\"path\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out, lm_buf_view(&whole), err);
	lm_buf_free(&whole);
	return code;
}

static struct lm_span
label_of(const struct report_line *line)
{
	return line->label.len > 0 ? line->label
				   : lm_span_of(kind_infos[line->kind].label);
}

enum lm_code
report_append(struct lm_buf *out, const struct report_line *line,
    struct lm_err *err)
{
	enum lm_code code = append_file(out, line->file, err);

	if (code == LM_OK)
		code = lm_buf_printf(out, err, ",\"line\":%ju,\"column\":%ju",
		    (uintmax_t)line->line, (uintmax_t)line->column);
	if (code == LM_OK)
		code = append_path_member(out, line->path, err);
	if (code == LM_OK)
		code = lm_buf_texts(out, err, ",\"kind\":\"",
		    kind_infos[line->kind].name, "\",\"label\":", NULL);
	if (code == LM_OK)
		code = lm_buf_json_string(out, label_of(line), err);
	if (code == LM_OK)
		code = lm_buf_texts(out, err, ",\"action\":\"",
		    action_names[line->action], "\"}\n", NULL);
	return code;
}

/* ---- for people ---------------------------------------------------------- */

static enum lm_code
say_kind(struct lm_buf *out, const struct report_line *line, struct lm_err *err)
{
	const struct kind_info *info = &kind_infos[line->kind];
	enum lm_code code = lm_buf_text(out, info->name, err);

	if (code != LM_OK ||
	    lm_span_equal(label_of(line), lm_span_of(info->label)))
		return code;
	code = lm_buf_byte(out, ' ', err);
	return code == LM_OK ? lm_buf_span(out, line->label, err) : code;
}

/* Of the bytes from start on: a name of a file may hold anything. */
static void
make_printable(struct lm_buf *out, size_t start)
{
	for (size_t i = start; i < out->len; i++)
		if ((unsigned char)out->ptr[i] < 0x20 || out->ptr[i] == 0x7f)
			out->ptr[i] = '?';
}

enum lm_code
report_say(struct lm_buf *out, const struct report_line *line,
    struct lm_err *err)
{
	size_t start = out->len;
	enum lm_code code = lm_buf_printf(out, err, "%s:%ju:%ju: ", line->file,
	    (uintmax_t)line->line, (uintmax_t)line->column);

	if (code == LM_OK)
		code = say_kind(out, line, err);
	if (code == LM_OK)
		code = lm_buf_text(out, " at ", err);
	if (code == LM_OK)
		code = append_path(out, line->path, err);
	make_printable(out, start);
	return code;
}

static enum lm_code
say_counts(struct lm_buf *out, const uint64_t counts[N_KINDS],
    struct lm_err *err)
{
	const char *between = ": ";
	enum lm_code code = LM_OK;

	for (enum kind kind = 0; code == LM_OK && kind < N_KINDS; kind++) {
		if (counts[kind] == 0)
			continue;
		code = lm_buf_printf(out, err, "%s%s %ju", between,
		    kind_infos[kind].name, (uintmax_t)counts[kind]);
		between = ", ";
	}
	return code;
}

enum lm_code
report_total(struct lm_buf *out, const uint64_t counts[N_KINDS],
    uint64_t n_with, uint64_t n_records, struct lm_err *err)
{
	uint64_t n = 0;
	enum lm_code code;

	for (enum kind kind = 0; kind < N_KINDS; kind++)
		n += counts[kind];
	if (n == 0)
		return lm_buf_printf(out, err, "FOUND nothing in %ju records",
		    (uintmax_t)n_records);
	code = lm_buf_printf(out, err, "FOUND %ju in %ju of %ju records",
	    (uintmax_t)n, (uintmax_t)n_with, (uintmax_t)n_records);
	return code == LM_OK ? say_counts(out, counts, err) : code;
}
