#include "probe.h"

#include <stdio.h>

#include "check.h"
#include "trial.h"

#define A16 "aaaaaaaaaaaaaaaa"
#define A "sha256:" A16 A16 A16 A16
#define B16 "bbbbbbbbbbbbbbbb"
#define B "sha256:" B16 B16 B16 B16
#define E16 "eeeeeeeeeeeeeeee"
#define E "sha256:" E16 E16 E16 E16

/* A line has all of these, which are of the form of its JSON. */
static void
check_line(const struct trial *trial, const char *model, const char *state,
    const char *rest)
{
	char want[1024];

	(void)snprintf(want, sizeof(want), ",\"model\":%s,\"state\":\"%s\"%s",
	    model, state, rest);
	CHECK_HAS(trial->result.lines.ptr, want);
}

static void
ollama_by_digest(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("gpu", "/ollama", "ollama"),
		    MODEL("bge", "gpu", B) "," MODEL("plain:1b", "gpu",
			A) "," MODEL("plain", "gpu", B) "," ANY_MODEL("chat:7b",
			"gpu") "," MODEL("untold", "gpu", A)))) {
		check_line(&trial, "\"bge\"", "ok",
		    ",\"served_as\":\"bge\",\"digest\":\"" B
		    "\",\"detail\":\"served, with the approved digest\"}");
		check_line(&trial, "\"plain:1b\"", "digest",
		    ",\"served_as\":\"plain:1b\",\"digest\":\"sha256:dddd");
		/* A name without a tag is NAME:latest, and no other tag. */
		check_line(&trial, "\"plain\"", "absent", ",\"detail\":");
		check_line(&trial, "\"chat:7b\"", "ok",
		    ",\"served_as\":\"chat:7b\",\"digest\":\"sha256:cccc");
		check_line(&trial, "\"untold\"", "unverified",
		    ",\"served_as\":\"untold:latest\",\"detail\":");
		trial_counts(&trial, 2, 2, 1);
	}
	trial_end(&trial);
}

static void
the_tag_that_is_meant_is_named(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("gpu", "/ollama/v1/", "ollama"),
		    MODEL("qwen", "gpu", A)))) {
		check_line(&trial, "\"qwen\"", "ok",
		    ",\"served_as\":\"qwen:latest\",\"digest\":\"" A "\"");
		/* The other tag of the file is not approved: no finding. */
		check_line(&trial, "\"qwen\"", "alias",
		    ",\"tags\":[\"qwen-copy:q4\",\"qwen:latest\"],"
		    "\"approved\":[\"qwen\"],"
		    "\"detail\":\"one file under 2 names\"}");
		check_line(&trial, "null", "alias",
		    ",\"tags\":[\"chat:7b\",\"chat:latest\"],\"approved\":[]");
		trial_counts(&trial, 1, 0, 0);
	}
	trial_end(&trial);
}

static void
two_models_that_are_one_file(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("gpu", "/ollama", "ollama"),
		    MODEL("qwen", "gpu", A) "," MODEL("qwen-copy:q4", "gpu",
			A)))) {
		check_line(&trial, "\"qwen\"", "same_file",
		    ",\"tags\":[\"qwen-copy:q4\",\"qwen:latest\"],"
		    "\"approved\":[\"qwen\",\"qwen-copy:q4\"],"
		    "\"detail\":\"approved as 2 models, and one file\"}");
		trial_counts(&trial, 2, 1, 0);
	}
	/* One tag, approved under both of its names. */
	if (trial_probe(&trial,
		MANIFEST(LOCAL("gpu", "/ollama", "ollama"),
		    MODEL("qwen", "gpu", A) "," MODEL("qwen:latest", "gpu",
			A)))) {
		check_line(&trial, "\"qwen\"", "same_file",
		    ",\"tags\":[\"qwen-copy:q4\",\"qwen:latest\"],"
		    "\"approved\":[\"qwen\",\"qwen:latest\"]");
		trial_counts(&trial, 2, 1, 0);
	}
	trial_end(&trial);
}

static void
servers_that_tell_no_digest(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("o", "/openai/v1", "openai") "," LOCAL("v",
			     "/vllm", "vllm") "," LOCAL("w", "/vllm/v1",
			     "vllm") "," LOCAL("l", "/llama", "llama.cpp"),
		    MODEL("small", "o", A) "," ANY_MODEL("embed",
			"o") "," ANY_MODEL("qwen", "v") "," MODEL("qwen7", "w",
			A) "," MODEL("tiny.q4", "l", A)))) {
		check_line(&trial, "\"small\"", "unverified",
		    ",\"served_as\":\"small\",\"detail\":\"openai tells no "
		    "digest of it to compare with the approved one\"}");
		check_line(&trial, "\"embed\"", "ok", "");
		check_line(&trial, "\"qwen\"", "ok", "");
		check_line(&trial, "\"qwen7\"", "absent", "");
		check_line(&trial, "\"tiny.q4\"", "unverified",
		    ",\"served_as\":\"/models/tiny.q4.gguf\",\"detail\":");
		CHECK_HAS(trial.result.lines.ptr,
		    "; its file is /models/tiny.q4.gguf\"");
		trial_counts(&trial, 2, 1, 2);
	}
	/* Its alias is the same model. */
	if (trial_probe(&trial,
		MANIFEST(LOCAL("l", "/llama/v1", "llama.cpp"),
		    ANY_MODEL("tiny.q4.gguf", "l") "," ANY_MODEL("small",
			"l")))) {
		check_line(&trial, "\"tiny.q4.gguf\"", "same_file",
		    ",\"tags\":[\"/models/tiny.q4.gguf\"],"
		    "\"approved\":[\"tiny.q4.gguf\",\"small\"]");
		trial_counts(&trial, 2, 1, 0);
	}
	trial_end(&trial);
}

static void
tei_has_one_model(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("t", "/tei", "tei") "," LOCAL("s", "/teisum/",
			     "tei"),
		    MODEL("bge-large-en-v1.5", "t",
			A) "," MODEL("BAAI/bge-large-en-v1.5", "s",
			A) "," MODEL("bge", "t", A)))) {
		/* A revision of the hub is no digest. */
		check_line(&trial, "\"bge-large-en-v1.5\"", "unverified",
		    ",\"served_as\":\"BAAI/bge-large-en-v1.5\",\"detail\"");
		check_line(&trial, "\"BAAI/bge-large-en-v1.5\"", "ok", "");
		check_line(&trial, "\"bge\"", "absent", "");
		trial_counts(&trial, 1, 1, 1);
	}
	trial_end(&trial);
}

TEST_MAIN(TEST(ollama_by_digest), TEST(the_tag_that_is_meant_is_named),
    TEST(two_models_that_are_one_file), TEST(servers_that_tell_no_digest),
    TEST(tei_has_one_model))
