"""Strings as JSON, each character in a way of its own, and the places of findings
in what lmob-redact made of a line."""
import os
import re

# Where files may be written without waiting for a disk; None: wherever.
FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\", "/": "\\/"}


def character(rng, c, share):
    """One character; about share of those that need no escape have one."""
    must = c in '"\\' or c < " "
    if not must and rng.random() >= share:
        return c
    if c in SHORT and (share == 0 or rng.random() < 0.6):
        return SHORT[c]
    data = c.encode("utf-16-be")
    units = [int.from_bytes(data[i:i + 2], "big") for i in range(0, len(data), 2)]
    return "".join(rng.choice(["\\u%04x", "\\u%04X"]) % unit for unit in units)


def string(rng, text, share=0.0):
    """The string without its quotes, and where in its UTF-8 each character
    begins, and its end."""
    out, starts, at = [], [], 0
    for c in text:
        piece = character(rng, c, share)
        starts.append(at)
        out.append(piece)
        at += len(piece.encode())
    return "".join(out), starts + [at]


def extents(before, after, hits):
    """Of the bytes of a line and what became of it, and hits (column from 0,
    label): the bytes (start, end) of each; None if these do not fit."""
    def mask_at(at, label):
        match = re.compile(rb'(\\*")?\[' + re.escape(label) + rb'(?::[*a-zA-Z0-9]+)?\](?(1)\1)').match(after, at)
        return match and match.end()

    def place(i, start, out):
        """hits[i] begins at start, its mask at out."""
        end_of_mask = mask_at(out, hits[i][1])
        if end_of_mask is None:
            return None
        if i + 1 == len(hits):
            end = len(before) - (len(after) - end_of_mask)
            return [(start, end)] if end > start and before[end:] == after[end_of_mask:] else None
        following = hits[i + 1][0]
        for gap in range(following - start):
            if before[following - gap:following] == after[end_of_mask:end_of_mask + gap]:
                rest = place(i + 1, following, end_of_mask + gap)
                if rest is not None:
                    return [(start, following - gap)] + rest
        return None

    if not hits:
        return [] if before == after else None
    start = hits[0][0]
    return place(0, start, start) if before[:start] == after[:start] else None
