#!/usr/bin/env python3
"""Compares the input and the output of lmob-redact, slowly and independently.

    redact_oracle.py IN OUT [NAME ...]     NAME: a denied field (default: five)

Both are parsed with all their bytes kept. Outside of what was replaced, every
byte must be the same; what was replaced must have been sensitive; and nothing
that this program recognises (less than lmob-redact does) may be left. It knows
masks, denied fields, and the kinds email, card, iban and private_key.
"""
import re
import sys
import unicodedata

sys.setrecursionlimit(20000)

SPACE = re.compile(r"[ \t\r\n]*")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
OTHER = re.compile(r"[^\s,\]}]+")
ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(.))', re.S)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
MASK = re.compile(r"\[((?:[A-Z0-9_]|[^\x00-\x7f])+)\]")
NAMES = ["access_token", "contract_price", "customer_secret", "private_key", "bank_account"]


class NotJson(Exception):
    pass


class Node:
    """kind: { [ " or x; children with the text between them in gaps."""

    def __init__(self, kind, text=""):
        self.kind, self.text, self.gaps, self.children, self.keys = kind, text, [], [], []


def decode(token):
    def one(match):
        if match.group(1):
            return chr(int(match.group(1), 16))
        return SIMPLE.get(match.group(2), match.group(2))
    text = ESCAPE.sub(one, token[1:-1])
    # Pairs join; lone surrogates read as U+FFFD.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_at(src, i):
    c = src[i:i + 1]
    if c == '"':
        match = STRING.match(src, i)
        if not match:
            raise NotJson
        return Node('"', match.group()), match.end()
    if c not in ("{", "["):
        match = OTHER.match(src, i)
        if not match or not re.fullmatch(
                r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null", match.group()):
            raise NotJson
        return Node("x", match.group()), match.end()
    node, start = Node(c), i
    end = "}" if c == "{" else "]"
    i += 1
    at = SPACE.match(src, i).end()
    if src[at:at + 1] == end:
        node.gaps.append(src[start:at + 1])
        return node, at + 1
    while True:
        at = SPACE.match(src, i).end()
        if c == "{":
            key, key_end = parse_at(src, at)
            if key.kind != '"':
                raise NotJson
            colon = SPACE.match(src, key_end).end()
            if src[colon:colon + 1] != ":":
                raise NotJson
            node.keys.append(key)
            node.gaps.append(src[start:at])
            start, at = key_end, SPACE.match(src, colon + 1).end()
        node.gaps.append(src[start:at])
        child, start = parse_at(src, at)
        node.children.append(child)
        i = SPACE.match(src, start).end()
        if src[i:i + 1] == end:
            node.gaps.append(src[start:i + 1])
            return node, i + 1
        if src[i:i + 1] != ",":
            raise NotJson
        i += 1


def parse(src):
    at = SPACE.match(src).end()
    node, end = parse_at(src, at)
    if SPACE.match(src, end).end() != len(src):
        raise NotJson
    return node, src[:at], src[end:]


def held(text):
    """What a string holds, if that is a JSON container or string."""
    bare = text.strip(" \t\r\n")
    if len(bare) < 2 or bare[0] + bare[-1] not in ("{}", "[]", '""'):
        return None
    try:
        return parse("".join(" " if c < " " else c for c in text))
    except NotJson:
        return None


def luhn(digits):
    return sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(digits))) % 10 == 0


def is_card(text):
    digits = re.sub("[ .\u00a0\u202f-]", "", text)
    # More than 19: two that overlap.
    return digits.isascii() and digits.isdigit() and len(digits) >= 12 and (luhn(digits) or len(digits) > 19)


def is_iban(text):
    text = re.sub("[ \u00a0\u202f-]", "", text).upper()
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", text):
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def is_key(text):
    return text.startswith("-----BEGIN ") and "PRIVATE KEY" in text[:80]


EMAIL = re.compile(r"(?<![\w.!#$%'*+^`|~@:/&=?{}-])(?!git@|this@)[A-Za-z0-9][A-Za-z0-9._+-]*(?<!\.)@"
                   r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*\.(?:com|org|example)(?![\w.(-])")
CARD = re.compile(r"(?:^|(?<=[ \n]))(?<![0-9] )(?:4[0-9]{15}|4[0-9]{3}(?:[ -][0-9]{4}){3}|3[47][0-9]{13})(?![\w .:%@/-])")
IBAN = re.compile(r"(?<![\w-])(?:DE[0-9]{20}|GB[0-9]{2}[A-Z]{4}[0-9]{14}|FR[0-9]{12}[0-9A-Z]{11}[0-9]{2})(?!\w)")
KEY = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----\n[A-Za-z0-9+/]{24}")


def is_email(text):
    return re.fullmatch(r'(".*"|[^\s,;<>()]+)@[^\s,;<>()]*([^\W_]|[^\x00-\x7f])', text, re.S) is not None


IS = {"EMAIL": is_email, "CARD": is_card, "IBAN": is_iban, "PRIVATE_KEY": is_key}


def is_joined(label, text):
    """Whether two that overlap make it up, one of them of this label."""
    if len(text) > 300:
        return False
    heads = [(end, kind) for kind in IS for end in range(1, len(text)) if IS[kind](text[:end])]
    tails = [(start, kind) for kind in IS for start in range(1, len(text)) if IS[kind](text[start:])]
    return any(start < end and label in (a, b) for end, a in heads for start, b in tails)


def left_in(text):
    for match in EMAIL.finditer(text):
        yield match.group()
    for pattern, check in ((CARD, is_card), (IBAN, is_iban), (KEY, is_key)):
        for match in pattern.finditer(text):
            # Alone, it may be the number of something else, by its name.
            if check(match.group()) and match.group() != text:
                yield match.group()


def fold(name):
    name = "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c not in "\u200b\u200c\u200d\u00ad\ufeff")
    return re.sub("[_. -]", "", unicodedata.normalize("NFKC", name))


def label_of(name):
    return "".join(c.upper() if c.isascii() and c.isalnum() else c if c > "\x7f" else "_" for c in name)


def is_schema(node):
    """Whether it says what a value is like, as tools have it."""
    return node.kind == "{" and {"type", "$ref"} & {decode(key.text) for key in node.keys}


class Checker:
    def __init__(self, names):
        self.labels = {fold(name): label_of(name) for name in names}
        self.problems = []

    def fault(self, why, before, after):
        self.problems.append(f"{why}: {before[:200]!r} -> {after[:200]!r}")

    def may_be_denied(self, name):
        """Labels of which the name may be the last words."""
        folded = fold(re.sub(r"[\W\d_]+$", "", name))
        return {label for known, label in self.labels.items()
                if folded.endswith((known, known + "s", known + "es"))}

    def is_sensitive(self, label, before, at, end):
        """Whether that part of a text may have been replaced by this label."""
        name = re.search(r"[=:>][\s\"'\\=:>]*$", before[:at])
        part = before[at:end]
        return (label in IS and (IS[label](part) or is_joined(label, part)) or
                name is not None and
                label in self.may_be_denied(decode(f'"{before[max(0, name.start() - 200):name.start()]}"').rstrip(" \t\"'\\")))

    def came_from(self, before, at, parts, tail):
        """Whether before, from at on, is these literals, something sensitive
        of the label after each, and the tail."""
        if not parts:
            return before[at:] == tail
        literal, label = parts[0]
        if not before.startswith(literal, at):
            return False
        at += len(literal)
        mask = f"[{label}]"
        if before.startswith(mask, at) and self.came_from(before, at + len(mask), parts[1:], tail):
            return True
        following = parts[1][0] if len(parts) > 1 else tail
        end = len(before) - len(tail) if len(parts) == 1 else before.find(following, at + 1)
        while end > at:
            if self.is_sensitive(label, before, at, end) and self.came_from(before, end, parts[1:], tail):
                return True
            end = before.find(following, end + 1) if len(parts) > 1 and end < len(before) else -1
        return False

    def text(self, before, after, raw_before, raw_after):
        """A string that holds no JSON."""
        for value in left_in(after):
            self.fault("left", value, after)
        if before == after:
            if raw_before != raw_after:
                self.fault("escapes changed", raw_before, raw_after)
            return
        parts, at = [], 0
        for match in MASK.finditer(after):
            parts.append((after[at:match.start()], match.group(1)))
            at = match.end()
        if not self.came_from(before, 0, parts, after[at:]):
            self.fault("text changed", before, after)

    def string(self, before, after):
        a, b = decode(before.text), decode(after.text)
        inner = held(a)
        if inner is None:
            return self.text(a, b, before.text, after.text)
        try:
            result = parse("".join(" " if c < " " else c for c in b))
        except NotJson:
            return self.fault("JSON in a string was broken", before.text, after.text)
        if inner[1:] != result[1:]:
            self.fault("space in a string changed", before.text, after.text)
        self.node(inner[0], result[0])

    def node(self, before, after, top=False):
        if before.kind != after.kind:
            return self.fault("kind changed", before.text, after.text)
        if before.kind == "x":
            return before.text == after.text or self.fault("changed", before.text, after.text)
        if before.kind == '"':
            return self.string(before, after)
        if before.gaps != after.gaps or len(before.children) != len(after.children):
            return self.fault("structure changed", str(before.gaps), str(after.gaps))
        if before.kind == "[":
            return self.elements(before.children, after.children)
        for key_before, key_after in zip(before.keys, after.keys):
            self.text(decode(key_before.text), decode(key_after.text), key_before.text, key_after.text)
        for key, child, result in zip(before.keys, before.children, after.children):
            self.member(decode(key.text), child, result, top)

    def elements(self, before, after):
        in_key = False
        for child, result in zip(before, after):
            is_text = child.kind == result.kind == '"'
            # All of an element, or what it has up to the last line of the key.
            rest = decode(result.text).removeprefix("[PRIVATE_KEY]") if is_text else ""
            if not (in_key and is_text and decode(child.text).endswith(rest) and rest != decode(result.text)):
                self.node(child, result)
            if is_text:
                text = decode(child.text)
                begin, end = text.rfind("-----BEGIN "), text.rfind("-----END ")
                in_key = begin > end or (in_key and end < 0)

    def member(self, name, child, result, top):
        if top and name == "embedding" and child.kind == '"':
            return child.text == result.text or self.fault("embedding changed", child.text, result.text)
        text = decode(result.text) if result.kind == '"' else ""
        label = self.labels.get(fold(name))
        if label is not None and not is_schema(child):
            # Nothing but a mask is one already.
            if text != f"[{label}]" and not (MASK.fullmatch(text) and child.text == result.text):
                self.fault("not denied", name, result.text)
        elif not any(text == f"[{may}]" for may in self.may_be_denied(name)):
            self.node(child, result)

    def line(self, before, after):
        a, b = parse(before), parse(after)
        if a[1:] != b[1:]:
            self.fault("space changed", before, after)
        self.node(a[0], b[0], True)


def main():
    checker, n = Checker(sys.argv[3:] or NAMES), 0
    with open(sys.argv[1], encoding="utf-8", newline="\n") as before, \
            open(sys.argv[2], encoding="utf-8", newline="\n") as after:
        lines, results = before.read().split("\n"), after.read().split("\n")
    if len(lines) != len(results):
        sys.exit(f"{len(lines)} lines became {len(results)}")
    for n, (line, result) in enumerate(zip(lines, results), 1):
        if line or result:
            checker.line(line, result)
        for problem in checker.problems:
            print(f"line {n}: {problem}")
        if checker.problems:
            sys.exit(1)


if __name__ == "__main__":
    main()
