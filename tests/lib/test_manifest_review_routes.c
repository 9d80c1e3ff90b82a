#include "lm/manifest.h"

#include <stdio.h>

#include "check.h"
#include "manifests.h"

/* What routes may not be: each list of them, and the mistake in it. */

static const char head[] =
    "{'version':'1','risk_flags':{'a':[],'b':[],'c':[]},\n"
    "'models':{'m':{'kind':'generation','endpoint':['e','f'],'tasks':\n"
    " ['one','two']},'n':{'kind':'generation','endpoint':'f','tasks':\n"
    " ['two']},'o':{'kind':'generation','endpoint':'g','tasks':\n"
    " ['one','support_summary_de','tier1','contract_review','proposal']}},\n"
    "'endpoints':{'e':{'url':'http://e','api':'ollama','lane':'local',\n"
    " 'host':'x'},'f':{'url':'http://f','api':'ollama','lane':'local',\n"
    " 'host':'y'},'g':{'url':'https://g','api':'openai','lane':'managed',\n"
    " 'host':'z'}},\n"
    "'queues':{'qx':{'host':'x','workers':1,'max_prompt_tokens':100},\n"
    " 'qy':{'host':'y','workers':1},'qz':{'host':'z','workers':1},\n"
    " 'idle':{'host':'nowhere','workers':1}},\n"
    "'routes':[";

struct routes {
	const char *routes;
	const char *message; /* NULL: there is no mistake */
};

static void
check_routes(const char *before, const struct routes *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[2400];
		struct lm_err err;

		(void)snprintf(text, sizeof(text), "%s%s]}", before,
		    list[i].routes);
		if (list[i].message != NULL) {
			check_mistake(text, list[i].message);
			continue;
		}
		if (!CHECK_OK(manifest_read(text, &err), &err))
			check_note("%s", list[i].routes);
	}
}
#define CHECK_ROUTES(list) \
	check_routes(head, list, sizeof(list) / sizeof(list[0]))

static const struct routes models[] = {
    {"{'id':'r','task':'one','lane':'local'}", NULL},
    {"{'id':'r','lane':'local'}", NULL},
    {"`{'id':'r','task':'two','lane':'local'}",
	"expected the key \"model\", or one local model that is approved for "
	"the task \"two\": there are 2"},
    {"`{'id':'r','task':'three','lane':'local'}",
	"expected the key \"model\", or one local model that is approved for "
	"the task \"three\": there are 0"},
    {"{'id':'r','task':'two','lane':'managed'}", NULL},
    {"{'id':'r','task':'two','lane':'managed','model':`'o'}",
	"\"model\": \"o\" is not approved for the task \"two\": expected a "
	"model with it in its \"tasks\""},
};

static const struct routes tasks[] = {
    {"{'id':'r','task':'audit','lane':'hold'}", NULL},
    {"{'id':'r','task':'audit','lane':'reject'},{'id':'s','task':'audits',"
     "'stage':'x','lane':'hold'}",
	NULL},
#define SLIP(typed, meant)                                                    \
	"\"task\": no model is approved for \"" typed "\": expected \"" meant \
	"\"?"
    {"{'id':'r','task':`'proposals','lane':'hold'}",
	SLIP("proposals", "proposal")},
    {"{'id':'r','task':`'propsal','lane':'managed'}",
	SLIP("propsal", "proposal")},
    {"{'id':'r','task':`'porposal','lane':'local'}",
	SLIP("porposal", "proposal")},
    {"{'id':'r','task':`'contract_reviev','lane':'reject'}",
	SLIP("contract_reviev", "contract_review")},
    {"{'id':'r','task':`'contract-review','lane':'hold'}",
	SLIP("contract-review", "contract_review")},
    {"{'id':'r','task':`'suport_summary_de','lane':'hold'}",
	SLIP("suport_summary_de", "support_summary_de")},
    /* Two tasks, however near their names are. */
    {"{'id':'r','task':'contract_renewal','lane':'hold'}", NULL},
    {"{'id':'r','task':'support_summary_fr','lane':'hold'}", NULL},
    {"{'id':'r','task':'support_summary_dk','lane':'hold'}", NULL},
    {"{'id':'r','task':'tier2','lane':'hold'}", NULL},
    {"{'id':'r','task':'tier','lane':'hold'}", NULL},
    {"{'id':'r','task':'proposal2','lane':'hold'}", NULL},
    {"{'id':'r','task':'ones','lane':'hold'}", NULL},
};

/* The same with two managed endpoints, and none. */
static const char *const managed[] = {
    "'g':{'url':'https://g','api':'tei','lane':'managed'},"
    "'h':{'url':'https://h','api':'tei','lane':'managed'}",
    "'g':{'url':'https://g','api':'tei','lane':'local'}",
};

static void
check_managed(size_t which, const char *route, const char *message)
{
	char text[1024];
	struct lm_err err;

	(void)snprintf(text, sizeof(text),
	    "{'version':'1','endpoints':{%s},'models':{"
	    "'a':{'kind':'generation','endpoint':'g','tasks':['one','two']},"
	    "'b':{'kind':'generation','endpoint':'g','tasks':['two']}},"
	    "'routes':[%s]}",
	    managed[which], route);
	if (message != NULL)
		check_mistake(text, message);
	else if (!CHECK_OK(manifest_read(text, &err), &err))
		check_note("%s", text);
}

#define NOWHERE(n)                                                          \
	"expected the key \"model\", or one managed endpoint (there are " n \
	"), or a task with one managed model"

/* A job is never given to the managed lane without a place in it. */
static void
managed_jobs_have_a_place(void)
{
	check_managed(0, "`{'id':'r','lane':'managed'}", NOWHERE("2"));
	check_managed(0, "`{'id':'r','task':'two','lane':'managed'}",
	    NOWHERE("2"));
	check_managed(0, "`{'id':'r','task':'three','lane':'managed'}",
	    NOWHERE("2"));
	check_managed(0, "{'id':'r','task':'one','lane':'managed'}", NULL);
	check_managed(0, "{'id':'r','lane':'managed','model':'b'}", NULL);
	check_managed(1, "`{'id':'r','lane':'managed'}", NOWHERE("0"));
	check_managed(1, "`{'id':'r','task':'one','lane':'managed'}",
	    NOWHERE("0"));
}

static void
tasks_are_no_slips(void)
{
	CHECK_ROUTES(tasks);
}

static void
models_are_approved(void)
{
	CHECK_ROUTES(models);
}

static const struct routes queues[] = {
    {"{'id':'r','task':'one','lane':'local','model':'m','queue':'qx'}", NULL},
    {"{'id':'r','task':'one','lane':'local','model':'m','queue':'qy'}", NULL},
    {"{'id':'r','task':'one','lane':'local','model':'m','queue':`'qz'}",
	"\"queue\": expected a queue on a host of the model \"m\", found "
	"\"qz\" on \"z\""},
    {"{'id':'r','task':'two','lane':'local','model':'n','queue':`'qx'}",
	"\"queue\": expected a queue on a host of the model \"n\", found "
	"\"qx\" on \"x\""},
    /* Without a model: the only one of the task, or any of the lane. */
    {"{'id':'r','task':'one','lane':'local','queue':'qy'}", NULL},
    {"{'id':'r','task':'one','lane':'local','queue':`'qz'}",
	"\"queue\": expected a queue on a host of the model \"m\", found "
	"\"qz\" on \"z\""},
    {"{'id':'r','lane':'local','queue':'qy'}", NULL},
    {"{'id':'r','lane':'local','queue':`'qz'}",
	"\"queue\": expected a queue on a host of the lane \"local\", found "
	"\"qz\" on \"z\""},
    {"{'id':'r','lane':'managed','queue':'qz'}", NULL},
    {"{'id':'r','lane':'managed','queue':`'qx'}",
	"\"queue\": expected a queue on a host of the lane \"managed\", found "
	"\"qx\" on \"x\""},
};

static void
queues_serve_the_model(void)
{
	CHECK_ROUTES(queues);
}

static const struct routes contradictions[] = {
    {"{'id':'r','lane':'hold','tokens_at_least':9,'tokens_below':10}", NULL},
    {"{'id':'r','lane':'hold','tokens_at_least':`10,'tokens_below':10}",
	"\"tokens_at_least\": expected less than \"tokens_below\", 10, found "
	"10"},
    {"{'id':'r','lane':'local','queue':'qx','tokens_at_least':100}", NULL},
    {"{'id':'r','lane':'local','queue':'qx','tokens_at_least':`101}",
	"\"tokens_at_least\": expected at most \"max_prompt_tokens\" of the "
	"queue \"qx\", 100, found 101"},
    {"{'id':'r','lane':'hold','any_flag':['a','b'],'no_flag':['b','c']}", NULL},
    {"{'id':'r','lane':'hold','any_flag':`['a','b'],'no_flag':['b','c','a']}",
	"\"any_flag\": expected a flag that \"no_flag\" does not have"},
    {"{'id':'r','lane':'hold','hours':'business'}", NULL},
    {"{'id':'r','lane':'hold','hours':`'after'}",
	"\"hours\": expected the key \"business_hours\" in the manifest: "
	"without it, it is never \"after\""},
};

static void
conditions_can_hold(void)
{
	CHECK_ROUTES(contradictions);
}

#define SHADOWED                                                               \
	"expected a route that jobs can reach: \"r\" in line 14 takes all of " \
	"\"s\""
#define R "\n{'id':'r','lane':'hold',"
#define S "},\n{'id':`'s','lane':'reject',"
#define T "},\n{'id':`'s','lane':'local',"

static const struct routes shadows[] = {
    {"\n{'id':'r','lane':'hold'},\n{'id':`'s','lane':'hold'}", SHADOWED},
    {R "'task':'one'" S "'task':'one','stage':'x'}", SHADOWED},
    {R "'task':'one'" S "'task':'two'}", NULL},
    {R "'task':'one'" S "'stage':'x'}", NULL},
    {R "'tokens_below':10" S "'tokens_below':10}", SHADOWED},
    {R "'tokens_below':10" S "'tokens_below':11}", NULL},
    {R "'tokens_at_least':10" S "'tokens_at_least':10}", SHADOWED},
    {R "'tokens_at_least':10" S "'tokens_at_least':9}", NULL},
    {R "'any_flag':['a','b']" S "'any_flag':['b']}", SHADOWED},
    {R "'any_flag':['b']" S "'any_flag':['b','c']}", NULL},
    {R "'no_flag':['b']" S "'no_flag':['c','b']}", SHADOWED},
    {R "'no_flag':['b','c']" S "'no_flag':['b']}", NULL},
    {R "'schema_failures_at_least':0" S "'task':'one'}", SHADOWED},
    {R "'schema_failures_at_least':2" S "'schema_failures_at_least':1}", NULL},
    {R "'equals':{'.a':1}" S "'equals':{'.b':'x','.a':1}}", SHADOWED},
    {R "'equals':{'.a':1}" S "'equals':{'.a':'1'}}", NULL},
    {R "'equals':{'.a':true}" S "'equals':{'.a':false}}", NULL},
    {R "'where':'.x'" S "'where':'.x'}", SHADOWED},
    {R "'where':'.x'" S "'where':'.y'}", NULL},
    /* An expression that gives null is a signal that is missing. */
    {R "'where':'.x','on_missing':'skip'" S "'where':'.x'}", NULL},
    {R "'where':'.x','on_missing':'skip'" S "'where':'.x','on_missing':'skip'}",
	SHADOWED},
    {"\n{'id':'r','lane':'local','queue':'qx','where':'.x',"
     "'on_missing':'match'" T "'queue':'qx','where':'.x'}",
	NULL},
    /* A job without stage is passed over by r, and s holds it. */
    {R "'stage':'x','on_missing':'skip'" S "'stage':'x'}", NULL},
    {R "'stage':'x','on_missing':'skip'" S "'stage':'x','on_missing':'skip'}",
	SHADOWED},
    {R "'task':'one','on_missing':'skip'" S "'task':'one'}", SHADOWED},
    /* An expression that fails holds what lacks a stage, too. */
    {R "'stage':'x','on_missing':'skip'" S
       "'stage':'x','on_missing':'skip','where':'.x'}",
	NULL},
    /* A longer prompt than the cap passes on. */
    {"\n{'id':'r','lane':'local','queue':'qx'" S "'stage':'x'}", NULL},
    {"\n{'id':'r','lane':'local','queue':'qx'" S "'tokens_below':101}",
	SHADOWED},
    {"\n{'id':'r','lane':'local','queue':'qx'" S "'tokens_below':102}", NULL},
    {"\n{'id':'r','lane':'local','queue':'qx'" T "'queue':'qx'}", SHADOWED},
    /* What lacks a stage is held, however long it is. */
    {"\n{'id':'r','lane':'local','queue':'qx'" T "'queue':'qx','stage':'x'}",
	NULL},
    {"\n{'id':'r','lane':'local','queue':'qx','stage':'x'" T
     "'queue':'qx','stage':'x'}",
	SHADOWED},
    {"\n{'id':'r','lane':'local','queue':'qx','any_flag':['a']" T
     "'queue':'qx','any_flag':['a'],'no_flag':['b']}",
	SHADOWED},
};

static void
routes_are_reached(void)
{
	CHECK_ROUTES(shadows);
}

/* Routes of models with the tokenizers t and u and without one. */
static const char counting[] =
    "{'version':'1','models':{\n"
    "'t':{'kind':'generation','endpoint':'e','tasks':['one','three'],\n"
    " 'tokenizer':'t.json'},\n"
    "'u':{'kind':'generation','endpoint':'e','tasks':['one','two'],\n"
    " 'tokenizer':'u.json'},\n"
    "'v':{'kind':'generation','endpoint':'e','tasks':['two']},\n"
    "'w':{'kind':'generation','endpoint':'g','tasks':['three','four']}},\n"
    "'endpoints':{'e':{'url':'http://e','api':'vllm','lane':'local',\n"
    " 'host':'x'},'g':{'url':'https://g','api':'tei','lane':'managed'}},\n"
    "'queues':{'q':{'host':'x','workers':1,'max_prompt_tokens':100}},\n"
    "'routes':[\n\n";

static const struct routes counts[] = {
    {"\n{'id':'r','task':'one','lane':'local','model':'t','tokens_below':86"
     "},\n{'id':'s','task':'one','lane':'local','model':'u',"
     "'tokens_below':52}",
	NULL},
    {"\n{'id':'r','task':'one','lane':'local','model':'t',"
     "'tokens_at_least':10},\n{'id':'s','task':'one','lane':'local',"
     "'model':'u','tokens_at_least':20}",
	NULL},
    {"\n{'id':'r','task':'one','lane':'local','model':'t','queue':'q'},\n"
     "{'id':'s','task':'one','lane':'local','model':'u','tokens_below':9}",
	NULL},
    {"\n{'id':'r','task':'two','lane':'local','model':'u','tokens_below':86"
     "},\n{'id':'s','task':'two','lane':'local','model':'v',"
     "'tokens_below':52}",
	NULL},
    /* The same model, the same counts; no condition, no counts. */
    {"\n{'id':'r','task':'one','lane':'local','model':'t','tokens_below':86"
     "},\n{'id':`'s','task':'one','lane':'local','model':'t',"
     "'tokens_below':52}",
	SHADOWED},
    {"\n{'id':'r','task':'one','lane':'local','model':'t'},\n{'id':`'s',"
     "'task':'one','lane':'local','model':'u','tokens_below':52}",
	SHADOWED},
    /* Of one task, there is one tokenizer. */
    {"\n{'id':'r','task':'three','lane':'managed','tokens_below':86},\n"
     "{'id':`'s','task':'three','lane':'local','tokens_below':52}",
	SHADOWED},
    {"\n{'id':'r','task':'four','lane':'managed','tokens_below':86},\n"
     "{'id':`'s','task':'four','lane':'hold','tokens_below':52}",
	SHADOWED},
    /* The job may ask for the other model of its task. */
    {"\n{'id':'r','task':'one','lane':'local','model':'t','tokens_below':86"
     "},\n{'id':'s','task':'one','lane':'hold','tokens_below':52}",
	NULL},
};

static void
lengths_are_of_one_tokenizer(void)
{
	check_routes(counting, counts, sizeof(counts) / sizeof(counts[0]));
}

TEST_MAIN(TEST(managed_jobs_have_a_place), TEST(lengths_are_of_one_tokenizer),
    TEST(tasks_are_no_slips), TEST(models_are_approved),
    TEST(queues_serve_the_model), TEST(conditions_can_hold),
    TEST(routes_are_reached))
