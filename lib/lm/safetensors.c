#include "lm/safetensors.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lm/num.h"
#include "lm/record.h"

#define LENGTH_SIZE 8 /* bytes before the header: its length */
#define SHOWN 60      /* bytes of a name in a message */

static const struct {
	const char *name;
	size_t size;
} types[] = {
    [LM_TENSOR_BOOL] = {"BOOL", 1},
    [LM_TENSOR_U8] = {"U8", 1},
    [LM_TENSOR_I8] = {"I8", 1},
    [LM_TENSOR_F8_E5M2] = {"F8_E5M2", 1},
    [LM_TENSOR_F8_E4M3] = {"F8_E4M3", 1},
    [LM_TENSOR_I16] = {"I16", 2},
    [LM_TENSOR_U16] = {"U16", 2},
    [LM_TENSOR_F16] = {"F16", 2},
    [LM_TENSOR_BF16] = {"BF16", 2},
    [LM_TENSOR_I32] = {"I32", 4},
    [LM_TENSOR_U32] = {"U32", 4},
    [LM_TENSOR_F32] = {"F32", 4},
    [LM_TENSOR_I64] = {"I64", 8},
    [LM_TENSOR_U64] = {"U64", 8},
    [LM_TENSOR_F64] = {"F64", 8},
};

#define N_TYPES (sizeof(types) / sizeof(types[0]))

struct lm_safetensors {
	void *map; /* NULL: the bytes are someone else's */
	size_t map_len;
	struct lm_parser *parser; /* owns the names */
	struct lm_tensor *tensors;
	size_t n;
};

const char *
lm_tensor_type_name(enum lm_tensor_type type)
{
	return types[type].name;
}

size_t
lm_tensor_type_size(enum lm_tensor_type type)
{
	return types[type].size;
}

/* Set LM_MALFORMED for a tensor; what says what was expected of it. */
static enum lm_code
mistake(struct lm_span name, const char *what, struct lm_err *err)
{
	return lm_err_set(err, LM_MALFORMED, "tensor \"%.*s\": expected %s",
	    (int)(name.len > SHOWN ? SHOWN : name.len), name.ptr, what);
}

static yyjson_val *
member(yyjson_val *obj, const char *name)
{
	yyjson_val *val;

	return lm_record_find(obj, lm_span_of(name), NULL, &val) ? val : NULL;
}

static bool
read_number(yyjson_val *val, uint64_t max, uint64_t *out)
{
	return yyjson_is_raw(val) &&
	    lm_num_u64(lm_record_text(val), 0, max, out, NULL) == LM_OK;
}

static bool
read_type(yyjson_val *val, enum lm_tensor_type *out)
{
	for (size_t i = 0; i < N_TYPES && yyjson_is_str(val); i++)
		if (lm_span_equal(lm_record_text(val),
			lm_span_of(types[i].name))) {
			*out = (enum lm_tensor_type)i;
			return true;
		}
	return false;
}

/* The shape, and the bytes that it needs. */
static bool
read_shape(yyjson_val *val, struct lm_tensor *tensor, uint64_t *len)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(val);
	yyjson_val *item;

	*len = types[tensor->type].size;
	if (!yyjson_is_arr(val) ||
	    yyjson_arr_size(val) > LM_SAFETENSORS_MAX_DIMS)
		return false;
	while ((item = yyjson_arr_iter_next(&iter)) != NULL) {
		uint64_t *dim = &tensor->shape[tensor->n_dims++];

		if (!read_number(item, UINT64_MAX, dim) ||
		    (*dim != 0 && *len > UINT64_MAX / *dim))
			return false;
		*len *= *dim;
	}
	return true;
}

static enum lm_code
read_tensor(yyjson_val *val, struct lm_span data, struct lm_tensor *tensor,
    struct lm_err *err)
{
	yyjson_val *offsets = member(val, "data_offsets");
	uint64_t begin, end, len;

	if (!yyjson_is_obj(val))
		return mistake(tensor->name, "an object", err);
	if (!read_type(member(val, "dtype"), &tensor->type))
		return mistake(tensor->name, "a dtype, such as F32", err);
	if (!read_shape(member(val, "shape"), tensor, &len))
		return mistake(tensor->name,
		    "a shape of at most 8 whole numbers", err);
	if (!yyjson_is_arr(offsets) || yyjson_arr_size(offsets) != 2 ||
	    !read_number(yyjson_arr_get(offsets, 0), data.len, &begin) ||
	    !read_number(yyjson_arr_get(offsets, 1), data.len, &end) ||
	    end < begin)
		return mistake(tensor->name,
		    "data_offsets, two of them, within the file", err);
	if (end - begin != len)
		return lm_err_set(err, LM_MALFORMED,
		    "tensor \"%.*s\": expected %" PRIu64
		    " bytes for its shape, found %" PRIu64,
		    (int)(tensor->name.len > SHOWN ? SHOWN : tensor->name.len),
		    tensor->name.ptr, len, end - begin);
	tensor->bytes = lm_span(data.ptr + begin, (size_t)len);
	return LM_OK;
}

static int
by_place(const void *a, const void *b)
{
	const struct lm_tensor *left = a, *right = b;

	if (left->bytes.ptr != right->bytes.ptr)
		return left->bytes.ptr < right->bytes.ptr ? -1 : 1;
	return (left->bytes.len > right->bytes.len) -
	    (left->bytes.len < right->bytes.len);
}

static int
by_name(const void *a, const void *b)
{
	const struct lm_tensor *left = a, *right = b;
	struct lm_span x = left->name, y = right->name;
	size_t len = x.len < y.len ? x.len : y.len;
	int order = len == 0 ? 0 : memcmp(x.ptr, y.ptr, len);

	return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* That every name is one tensor's, and every byte. */
static enum lm_code
check_tensors(struct lm_safetensors *file, struct lm_span data,
    struct lm_err *err)
{
	struct lm_tensor *list = file->tensors;
	const char *at = data.ptr;

	if (file->n > 1)
		qsort(list, file->n, sizeof(*list), by_name);
	for (size_t i = 1; i < file->n; i++)
		if (lm_span_equal(list[i].name, list[i - 1].name))
			return mistake(list[i].name, "a name of its own", err);
	if (file->n > 1)
		qsort(list, file->n, sizeof(*list), by_place);
	for (size_t i = 0; i < file->n; i++) {
		if (list[i].bytes.ptr != at)
			return mistake(list[i].name,
			    "its bytes to follow those of the tensor before",
			    err);
		at += list[i].bytes.len;
	}
	if (at != data.ptr + data.len)
		return lm_err_set(err, LM_MALFORMED,
		    "expected %zu bytes of tensors, found %zu",
		    (size_t)(at - data.ptr), data.len);
	return LM_OK;
}

static enum lm_code
read_tensors(struct lm_safetensors *file, yyjson_val *root, struct lm_span data,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(root);
	enum lm_code code = LM_OK;
	yyjson_val *key;

	file->tensors =
	    calloc(yyjson_obj_size(root) + 1, sizeof(*file->tensors));
	if (file->tensors == NULL)
		return lm_err_nomem(err);
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_tensor *tensor = &file->tensors[file->n];

		tensor->name = lm_record_text(key);
		if (lm_span_equal(tensor->name, lm_span_of("__metadata__")))
			continue;
		code = read_tensor(yyjson_obj_iter_get_val(key), data, tensor,
		    err);
		file->n++;
	}
	return code == LM_OK ? check_tensors(file, data, err) : code;
}

/* The header, without the length before it. */
static enum lm_code
find_header(struct lm_span bytes, struct lm_span *header, struct lm_err *err)
{
	uint64_t len = 0;

	if (bytes.len < LENGTH_SIZE)
		return lm_err_set(err, LM_MALFORMED,
		    "no safetensors file: it is cut");
	for (size_t i = LENGTH_SIZE; i > 0; i--)
		len = len << 8 | (unsigned char)bytes.ptr[i - 1];
	if (len > LM_SAFETENSORS_MAX_HEADER)
		return lm_err_set(err, LM_MALFORMED,
		    "no safetensors file: expected a header of at most %zu "
		    "bytes, found %" PRIu64,
		    LM_SAFETENSORS_MAX_HEADER, len);
	if (len > bytes.len - LENGTH_SIZE)
		return lm_err_set(err, LM_MALFORMED,
		    "expected a header of %" PRIu64 " bytes, but it is cut",
		    len);
	*header = lm_span(bytes.ptr + LENGTH_SIZE, (size_t)len);
	return LM_OK;
}

static enum lm_code
parse(struct lm_safetensors *file, struct lm_span bytes, struct lm_err *err)
{
	struct lm_span header = {0}, data;
	struct lm_record record;
	struct lm_err why = {0};
	enum lm_code code = find_header(bytes, &header, err);

	if (code != LM_OK)
		return code;
	file->parser = lm_parser_new();
	if (file->parser == NULL)
		return lm_err_nomem(err);
	code = lm_parser_parse(file->parser, header, &record, &why);
	if (code == LM_MALFORMED)
		return lm_err_set(err, code,
		    "byte %" PRIu64 " of the header: %s", why.column,
		    why.message);
	if (code != LM_OK)
		return lm_err_set(err, code, "%s", why.message);
	if (!yyjson_is_obj(record.root))
		return lm_err_set(err, LM_MALFORMED,
		    "expected a header that is a JSON object");
	data.ptr = header.ptr + header.len;
	data.len = bytes.len - LENGTH_SIZE - header.len;
	return read_tensors(file, record.root, data, err);
}

enum lm_code
lm_safetensors_parse(struct lm_span bytes, struct lm_safetensors **out,
    struct lm_err *err)
{
	struct lm_safetensors *file = calloc(1, sizeof(*file));
	enum lm_code code;

	*out = NULL;
	if (file == NULL)
		return lm_err_nomem(err);
	code = parse(file, bytes, err);
	if (code != LM_OK) {
		lm_safetensors_free(file);
		return code;
	}
	*out = file;
	return LM_OK;
}

/* Map the file at fd; an empty one has no map. */
static enum lm_code
map_file(int fd, void **map, size_t *len, struct lm_err *err)
{
	struct stat status;

	*map = NULL;
	*len = 0;
	if (fstat(fd, &status) != 0)
		return lm_err_io(err, "stat");
	if (!S_ISREG(status.st_mode))
		return lm_err_set(err, LM_MALFORMED,
		    "no safetensors file: expected a regular file");
	if ((uint64_t)status.st_size > SIZE_MAX / 2)
		return lm_err_nomem(err);
	if (status.st_size == 0)
		return LM_OK;
	*map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (*map == MAP_FAILED) {
		*map = NULL;
		return errno == ENOMEM ? lm_err_nomem(err)
				       : lm_err_io(err, "mmap");
	}
	*len = (size_t)status.st_size;
	return LM_OK;
}

static enum lm_code
open_file(const char *path, struct lm_safetensors **out, struct lm_err *err)
{
	/* Not blocking, so that a FIFO is refused and not waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum lm_code code;
	void *map;
	size_t len;

	if (fd < 0)
		return lm_err_io(err, "open");
	code = map_file(fd, &map, &len, err);
	(void)close(fd);
	if (code != LM_OK)
		return code;
	code = lm_safetensors_parse(lm_span(map, len), out, err);
	if (code == LM_OK) {
		assert(*out != NULL);
		(*out)->map = map;
		(*out)->map_len = len;
	} else if (map != NULL) {
		(void)munmap(map, len);
	}
	return code;
}

enum lm_code
lm_safetensors_open(const char *path, struct lm_safetensors **out,
    struct lm_err *err)
{
	enum lm_code code;

	*out = NULL;
	code = open_file(path, out, err);
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	return code;
}

void
lm_safetensors_free(struct lm_safetensors *file)
{
	if (file == NULL)
		return;
	lm_parser_free(file->parser);
	free(file->tensors);
	if (file->map != NULL)
		(void)munmap(file->map, file->map_len);
	free(file);
}

const struct lm_tensor *
lm_safetensors_find(const struct lm_safetensors *file, const char *name)
{
	for (size_t i = 0; i < file->n; i++)
		if (lm_span_equal(file->tensors[i].name, lm_span_of(name)))
			return &file->tensors[i];
	return NULL;
}

const struct lm_tensor *
lm_safetensors_tensors(const struct lm_safetensors *file, size_t *n)
{
	*n = file->n;
	return file->tensors;
}
