#!/usr/bin/env python3
"""Whether the planted values of fixtures survive in a file of records.

    planted.py PLANTED FILE     exits 1 if one does that should not, or the reverse

A value is looked for in the record of its id: in the bytes of its line, in all
its strings and keys, and in the strings of the JSON that strings hold.
"""
import json
import sys


def strings(value):
    if isinstance(value, str):
        yield value
        if value.strip()[:1] in ("{", "[", '"'):
            try:
                yield from strings(json.loads(value, object_pairs_hook=list, strict=False))
            except (ValueError, RecursionError):
                pass
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


class Number(str):
    pass


def main():
    lines, texts = {}, {}
    for line in open(sys.argv[2], encoding="utf-8"):
        value = json.loads(line, object_pairs_hook=list, parse_int=Number, parse_float=Number)
        record_id = dict(value)["id"]
        lines[record_id] = line
        texts[record_id] = "\0".join(strings(value))
    left = lost = 0
    for line in open(sys.argv[1], encoding="utf-8"):
        planted = json.loads(line, parse_int=Number, parse_float=Number)
        value, where = str(planted["value"]), planted["id"]
        there = value in lines[where] or value in texts[where]
        if planted["kind"] == "keep":
            if not there:
                lost += 1
                print("lost:", line, end="")
        elif there:
            left += 1
            print("left:", line, end="")
    if lost:
        print(f"{lost} lost")
    if left:
        print(f"{left} left")
    sys.exit(left + lost > 0)


if __name__ == "__main__":
    main()
