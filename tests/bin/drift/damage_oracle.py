#!/usr/bin/env python3
"""Judges what lmob-drift says of damage.py's runs, by numpy and scipy.

    damage_oracle.py FOLDER TABLE [QRELS]

FOLDER/results/NAME.json is the result for each damage of TABLE, with --worst of
all.  TABLE (TSV) has a line for each, the verdict and those of gates: what is
expected.  Prints the figures; exit status 1 where a verdict is another one, a
figure differs by more than 1e-6, or what leaves all angles alone drifts.
"""
import base64
import json
import math
import os
import sys

import numpy as np
from scipy import stats

LIMIT = 1e-6
GRID = 1e6
DEPTH = 10  # of the overlap and nDCG
SAME_ANGLES = {"none", "rotated", "permuted", "negated", "scaled_4"}
GATES = ("drift", "correlation", "overlap", "self", "norm", "mean", "retrieval")


def vector_of(embedding):
    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding), "<f4")
    return np.array(embedding, dtype="<f4")


def read_run(path):
    """id: (text, vector)"""
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {r["id"]: (r["text"], vector_of(r["embedding"]).astype(np.float64))
            for r in records}


def matrix(run, ids):
    return np.array([run[i][1] for i in ids])


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Space:
    """What is told of one side: of documents in the baseline's order."""

    def __init__(self, vectors):
        n = len(vectors)
        self.vectors = vectors
        rows = unit(vectors)
        keys = np.rint(rows @ rows.T * GRID).astype(np.int64)
        others = keys[~np.eye(n, dtype=bool)].reshape(n, n - 1)
        ranks = stats.rankdata(others, axis=1)
        self.ranks = ranks - ranks.mean(axis=1, keepdims=True)
        np.fill_diagonal(keys, np.iinfo(np.int32).min)
        self.nearest = np.argsort(-keys, axis=1, kind="stable")[:, :DEPTH]


def correlations(a, b):
    """Spearman's: Pearson's of average ranks."""
    products = [(x * y).sum(axis=1) for x, y in
                ((a.ranks, b.ranks), (a.ranks, a.ranks), (b.ranks, b.ranks))]
    return products[0] / np.sqrt(products[1] * products[2])


def kept(a, b):
    """How many of each document's nearest are the same."""
    return np.array([len(np.intersect1d(x, y)) for x, y in zip(a.nearest, b.nearest)])


def norm_shift(a, b):
    return np.linalg.norm(b, axis=1).mean() / np.linalg.norm(a, axis=1).mean() - 1


def mean_shift(a, b):
    return np.linalg.norm(unit(b).mean(axis=0) - unit(a).mean(axis=0))


def dcg(gains):
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def ndcg(docs, queries, qrels):
    """The mean nDCG@10, by cosine, of queries with a gain above 0."""
    ids, values = list(docs), []
    scores = unit(matrix(queries, list(queries))) @ unit(matrix(docs, ids)).T
    for query, row in zip(queries, scores):
        gains = qrels.get(query, {})
        best = dcg(sorted(gains.values(), reverse=True)[:DEPTH])
        if best > 0:
            order = np.argsort(-row, kind="stable")[:DEPTH]
            values.append(dcg(gains.get(ids[i], 0) for i in order) / best)
    return np.mean(values)


def read_qrels(path):
    qrels = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            query, document, gain = line.split("\t")
            qrels.setdefault(query, {})[document] = float(gain)
    return qrels


def read_table(path):
    """name: {column: verdict}"""
    with open(path, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line[0] != "#"]
    return {row[0]: dict(zip(rows[0][1:], row[1:])) for row in rows[1:]}


class Oracle:
    def __init__(self, folder, qrels):
        self.folder = folder
        self.qrels = read_qrels(qrels) if qrels else None
        self.base = read_run(self.path("base.jsonl"))
        self.spaces = {}
        self.n_bad = 0
        if qrels:
            self.before = ndcg(self.base, read_run(self.path("queries.jsonl")), self.qrels)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def bad(self, what):
        self.n_bad += 1
        print("      " + what)

    def base_space(self, ids):
        if tuple(ids) not in self.spaces:
            self.spaces[tuple(ids)] = Space(matrix(self.base, ids))
        return self.spaces[tuple(ids)]

    def loss(self, name, current):
        if not self.qrels:
            return None
        queries = read_run(self.path("queries.damaged", name + ".jsonl"))
        docs = {i: current[i] for i in self.base}
        return 100 * (self.before - ndcg(docs, queries, self.qrels))

    def measure(self, name):
        """Values of gates; and what is told of each document compared, by id."""
        current = read_run(self.path("current.damaged", name + ".jsonl"))
        ids = [i for i in self.base if self.base[i][0] == current[i][0]]
        a, b = self.base_space(ids), Space(matrix(current, ids))
        each = {"correlation": correlations(a, b), "kept": kept(a, b), "self": [None] * len(ids)}
        values = {"drift": 1 - each["correlation"].mean(),
                  "correlation": each["correlation"].min(),
                  "overlap": each["kept"].mean() / DEPTH,
                  "norm": norm_shift(a.vectors, b.vectors),
                  "retrieval": self.loss(name, current), "self": None, "mean": None}
        if a.vectors.shape == b.vectors.shape:
            each["self"] = (unit(a.vectors) * unit(b.vectors)).sum(axis=1)
            values["self"] = each["self"].min()
            values["mean"] = mean_shift(a.vectors, b.vectors)
        documents = {i: dict(zip(each, told)) for i, *told in zip(ids, *each.values())}
        return values, documents

    def same(self, what, got, want):
        if want is None and got is None:
            return
        if want is None or got is None or not abs(got - want) <= LIMIT:
            self.bad(f"{what}: {got}, expected {want}")

    def check_figures(self, name, result):
        values, documents = self.measure(name)
        for gate in GATES:
            self.same(gate, result["gates"][gate]["value"], values[gate])
        self.same("n", result["n"], len(documents))
        told = {document["id"]: document for document in result["worst"]}
        for i, document in documents.items():
            for key, value in document.items():
                self.same(f"{key} of {i}", told.get(i, {}).get(key), value)
        if name in SAME_ANGLES and not abs(result["drift"]) <= LIMIT:
            self.bad(f"drifts {result['drift']}, though no angle is another")
        return values

    def check(self, name, expected):
        with open(self.path("results", name + ".json"), encoding="utf-8") as file:
            result = json.load(file)
        gates = result["gates"]
        values = self.check_figures(name, result)
        print(f"{name:9s}", *(show(gate, values[gate], gates[gate]) for gate in GATES))
        verdicts = {gate: told["verdict"] for gate, told in gates.items()}
        verdicts["verdict"] = result["verdict"]
        for column, verdict in expected.items():
            if verdicts.get(column) != verdict:
                self.bad(f"{column}: {verdicts.get(column)}, expected {verdict}")


def show(gate, value, told):
    """A gate's value, and how sure it is."""
    if value is None:
        return f"{gate} -"
    text = f"{gate} {value:.4f}"
    if "interval" in told:
        text += " ({:.4f} to {:.4f})".format(*told["interval"])
    return text


def main(folder, table, qrels=None):
    oracle = Oracle(folder, qrels)
    expected = read_table(table)
    for name, verdicts in expected.items():
        oracle.check(name, verdicts)
    print(f"{len(expected)} damages, {oracle.n_bad} differences")
    return oracle.n_bad == 0 and len(expected) > 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(0 if main(*sys.argv[1:]) else 1)
