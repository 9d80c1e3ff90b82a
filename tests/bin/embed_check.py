#!/usr/bin/env python3
"""Whether lmob-embed gave what embed_server.py sent.

    embed_check.py IN OUT [--base64] [--model M] [--dims N] [--prefix P]
                   [--normalize] [--context N] [--skip PATTERN]

Every line of OUT is the line of IN, byte for byte, with embedding and embed
added. The vectors are those of the texts: as floats digit by digit, as base64
bit by bit; with --normalize scaled by the client; with --context of texts cut by
the server. TEI scales its vectors to length 1 unless it is told not to. Lines of IN that --skip matches (a
regular expression) are there untouched. Prints how many were checked.
"""

import argparse
import base64
import json
import re
import struct
import sys

import embed_server
import embed_vectors as vectors

ADDED = re.compile(rb'"embedding":(\[[^]]*\]|"[^"]*"),"embed":(\{[^}]*\})\}$')
MEMBERS = "engine model fingerprint dimensions text_xxh3 key tokens tokens_sent truncated manifest".split()
PATTERNS = {"fingerprint": "[0-9a-f]{16}", "text_xxh3": "[0-9a-f]{16}", "key": "[0-9a-f]{32}"}


def fail(number, what):
    sys.exit(f"line {number}: {what}")


def pack(array):
    numbers = json.loads(array)
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


def near(got, want):
    return len(got) == len(want) and all(abs(a - b) <= 2e-7 for a, b in zip(got, want))


def values(raw, packed):
    if packed:
        data = base64.b64decode(json.loads(raw), validate=True)
        return struct.unpack(f"<{len(data) // 4}f", data)
    return json.loads(raw)


def sent(engine, ask):
    return vectors.as_unit(*ask) if engine == "tei" else vectors.as_float(*ask)


def check_vector(args, number, raw, text, engine):
    if args.context:
        text = embed_server.cut(text, args.context)
    ask = (args.model, text, args.dims)
    if args.normalize:
        want = vectors.normalized(vectors.as_values(*ask))
        good = near(values(raw, args.base64), want)
    elif args.base64:
        good = json.loads(raw) == pack(sent(engine, ask))
    else:
        good = raw.decode() == sent(engine, ask)
    if not good:
        fail(number, f"another vector than that of {text!r:.80}: {raw[:80]!r}")


def check_embed(args, number, embed):
    names = list(embed)
    if names != [name for name in MEMBERS if name in names]:
        fail(number, f"members {names}")
    for name, pattern in PATTERNS.items():
        if not re.fullmatch(pattern, embed[name]):
            fail(number, f"{name} is {embed[name]!r}")
    if embed["dimensions"] != args.dims or embed["model"] != args.model:
        fail(number, f"{embed}")
    if ("truncated" in embed) and embed["truncated"] is not True:
        fail(number, "truncated only if true")


def check_line(args, number, before, after):
    if args.skip and re.search(args.skip, before.decode()):
        if before != after:
            fail(number, "changed")
        return 0
    found = ADDED.search(after)
    if not found:
        fail(number, f"no vector: {after[:200]!r}")
    if after[: found.start()].rstrip(b",") != before[:-1].rstrip(b","):
        fail(number, f"not the record: {after[:200]!r}")
    embed = json.loads(found[2])
    check_vector(args, number, found[1], args.prefix + json.loads(before)["text"], embed["engine"])
    check_embed(args, number, embed)
    return 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--base64", action="store_true")
    parser.add_argument("--normalize", action="store_true")
    parser.add_argument("--model", default="bge")
    parser.add_argument("--dims", type=int, default=32)
    parser.add_argument("--context", type=int)
    parser.add_argument("--prefix", default="")
    parser.add_argument("--skip")
    args = parser.parse_args()
    with open(args.input, "rb") as file:
        before = file.read().splitlines()
    with open(args.output, "rb") as file:
        after = file.read().splitlines()
    if len(before) != len(after):
        sys.exit(f"{len(after)} records of {len(before)}")
    pairs = zip(before, after)
    print(sum(check_line(args, n, a, b) for n, (a, b) in enumerate(pairs, 1)))


main()
