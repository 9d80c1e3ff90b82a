"""What a record tells lmob-route: its members, texts and flags, and what jq
says of it. A part of route_oracle.py.
"""
import decimal
import json
import re
import unicodedata
import zoneinfo

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


def truthy(value):
    return value is not None and value is not False


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


def number_of(value):
    if isinstance(value, Number):
        return float(value.raw)
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value):
        return float(value)
    raise Fails


WHERE = {
    ".n > 3": lambda r: is_over(r.get("n"), 3),
    ".n | tonumber > 3": lambda r: number_of(r.get("n")) > 3,
    ".customer.vip": lambda r: truthy(member(r.get("customer"), "vip")),
    ".tags | contains([\"x\"])": lambda r: has_x(r.get("tags")),
    ".tags[]": lambda r: truthy(first(r.get("tags"))),
    ".stage == \"final\"": lambda r: r.get("stage") == "final",
    "error(\"no\")": always_fails,
    "empty": lambda r: False,
    "false, true": lambda r: False,
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


class Phrase:
    def __init__(self, text):
        self.text, self.words = text, words(text)
        before = "" if NO_SPACES.match(self.words[0]) else " "
        after = "" if NO_SPACES.match(self.words[-1]) else " "
        self.skip, self.needle = len(before), before + self.words + after

    def at(self, padded):
        """Where it begins in " words ", or -1."""
        at = padded.find(self.needle)
        return at if at < 0 else at + self.skip


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


def is_message(value):
    return isinstance(value, dict) and isinstance(value.get("content"), (str, list, type(None)))


SHAPES = {
    "id": lambda v: isinstance(v, (str, Number)),
    "task": lambda v: isinstance(v, str),
    "stage": lambda v: isinstance(v, str),
    "model": lambda v: isinstance(v, str),
    "tokens": lambda v: tokens_of(v) is not None,
    "flags": lambda v: isinstance(v, list) and all(isinstance(f, str) for f in v),
    "schema_failures": is_whole,
    "shared_externally": lambda v: isinstance(v, bool),
    "text": lambda v: isinstance(v, str),
    "messages": lambda v: isinstance(v, list) and all(map(is_message, v)),
}


class Job:
    """What routing reads of a record."""

    def __init__(self, line):
        self.record = parse(line)
        self.line = line
        self.faults = [n for n, fits in SHAPES.items() if self.record.get(n) is not None and not fits(self.record[n])]
        self.own = {n: v for n in SHAPES if n not in self.faults and (v := self.record.get(n)) is not None}
        self.opaque, self.texts = False, []
        if "text" in self.own:
            self.texts.append((".text", self.own["text"]))
        messages = self.record.get("messages")
        for i, message in enumerate(messages if isinstance(messages, list) else []):
            if not is_message(message):
                break  # what stands before it is read
            self.take(f".messages[{i}]", message)

    def take(self, path, message):
        content = message.get("content")
        if isinstance(content, str):
            self.texts.append((path + ".content", content))
        for j, part in enumerate(content if isinstance(content, list) else []):
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                self.texts.append((f"{path}.content[{j}].text", part["text"]))
            else:
                self.opaque = True
        calls = message.get("tool_calls")
        for j, call in enumerate(calls if isinstance(calls, list) else []):
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict) and isinstance(function.get("arguments"), str):
                self.texts.append((f"{path}.tool_calls[{j}].function.arguments", function["arguments"]))
