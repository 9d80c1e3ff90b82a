"""lmob-embed with a static model, as a whole process.

The vocabulary is BERT's (30,522 pieces, $LMOB_DATA), the matrix random, of 256
dimensions: the size of the models that people download. The peer makes the same
vectors: tests/bin/embed_static.py, in Python, with numpy for the mean.
"""

import os
import pathlib
import struct
import subprocess

from common import DATA, ROOT, generate, program, say
from measure import in_turn, median, run

ORACLE = ROOT / "tests" / "bin" / "embed_static.py"
PYTHON = os.environ.get("LMOB_PYTHON", "/usr/bin/python3")
VOCABULARY = DATA / "tokenizers" / "ggml-vocab-bert-bge.gguf"
TOKENS = b"tokenizer.ggml.tokens"
DIMENSIONS = 256
N_DOCS = 20000
N_PEER = 300
RUNS = 5


def pieces(path):
    """The pieces of a GGUF file's vocabulary, as a tokenizer.json writes them."""
    raw = path.read_bytes()
    at = raw.index(struct.pack("<Q", len(TOKENS)) + TOKENS) + 8 + len(TOKENS)
    (count,) = struct.unpack_from("<Q", raw, at + 8)  # behind two types
    at += 16
    for _ in range(count):
        (length,) = struct.unpack_from("<Q", raw, at)
        token = raw[at + 8 : at + 8 + length].decode()
        at += 8 + length
        if token.startswith("▁"):
            yield token[1:]
        elif token.startswith("[") and token.endswith("]"):
            yield token
        else:
            yield f"##{token}"


def embed(model, docs, *options):
    return program("embed", "-j1", "--truncate", "--engine", f"static:{model}", *options, docs)


def peer(model, docs, tmp):
    """Seconds that the peer takes for a document; it compares them, too."""
    few, out = tmp / "few.jsonl", tmp / "few.out"
    few.write_text("".join(docs.read_text("utf-8").splitlines(True)[:N_PEER]), "utf-8")
    run(embed(model, few), stdout=out)
    argv = [PYTHON, str(ORACLE), "check", str(model)]
    start = run(argv).user  # of nothing: it only reads the model
    took = run(argv, stdin=out)
    subprocess.run(argv, stdin=out.open(), check=True, stdout=subprocess.DEVNULL)
    return (took.user - start) / N_PEER


def bench_static(tmp):
    if not VOCABULARY.exists():
        say("a static model", "none", f"no {VOCABULARY.name} in LMOB_DATA")
        return
    names = "".join(f"{name}\n" for name in pieces(VOCABULARY))
    docs = generate(tmp / "docs.jsonl", "docs", "--count", str(N_DOCS), "--size", "1000")
    print(f"# {N_DOCS} documents of 1 kB, static models of {DIMENSIONS} dimensions")
    for kind in ("f32", "f16"):
        model = pathlib.Path(tmp) / kind
        subprocess.run([PYTHON, ORACLE, "large", model, kind, str(DIMENSIONS)], input=names, text=True, check=True)
        runs = in_turn({e: embed(model, docs, "-e", e) for e in ("base64", "float")}, RUNS, tmp / "out.jsonl")
        for encoding, of in runs.items():
            rate = N_DOCS / (median(of, "user") + median(of, "sys"))
            say(f"{kind}, {encoding}: documents a second and core", f"{rate:.0f}", "at least 20000")
        say("  Python's user CPU / its user CPU", f"{peer(model, docs, tmp) * N_DOCS / median(runs['float'], 'user'):.0f}")
