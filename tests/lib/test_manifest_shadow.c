#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "manifests.h"
#include "random.h"

/*
 * Two random routes and every job of a small world.  Oracle: a reading of
 * "How a job is routed" in lmob-manifest(5) for one route at a time.  If the
 * manifest is refused, no job is decided by the second route; if it is not,
 * nearly always one is.
 */

#define NONE (-1)
#define CAP 9

enum { HOLD, REJECT, SKIP, MATCH };
static const char *const on_missing_names[] = {"hold", "reject", "skip",
    "match"};

/* A condition that is NONE is not there; of flags a set of bits. */
struct route {
	int task, stage, below, at_least, any, no, failures, equals, hours;
	int where, on_missing;
	bool queue;
};

/* A signal that is NONE is missing. */
struct job {
	int task, stage, tokens, flags, failures, field, hours, where;
};

enum { TASKS = 2, STAGES = 2, FLAGS = 4, FAILURES = 3, FIELDS = 2, HOURS = 2 };
enum { WHERE_FALSE, WHERE_TRUE, WHERE_NULL, WHERE_FAILS, WHERES };
static const int lengths[] = {NONE, 0, 4, 5, CAP, CAP + 1, 14, 15};
#define N_LENGTHS ((int)(sizeof(lengths) / sizeof(lengths[0])))

enum truth { FALSE, MISSING, TRUE };

static enum truth
truth_of(bool known, bool holds)
{
	return !known ? MISSING : holds ? TRUE : FALSE;
}

static enum truth
equal(int want, int is)
{
	return want == NONE ? TRUE : truth_of(is != NONE, is == want);
}

static enum truth
any_flag(int any, int flags)
{
	if (any == NONE || (flags != NONE && (flags & any) != 0))
		return TRUE;
	return flags == NONE ? MISSING : FALSE;
}

static enum truth
no_flag(int no, int flags)
{
	if (no == NONE)
		return TRUE;
	return truth_of(flags != NONE, (flags & no) == 0);
}

static enum truth
all_of(const struct route *route, const struct job *job)
{
	const enum truth truths[] = {
	    equal(route->task, job->task),
	    equal(route->stage, job->stage),
	    equal(route->equals, job->field),
	    equal(route->hours, job->hours),
	    any_flag(route->any, job->flags),
	    no_flag(route->no, job->flags),
	    job->failures >= route->failures ? TRUE : FALSE,
	    route->below == NONE
		? TRUE
		: truth_of(job->tokens != NONE, job->tokens < route->below),
	    route->at_least == NONE
		? TRUE
		: truth_of(job->tokens != NONE, job->tokens >= route->at_least),
	};
	enum truth all = TRUE;

	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++)
		if (truths[i] < all)
			all = truths[i];
	return all;
}

/* Whether the job stays with the route, whatever becomes of it there. */
static bool
decides(const struct route *route, const struct job *job)
{
	enum truth all = all_of(route, job);

	if (all == FALSE)
		return false;
	if (route->where != NONE && job->where == WHERE_FAILS)
		return true;
	if (route->where != NONE && job->where == WHERE_FALSE)
		return false;
	if (route->where != NONE && job->where == WHERE_NULL)
		all = MISSING;
	if (all == MISSING && route->on_missing != MATCH)
		return route->on_missing != SKIP;
	if (!route->queue)
		return true;
	if (job->tokens == NONE)
		return route->on_missing != SKIP;
	return job->tokens <= CAP;
}

/* Whether some job comes past earlier and stays with later. */
static bool
reaches(const struct route *earlier, const struct route *later,
    const struct job *job)
{
	return !decides(earlier, job) && decides(later, job);
}

static bool
some_job_reaches(const struct route *earlier, const struct route *later)
{
	static const int sizes[] = {TASKS, STAGES + 1, N_LENGTHS, FLAGS + 1,
	    FAILURES, FIELDS + 1, HOURS, WHERES};
	int n = 1;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		n *= sizes[i];
	for (int number = 0; number < n; number++) {
		int digit[8], left = number;
		struct job job;

		for (int i = 0; i < 8; i++) {
			digit[i] = left % sizes[i];
			left /= sizes[i];
		}
		/* What may be missing has NONE for its first value. */
		job = (struct job){digit[0], digit[1] - 1, lengths[digit[2]],
		    digit[3] - 1, digit[4], digit[5] - 1, digit[6], digit[7]};
		if (reaches(earlier, later, &job))
			return true;
	}
	return false;
}

/* From 0 to n - 1, or three times in four NONE. */
static int
some(struct random *random, uint64_t n)
{
	return random_once_in(random, 4) ? (int)random_below(random, n) : NONE;
}

static struct route
random_route(struct random *random)
{
	static const int bounds[] = {5, CAP + 1, 15};
	int below = some(random, 3), at_least = some(random, 3);
	int any = some(random, FLAGS - 1), no = some(random, FLAGS - 1);

	return (struct route){
	    .task = some(random, TASKS),
	    .stage = some(random, STAGES),
	    .below = below == NONE ? NONE : bounds[below],
	    .at_least = at_least == NONE ? NONE : at_least * 5,
	    .any = any == NONE ? NONE : any + 1,
	    .no = no == NONE ? NONE : no + 1,
	    .failures = some(random, FAILURES),
	    .equals = some(random, FIELDS),
	    .hours = some(random, HOURS),
	    .where = some(random, 1),
	    .on_missing = (int)random_below(random, 4),
	    .queue = random_once_in(random, 4),
	};
}

/* A condition here and there of base, and one of its own: often shadowed. */
static struct route
like(struct random *random, const struct route *base)
{
	struct route route = *base, other = random_route(random);

	route.on_missing = other.on_missing;
	route.queue = random_once_in(random, 2) ? route.queue : other.queue;
	switch (random_below(random, 9)) {
	case 0:
		route.task = other.task;
		break;
	case 1:
		route.stage = other.stage;
		break;
	case 2:
		route.below = other.below;
		break;
	case 3:
		route.at_least = other.at_least;
		break;
	case 4:
		route.any = other.any;
		break;
	case 5:
		route.no = other.no;
		break;
	case 6:
		route.failures = other.failures;
		break;
	case 7:
		route.equals = other.equals;
		break;
	default:
		route.where = other.where;
		break;
	}
	return route;
}

/* ,'key':number, with what stands around the number. */
static void
add_number(struct lm_buf *out, const char *before, int number,
    const char *after)
{
	char text[64];

	if (number == NONE)
		return;
	(void)snprintf(text, sizeof(text), "%s%d%s", before, number, after);
	append(out, lm_span_of(text));
}

static void
add_flags(struct lm_buf *out, const char *key, int flags)
{
	char text[64];

	if (flags == NONE)
		return;
	(void)snprintf(text, sizeof(text), ",'%s':[%s%s%s]", key,
	    (flags & 1) != 0 ? "'f0'" : "", flags == 3 ? "," : "",
	    (flags & 2) != 0 ? "'f1'" : "");
	append(out, lm_span_of(text));
}

static void
add_route(struct lm_buf *out, const char *id, const struct route *route)
{
	char text[160];

	(void)snprintf(text, sizeof(text),
	    "{'id':'%s','lane':'local','on_missing':'%s'%s%s%s", id,
	    on_missing_names[route->on_missing],
	    route->queue ? ",'queue':'q'" : "",
	    route->where == NONE ? "" : ",'where':'.x'",
	    route->hours == NONE    ? ""
		: route->hours == 0 ? ",'hours':'business'"
				    : ",'hours':'after'");
	append(out, lm_span_of(text));
	add_number(out, ",'task':'t", route->task, "'");
	add_number(out, ",'stage':'s", route->stage, "'");
	add_number(out, ",'tokens_below':", route->below, "");
	add_number(out, ",'tokens_at_least':", route->at_least, "");
	add_number(out, ",'schema_failures_at_least':", route->failures, "");
	add_number(out, ",'equals':{'.a':", route->equals, "}");
	add_flags(out, "any_flag", route->any);
	add_flags(out, "no_flag", route->no);
	append(out, lm_span_of("},"));
}

static struct lm_buf
manifest_with(const struct route *earlier, const struct route *later)
{
	struct lm_buf text = {0};

	append(&text,
	    lm_span_of("{'version':'1','risk_flags':{'f0':[],'f1':[]},'models':"
		       "{'m':{'kind':'generation','endpoint':'e','tasks':"
		       "['t0','t1']}},'endpoints':{'e':{'url':'http://e','api':"
		       "'vllm','lane':'local','host':'h'}},'queues':{'q':"
		       "{'host':'h','workers':1,'max_prompt_tokens':9}},"
		       "'business_hours':{'days':'mon','from':'09:00','to':"
		       "'18:00','timezone':'UTC'},'routes':["));
	add_route(&text, "r", earlier);
	add_route(&text, "s", later);
	append(&text, lm_span_of("]}"));
	append(&text, lm_span("", 1));
	return text;
}

struct tally {
	int reached;
	int shadowed;
	int missed; /* not reached, but not refused either */
};

static void
try_two(struct random *random, struct tally *tally)
{
	struct route earlier = random_route(random);
	struct route later = random_once_in(random, 4) ? random_route(random)
						       : like(random, &earlier);
	struct lm_buf text = manifest_with(&earlier, &later);
	struct lm_err err;
	enum lm_code code = manifest_read(text.ptr, &err);
	bool shadowed =
	    code != LM_OK && strstr(err.message, "jobs can reach") != NULL;
	bool reached =
	    (code == LM_OK || shadowed) && some_job_reaches(&earlier, &later);

	if (!CHECK(!shadowed || !reached))
		check_note("%s", text.ptr);
	tally->reached += reached;
	tally->shadowed += shadowed;
	tally->missed += code == LM_OK && !reached;
	lm_buf_free(&text);
}

static void
the_oracle_agrees(void)
{
	struct random random = random_start(1);
	int n = check_quick() ? 300 : check_soak() ? 100000 : 3000;
	struct tally tally = {0, 0, 0};

	for (int i = 0; i < n; i++)
		try_two(&random, &tally);
	CHECK(tally.reached > n / 10 && tally.shadowed > n / 10);
	/* What flags mean together is not looked into. */
	if (!CHECK(tally.missed <= tally.shadowed / 50))
		check_note("%d missed", tally.missed);
}

TEST_MAIN(TEST(the_oracle_agrees))
