#!/usr/bin/env python3
"""Judges lmob-drift's nDCG@10, recall@k and MRR by full sorts.

    retrieval_oracle.py cases       lines of test_retrieval_oracle on stdin
    retrieval_oracle.py files BASELINE CURRENT BASELINE_QUERIES QUERIES QRELS \\
        SCORE K                     lmob-drift's result on stdin

Exit status 1 where one differs by more than 1e-9.
"""
import base64
import json
import math
import sys

import numpy as np

LIMIT = 1e-9
SIDES = ("baseline", "current")


def dcg(gains):
    return sum(max(g, 0) / math.log2(rank + 1) for rank, g in enumerate(gains[:10], 1))


def judge(ranking, judged, k):
    """nDCG@10, recall@k, reciprocal rank of a list of ids."""
    gains = [judged.get(doc, 0) for doc in ranking]
    relevant = [doc for doc, gain in judged.items() if gain > 0]
    ideal = dcg(sorted(judged.values(), reverse=True))
    recall = sum(gain > 0 for gain in gains[:k]) / len(relevant)
    first = next((rank for rank, gain in enumerate(gains, 1) if gain > 0), math.inf)
    return [dcg(gains) / ideal, recall, 1 / first]


def rank(query, ids, vectors, score):
    """The ids, the best first; equal scores as they stand."""
    # row by row, so that equal vectors have equal scores
    scores = (vectors * query).sum(axis=1)
    if score == "cosine":
        scores = scores / np.sqrt((vectors * vectors).sum(axis=1))
    return [ids[i] for i in np.argsort(-scores, kind="stable")]


def measure(case):
    docs = {side: dict(case["docs"][side]) for side in SIDES}
    queries = {side: dict(case["queries"][side]) for side in SIDES}
    searched = [doc for doc in docs["baseline"] if doc in docs["current"]]
    judged = {query: {} for query in queries["baseline"]}
    for query, doc, gain in case["qrels"]:
        judged.setdefault(query, {})[doc] = int(gain)
    asked = [q for q in queries["baseline"] if any(g > 0 for g in judged[q].values())]
    want = {
        "unjudged": len(queries["baseline"]) - len(asked),
        "absent": sum(g > 0 and d not in searched for q in asked for d, g in judged[q].items()),
    }
    for side in SIDES:
        vectors = np.array([docs[side][doc] for doc in searched], dtype=np.float64)
        of = {}
        for query in asked:
            ranking = searched and rank(np.array(queries[side][query], dtype=np.float64),
                                        searched, vectors, case["score"])
            of[query] = judge(ranking, judged[query], case["k"])
        means = np.mean(list(of.values()), axis=0).tolist() if asked else [None] * 3
        want[side] = {"queries": of, "means": means}
    want["loss_pp"] = None
    if asked:
        want["loss_pp"] = 100 * (want["baseline"]["means"][0] - want["current"]["means"][0])
    return want


def same(got, want):
    if isinstance(want, dict):
        return got.keys() == want.keys() and all(same(got[k], want[k]) for k in want)
    if isinstance(want, list):
        return len(got) == len(want) and all(map(same, got, want))
    if got is None or want is None:
        return got is want
    return abs(got - want) <= LIMIT


def check_cases(lines):
    n, n_queries, good = 0, 0, True
    for n, line in enumerate(lines, 1):
        case = json.loads(line)
        case["qrels"] = [row.split("\t") for row in case["qrels"].splitlines()]
        want = measure(case)
        n_queries += len(want["baseline"]["queries"])
        if not same(case["result"], want):
            print(f"case {n - 1}: {case['result']}, but expected {want}")
            good = False
    print(f"{n} cases, {n_queries} queries")
    return good and n_queries > 0


def read_run(path):
    def vector(embedding):
        if isinstance(embedding, str):
            return np.frombuffer(base64.b64decode(embedding), "<f4")
        return np.array(embedding, dtype=np.float32)

    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [[str(r["id"]), vector(r["embedding"])] for r in records]


def check_files(baseline, current, baseline_queries, queries, qrels, score, k):
    result = json.load(sys.stdin)["retrieval"]
    with open(qrels, encoding="utf-8") as lines:
        rows = [line.split() for line in lines if line.strip()]
    want = measure({
        "docs": {"baseline": read_run(baseline), "current": read_run(current)},
        "queries": {"baseline": read_run(baseline_queries), "current": read_run(queries)},
        "qrels": [[row[0], row[-2], row[-1]] for row in rows],
        "score": score,
        "k": int(k),
    })
    got = {name: result[name] for name in ("loss_pp", "unjudged", "absent", "queries")}
    for side in SIDES:
        got[side] = [result[name][side] for name in ("ndcg@10", "recall", "mrr")]
    want["queries"] = len(want["baseline"]["queries"])
    for side in SIDES:
        want[side] = want[side]["means"]
    print(got)
    if same(got, want):
        return True
    print(f"but expected {want}")
    return False


def main():
    if sys.argv[1:] == ["cases"]:
        return check_cases(sys.stdin)
    if len(sys.argv) == 9 and sys.argv[1] == "files":
        return check_files(*sys.argv[2:])
    sys.exit(__doc__)


sys.exit(0 if main() else 1)
