"""lmob-search against Python with json, base64 and numpy, as whole processes.

Documents of 1024 dimensions in base64, one query and 100 queries. numpy reads
the same file and takes a matrix product and a partition of each query's scores.
"""

import json
import os
import statistics
import subprocess

from common import HERE, program, say
from measure import in_turn, median, pairwise

N_DOCS = int(os.environ.get("LMOB_BENCH_DOCS", "100000"))
DIMENSIONS = 1024
K = 10
RUNS = 5
PYTHON = os.environ.get("LMOB_PYTHON", "/usr/bin/python3")
NEAR = 1e-6  # of scores


def write_vectors(tmp):
    """docs.jsonl, and a query and 100 of them, in base64."""
    script = HERE / "search_numpy.py"
    subprocess.run([PYTHON, script, "make", str(N_DOCS), str(DIMENSIONS), tmp], check=True)


def hits_of(path):
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [(r["search"]["query"], r["id"], r["search"]["score"]) for r in records]


def are_equal(ours, theirs):
    """The same documents in the same order, and nearly the same scores."""
    return len(ours) == len(theirs) and all(
        a[:2] == b[:2] and abs(a[2] - b[2]) <= NEAR for a, b in zip(ours, theirs)
    )


def per_core(runs):
    return N_DOCS / statistics.median(r.user + r.sys for r in runs)


def bench_queries(tmp, n):
    docs, queries = tmp / "docs.jsonl", tmp / f"queries{n}.jsonl"
    out = {name: tmp / f"{name}{n}.jsonl" for name in ("numpy", "one", "two")}
    commands = {
        "numpy": [PYTHON, str(HERE / "search_numpy.py"), "search", str(docs), str(queries), str(K), str(out["numpy"])],
        "one": program("search", "-j1", "-k", K, "-q", queries, "-o", out["one"], docs),
        "two": program("search", "-j2", "-k", K, "-q", queries, "-o", out["two"], docs),
    }
    runs = in_turn(commands, RUNS, os.devnull)
    mb = docs.stat().st_size / 10**6
    print(f"# {N_DOCS} documents of {DIMENSIONS} dimensions in base64, {mb:.0f} MB; queries: {n}")
    say("lmob-search -j1, documents a second and core", f"{per_core(runs['one']):.0f}")
    say("  numpy's wall / its wall", f"{pairwise(runs, 'numpy', 'one', 'wall'):.1f}")
    say("  and at -j2", f"{pairwise(runs, 'numpy', 'two', 'wall'):.1f}")
    say("  wall, -j1 / -j2", f"{pairwise(runs, 'one', 'two', 'wall'):.2f}")
    say("  memory: MB, and numpy's", f"{median(runs['two'], 'memory') / 2**20:.0f}, {median(runs['numpy'], 'memory') / 2**20:.0f}")
    same = are_equal(hits_of(out["one"]), hits_of(out["numpy"]))
    same = same and out["one"].read_bytes() == out["two"].read_bytes()
    say("  and the same hits", "yes" if same else "NO", "yes")


def bench_search(tmp):
    if subprocess.run([PYTHON, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode:
        say("lmob-search", "not measured", f"{PYTHON} has no numpy")
        return
    write_vectors(tmp)
    for n in (1, 100):
        bench_queries(tmp, n)
