#include "lm/safetensors.h"

#include <string.h>

#include "check.h"
#include "files.h"

#define HEAD 8

/* A file with this header and so many bytes of data: 0, 1, 2, ... */
static struct lm_buf
file_of(const char *header, size_t n_data)
{
	struct lm_buf file = {0};
	size_t len = strlen(header);
	struct lm_err err;

	for (size_t i = 0; i < HEAD; i++)
		CHECK_OK(lm_buf_byte(&file, (char)(len >> (8 * i)), &err),
		    &err);
	CHECK_OK(lm_buf_text(&file, header, &err), &err);
	for (size_t i = 0; i < n_data; i++)
		CHECK_OK(lm_buf_byte(&file, (char)i, &err), &err);
	return file;
}

/* That such a file is malformed, and its message has this part. */
static void
refused(const char *header, size_t n_data, const char *part)
{
	struct lm_buf bytes = file_of(header, n_data);
	struct lm_safetensors *file;
	struct lm_err err = {0};

	CHECK_CODE(lm_safetensors_parse(lm_buf_view(&bytes), &file, &err),
	    LM_MALFORMED);
	CHECK(file == NULL);
	CHECK_HAS(err.message, part);
	check_note("%s", header);
	lm_buf_free(&bytes);
}

#define SAMPLE                                                           \
	"{\"b\":{\"dtype\":\"F16\",\"shape\":[2,3],"                     \
	"\"data_offsets\":[4,16]},\"__metadata__\":{\"format\":\"pt\"}," \
	"\"a\":{\"shape\":[],\"data_offsets\":[0,4],\"dtype\":\"F32\"}} "

static void
check_sample(const struct lm_safetensors *file)
{
	const struct lm_tensor *tensors, *b = lm_safetensors_find(file, "b");
	size_t n;

	tensors = lm_safetensors_tensors(file, &n);
	if (!CHECK(n == 2 && b == &tensors[1]))
		return;
	CHECK_SPAN(tensors[0].name, "a");
	CHECK(tensors[0].type == LM_TENSOR_F32 && tensors[0].n_dims == 0);
	CHECK_EQ(tensors[0].bytes.len, 4);
	CHECK(b->type == LM_TENSOR_F16 && b->n_dims == 2);
	CHECK(b->shape[0] == 2 && b->shape[1] == 3);
	CHECK(b->bytes.len == 12 && b->bytes.ptr[0] == 4);
	CHECK(lm_safetensors_find(file, "__metadata__") == NULL);
}

static void
reads_tensors(void)
{
	struct lm_buf bytes = file_of(SAMPLE, 16);
	struct lm_safetensors *file;
	struct lm_err err = {0};

	if (CHECK_OK(lm_safetensors_parse(lm_buf_view(&bytes), &file, &err),
		&err))
		check_sample(file);
	lm_safetensors_free(file);
	lm_buf_free(&bytes);
}

static void
maps_files(void)
{
	struct lm_buf bytes = file_of(SAMPLE, 16);
	struct lm_safetensors *file;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	file_path("m.safetensors", path);
	file_write(path, lm_buf_view(&bytes));
	if (CHECK_OK(lm_safetensors_open(path, &file, &err), &err))
		check_sample(file);
	lm_safetensors_free(file);
	file_write(path, lm_span("", 0));
	CHECK_CODE(lm_safetensors_open(path, &file, &err), LM_MALFORMED);
	CHECK_TEXT(err.file, path);
	CHECK_CODE(lm_safetensors_open(check_folder(), &file, &err),
	    LM_MALFORMED);
	CHECK_CODE(lm_safetensors_open("/none/such", &file, &err), LM_IO);
	CHECK_TEXT(err.file, "/none/such");
	lm_buf_free(&bytes);
}

static void
every_cut_is_refused(void)
{
	struct lm_buf bytes = file_of(SAMPLE, 16);
	struct lm_safetensors *file;

	for (size_t len = 0; len < bytes.len; len++)
		CHECK_CODE(lm_safetensors_parse(lm_span(bytes.ptr, len), &file,
			       NULL),
		    LM_MALFORMED);
	lm_buf_free(&bytes);
}

#define TENSOR(name, type, shape, offsets)                      \
	"\"" name "\":{\"dtype\":\"" type "\",\"shape\":" shape \
	",\"data_offsets\":" offsets "}"

static void
refuses_what_does_not_fit(void)
{
	refused("{" TENSOR("a", "U8", "[9]", "[0,9]") "}", 3, "data_offsets");
	refused("{" TENSOR("a", "U8", "[1]", "[1,0]") "}", 3, "data_offsets");
	refused("{" TENSOR("a", "U8", "[1]", "[0]") "}", 3, "data_offsets");
	refused("{" TENSOR("a", "U8", "[1]", "[0,1.5]") "}", 3, "data_offsets");
	refused("{" TENSOR("a", "F32", "[2]", "[0,7]") "}", 7,
	    "expected 8 bytes for its shape, found 7");
	refused("{" TENSOR("a", "U8", "[-1]", "[0,1]") "}", 1, "a shape");
	refused("{" TENSOR("a", "U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]") "}", 1,
	    "a shape");
	refused("{" TENSOR("a", "U8", "[18446744073709551615,2]", "[0,1]") "}",
	    1, "a shape");
	refused("{" TENSOR("a", "F64", "[2305843009213693952]", "[0,0]") "}", 0,
	    "a shape");
	refused("{" TENSOR("a", "F12", "[1]", "[0,1]") "}", 1, "a dtype");
	refused("{\"a\":3}", 0, "an object");
	refused("[]", 0, "JSON object");
	refused("{", 0, "of the header: ");
}

static void
refuses_bytes_of_none_or_two(void)
{
	refused("{" TENSOR("a", "U8", "[2]", "[0,2]") "," TENSOR("b", "U8",
		    "[2]", "[1,3]") "}",
	    3, "\"b\": expected its bytes to follow");
	refused("{" TENSOR("a", "U8", "[2]", "[0,2]") "," TENSOR("b", "U8",
		    "[2]", "[3,5]") "}",
	    5, "\"b\": expected its bytes to follow");
	refused("{" TENSOR("a", "U8", "[2]", "[1,3]") "}", 3, "follow");
	refused("{" TENSOR("a", "U8", "[2]", "[0,2]") "}", 3,
	    "expected 2 bytes of tensors, found 3");
	refused("{" TENSOR("a", "U8", "[1]", "[0,1]") "," TENSOR("a", "U8",
		    "[1]", "[1,2]") "}",
	    2, "\"a\": expected a name of its own");
}

TEST_MAIN(TEST(reads_tensors), TEST(maps_files), TEST(every_cut_is_refused),
    TEST(refuses_what_does_not_fit), TEST(refuses_bytes_of_none_or_two))
