#ifndef REDACT_RULES_SET_H
#define REDACT_RULES_SET_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <yyjson.h>

#include "rules_keywords.h"
#include "rules_part.h"
#include "rules_words.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"
#include "lm/toml.h"

/* What rules are in memory: the parts of rules share it, nobody else. */

/* What the regexes of a list are asked about. */
enum allow_target { ALLOW_SECRET, ALLOW_MATCH, ALLOW_LINE };

/* One list of what is allowed. */
struct allow {
	enum allow_target target;
	bool all;		/* condition = "AND" */
	bool elsewhere;		/* it also asks for a path or a commit */
	struct lm_buf regexes;	/* pcre2_code * */
	struct keywords *stops; /* NULL: none */
	yyjson_val *rules;	/* the ids that it is for; NULL: all */
};

/* What was given in one call. */
struct source {
	struct lm_toml toml; /* empty: JSON */
	yyjson_doc *doc;     /* of JSON */
	bool extends;	     /* it changes those before it */
	struct lm_buf allows;
};

struct rule {
	struct lm_span id;
	struct lm_span label;
	struct lm_span regex; /* empty: it finds nothing */
	bool has_path;
	double entropy;		/* 0: any */
	uint32_t group;		/* 0: the first that is not empty */
	struct lm_buf keywords; /* struct lm_span */
	struct lm_buf allows;	/* struct allow */
	size_t first_source, last_source;

	/* From here on by rules_prepare. */
	pcre2_code *code;
	bool window;	      /* it is run about its words */
	bool gated;	      /* only if a keyword is in the text */
	bool free;	      /* a match can begin with each of its words */
	bool unbounded;	      /* a match has any length */
	struct follow follow; /* what comes after each of its words */
	size_t left_min, left_max; /* bytes of a match before its word */
	atomic_bool ready;	   /* compiled to machine code */
};

struct rules {
	struct lm_buf sources; /* struct source */
	struct lm_buf list;    /* struct rule * */
	struct lm_buf labels;
	struct byte_sets sets;
	struct keywords *keywords;
	struct lm_buf slow; /* uint32_t: run over every text */
	uint32_t n_groups;  /* the most that a regex has */
	bool partial;
	pthread_mutex_t mutex; /* of rule->ready */
};

/* What stands for a rule in keywords: its index, and whether the word is a
 * keyword that the text has to have, or one that its regex begins about. */
#define OWNER_GATE UINT32_C(1)

static inline uint32_t
owner_of(size_t rule, bool gate)
{
	return (uint32_t)rule << 1 | (gate ? OWNER_GATE : 0);
}

static inline size_t
rules_count(const struct rules *rules)
{
	return rules->list.len / sizeof(struct rule *);
}

static inline struct rule *
rules_at(const struct rules *rules, size_t i)
{
	struct rule *const *list = (const void *)rules->list.ptr;

	return list[i];
}

static inline size_t
sources_count(const struct rules *rules)
{
	return rules->sources.len / sizeof(struct source);
}

static inline struct source *
source_at(const struct rules *rules, size_t i)
{
	return (struct source *)(void *)rules->sources.ptr + i;
}

static inline size_t
allows_count(const struct lm_buf *allows)
{
	return allows->len / sizeof(struct allow);
}

static inline struct allow *
allow_at(const struct lm_buf *allows, size_t i)
{
	return (struct allow *)(void *)allows->ptr + i;
}

/* ---- rules_read.c --------------------------------------------------------- */

/* Read a whole file of rules; a rule alone.  The source of what is read is
 * the last one.  Errors have the line and column of TOML. */
enum lm_code rules_read_file(struct rules *rules, yyjson_val *root,
    struct lm_err *err);
enum lm_code rules_read_rule(struct rules *rules, yyjson_val *object,
    struct lm_err *err);

/* LM_MALFORMED, about a value of the last source, printf-like. */
enum lm_code rules_refuse(const struct rules *rules, const yyjson_val *at,
    struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- rules_allow.c -------------------------------------------------------- */

/* Read a list of what is allowed, and add it. */
enum lm_code allow_read(struct rules *rules, yyjson_val *object,
    struct lm_buf *allows, struct lm_err *err);
void allows_free(struct lm_buf *allows);

/* What a regex has matched. */
struct matched {
	struct lm_span text;
	size_t at, end; /* the match */
	struct lm_span secret;
};

/* Whether a list allows it.  data and context are PCRE2's. */
bool rules_allow(const struct rules *rules, const struct rule *rule,
    const struct matched *matched, pcre2_match_data *data,
    pcre2_match_context *context);

/* ---- rules_mask.c --------------------------------------------------------- */

/*
 * Whether a secret is no secret but what an earlier run left: it begins or
 * ends within a mask ("[EMAIL]", "[EMAIL:k7f3a9c2]"), or is nothing but masks
 * with white space and signs between them.
 */
bool rules_is_masked(const struct rules *rules, struct lm_span text, size_t at,
    size_t end);

#endif
