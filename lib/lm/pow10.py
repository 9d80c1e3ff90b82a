#!/usr/bin/env python3
"""Writes lib/lm/pow10.c to standard output: powers of ten as 128 bits.

5^q = significand * 2^e with 2^127 <= significand < 2^128.  The significand is
exact for 0 <= q <= 55, rounded up for -27 <= q < 0, else cut off: so Eisel and
Lemire ask for it (Lemire, Number Parsing at a Gigabyte per Second, 2021, §5).
"""
MIN, MAX = -64, 64


def significand(q):
    if q >= 0:
        power = 5**q
        shift = 128 - power.bit_length()
        return power << shift if shift >= 0 else power >> -shift
    power = 5**-q
    shift = 127 + power.bit_length()
    floor = (1 << shift) // power
    assert floor.bit_length() == 128
    return floor + 1 if q >= -27 else floor


print('/* Made by pow10.py; not to be edited. */')
print('#include "lm/pow10.h"\n')
print('const struct lm_pow10 lm_pow10[LM_POW10_MAX - LM_POW10_MIN + 1] = {')
for q in range(MIN, MAX + 1):
    value = significand(q)
    print('    {UINT64_C(0x%016x), UINT64_C(0x%016x)},' % (value >> 64, value & (1 << 64) - 1))
print('};')
