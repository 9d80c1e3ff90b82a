#!/usr/bin/env python3
"""Has scipy judge the correlations of lmob-drift; says what was compared.

    spearman_oracle.py rows                     lines of test_oracle on stdin
    spearman_oracle.py files BASELINE CURRENT   lmob-drift's result on stdin,
                                                made with --worst of all

Exit status 1 where one differs by more than 1e-9.
"""
import base64
import json
import sys
import warnings

import numpy as np
from scipy import stats

LIMIT = 1e-9
GRID = 1e6


def correlation(a, b):
    if len(a) < 2 or len(set(a)) < 2 or len(set(b)) < 2:
        return None
    return float(stats.spearmanr(a, b)[0])


def same(got, want):
    if got is None or want is None:
        return got is want
    return abs(got - want) <= LIMIT


def drift_of(correlations):
    defined = [c for c in correlations if c is not None]
    return 1 - sum(defined) / len(defined) if defined else None


def check(name, want, got, drift):
    bad = [i for i, pair in enumerate(zip(want, got)) if not same(*pair)]
    for i in bad[:5]:
        print(f"{name}: document {i}: {got[i]}, but scipy says {want[i]}")
    if not same(drift, drift_of(want)):
        print(f"{name}: drift {drift}, but scipy says {drift_of(want)}")
        return False
    return not bad and len(want) == len(got)


def check_rows(lines):
    n, n_rows, n_undefined, good = 0, 0, 0, True
    for n, line in enumerate(lines, 1):
        case = json.loads(line)
        want = [correlation(*rows) for rows in zip(case["baseline"], case["current"])]
        good &= check(f"case {n - 1}", want, case["correlations"], case["drift"])
        n_rows += len(want)
        n_undefined += want.count(None)
    print(f"{n} cases, {n_rows} rows, {n_undefined} of them undefined")
    return good and n > 0


def read_vector(embedding):
    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding), "<f4")
    return np.array(embedding, dtype=np.float32)


def read_run(path):
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return {json.dumps(r["id"]): read_vector(r["embedding"]) for r in records}


def rows_of(run, ids):
    vectors = np.array([run[i] for i in ids], dtype=np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rounded = np.rint(vectors @ vectors.T * GRID).astype(np.int64)
    return [np.delete(row, i).tolist() for i, row in enumerate(rounded)]


def check_files(baseline, current, result):
    before, now = read_run(baseline), read_run(current)
    ids = list(before)
    want = [correlation(*rows) for rows in zip(rows_of(before, ids), rows_of(now, ids))]
    named = {json.dumps(w["id"]): w["correlation"] for w in result["worst"]}
    print(f"{len(ids)} documents, drift {result['drift']}")
    return check("files", want, [named.get(i) for i in ids], result["drift"])


def main():
    warnings.simplefilter("error")
    if sys.argv[1:] == ["rows"]:
        return check_rows(sys.stdin)
    if len(sys.argv) == 4 and sys.argv[1] == "files":
        return check_files(sys.argv[2], sys.argv[3], json.load(sys.stdin))
    sys.exit(__doc__)


sys.exit(0 if main() else 1)
