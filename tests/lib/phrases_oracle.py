#!/usr/bin/env python3
"""Phrases, texts, and which phrases are met in them: test_phrases_random.c.

    tests/lib/phrases_oracle.py SETS

By Python's unicodedata, that is by other tables and other code than lmob's.
Python's Unicode may be older: only characters that it knows are used, for which
Unicode keeps normalisation and case folding as they are. The scripts that ask
for no word boundary are told by the characters' names.
"""

import random
import re
import sys
import unicodedata

IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
UNSPACED = re.compile(
    "CJK (UNIFIED|COMPATIBILITY) IDEOGRAPH|IDEOGRAPHIC (ITERATION|NUMBER|CLOSING)|HANGZHOU|KANA REPEAT|MASU MARK|"
    "HIRAGANA|KATAKANA|THAI|LAO|KHMER|MYANMAR"
)
WORDS = (
    "a my our law lawyer dispute the refund charge back straße STRASSE i I 2 ½"
    " über ÜBER U\u0308ber café cafe\u0301 法 法律 東京 かな カナ ｶﾞ ガ กา ก ລາ"
    " ក မ 한 \u1112\u1161\u11ab ﬁne ＡＢ \u212aey Жук ΣΑΣ ς İ ſo x\u0323\u0307"
    " CO₂ x² עברית العربية हिन्दी Ⅳ ﷺ Å Å"
).split()
GAPS = [*[" "] * 6, "  ", "\n> ", "-", "'", "’", "…", "。", "，", "😀", "\xa0"]
SIGNS = "¹ ² ₂ ª º ™ ℠ ① ❶ ⑴ ½ ⁿ ʰ ㊗ ℃ ´ ⒜".split()
GLUE = [*SIGNS, "", "", "", "", "\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u0301",
        "\u0308", "\u3099", "\u0327"]
RANGES = [(0xA0, 0x24F), (0x370, 0x5FF), (0x900, 0x97F), (0xE00, 0xEDF),
          (0x1E00, 0x1FFF), (0x2010, 0x21FF), (0x3001, 0x30FF),
          (0x4E00, 0x4FFF), (0xAC00, 0xACFF), (0xFF01, 0xFFEF)]


def folded(text):
    text = unicodedata.normalize("NFD", text)
    while True:
        once = unicodedata.normalize("NFKC", IGNORABLE.sub("", text)).casefold()
        once = unicodedata.normalize("NFKC", once)
        if once == text:
            return text
        text = once


def words(text):
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in folded(text))
    return " ".join("".join(kept).split(" ")).split()


def is_sign(char):
    """May stand beside a word without belonging to it."""
    kind = unicodedata.decomposition(char).partition(" ")[0]
    category = unicodedata.category(char)
    return category == "No" or kind in ("<super>", "<sub>") or category[0] == "S" and kind[:1] == "<"


def apart(text):
    return "".join(" " if is_sign(c) else c for c in text)


def unspaced(char):
    return UNSPACED.search(unicodedata.name(char, "")) is not None


def ends(text, phrase):
    """(start, length) of each place where phrase is met."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if (at == 0 or text[at - 1] == " " or unspaced(phrase[0]) or unspaced(text[at - 1])) and (
            end == len(text) or text[end] == " " or unspaced(phrase[-1]) or unspaced(text[end])
        ):
            yield at, len(phrase.encode())
        at = text.find(phrase, at + 1)


def find(phrases, text, owner):
    best = None
    for i in range(owner, len(phrases), 3):
        for at, length in ends(text, phrases[i]):
            if best is None or (at, -length, i) < best:
                best = (at, -length, i)
    return -1 if best is None else best[2]


def word(rng):
    if rng.random() < 0.1:
        char = chr(rng.randint(*rng.choice(RANGES)))
        return char if unicodedata.category(char) != "Cn" else "x"
    made = rng.choice(WORDS)
    return made.upper() if rng.random() < 0.2 else made


def joined(rng, n):
    out = word(rng)
    for _ in range(n - 1):
        out += rng.choice(GAPS if rng.random() < 0.7 else GLUE) + word(rng)
    return out


def acceptable(text):
    made = folded(text)
    return made and all(unicodedata.category(made[i])[0] in "LMN" for i in (0, -1))


def main():
    rng = random.Random(1)
    for _ in range(int(sys.argv[1])):
        phrases = []
        print("N")
        while len(phrases) < rng.randint(1, 20):
            text = joined(rng, rng.choice([1, 1, 2, 3]))
            if acceptable(text):
                print("P", text.encode().hex())
                phrases.append(" ".join(words(text)))
        for _ in range(20):
            text = joined(rng, rng.randint(1, 40))
            plain = " ".join(words(text))
            found = [find(phrases, plain, owner) for owner in range(3)]
            if apart(text) != text:
                plain = " ".join(words(apart(text)))
                found = [find(phrases, plain, owner) if f < 0 else f for owner, f in enumerate(found)]
            print("T", *found, text.encode().hex())


main()
