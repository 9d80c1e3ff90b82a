#!/usr/bin/env python3
"""Pairs of JSON numbers, how they compare, and whether one is a multiple.

    tests/lib/num_oracle.py PAIRS SEED

A line: a, b, order, whether a is whole, whether a is a multiple of b. By
Python's fractions, so that exponents are within some hundreds.
"""

import random
import sys
from fractions import Fraction

rand = random.Random(int(sys.argv[2]))


def digits(n):
    return "".join(rand.choice(rand.choice(["0", "05", "0123456789", "9"])) for _ in range(n))


def value(text):
    mantissa, _, exponent = text.lower().partition("e")
    return Fraction(mantissa) * Fraction(10) ** int(exponent or 0)


def number():
    size = rand.choice([1, 1, 2, 3, 5, 17, 18, 19, 20, 40, 100])
    whole = digits(rand.randint(1, size)).lstrip("0") or "0"
    text = rand.choice(["", "", "-"]) + whole
    if rand.random() < 0.5:
        text += "." + digits(rand.randint(1, size))
    if rand.random() < 0.4:
        text += rand.choice("eE") + rand.choice(["", "+", "-"]) + str(rand.randint(0, rand.choice([3, 30, 400])))
    return text


def spell(fraction):
    """A decimal fraction as text, somehow."""
    places = 0
    while fraction.denominator != 1:
        fraction *= 10
        places += 1
    more = rand.randint(0, 3)
    text = str(fraction.numerator * 10**more)
    return f"{text}e{-places - more}" if places + more else text


def pair():
    a, b = number(), number()
    kind = rand.random()
    if kind < 0.3:
        a = spell(value(b) * rand.randint(-(10 ** rand.randint(0, 30)), 10 ** rand.randint(0, 30)))
    elif kind < 0.4:
        a = spell(value(b) * Fraction(rand.randint(1, 1000), rand.choice([2, 5, 8, 10, 1000])))
    elif kind < 0.5:
        a = spell(value(b))
    return a, b


for _ in range(int(sys.argv[1])):
    a, b = pair()
    x, y = value(a), value(b)
    multiple = y != 0 and (x / y).denominator == 1
    print(a, b, (x > y) - (x < y), int(x.denominator == 1), int(multiple))
