#!/usr/bin/env python3
"""Compares the input and the output of lmob-embed: two members are added or
replaced, and every other byte is the same.

    embed_oracle.py IN OUT
"""
import sys

from redact_oracle import decode, parse

ADDED = ("embedding", "embed")


def without(line):
    """The members but those added, each with its bytes; what is around."""
    node, before, after = parse(line)
    keys = [decode(key.text) for key in node.keys]
    return before, after, [(key, key_node.text, flat(child)) for key, key_node, child
                           in zip(keys, node.keys, node.children) if key not in ADDED], keys


def flat(node):
    parts = [node.text]
    for i, gap in enumerate(node.gaps):
        parts.append(gap)
    for child in node.keys + node.children:
        parts.append(flat(child))
    return tuple(parts)


def main():
    with open(sys.argv[1], encoding="utf-8", newline="\n") as before, \
            open(sys.argv[2], encoding="utf-8", newline="\n") as after:
        lines, results = before.read().split("\n"), after.read().split("\n")
    assert len(lines) == len(results), "number of lines"
    for n, (line, result) in enumerate(zip(lines, results), 1):
        if not line:
            continue
        a, b = without(line), without(result)
        assert a[:3] == b[:3], f"line {n}: {line[:300]!r} -> {result[-300:]!r}"
        for name in ADDED:
            assert b[3].count(name) == 1, f"line {n}: {name} {b[3].count(name)} times"


if __name__ == "__main__":
    main()
