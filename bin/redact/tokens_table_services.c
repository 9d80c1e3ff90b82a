#include "tokens_table.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))
#define UUID "%l{8}-%l{4}-%l{4}-%l{4}-%l{12}"

/* All other services whose tokens begin with a literal, or hold one. */
static const struct shape at_marks[] = {
    {KIND_SLACK_TOKEN, "xox%z-%d{6,24}-%t{10,150}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xox%z-%d-%d{6,14}-%t{10,150}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xox%z-%d-%t{80,250}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xox%z-%a{20,60}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xox%z-%d-%a{12,60}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xoxe.xox%z-%d-%t{80,250}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xoxd-%q{60,600}", PROOF_LETTERED, GLUED},
    {KIND_SLACK_TOKEN, "xapp-%d-%a{5,41}-%d{5,41}-%a{10,100}", PROOF_LETTERED,
	GLUED},
    {KIND_SLACK_TOKEN, "hooks!.slack.com/services/(%b{30,60})", PROOF_LETTERED,
	GLUED},
    {KIND_SLACK_TOKEN, "hooks!.slack.com/workflows/(%b{30,80})", PROOF_LETTERED,
	GLUED},
    {KIND_SLACK_TOKEN, "hooks!.slack.com/triggers/(%b{30,80})", PROOF_LETTERED,
	GLUED},

    /* Other webhooks: whoever has the address may post. */
    {KIND_API_KEY, "discord.com/api/we!bhooks/(%d{17,20}/%t{50,90})",
	PROOF_RANDOM, GLUED},
    {KIND_API_KEY, "discordapp.com/api/we!bhooks/(%d{17,20}/%t{50,90})",
	PROOF_RANDOM, GLUED},
    {KIND_API_KEY,
	"office.com/we!bhookb2/(" UUID "@" UUID
	"/IncomingWebhook/%l{32}/%t{36,100})",
	PROOF_RANDOM, GLUED},
    {KIND_API_KEY,
	"office.com/we!bhook/(" UUID "@" UUID "/IncomingWebhook/%l{32}/" UUID
	")",
	PROOF_RANDOM, GLUED},
    {KIND_API_KEY, "/cgi-bin/we!bhook/send?key=(" UUID ")", PROOF_RANDOM,
	GLUED},

    {KIND_STRIPE_KEY, "s!k_live_%a{10,250}", PROOF_NOT_WORDS, ALONE},
    {KIND_STRIPE_KEY, "s!k_test_%a{10,250}", PROOF_NOT_WORDS, ALONE},
    {KIND_STRIPE_KEY, "s!k_prod_%a{10,250}", PROOF_NOT_WORDS, ALONE},
    {KIND_STRIPE_KEY, "r!k_live_%a{10,250}", PROOF_NOT_WORDS, ALONE},
    {KIND_STRIPE_KEY, "r!k_test_%a{10,250}", PROOF_NOT_WORDS, ALONE},
    {KIND_STRIPE_KEY, "r!k_prod_%a{10,250}", PROOF_NOT_WORDS, ALONE},
    {KIND_TELEGRAM_TOKEN, "%d{8}!:AA%t{32,33}", PROOF_TAIL, GLUED},
    {KIND_TELEGRAM_TOKEN, "%d{9}!:AA%t{32,33}", PROOF_TAIL, GLUED},
    {KIND_TELEGRAM_TOKEN, "%d{10}!:AA%t{32,33}", PROOF_TAIL, GLUED},
    {KIND_STRIPE_KEY, "whsec_%b{24,80}%e{0,2}", PROOF_RANDOM, ALONE},
    {KIND_SENDGRID_KEY, "SG.%t{16,32}.%t{30,60}", PROOF_RANDOM, ALONE},
    {KIND_SENDGRID_KEY, "SG.%p{60,72}", PROOF_RANDOM, ALONE},

    {KIND_API_KEY, "dp.pt.%a{36,48}", PROOF_RANDOM, ALONE}, /* Doppler */
    {KIND_API_KEY, "dp.ct.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dp.sa.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dp.st.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dp.st.%t{2,35}.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dp.said.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dp.scim.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dp.audit.%a{36,48}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sl.%s{120,1500}", PROOF_RANDOM, ALONE}, /* Dropbox */
    {KIND_API_KEY, "sl.u.%s{120,1500}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sq0%z{3}-%t{22,60}", PROOF_RANDOM, ALONE}, /* Square */
    {KIND_API_KEY, "EAAA%t{22,68}", PROOF_MIXED, APART},
    {KIND_API_KEY, "EAA%a{70,400}", PROOF_MIXED, APART}, /* Facebook */
    {KIND_API_KEY, "pscale_%z{2,6}_%p{24,80}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "PMAK-%h{24}-%h{34}", PROOF_RANDOM, ALONE}, /* Postman */
    {KIND_API_KEY, "s!ntrys_%b{40,400}%e{0,2}_%b{43}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "NRAK-%u{27}", PROOF_RANDOM, ALONE}, /* New Relic */
    {KIND_API_KEY, "NRAK-%l{27}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "%a{36}!NRAL", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "NRII-%t{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "NRIQ-%t{32}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "NRAA-%h{27}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "NRJS-%h{19}", PROOF_SHORT, ALONE},
    {KIND_API_KEY, "glc_%b{32,400}%e{0,3}", PROOF_RANDOM, ALONE}, /* Grafana */
    {KIND_API_KEY, "glsa_%a{32}_%x{8}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "A3-%u{6}-%u{11}-%u{5}-%u{5}-%u{5}", PROOF_LETTERED, ALONE},
    {KIND_API_KEY, "A3-%u{6}-%u{6}-%u{5}-%u{5}-%u{5}-%u{5}", PROOF_LETTERED,
	ALONE},
    {KIND_API_KEY, "ATA!TT3%s{40,260}", PROOF_CRC_HEX, ALONE}, /* Atlassian */
    {KIND_API_KEY, "ATC!TT3%s{40,260}", PROOF_CRC_HEX, ALONE},
    {KIND_API_KEY, "CFPAT-%t{40,50}", PROOF_RANDOM, ALONE}, /* Contentful */
    {KIND_API_KEY, "duffel_test_%s{40,60}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "duffel_live_%s{40,60}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "dt0%z%d{2}.%a{24}.%a{64}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "FLWSECK_TEST-%l{32}-X", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "FLWPUBK_TEST-%l{32}-X", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "FLWSECK_TEST%l{12}", PROOF_SHORT, ALONE},
    {KIND_API_KEY, "FLWSECK_TEST-%l{12}", PROOF_SHORT, ALONE},
    {KIND_API_KEY, "FLWSECK-%l{32}-X", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "FLWSECK-%l{32}-%l{4,20}-X", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "fio-u-%s{60,70}", PROOF_RANDOM, ALONE},	  /* Frame.io */
    {KIND_API_KEY, "%a{6}_%a{29}_!mmk", PROOF_RANDOM, ALONE},	  /* MaxMind */
    {KIND_API_KEY, "acce!ss-sandbox-" UUID, PROOF_RANDOM, ALONE}, /* Plaid */
    {KIND_API_KEY, "acce!ss-development-" UUID, PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "acce!ss-production-" UUID, PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "pat-!na1-" UUID, PROOF_RANDOM, ALONE}, /* HubSpot */
    {KIND_API_KEY, "pat-!na2-" UUID, PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "pat-!eu1-" UUID, PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "sdk-" UUID, PROOF_RANDOM, ALONE},	  /* LaunchDarkly */
    {KIND_API_KEY, "sm_!aat_%a{16}", PROOF_SHORT, ALONE}, /* SettleMint */
    {KIND_API_KEY, "s!m_pat_%a{16}", PROOF_SHORT, ALONE},
    {KIND_API_KEY, "s!m_sat_%a{16}", PROOF_SHORT, ALONE},
    {KIND_API_KEY, "tskey-%z{3,10}-%a{8,24}-%a{20,50}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "tskey-%a{20,50}", PROOF_RANDOM, ALONE},	/* Tailscale */
    {KIND_API_KEY, "tfp_%p{40,70}", PROOF_RANDOM, ALONE},	/* Typeform */
    {KIND_API_KEY, "phx_%t{40,60}", PROOF_RANDOM, ALONE},	/* PostHog */
    {KIND_API_KEY, "f!igd_%t{30,60}", PROOF_RANDOM, ALONE},	/* Figma */
    {KIND_API_KEY, "sb_secret_%t{24,50}", PROOF_RANDOM, ALONE}, /* Supabase */
    {KIND_API_KEY, "WPL_AP1.%a{16}", PROOF_SHORT, ALONE},	/* LinkedIn */
    {KIND_API_KEY, "WPL_AP1.%a{16}.%b{6,10}%e{0,2}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "mdb_sa_sk_%t{30,60}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "AVNS_%t{15,40}", PROOF_SHORT, ALONE}, /* Aiven */
    {KIND_API_KEY, "CCDB1_%a{20,24}_%a{36,44}", PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "s!ktsec_%t{40,70}", PROOF_RANDOM, ALONE}, /* Socket */
    {KIND_API_KEY, "ovsxat_" UUID, PROOF_RANDOM, ALONE},
    {KIND_API_KEY, "RGAPI-" UUID, PROOF_RANDOM, ALONE},	    /* Riot */
    {KIND_API_KEY, "SSWS (00%t{40})", PROOF_RANDOM, ALONE}, /* Okta */
    {KIND_API_KEY, "dnkey-%s{26}-%s{52}", PROOF_RANDOM, ALONE},
};

struct shapes
shapes_of_services(void)
{
	return (struct shapes){at_marks, N(at_marks)};
}
