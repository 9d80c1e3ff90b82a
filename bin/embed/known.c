#include "known.h"

#include <stdlib.h>
#include <unistd.h>

#include "known_parts.h"

enum lm_code
known_new(struct known **out, struct lm_err *err)
{
	struct known *known = calloc(1, sizeof(*known));
	enum lm_code code;

	*out = NULL;
	if (known == NULL)
		return lm_err_nomem(err);
	code = lm_keys_new(&known->keys, err);
	if (code == LM_OK)
		*out = known;
	else
		known_free(known);
	return code;
}

void
known_free(struct known *known)
{
	if (known == NULL)
		return;
	for (size_t i = 0; i < known->n_sources; i++)
		known_unmap(known_source_at(known, i)->map);
	if (known->remembered != 0)
		(void)close(known_source_at(known, known->remembered - 1)->fd);
	lm_buf_free(&known->sources);
	lm_keys_free(known->keys);
	free(known);
}

enum lm_code
known_add_source(struct known *known, struct known_source source,
    size_t *number, struct lm_err *err)
{
	enum lm_code code;

	if (known->n_sources == KNOWN_MAX_SOURCES)
		return lm_err_set(err, LM_LIMIT, "more than %d files",
		    KNOWN_MAX_SOURCES);
	code = lm_buf_append(&known->sources, (const char *)&source,
	    sizeof(source), err);
	if (code == LM_OK)
		*number = known->n_sources++;
	return code;
}

enum lm_code
known_add_key(struct known *known, const struct lm_hash128 *key, size_t source,
    uint64_t offset, struct lm_err *err)
{
	if (offset > KNOWN_MAX_OFFSET)
		return lm_err_set(err, LM_LIMIT,
		    "a line beyond byte %ju of a file",
		    (uintmax_t)KNOWN_MAX_OFFSET);
	return lm_keys_add(known->keys, key,
	    (uint64_t)source << KNOWN_OFFSET_BITS | offset, err);
}

uint64_t
known_files_records(const struct known *known)
{
	return known->n_records;
}

uint64_t
known_files_passed(const struct known *known)
{
	return known->n_passed;
}

static enum lm_code
begin_to_remember(struct known *known, struct lm_err *err)
{
	struct known_source source = {0};
	size_t number = 0;
	enum lm_code code = known_temporary(&source.fd, err);

	if (code != LM_OK)
		return code;
	code = known_add_source(known, source, &number, err);
	if (code == LM_OK)
		known->remembered = number + 1;
	else
		(void)close(source.fd);
	return code;
}

enum lm_code
known_remember(struct known *known, const struct lm_hash128 *key,
    struct lm_span line, struct lm_err *err)
{
	bool whole = line.len > 0 && line.ptr[line.len - 1] == '\n';
	uint64_t offset = known->remembered_size;
	enum lm_code code = LM_OK;
	int fd;

	if (known->remembered == 0)
		code = begin_to_remember(known, err);
	if (code != LM_OK)
		return code;
	fd = known_source_at(known, known->remembered - 1)->fd;
	code = known_write(fd, line, err);
	if (code == LM_OK && !whole)
		code = known_write(fd, lm_span("\n", 1), err);
	if (code == LM_OK)
		code = known_add_key(known, key, known->remembered - 1, offset,
		    err);
	if (code == LM_OK)
		known->remembered_size += line.len + !whole;
	else /* the next one begins where this one should have */
		(void)lseek(fd, (off_t)offset, SEEK_SET);
	return code;
}

enum lm_code
known_wrote(struct known *known, const struct lm_hash128 *key, int fd,
    uint64_t offset, struct lm_err *err)
{
	size_t i = known->n_sources;
	enum lm_code code = LM_OK;

	while (i > 0 && known_source_at(known, i - 1)->fd != fd)
		i--;
	if (i == 0) {
		code = known_add_source(known, (struct known_source){.fd = fd},
		    &i, err);
		i++;
	}
	return code == LM_OK ? known_add_key(known, key, i - 1, offset, err)
			     : code;
}
