#!/usr/bin/env python3
"""What a user writes first: a pool of threads, one request a document.

    tests/bench/embed_pool.py PORT PATH THREADS FILE     records on stdout
"""

import concurrent.futures
import http.client
import json
import sys
import threading

HERE = threading.local()
PORT, PATH, THREADS, FILE = sys.argv[1:]


def embed(line):
    record = json.loads(line)
    if not hasattr(HERE, "peer"):
        HERE.peer = http.client.HTTPConnection("127.0.0.1", int(PORT))
    body = json.dumps({"model": "tiny", "input": record["text"]})
    HERE.peer.request("POST", PATH, body, {"Content-Type": "application/json"})
    reply = HERE.peer.getresponse()
    if reply.status != 200:
        raise SystemExit(f"status {reply.status}")
    record["embedding"] = json.loads(reply.read())["data"][0]["embedding"]
    return json.dumps(record)


with open(FILE, encoding="utf-8") as lines, concurrent.futures.ThreadPoolExecutor(int(THREADS)) as pool:
    for line in pool.map(embed, lines):
        print(line)
