"""lmob-embed and a server: how well it uses one, what it takes itself."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

from common import HERE, ROOT, generate, program, say
from measure import in_turn, median, pairwise, run

LIVE = pathlib.Path(os.environ.get("LMOB_LIVE", ROOT / "build" / "live"))
N_DOCS = int(os.environ.get("LMOB_BENCH_DOCS", "6000"))
ROUNDS = 5
POOL = 16  # threads of the Python client


@contextlib.contextmanager
def canned(*options):
    argv = [sys.executable, str(HERE / "embed_canned.py"), *map(str, options)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield int(server.stdout.readline())
        server.stdin.close()
        server.wait()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def healthy(port):
    for _ in range(300):
        with contextlib.suppress(OSError):
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            opener.open(f"http://127.0.0.1:{port}/health", timeout=10)
            return
        time.sleep(0.1)
    raise SystemExit("the server does not start")


@contextlib.contextmanager
def live():
    port = free_port()
    argv = [str(LIVE / "server"), "-m", str((LIVE / "tiny.gguf").resolve()), "--host", "127.0.0.1"]
    # One core is the clients': its threads spin, and more of them than cores
    # are slower than one.
    argv += ["--port", str(port), "-t", str(max(1, len(os.sched_getaffinity(0)) - 1)), "--embeddings"]
    # It computes the attention of all that is in a batch: smaller ones are
    # faster, and hold a text of 512 tokens all the same.
    argv += ["-np", "16", "-b", "512", "-ub", "512", "-c", "8192", "--no-ui"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    with subprocess.Popen(argv, **quiet) as server:
        try:
            healthy(port)
            yield port
        finally:
            server.kill()


def manifest(path, port, api):
    """The model tiny at that port, as many requests at once as are asked for."""
    url = f"http://127.0.0.1:{port}" + ("/v1" if api == "openai" else "")
    whole = {
        "version": "1",
        "routes": [],
        "models": {"tiny": {"kind": "embedding", "endpoint": "here"}},
        "endpoints": {"here": {"url": url, "api": api, "lane": "local"}},
    }
    path.write_text(json.dumps(whole))
    return path


def embed(manifest_path, *options):
    return program("embed", "--manifest", manifest_path, "--model", "tiny", *options)


def record_bodies(tmp, docs, workers):
    """The bodies that lmob-embed sends for docs, as llama.cpp is sent them."""
    path = tmp / f"bodies.{docs.stem}.{workers}"
    with canned("--dims", 32, "--record", path) as port:
        run(embed(manifest(tmp / "record.json", port, "llama.cpp"), "--workers", workers, docs))
    return path


def replay(port, workers, bodies):
    return [sys.executable, str(HERE / "embed_replay.py"), str(port), "/v1/embeddings", str(workers), str(bodies)]


def best_workers(port, bodies):
    """The load generator's fastest number of connections."""
    walls = {w: run(replay(port, w, bodies)).wall for w in (1, 2, 4, 8)}
    return min(walls, key=walls.get)


def different(path, size, count):
    """Documents of about that size, none like another: equal ones are sent once."""
    generate(path, "docs", "--count", str(count), "--size", str(size))
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with path.open("w", encoding="utf-8") as out:
        for number, record in enumerate(records):
            record["text"] = f"{number} {record['text']}"
            print(json.dumps(record), file=out)
    return path


def bench_live(tmp, size, count):
    docs = different(tmp / f"docs.{size}.jsonl", size, count)
    if not (LIVE / "server").exists():
        say("a real server", "none", f"no {LIVE}/server: make live")
        return
    with live() as port:
        at = manifest(tmp / "live.json", port, "llama.cpp")
        workers = best_workers(port, record_bodies(tmp, docs, 4))
        bodies = record_bodies(tmp, docs, workers)
        commands = {
            "ours": embed(at, "--workers", workers, docs),
            "load": replay(port, workers, bodies),
            "pool": [sys.executable, str(HERE / "embed_pool.py"), str(port), "/v1/embeddings", str(POOL), str(docs)],
        }
        runs = in_turn(commands, ROUNDS, tmp / "out")
    print(f"# {count} texts of {size} bytes to a llama.cpp server of 32 dimensions, {workers} requests at once")
    for name, who in (("load", "plain load generator"), ("ours", "lmob-embed"), ("pool", f"Python, {POOL} threads, one request a document")):
        say(f"{who}, documents/s", f"{count / median(runs[name], 'wall'):.0f}")
    say("lmob-embed / load generator", f"{pairwise(runs, 'load', 'ours', 'wall'):.3f}", "at least 0.97")
    say("lmob-embed / Python", f"{pairwise(runs, 'pool', 'ours', 'wall'):.2f}", "at least 3")
    took = {name: median(runs[name], "user") + median(runs[name], "sys") for name in runs}
    say("client's CPU: Python / lmob-embed", f"{took['pool'] / took['ours']:.1f}")


def bench_client(tmp, docs):
    print("# a server that gives 1,000 vectors/s of 1024 dimensions")
    with canned("--dims", 1024, "--rate", 1000) as port:
        at = manifest(tmp / "canned.json", port, "openai")
        for encoding in ("float", "base64"):
            took = run(embed(at, "--workers", 4, "-e", encoding, docs), stdout=tmp / "out")
            say(f"{encoding}: documents/s", f"{N_DOCS / took.wall:.0f}")
            say(f"{encoding}: client's CPU, % of a core", f"{100 * (took.user + took.sys) / took.wall:.1f}", "under 10")
    with canned("--dims", 1024) as port:
        at = manifest(tmp / "canned.json", port, "openai")
        for encoding in ("float", "base64"):
            took = run(embed(at, "--workers", 4, "-e", encoding, docs), stdout=tmp / "out")
            say(f"{encoding}: documents a second of the client's CPU", f"{N_DOCS / (took.user + took.sys):.0f}", "over 10000")


def bench_embed_http(tmp):
    # Short ones show what requests cost, long ones what the server computes.
    for size in (8, 40, 300):
        bench_live(tmp, size, N_DOCS)
    bench_client(tmp, different(tmp / "docs.jsonl", 300, N_DOCS))
