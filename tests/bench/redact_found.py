"""What lmob-redact finds in texts, told from its output alone.

A text is put into a record, into JSON in a string of a record, or on a line of
plain text. What was replaced is told by laying the output beside the input.
"""

import json
import re
import subprocess
from dataclasses import dataclass

from common import program

MASK = re.compile(r"\[[A-Z0-9_]+(?::[a-z2-7]{8})?\]")
MANY_MASKS = 300  # of a text that is not aligned in reasonable time


@dataclass(frozen=True)
class Span:
    """A part of a text that was replaced, and the mask's label."""

    start: int
    end: int
    label: str


def spans(text, out):
    """What was replaced in text to give out; None if that does not explain it."""
    if text == out:
        return []
    masks = list(MASK.finditer(out))
    if len(masks) > MANY_MASKS:
        raise ValueError("too many masks to align")
    pattern, at = "", 0
    for mask in masks:
        pattern += re.escape(out[at : mask.start()]) + "(.+?)"
        at = mask.end()
    match = re.fullmatch(pattern + re.escape(out[at:]), text, re.DOTALL)
    if match is None:
        return None
    found = []
    for i, mask in enumerate(masks, 1):
        label = mask[0].strip("[]").split(":")[0]
        if match[i] != mask[0]:
            found.append(Span(match.start(i), match.end(i), label))
    return found


def covered(text, found, start, end):
    """Whether no letter or digit of a part of text survives."""
    return all(
        any(span.start <= i < span.end for span in found)
        for i in range(start, end)
        if text[i].isalnum()
    )


def outside(text, found, parts):
    """The spans found that reach beyond all of parts, (start, end) each."""
    def within(span):
        return all(
            any(start <= i < end for start, end in parts)
            for i in range(span.start, span.end)
            if text[i].isalnum()
        )
    return [span for span in found if not within(span)]


def redact(tmp, lines, options):
    """The lines that lmob-redact makes of lines (of bytes)."""
    path = tmp / "in.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    done = subprocess.run(program("redact", *options, path), capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"lmob-redact: {done.stderr.decode()}")
    out = done.stdout.split(b"\n")[:-1]
    if len(out) != len(lines):
        raise SystemExit(f"lmob-redact: {len(lines)} lines became {len(out)}")
    return out


def encoded(value):
    return json.dumps(value, ensure_ascii=False).encode()


def in_records(tmp, texts, options=(), name="text"):
    """What becomes of texts as a member's value."""
    out = redact(tmp, [encoded({name: text}) for text in texts], options)
    return [json.loads(line)[name] for line in out]


def in_escapes(tmp, texts, options=()):
    """The same, where every character is written as an escape."""
    def escaped(text):
        units = text.encode("utf-16-be")
        pairs = (units[i : i + 2].hex() for i in range(0, len(units), 2))
        return '{"text":"%s"}' % "".join(f"\\u{pair}" for pair in pairs)
    out = redact(tmp, [escaped(text).encode() for text in texts], options)
    return [json.loads(line)["text"] for line in out]


def in_strings(tmp, texts, options=()):
    """The same, within JSON in a string."""
    inner = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    out = redact(tmp, [encoded({"s": text}) for text in inner], options)
    return [json.loads(json.loads(line)["s"])["text"] for line in out]


def on_lines(tmp, texts, options=()):
    """The same as lines of plain text; None for a text with line breaks."""
    plain = [i for i, text in enumerate(texts) if text and not re.search("[\n\r]", text)]
    made = redact(tmp, [texts[i].encode() for i in plain], [*options, "--text"])
    out = [None] * len(texts)
    for i, line in zip(plain, made):
        out[i] = line.decode()
    return out


def has_option(name):
    """Whether this lmob-redact has an option."""
    usage = subprocess.run(program("redact", "--help"), capture_output=True, text=True, check=True)
    return re.search(rf"(?<!\S){re.escape(name)}\b", usage.stdout) is not None
