#!/usr/bin/env python3
"""Makes runs with known damage of a baseline; the same bytes each time.

    damage.py FOLDER

FOLDER has base.jsonl, of lmob-embed with --encoding base64, and the same texts
embedded otherwise: other.jsonl by another model, cut.jsonl (the first words
only), prefix.jsonl (something before them), query.jsonl (as queries), and
changed.jsonl, where a text is another one.  Where there is queries.jsonl, of
queries, other.queries.jsonl belongs to it.  FOLDER/current.damaged/NAME.jsonl
gets the documents with that damage, in another order, and
FOLDER/queries.damaged/NAME.jsonl the queries by the damaged model.

Random numbers are numpy's RandomState: its streams never change (NEP 19).
"""
import base64
import json
import os
import sys

import numpy as np

FEW, MANY = 5, 20  # wrong documents: 1 % and 4 % of 500
BATCH = 32         # documents that a server takes at once
BLOCK = 32         # components with a scale of their own: GGUF Q8_0, Q4_0


def random(seed):
    return np.random.RandomState(seed)


def rms(vectors):
    return np.sqrt(np.mean(np.square(vectors)))


def bfloat16(vectors):
    bits = vectors.astype("<f4").view("<u4")
    bits = bits + np.uint32(0x7fff) + (bits >> np.uint32(16) & np.uint32(1))
    return (bits & np.uint32(0xffff0000)).view("<f4")


def per_vector(vectors, levels):
    """Symmetric integers from -levels to levels, a scale for each vector."""
    scale = np.abs(vectors).max(axis=1, keepdims=True) / levels
    return np.rint(vectors / scale) * scale


def blocks_of(vectors):
    return vectors.reshape(len(vectors), -1, BLOCK)


def scaled(blocks, scale):
    """blocks / scale, 0 where that is 0."""
    return np.divide(blocks, scale, out=np.zeros_like(blocks), where=scale != 0)


def half(scale):
    return scale.astype("<f2").astype(np.float64)


def q8_0(vectors):
    """As ggml: a scale for each block, kept in half precision."""
    blocks = blocks_of(vectors)
    scale = np.abs(blocks).max(axis=2, keepdims=True) / 127
    return (np.rint(scaled(blocks, scale)) * half(scale)).reshape(vectors.shape)


def q4_0(vectors):
    """As ggml: the component that is farthest from 0 becomes -8."""
    blocks = blocks_of(vectors)
    at = np.abs(blocks).argmax(axis=2)[..., np.newaxis]
    scale = np.take_along_axis(blocks, at, axis=2) / -8
    levels = np.clip(np.floor(scaled(blocks, scale) + 8.5), 0, 15) - 8
    return (levels * half(scale)).reshape(vectors.shape)


def noise(share):
    """Gaussian, of this share of the components' root mean square."""
    def damaged(vectors, seed):
        return vectors + random(seed).standard_normal(vectors.shape) * rms(vectors) * share
    return damaged


def rotated(vectors, _):
    d = vectors.shape[1]
    q, r = np.linalg.qr(random(11).standard_normal((d, d)))
    return vectors @ (q * np.sign(np.diag(r)))


def permuted(vectors, _):
    return vectors[:, random(12).permutation(vectors.shape[1])]


def constant(share):
    """One vector added to all, of this share of their mean length."""
    def damaged(vectors, _):
        added = random(13).standard_normal(vectors.shape[1])
        added *= share * np.linalg.norm(vectors, axis=1).mean() / np.linalg.norm(added)
        return vectors + added
    return damaged


def simply(function):
    return lambda vectors, _: function(vectors)


# What a model does to all vectors, of documents and queries (which have seeds
# of their own).
MODELS = {
    "none": simply(lambda v: v),
    "float16": simply(lambda v: v.astype("<f2")),
    "bfloat16": simply(bfloat16),
    "int8": simply(lambda v: per_vector(v, 127)),
    "q8_0": simply(q8_0),
    "int4": simply(lambda v: per_vector(v, 7)),
    "q4_0": simply(q4_0),
    "noise_1": noise(0.01),
    "noise_5": noise(0.05),
    "noise_20": noise(0.20),
    "noise_50": noise(0.50),
    "rotated": rotated,
    "permuted": permuted,
    "negated": simply(lambda v: -v),
    "scaled_4": simply(lambda v: v * 4),
    "constant": constant(0.1),
    "quarter": simply(lambda v: v[:, :v.shape[1] // 4]),
    "random": lambda v, seed: random(seed + 50).standard_normal(v.shape) * rms(v),
}


def swapped(n):
    """n documents have the vector of another of them."""
    def damaged(vectors):
        at = random(3).permutation(len(vectors))[:n]
        out = vectors.copy()
        out[at] = vectors[np.roll(at, 1)]
        return out
    return damaged


def shifted(vectors):
    """A batch whose vectors are those of the next document each."""
    out = vectors.copy()
    out[100:100 + BATCH] = vectors[101:101 + BATCH]
    return out


# What happens to documents alone.
DOCUMENTS = {
    "exchanged": swapped(2),
    "swapped_1": swapped(FEW),
    "swapped_4": swapped(MANY),
    "shifted": shifted,
}

# Other runs whose vectors are taken, as if the baseline's model had made them:
# of documents alone; and of queries, too.
TAKEN = ("cut", "prefix", "query", "other")

# Runs that are taken as they are.
WHOLE = {"model": "other", "changed": "changed"}


def read(path):
    """Records without their vectors, and these."""
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    vectors = [np.frombuffer(base64.b64decode(r.pop("embedding")), "<f4") for r in records]
    return records, np.array(vectors, dtype=np.float64)


def write(path, records, vectors):
    """Every third vector is an array, so that the encodings are mixed."""
    vectors = np.asarray(vectors, dtype="<f4")
    with open(path, "w", encoding="utf-8") as out:
        for i, (record, vector) in enumerate(zip(records, vectors)):
            made = dict(record["embed"], dimensions=len(vector))
            embedding = (vector.astype(np.float64).tolist() if i % 3 == 1 else
                         base64.b64encode(vector.tobytes()).decode())
            out.write(json.dumps(dict(record, embed=made, embedding=embedding)) + "\n")


class Damage:
    """The folder, and what is undamaged there."""

    def __init__(self, folder):
        self.folder = folder
        self.base = read(os.path.join(folder, "base.jsonl"))
        path = os.path.join(folder, "queries.jsonl")
        self.queries = read(path) if os.path.exists(path) else None
        for name in "current", "queries":
            os.makedirs(os.path.join(folder, name + ".damaged"), exist_ok=True)

    def documents(self, name, records, vectors):
        order = random(1).permutation(len(records))
        write(os.path.join(self.folder, "current.damaged", name + ".jsonl"),
              [records[i] for i in order], np.asarray(vectors)[order])

    def asked(self, name, records, vectors):
        write(os.path.join(self.folder, "queries.damaged", name + ".jsonl"), records, vectors)

    def other(self, name):
        return read(os.path.join(self.folder, name + ".jsonl"))

    def make(self):
        records, vectors = self.base
        for name, damaged in MODELS.items():
            self.documents(name, records, damaged(vectors, 21))
            if self.queries:
                self.asked(name, self.queries[0], damaged(self.queries[1], 22))
        for name, damaged in DOCUMENTS.items():
            self.documents(name, records, damaged(vectors))
        for name in TAKEN:
            self.documents(name, records, self.other(name)[1])
        for name, run in WHOLE.items():
            self.documents(name, *self.other(run))
        if self.queries:
            self.make_queries()

    def make_queries(self):
        for name in [*DOCUMENTS, "cut", "prefix", "query", "changed"]:
            self.asked(name, *self.queries)
        records, vectors = self.other("other.queries")
        self.asked("other", self.queries[0], vectors)
        self.asked("model", records, vectors)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Damage(sys.argv[1]).make()
