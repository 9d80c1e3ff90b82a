#!/usr/bin/env python3
"""Has scipy judge the gate of lmob-schemacheck; says what was compared.

    gate_oracle.py          lines of test_gate --cases on stdin

The verdict by scipy's bounds, but for what is nearer to the edge than scipy
computes; and that no percentage in the sentence shows the opposite. Exit status
1 where one differs.
"""

import collections
import json
import re
import sys
from fractions import Fraction

from scipy import stats

EDGE = 1e-12


def bound(k, n, case, side, at):
    test = stats.binomtest(k, n, alternative=side)
    return test.proportion_ci(float(case["confidence"]), "wilson")[at]


def verdicts(case):
    """All that are right: two of them at an edge."""
    n, valid, target = case["n"], case["valid"], Fraction(case["min"])
    most = valid + case["unsure"]
    if case["point"]:
        low, high = Fraction(valid, n), Fraction(most, n)
        edge = 0
    else:
        low, high = bound(valid, n, case, "greater", 0), bound(most, n, case, "less", 1)
        target, edge = float(target), EDGE
    right = set()
    for wobble in (-edge, edge):
        if low + wobble >= target:
            right.add("pass")
        elif high + wobble < target:
            right.add("fail")
        else:
            right.add("undecided")
    return right


def is_fair(case):
    """What the sentence says holds of the numbers that it shows."""
    found = re.search(r"([0-9.]+) %\)? (<|>=) ([0-9.]+) %", case["said"])
    shown, relation, target = found.groups()
    return (Fraction(shown) < Fraction(target)) == (relation == "<")


def main():
    counts = collections.Counter()
    good = True
    for line in sys.stdin:
        case = json.loads(line)
        counts[case["verdict"]] += 1
        if case["verdict"] not in verdicts(case) or not is_fair(case):
            print(f"{line.strip()}: scipy says {verdicts(case)}")
            good = False
    print(dict(counts))
    return good and len(counts) == 3


sys.exit(0 if main() else 1)
