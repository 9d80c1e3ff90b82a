/*
 * Any bytes as a safetensors file.  Oracles: the tensors lie in the file, one
 * behind the other up to its end, each as long as its shape needs; it is found
 * by its name; without its last byte, or with one more, it is malformed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/safetensors.h"

#include "require.h"

static void
check_tensor(const struct lm_safetensors *file, const struct lm_tensor *tensor,
    const char **at)
{
	uint64_t len = lm_tensor_type_size(tensor->type);
	char *name;

	require(tensor->bytes.ptr == *at);
	*at += tensor->bytes.len;
	require(tensor->n_dims <= LM_SAFETENSORS_MAX_DIMS);
	for (size_t i = 0; i < tensor->n_dims; i++)
		len *= tensor->shape[i];
	require(len == tensor->bytes.len);
	name = malloc(tensor->name.len + 1);
	if (name == NULL)
		return;
	if (tensor->name.len > 0)
		memcpy(name, tensor->name.ptr, tensor->name.len);
	name[tensor->name.len] = '\0';
	if (strlen(name) == tensor->name.len)
		require(lm_safetensors_find(file, name) == tensor);
	free(name);
}

static enum lm_code
parse(const char *bytes, size_t size, struct lm_safetensors **out)
{
	struct lm_err err = {0};
	enum lm_code code =
	    lm_safetensors_parse(lm_span(bytes, size), out, &err);

	require((*out != NULL) == (code == LM_OK));
	require(code == LM_OK || err.message[0] != '\0');
	return code;
}

static void
check_all(const struct lm_safetensors *file, const char *bytes, size_t size)
{
	const struct lm_tensor *tensors;
	const char *at;
	size_t n, len = 0;

	tensors = lm_safetensors_tensors(file, &n);
	for (size_t i = 0; i < n; i++)
		len += tensors[i].bytes.len;
	require(len <= size);
	at = bytes + (size - len);
	for (size_t i = 0; i < n; i++)
		check_tensor(file, &tensors[i], &at);
	require(at == bytes + size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct lm_safetensors *file = NULL;
	enum lm_code code;

	if (copy == NULL)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = 'x';
	code = parse(copy, size, &file);
	if (code == LM_OK) {
		check_all(file, copy, size);
		lm_safetensors_free(file);
		require(parse(copy, size + 1, &file) != LM_OK);
		require(parse(copy, size - 1, &file) != LM_OK);
	}
	free(copy);
	return 0;
}
