#include "plan.h"

#include <stdio.h>

#include "plan_time.h"
#include "price.h"

#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"

#define TEXT_SIZE 160

/* What there is to say. */
struct plan {
	uint64_t texts; /* to be sent */
	bool has_price;
	uint64_t micro_usd;
	struct plan_time time;
};

/* tokens times a price, in millionths of a dollar, rounded up. */
static uint64_t
cost(uint64_t tokens, uint64_t micro_usd_per_million)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)tokens * micro_usd_per_million;

	return (uint64_t)((product + PRICE_SCALE - 1) / PRICE_SCALE);
}

/* By the manifest's price list, if it has one and the model is in it. */
static enum lm_code
find_price(const struct settings *settings, struct plan *plan,
    struct lm_err *err)
{
	const struct target *target = remote_target(settings->server);
	struct lm_buf path = {0};
	yyjson_val *prices;
	uint64_t price = 0;
	int64_t now;
	enum lm_code code = lm_clock_now(&now, err);

	if (code != LM_OK || target->manifest == NULL)
		return code;
	prices = lm_manifest_get(target->manifest, "prices", NULL);
	if (prices == NULL)
		return LM_OK;
	code = lm_manifest_file(target->manifest, lm_record_text(prices), &path,
	    err);
	if (code == LM_OK)
		code = price_find(path.ptr, target->model, now, &price,
		    &plan->has_price, err);
	plan->micro_usd = cost(remote_counts(settings->server)->planned, price);
	lm_buf_free(&path);
	return code;
}

static enum lm_code
append_object(const struct settings *settings, const struct plan *plan,
    struct lm_filter_run *run, struct lm_err *err)
{
	const struct remote_counts *counts = remote_counts(settings->server);
	struct lm_buf *out = &run->result;
	char ends[LM_CLOCK_TEXT_SIZE];
	enum lm_code code = lm_buf_printf(out, err,
	    "{\"records\":%ju,\"texts\":%ju,\"repeated\":%ju,\"reused\":%ju,"
	    "\"requests\":%ju,\"tokens\":%ju,\"tokens_exact\":%s,\"usd\":",
	    (uintmax_t)run->totals->records_in, (uintmax_t)plan->texts,
	    (uintmax_t)counts->repeated, (uintmax_t)counts->reused,
	    (uintmax_t)counts->batches, (uintmax_t)counts->planned,
	    tokens_are_exact(remote_tokens(settings->server)) ? "true"
							      : "false");

	if (code == LM_OK && plan->has_price)
		code = lm_buf_printf(out, err, "%ju.%06ju",
		    (uintmax_t)(plan->micro_usd / PRICE_SCALE),
		    (uintmax_t)(plan->micro_usd % PRICE_SCALE));
	else if (code == LM_OK)
		code = lm_buf_text(out, "null", err);
	if (code != LM_OK)
		return code;
	if (!plan->time.is_known)
		return lm_buf_text(out, ",\"seconds\":null,\"ends\":null}\n",
		    err);
	lm_clock_format(plan->time.ends_ns, ends);
	return lm_buf_printf(out, err, ",\"seconds\":%.0f,\"ends\":\"%s\"}\n",
	    plan->time.seconds, ends);
}

static enum lm_code
append_line(const struct settings *settings, const struct plan *plan,
    struct lm_filter_run *run, struct lm_err *err)
{
	const struct remote_counts *counts = remote_counts(settings->server);
	char price[TEXT_SIZE] = "", ends[TEXT_SIZE];

	if (plan->has_price)
		(void)snprintf(price, sizeof(price), ", $%ju.%06ju",
		    (uintmax_t)(plan->micro_usd / PRICE_SCALE),
		    (uintmax_t)(plan->micro_usd % PRICE_SCALE));
	plan_time_say(&plan->time, run->manifest, ends, sizeof(ends));
	return lm_buf_printf(&run->verdict, err,
	    "lmob-embed: %ju texts in %ju requests, %s%ju tokens%s; %ju "
	    "reused; %s\n",
	    (uintmax_t)plan->texts, (uintmax_t)counts->batches,
	    tokens_are_exact(remote_tokens(settings->server)) ? "" : "at most ",
	    (uintmax_t)counts->planned, price, (uintmax_t)counts->reused, ends);
}

enum lm_code
plan_say(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct remote_counts *counts = remote_counts(settings->server);
	struct plan plan = {
	    .texts = counts->texts - counts->repeated - counts->reused};
	enum lm_code code = find_price(settings, &plan, err);

	run->n_results = 1;
	if (code == LM_OK)
		code = plan_time_find(run->stats, plan.texts, &plan.time, err);
	if (code == LM_OK)
		code = append_object(settings, &plan, run, err);
	return code == LM_OK ? append_line(settings, &plan, run, err) : code;
}
