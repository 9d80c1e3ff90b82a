#!/usr/bin/env python3
"""What a user would write instead of lmob-search, and what both read.

    search_numpy.py make N DIMENSIONS FOLDER    docs.jsonl, queries{1,100}.jsonl
    search_numpy.py search DOCS QUERIES K OUT   the best K of each query
"""

import base64
import json
import pathlib
import sys

import numpy

EMBED = {"engine": "bench", "model": "bench", "fingerprint": "0123456789abcdef"}


def write(path, ids, rows):
    with open(path, "w", encoding="ascii") as out:
        for name, row in zip(ids, rows):
            text = base64.b64encode(row.tobytes()).decode()
            record = {"id": name, "text": f"the text of {name}", "embedding": text, "embed": EMBED}
            out.write(json.dumps(record, separators=(",", ":")) + "\n")


def make(n, dimensions, folder):
    rng = numpy.random.default_rng(20260505)
    rows = rng.standard_normal((n, dimensions)).astype("<f4")
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    write(folder / "docs.jsonl", (f"d{i}" for i in range(n)), rows)
    queries = rng.standard_normal((100, dimensions)).astype("<f4")
    for count in (1, 100):
        write(folder / f"queries{count}.jsonl", (f"q{i}" for i in range(count)), queries[:count])


def read(path):
    records, rows = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            rows.append(numpy.frombuffer(base64.b64decode(record.pop("embedding")), "<f4"))
            records.append(record)
    rows = numpy.array(rows)
    return records, rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def search(docs, queries, k, out):
    records, rows = read(docs)
    asked, vectors = read(queries)
    scores = vectors @ rows.T
    with open(out, "w", encoding="utf-8") as file:
        for query, row in zip(asked, scores):
            best = numpy.argpartition(-row, k)[:k]
            for rank, i in enumerate(best[numpy.argsort(-row[best], kind="stable")], 1):
                found = {"rank": rank, "score": float(row[i]), "query": query["id"]}
                file.write(json.dumps({**records[i], "search": found}) + "\n")


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4]))
else:
    search(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
