"""Tokens, addresses and other values that no checksum of ids proves: how one is
made, and a pattern that is tried at every position of a text.

The group s of a pattern, or else all of it, is what must not stay.
"""
import base64
import hashlib
import ipaddress
import json
import re
import zlib

import checks as c
from people import digits, some

LOWER = "abcdefghijklmnopqrstuvwxyz"
ALNUM = c.CAPITALS + LOWER + "0123456789"
HEX = "0123456789abcdef"
TOKEN = ALNUM + "_-"
BASE62 = "0123456789" + c.CAPITALS + LOWER


def is_random(text):
    """What nobody would take for a placeholder, or for words."""
    return len(re.findall("[0-9]", text)) >= 3 and len(re.findall("[A-Za-z]", text)) >= 3 and \
        len(set(text)) >= min(10, len(text) * 2 // 3) and \
        not re.search(r"(.)\1\1|x[xX]|[-_]{2}|example|test|fake|0123|1234|abcd", text, re.I)


def rand(rng, alphabet, n):
    while True:
        text = some(rng, alphabet, n)
        if is_random(text) and text[0] not in "-_+/=." and text[-1] not in "-_+/=.":
            return text


def crc62(text):
    value, out = zlib.crc32(text.encode()), ""
    for _ in range(6):
        out, value = BASE62[value % 62] + out, value // 62
    return out


class Token:
    """Of a template: words between {}: the alphabet and the length."""

    CLASSES = {"A": ALNUM, "h": HEX, "t": TOKEN, "U": c.CAPITALS + "0123456789", "l": LOWER + "0123456789", "d": "0123456789",
               "2": c.CAPITALS + "234567", "b": ALNUM + "+/"}

    def __init__(self, kind, template, check=None):
        self.kind, self.template, self.check = kind, template, check
        self.regex = re.compile(re.sub(
            r"\\\{(.)(\d+)\\\}", lambda m: "[%s]{%s}" % (re.escape(self.CLASSES[m[1]]), m[2]), re.escape(template)))

    def make(self, rng):
        while True:
            text = re.sub(r"\{(.)(\d+)\}", lambda m: self.part(rng, self.CLASSES[m[1]], int(m[2])), self.template)
            if self.check is None:
                return text
            text = text[:-6] + crc62(text[4:-6])
            if is_random(text[4:]):
                return text

    def part(self, rng, alphabet, n):
        return rand(rng, alphabet, n) if len(alphabet) > 10 and n > 8 else digits(rng, n, "123456789") if alphabet[0] == "0" \
            else some(rng, ALNUM if alphabet == TOKEN else alphabet, n)

    def secret(self, text, start):
        """What is secret of one that begins at start: of the URL of a webhook what
        follows the host; of a pair, the value."""
        head = re.match(r"https://[a-z.]+/(api/webhooks/|services/)|AccountKey=", text[start:])
        return start + (head.end() if head else 0)

    def spans(self, text):
        for match in re.finditer("(?=(" + self.regex.pattern + "))", text):
            token = match[1]
            bodies = [b for b in re.findall(r"[A-Za-z0-9+/_-]{16,}", token)]
            if all(is_random(b) for b in bodies) and (self.check is None or crc62(token[4:-6]) == token[-6:]):
                yield match.start(), match.start() + len(token)


def github(text):
    return crc62(text[4:-6]) == text[-6:]


TOKENS = [Token(kind, template, github if template[:4] in ("ghp_", "gho_", "ghs_", "npm_") else None)
          for kind, templates in {
    "aws_key": "AKIA{216} ASIA{216}",
    "gcp_key": "AIza{t35} GOCSPX-{t28} ya29.{t60}",
    "azure_key": "{A3}8Q~{A34} AccountKey={b86}==",
    "github_token": "ghp_{A36} gho_{A36} ghs_{A36} github_pat_{A22}_{A59}",
    "gitlab_token": "glpat-{t20} glptt-{h40} gldt-{t20} GR1348941{t20}",
    "slack_token": "xoxb-{d12}-{d13}-{A24} xoxp-{d12}-{d12}-{d12}-{h32} https://hooks.slack.com/services/T{U8}/B{U10}/{A24}",
    "stripe_key": "sk_live_{A24} rk_live_{A24} sk_test_{A24}",
    "openai_key": "sk-proj-{A48} sk-{A20}T3BlbkFJ{A20}",
    "anthropic_key": "sk-ant-api03-{t93}AA",
    "huggingface_token": "hf_{A34}",
    "npm_token": "npm_{A36}",
    "pypi_token": "pypi-AgEIcHlwaS5vcmc{t60}",
    "sendgrid_key": "SG.{t22}.{t43}",
    "twilio_key": "SK{h32} AC{h32}",
    "telegram_token": "{d10}:AA{t33} {d9}:AA{t32}",
    "password_hash": "$2b$12${b53} $6${A16}${b86} $5$rounds=5000${A16}${b43} $apr1${A8}${b22} $y$j9T${A22}${b43} "
                     "pbkdf2_sha256$260000${A22}${b43}= $argon2id$v=19$m=65536,t=3,p=4${b22}${b43}",
    "api_key": "dop_v1_{h64} dapi{h32} shpat_{h32} lin_api_{A40} glsa_{A32}_{h8} PMAK-{h24}-{h34} xkeysib-{h64}-{A16} "
               "pul-{h40} rubygems_{h48} NRAK-{U27} hvs.{t90} dckr_pat_{t27} sntryu_{h64} "
               "https://discord.com/api/webhooks/{d18}/{t68} tskey-auth-{A17}-{A32} gsk_{A52} r8_{A37} "
               "odt_{A36} aio_{A28} NRAA-{h27} NRIQ-{t32} vci_{A48} phx_{t43} "
               "CFPAT-{t43} dp.pt.{A43} sbp_{h40} nfp_{A36} sk-or-v1-{h64}",
          }.items() for template in templates.split(" ")]


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_jwt(rng):
    head = {"alg": rng.choice(["HS256", "RS256", "none"]), "typ": "JWT"}
    claims = {"sub": digits(rng, 10), "name": some(rng, LOWER, 6), "iat": 1700000000 + rng.randrange(10 ** 7)}
    return ".".join(b64url(json.dumps(x, separators=(",", ":")).encode()) for x in (head, claims)) + \
        "." + b64url(bytes(rng.randrange(256) for _ in range(32)))


def is_jwt(text):
    """Whether the header is that of one; what is broken in it does not matter."""
    head = text.split(".")[0]
    head = base64.urlsafe_b64decode(head[:len(head) // 4 * 4])
    return head.startswith(b'{') and any(name in head for name in (b'"alg"', b'"typ"', b'"enc"'))


def make_pem(rng):
    label = rng.choice(["RSA ", "EC ", "", "OPENSSH ", "ENCRYPTED "]) + "PRIVATE KEY"
    lines = [some(rng, ALNUM + "+/", 64) for _ in range(rng.randint(1, 4))] + [some(rng, ALNUM, 40) + "=="]
    return "-----BEGIN %s-----\n%s\n-----END %s-----" % (label, "\n".join(lines), label)


def make_email(rng):
    local = some(rng, LOWER, rng.randint(2, 6)) + rng.choice(["", "." + some(rng, LOWER, 4), "+" + some(rng, LOWER, 3),
                                                            "_" + digits(rng, 2), digits(rng, 3)])
    return local + "@" + some(rng, LOWER, rng.randint(3, 8)) + rng.choice([".com", ".org", ".example", ".de", ".co.uk", "-x.net"])


def make_ipv4(rng):
    return "%d.%d.%d.%d" % (rng.randint(11, 223), rng.randrange(256), rng.randrange(256), rng.randint(1, 254))


def make_ipv6(rng):
    groups = ["2001", "db8"] + ["%x" % rng.randrange(1, 65536) for _ in range(6)]
    return rng.choice([":".join(groups), ":".join(groups[:rng.randint(2, 4)]) + "::" + groups[7],
                       "fe80::" + ":".join(groups[4:])])


def is_ipv6(text):
    try:
        ipaddress.IPv6Address(text.split("%")[0])
    except ValueError:
        return False
    return True


def make_mac(rng):
    pairs = ["%02x" % rng.randrange(1, 255) for _ in range(6)]
    return rng.choice([":".join(pairs), "-".join(pairs).upper(), ".".join("".join(pairs[i:i + 2]) for i in (0, 2, 4))])


def make_btc(rng):
    data = bytes([rng.choice([0, 5])]) + bytes(rng.randrange(256) for _ in range(20))
    data += c.sha256d(data)[:4]
    value, out = int.from_bytes(data, "big"), ""
    while value:
        out, value = c.BASE58[value % 58] + out, value // 58
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def make_bech32(rng):
    """BIP 173, by trial: the last six characters are a linear code, so that they
    follow from the checksum of a text with zeros."""
    version = rng.randrange(2)
    body = [version] + [rng.randrange(32) for _ in range(32 if version == 0 else 52)]
    body[-1] &= 0x1f if version == 0 else 0x10
    values = [ord(x) >> 5 for x in "bc"] + [0] + [ord(x) & 31 for x in "bc"] + body + [0] * 6
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1ffffff) << 5 ^ value
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            check ^= g if top >> i & 1 else 0
    check ^= 0x2bc830a3 if version else 1
    return "bc1" + "".join(c.BECH32[v] for v in body + [check >> 5 * (5 - i) & 31 for i in range(6)])


def make_eth(rng):
    text = some(rng, HEX, 40)
    digest = c.keccak256(text.encode()).hex()
    return "0x" + "".join(x.upper() if int(d, 16) >= 8 else x for x, d in zip(text, digest))


def make_monero(rng):
    data = bytes([18]) + bytes(rng.randrange(256) for _ in range(64))
    data += c.keccak256(data)[:4]
    out = ""
    for at in range(0, len(data), 8):
        value, block = int.from_bytes(data[at:at + 8], "big"), ""
        for _ in range(11 if at < 64 else 7):
            block, value = c.BASE58[value % 58] + block, value // 58
        out += block
    return out


def is_crypto(text):
    if text.startswith("0x"):
        return len(text) == 42 and (c.eip55(text[2:]) or text[2:].islower() or text[2:].isupper())
    if text[:3].lower() in ("bc1", "tb1"):
        return c.bech32(text)
    return c.monero(text) if len(text) > 90 else c.base58check(text)


def make_phone(rng):
    return rng.choice([
        lambda: "+1 %s %s %s" % (digits(rng, 3, "2346789"), digits(rng, 3, "2346789"), digits(rng, 4)),
        lambda: "+1 %s-%s-%s" % (digits(rng, 3, "2346789"), digits(rng, 3, "2346789"), digits(rng, 4)),
        lambda: "+1%s%s" % (digits(rng, 3, "2346789"), digits(rng, 7, "2346789")),
        lambda: "+44 20 7%s %s" % (digits(rng, 3), digits(rng, 4)),
        lambda: "+44 7%s %s" % (digits(rng, 3), digits(rng, 6)),
        lambda: "+49 30 %s" % digits(rng, 8, "23456789"),
        lambda: "+33 %s %s" % (digits(rng, 1, "12345679"), " ".join(digits(rng, 2) for _ in range(4))),
        lambda: "+49%s" % digits(rng, 10, "123456789"),
        lambda: "(%s) %s-%s" % (digits(rng, 3, "2346789"), digits(rng, 3, "2346789"), digits(rng, 4)),
    ])()


def make_bearer(rng):
    return "Authorization: Bearer " + rand(rng, ALNUM, 40)


def make_basic(rng):
    pair = some(rng, LOWER, 6) + ":" + rand(rng, ALNUM, 12)
    return "Authorization: Basic " + base64.b64encode(pair.encode()).decode()


def is_basic(text):
    bare = text[21:].rstrip("=")
    return len(bare) % 4 != 1 and re.fullmatch(rb"[a-z]+:[A-Za-z0-9]+", base64.b64decode(bare + "=" * (-len(bare) % 4))) is not None


def make_url(rng):
    return "https://%s:%s@%s.example/%s" % (some(rng, LOWER, 5), rand(rng, ALNUM, 14), some(rng, LOWER, 5), some(rng, LOWER, 3))


def make_connection(rng):
    return "%s://%s:%s@db.%s.example:5432/app" % (rng.choice(["postgres", "mysql", "mongodb+srv", "redis"]),
                                                  some(rng, LOWER, 5), rand(rng, ALNUM, 14), some(rng, LOWER, 4))


def make_assignment(rng):
    name = rng.choice(["password", "passwd", "api_key", "client_secret", "DB_PASSWORD", "secret_key", "access_token",
                       "X-Api-Key", "aws_secret_access_key", "stripeSecretKey", "acme_api_key", "GITEA_TOKEN"])
    value = rand(rng, ALNUM, rng.choice([24, 32, 40]))
    return rng.choice(["%s=%s", "%s: %s", '%s = "%s"', "export %s='%s'", "?%s=%s", '{"%s": "%s"'][:6]) % (name, value)


def make_money(rng):
    return "contract value: $%d,%03d.00" % (rng.randint(1, 999), rng.randrange(1000))


SECRET_NAMES = r"(?:password|passwd|api_key|client_secret|DB_PASSWORD|secret_key|access_token|X-Api-Key|" \
    r"aws_secret_access_key|stripeSecretKey|acme_api_key|GITEA_TOKEN)"
ASSIGNED = SECRET_NAMES + r"""(?:=| = "|: |='|": ")(?P<s>[A-Za-z0-9]{24,40})(?![\w+/=.@:(\[{-])"""

# kind, make, pattern, check of the match, what may stand before it.
OTHERS = [
    ("jwt", make_jwt, r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}(?![\w.=-])", is_jwt, r"(?<![\w.+/=-])"),
    ("private_key", make_pem, r"-----BEGIN (?P<l>(?:[A-Z]+ )?)PRIVATE KEY-----\n([A-Za-z0-9+/=]{40,}\n)+-----END (?P=l)PRIVATE KEY-----", None, ""),
    ("email", make_email, r"[a-z]{2,}[a-z0-9._+]*[a-z0-9]@[a-z]{3,}(-[a-z])?\.(com|org|example|de|co\.uk|net)(?![\w.@-])",
     lambda s: not s.startswith("git@"), r"(?<![\w.!#$%&'*+/=?^`{|}~:@\[-])(?<!\\)"),
    ("ipv4", make_ipv4, r"[0-9]{1,3}(\.[0-9]{1,3}){3}(?![\w./:-])",
     lambda s: all(int(x) < 256 and str(int(x)) == x for x in s.split(".")) and 10 < int(s.split(".")[0]) < 224,
     r"(?<=[a-z] )(?<!ion )(?<!lease )"),
    ("ipv6", make_ipv6, r"[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}(?![\w.:%/-])",
     lambda s: is_ipv6(s) and s[:4] in ("2001", "fe80"), r"(?:(?<=[a-z] )|(?<=^))"),
    ("mac", make_mac, r"[0-9a-f]{2}(:[0-9a-f]{2}){5}(?![\w.:-])|[0-9A-F]{2}(-[0-9A-F]{2}){5}(?![\w.:-])",
     lambda s: len(set(s)) > 4, r"(?<![\w.:-])"),
    ("crypto_address", make_btc, r"[13][%s]{25,34}(?![\w.+/=-])" % c.BASE58, c.base58check, r"(?<![\w.+/=:@-])"),
    ("crypto_address", make_bech32, r"bc1[%s]{39,59}(?![\w.+/=-])" % c.BECH32, c.bech32, r"(?<![\w.+/=:@-])"),
    ("crypto_address", make_eth, r"0x[0-9a-fA-F]{40}(?![\w.+/=-])", lambda s: c.eip55(s[2:]) and not s[2:].islower() and not s[2:].isupper(), r"(?<![\w.+/=:@-])"),
    ("crypto_address", make_monero, r"4[%s]{94}(?![\w.+/=-])" % c.BASE58, c.monero, r"(?<![\w.+/=:@-])"),
    ("phone", make_phone, r"\+1 [2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}(?![\w-])(?!\.[0-9])|\+1 [2-9][0-9]{2} [2-9][0-9]{2} [0-9]{4}(?![\w-])(?![ .]?[0-9(/+-])|\+49[1-9][0-9]{9}(?![\w./-])|"
     r"\+33 [1-79]( [0-9]{2}){4}(?![\w.-])(?! ?[0-9(/+-])|\+44 20 7[0-9]{3} [0-9]{4}(?![\w.-])(?! ?[0-9(/+-])",
     lambda s: not re.search(r"[2-9]11[- ]", s), r"(?:(?<=[a-z] )|(?<=^)|(?<=\n)|(?<=, ))"),
    ("auth_header", make_bearer, r"Authorization: Bearer (?P<s>[A-Za-z0-9]{40})(?![\w+/=.~-])", lambda s: is_random(s[22:]), r"(?<![\w-])"),
    ("auth_header", make_basic, r"Authorization: Basic (?P<s>[A-Za-z0-9]{24,}=*)(?![\w+/=.~-])",
     is_basic, r"(?<![\w-])"),
    ("url_credentials", make_url, r"https://(?P<s>[a-z]{5}:[A-Za-z0-9]{14})@[a-z]", lambda s: is_random(s[14:-2]), r"(?<![\w+.-])"),
    ("connection_string", make_connection, r"(?:postgres|mysql|mongodb\+srv|redis)://(?P<s>[a-z]{5}:[A-Za-z0-9]{14})@[a-z]",
     lambda s: is_random(s.split("://")[1][6:-2]), r"(?<![\w+.-])"),
    ("secret", make_assignment, ASSIGNED, lambda s: is_random(re.search("[A-Za-z0-9]{24,40}$", s)[0]), r"(?:(?<=[ \n?{'])|(?<=^)|(?<=\"))"),
]
