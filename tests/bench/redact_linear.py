#!/usr/bin/env python3
"""No input makes lmob-redact super-linear.

    tests/bench/redact_linear.py SMALL LARGE

Strings of SMALL and of LARGE bytes that repeat what a detector starts from: a
line each of the CPU seconds for both, and of how many times as long the larger
takes. Exit status 1 if one takes more than MOST times its share. What a run takes over
nothing is left out, and below FLOOR_S nothing is told apart. LMOB_LINEAR names
one of the inputs, to measure it alone.
"""

import base64
import os
import pathlib
import random
import sys
import tempfile

from common import program
from measure import run

MOST = 3
FLOOR_S = 0.004
TIMES = 3
AGAIN = 2


def noise(alphabet, size):
    """Random characters, always the same."""
    return "".join(random.Random(1).choices(alphabet, k=size))


def repeated(unit):
    return lambda size: unit * (size // len(unit))


def numbered(form):
    """A form with {} again and again, with another number each time."""
    def make(size):
        unit = len(form.format(1000000))
        return "".join(form.format(1000000 + i * 7919 % 9000000) for i in range(size // unit))
    return make


def deep(opening, closing):
    """Brackets of a depth that a record may have, again and again."""
    unit = opening * 500 + closing * 500
    return repeated(unit)


BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TEXTS = {
    "@": repeated("@"),
    "a@": repeated("a@"),
    "a.": repeated("a."),
    "a@b.": repeated("a@b."),
    "digits": repeated("4"),
    "digits, random": lambda size: noise("0123456789", size),
    "1 ": repeated("1 "),
    "4111 ": repeated("4111 "),
    "1-": repeated("1-"),
    "1.": repeated("1."),
    "+1": repeated("+1"),
    "(1": repeated("(1"),
    "DE44": repeated("DE44"),
    "DE44 ": repeated("DE44 "),
    "backslashes": repeated("\\"),
    "quotes": repeated('"'),
    "base64": lambda size: noise(BASE64, size),
    "base64 of base64": lambda size: base64.b64encode(
        base64.b64encode(noise(BASE64, size * 9 // 16).encode())).decode(),
    "base64 of A": repeated("A"),
    "hex": lambda size: noise("0123456789abcdef", size),
    "base58": lambda size: noise(BASE58, size),
    "-": repeated("-"),
    ":": repeated(":"),
    "=": repeated("="),
    "_": repeated("_"),
    ".": repeated("."),
    "/": repeated("/"),
    "spaces": repeated(" "),
    "line ends": repeated("\n"),
    "[": repeated("["),
    "{": repeated("{"),
    "[ and ]": deep("[", "]"),
    '{"a":': repeated('{"a":'),
    "eyJ": repeated("eyJ"),
    "eyJhbGciOi.": repeated("eyJhbGciOi."),
    "AKIA": repeated("AKIA"),
    "ghp_": repeated("ghp_"),
    "github_pat_": repeated("github_pat_"),
    "sk-": repeated("sk-"),
    "xoxb-": repeated("xoxb-"),
    "xoxb-1-": repeated("xoxb-1-"),
    "hf_": repeated("hf_"),
    "SG.": repeated("SG."),
    "0x": repeated("0x"),
    "bc1": repeated("bc1"),
    "password=": repeated("password="),
    "password:": repeated("password: "),
    "api_key ": repeated("api_key "),
    'password":"': repeated('password":"'),
    "password is": repeated("password is "),
    "ssw": repeated("ssw"),
    "nnw": lambda size: "nnw" * (size // 3) + " is hunter2x",
    "full-width colons": repeated("password\uff1a"),
    "password for": repeated("password for "),
    "token and a run": repeated("token 5524bf449ca45fcace54698371466398 "),
    "$2a$12$": repeated("$2a$12$"),
    "ghs_1_": repeated("ghs_1_"),
    "a=b&": repeated("a=b&"),
    "token=a&": repeated("token=a&"),
    "Bearer": repeated("Bearer "),
    "Basic": repeated("Basic "),
    "curl -u": repeated("curl -u "),
    "://": repeated("://"),
    "http://a:": repeated("http://a:"),
    "http://a": repeated("http://a"),
    "postgres://": repeated("postgres://"),
    "BEGIN": repeated("-----BEGIN PRIVATE KEY-----"),
    "BEGIN and lines": repeated("-----BEGIN PRIVATE KEY-----\n"),
    "-----BEGIN": repeated("-----BEGIN "),
    "data:": repeated("data:image/png;base64,"),
    "ab:": repeated("ab:"),
    "12:34:": repeated("12:34:"),
    "phone": repeated("phone 1 "),
    "%41": repeated("%41"),
    "zero-width": repeated("\u200b"),
    "full-width": repeated("\uff50"),
    "combining": repeated("e\u0301\u0323"),
    "words": repeated("the quick brown fox "),
    "[EMAIL]": repeated("[EMAIL]"),
    "[EMAIL:": repeated("[EMAIL:"),
    "found: e-mail": numbered("u{}@example.org "),
    "found: IPs": numbered("8.8.8.8 {} "),
    "found: passwords": numbered("password=xK9{}qZ&"),
    "found: keys": repeated("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"),
}

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n"}


def quoted(text):
    """A string of JSON."""
    return '"' + "".join(ESCAPES.get(c, c) for c in text) + '"'


def records():
    """Name and what makes a record of about so many bytes."""
    for name, make in TEXTS.items():
        yield name, lambda size, make=make: f'{{"text":{quoted(make(size))}}}'
    yield "\\u0041", lambda size: '{"text":"' + "\\u0041" * (size // 6) + '"}'
    yield "\\u0040", lambda size: '{"text":"' + "\\u0040" * (size // 6) + '"}'
    yield "JSON in a string", lambda size: '{"s":' + quoted(
        '{"a":[' + '{"password":null},' * (size // 24) + "1]}") + "}"
    yield "quotes, three levels", lambda size: '{"s":' + quoted(
        '{"s":' + quoted('{"s":' + quoted('"' * (size // 15)) + "}") + "}") + "}"
    yield "cut JSON in a string", lambda size: '{"s":' + quoted(
        '{"a":[' * 200 + '"b",' * (size // 6)) + "}"
    yield "members", lambda size: "{" + ",".join(
        f'"k{i}":{i}' for i in range(size // 14)) + "}"
    yield "denied members", lambda size: "{" + ",".join(
        f'"password":"x{i}"' for i in range(size // 20)) + "}"
    yield "rawHeaders", lambda size: '{"rawHeaders":[' + ",".join(
        ['"Accept","*/*"'] * (size // 15)) + "]}"
    yield "PEM in an array", lambda size: '{"key":["-----BEGIN PRIVATE KEY-----"' + (
        ',"MIIEabcd"' * (size // 11)) + "]}"
    yield "records", lambda size: "\n".join(['{"a":"b"}'] * (size // 10))


def seconds(tmp, text):
    """The least CPU time of a few runs over a text."""
    path = tmp / "in.jsonl"
    path.write_text(text + "\n", "utf-8")
    # What is nested too deep is refused, in linear time as well.
    options = ["-j1", "--rejects", tmp / "rejects", path]
    runs = [run(program("redact", *options)) for _ in range(TIMES)]
    return min(r.user + r.sys for r in runs)


def ratio_of(tmp, texts):
    """The seconds of both texts, and their ratio to what their sizes explain."""
    fixed = seconds(tmp, "{}")
    times = [seconds(tmp, text) for text in texts]
    share = len(texts[1].encode()) / len(texts[0].encode())
    least = [max(time - fixed, FLOOR_S) for time in times]
    return times, least[1] / least[0] / share


def ratios(tmp, small, large):
    """Of each record: its name, the seconds of both sizes, and their ratio. What
    looks too long is measured again: a busy machine may have been the cause."""
    for name, make in records():
        if os.environ.get("LMOB_LINEAR", name) != name:
            continue
        texts = make(small), make(large)
        times, ratio = ratio_of(tmp, texts)
        for _ in range(AGAIN):
            if ratio > MOST:
                times, ratio = min((times, ratio), ratio_of(tmp, texts), key=lambda x: x[1])
        yield name, times, ratio


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    n_bad = 0
    with tempfile.TemporaryDirectory(prefix="lmob-linear.") as tmp:
        for name, (first, second), ratio in ratios(pathlib.Path(tmp), *map(int, sys.argv[1:])):
            bad = ratio > MOST
            n_bad += bad
            print(f"{name:<24} {first:8.3f} s {second:8.3f} s   {ratio:5.2f}"
                  f"{'   more than its share' if bad else ''}", flush=True)
    return 1 if n_bad else 0


if __name__ == "__main__":
    sys.exit(main())
