#include "tokens_table.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Hashes of passwords: whoever has one may try passwords until one fits.  The
 * forms of crypt(5), with its alphabet, and what frameworks made of them. */
static const struct shape at_marks[] = {
    {KIND_PASSWORD_HASH, "$1$%q{1,8}$%q{22}", PROOF_RANDOM, GLUED}, /* MD5 */
    {KIND_PASSWORD_HASH, "$apr1$%q{1,8}$%q{22}", PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH, "$2a$%d{2}$%q{53}", PROOF_RANDOM, GLUED}, /* bcrypt */
    {KIND_PASSWORD_HASH, "$2b$%d{2}$%q{53}", PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH, "$2y$%d{2}$%q{53}", PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH, "$5$%q{1,16}$%q{43}", PROOF_RANDOM, GLUED}, /* SHA */
    {KIND_PASSWORD_HASH, "$5$rounds=%d{4,9}$%q{1,16}$%q{43}", PROOF_RANDOM,
	GLUED},
    {KIND_PASSWORD_HASH, "$6$%q{1,16}$%q{86}", PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH, "$6$rounds=%d{4,9}$%q{1,16}$%q{86}", PROOF_RANDOM,
	GLUED},
    {KIND_PASSWORD_HASH, "$8$%q{14}$%q{43}", PROOF_RANDOM, GLUED}, /* Cisco */
    {KIND_PASSWORD_HASH, "$9$%q{14}$%q{43}", PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH, "$P$%q{31}", PROOF_MIXED, GLUED}, /* phpass */
    {KIND_PASSWORD_HASH, "$H$%q{31}", PROOF_MIXED, GLUED},
    {KIND_PASSWORD_HASH, "$y$%q{1,10}$%q{1,90}$%q{43}", PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH,
	"$argon2id$v=%d{2}$m=%d{1,8},t=%d{1,4},p=%d{1,3}$%q{8,90}$%q{16,180}",
	PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH,
	"$argon2i$v=%d{2}$m=%d{1,8},t=%d{1,4},p=%d{1,3}$%q{8,90}$%q{16,180}",
	PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH,
	"$argon2d$v=%d{2}$m=%d{1,8},t=%d{1,4},p=%d{1,3}$%q{8,90}$%q{16,180}",
	PROOF_RANDOM, GLUED},
    {KIND_PASSWORD_HASH, "pbkdf2_sha256$%d{4,8}$%q{8,32}$%q{43,44}",
	PROOF_RANDOM, ALONE}, /* Django */
};

struct shapes
shapes_of_hashes(void)
{
	return (struct shapes){at_marks, N(at_marks)};
}
