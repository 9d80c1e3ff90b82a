#!/usr/bin/env python3
"""What one would write instead of lmob-drift: json, numpy, scipy.

    drift_scipy.py BASELINE CURRENT
"""
import json
import sys

import numpy as np
from scipy.stats import spearmanr


def similarities(path):
    with open(path, encoding="utf-8") as lines:
        vectors = {r["id"]: r["embedding"] for r in map(json.loads, lines)}
    ids = sorted(vectors)
    matrix = np.array([vectors[i] for i in ids])
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.rint(matrix @ matrix.T * 1e6)


def main():
    before, now = similarities(sys.argv[1]), similarities(sys.argv[2])
    rows = range(len(before))
    correlations = [
        spearmanr(np.delete(before[i], i), np.delete(now[i], i))[0] for i in rows
    ]
    print(f"drift {1 - np.mean(correlations):.6f}")


main()
