#!/usr/bin/env python3
"""Writes two runs of embeddings of the same documents, as JSON Lines.

    drift_data.py N DIMENSIONS float|shortest|base64 BASELINE CURRENT

Seeded noise; the current run is the baseline with some more noise, as another
quantisation would give it. Floats are written as Python writes the doubles that
they become there, or the shortest that a float reads back, as lmob-embed does.
"""
import base64
import json
import sys

import numpy as np


def text(vector, encoding):
    if encoding == "base64":
        return json.dumps(base64.b64encode(vector.astype("<f4").tobytes()).decode())
    if encoding == "shortest":
        return f"[{','.join(map(str, vector))}]"
    return json.dumps(vector.tolist())


def write(path, vectors, encoding):
    with open(path, "w", encoding="utf-8") as out:
        for i, vector in enumerate(vectors):
            out.write(f'{{"id": "probe-{i:05d}", "embedding": {text(vector, encoding)}}}\n')


def main():
    n, dimensions, encoding = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    random = np.random.default_rng(20260505)
    topics = random.standard_normal((20, dimensions))
    base = topics[random.integers(0, 20, n)] + random.standard_normal((n, dimensions))
    now = base + 0.1 * random.standard_normal((n, dimensions))
    for path, vectors in zip(sys.argv[4:6], (base, now)):
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        write(path, vectors.astype(np.float32), encoding)


main()
