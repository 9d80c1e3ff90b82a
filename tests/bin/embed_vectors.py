"""The vectors that embed_server.py gives, so that tests can compute them too.

A vector depends on nothing but the model, the text and its length. Each number
is one of a table of texts in the many ways in which JSON writes one, so that a
program that prints them anew is found out.
"""

import base64
import hashlib
import math
import struct

TABLE = 4096


def number_text(i):
    """The i-th number: never 0, in one of eight ways to write it."""
    x = (i - TABLE / 2 + 0.5) / (TABLE / 2)
    ways = "%.7f %.9g %.6e %.17g %.4f %.3E %.20f %.2e".split()
    return ways[i % len(ways)] % x


TEXTS = [number_text(i) for i in range(TABLE)]
VALUES = [float(text) for text in TEXTS]
BYTES = [struct.pack("<f", value) for value in VALUES]


def places(model, text, dims):
    seed = model.encode() + b"\0" + text.encode("utf-8", "surrogatepass")
    data = hashlib.shake_128(seed).digest(2 * dims)
    return [x % TABLE for x in struct.unpack(f"<{dims}H", data)]


def as_float(model, text, dims):
    """The array as text, digit by digit as the server sends it."""
    return "[" + ",".join([TEXTS[i] for i in places(model, text, dims)]) + "]"


def as_bytes(model, text, dims):
    return b"".join([BYTES[i] for i in places(model, text, dims)])


def as_base64(model, text, dims):
    return base64.b64encode(as_bytes(model, text, dims)).decode()


def as_values(model, text, dims):
    """As the float32 that the client has to hold."""
    return struct.unpack(f"<{dims}f", as_bytes(model, text, dims))


def normalized(values):
    norm = math.sqrt(math.fsum(x * x for x in values))
    return [x / norm for x in values]


def as_unit(model, text, dims):
    """The array of a server that scales to length 1, as text."""
    return "[" + ",".join(map(repr, normalized(as_values(model, text, dims)))) + "]"


def tokens(text):
    """What the server counts: two for the ends, one for four bytes."""
    return 2 + (len(text.encode("utf-8", "surrogatepass")) + 3) // 4
