#include "names.h"

#include <string.h>

const char *const names_default_fields[] = {"access_token", "contract_price",
    "customer_secret", "private_key", "bank_account", NULL};

const char *const names_default_credentials[] = {
    /* Passwords, also in other languages. */
    "password", "passwd", "passwrd", "passcode", "passphrase", "pwd",
    "user_pass", "db_pass", "smtp_pass", "ssh_pass", "auth_pass", "mail_pass",
    "email_pass", "ftp_pass", "ldap_pass", "mysql_pass", "postgres_pass",
    "redis_pass", "mongo_pass", "admin_pass", "root_pass", "login_pass",
    "wifi_pass", "vpn_pass", "default_pass", "become_pass", "sudo_pass",
    "mqtt_pass", "rabbitmq_pass", "amqp_pass", "pg_pass", "mariadb_pass",
    "sql_pass", "mssql_pass", "oracle_pass", "mongodb_pass", "elastic_pass",
    "kafka_pass", "api_pass", "http_pass", "user_pw", "db_pw", "admin_pw",
    "root_pw", "passwort", "kennwort", "mot_de_passe", "contraseña",
    "contrasena", "senha", "wachtwoord", "lösenord", "hasło", "heslo", "пароль",
    "密码", "密碼", "パスワード", "비밀번호", "db_password", "user_password",
    "admin_password", "password_confirmation", "password_confirm",
    "password_repeat", "root_password", "keystore_password", "seed_phrase",
    "recovery_phrase", "mnemonic_phrase",
    /* Secrets and keys. */
    "secret", "secret_key", "secret_token", "secret_key_base", "shared_secret",
    "client_secret", "app_secret", "consumer_secret", "webhook_secret",
    "signing_secret", "jwt_secret", "token_secret", "totp_secret",
    "access_secret", "bot_secret", "session_secret", "cookie_secret",
    "auth_secret", "master_secret", "signing_key", "encryption_key",
    "decryption_key", "master_key", "api_key", "api_secret", "api_secret_key",
    "api_token", "x_api_key", "app_key", "auth_key", "access_key",
    "access_key_id", "secret_access_key", "shared_access_key", "aws_secret_key",
    "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
    "account_key", "storage_key", "subscription_key", "license_key",
    "service_account_key", "ssh_key", "ssh_private_key", "rsa_private_key",
    "private_key_pem", "deploy_key", "server_key", "recovery_key", "unseal_key",
    "backup_code", "recovery_code", "security_answer",
    /* Tokens. */
    "auth_token", "x_auth_token", "authentication_token", "authorization_token",
    "refresh_token", "id_token", "session_token", "bearer_token", "oauth_token",
    "oauth_access_token", "personal_access_token", "private_token", "bot_token",
    "user_token", "service_token", "deploy_token", "registration_token",
    "reset_token", "verification_token", "security_token", "sas_token",
    "device_token", "csrf_token", "xsrf_token", "token", "jwt",
    /* What goes to and fro on the web. */
    "authorization", "proxy_authorization", "x_authorization", "cookie",
    "cookies", "set_cookie", "phpsessid", "jsessionid", "credential",
    "credentials", "connection_string", "database_url", "contribsys_com",
    /* Numbers of people and of what they pay with. */
    "iban", "card_number", "credit_card", "credit_card_number", "cvv", "cvv2",
    "cvc", "ssn", "social_security_number", "bank_account_number", NULL};

/* Those of the names above (and of the five) that are not NAME_STRONG. */
struct styled {
	const char *name;
	enum name_style style;
};

static const struct styled others[] = {{"contract_price", NAME_GIVEN},
    {"customer_secret", NAME_GIVEN}, {"bank_account", NAME_GIVEN},
    {"password", NAME_PASSWORD}, {"passwd", NAME_PASSWORD},
    {"passwrd", NAME_PASSWORD}, {"passcode", NAME_PASSWORD},
    {"passphrase", NAME_PASSWORD}, {"pwd", NAME_PASSWORD},
    {"user_pass", NAME_PASSWORD}, {"db_pass", NAME_PASSWORD},
    {"smtp_pass", NAME_PASSWORD}, {"ssh_pass", NAME_PASSWORD},
    {"auth_pass", NAME_PASSWORD}, {"mail_pass", NAME_PASSWORD},
    {"email_pass", NAME_PASSWORD}, {"ftp_pass", NAME_PASSWORD},
    {"ldap_pass", NAME_PASSWORD}, {"mysql_pass", NAME_PASSWORD},
    {"postgres_pass", NAME_PASSWORD}, {"redis_pass", NAME_PASSWORD},
    {"mongo_pass", NAME_PASSWORD}, {"admin_pass", NAME_PASSWORD},
    {"root_pass", NAME_PASSWORD}, {"login_pass", NAME_PASSWORD},
    {"wifi_pass", NAME_PASSWORD}, {"vpn_pass", NAME_PASSWORD},
    {"default_pass", NAME_PASSWORD}, {"become_pass", NAME_PASSWORD},
    {"sudo_pass", NAME_PASSWORD}, {"mqtt_pass", NAME_PASSWORD},
    {"rabbitmq_pass", NAME_PASSWORD}, {"amqp_pass", NAME_PASSWORD},
    {"pg_pass", NAME_PASSWORD}, {"mariadb_pass", NAME_PASSWORD},
    {"sql_pass", NAME_PASSWORD}, {"mssql_pass", NAME_PASSWORD},
    {"oracle_pass", NAME_PASSWORD}, {"mongodb_pass", NAME_PASSWORD},
    {"elastic_pass", NAME_PASSWORD}, {"kafka_pass", NAME_PASSWORD},
    {"api_pass", NAME_PASSWORD}, {"http_pass", NAME_PASSWORD},
    {"user_pw", NAME_PASSWORD}, {"db_pw", NAME_PASSWORD},
    {"admin_pw", NAME_PASSWORD}, {"root_pw", NAME_PASSWORD},
    {"passwort", NAME_PASSWORD}, {"kennwort", NAME_PASSWORD},
    {"mot_de_passe", NAME_PASSWORD}, {"contraseña", NAME_PASSWORD},
    {"contrasena", NAME_PASSWORD}, {"senha", NAME_PASSWORD},
    {"wachtwoord", NAME_PASSWORD}, {"lösenord", NAME_PASSWORD},
    {"hasło", NAME_PASSWORD}, {"heslo", NAME_PASSWORD},
    {"пароль", NAME_PASSWORD}, {"密码", NAME_PASSWORD}, {"密碼", NAME_PASSWORD},
    {"パスワード", NAME_PASSWORD}, {"비밀번호", NAME_PASSWORD},
    {"db_password", NAME_PASSWORD}, {"user_password", NAME_PASSWORD},
    {"admin_password", NAME_PASSWORD}, {"root_password", NAME_PASSWORD},
    {"password_confirmation", NAME_PASSWORD},
    {"password_confirm", NAME_PASSWORD}, {"password_repeat", NAME_PASSWORD},
    {"keystore_password", NAME_PASSWORD}, {"token", NAME_WEAK},
    {"user_token", NAME_WEAK}, {"security_answer", NAME_PASSWORD},
    {"seed_phrase", NAME_PASSWORD}, {"recovery_phrase", NAME_PASSWORD},
    {"mnemonic_phrase", NAME_PASSWORD}, {"credential", NAME_WEAK},
    {"credentials", NAME_WEAK}, {"jwt", NAME_WEAK}, {"server_key", NAME_WEAK},
    {"storage_key", NAME_WEAK}, {"authorization", NAME_HEADER},
    {"proxy_authorization", NAME_HEADER}, {"x_authorization", NAME_HEADER},
    {"cookie", NAME_COOKIE}, {"cookies", NAME_COOKIE},
    {"set_cookie", NAME_COOKIE}, {"connection_string", NAME_CONNECTION},
    {"database_url", NAME_CONNECTION}, {"iban", NAME_NUMBER},
    {"card_number", NAME_NUMBER}, {"credit_card", NAME_NUMBER},
    {"credit_card_number", NAME_NUMBER}, {"cvv", NAME_NUMBER},
    {"cvv2", NAME_NUMBER}, {"cvc", NAME_NUMBER}, {"ssn", NAME_NUMBER},
    {"social_security_number", NAME_NUMBER},
    {"bank_account_number", NAME_NUMBER}};

/* Whether a name of the lists is this folded one. */
static bool
is_named(const char *name, struct lm_span folded)
{
	size_t at = 0;

	for (; *name != '\0'; name++) {
		if (*name == '_')
			continue;
		if (at == folded.len || folded.ptr[at] != *name)
			return false;
		at++;
	}
	return at == folded.len;
}

static bool
is_one_of(const char *const *list, struct lm_span folded)
{
	for (; *list != NULL; list++)
		if (is_named(*list, folded))
			return true;
	return false;
}

enum name_style
name_style_of(struct lm_span folded)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (is_named(others[i].name, folded))
			return others[i].style;
	return is_one_of(names_default_credentials, folded) ||
		is_one_of(names_default_fields, folded)
	    ? NAME_STRONG
	    : NAME_GIVEN;
}

/* Tokens of language models, of lexers, and of lists in pages. */
static const char *const tokens[] = {"eos", "bos", "pad", "unk", "sep", "cls",
    "mask", "stop", "start", "end", "begin", "special", "first", "last", "next",
    "prev", "previous", "per", "page", "continuation", "sync", "cursor",
    "input", "output", "prompt", "completion", "max", "min", "num", "n",
    "total", "count", "cached", "reasoning", "audio", "image", "text", "target",
    "draft", "unknown", "word", "lookahead", "peek", "generated", "sampled",
    "top", "delta", "predicted", "chosen", "eot", "eod", "eom", "suffix",
    "prefix", "middle", "fill", "image", "video", "thinking", "think", "tool",
    "decoder", "public", "key", "lock", "fencing", "invalid", "unexpected",
    "expected", "bad", "forced", "nth", "ith", NULL};

static const char *const verbs[] = {"is", "has", "have", "show", "hide",
    "forgot", "forgotten", "no", "without", "max", "min", "num", "n", "total",
    "count", "require", "requires", "allow", "enable", "disable", "store",
    NULL};

bool
name_unsaid(struct lm_span before, struct lm_span name)
{
	if (lm_span_equal(name, lm_span_of("token")) && name_in(before, tokens))
		return true;
	return name_in(before, verbs);
}

const char *const names_of_schema[] = {"type", "$ref", "description", "title",
    "format", "enum", "anyOf", "oneOf", "allOf", "items", "properties",
    "required", "additionalProperties", "minLength", "maxLength", "minItems",
    "maxItems", "minimum", "maximum", "pattern", "nullable", "readOnly",
    "writeOnly", "write_only", "deprecated", "strict", NULL};

const char *const names_of_types[] = {"string", "object", "array", "number",
    "integer", "boolean", "null", "str", "int", "float", "bool", NULL};
