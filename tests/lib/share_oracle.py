#!/usr/bin/env python3
"""Has scipy judge what lm/stat.h says of shares; says what was compared.

    share_oracle.py          lines of test_stat_share --cases on stdin

Quantiles and bounds are compared with scipy's, the tests with the score test in
fractions, which do not round. Exit status 1 where one differs.
"""

import json
import math
import sys
import warnings
from fractions import Fraction

from scipy import stats

LIMIT = 1e-12
# The rounding of doubles in stat_share.c: nearer to the edge nobody can tell.
EDGE = Fraction(1, 10**15)


def near(got, want):
    return math.isclose(got, want, rel_tol=LIMIT, abs_tol=LIMIT)


def check_quantile(case):
    want = float(stats.norm.ppf(case["p"]))
    return [] if near(case["z"], want) else [f"z: scipy says {want}"]


def check_bounds(case):
    """One-sided bounds, as scipy has them for a one-sided alternative."""
    confidence = stats.norm.cdf(case["z"])
    wrong = []
    for name, side, at in (("lower", "greater", 0), ("upper", "less", 1)):
        test = stats.binomtest(case["k"], case["n"], alternative=side)
        want = test.proportion_ci(confidence, "wilson")[at]
        if not near(case[name], min(max(want, 0), 1)):
            wrong.append(f"{name}: scipy says {want}")
    return wrong


def check_tests(case):
    k, n, z = case["k"], case["n"], Fraction(case["z"])
    t = Fraction(case["num"], case["den"])
    left, right = (k - n * t) ** 2, z * z * n * t * (1 - t)
    if left != right and abs(left - right) <= EDGE * right:
        return []
    reaches = t == 0 or (k > n * t and left >= right)
    misses = k < n * t and left > right
    further = 2**64 - 1
    if reaches:
        further = 0
    elif k > n * t:
        further = max(1, math.ceil(right * n / left) - n)
    wrong = []
    if (case["reaches"], case["misses"]) != (reaches, misses):
        wrong.append(f"tests: expected {reaches}, {misses}")
    if abs(case["further"] - further) > 1e-9 * further:
        wrong.append(f"further: expected {further}")
    return wrong


def main():
    warnings.simplefilter("error")
    counts = {"quantiles": 0, "shares": 0, "reaches": 0, "misses": 0}
    good = True
    for line in sys.stdin:
        case = json.loads(line)
        if "p" in case:
            counts["quantiles"] += 1
            wrong = check_quantile(case)
        else:
            counts["shares"] += 1
            counts["reaches"] += case["reaches"]
            counts["misses"] += case["misses"]
            wrong = check_bounds(case) + check_tests(case)
        for text in wrong:
            print(f"{line.strip()}: {text}")
            good = False
    print(counts)
    return good and all(counts.values())


sys.exit(0 if main() else 1)
