#include "lm/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum lm_code
lm_err_set(struct lm_err *err, enum lm_code code, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return code;
	err->code = code;
	err->file[0] = '\0';
	err->line = 0;
	err->column = 0;
	va_start(args, format);
	(void)vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return code;
}

enum lm_code
lm_err_nomem(struct lm_err *err)
{
	return lm_err_set(err, LM_NOMEM, "out of memory");
}

enum lm_code
lm_err_io(struct lm_err *err, const char *what)
{
	char text[128];

	if (strerror_r(errno, text, sizeof(text)) != 0)
		(void)snprintf(text, sizeof(text), "error %d", errno);
	return lm_err_set(err, LM_IO, "%s: %s", what, text);
}

void
lm_err_at(struct lm_err *err, const char *file, uint64_t line, uint64_t column)
{
	if (err == NULL)
		return;
	if (file != NULL && err->file[0] == '\0')
		(void)snprintf(err->file, sizeof(err->file), "%s", file);
	if (err->line == 0)
		err->line = line;
	if (err->column == 0)
		err->column = column;
}

static void
make_printable(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

void
lm_err_format(const struct lm_err *err, char *out, size_t size)
{
	char place[LM_ERR_FILE_SIZE + 64] = "";

	if (err->column != 0 && err->line == 0)
		(void)snprintf(place, sizeof(place),
		    "%s%scolumn %ju: ", err->file,
		    err->file[0] == '\0' ? "" : ": ", (uintmax_t)err->column);
	else if (err->column != 0)
		(void)snprintf(place, sizeof(place), "%s:%ju:%ju: ", err->file,
		    (uintmax_t)err->line, (uintmax_t)err->column);
	else if (err->line != 0)
		(void)snprintf(place, sizeof(place), "%s:%ju: ", err->file,
		    (uintmax_t)err->line);
	else if (err->file[0] != '\0')
		(void)snprintf(place, sizeof(place), "%s: ", err->file);
	(void)snprintf(out, size, "%s%s", place, err->message);
	make_printable(out);
}
