#!/usr/bin/env python3
"""An OpenAI-like server with one and the same vector for all, for the benchmark.

    tests/bench/embed_canned.py [--dims N] [--rate N] [--record FILE]

Prints its port, ends with its standard input. It computes nothing, so that what
is measured is the client; with --rate it gives so many vectors a second. The
bodies that it is sent go to FILE, each after a line with its length.
"""

import argparse
import json
import random
import socketserver
import struct
import sys
import base64
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("--dims", type=int, default=1024)
parser.add_argument("--rate", type=float, default=0)
parser.add_argument("--record")
ARGS = parser.parse_args()
VALUES = struct.unpack(f"<{ARGS.dims}f", struct.pack(f"<{ARGS.dims}f", *random.Random(1).choices([0.5, -0.25, 1 / 3, 0.0123456], k=ARGS.dims)))
VECTORS = {
    "float": json.dumps(VALUES),
    "base64": json.dumps(base64.b64encode(struct.pack(f"<{ARGS.dims}f", *VALUES)).decode()),
}
MODELS = b'{"object":"list","data":[{"id":"tiny","object":"model"}]}'
LOCK = threading.Lock()
REPLIES = {}


class Pace:
    """When the next n vectors are due, at ARGS.rate a second from the first."""

    def __init__(self):
        self.due = 0.0

    def wait(self, n):
        if not ARGS.rate:
            return
        with LOCK:
            self.due = max(self.due, time.monotonic()) + n / ARGS.rate
            due = self.due
        time.sleep(max(0, due - time.monotonic()))


PACE = Pace()


def reply(n, encoding):
    if (n, encoding) not in REPLIES:
        items = ",".join(f'{{"object":"embedding","index":{i},"embedding":{VECTORS[encoding]}}}' for i in range(n))
        usage = f'"usage":{{"prompt_tokens":{n},"total_tokens":{n}}}'
        REPLIES[n, encoding] = f'{{"object":"list","model":"tiny","data":[{items}],{usage}}}'.encode()
    return REPLIES[n, encoding]


class Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            while self.one():
                pass
        except OSError:
            pass

    def one(self):
        line = self.rfile.readline()
        length = 0
        if not line:
            return False
        while (header := self.rfile.readline()).strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"expect":
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(length)
        answer = self.answer(body) if length else MODELS
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer))
        self.wfile.write(answer)
        return True

    def answer(self, body):
        asked = json.loads(body)
        if ARGS.record:
            with LOCK, open(ARGS.record, "ab") as file:
                file.write(b"%d\n" % len(body) + body)
        n = len(asked["input"]) if isinstance(asked["input"], list) else 1
        PACE.wait(n)
        return reply(n, asked.get("encoding_format", "float"))


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


if ARGS.record:
    open(ARGS.record, "wb").close()
SERVER = Server(("127.0.0.1", 0), Connection)
threading.Thread(target=SERVER.serve_forever, daemon=True).start()
print(SERVER.server_address[1], flush=True)
sys.stdin.read()
