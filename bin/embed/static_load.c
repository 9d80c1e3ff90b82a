#include "static_model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lm/reader.h"
#include "lm/record.h"
#include "lm/utf8.h"

/* Part of the fingerprint: raised whenever vectors change. */
#define VERSION "lmob static 1\n"
#define LARGEST_TOKENIZER ((size_t)256 << 20)
#define LARGEST_CONFIG ((size_t)1 << 20)

static const struct static_layout layouts[] = {
    {"model.safetensors", "tokenizer.json", "config.json", "embeddings"},
    {"model.safetensors", "tokenizer.json", "config_sentence_transformers.json",
	"embedding.weight"},
    {"0_StaticEmbedding/model.safetensors", "0_StaticEmbedding/tokenizer.json",
	"config_sentence_transformers.json", "embedding.weight"},
};

const char *
static_load_path(struct static_load *load, const char *file)
{
	load->path.len = 0;
	if (lm_buf_texts(&load->path, NULL, load->dir, "/", file, NULL) !=
		LM_OK ||
	    lm_buf_byte(&load->path, '\0', NULL) != LM_OK)
		return NULL;
	return load->path.ptr;
}

static bool
is_there(struct static_load *load, const char *file)
{
	const char *path = static_load_path(load, file);

	return path != NULL && access(path, F_OK) == 0;
}

static enum lm_code
find_layout(struct static_load *load, struct lm_err *err)
{
	struct stat status;

	if (stat(load->dir, &status) != 0)
		return lm_err_io(err, "stat");
	if (!S_ISDIR(status.st_mode))
		return lm_err_set(err, LM_IO, "expected a folder");
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (is_there(load, layouts[i].tensors) &&
		    is_there(load, layouts[i].tokenizer) &&
		    is_there(load, layouts[i].config)) {
			load->layout = &layouts[i];
			return LM_OK;
		}
	return lm_err_set(err, LM_IO,
	    "expected model.safetensors, tokenizer.json and config.json in it");
}

/* The last part of the path, less the slashes at its end. */
static enum lm_code
read_name(struct static_load *load, struct lm_err *err)
{
	const char *dir = load->dir;
	size_t end = strlen(dir), begin;

	while (end > 1 && dir[end - 1] == '/')
		end--;
	begin = end;
	while (begin > 0 && dir[begin - 1] != '/')
		begin--;
	if (begin == end)
		begin = 0; /* the root */
	if (!lm_utf8_valid(lm_span(dir + begin, end - begin)))
		return lm_err_set(err, LM_USAGE,
		    "expected a folder whose name is UTF-8");
	load->model->name = strndup(dir + begin, end - begin);
	return load->model->name == NULL ? lm_err_nomem(err) : LM_OK;
}

enum lm_code
static_load_hash(struct static_load *load, const char *what,
    struct lm_span bytes, struct lm_err *err)
{
	struct lm_buf head = {0};
	enum lm_code code =
	    lm_buf_printf(&head, err, "%s %zu\n", what, bytes.len);

	if (code == LM_OK) {
		lm_hash_stream_add(load->hash, lm_buf_view(&head));
		lm_hash_stream_add(load->hash, bytes);
	}
	lm_buf_free(&head);
	return code;
}

static enum lm_code
read_tokenizer(struct static_load *load, struct lm_err *err)
{
	struct static_model *model = load->model;
	const char *path = static_load_path(load, load->layout->tokenizer);
	struct lm_buf text = {0};
	enum lm_code code;

	if (path == NULL)
		return lm_err_nomem(err);
	code = lm_reader_slurp(path, LARGEST_TOKENIZER, &text, err);
	if (code == LM_OK)
		code = static_vocab_load(path, lm_buf_view(&text),
		    &model->vocab, err);
	if (code == LM_OK)
		code = static_load_hash(load, "tokenizer", lm_buf_view(&text),
		    err);
	lm_buf_free(&text);
	return code == LM_OK
	    ? static_fold_new(model->vocab.lower_case, &model->fold, err)
	    : code;
}

static enum lm_code
read_normalize(struct static_load *load, struct lm_span text,
    struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record record;
	yyjson_val *flag = NULL;
	enum lm_code code;

	if (parser == NULL)
		return lm_err_nomem(err);
	code = lm_parser_parse(parser, text, &record, err);
	if (code == LM_OK && !yyjson_is_obj(record.root))
		code = lm_err_set(err, LM_MALFORMED, "expected an object");
	if (code == LM_OK &&
	    lm_record_find(record.root, lm_span_of("normalize"), NULL, &flag)) {
		load->model->normalize = yyjson_is_true(flag);
		if (!yyjson_is_bool(flag) && !yyjson_is_null(flag))
			code = lm_err_set(err, LM_MALFORMED,
			    "normalize: expected true or false");
	}
	lm_parser_free(parser);
	return code;
}

static enum lm_code
read_config(struct static_load *load, struct lm_err *err)
{
	const char *path = static_load_path(load, load->layout->config);
	struct lm_buf text = {0};
	enum lm_code code;

	if (path == NULL)
		return lm_err_nomem(err);
	code = lm_reader_slurp(path, LARGEST_CONFIG, &text, err);
	if (code == LM_OK)
		code = read_normalize(load, lm_buf_view(&text), err);
	if (code == LM_OK)
		code =
		    static_load_hash(load, "config", lm_buf_view(&text), err);
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	lm_buf_free(&text);
	return code;
}

static enum lm_code
read_model(struct static_load *load, struct lm_err *err)
{
	enum lm_code code = find_layout(load, err);

	if (code == LM_OK)
		code = read_name(load, err);
	if (code != LM_OK) {
		lm_err_at(err, load->dir, 0, 0);
		return code;
	}
	assert(load->layout != NULL);
	lm_hash_stream_add(load->hash, lm_span_of(VERSION));
	code = read_config(load, err);
	if (code == LM_OK)
		code = read_tokenizer(load, err);
	if (code == LM_OK)
		code = static_load_tensors(load, err);
	load->model->fingerprint = lm_hash_stream_value(load->hash);
	return code;
}

enum lm_code
static_model_load(const char *dir, struct static_model **out,
    struct lm_err *err)
{
	struct static_load load = {.dir = dir};
	enum lm_code code;

	*out = NULL;
	load.model = calloc(1, sizeof(*load.model));
	load.hash = lm_hash_stream_new();
	code = load.model == NULL || load.hash == NULL ? lm_err_nomem(err)
						       : read_model(&load, err);
	lm_hash_stream_free(load.hash);
	lm_buf_free(&load.path);
	if (code == LM_OK)
		*out = load.model;
	else
		static_model_free(load.model);
	return code;
}

void
static_model_free(struct static_model *model)
{
	if (model == NULL)
		return;
	free(model->name);
	lm_safetensors_free(model->tensors);
	static_vocab_free(&model->vocab);
	static_fold_free(model->fold);
	free(model->weights);
	free(model->mapping);
	free(model);
}

size_t
static_model_dimensions(const struct static_model *model)
{
	return model->matrix.n_columns;
}

const char *
static_model_name(const struct static_model *model)
{
	return model->name;
}

uint64_t
static_model_fingerprint(const struct static_model *model)
{
	return model->fingerprint;
}
