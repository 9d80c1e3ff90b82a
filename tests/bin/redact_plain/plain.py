"""Every detector as a slow, plain matcher: no marks and no scan, each pattern
tried at every position.

musts(text)            the spans that have to be found, whatever else is
confirms(kind, value)  whether what was found is what it is said to be
"""
import base64
import re
import string

import checks as c
import people
import vendors

# What may stand around a number in the core of what must be found.
LEFT = r"(?:^|(?<=[A-Za-z,;] )|(?<=[(\"\n]))"
RIGHT = r"(?=$|[,;)\"\n]|\.$|\. [A-Za-z]| [A-Za-z(])"
SAYS = r"(?:: ?| |=| is )"


def numbers():
    for one in people.IDS:
        for form, beside in one.forms():
            body = f"(?P<v>{one.pattern(form)})"
            if beside:
                words = "|".join(re.escape(word) for word in one.words)
                regex = f"(?u:(?<![\\w-]))(?:{words}){SAYS}{body}{RIGHT}"
            else:
                regex = LEFT + body + RIGHT
            yield one.kind, regex, one.check, not beside
    for length, form in people.CARD_GROUPS.items():
        for written in (form, form.replace("_", "")):
            yield "card", LEFT + f"(?P<v>{people.form_pattern(written, ['[0-9]'] * length)})" + RIGHT, is_core_card, True
    yield "iban", LEFT + "(?P<v>[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}|[A-Z]{2}[0-9]{2}(?: [0-9A-Z]{4}){2,7}(?: [0-9A-Z]{1,3})?)" + RIGHT, \
        lambda s: s[:2] in people.IBANS and people.is_iban(s), True


def is_core_card(value):
    return value.isdigit() and c.luhn(value) and any(
        value.startswith(head) and len(value) in lengths for head, lengths in people.CARDS)


NUMBERS = [(kind, re.compile(regex, re.M | re.A), check, free) for kind, regex, check, free in numbers()]
OTHERS = [(kind, re.compile(left + "(?P<v>" + regex + ")", re.M | re.A), check) for kind, _, regex, check, left in vendors.OTHERS]
FREE = {kind for kind, _, _, free in NUMBERS if free}
BESIDE = {kind for kind, _, _, _ in NUMBERS} - FREE
MASK = re.compile(r"\[[A-Z_]+(?::[a-z2-7]{8})?\]")
TOKEN_EDGE = set(string.ascii_letters + string.digits + "_-.+/=~:@%&?#")


def at_all(regex, text):
    """The matches at every position, also those that overlap."""
    at = 0
    while True:
        match = regex.search(text, at)
        if match is None:
            return
        yield match
        at = match.start() + 1


def musts(text):
    out = []
    for kind, regex, check, _ in NUMBERS:
        for match in at_all(regex, text):
            value = people.bare(match["v"])
            if check(value) and len(set(value)) > 3:
                out.append((kind, match.start("v"), match.end("v")))
    for kind, regex, check in OTHERS:
        for match in at_all(regex, text):
            if check is None or check(match["v"]):
                group = "s" if "s" in regex.groupindex and match["s"] else "v"
                out.append((kind, match.start(group), match.end(group)))
    for token in vendors.TOKENS:
        for start, end in token.spans(text):
            before, after = text[start - 1:start], text[end:end + 1]
            if before not in TOKEN_EDGE and after not in TOKEN_EDGE and "\\" not in before + after:
                out.append((token.kind, token.secret(text, start), end))
    masks = [match.span() for match in MASK.finditer(text)]
    return [must for must in out if not any(a < must[2] and must[1] < b for a, b in masks)]


def decoded(value):
    bare = re.sub(r"\s", "", value).translate(str.maketrans("-_", "+/"))
    for skip in range(4):
        text = bare[skip:].rstrip("=")
        try:
            yield base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
        except ValueError:
            pass


def is_id(kind, value):
    return any(one.kind == kind and one.check(value, one.loose) for one in people.IDS)


def is_ipv4(value):
    parts = value.split(".")
    return len(parts) == 4 and all(p.isdigit() and int(p) < 256 for p in parts)


LOOSE = {
    "card": people.is_card,
    "iban": people.is_iban,
    "email": lambda v: re.fullmatch(r'(".*"|\S+)(@|%40)\S*\w', v, re.S) is not None,
    "ipv4": is_ipv4,
    "ipv6": vendors.is_ipv6,
    "mac": lambda v: re.fullmatch("[0-9a-fA-F]{2}([:-])[0-9a-fA-F]{2}(\\1[0-9a-fA-F]{2}){4}|[0-9a-fA-F]{4}(\\.[0-9a-fA-F]{4}){2}", v) is not None,
    "de_id_card": lambda v: len(people.bare(v)) == 9 or is_id("de_id_card", people.bare(v).rstrip("D")),
    "jwt": vendors.is_jwt,
    "private_key": lambda v: "PRIVATE KEY" in v[:80] or v.startswith("PuTTY-User") or re.fullmatch("[5KLc9][1-9A-HJ-NP-Za-km-z]{50,51}", v) is not None,
    "crypto_address": vendors.is_crypto,
    "phone": lambda v: 7 <= len(re.sub(r"\D", "", v)) <= 22 and not re.search(r"[^0-9+()./ \-\u2010-\u2013\u00a0\u202f\u2009a-zA-Z#,]", v),
    "github_token": lambda v: v[:4] not in ("ghp_", "gho_", "ghs_") or vendors.github(v) or len(v) != 40 or vendors.is_random(v[4:]),
}


def confirms(kind, value, depth=0):
    """Whether a value is of a strict kind; True for those that are none."""
    if kind in LOOSE:
        if LOOSE[kind](value):
            return True
    elif kind in FREE | BESIDE and kind not in ("passport", "driver_license", "ng_nin"):
        if is_id(kind, people.bare(value)):
            return True
    else:
        return True
    # A union of several, or what is held in base64.
    for match in re.finditer(r"[^\s,;()\"<>]+(?: [0-9A-Z/.-]+)*", value):
        for a, b in pieces(match[0]):
            if (a, b) != (0, len(value)) and confirms_alone(kind, match[0][a:b]):
                return True
    return depth < 3 and len(value) >= 16 and any(
        confirms(kind, text, depth + 1) or any(k == kind for k, _, _ in musts(text)) for text in decoded(value))


def pieces(text):
    """The parts that are worth a try: between characters of two kinds."""
    edges = [0] + [m.start() for m in re.finditer(r"(?<=\W)(?=\w)|(?<=\w)(?=\W)", text)] + [len(text)]
    return [(a, b) for a in edges for b in edges if 7 <= b - a <= 120][:400]


def confirms_alone(kind, value):
    if kind in LOOSE:
        return LOOSE[kind](value)
    return is_id(kind, people.bare(value))
