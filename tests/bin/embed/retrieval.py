#!/usr/bin/env python3
"""How well embeddings find what is relevant: nDCG@10.

usage: retrieval.py DOCS.jsonl QUERIES.jsonl QRELS.tsv

DOCS and QUERIES are what lmob-embed wrote (.id and .embedding, an array or
base64; null: not embedded, and never found).  QRELS has a line
"query<TAB>document<TAB>gain" for each relevant pair.  Documents are ranked by
the dot product, ties by their order.  DCG = sum of gain / log2(rank + 1) over
the first 10; nDCG divides by that of the best order of the query's qrels; the
mean is over the queries that have one (Järvelin and Kekäläinen 2002).  Prints
one line: "nDCG@10 0.3979 of 225 queries, 1400 documents".
"""

import base64
import collections
import json
import math
import sys

import numpy as np

DEPTH = 10


def read_vectors(path):
    ids, vectors = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            embedding = record["embedding"]
            if embedding is None:
                continue
            if isinstance(embedding, str):
                embedding = np.frombuffer(base64.b64decode(embedding), "<f4")
            ids.append(str(record["id"]))
            vectors.append(np.asarray(embedding, "<f4").astype(np.float64))
    return ids, np.array(vectors)


def read_qrels(path):
    qrels = collections.defaultdict(dict)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            query, document, gain = line.split("\t")
            qrels[query][document] = float(gain)
    return qrels


def dcg(gains):
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def ndcg(ranked, gains):
    best = dcg(sorted(gains.values(), reverse=True)[:DEPTH])
    return dcg(gains.get(d, 0) for d in ranked[:DEPTH]) / best


def main(docs_path, queries_path, qrels_path):
    doc_ids, docs = read_vectors(docs_path)
    found = dict(zip(*read_vectors(queries_path)))
    qrels = {query: gains for query, gains in read_qrels(qrels_path).items()
             if max(gains.values()) > 0}
    values = []
    for query, gains in qrels.items():
        ranked = []
        if query in found:
            order = np.argsort(-(docs @ found[query]), kind="stable")
            ranked = [doc_ids[i] for i in order[:DEPTH]]
        values.append(ndcg(ranked, gains))
    print(f"nDCG@{DEPTH} {sum(values) / len(values):.4f} "
          f"of {len(values)} queries, {len(doc_ids)} documents")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
