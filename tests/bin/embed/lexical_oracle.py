#!/usr/bin/env python3
"""The lexical engine of lmob-embed once more: plain, slow and independent.

usage: lexical_oracle.py vectors [--idf FILE] [--grams MIN-MAX|none]
                                 [--as query|document] <embedded
       lexical_oracle.py fit FILE [--grams MIN-MAX|none] <documents

vectors: reads what lmob-embed wrote and works out each record's vector from
its .text, and .title if there is one, a word of which counts three times;
every bit must be the same.  fit: works out the document
frequencies of the same; every byte of FILE before its checksum must
be the same.  Exit 1 names the first difference.  Only Python's own library is
used: XXH3, the folding and the file format are written out here.
"""

import argparse
import base64
import json
import math
import re
import struct
import sys
import unicodedata
from pathlib import Path

M64 = (1 << 64) - 1
SEED = 0
BUCKET_BITS = 20
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)

# ---- XXH3-64 of 1 to 128 bytes (xxHash's specification) ----------------------

PRIME64_1, PRIME64_2, PRIME64_3 = (
    0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def le32(b, at):
    return int.from_bytes(b[at:at + 4], "little")


def le64(b, at):
    return int.from_bytes(b[at:at + 8], "little")


def rotl(x, n):
    return (x << n | x >> (64 - n)) & M64


def swap(x, n_bytes):
    return int.from_bytes(x.to_bytes(n_bytes, "little"), "big")


def fold128(a, b):
    product = a * b
    return (product & M64) ^ (product >> 64)


def avalanche(h):
    h ^= h >> 37
    h = h * 0x165667919E3779F9 & M64
    return h ^ h >> 32


def mix16(b, at, secret_at):
    return fold128(le64(b, at) ^ (le64(SECRET, secret_at) + SEED & M64),
                   le64(b, at + 8) ^ (le64(SECRET, secret_at + 8) - SEED & M64))


def xxh3_to_3(b):
    n = len(b)
    combined = b[0] << 16 | b[n >> 1] << 24 | b[-1] | n << 8
    h = combined ^ ((le32(SECRET, 0) ^ le32(SECRET, 4)) + SEED & M64)
    h = (h ^ h >> 33) * PRIME64_2 & M64
    h = (h ^ h >> 29) * PRIME64_3 & M64
    return h ^ h >> 32


def xxh3_to_8(b):
    seed = SEED ^ swap(SEED, 4) << 32
    flip = (le64(SECRET, 8) ^ le64(SECRET, 16)) - seed & M64
    h = (le32(b, len(b) - 4) + (le32(b, 0) << 32) & M64) ^ flip
    h ^= rotl(h, 49) ^ rotl(h, 24)
    h = h * 0x9FB21C651E98DF25 & M64
    h ^= (h >> 35) + len(b)
    h = h * 0x9FB21C651E98DF25 & M64
    return h ^ h >> 28


def xxh3_to_16(b):
    n = len(b)
    low = le64(b, 0) ^ ((le64(SECRET, 24) ^ le64(SECRET, 32)) + SEED & M64)
    high = le64(b, n - 8) ^ ((le64(SECRET, 40) ^ le64(SECRET, 48)) - SEED & M64)
    return avalanche(n + swap(low, 8) + high + fold128(low, high) & M64)


def xxh3(b):
    n = len(b)
    if n <= 3:
        return xxh3_to_3(b)
    if n <= 8:
        return xxh3_to_8(b)
    if n <= 16:
        return xxh3_to_16(b)
    h = n * PRIME64_1
    for i in range((n - 1) // 32 + 1):
        h += mix16(b, 16 * i, 32 * i) + mix16(b, n - 16 * (i + 1), 32 * i + 16)
    return avalanche(h & M64)


# ---- words -------------------------------------------------------------------

IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")
CJK = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c\u3040-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]")


def fold(text):
    """NFKC_Casefold (Unicode 3.13, R5)."""
    while True:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize(
            "NFKD", IGNORABLE.sub("", text)).casefold())
        if folded == text:
            return text
        text = folded


def kind(char):
    if char.isascii():
        return "letter" if char.isalnum() else "space"
    category = unicodedata.category(char)[0]
    if category in "LMN":
        return "cjk" if CJK.match(char) else "letter"
    return "symbol" if category == "S" else "space"


def words(text):
    """Each word of the text, and whether it is spelled."""
    text = fold(text)
    at = 0
    while at < len(text):
        what = kind(text[at])
        end = at + 1
        if what == "symbol":
            yield text[at], False
        elif what == "cjk":
            if at > 0 and kind(text[at - 1]) == "cjk":
                yield text[at - 1:end], False
            yield text[at], False
        elif what == "letter":
            while end < len(text) and end - at < 32 and \
                    kind(text[end]) == "letter":
                end += 1
            if len(text[at:end].encode()) <= 30:
                if text[end:end + 2] == "++":
                    end += 2
                elif text[end:end + 1] == "#" and (end + 1 == len(text) or (
                        text[end + 1].isascii() and
                        kind(text[end + 1]) == "space")):
                    end += 1
            yield text[at:end], True
        at = end


def features(word, spelled, grams):
    """(hash, weight) of the word and of its n-grams."""
    found = [(xxh3(word.encode()), 1)]
    if not spelled or grams is None:
        return found
    marked = "<" + word + ">"
    for n in range(grams[0], grams[1] + 1):
        for i in range(len(marked) - n + 1):
            packed = sum(ord(c) << 21 * k
                         for k, c in enumerate(marked[i:i + n][:3]))
            packed |= sum(ord(c) << 64 + 21 * k
                          for k, c in enumerate(marked[i:i + n][3:]))
            found.append((xxh3(packed.to_bytes(16, "little")),
                          2 if n == grams[1] and i == 0 else 1))
    return found


# ---- weights -----------------------------------------------------------------

def log2_q16(x):
    whole = x.bit_length() - 1
    y = (x << 63 - whole) >> 32
    bits = 0
    for _ in range(16):
        y = y * y >> 31
        bits <<= 1
        if y >> 32:
            y >>= 1
            bits |= 1
    return whole << 16 | bits


def idf_weight(n, df):
    idf = log2_q16(2 * n + 2) - log2_q16(2 * df + 1)
    return max(1, min(255, (idf + (1 << 12)) >> 13))


def stopwords():
    """The words of bin/embed/stopwords.c, read as C reads it."""
    path = Path(__file__).parents[3] / "bin/embed/stopwords.c"
    source = re.sub(r"/\*.*?\*/|#include[^\n]*", "", path.read_text(), flags=re.S)
    strings = "".join(re.findall(r'"(.*?)"', source))
    octets = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), strings)
    return octets.encode("latin-1").decode().split()


def leb128(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def take_leb128(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


class Weights:
    """A weight for each bucket of features."""

    def __init__(self, data, grams):
        self.words = 0
        if data is None:
            self.default = 32
            self.known = {xxh3(w.encode()) >> 64 - BUCKET_BITS: 1
                          for w in stopwords()}
        else:
            self.read(data)
        if self.words == 0:
            per_word = 1 + sum(9 - n for n in range(grams[0], grams[1] + 1)) \
                if grams else 1
            self.words, self.distinct = 100.0, 60.0
            self.energy = 60.0 * per_word * 32 * 32

    def read(self, data):
        n, words, distinct, once, listed = struct.unpack("<5Q", data[16:56])
        self.default = idf_weight(n, min(n, 1))
        self.known = {}
        energy = float(once) * self.default * self.default
        at, bucket = 56, 0
        for _ in range(listed):
            skip, at = take_leb128(data, at)
            df, at = take_leb128(data, at)
            bucket += skip
            self.known[bucket] = weight = idf_weight(n, df + 2)
            energy += float(df + 2) * weight * weight
            bucket += 1
        n = float(n or 1)
        self.energy, self.words, self.distinct = energy / n, words / n, distinct / n

    def of(self, feature):
        return self.known.get(feature >> 64 - BUCKET_BITS, self.default)


# ---- vectors -----------------------------------------------------------------

def parts(record):
    """(text, weight) of each part of a record."""
    if "title" in record:
        yield record["title"], 3
    yield record["text"], 1


def vector(record, weights, args):
    counts = {}
    for text, times in parts(record):
        for word in words(text):
            counts[word] = counts.get(word, 0) + times
    k = 4.0 * (1 - 0.5 + 0.5 * (float(sum(counts.values())) / weights.words))
    scale = (k + 1) / 5.0
    pivot = 0.8 * 4 * 16384.0 * 16384.0 * math.sqrt(
        weights.distinct * weights.energy) * scale * scale
    if args.role == "query":
        pivot = 0.0
    sums = [0] * 1024
    for (word, spelled), tf in counts.items():
        found = features(word, spelled, args.grams)
        values = [(h, weight * weights.of(h)) for h, weight in found]
        square = float(sum(value * value for _, value in values))
        own = weights.of(found[0][0])
        unit = (own / 8.0 if own < 8 else 1.0) / math.sqrt(math.sqrt(square))
        tf = float(min(tf, 256)) if args.role == "query" else \
            tf * (k + 1) / (tf + k)
        scale = int(tf * unit * 16384.0)
        for h, value in values:
            for shift in 0, 11, 22, 33:
                sums[h >> shift & 1023] += \
                    value * scale * (1 if h >> shift + 10 & 1 else -1)
    lanes = [0.0] * 8
    for i, value in enumerate(sums):
        lanes[i % 8] += float(value) * float(value)
    square = 0.0
    for lane in lanes:
        square += lane
    if square == 0:
        return None
    inverse = 1 / math.sqrt(square + pivot)
    return struct.pack("<1024f", *(float(value) * inverse for value in sums))


def embedding_of(record):
    embedding = record.get("embedding")
    if isinstance(embedding, str):
        return base64.b64decode(embedding)
    return None if embedding is None else struct.pack("<1024f", *embedding)


def check_vectors(args):
    data = Path(args.idf).read_bytes() if args.idf else None
    weights = Weights(data, args.grams)
    n = 0
    for n, line in enumerate(sys.stdin.buffer, 1):
        record = json.loads(line)
        if embedding_of(record) != vector(record, weights, args):
            return f"record {n}: the vectors differ"
    print(f"{n} vectors are the same")
    return None


def check_fit(args):
    counts, documents, n_words, n_distinct = {}, 0, 0, 0
    for line in sys.stdin.buffer:
        distinct = set()
        for text, times in parts(json.loads(line)):
            found = list(words(text))
            n_words += times * len(found)
            distinct.update(found)
        n_distinct += len(distinct)
        buckets = {h >> 64 - BUCKET_BITS for word in distinct
                   for h, _ in features(*word, args.grams)}
        documents += bool(buckets)
        for bucket in buckets:
            counts[bucket] = counts.get(bucket, 0) + 1
    listed = sorted(b for b in counts if counts[b] >= 2)
    want = b"lmob-idf" + struct.pack(
        "<IBBH5Q", 2, *(args.grams or (0, 0)), BUCKET_BITS, documents,
        n_words, n_distinct, len(counts) - len(listed), len(listed))
    after = 0
    for bucket in listed:
        want += leb128(bucket - after) + leb128(counts[bucket] - 2)
        after = bucket + 1
    got = Path(args.file).read_bytes()
    if got[:-8] != want:
        return "the files differ"
    print(f"the frequencies of {documents} documents are the same")
    return None


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    for name, run in ("vectors", check_vectors), ("fit", check_fit):
        command = commands.add_parser(name)
        command.add_argument("--grams", default="4-5")
        command.set_defaults(run=run)
        if name == "fit":
            command.add_argument("file")
            command.add_argument("--field")
        else:
            command.add_argument("--idf")
            command.add_argument("--as", dest="role", default="document")
            command.add_argument("--field")
    args = parser.parse_args()
    args.grams = None if args.grams == "none" else tuple(
        map(int, args.grams.split("-")))
    sys.exit(args.run(args))


if __name__ == "__main__":
    main()
