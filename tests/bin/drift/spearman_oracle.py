#!/usr/bin/env python3
"""Has scipy judge the correlations of lmob-drift, and the definitions in
compare.h, in numpy, all else; says what was compared.

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


def influences(a, b):
    """Of each pair of keys on Spearman's correlation, from the definition."""
    above_a, above_b = ((np.sign(k[None, :] - k[:, None]) + 1) / 2 for k in (a, b))
    u, v = (0.5 - above.mean(axis=1) for above in (above_a, above_b))
    cov, var_a, var_b = (u * v).mean(), (u * u).mean(), (v * v).mean()
    rho = cov / np.sqrt(var_a * var_b)
    on_cov = u * v + (above_a * v).mean(axis=1) + (above_b * u).mean(axis=1) - 3 * cov
    on_a = u * u + 2 * (above_a * u).mean(axis=1) - 3 * var_a
    on_b = v * v + 2 * (above_b * v).mean(axis=1) - 3 * var_b
    return on_cov / np.sqrt(var_a * var_b) - rho / 2 * (on_a / var_a + on_b / var_b)


def values_of(case, correlations):
    n, drift = len(correlations), drift_of(correlations)
    if drift is None:
        return [None] * n
    n_defined = n - correlations.count(None)
    sums = np.array([0 if c is None else n * (1 - c - drift) for c in correlations])
    for i, rows in enumerate(zip(case["baseline"], case["current"])):
        if correlations[i] is not None:
            sums -= np.insert(influences(*map(np.array, rows)), i, 0)
    return (drift + sums / n_defined).tolist()


def nearest_of(row, i, k):
    others = [(-key, j + (j >= i)) for j, key in enumerate(row)]
    return [j for _, j in sorted(others)[:k]]


def check_places(name, case):
    """Neighbours and what is counted of them; no rounding here."""
    k, n = case["k"], len(case["baseline"])
    places = [
        [nearest_of(row, i, k) for i, row in enumerate(case[side])]
        for side in ("baseline", "current")
    ]
    kept = [len(set(a) & set(b)) for a, b in zip(*places)]
    want = {
        "k": min(k, n - 1),
        "neighbours": places,
        "kept": kept,
        "nearest": [max(row) for row in case["baseline"]],
    }
    bad = [member for member in want if case[member] != want[member]]
    if not same(case["overlap"], sum(kept) / n / k if k else None):
        bad.append("overlap")
    for member in bad:
        print(f"{name}: {member}: {case[member]}, but not by its definition")
    return not bad


def check_rows(lines):
    n, n_rows, n_undefined, good = 0, 0, 0, True
    for n, line in enumerate(lines, 1):
        case = json.loads(line)
        want = [correlation(*rows) for rows in zip(case["baseline"], case["current"])]
        good &= check(f"case {n - 1}", want, case["correlations"], case["drift"])
        good &= check_places(f"case {n - 1}", case)
        values = values_of(case, want)
        bad = [i for i, pair in enumerate(zip(case["values"], values)) if not same(*pair)]
        if bad or len(case["values"]) != len(values):
            print(f"case {n - 1}: value {bad[0]} is {case['values'][bad[0]]}, not {values[bad[0]]}")
            good = False
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
