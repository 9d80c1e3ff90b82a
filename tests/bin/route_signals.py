"""What a record tells lmob-route: its members, texts and flags, and what jq
says of it. A part of route_oracle.py.
"""
import decimal
import json
import re
import unicodedata
import zoneinfo

from route_texts import Texts, doubled, last, utf8

COUNT_MAX = 1000000000
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
IGNORED = "\u00ad\u200b\u200c\u200d\ufeff"
# Of scripts without spaces between words, as far as the tests use them.
NO_SPACES = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]")
COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.S)
COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', re.S)


class Number:
    """A number as it is written."""

    def __init__(self, raw):
        self.raw = raw

    def __eq__(self, other):
        return isinstance(other, Number) and decimal.Decimal(self.raw) == decimal.Decimal(other.raw)


class Pairs(list):
    """An object, with members that are there twice."""


def parse(text):
    return json.loads(text, parse_int=Number, parse_float=Number)


def parse_pairs(text):
    return json.loads(text, parse_int=Number, parse_float=Number, object_pairs_hook=Pairs)


def strip_comments(text):
    text = COMMENT.sub(lambda m: m.group(1) or " ", text)
    return COMMA.sub(lambda m: m.group(1) or "", text)


def is_whole(value, most=COUNT_MAX):
    return isinstance(value, Number) and value.raw.isdigit() and int(value.raw) <= most


class Fails(Exception):
    pass


def rank(value):
    """Where jq sorts values of a type."""
    for i, kind in enumerate((type(None), bool, Number, str, list, dict)):
        if isinstance(value, kind):
            return i


def is_over(value, n):
    return float(value.raw) > n if isinstance(value, Number) else rank(value) > 2


def member(value, name):
    if value is not None and not isinstance(value, dict):
        raise Fails
    return value.get(name) if value else None


def first(value):
    if not isinstance(value, (list, dict)):
        raise Fails
    for element in value.values() if isinstance(value, dict) else value:
        return element
    return None


def has_x(value):
    if not isinstance(value, list):
        raise Fails
    return any(isinstance(v, str) and "x" in v for v in value)


def always_fails(record):
    raise Fails


def vip_or_false(record):
    try:
        return member(record.get("customer"), "vip") or False
    except Fails:
        return False


def number_of(value):
    if isinstance(value, Number):
        return float(value.raw)
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value):
        return float(value)
    raise Fails


def same_n(record):
    return isinstance(record.get("n"), Number) and float(record["n"].raw) == 1


# The first output of each; None: null, or there is none.
WHERE = {
    ".n > 3": lambda r: is_over(r.get("n"), 3),
    ".n | tonumber > 3": lambda r: number_of(r.get("n")) > 3,
    ".n": lambda r: r.get("n"),
    ".customer.vip": lambda r: member(r.get("customer"), "vip"),
    ".customer.vip? // false": vip_or_false,
    ".tags | contains([\"x\"])": lambda r: has_x(r.get("tags")),
    ".tags[]": lambda r: first(r.get("tags")),
    ".tags[]?": lambda r: first(r.get("tags")) if isinstance(r.get("tags"), (list, dict)) else None,
    ".stage": lambda r: r.get("stage"),
    ".stage == \"final\"": lambda r: r.get("stage") == "final",
    ".shared_externally": lambda r: r.get("shared_externally"),
    "select(.n == 1)": lambda r: r if same_n(r) else None,
    "error(\"no\")": always_fails,
    "empty": lambda r: None,
    "null, true": lambda r: None,
    "empty, true": lambda r: True,
    "false, true": lambda r: False,
    "\"true\"": lambda r: "true",
    "1": lambda r: 1,
    ".text | length > 40": lambda r: len(r.get("text") or "") > 40,
    "any(.flags[]?; . == \"legal\")": lambda r: "legal" in (r.get("flags") or []),
    "true": lambda r: True,
}


def fold(text):
    """NFKC_Casefold."""
    for _ in range(2):
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
        text = "".join(c for c in text if c not in IGNORED)
    return text


def words(text):
    if text.isascii():
        return " ".join(re.findall("[a-z0-9]+", text.lower()))
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in fold(text)).split())


def is_sign(char):
    kind = unicodedata.decomposition(char)[:4]
    return unicodedata.category(char) == "No" or kind in ("<sup", "<sub") or kind[:1] == "<" and unicodedata.category(char)[0] == "S"


def readings(text):
    """Its words; then, if it has signs that may be footnotes, those without them."""
    yield words(text)
    if not text.isascii() and (apart := "".join(" " if is_sign(c) else c for c in text)) != text:
        yield words(apart)


class Phrase:
    def __init__(self, text):
        self.text, self.words = text, words(text)

    def at(self, padded):
        """Where it begins in " words ", or -1."""
        at = padded.find(self.words)
        while at >= 0 and not (is_edge(padded[at - 1], self.words[0]) and is_edge(self.words[-1], padded[at + len(self.words)])):
            at = padded.find(self.words, at + 1)
        return at


def is_edge(before, after):
    return before == " " or after == " " or NO_SPACES.match(before) or NO_SPACES.match(after)


def first_phrase(phrases, padded):
    met = [(at, -len(p.words), i) for i, p in enumerate(phrases) if (at := p.at(padded)) >= 0]
    return phrases[min(met)[2]].text if met else None


def meets(path, value):
    """The values that a path of jq meets: .a, .a.b, .a[0], .a[-1], .a[], .["x y"]"""
    values = [value]
    for name, quoted, index in re.findall(r'\.([\w-]+)|\.?\["([^"]*)"\]|\[(-?[0-9]*)\]', path):
        name, met = name or quoted, []
        for v in values:
            if name and isinstance(v, dict) and name in v:
                met.append(v[name])
            elif not name and index == "" and isinstance(v, (list, dict)):
                met += v if isinstance(v, list) else v.values()
            elif not name and index and isinstance(v, list) and -len(v) <= int(index) < len(v):
                met.append(v[int(index)])
        values = met
    return values


def distance(a, b):
    """Insertions, deletions, replacements, and swaps of two neighbours that
    nothing else changes, on bytes."""
    a, b, d = utf8(a), utf8(b), {}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways = [d[i - 1, j] + 1] if i else []
            ways += [d[i, j - 1] + 1] if j else []
            ways += [d[i - 1, j - 1] + (a[i - 1] != b[j - 1])] if i and j else []
            ways += [d[i - 2, j - 2] + 1] if i > 1 and j > 1 and a[i - 2:i] == b[j - 2:j][::-1] else []
            d[i, j] = min(ways, default=0)
    return d[len(a), len(b)]


def nearest(typed, known):
    """The first of the nearest, none further than a third of what was typed."""
    near = [(d, i, name) for i, name in enumerate(known) if (d := distance(typed, name)) <= len(utf8(typed)) // 3]
    return min(near)[2] if near else None


def flag_meant(typed, known):
    """The nearest, where case, width, and which of " ", "-" and "_" it is do
    not matter."""
    plain = {}
    for name in known:
        plain.setdefault(plain_name(name), name)
    near = nearest(plain_name(typed), plain)
    return None if near is None else plain[near]


def plain_name(text):
    return re.sub("[ -]", "_", fold(text))


def is_equal(a, b):
    return type(a) is type(b) and a == b


def in_hours(hours, now):
    for window in hours if isinstance(hours, list) else [hours]:
        local = now.astimezone(zoneinfo.ZoneInfo(window["timezone"]))
        days = set()
        for part in window["days"].split(","):
            ends = [DAYS.index(day) for day in part.split("-")]
            days.update(range(ends[0], ends[-1] + 1))
        if local.weekday() in days and window["from"] <= local.strftime("%H:%M") < window["to"]:
            return True
    return False


def tokens_of(value):
    """(low, high), or None for what is no count."""
    if not isinstance(value, dict):
        return (int(value.raw),) * 2 if is_whole(value) else None
    ends = [value["count"]] * 2 if "count" in value else [value.get("low"), value.get("high")]
    if not all(map(is_whole, ends)) or int(ends[0].raw) > int(ends[1].raw):
        return None
    return tuple(int(end.raw) for end in ends)


LAST_COUNTS = {"id", "task", "tokens"}
SHAPES = {
    "id": lambda v: isinstance(v, (str, Number)) and len(utf8(v.raw if isinstance(v, Number) else v)) <= 1024,
    "task": lambda v: isinstance(v, str),
    "stage": lambda v: isinstance(v, str),
    "model": lambda v: isinstance(v, str),
    "tokens": lambda v: tokens_of(v) is not None,
    "flags": lambda v: isinstance(v, list) and len(v) <= 1000 and all(isinstance(f, str) for f in v),
    "schema_failures": is_whole,
    "shared_externally": lambda v: isinstance(v, bool),
    "text": lambda v: isinstance(v, str),
}


class Job:
    """What routing reads of a record."""

    def __init__(self, line):
        self.record = parse(line)
        self.line = line
        self.faults = [n for n, fits in SHAPES.items() if self.record.get(n) is not None and not fits(self.record[n])]
        self.own = {n: v for n in SHAPES if n not in self.faults and (v := self.record.get(n)) is not None}
        self.faults += doubled(line.strip(), [*(SHAPES.keys() - LAST_COUNTS), "messages"])
        found = Texts()
        if self.record.get("messages") is not None:
            found.read(".messages", last(line.strip(), "messages"))
        self.faults += [] if found.fits else ["messages"]
        self.opaque, self.lists = found.opaque, found.lists
        self.texts = [(".text", self.own["text"])] if "text" in self.own else []
        self.texts += found.plain
