#include "tokens_table.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Tokens with a long run of letters and digits: what is before it, or what it
 * begins with, tells whose they are. */
static const struct shape at_runs[] = {
    {KIND_GITHUB_TOKEN, "g!hp_%a{24,251}", PROOF_CRC62, GLUED},
    {KIND_GITHUB_TOKEN, "g!ho_%a{24,251}", PROOF_CRC62, GLUED},
    {KIND_GITHUB_TOKEN, "g!hu_%a{24,251}", PROOF_CRC62, GLUED},
    {KIND_GITHUB_TOKEN, "g!hs_%a{24,251}", PROOF_CRC62, GLUED},
    {KIND_GITHUB_TOKEN, "g!hr_%a{24,251}", PROOF_CRC62, GLUED},
    {KIND_GITHUB_TOKEN, "github_p!at_%w{24,251}", PROOF_RANDOM, GLUED},
    {KIND_GITLAB_TOKEN, "_gitlab_sessi!on=(%l{32})", PROOF_RANDOM, GLUED},
    {KIND_NPM_TOKEN, "n!pm_%a{30,64}", PROOF_CRC62, ALONE},
    {KIND_GCP_KEY, "!GOOG1%u{56}", PROOF_RANDOM, ALONE},
    {KIND_AWS_KEY,
	"bedrock-api-key-!YmVkcm9jay5hbWF6b25hd3MuY29t%b{0,2000}"
	"%e{0,2}",
	PROOF_SHAPE, ALONE},

    /* The first line of PEM in base64, also where what follows is damaged. */
    {KIND_PRIVATE_KEY, "!LS0tLS1CRUdJTiBSU0EgUFJJVkFURS%b{20,4000}%e{0,2}",
	PROOF_SHAPE, APART},
    {KIND_PRIVATE_KEY, "!LS0tLS1CRUdJTiBQUklWQVRFIEtFW%b{20,4000}%e{0,2}",
	PROOF_SHAPE, APART},
    {KIND_PRIVATE_KEY, "!LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFW%b{20,4000}%e{0,2}",
	PROOF_SHAPE, APART},
    {KIND_PRIVATE_KEY,
	"!LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUg%b{20,4000}%e{0,2}", PROOF_SHAPE,
	APART},
    {KIND_PRIVATE_KEY, "!LS0tLS1CRUdJTiBEU0EgUFJJVkFURS%b{20,4000}%e{0,2}",
	PROOF_SHAPE, APART},
    {KIND_PRIVATE_KEY,
	"!LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFUR%b{20,4000}%e{0,2}", PROOF_SHAPE,
	APART},
    {KIND_PRIVATE_KEY, "!LS0tLS1CRUdJTiBQR1AgUFJJVkFURS%b{20,4000}%e{0,2}",
	PROOF_SHAPE, APART},

    {KIND_API_KEY, "dop_!v1_%h{32,64}", PROOF_RANDOM, ALONE}, /* DigitalOcean */
    {KIND_API_KEY, "doo_!v1_%h{64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dor_!v1_%h{64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!dapi%h{32}", PROOF_RANDOM, ALONE}, /* Databricks */
    {KIND_API_KEY, "!dapi%h{32}-%d", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!dose%h{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "shp!at_%a{32,38}", PROOF_RANDOM, ALONE}, /* Shopify */
    {KIND_API_KEY, "shp!ca_%a{32,38}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "shp!pa_%a{32,38}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "shp!ss_%a{32,38}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "shp!ua_%a{32,38}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "p!ul-%h{40}", PROOF_RANDOM, ALONE}, /* Pulumi */
    {KIND_API_KEY, "sntr!yu_%h{64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!eyJrIjoi%a{60,400}%e{0,3}", PROOF_RANDOM, APART},
    {KIND_API_KEY, "lin_a!pi_%a{32,48}", PROOF_RANDOM, ALONE}, /* Linear */
    {KIND_API_KEY, "lin_oau!th_%h{64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "n!tn_%a{40,50}", PROOF_LETTERED, ALONE}, /* Notion */
    {KIND_API_KEY, "secr!et_%a{43}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "o!ps_eyJ%b{200,4000}%e{0,3}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "AGE-SECRET-K!EY-1%u{58}", PROOF_SHAPE, GLUED},
    {KIND_API_KEY, "!AKCp%a{60,80}", PROOF_RANDOM, APART}, /* Artifactory */
    {KIND_API_KEY, "!cmVmd%a{59}", PROOF_RANDOM, APART},
    {KIND_API_KEY, "!4b1d%a{38}", PROOF_MIXED, APART}, /* ClickHouse */
    {KIND_API_KEY, "CLOJA!RS_%l{60}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!LTAI%a{20}", PROOF_LETTERED, APART},    /* Alibaba */
    {KIND_API_KEY, "!AKID%a{32}", PROOF_LETTERED, APART},    /* Tencent */
    {KIND_API_KEY, "!AKLT%a{30,60}", PROOF_LETTERED, APART}, /* Volcano */
    {KIND_API_KEY, "p!8e-%l{32}", PROOF_LETTERED, ALONE},    /* Adobe */
    {KIND_API_KEY, "!EZAK%a{54}", PROOF_RANDOM, APART},	     /* EasyPost */
    {KIND_API_KEY, "!EZTK%a{54}", PROOF_RANDOM, APART},
    {KIND_API_KEY, "s-s4t2!ud-%x{64}", PROOF_RANDOM, ALONE}, /* Intra 42 */
    {KIND_API_KEY, "s-s4t2!af-%x{64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!oy2%l{43}", PROOF_LETTERED, APART}, /* NuGet */
    {KIND_API_KEY, "p!nu_%a{36}", PROOF_RANDOM, ALONE},	 /* Prefect */
    {KIND_API_KEY, "p!nb_%a{36}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "rubyge!ms_%h{48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "rd!me_%l{70}", PROOF_RANDOM, ALONE},	   /* ReadMe */
    {KIND_API_KEY, "xkeys!ib-%h{64}-%a{16}", PROOF_RANDOM, ALONE}, /* Brevo */
    {KIND_API_KEY, "xsmtps!ib-%h{64}-%a{16}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "shippo_li!ve_%x{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "shippo_te!st_%x{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "s!gp_%x{40}", PROOF_RANDOM, ALONE}, /* Sourcegraph */
    {KIND_API_KEY, "sgp_loc!al_%x{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "BB!FF-%a{30}", PROOF_RANDOM, ALONE}, /* Ubidots */
    {KIND_API_KEY, "s!bp_%h{40}", PROOF_RANDOM, ALONE},	 /* Supabase */
    {KIND_API_KEY, "n!fp_%a{36}", PROOF_MIXED, ALONE},	 /* Netlify */
    {KIND_API_KEY, "n!fc_%a{36}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "n!fo_%a{36}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "v1!.0-%h{24}-%h{146}", PROOF_RANDOM,
	ALONE}, /* Cloudflare */
    {KIND_API_KEY, "cf!ut_%a{40}%h{8}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "cf!at_%a{40}%h{8}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "c!fk_%a{40}%h{8}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "i!co-%a{32}", PROOF_MIXED, ALONE},	  /* Infracost */
    {KIND_API_KEY, "A!PI-%u{26}", PROOF_LETTERED, ALONE}, /* Octopus */
    {KIND_API_KEY, "k!ey-%h{32}", PROOF_RANDOM, APART},	  /* Mailgun */
    {KIND_API_KEY, "pubk!ey-%h{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "s!qu_%h{40}", PROOF_RANDOM, ALONE}, /* SonarQube */
    {KIND_API_KEY, "s!qp_%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "s!qa_%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "bk!ua_%h{40}", PROOF_RANDOM, ALONE},    /* Buildkite */
    {KIND_API_KEY, "na!pi_%l{60,70}", PROOF_RANDOM, ALONE}, /* Neon */
    {KIND_API_KEY, "r!nd_%a{28}", PROOF_MIXED, ALONE},	    /* Render */
    {KIND_API_KEY, "!pk_%h{34}", PROOF_RANDOM, ALONE},	    /* Klaviyo */
    {KIND_API_KEY, "!ck_%h{40}", PROOF_RANDOM, ALONE},	    /* WooCommerce */
    {KIND_API_KEY, "!cs_%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "hca!ik_%a{58}", PROOF_RANDOM, ALONE}, /* Honeycomb */
    {KIND_API_KEY, "hcx!ik_%a{58}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "es!su_%b{40,200}%e{0,2}", PROOF_RANDOM,
	ALONE},						 /* Elastic */
    {KIND_API_KEY, "alc!ht_%a{30}", PROOF_MIXED, ALONE}, /* Alchemy */
    {KIND_API_KEY, "os_v2_a!pp_%l{90,120}", PROOF_RANDOM,
	ALONE}, /* OneSignal */
    {KIND_API_KEY, "os_v2_o!rg_%l{90,120}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sec!-c-%a{40,64}%e{0,2}", PROOF_MIXED, ALONE}, /* PubNub */
    {KIND_API_KEY, "pdl_live_apik!ey_%l{26}_%a{22}_%a{3}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "pdl_sdbx_apik!ey_%l{26}_%a{22}_%a{3}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!dG9rO%b{50,60}%e{0,2}", PROOF_RANDOM,
	APART}, /* Intercom */
    {KIND_API_KEY, "!sk.eyJ%t{30,200}.%t{20,24}", PROOF_RANDOM,
	ALONE}, /* Mapbox */
    {KIND_API_KEY, "!pk.%t{50,200}.%t{20,24}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "li!ve_%t{40}", PROOF_LETTERED, APART}, /* GoCardless */
    {KIND_API_KEY, "li!ve_%h{35}", PROOF_LETTERED, ALONE}, /* Lob */
    {KIND_API_KEY, "te!st_%h{35}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "live_p!ub_%h{31}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "test_p!ub_%h{31}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "!ATTA%a{60,76}", PROOF_LETTERED, APART},  /* Trello */
    {KIND_API_KEY, "!ATBB%a{28,32}", PROOF_LETTERED, APART},  /* Bitbucket */
    {KIND_API_KEY, "!cflt%b{56,64}", PROOF_MIXED, APART},     /* Confluent */
    {KIND_API_KEY, "!cnvca%a{40,60}", PROOF_LETTERED, APART}, /* Canva */
    {KIND_API_KEY, "!cio%a{32}", PROOF_MIXED, APART},	      /* crates.io */
    {KIND_API_KEY, "!st.%h{24}.%h{32}.%h{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!AAAAAAAAAAAAAAAAAAAAAA%q{60,110}", PROOF_MIXED, APART},
    {KIND_API_KEY, "a!io_%a{28}", PROOF_MIXED, ALONE},	  /* Adafruit */
    {KIND_API_KEY, "o!dt_%a{32,40}", PROOF_MIXED, ALONE}, /* Dependency-Track */
    {KIND_API_KEY, "ak_li!ve_%a{30}", PROOF_LETTERED, ALONE}, /* Pagar.me */
    {KIND_API_KEY, "ak_te!st_%a{30}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "s.!CAES%t{60,200}", PROOF_RANDOM, ALONE}, /* Vault */
    {KIND_API_KEY, "v!cp_%a{40,60}", PROOF_MIXED, ALONE},     /* Vercel */
    {KIND_API_KEY, "v!ck_%a{40,60}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "v!ci_%a{36,60}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "v!ca_%a{36,60}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "v!cr_%a{36,60}", PROOF_MIXED, ALONE},
};

/* Those that no three bytes at a fixed place tell from others. */
static const struct shape at_any_run[] = {
    {KIND_GITHUB_TOKEN, "github_pat_%a{22}_!%a{40,80}", PROOF_RANDOM, GLUED},
    {KIND_TWILIO_KEY, "!SK%x{32}", PROOF_RANDOM, ALONE},
    {KIND_TWILIO_KEY, "!AC%h{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "pat%a{14}.!%h{64}", PROOF_RANDOM, ALONE}, /* Airtable */
    {KIND_API_KEY, "pat.%t{22}.!%a{24}.%a{20}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sat.%t{22}.!%a{24}.%a{20}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "s.!%a{24}", PROOF_DIGITS, ALONE}, /* Vault, before 1.10 */
    {KIND_API_KEY, "live_%d{8}_!%a{30}", PROOF_MIXED, ALONE}, /* Twitch */
    {KIND_API_KEY, "live_%d{9}_!%a{30}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "live_%d{10}_!%a{30}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "%d-!%a{64}", PROOF_MIXED, ALONE}, /* TrueNAS */
    {KIND_API_KEY, "%d{2}-!%a{64}", PROOF_MIXED, ALONE},
    {KIND_API_KEY, "!%h{32}-us%d{1,2}", PROOF_RANDOM, ALONE}, /* Mailchimp */
    {KIND_API_KEY, "!%l{32}-%l{8}-%l{8}", PROOF_LETTERED, ALONE}, /* Mailgun */
    /* Discord: the first digit of a number is 1 to 3, 4 to 7, 8 or 9. */
    {KIND_API_KEY, "!M%a{22,27}.%t{6}.%t{27,40}", PROOF_SNOWFLAKE, APART},
    {KIND_API_KEY, "!N%a{22,27}.%t{6}.%t{27,40}", PROOF_SNOWFLAKE, APART},
    {KIND_API_KEY, "!O%a{22,27}.%t{6}.%t{27,40}", PROOF_SNOWFLAKE, APART},
    {KIND_API_KEY, "sgp_%x{16}_!%x{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "CCIPAT_%a{22}_!%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "CCIPRJ_%a{22}_!%h{40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "re_%a{8}_!%a{24}", PROOF_MIXED, ALONE}, /* Resend */
    {KIND_API_KEY, "vercel_blob_rw_%a{16}_!%a{24,40}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "access_token$production$%l{16}$!%h{32}", PROOF_RANDOM,
	ALONE},
    {KIND_API_KEY, "access_token$sandbox$%l{16}$!%h{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "!%l{10}msh%l{34,40}", PROOF_LETTERED, ALONE}, /* RapidAPI */
    {KIND_API_KEY, "!%h{32}.%a{16}", PROOF_MIXED, ALONE},	  /* Zhipu */
};

/* Those that begin with a number. */
static const struct shape at_digits[] = {
    {KIND_TELEGRAM_TOKEN, "!%d{5,16}:A%t{34}", PROOF_TAIL, GLUED},
    {KIND_API_KEY, "!%d{15,16}|%t{27,40}", PROOF_TAIL, ALONE}, /* Facebook */
    {KIND_API_KEY, "!%d{15,16}%%7C%t{27,40}", PROOF_TAIL, ALONE},
    {KIND_API_KEY, "!%d{6,20}-%a{40}", PROOF_TAIL, ALONE},	 /* Twitter */
    {KIND_API_KEY, "!%d/%d{15,17}:%h{32}", PROOF_RANDOM, ALONE}, /* Asana */
    {KIND_API_KEY, "!%d/%d{15,17}/%d{15,17}:%h{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "pk_!%d{4,12}_%u{32}", PROOF_RANDOM, ALONE}, /* ClickUp */
};

struct shapes
shapes_of_runs(void)
{
	return (struct shapes){at_runs, N(at_runs)};
}

struct shapes
shapes_of_any_run(void)
{
	return (struct shapes){at_any_run, N(at_any_run)};
}

struct shapes
shapes_of_digits(void)
{
	return (struct shapes){at_digits, N(at_digits)};
}
