#include "lm/manifest.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/manifest_shape.h"
#include "lm/walk.h"
#include "repository.h"

/* A manifest with every key, broken in every way. */
#define FULL "tests/fuzz/corpus/manifest/full.jsonc"

/* The full manifest, and where its values are in the file. */
struct full {
	struct lm_buf file;
	struct lm_manifest *manifest;
	const struct lm_record *record;
	const char *text; /* the file, comments blanked */
};

static bool
full_open(struct full *full)
{
	struct lm_err err;

	*full = (struct full){.file = repository_file(FULL)};
	if (!CHECK_OK(lm_manifest_read(lm_buf_view(&full->file), "full",
			  &full->manifest, &err),
		&err)) {
		check_note("%llu:%llu", (unsigned long long)err.line,
		    (unsigned long long)err.column);
		return false;
	}
	full->record = lm_manifest_record(full->manifest);
	full->text = full->record->src.ptr;
	return true;
}

static void
full_close(struct full *full)
{
	lm_manifest_free(full->manifest);
	lm_buf_free(&full->file);
}

/* The full manifest with replacement for the bytes of old, in *err. */
static enum lm_code
read_edited(const struct full *full, struct lm_span old,
    const char *replacement, struct lm_err *err)
{
	size_t at = (size_t)(old.ptr - full->text);
	struct lm_buf text = {0};
	struct lm_manifest *manifest;
	enum lm_code code;

	append(&text, lm_span(full->file.ptr, at));
	append(&text, lm_span_of(replacement));
	append(&text,
	    lm_span(full->file.ptr + at + old.len,
		full->file.len - at - old.len));
	*err = (struct lm_err){0};
	code = lm_manifest_read(lm_buf_view(&text), "full", &manifest, err);
	lm_manifest_free(manifest);
	lm_buf_free(&text);
	return code;
}

/* Whether err is at this offset of the file. */
static bool
check_at(const struct full *full, const struct lm_err *err, const char *at)
{
	uint64_t line = 1, column = 1;

	for (const char *p = full->text; p < at; p++) {
		column = *p == '\n' ? 1 : column + 1;
		line += *p == '\n';
	}
	return CHECK_EQ(err->line, line) && CHECK_EQ(err->column, column);
}

/* No value may have another type: a container is no null, a scalar no {}. */
static void
every_value_has_its_type(void)
{
	struct full full;
	struct lm_walk walk;
	size_t n = 0;

	if (!full_open(&full))
		return;
	lm_walk_start(&walk, full.record);
	while (lm_walk_next(&walk)) {
		struct lm_span old;
		struct lm_err err;

		if (walk.is_key || walk.key == NULL)
			continue;
		old = lm_record_member(full.record, walk.key);
		CHECK_CODE(read_edited(&full, old,
			       yyjson_is_ctn(walk.val) ? "null" : "{}", &err),
		    LM_MALFORMED);
		if (!check_at(&full, &err, old.ptr))
			check_note("%.*s", (int)old.len, old.ptr);
		n++;
	}
	CHECK(n > 70);
	full_close(&full);
}

/* A key with one letter more is unknown, or it is a name of one's own. */
static void
every_key_is_known(void)
{
	struct full full;
	struct lm_walk walk;
	size_t n_free = 0, n_named = 0, n_keys = 0;

	if (!full_open(&full))
		return;
	lm_walk_start(&walk, full.record);
	while (lm_walk_next(&walk)) {
		struct lm_span text, token;
		char longer[80], hint[80];
		struct lm_err err;

		if (!walk.is_key)
			continue;
		text = lm_record_text(walk.val);
		token = lm_record_token(full.record, walk.val);
		n_keys++;
		(void)snprintf(longer, sizeof(longer), "%.*sq\"",
		    (int)(token.len - 1), token.ptr);
		(void)snprintf(hint, sizeof(hint), "expected \"%.*s\"?",
		    (int)text.len, text.ptr);
		if (read_edited(&full, token, longer, &err) == LM_OK) {
			n_free++;
			continue;
		}
		if (strstr(err.message, "unknown key") != NULL) {
			CHECK_HAS(err.message, hint);
			check_at(&full, &err, token.ptr);
		} else if (strstr(err.message, "unknown ") != NULL) {
			n_named++;
			(void)snprintf(hint, sizeof(hint),
			    "\"%.*s\": ", (int)text.len, text.ptr);
			CHECK_HAS(err.message, hint);
		} else if (strstr(err.message, "expected the key") == NULL &&
		    !CHECK_HAS(err.message, "path")) {
			check_note("%.*s", (int)text.len, text.ptr);
		}
	}
	/* A model, an endpoint, a queue, a kind, 2 paths, the task of a schema:
	 * nothing names them. */
	CHECK_EQ(n_free, 7);
	/* A model, 2 endpoints, a queue, 2 flags. */
	CHECK_EQ(n_named, 6);
	CHECK(n_keys > 70);
	full_close(&full);
}

static void
no_key_twice(void)
{
	struct full full;
	struct lm_walk walk;

	if (!full_open(&full))
		return;
	lm_walk_start(&walk, full.record);
	while (lm_walk_next(&walk)) {
		struct lm_span token, value;
		struct lm_buf twice = {0};
		struct lm_err err;

		if (walk.is_key || walk.key == NULL)
			continue;
		token = lm_record_token(full.record, walk.key);
		value = lm_record_member(full.record, walk.key);
		for (int i = 0; i < 2; i++) {
			append(&twice, token);
			append(&twice, lm_span_of(":"));
			append(&twice, value);
			append(&twice, lm_span_of(i == 0 ? "," : ""));
		}
		append(&twice, lm_span("", 1));
		token.len = (size_t)(value.ptr + value.len - token.ptr);
		CHECK_CODE(read_edited(&full, token, twice.ptr, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, "is there twice");
		lm_buf_free(&twice);
	}
	full_close(&full);
}

/* No part from the start is a manifest, up to the last brace. */
static void
no_prefix_will_do(void)
{
	struct full full;
	size_t end;

	if (!full_open(&full))
		return;
	end = full.record->src.len - 1;
	while (full.text[end] != '}')
		end--;
	for (size_t len = 0; len <= end; len++) {
		struct lm_manifest *manifest;
		struct lm_err err;

		if (!CHECK_CODE(lm_manifest_read(lm_span(full.file.ptr, len),
				    "m", &manifest, &err),
			LM_MALFORMED))
			check_note("of %zu bytes", len);
		lm_manifest_free(manifest);
	}
	full_close(&full);
}

#define MOST_KEYS 128

/* The keys of all tables. */
struct keys {
	const struct lm_shape_key *list[MOST_KEYS];
	size_t n;
};

static bool
has_table(const struct keys *keys, const struct lm_shape_key *table)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->list[i] == table)
			return true;
	return false;
}

static struct keys
all_keys(void)
{
	const struct lm_shape *todo[64] = {&lm_manifest_shape};
	struct keys keys = {.n = 0};
	size_t n = 1;

	while (n > 0 && CHECK(n < 32)) {
		const struct lm_shape *shape = todo[--n];
		const struct lm_shape_key *key = shape->keys;

		if (shape->each != NULL)
			todo[n++] = shape->each;
		if (shape->other != NULL)
			todo[n++] = shape->other;
		if (key == NULL || has_table(&keys, key))
			continue;
		for (; key->name != NULL && CHECK(keys.n < MOST_KEYS); key++) {
			keys.list[keys.n++] = key;
			todo[n++] = key->shape;
		}
	}
	CHECK(keys.n > 60);
	return keys;
}

static size_t
count(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		n++;
	}
	return n;
}

static void
every_key_is_tried(void)
{
	struct lm_buf full = repository_file(FULL);
	struct keys keys = all_keys();

	append(&full, lm_span("", 1));
	for (size_t i = 0; i < keys.n; i++) {
		char member[80];

		(void)snprintf(member, sizeof(member),
		    "\"%s\":", keys.list[i]->name);
		if (!CHECK(count(full.ptr, member) > 0))
			check_note("no %s", member);
	}
	lm_buf_free(&full);
}

/* As many entries of a name as there are keys of it. */
static void
check_entries(const struct keys *keys, size_t i, const char *text)
{
	const char *name = keys->list[i]->name;
	size_t n = 0;
	char item[80];

	for (size_t k = 0; k < keys->n; k++)
		n += strcmp(keys->list[k]->name, name) == 0;
	(void)snprintf(item, sizeof(item), "\n.It Ic %s\n", name);
	if (!CHECK_EQ(count(text, item), n))
		check_note("of %s", name);
}

static void
every_key_is_told(void)
{
	struct lm_buf manual = repository_file("man/lmob-manifest.5");
	struct keys keys = all_keys();
	size_t n_required = 0;
	char *text, *end;

	append(&manual, lm_span("", 1));
	text = strstr(manual.ptr, "\n.Sh KEYS\n");
	end = text == NULL ? NULL : strstr(text, "\n.Sh EXAMPLES\n");
	if (CHECK(end != NULL)) {
		*end = '\0';
		for (size_t i = 0; i < keys.n; i++) {
			check_entries(&keys, i, text);
			n_required += keys.list[i]->required;
		}
		CHECK_EQ(count(text, "\n.It Ic "), keys.n);
		CHECK_EQ(count(text, "\n.Em required") +
			count(text, "\n.Em Required"),
		    n_required);
	}
	lm_buf_free(&manual);
}

TEST_MAIN(TEST(every_value_has_its_type), TEST(every_key_is_known),
    TEST(no_key_twice), TEST(no_prefix_will_do), TEST(every_key_is_tried),
    TEST(every_key_is_told))
