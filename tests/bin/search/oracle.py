#!/usr/bin/env python3
"""lmob-search on random vectors, against numpy.

    oracle.py FIRST LAST        the cases of these seeds, in the current folder

Documents have ties (equal vectors), vectors of zeros, null ones, both
encodings, few or many dimensions. Hits are those of numpy in float64: of
scores that differ by less than rounding either order is right, of equal
vectors the first comes first.
"""

import base64
import json
import pathlib
import random
import subprocess
import sys

import numpy

NEAR = 1e-12  # of scores in float64, relative


def encode(rng, vector):
    if vector is None:
        return None
    if rng.random() < 0.5:
        return base64.b64encode(numpy.array(vector, "<f4").tobytes()).decode()
    return [float(x) for x in numpy.array(vector, "f4")]


def random_vector(rng, n, known):
    kind = rng.random()
    if known and kind < 0.3:
        return rng.choice(known)
    if kind < 0.35:
        return [0.0] * n
    if kind < 0.4:
        return None
    if kind < 0.6:
        return [float(rng.randint(-2, 2)) for _ in range(n)]
    return [rng.gauss(0, 1) * 10 ** rng.randint(-3, 3) for _ in range(n)]


def record(rng, i, vector, embed):
    members = [("id", i if i % 3 else f"d{i}"), ("text", f"text {i}")]
    members += [("embedding", encode(rng, vector))]
    if embed:
        members += [("embed", embed)]
    rng.shuffle(members)
    return json.dumps(dict(members), separators=rng.choice([(",", ":"), (", ", ": ")]))


def make(seed, folder):
    rng = random.Random(seed)
    n = rng.choice([1, 2, 15, 16, 17, 100, 384])
    embed = rng.choice([None, {"engine": "e", "model": "m", "fingerprint": "f", "dimensions": n}])
    for name, count in (("docs", rng.choice([1, 9, 300, 1500])), ("queries", rng.choice([1, 2, 7]))):
        known = []
        with open(folder / f"{name}.jsonl", "w", encoding="ascii") as out:
            for i in range(count):
                vector = random_vector(rng, n, known)
                if name == "queries" and (i == 0 or vector is None or not any(vector)):
                    vector = [rng.gauss(0, 1) for _ in range(n)]
                if vector is not None:
                    known.append(vector)
                out.write(record(rng, i, vector, embed) + "\n")


def floats(value):
    if value is None:
        return None
    if isinstance(value, str):
        return numpy.frombuffer(base64.b64decode(value), "<f4").astype("f8")
    return numpy.array(value, "f4").astype("f8")


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scores_of(docs, query, score):
    """Of those documents that have one: {place: score}."""
    scores = {}
    for i, doc in enumerate(docs):
        vector = floats(doc["embedding"])
        if vector is None or (score == "cosine" and not vector.any()):
            continue
        scores[i] = vector @ query
        if score == "cosine":
            scores[i] /= numpy.linalg.norm(vector) * numpy.linalg.norm(query)
    return scores


def check_query(docs, query, k, score, above, hits):
    vector = floats(query["embedding"])
    scores = scores_of(docs, vector, score)
    place = {json.dumps(doc["id"]): i for i, doc in enumerate(docs)}
    largest = max((abs(s) for s in scores.values()), default=0)
    near = NEAR * max(largest, 1e-300) * 10
    enough = {i: s for i, s in scores.items() if s >= above}
    assert len(hits) == min(k, len(enough)), (len(hits), k, len(enough))
    found = [place[json.dumps(hit["id"])] for hit in hits]
    assert len(set(found)) == len(found)
    for rank, (i, hit) in enumerate(zip(found, hits), 1):
        want = {**docs[i], "search": hit["search"]}
        del want["embedding"]
        assert hit == want, hit
        assert hit["search"]["rank"] == rank
        assert hit["search"]["query"] == query["id"]
        assert abs(hit["search"]["score"] - scores[i]) <= 1e-6 * max(abs(scores[i]), 1), hit
    for a, b in zip(found, found[1:]):
        same = docs[a]["embedding"] == docs[b]["embedding"]
        assert scores[a] >= scores[b] - near and (not same or a < b), (a, b)
    rest = [s for i, s in enough.items() if i not in set(found)]
    assert not rest or not found or max(rest) <= scores[found[-1]] + near


def check(docs, queries, k, score, above, out):
    docs, queries, hits = read(docs), read(queries), read(out)
    begins = [i for i, hit in enumerate(hits) if hit["search"]["rank"] == 1] + [len(hits)]
    lists = [hits[a:b] for a, b in zip(begins, begins[1:])]
    for query in queries:
        own = [x for x in lists if x[0]["search"]["query"] == query["id"]]
        assert len(own) <= 1
        check_query(docs, query, k, score, above, own[0] if own else [])
    assert [x[0]["search"]["query"] for x in lists] == [
        q["id"] for q in queries if any(x[0]["search"]["query"] == q["id"] for x in lists)
    ]


def run(seed):
    make(seed, pathlib.Path("."))
    for score, k, above in (("cosine", 10, 0.01), ("cosine", 5000, -2), ("dot", 1, -1e30), ("dot", 30, -5)):
        argv = ["lmob-search", f"-j{seed % 3 + 1}", "-q", "queries.jsonl", f"-k{k}"]
        argv += ["--score", score, f"--above={above}", "-o", "out.jsonl", "docs.jsonl"]
        subprocess.run(argv, check=True, stderr=subprocess.DEVNULL)
        try:
            check("docs.jsonl", "queries.jsonl", k, score, above, "out.jsonl")
        except AssertionError:
            print(f"LMOB_TEST_SEED={seed}: {' '.join(argv)}")
            raise


for number in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
    run(number)
