#!/usr/bin/env python3
"""Writes a small model of random weights as a GGUF file (version 3).

    tests/live/tiny_gguf.py [--seed N] [--dimensions N] [--blocks N] FILE

A BERT encoder with a WordPiece vocabulary of its own: llama.cpp serves vectors
from it. The same arguments give the same bytes. The format is that of
ggml-org/ggml, docs/gguf.md.
"""

import argparse
import struct

import numpy

ALIGNMENT = 32
CONTEXT = 512
# Numbers of the format: value types, tensor types, token types.
UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TENSOR_F32, TENSOR_F16 = 0, 1
NORMAL, CONTROL = 1, 3
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
WORDS = "the gateway sensor alarm invoice battery reset paper door hub not is of to".split()
# How the converter marks what begins a word and what goes on with one.
BEGIN = "\u2581"


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, item):
    if kind == STRING:
        return string(item)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], item)


def pair(key, kind, item):
    """A key and its value; a list is an array of kind."""
    if not isinstance(item, list):
        return string(key) + struct.pack("<I", kind) + value(kind, item)
    head = struct.pack("<IIQ", ARRAY, kind, len(item))
    return string(key) + head + b"".join(value(kind, one) for one in item)


def vocabulary():
    begin = [BEGIN + piece for piece in [*LETTERS, *PUNCTUATION, *WORDS]]
    return SPECIAL + begin + list(LETTERS)


def metadata(name, dimensions, blocks):
    tokens = vocabulary()
    types = [CONTROL if t in SPECIAL else NORMAL for t in tokens]
    id_of = {
        "padding": "[PAD]",
        "unknown": "[UNK]",
        "bos": "[CLS]",
        "cls": "[CLS]",
        "eos": "[SEP]",
        "seperator": "[SEP]",  # so spelled in the format
        "mask": "[MASK]",
    }
    return [
        pair("general.architecture", STRING, "bert"),
        pair("general.name", STRING, name),
        pair("bert.context_length", UINT32, CONTEXT),
        pair("bert.embedding_length", UINT32, dimensions),
        pair("bert.block_count", UINT32, blocks),
        pair("bert.feed_forward_length", UINT32, 4 * dimensions),
        pair("bert.attention.head_count", UINT32, 2),
        pair("bert.attention.layer_norm_epsilon", FLOAT32, 1e-12),
        pair("bert.attention.causal", BOOL, False),
        pair("bert.pooling_type", UINT32, 1),  # mean
        pair("tokenizer.ggml.model", STRING, "bert"),
        pair("tokenizer.ggml.pre", STRING, "default"),
        pair("tokenizer.ggml.token_type_count", UINT32, 2),
        pair("tokenizer.ggml.tokens", STRING, tokens),
        pair("tokenizer.ggml.token_type", INT32, types),
    ] + [
        pair(f"tokenizer.ggml.{what}_token_id", UINT32, tokens.index(token))
        for what, token in id_of.items()
    ]


def shapes(dimensions, blocks):
    """(name, rows, columns) of all tensors; rows 0: a vector of columns."""
    inner = 4 * dimensions
    yield "token_embd.weight", len(vocabulary()), dimensions
    yield "position_embd.weight", CONTEXT, dimensions
    yield "token_types.weight", 2, dimensions
    yield "token_embd_norm.weight", 0, dimensions
    yield "token_embd_norm.bias", 0, dimensions
    for block in range(blocks):
        for layer, rows, columns in [
            *((f"attn_{x}", dimensions, dimensions) for x in ("q", "k", "v", "output")),
            ("attn_output_norm", 0, dimensions),
            ("ffn_up", inner, dimensions),
            ("ffn_down", dimensions, inner),
            ("layer_output_norm", 0, dimensions),
        ]:
            yield f"blk.{block}.{layer}.weight", rows, columns
            yield f"blk.{block}.{layer}.bias", 0, rows or columns


def tensors(rng, dimensions, blocks):
    """(name, shape as the format has it, type, bytes) of all tensors."""
    for name, rows, columns in shapes(dimensions, blocks):
        norm = "norm.weight" in name
        data = rng.normal(1 if norm else 0, 0.1 if norm else 0.2, (rows or 1) * columns)
        single = not rows or name.startswith(("position", "token_types"))
        yield (
            name,
            (columns, rows) if rows else (columns,),
            TENSOR_F32 if single else TENSOR_F16,
            data.astype("<f4" if single else "<f2").tobytes(),
        )


def padded(data):
    return data + bytes(-len(data) % ALIGNMENT)


def model(name, seed, dimensions, blocks):
    keys = metadata(name, dimensions, blocks)
    parts = list(tensors(numpy.random.default_rng(seed), dimensions, blocks))
    head = [b"GGUF" + struct.pack("<IQQ", 3, len(parts), len(keys)), *keys]
    at = 0
    for part, shape, kind, data in parts:
        head.append(string(part) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape))
        head.append(struct.pack("<IQ", kind, at))
        at += len(padded(data))
    return padded(b"".join(head)) + b"".join(padded(data) for *_, data in parts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dimensions", type=int, default=32)
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--name", default="tiny")
    parser.add_argument("file")
    args = parser.parse_args()
    with open(args.file, "wb") as out:
        out.write(model(args.name, args.seed, args.dimensions, args.blocks))


main()
