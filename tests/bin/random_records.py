#!/usr/bin/env python3
"""Random JSON Lines, as nasty as RFC 8259 allows; the same for the same seed.

    random_records.py SEED N     N records, each an object with "id" and "text"

Nested up to 1,000 deep, keys twice, every form of escape, lone surrogates,
numbers of 400 digits, long strings, odd white space; and among all that what
lmob-redact looks for, also in JSON in strings. Lines end in LF or CRLF; some
are blank; the last may have no end.
"""
import json
import random
import sys

ALPHABET = list("abz AZ09_-.,;:@/\\\"'{}[]()<>=+*&^%$#!?`~|\t\n\r\b\f\0\x7f") + \
    list("äéß\u00a0\u200b\u2028\u202f\u20ac\u3000中\ufeff\ufffd\ufffe😀\U0010ffff")
NAMES = ["a", "", "id", "text", "access_token", "ACCESS-TOKEN", "accessToken", "acc\u200bess token", "ｐｗｄ",
         "password", "Private.Key", "private_keys", "bank account", "contractPrice", "embedding", "embed", "x@y.example",
         "messages", "token_count", "\u0000", "\ud800"]
SENSITIVE = ["x@y.example", "a.b+c@sub.example.org", "müller@bücher.example", "4111111111111111", "4111 1111 1111 1111",
             "3782-822463-10005", "5555555555554444", "DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19",
             "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----MII",
             "x@y.example@z.example", "4111111111111111@y.example", "4111111111111112", "[EMAIL]", "50 4111111111111111 1",
             "\"q\"@y.example", "x@y.example-", "-----END PRIVATE KEY-----", "[ACCESS_TOKEN]", "@", "----"]


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def once_in(self, n):
        return self.rng.randrange(n) == 0

    def text(self):
        rng = self.rng
        if self.once_in(4):
            parts = [rng.choice(SENSITIVE) if self.once_in(2) else self.plain() for _ in range(rng.randint(1, 5))]
            return rng.choice(["", " ", ", ", "\n"]).join(parts)
        return self.plain()

    def plain(self):
        rng = self.rng
        n = rng.choice([0, 1, 2, 5, 20, 20, 100])
        if self.once_in(200):
            n = 100000
            return rng.choice(ALPHABET) * n
        return "".join(rng.choice(ALPHABET) for _ in range(n))

    def character(self, c):
        rng, code = self.rng, ord(c)
        short = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\", "/": "\\/"}
        if c in short and not self.once_in(5) and (c != "/" or self.once_in(2)):
            return short[c]
        if c >= " " and c not in '"\\' and not 0xd800 <= code <= 0xdfff and not self.once_in(12):
            return c
        units = [code] if code < 0x10000 else [0xd800 + (code - 0x10000 >> 10), 0xdc00 + (code - 0x10000 & 0x3ff)]
        return "".join("\\u" + rng.choice(["%04x", "%04X"]) % unit for unit in units)

    def string(self, text, more=True):
        body = "".join(map(self.character, text)) if len(text) < 2000 else json.dumps(text)[1:-1]
        if more and self.once_in(10):
            body += self.rng.choice(["\\ud800", "\\uDFFF", "\\udc00\\ud800", "\\ud800x", "\\uD83D\\uDE00"])
        return '"' + body + '"'

    def number(self):
        rng = self.rng
        def digits(n):
            return "".join(rng.choice("0123456789") for _ in range(n))
        whole = rng.choice(["0", "1", "12345678901234567890", "4111111111111111", rng.choice("123456789") + digits(rng.randrange(9))])
        if self.once_in(30):
            whole = "9" + digits(400)
        text = rng.choice(["", "", "-"]) + whole
        if self.once_in(3):
            text += "." + digits(rng.choice([1, 2, 20]))
        if self.once_in(4):
            text += rng.choice("eE") + rng.choice(["", "+", "-"]) + digits(rng.randint(1, 3))
        return text

    def space(self):
        return "".join(self.rng.choice(" \t") for _ in range(self.rng.randrange(3))) if self.once_in(6) else ""

    def value(self, depth):
        rng, kind = self.rng, self.rng.randrange(10 if depth < 6 else 6)
        if kind < 2:
            return self.string(self.text())
        if kind == 2:
            return self.number()
        if kind == 3:
            return rng.choice(["true", "false", "null", "[]", "{}", "[ ]", '""'])
        if kind == 4:
            inner = self.value(depth + 3)
            if self.once_in(20):
                inner = inner[:-1]
            return self.string(rng.choice(["", "", " "]) + inner + rng.choice(["", "", "\n"]))
        if kind == 5:
            return self.string(self.text())
        items = [self.value(depth + 1) for _ in range(rng.randrange(5))]
        if kind < 8:
            return "[" + self.space() + ("," + self.space()).join(items) + self.space() + "]"
        return self.object([(rng.choice(NAMES) if not self.once_in(4) else self.text()[:40], item) for item in items])

    def object(self, members):
        return "{" + self.space() + ("," + self.space()).join(
            self.string(name, name not in ("id", "text")) + self.space() + ":" + self.space() + item for name, item in members) + self.space() + "}"

    def deep(self):
        n = self.rng.choice([50, 250, 990])
        opens = [self.rng.choice(["[", '{"a":', '{"\\u0061" : ', "[1,"]) for _ in range(n)]
        return "".join(opens) + '"x@y.example"' + "".join("]" if o[0] == "[" else "}" for o in reversed(opens))

    def record(self, i):
        members = [("id", '"r%d"' % i), ("text", self.string(self.text() + " words"))]
        members += [(self.rng.choice(NAMES[4:] if self.once_in(2) else NAMES[:1]), self.value(0))
                    for _ in range(self.rng.randrange(4))]
        if self.once_in(25):
            members.append(("deep", self.deep()))
        return self.space() + self.object(members) + self.space()


def main():
    rng = random.Random(int(sys.argv[1]))
    generator, n = Generator(rng), int(sys.argv[2])
    out = []
    for i in range(n):
        out.append(generator.record(i) + rng.choice(["\n"] * 9 + ["\r\n"]) + ("\n" if rng.randrange(30) == 0 else ""))
    text = "".join(out)
    if rng.randrange(2):
        text = text.rstrip("\r\n")
    sys.stdout.buffer.write(text.encode("utf-8", "strict"))


if __name__ == "__main__":
    main()
