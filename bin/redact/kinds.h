#ifndef REDACT_KINDS_H
#define REDACT_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/span.h"

/*
 * The kinds of what is found.  A kind is a name (of --detect, of counts and
 * reports) and a label (of masks: "[EMAIL]").
 */
enum kind {
	/* People and places on the net. */
	KIND_EMAIL,
	KIND_PHONE,
	KIND_IPV4,
	KIND_IPV6,
	KIND_MAC,
	/* What opens doors. */
	KIND_URL_CREDENTIALS,
	KIND_CONNECTION_STRING,
	KIND_AUTH_HEADER,
	KIND_JWT,
	KIND_PRIVATE_KEY,
	KIND_PASSWORD_HASH,
	KIND_AWS_KEY,
	KIND_GCP_KEY,
	KIND_AZURE_KEY,
	KIND_GITHUB_TOKEN,
	KIND_GITLAB_TOKEN,
	KIND_SLACK_TOKEN,
	KIND_STRIPE_KEY,
	KIND_OPENAI_KEY,
	KIND_ANTHROPIC_KEY,
	KIND_HUGGINGFACE_TOKEN,
	KIND_NPM_TOKEN,
	KIND_PYPI_TOKEN,
	KIND_SENDGRID_KEY,
	KIND_TWILIO_KEY,
	KIND_TELEGRAM_TOKEN,
	KIND_API_KEY, /* of another vendor, by its shape */
	KIND_SECRET,  /* assigned to a name that says so */
	/* Money. */
	KIND_CARD,
	KIND_IBAN,
	KIND_CRYPTO_ADDRESS,
	KIND_ABA_ROUTING,
	KIND_MONEY, /* only if it is asked for */
	/* Identifiers of people and companies. */
	KIND_US_SSN,
	KIND_US_ITIN,
	KIND_US_NPI,
	KIND_US_DEA,
	KIND_US_MBI,
	KIND_PASSPORT,
	KIND_DRIVER_LICENSE,
	KIND_CA_SIN,
	KIND_BR_CPF,
	KIND_BR_CNPJ,
	KIND_UK_NHS,
	KIND_UK_NINO,
	KIND_UK_UTR,
	KIND_UK_DRIVER_LICENSE,
	KIND_IE_PPS,
	KIND_DE_TAX_ID,
	KIND_DE_VAT_ID,
	KIND_DE_ID_CARD,
	KIND_DE_SOCIAL_SECURITY,
	KIND_DE_HEALTH_INSURANCE,
	KIND_DE_PHYSICIAN,
	KIND_AT_SOCIAL_SECURITY,
	KIND_FR_NIR,
	KIND_FR_TAX_ID,
	KIND_BE_NATIONAL_NUMBER,
	KIND_NL_BSN,
	KIND_LU_NATIONAL_ID,
	KIND_ES_NIF,
	KIND_ES_SOCIAL_SECURITY,
	KIND_PT_NIF,
	KIND_IT_FISCAL_CODE,
	KIND_IT_VAT,
	KIND_GR_AMKA,
	KIND_GR_AFM,
	KIND_SE_PERSONAL_NUMBER,
	KIND_SE_ORGANISATION,
	KIND_FI_HETU,
	KIND_PL_PESEL,
	KIND_PL_NIP,
	KIND_CZ_BIRTH_NUMBER,
	KIND_HU_TAX_ID,
	KIND_RO_CNP,
	KIND_BG_EGN,
	KIND_SI_EMSO,
	KIND_SI_TAX_ID,
	KIND_EE_LT_PERSONAL_CODE,
	KIND_LV_PERSONAL_CODE,
	KIND_TR_NATIONAL_ID,
	KIND_ZA_ID,
	KIND_NG_NIN,
	KIND_IN_AADHAAR,
	KIND_IN_PAN,
	KIND_IN_GSTIN,
	KIND_CN_ID,
	KIND_KR_RRN,
	KIND_KR_BRN,
	KIND_TH_NATIONAL_ID,
	KIND_SG_NRIC,
	KIND_SG_UEN,
	KIND_AU_TFN,
	KIND_AU_ABN,
	KIND_AU_ACN,
	KIND_AU_MEDICARE,
	N_DETECTED,		/* those above are detectors' */
	KIND_RULE = N_DETECTED, /* a user's rule */
	KIND_KNOWN,		/* a learned value, or one of a dictionary */
	KIND_FIELD,		/* the value of a denied field */
	KIND_UNCHECKED,		/* could not be looked at to its end */
	N_KINDS
};

struct kind_info {
	const char *name;  /* of a-z, 0-9 and "_" */
	const char *label; /* the same in capitals */
	const char *what;  /* for --list-detectors: what it is */
	const char *proof; /* and what has to hold for a finding */
	bool asked;	   /* found only where it is named: not part of "all" */
};

extern const struct kind_info kind_infos[N_KINDS];

/* A set of kinds. */
struct kinds {
	uint64_t bits[(N_KINDS + 63) / 64];
};

static inline bool
kinds_has(const struct kinds *kinds, enum kind kind)
{
	return (kinds->bits[kind / 64] >> kind % 64 & 1) != 0;
}

static inline void
kinds_add(struct kinds *kinds, enum kind kind)
{
	kinds->bits[kind / 64] |= UINT64_C(1) << kind % 64;
}

/* All that are found unless others are named. */
struct kinds kinds_all(void);

/* The kind of this name; N_KINDS: none. */
enum kind kind_of(struct lm_span name);

#endif
