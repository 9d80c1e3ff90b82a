#include "lm/manifest.h"

#include <stdlib.h>

#include "check.h"
#include "manifests.h"

/* What only the whole of a manifest shows: one edit, one mistake. */

static const char base[] =
    "{'version':'1',\n"
    "'models':{\n"
    " 'small':{'kind':'generation','endpoint':['linux','mac1'],\n"
    "  'tasks':['support','notes'],'expires':'2026-11-01'},\n"
    " 'code':{'kind':'generation','endpoint':'mac2','tasks':['triage']},\n"
    " 'large':{'kind':'generation','endpoint':'hosted',\n"
    "  'tasks':['support','proposal']}},\n"
    "'endpoints':{\n"
    " 'linux':{'url':'http://127.0.0.1:11434','api':'ollama',\n"
    "  'lane':'local','host':'linux'},\n"
    " 'mac1':{'url':'http://127.0.0.1:11435','api':'ollama',\n"
    "  'lane':'local','host':'mac1'},\n"
    " 'mac2':{'url':'http://mac2.example:8080/','api':'llama.cpp',\n"
    "  'lane':'local','host':'mac2'},\n"
    " 'hosted':{'url':'https://models.example/v1','api':'openai',\n"
    "  'lane':'managed'}},\n"
    "'queues':{\n"
    " 'linux_short':{'host':'linux','workers':4,'max_prompt_tokens':4096},\n"
    " 'mac1_long':{'host':'mac1','workers':2},\n"
    " 'mac2_long':{'host':'mac2','workers':2}},\n"
    "'risk_flags':{\n"
    " 'legal':['our lawyer','breach'],\n"
    " 'outage':['is down'],\n"
    " 'vip':[]},\n"
    "'routes':[\n"
    " {'id':'risk','task':'support','any_flag':['legal','outage'],\n"
    "  'no_flag':['vip'],'lane':'managed'},\n"
    " {'id':'short','task':'support','lane':'local','model':'small',\n"
    "  'queue':'linux_short'},\n"
    " {'id':'medium','task':'support','tokens_at_least':100,\n"
    "  'tokens_below':9000,'lane':'local','queue':'mac1_long'},\n"
    " {'id':'triage','task':'triage','lane':'local','model':'code',\n"
    "  'queue':'mac2_long'},\n"
    " {'id':'proposal','task':'proposal','lane':'managed',\n"
    "  'model':'large'},\n"
    " {'id':'rest','lane':'hold'}]}\n";

struct edit {
	const char *old;
	const char *new;
	const char *message;
};

static void
check_edits(const struct edit *edits, size_t n)
{
	struct lm_err err;

	if (setenv("LMOB_NOW", "2026-10-31T23:59:59Z", 1) != 0)
		abort();
	CHECK_OK(manifest_read(base, &err), &err);
	for (size_t i = 0; i < n; i++)
		check_edit(base, edits[i].old, edits[i].new, edits[i].message);
	if (unsetenv("LMOB_NOW") != 0)
		abort();
}
#define CHECK_EDITS(edits) check_edits(edits, sizeof(edits) / sizeof(edits[0]))

static const struct edit names[] = {
    {"'endpoint':['linux','mac1']", "'endpoint':['linux',`'mac3']",
	"unknown endpoint \"mac3\": expected \"mac1\"?"},
    {"'endpoint':'hosted'", "'endpoint':`'nowhere'",
	"unknown endpoint \"nowhere\": expected one of linux, mac1, mac2, "
	"hosted"},
    {"'model':'small'", "'model':`'smal\\u006d'",
	"unknown model \"smal\\u006d\": expected \"small\"?"},
    {"'model':'large'", "'model':`'lar\\u0067e '",
	"unknown model \"lar\\u0067e \": expected \"large\"?"},
    {"'queue':'mac2_long'", "'queue':`'mac2long'",
	"unknown queue \"mac2long\": expected \"mac2_long\"?"},
    {"'any_flag':['legal','outage']", "'any_flag':['legal',`'outrage']",
	"unknown flag \"outrage\": expected \"outage\"?"},
    {"'no_flag':['vip']", "'no_flag':[`'very important']",
	"unknown flag \"very important\": expected one of legal, outage, vip"},
    {"'mac1_long':{'host':'mac1'", "'mac1_long':{'host':`'mac4'",
	"\"host\": unknown host \"mac4\": expected \"mac1\"?"},
    {"'mac1_long':{'host':'mac1'", "'mac1_long':{'host':`'elsewhere'",
	"\"host\": unknown host \"elsewhere\": expected the \"host\" of an "
	"endpoint"},
};

static void
names_are_known(void)
{
	CHECK_EDITS(names);
	check_mistake("{'version':'1','endpoints':{'e':{'url':'http://e','api':"
		      "'vllm','lane':'local'}},'queues':{'box':{'host':`'box',"
		      "'workers':1}},'models':{'m':{'kind':'generation',"
		      "'endpoint':'e','tasks':['t']}},'routes':[{'id':'r',"
		      "'task':'t','lane':'local','queue':'box'}]}",
	    "\"host\": unknown host \"box\": expected the key \"host\" in an "
	    "endpoint, as none has one");
	check_mistake("{'version':'1','models':{'m':{'kind':'embedding',"
		      "'endpoint':`'e'}}}",
	    "unknown endpoint \"e\": expected a name of \"endpoints\", which "
	    "has none");
}

static const struct edit twice[] = {
    {"'id':'triage'", "'id':`'risk'",
	"\"risk\" is there twice: expected once (first in line 26)"},
    {"'our lawyer','breach'", "'our lawyer','breach',`'our\\u0020lawyer'",
	"\"our lawyer\" is there twice: expected once (first in line 22, as "
	"\"our lawyer\")"},
    {"'our lawyer','breach'", "'Anwalt','breach',`'anwalt'",
	"\"anwalt\" is there twice: expected once (first in line 22, as "
	"\"Anwalt\")"},
    {"'our lawyer','breach'",
	"'stra\xc3\x9f"
	"e',`'STRASSE','strasse'",
	"\"STRASSE\" is there twice: expected once (first in line 22, as "
	"\"stra\xc3\x9f"
	"e\")"},
    {"'http://127.0.0.1:11435'", "`'http://127.0.0.1.:11434'",
	"\"url\": expected an address of its own, found that of the endpoint "
	"\"linux\" in line 9"},
    {"'http://127.0.0.1:11435'", "`'http://[0:0:0:0:0:0:0:1]:11434'",
	"\"url\": expected an address of its own, found that of the endpoint "
	"\"linux\" in line 9"},
    {"'http://127.0.0.1:11435'", "`'http://127.0.0.1:11434'",
	"\"url\": expected an address of its own, found that of the endpoint "
	"\"linux\" in line 9"},
    {"'http://127.0.0.1:11435'", "`'http://LOCALHOST:011434//'",
	"\"url\": expected an address of its own, found that of the endpoint "
	"\"linux\" in line 9"},
    {"'https://models.example/v1'", "`'http://[::1]:11435'",
	"\"url\": expected an address of its own, found that of the endpoint "
	"\"mac1\" in line 11"},
};

static void
nothing_is_there_twice(void)
{
	CHECK_EDITS(twice);
}

static const struct edit lanes[] = {
    {"'https://models.example/v1'", "`'http://models.example/v1'",
	"\"url\": expected https:// for the endpoint \"hosted\" of the managed "
	"lane"},
    {"'https://models.example/v1'", "`'http://127.example.com/v1'",
	"\"url\": expected https:// for the endpoint \"hosted\" of the managed "
	"lane"},
    {"'endpoint':['linux','mac1']", "'endpoint':['linux',`'hosted']",
	"\"endpoint\": expected endpoints of one lane, found \"hosted\" of "
	"\"managed\" after one of \"local\""},
    {"'task':'triage','lane':'local','model':'code'",
	"'task':'triage','lane':'managed','model':`'code'",
	"\"model\": expected a model of the route's lane, \"managed\", found "
	"\"code\" of \"local\""},
    {"'id':'rest','lane':'hold'", "'id':'rest','lane':'hold','model':`'code'",
	"\"model\": expected none in a route of the lane \"hold\""},
    {"'id':'rest','lane':'hold'",
	"'id':'rest','lane':'reject','queue':`'mac1_long'",
	"\"queue\": expected none in a route of the lane \"reject\""},
};

static void
lanes_agree(void)
{
	CHECK_EDITS(lanes);
}

static const struct edit approvals[] = {
    {"'expires':'2026-11-01'", "'expires':`'2026-10-31'",
	"\"expires\": expected a day after today, 2026-10-31, found "
	"\"2026-10-31\": \"small\" is no longer approved"},
    {"'task':'triage','lane':'local','model':'code'",
	"'task':'triag','lane':'local','model':`'code'",
	"\"model\": \"code\" is not approved for the task \"triag\": expected "
	"\"triage\"?"},
    {"'task':'triage','lane':'local','model':'code'",
	"'task':'cooking','lane':'local','model':`'code'",
	"\"model\": \"code\" is not approved for the task \"cooking\": "
	"expected a model with it in its \"tasks\""},
    {"{'id':'triage','task':'triage','lane':'local','model':'code'",
	"`{'id':'triage','task':'cooking','lane':'local'",
	"expected the key \"model\", or one local model that is approved for "
	"the task \"cooking\": there are 0"},
};

static void
models_are_approved(void)
{
	CHECK_EDITS(approvals);
}

TEST_MAIN(TEST(names_are_known), TEST(nothing_is_there_twice),
    TEST(lanes_agree), TEST(models_are_approved))
