#!/usr/bin/env python3
"""Answers as servers of models do, or as they should not.

    tests/bin/fake_server.py [--port PORT] [--tls CERT KEY]

Listens on 127.0.0.1, on a free port if none is given, prints its number and a newline, and ends
with its standard input. The first part of a path chooses who answers:

    /ollama /openai /vllm /llama /tei    a server of that kind
    /key/...                             the same, if the key is "sesame"
    /hostile/MODE                        see class Hostile
    /echo                                the request, as JSON
    /asked                               the paths asked so far, as JSON
    /slow/MS                             /echo, after a while
    /permits/N/MS                        the same, but 429 for more than N at once
    /peak                                how many such were asked at once, at most
    /script/STEP,STEP...                 see class Script
"""

import argparse
import email.utils
import gzip
import http.server
import json
import ssl
import sys
import threading
import time
import urllib.parse

A, B, C, D = (letter * 64 for letter in "abcd")


def tag(name, digest):
    return {"name": name, "model": name, "size": 1, "digest": digest, "details": {}}


def model(name, **more):
    return {"id": name, "object": "model", "created": 1, **more}


ANSWERS = {
    "/ollama/api/tags": {
        "models": [
            tag("qwen:latest", A),
            tag("qwen-copy:q4", A),
            tag("bge", B),
            tag("chat:7b", C),
            tag("chat:latest", "sha256:" + C),
            tag("plain:1b", D),
            {"name": "untold:latest"},
        ]
    },
    "/openai/v1/models": {"object": "list", "data": [model("small"), model("embed")]},
    "/vllm/v1/models": {"object": "list", "data": [model("qwen", root="/models/qwen")]},
    "/llama/v1/models": {
        "object": "list",
        "data": [model("/models/tiny.q4.gguf", aliases=["/models/tiny.q4.gguf", "small"])],
    },
    "/llama/props": {"model_path": "/models/tiny.q4.gguf"},
    "/tei/info": {"model_id": "BAAI/bge-large-en-v1.5", "model_sha": "d4aa6901d3a4", "model_dtype": "float16"},
    "/teisum/info": {"model_id": "BAAI/bge-large-en-v1.5", "model_sha": A},
}


class Hostile:
    """One method a mode; each is given the request that it answers."""

    def huge(request):
        request.start(200, {"Content-Length": 10**10})
        piece = b'{"models":[' + b" " * (1 << 20)
        while True:
            request.wfile.write(piece)

    def headers(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            request.wfile.write(b"X-More: " + b"x" * 8000 + b"\r\n")

    def hang(request):
        time.sleep(60)

    def drip(request):
        request.start(200, {"Content-Length": 10**6})
        while True:
            request.wfile.write(b" ")
            time.sleep(0.1)

    def cut(request):
        request.start(200, {"Content-Length": 100})
        request.wfile.write(b'{"models":[]}')

    def nohttp(request):
        request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    def nothing(request):
        pass

    def redirect(request):
        request.answer(302, b"", Location="http://other.example:81/elsewhere?x=1")

    def gzip(request):
        packed = gzip.compress(json.dumps(ANSWERS["/ollama/api/tags"]).encode())
        request.answer(200, packed, **{"Content-Encoding": "gzip"})


BODIES = {
    "notjson": b"<html>models</html>",
    "empty": b"",
    "null": b"null",
    "number": b'{"models":7,"data":7,"model_id":7}',
    "items": b'{"models":[1],"data":[1],"model_id":[1]}',
    "names": b'{"models":[{"name":5}],"data":[{"id":5}],"model_id":{}}',
    "nameless": b'{"models":[{}],"data":[{}]}',
    "none": b'{"models":[],"data":[]}',
    "deep": b'{"models":' + b"[" * 100000,
    "latin1": b'{"models":[{"name":"qw\xe9n"}],"data":[{"id":"qw\xe9n"}]}',
    "control": json.dumps({"models": [tag('a"\n\x1b[2J:latest', A), tag("b", A)]}).encode(),
    "aliases": b'{"data":[{"id":"x","aliases":[1,null,{}]}]}',
    "digest": b'{"models":[{"name":"qwen","digest":7},{"name":"bge","digest":"abc"}]}',
}


class Script:
    """Steps that the requests of one path and body go, one each; the last stays.
    Those of /script/body are the body.

    A step is a status, 200 for the request as /echo has it; with ;NAME=VALUE
    behind it, headers, of which date=S is a Retry-After of the date in S seconds
    and nodate=S the same without a Date; or a mode of class Hostile.
    """

    lock = threading.Lock()
    turns = {}

    @classmethod
    def step(cls, path, body):
        script = path.split("/")[2]
        steps = (body.decode() if script == "body" else script).split(",")
        with cls.lock:
            turn = cls.turns.get((path, body), 0)
            cls.turns[path, body] = turn + 1
        return urllib.parse.unquote(steps[min(turn, len(steps) - 1)])

    @staticmethod
    def headers(parts):
        """The headers of a step, and whether a Date is among them."""
        headers = dict(part.split("=", 1) for part in parts)
        has_date = "nodate" not in headers
        for name in "date", "nodate":
            if name in headers:
                when = time.time() + float(headers.pop(name))
                headers["Retry-After"] = email.utils.formatdate(when, usegmt=True)
        return headers, has_date


class Peak:
    lock = threading.Lock()
    now = highest = 0

    @classmethod
    def enter(cls, most):
        with cls.lock:
            if most is not None and cls.now >= most:
                return False
            cls.now += 1
            cls.highest = max(cls.highest, cls.now)
            return True

    @classmethod
    def leave(cls):
        with cls.lock:
            cls.now -= 1

    @classmethod
    def take(cls):
        with cls.lock:
            highest, cls.highest = cls.highest, cls.now
            return highest


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = []

    def log_message(self, *args):
        pass

    def start(self, status, headers):
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def script(self, body):
        step, *parts = Script.step(self.path, body).split(";")
        headers, has_date = Script.headers(parts)
        if not step.isdigit():
            self.hostile(step)
        elif step == "200":
            self.echo(body)
        else:
            self.send_response_only(int(step))
            for name, value in {"Content-Length": 2, **headers}.items():
                self.send_header(name, str(value))
            if has_date:
                self.send_header("Date", self.date_time_string())
            self.end_headers()
            self.wfile.write(b"{}")

    def slow(self, body, ms, most=None):
        if not Peak.enter(most):
            return self.answer(429, b"")
        time.sleep(ms / 1000)
        Peak.leave()
        return self.echo(body)

    def json(self, value):
        self.answer(200, json.dumps(value).encode(), **{"Content-Type": "application/json"})

    def hostile(self, mode):
        if mode.isdigit():
            self.answer(int(mode), b'{"error":"no"}')
        elif mode in BODIES:
            self.answer(200, BODIES[mode])
        else:
            self.close_connection = True
            getattr(Hostile, mode)(self)

    def echo(self, body):
        self.json(
            {
                "method": self.command,
                "path": self.path,
                "port": self.client_address[1],
                "headers": {k.lower(): v for k, v in self.headers.items()},
                "body": body.decode(),
            }
        )

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path
        if path == "/asked":
            return self.json(self.asked)
        if path == "/peak":
            return self.json(Peak.take())
        self.asked.append(path)
        if path.startswith("/script/"):
            return self.script(body)
        if path.startswith("/slow/"):
            return self.slow(body, int(path.split("/")[2]))
        if path.startswith("/permits/"):
            most, ms = map(int, path.split("/")[2:])
            return self.slow(body, ms, most)
        if path.startswith("/echo"):
            return self.echo(body)
        if path.startswith("/hostile/"):
            return self.hostile(path.split("/")[2])
        if path.startswith("/key/"):
            if self.headers.get("Authorization") != "Bearer sesame":
                return self.answer(401, b"")
            path = path[len("/key") :]
        if path in ANSWERS:
            return self.json(ANSWERS[path])
        return self.answer(404, b"not found")

    def do_GET(self):
        # A client that goes away in the middle is what some modes are for.
        try:
            self.do()
        except OSError:
            self.close_connection = True

    do_POST = do_GET


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2)
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Request)
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        # The handshake in the thread of the connection, not of all.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


main()
