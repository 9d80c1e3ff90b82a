#include "assign.h"

#include <stdlib.h>
#include <string.h>

#include "assign_site.h"
#include "placeholder.h"

/* Words that end the names of credentials, in general. */
static const char *const secret_words[] = {"token", "secret", "secrets",
    "password", "passwd", "passphrase", "pwd", "pw", "pass", "credential",
    "credentials", "creds", "cred", "apikey", "apitoken", "pat", "bearer",
    "auth", "jwt", "accesskey", "secretkey", "authkey", "accesstoken",
    "authtoken", "apisecret", "clientsecret", NULL};

/* The same without a separator before them. */
static const char *const secret_ends[] = {"apikey", "token", "secret",
    "secretkey", "accesskey", "password", "passwd", NULL};

/* Keys that open nothing, by the word before. */
static const char *const other_keys[] = {"public", "pub", "publishable",
    "primary", "foreign", "sort", "partition", "cache", "idempotency", "hot",
    "natural", "bucket", "schema", "sequence", "idx", "index", "row", "hash",
    "range", "object", "routing", "group", "dedup", "dedupe", "message", "map",
    "translation", "i18n", "issuer", "valid", "unique", "composite",
    "surrogate", "join", "lookup", "shard", "config", "setting", "resource",
    "registry", "metric", "json", "dict", "item", "parent", "child", "col",
    "column", "field", "label", "tag", "event", "enter", "arrow", "escape",
    "tab", "shift", "control", "ctrl", "alt", "meta", "function", "any",
    "press", "mod", "type", "data", "state", "react", "list", "node", "entity",
    "feature", "flag", "dimension", "context", "document", "doc", "kms",
    "query", "page", "start", "end", "first", "last", "next", "prev", "min",
    "max", "left", "right", "up", "down", "issue", "ticket", "space", "plan",
    "site", "host", "known", "id", "name", "sha", "commit", "content", "block",
    "file", "path", "run", "job", "task", "trace", "span", "request", "step",
    "expected", "extra", "missing", "duplicate", "is", "has", "no", "chars",
    "vapid", "storage", "image", "asset", "package", "entry", "model", NULL};

static const char *const other_tokens[] = {"public", "bucket", "lock", "fence",
    "fencing", "design", "color", "theme", "syntax", "dedup", "idempotency",
    NULL};

/* What a credential of a vendor is called beside the vendor's name. */
static const char *const vendor_words[] = {"key", "token", "secret", "login",
    "password", "passwd", "pass", "pwd", "auth", "api", "pat", "access",
    "license", "credential", "credentials", "creds", "apikey", NULL};

static const char *const id_words[] = {"client", "access", "app", "api", NULL};

/* Whose credentials have no form of their own but a length.  In alphabetical
 * order, for bsearch. */
static const char *const vendors[] = {"abuseipdb", "activecampaign", "adafruit",
    "adobe", "adyen", "airbrake", "airtable", "alchemy", "algolia", "alibaba",
    "amplitude", "apify", "appveyor", "artifactory", "asana", "assemblyai",
    "atlassian", "auth0", "azure", "backblaze", "beamer", "betterstack",
    "bintray", "bitbucket", "bitly", "bittrex", "braintree", "brevo", "bugsnag",
    "buildkite", "calendly", "cerebras", "circleci", "clearbit", "clickhouse",
    "cloudant", "cloudflare", "cloudinary", "codacy", "codecov", "cohere",
    "coinbase", "confluence", "confluent", "contentful", "coveralls",
    "databricks", "datadog", "deepgram", "deepseek", "detectify",
    "digitalocean", "discord", "dnkey", "doppler", "droneci", "dropbox",
    "dynatrace", "easypost", "elastic", "elevenlabs", "etherscan", "etsy",
    "facebook", "fastly", "finicity", "finnhub", "firebase", "fireworks",
    "flickr", "foursquare", "freshbooks", "freshdesk", "fullstory", "gemini",
    "giphy", "gitter", "gocardless", "grafana", "groq", "hashicorp", "helicone",
    "heroku", "honeycomb", "hubspot", "ibm", "infura", "instagram", "intercom",
    "ipinfo", "ipstack", "jfrog", "jira", "klaviyo", "kraken", "kucoin",
    "langfuse", "langsmith", "launchdarkly", "linear", "linkedin", "lob",
    "logdna", "loggly", "looker", "mailchimp", "mailgun", "mailjet", "mandrill",
    "mapbox", "mattermost", "maxmind", "meraki", "messagebird", "mistral",
    "mixpanel", "monday", "moralis", "nasdaq", "netlify", "newrelic",
    "newyorktimes", "ngrok", "nytimes", "okta", "onesignal", "openai",
    "openrouter", "openweather", "openweathermap", "opsgenie", "pagerduty",
    "paypal", "paystack", "perplexity", "pinata", "pinecone", "pingdom",
    "plaid", "plivo", "polygon", "postmark", "privateai", "pusher", "qdrant",
    "quandl", "rapidapi", "raygun", "razorpay", "recaptcha", "replicate",
    "rollbar", "salesforce", "sauce", "saucelabs", "segment", "sendbird",
    "sendgrid", "sentry", "shodan", "shopify", "shutterstock", "slack",
    "snowflake", "snyk", "softlayer", "sonar", "sonarqube", "sourcegraph",
    "splunk", "spotify", "square", "squarespace", "squareup", "statuspage",
    "strava", "stripe", "sumo", "sumologic", "supabase", "telegram", "tiktok",
    "together", "travis", "travisci", "trello", "twilio", "twitch", "twitter",
    "typeform", "unsplash", "vercel", "virustotal", "voyage", "wakatime",
    "weaviate", "webflow", "workos", "xray", "yandex", "yelp", "youtube",
    "zapier", "zendesk", "zillow", "zoom"};
#define N_VENDORS (sizeof(vendors) / sizeof(vendors[0]))

#define VENDOR_MIN 3 /* no vendor's name is shorter */

static int
compare(const void *key, const void *entry)
{
	const struct lm_span *name = key;
	const char *const *vendor = entry;
	int order = strncmp(name->ptr, *vendor, name->len);

	return order != 0 || (*vendor)[name->len] == '\0' ? order : -1;
}

static bool
is_vendor(struct lm_span name)
{
	return name.len >= VENDOR_MIN &&
	    bsearch(&name, vendors, N_VENDORS, sizeof(vendors[0]), compare) !=
	    NULL;
}

/* Whether a vendor's name begins with the i-th word and ends with a word. */
static bool
is_vendor_at(const struct name_words *words, size_t i)
{
	for (size_t last = i; last < words->n && last < i + 3; last++) {
		struct lm_span name = name_from(words, i);

		if (last + 1 < words->n)
			name.len = words->starts[last + 1] - words->starts[i];
		if (is_vendor(name))
			return true;
	}
	return false;
}

/* Whether the last word is a vendor's name and one of these: "hubspotkey". */
static bool
is_joined_vendor(struct lm_span word)
{
	for (const char *const *end = vendor_words; *end != NULL; end++) {
		size_t len = strlen(*end);

		if (word.len > len && text_has(word, word.len - len, *end) &&
		    is_vendor(lm_span(word.ptr, word.len - len)))
			return true;
	}
	return false;
}

static bool
is_vendors(const struct name_words *words)
{
	struct lm_span last = name_word(words, words->n - 1);
	bool tells = name_in(last, vendor_words) ||
	    (lm_span_equal(last, lm_span_of("id")) && words->n > 1 &&
		name_in(name_word(words, words->n - 2), id_words));

	if (!tells)
		return is_vendor(last) || is_joined_vendor(last) ||
		    (words->n > 1 && is_vendor(name_from(words, words->n - 2)));
	for (size_t i = 0; i < words->n; i++)
		if (is_vendor_at(words, i))
			return true;
	return false;
}

static bool
ends_secretly(struct lm_span word)
{
	for (const char *const *end = secret_ends; *end != NULL; end++) {
		size_t len = strlen(*end);

		if (word.len > len && text_has(word, word.len - len, *end))
			return true;
	}
	return false;
}

/* Whether the last word is not what it seems, for the word before it. */
static bool
is_other(const struct name_words *words, struct lm_span last)
{
	struct lm_span before;

	if (words->n < 2)
		return false;
	before = name_word(words, words->n - 2);
	if (lm_span_equal(last, lm_span_of("key")))
		return name_in(before, other_keys);
	if (lm_span_equal(last, lm_span_of("token")) &&
	    name_in(before, other_tokens))
		return true;
	return name_unsaid(before, last);
}

/* Whether the words look like a credential's name, and in which way. */
static bool
looks_like(const struct name_words *words, enum name_style *style)
{
	struct lm_span last;

	if (words->n == 0)
		return false;
	last = name_word(words, words->n - 1);
	if (is_other(words, last))
		return false;
	if (lm_span_equal(last, lm_span_of("value")) && words->n > 1)
		last = name_word(words, words->n - 2);
	if (is_vendors(words))
		*style = NAME_LIKE_VENDOR;
	else if (name_in(last, secret_words) || ends_secretly(last))
		*style = NAME_LIKE_SECRET;
	else if (lm_span_equal(last, lm_span_of("key")))
		*style = NAME_LIKE_KEY;
	else if (lm_span_equal(last, lm_span_of("signature")) ||
	    lm_span_equal(last, lm_span_of("sig")))
		*style = NAME_LIKE_SIGNATURE;
	else
		return false;
	return true;
}

static void
add_ends(struct assigner *assigner, const char *const *list)
{
	for (; *list != NULL; list++)
		ends_add(assigner, lm_span_of(*list));
}

void
credential_ends(struct assigner *assigner)
{
	static const char *const more[] = {"key", "sig", "signature", "value",
	    "clientid", "accessid", "appid", "apiid", NULL};

	/* Vendors whose names end as common words do ("page", "index"): in a
	 * text they need a word such as "key" behind them. */
	static const char *const common[] = {"statuspage", "yandex", "finicity",
	    "segment", "elastic", "linear", "monday", "square", "together",
	    "voyage", "sauce", "telegram", "instagram", "replicate", "discord",
	    "fireworks", "polygon", "confluence", "pusher", "strava", "shodan",
	    NULL};

	add_ends(assigner, secret_words);
	add_ends(assigner, vendor_words);
	for (size_t i = 0; i < N_VENDORS; i++)
		if (!name_in(lm_span_of(vendors[i]), common))
			ends_add(assigner, lm_span_of(vendors[i]));
	add_ends(assigner, more);
}

enum lm_code
name_classify(const struct names *names, struct lm_span name,
    struct lm_buf *scratch, enum name_class *class, struct name_match *match,
    struct lm_err *err)
{
	struct name_words words;
	enum lm_code code = name_split(name, scratch, &words, err);

	*class = NAME_NONE;
	*match = (struct name_match){0};
	if (code != LM_OK)
		return code;
	names_match(names, &words, match);
	if (match->label.len > 0)
		*class = NAME_DENIED;
	else if (looks_like(&words, &match->style))
		*class = NAME_CREDENTIAL;
	return LM_OK;
}

/* What a value is made of. */
struct makeup {
	size_t digits, lower, upper, hex, signs;
	size_t turns; /* from letter to digit or back, from lower to upper */
	bool strange; /* a character that no token has */
};

static struct makeup
look_at(struct lm_span value)
{
	struct makeup made = {0};
	char last = '\0';

	for (size_t i = 0; i < value.len; i++) {
		char byte = value.ptr[i];
		bool digit = is_digit(byte);
		bool upper = byte >= 'A' && byte <= 'Z';

		made.digits += digit;
		made.upper += upper;
		made.lower += byte >= 'a' && byte <= 'z';
		made.hex += is_hex(byte);
		if (!is_alnum(byte)) {
			made.signs++;
			made.strange =
			    made.strange || !is_any_of(byte, "_-.+/=~|");
		}
		made.turns += (is_alnum(last) && is_alnum(byte) &&
				  is_digit(last) != digit) ||
		    (upper && last >= 'a' && last <= 'z');
		last = byte;
	}
	return made;
}

/* "0.15.0", "1.7": a version, or a part of one. */
static bool
has_version(struct lm_span value)
{
	for (size_t i = 1; i + 1 < value.len; i++)
		if (value.ptr[i] == '.' && is_digit(value.ptr[i - 1]) &&
		    is_digit(value.ptr[i + 1]))
			return true;
	return false;
}

/* Whether it is a path or a host: parts of small letters after a "." or "/". */
static bool
is_path(struct lm_span value, const struct makeup *made)
{
	size_t dot = value.len;

	if (value.ptr[0] == '/' || text_has(value, 0, "./") ||
	    text_has(value, 0, "../") || text_has(value, 0, "~/"))
		return true;
	while (dot > 0 && is_letter(value.ptr[dot - 1]))
		dot--;
	/* A file's ending or a domain: up to six letters after a dot. */
	return dot > 0 && value.ptr[dot - 1] == '.' && dot < value.len &&
	    value.len - dot <= 6 && made->upper < 4;
}

#define HEX_KEY 32	  /* 128 bits */
#define HEX_SHORT 16	  /* 64 bits, under a name that leaves no doubt */
#define TOKEN_MIN 16	  /* the shortest without a vendor's name */
#define TOKEN_VENDOR 12	  /* and with it */
#define TOKEN_KEY 24	  /* and under nothing but "key" */
#define ENTROPY_HEX 3.0	  /* of 4 */
#define ENTROPY_SHORT 2.5 /* of what 16 digits can have */
#define ENTROPY_VENDOR 3. /* of nearly 6, but the values are short */
#define ENTROPY_TOKEN 3.5
#define TURNS_OF 5 /* a random value turns at least every fifth character */

static bool
is_hex_secret(enum name_style style, struct lm_span value)
{
	if (style == NAME_LIKE_KEY)
		return value.len == HEX_KEY || value.len > 64;
	if (value.len < (style == NAME_LIKE_SECRET ? HEX_SHORT : HEX_KEY))
		return false;
	return text_entropy(value) >=
	    (value.len < HEX_KEY ? ENTROPY_SHORT : ENTROPY_HEX);
}

static bool
is_token(enum name_style style, struct lm_span value, const struct makeup *made)
{
	double least = ENTROPY_TOKEN;

	if (style == NAME_LIKE_VENDOR)
		return value.len >= TOKEN_VENDOR && !is_code_words(value) &&
		    text_entropy(value) >= ENTROPY_VENDOR;
	if (value.len < (style == NAME_LIKE_KEY ? TOKEN_KEY : TOKEN_MIN) ||
	    TURNS_OF * made->turns < value.len)
		return false;
	if (style == NAME_LIKE_KEY && (made->upper == 0 || made->lower == 0))
		return false;
	return text_entropy(value) >= least;
}

bool
value_is_secret(const struct name_match *match, struct lm_span value)
{
	struct makeup made;

	value = mask_strip(value);
	if (value.len < TOKEN_VENDOR || value.len > SECRET_MAX ||
	    match->style == NAME_LIKE_SIGNATURE)
		return false;
	made = look_at(value);
	if (made.strange || made.digits == 0 || made.lower + made.upper == 0 ||
	    is_placeholder(value) || is_date(value) || has_version(value) ||
	    is_path(value, &made))
		return false;
	if (is_uuid(value))
		return match->style != NAME_LIKE_KEY;
	if (made.hex == value.len)
		return is_hex_secret(match->style, value);
	return is_token(match->style, value, &made);
}
