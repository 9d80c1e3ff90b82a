#!/usr/bin/env python3
"""How well the lexical engine finds documents, and how much of it is chance.

usage: lexical.py [FOLDER ...]

Each FOLDER (default: cranfield and cacm) has docs.jsonl, queries.jsonl and
qrels.tsv, as tests/bin/embed/retrieval.py reads them.  Prints nDCG@10 of
lmob-embed with --fit on the documents and without, of its seed and as mean and
deviation over $LMOB_BENCH_SEEDS (default 8) other seeds of the hash: for these
bin/embed is built anew, with cc's commands as make prints them.  Beside it:
BM25 (k1 1.2, b 0.75, words as they are), and rankings by cosine and with
queries that were embedded as documents.
"""

import collections
import json
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import tempfile

import numpy as np

from common import BIN, DATA, ROOT, say

sys.path.insert(0, str(ROOT / "tests" / "bin" / "embed"))
import retrieval  # noqa: E402

SEEDED = ("words", "grams", "lexical", "frequencies", "wordvec")
K1, B = 1.2, 0.75


def build(seed, folder):
    """lmob-embed with another seed; the path."""
    commands = subprocess.run(
        ["make", "-n", "-B", "V=1", "bin/lmob-embed"], cwd=ROOT, check=True,
        capture_output=True, text=True).stdout.splitlines()
    link = next(c for c in commands if "-o bin/lmob-embed" in c)
    for name in SEEDED:
        built = f"build/release/bin/embed/{name}.o"
        made = folder / f"{name}.o"
        command = next(c for c in commands if f"-o {built} " in c)
        argv = shlex.split(command.replace(f"-o {built} ", f"-o {made} "))
        subprocess.run([*argv, f"-DLM_XXH3_SEED={seed}"], cwd=ROOT, check=True)
        link = link.replace(f" {built} ", f" {made} ")
    path = folder / "lmob-embed"
    subprocess.run(shlex.split(link.replace("-o bin/lmob-embed", f"-o {path}")),
                   cwd=ROOT, check=True)
    return path


def embed(program, *options):
    subprocess.run([program, "-e", "base64", *options], check=True,
                   stderr=subprocess.DEVNULL)


class Collection:
    def __init__(self, folder):
        self.folder = folder
        self.qrels = {q: gains for q, gains in
                      retrieval.read_qrels(folder / "qrels.tsv").items()
                      if max(gains.values()) > 0}

    def ndcg(self, doc_ids, docs, query_ids, queries):
        scores = docs @ queries.T
        column = {query: i for i, query in enumerate(query_ids)}
        values = []
        for query, gains in self.qrels.items():
            ranked = []
            if query in column:
                order = np.argsort(-scores[:, column[query]], kind="stable")
                ranked = [doc_ids[i] for i in order[:retrieval.DEPTH]]
            values.append(retrieval.ndcg(ranked, gains))
        return statistics.mean(values)

    def measure(self, program, tmp):
        """nDCG@10 of each way to use lmob-embed."""
        found = {}
        docs_path, queries_path = (self.folder / f"{n}.jsonl" for n in ("docs", "queries"))
        subprocess.run([program, "--fit", tmp / "idf", docs_path], check=True)
        for way, idf in ("", ["--idf", tmp / "idf"]), (" without --idf", []):
            embed(program, *idf, "-o", tmp / "d", docs_path)
            embed(program, *idf, "-o", tmp / "q", "--as", "query", queries_path)
            ids, docs = retrieval.read_vectors(tmp / "d")
            queries = retrieval.read_vectors(tmp / "q")
            found[f"lmob-embed{way}"] = self.ndcg(ids, docs, *queries)
            if idf:
                unit = docs / np.linalg.norm(docs, axis=1, keepdims=True)
                found["  by cosine"] = self.ndcg(ids, unit, *queries)
                embed(program, *idf, "-o", tmp / "q", queries_path)
                found["  queries as documents"] = self.ndcg(
                    ids, docs, *retrieval.read_vectors(tmp / "q"))
        return found

    def bm25(self):
        counts = {}
        for name in "docs", "queries":
            with open(self.folder / f"{name}.jsonl", encoding="utf-8") as lines:
                records = [json.loads(line) for line in lines]
            counts[name] = [(str(r["id"]), collections.Counter(
                re.findall(r"[^\W_]+", r["text"].casefold()))) for r in records]
        df = collections.Counter(w for _, words in counts["docs"] for w in words)
        n = len(counts["docs"])
        place = {word: i for i, word in enumerate(df)}
        mean = sum(sum(c.values()) for _, c in counts["docs"]) / n
        docs = np.zeros((n, len(df)), np.float32)
        for row, (_, words) in zip(docs, counts["docs"]):
            k = K1 * (1 - B + B * sum(words.values()) / mean)
            for word, tf in words.items():
                row[place[word]] = tf * (K1 + 1) / (tf + k)
        queries = np.zeros((len(counts["queries"]), len(df)), np.float32)
        for row, (_, words) in zip(queries, counts["queries"]):
            for word, tf in words.items():
                if word in place:
                    row[place[word]] = tf * np.log((n + 1) / (df[word] + 0.5))
        return self.ndcg([i for i, _ in counts["docs"]], docs,
                         [i for i, _ in counts["queries"]], queries)


def main(folders):
    seeds = range(1, 1 + int(os.environ.get("LMOB_BENCH_SEEDS", "8")))
    collections_of = [Collection(folder) for folder in folders if folder.is_dir()]
    others = {c: collections.defaultdict(list) for c in collections_of}
    with tempfile.TemporaryDirectory(prefix="lmob-bench.") as tmp:
        tmp = pathlib.Path(tmp)
        own = {c: c.measure(BIN / "lmob-embed", tmp) for c in collections_of}
        for seed in seeds:
            program = build(seed, tmp)
            for collection in collections_of:
                for way, value in collection.measure(program, tmp).items():
                    others[collection][way].append(value)
    for collection in collections_of:
        name = collection.folder.name
        say(f"nDCG@10, {name}: BM25", f"{collection.bm25():.4f}")
        for way, value in own[collection].items():
            rest = others[collection][way]
            over = (f"{statistics.mean(rest):.4f} +- {statistics.pstdev(rest):.4f} "
                    f"of {len(rest)} seeds") if rest else ""
            say(f"nDCG@10, {name}: {way}", f"{value:.4f}", over)


if __name__ == "__main__":
    main([pathlib.Path(f) for f in sys.argv[1:]] or
         [DATA / "retrieval" / name for name in ("cranfield", "cacm")])
