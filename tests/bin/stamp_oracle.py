#!/usr/bin/env python3
"""Judges the stamps of lmob-redact by lmob-record(5) alone.

    stamp_oracle.py PLAIN STAMPED [MANIFEST]

PLAIN is what lmob-redact makes of records, STAMPED with --stamp of the same.
Each must be the plain record and a stamp, whose sum is that of the manual: by
BLAKE2b with LMOB_KEY where that is set, else by libxxhash. Says how many there
were.
"""
import ctypes
import ctypes.util
import hashlib
import json
import os
import struct
import sys

sys.setrecursionlimit(20000)
ADDED = {"redact", "route", "embedding", "embed", "schemacheck"}
MEMBERS = ["found", "rules", "sum", "manifest"]


class Members(list):
    """An object, with members that are there twice."""


def texts(value):
    """Strings in the order of the source; the top level has left its own out."""
    stack = [iter([value])]
    while stack:
        for part in stack[-1]:
            if isinstance(part, str):
                yield part
            elif isinstance(part, Members):
                stack.append(iter([v for _, v in part]))
                break
            elif isinstance(part, list):
                stack.append(iter(part))
                break
        else:
            stack.pop()


def utf8(text):
    """As lmob reads it: a lone surrogate is U+FFFD."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.encode("utf-8")


def covered(record, stamp):
    record = Members((k, v) for k, v in record if k not in ADDED)
    parts = [stamp["rules"], str(len(stamp["found"]))]
    parts += [part for kind, count in stamp["found"] for part in (kind, str(count))]
    parts = [utf8(text) for text in parts + list(texts(record))]
    return b"".join(struct.pack("<Q", len(p)) + p for p in parts)


def parse(line):
    return json.loads(line, object_pairs_hook=Members)


def xxh3(data):
    library = ctypes.CDLL(ctypes.util.find_library("xxhash"))
    library.XXH3_64bits.restype = ctypes.c_uint64
    library.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return "%016x" % library.XXH3_64bits(data, len(data))


def sums(all_bytes):
    key = os.environ.get("LMOB_KEY")
    if not key:
        return ["xxh3:" + xxh3(data) for data in all_bytes]
    key = hashlib.blake2b(key.encode(), digest_size=32).digest()
    return ["blake2b:" + hashlib.blake2b(data, key=key, digest_size=32).hexdigest()
            for data in all_bytes]


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
        plain = [parse(line) for line in lines if line.strip()]
    with open(sys.argv[2], encoding="utf-8", newline="\n") as lines:
        stamped = [parse(line) for line in lines]
    assert len(plain) == len(stamped) > 0
    version = json.dumps(sys.argv[3] if len(sys.argv) == 4 else None)
    stamps = []
    for n, (before, after) in enumerate(zip(plain, stamped), 1):
        found = [v for k, v in after if k == "redact"]
        assert len(found) == 1, f"line {n}: {len(found)} stamps"
        without = [m for m in before if m[0] != "redact"]
        assert [m for m in after if m[0] != "redact"] == without, f"line {n}: other members"
        stamp = dict(found[0])
        assert [k for k, _ in found[0]] == MEMBERS, f"line {n}: {found[0]}"
        assert json.dumps(stamp["manifest"]) == version, f"line {n}: {stamp['manifest']}"
        assert all(v > 0 for _, v in stamp["found"]), f"line {n}: {stamp['found']}"
        stamps.append(stamp)
    assert len({stamp["rules"] for stamp in stamps}) == 1
    want = sums([covered(r, s) for r, s in zip(stamped, stamps)])
    for n, (stamp, sum_) in enumerate(zip(stamps, want), 1):
        assert stamp["sum"] == sum_, f"line {n}: {stamp['sum']}, but expected {sum_}"
    print(f"{len(stamps)} stamps, {sum(bool(s['found']) for s in stamps)} of them with findings")


main()
