"""Builds and runs tokenizer_count, for the benchmarks of the tokenizer."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("LMOB_DATA", ROOT.parent / "shared" / "data"))
BUILD = pathlib.Path(os.environ.get("LMOB_BUILD", ROOT / "build" / "release"))


def build(folder):
    """tokenizer_count in folder, with the library of $LMOB_BUILD."""
    out = pathlib.Path(folder) / "tokenizer_count"
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libutf8proc", "libxxhash", "yyjson", "zlib"],
        check=True, capture_output=True, text=True,
    ).stdout.split()
    subprocess.run(
        [os.environ.get("CC", "cc"), "-std=c17", "-O2", "-D_POSIX_C_SOURCE=200809L",
         f"-I{ROOT}/lib", "-o", out, ROOT / "tests/bench/tokenizer_count.c",
         BUILD / "liblmob.a", *flags, "-lm", "-pthread"],
        check=True,
    )
    return out


def vocabulary(name):
    return DATA / "tokenizers" / f"ggml-vocab-{name}.gguf"


def lines(program, *arguments):
    """The numbers of each line that the program prints."""
    out = subprocess.run(
        [program, *map(str, arguments)], check=True, capture_output=True, text=True
    ).stdout
    return [[float(word) for word in line.split()] for line in out.splitlines()]
