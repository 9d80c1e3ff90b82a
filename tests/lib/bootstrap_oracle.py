#!/usr/bin/env python3
"""Has scipy judge the intervals of lm/bootstrap.h; says what was compared.

    bootstrap_oracle.py      lines of test_bootstrap --cases on stdin

scipy.stats.bootstrap resamples the studentized mean; an end of an interval is
right if the share of scipy's t beyond it is what it has to be, as near as two
samples can tell. Where values are many and not far off, scipy's BCa interval
has about the same ends. Exit status 1 where one differs.
"""

import json
import math
import sys
import warnings

import numpy as np
from scipy import stats

# Values that a resample's variance has more than it drew (lm/bootstrap.h).
N_MORE = 4
# Standard errors; of some thousand ends none is so far off by chance.
LIMIT = 5
# Of the interval's width, for BCa, a method that is another.
NEAR = 0.15


def t_values(values, resamples, seed):
    mean, variance, n = values.mean(), values.var(), len(values)

    def studentized(sample, axis):
        more = (sample.var(axis=axis) * n + N_MORE * variance) / (n + N_MORE)
        return (sample.mean(axis=axis) - mean) / np.sqrt(more)

    result = stats.bootstrap(
        (values,), studentized, vectorized=True, n_resamples=resamples, batch=500,
        method="percentile", random_state=np.random.default_rng(seed),
    )
    return result.bootstrap_distribution


def check_end(name, ts, t, share, resamples):
    """Shares of t below it and up to it must enclose the share, about."""
    slack = 1e-9 * (1 + abs(t))
    below, upto = (ts < t - slack).mean(), (ts <= t + slack).mean()
    error = math.sqrt(share * (1 - share) * (1 / len(ts) + 1 / resamples))
    if below - LIMIT * error <= share <= upto + LIMIT * error:
        return []
    return [f"{name}: {below:.4f} to {upto:.4f} of scipy's t, not {share:.4f}"]


def check(case, number):
    values, resamples = np.array(case["values"]), case["resamples"]
    mean, deviation = values.mean(), values.std()
    low, high, tail = case["low"], case["high"], (1 - case["confidence"]) / 2
    if deviation == 0:
        return [] if low == high == values[0] else ["not the constant"]
    ts = t_values(values, resamples, number)
    wrong = []
    # Ends never lie on the other side of the mean.
    if low < mean:
        wrong += check_end("low", ts, (mean - low) / deviation, 1 - tail, resamples)
    if high > mean:
        wrong += check_end("high", ts, (mean - high) / deviation, tail, resamples)
    return wrong


def check_bca(case, number):
    result = stats.bootstrap(
        (np.array(case["values"]),), np.mean, n_resamples=4000, batch=500,
        confidence_level=case["confidence"], method="BCa",
        random_state=np.random.default_rng(number),
    ).confidence_interval
    far = NEAR * (result.high - result.low)
    if abs(case["low"] - result.low) < far and abs(case["high"] - result.high) < far:
        return []
    return [f"scipy's BCa: {result.low} to {result.high}"]


def main():
    warnings.simplefilter("ignore")
    counts = {"intervals": 0, "bca": 0}
    good = True
    for number, line in enumerate(sys.stdin):
        case = json.loads(line)
        wrong = check(case, number)
        counts["intervals"] += 1
        if len(case["values"]) >= 100 and abs(stats.skew(case["values"])) < 1:
            wrong += check_bca(case, number)
            counts["bca"] += 1
        for text in wrong:
            print(f"case {number}, {len(case['values'])} values: {text}")
            good = False
    print(counts)
    return good and all(counts.values())


sys.exit(0 if main() else 1)
