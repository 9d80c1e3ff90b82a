#!/usr/bin/env python3
"""An embedding server for tests, which fails as it is told to.

    tests/bin/embed_server.py [--port N] [--tls CERT KEY]

Listens on 127.0.0.1, on a free port if none is named, prints its number and a newline, and ends
with its standard input. The first part of a path chooses the API:

    /openai/v1/embeddings /openai/v1/models       /vllm the same, and /tokenize
    /llama/v1/embeddings /llama/v1/models /llama/props /llama/tokenize
    /ollama/api/embed /ollama/api/tags /ollama/api/show
    /tei/embed /tei/info /tei/tokenize
    /key/...            the same, for those who have the key "sesame"
    POST /control       changes how it behaves: a JSON object of SETTINGS;
                        {"reset": true} first forgets settings and log
    GET /log            what it was asked, as JSON: class Log

Its limits and errors are those of the real servers, its vectors those of
embed_vectors.py. What it does wrong is in embed_faults.py.
"""

import argparse
import copy
import json
import socketserver
import ssl
import sys
import threading
import time

import embed_faults
import embed_vectors as vectors

SETTINGS = {
    "model": "bge",  # what it serves
    "weights": None,  # those of another model under its name
    "says": None,  # the model's name in replies, if it is another
    "digest": "a" * 64,
    "dims": 32,
    "context": 512,  # tokens of one text
    "fail": [],  # embed_faults.py: requests that fail, in turn
    "spoil": None,  # embed_faults.py: what is wrong with a reply
    "spoil_times": -1,  # how often; -1: always
    "limits": {},  # over LIMITS of the API
    "usage": True,
    "latency_ms": 0,
    "latency_us_text": 0,
    "hold": False,  # requests wait until it is false
    "close": False,  # each connection after one reply
}
LIMITS = {
    "openai": {"items": 2048, "tokens": 300000, "context": 8192},
    "vllm": {},
    "llama": {},
    "ollama": {},
    "tei": {"items": 32, "batch_tokens": 16384, "bytes": 2000000, "permits": 512, "items_status": 422},
}
MAX_LOGGED = 100000


class Log:
    """requests: one entry for each that asked for vectors; sent, answered: how
    often each text came, and how often with 200; paths: all that was asked."""

    def __init__(self):
        self.requests = []
        self.sent = {}
        self.answered = {}
        self.paths = {}
        self.statuses = {}
        self.connections = 0
        self.peak = 0
        self.waiting = 0
        self.permits_peak = 0


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.settings = copy.deepcopy(SETTINGS)
        self.log = Log()
        self.running = 0
        self.permits = 0
        self.started = time.monotonic()

    def control(self, change):
        with self.changed:
            if change.pop("reset", False):
                self.settings = copy.deepcopy(SETTINGS)
                self.log = Log()
            unknown = set(change) - set(SETTINGS)
            if unknown:
                return {"error": f"no setting {sorted(unknown)}"}
            self.settings.update(change)
            self.changed.notify_all()
            return {}

    def take(self, what):
        """The fault that this request meets, of those that are left."""
        with self.lock:
            for rule in self.settings["fail"]:
                if rule.get("if", "") not in what:
                    continue
                if rule.get("skip", 0) > 0:
                    rule["skip"] -= 1
                    return None
                if rule.get("times", 1) != 0:
                    rule["times"] = rule.get("times", 1) - 1
                    return dict(rule)
        return None

    def spoil(self):
        with self.lock:
            if not self.settings["spoil"] or self.settings["spoil_times"] == 0:
                return None
            self.settings["spoil_times"] -= 1
            return self.settings["spoil"]


STATE = State()


def texts_of(api, body):
    value = body.get("inputs" if api == "tei" else "input")
    return [value] if isinstance(value, str) else value


def limit(api, name):
    settings = STATE.settings
    return settings["limits"].get(name, LIMITS[api].get(name))


def context(api):
    return limit(api, "context") or STATE.settings["context"]


def truncates(api, body):
    """The tokens that are kept of each text, or None."""
    if api == "vllm" and body.get("truncate_prompt_tokens"):
        n = body["truncate_prompt_tokens"]
        return context(api) if n < 0 else min(n, context(api))
    if body.get("truncate", api == "ollama") and api in ("ollama", "tei"):
        return context(api)
    return None


def cut(text, n):
    """What a server that truncates reads of text: it is as if it were this."""
    while vectors.tokens(text) > n:
        text = text[:-1] if vectors.tokens(text) < n + 50 else text[: -4 * 40]
    return text


def refused(api, body, n_bytes, texts):
    """(status, JSON) of a request that is over a limit, or None."""
    most = limit(api, "bytes")
    if most and n_bytes > most:
        return 413, "length limit exceeded"
    if not texts or not all(isinstance(text, str) for text in texts):
        return embed_faults.bad_input(api, "input must be texts")
    if api == "openai" and not all(texts):
        return embed_faults.bad_input(api, "'$.input' is invalid. Please check the API reference")
    most = limit(api, "items")
    if most and len(texts) > most:
        return embed_faults.too_many(api, len(texts), most, limit(api, "items_status"))
    kept = truncates(api, body)
    for text in texts:
        n = vectors.tokens(text)
        if n > context(api) and kept is None:
            return embed_faults.too_long(api, n, context(api))
    most = limit(api, "tokens")
    if most and sum(map(vectors.tokens, texts)) > most:
        return embed_faults.too_many_tokens(api, sum(map(vectors.tokens, texts)), most)
    return embed_faults.marked(api, texts)


class Permits:
    """TEI's: one for each input, all of them or none."""

    def __init__(self, api, n):
        self.most = limit(api, "permits")
        self.n = n if self.most else 0

    def __enter__(self):
        with STATE.lock:
            if self.n and STATE.permits + self.n > self.most:
                self.n = 0
                return False
            STATE.permits += self.n
            STATE.log.permits_peak = max(STATE.log.permits_peak, STATE.permits)
        return True

    def __exit__(self, *_):
        with STATE.lock:
            STATE.permits -= self.n


def wait(n_texts):
    with STATE.changed:
        STATE.log.waiting += 1
        while STATE.settings["hold"]:
            STATE.changed.wait()
        STATE.log.waiting -= 1
    settings = STATE.settings
    seconds = settings["latency_ms"] / 1000 + n_texts * settings["latency_us_text"] / 1e6
    if seconds:
        time.sleep(seconds)


def reply(api, body, texts):
    settings = STATE.settings
    dims = settings["dims"]
    if body.get("dimensions") and api != "llama":
        dims = body["dimensions"]
    kept = truncates(api, body)
    read = [cut(text, kept) if kept else text for text in texts]
    return embed_faults.reply(
        api=api,
        model=settings["says"] or (body.get("model") or settings["model"]),
        vectors=[(settings["weights"] or settings["model"], text, dims) for text in read],
        packed=body.get("encoding_format") == "base64",
        unit=api == "tei" and body.get("normalize", True),
        tokens=sum(map(vectors.tokens, read)) if settings["usage"] else None,
        spoil=STATE.spoil(),
    )


def embed(api, raw, headers):
    """(status, body, headers) for a request of vectors; the body may be a fault."""
    try:
        body = json.loads(raw)
        texts = texts_of(api, body)
    except (ValueError, AttributeError):
        return 400, {"error": "no JSON"}, {}
    known = texts if isinstance(texts, list) else []
    entry = {
        "at": time.monotonic() - STATE.started,
        "api": api,
        "items": len(known),
        "bytes": len(raw),
        "tokens": [vectors.tokens(str(text)) for text in known],
        "key": headers.get("authorization"),
        "headers": headers,
        "fields": {k: v for k, v in body.items() if k not in ("input", "inputs")},
    }
    with STATE.lock:
        log = STATE.log
        STATE.running += 1
        entry["running"] = STATE.running
        log.peak = max(log.peak, STATE.running)
        if len(log.requests) < MAX_LOGGED:
            log.requests.append(entry)
        for text in known:
            log.sent[str(text)] = log.sent.get(str(text), 0) + 1
    try:
        status, answer, more = respond(api, body, raw, texts)
    finally:
        with STATE.lock:
            STATE.running -= 1
    with STATE.lock:
        entry["status"] = status
        log.statuses[str(status)] = log.statuses.get(str(status), 0) + 1
        if status == 200 and isinstance(answer, bytes):
            for text in known:
                log.answered[str(text)] = log.answered.get(str(text), 0) + 1
    return status, answer, more


def respond(api, body, raw, texts):
    fault = STATE.take(raw.decode("utf-8", "replace"))
    if fault:
        return embed_faults.fault(api, fault, lambda: reply(api, body, texts))
    if api == "vllm" and set(body) - {
        "model", "input", "encoding_format", "dimensions", "truncate_prompt_tokens", "user"
    }:
        return *embed_faults.bad_input(api, "Extra inputs are not permitted"), {}
    with Permits(api, len(texts)) as free:
        if not free:
            return *embed_faults.overloaded(), {}
        wait(len(texts))
        no = refused(api, body, len(raw), texts)
        return (*no, {}) if no else (200, reply(api, body, texts), {})


def about(api, path, body):
    """The JSON of what a server tells of itself; None: nothing is there."""
    model, digest = STATE.settings["model"], STATE.settings["digest"]
    listed = {"object": "list", "data": [{"id": model, "object": "model", "created": 1}]}
    tag = {"name": model + ":latest", "model": model + ":latest", "digest": digest, "size": 1}
    answers = {
        "openai/v1/models": listed,
        "vllm/v1/models": {"object": "list", "data": [{**listed["data"][0], "max_model_len": context("vllm")}]},
        "llama/v1/models": {"data": [{"id": f"/models/{model}.gguf", "aliases": [model]}]},
        "llama/props": {"model_path": f"/models/{model}.gguf", "default_generation_settings": {"n_ctx": context("llama")}},
        "llama/health": {"status": "ok"},
        "ollama/api/tags": {"models": [tag]},
        "ollama/api/show": {"model_info": {"bert.context_length": STATE.settings["context"]}},
        "tei/info": {
            "model_id": model,
            "model_sha": digest,
            "max_concurrent_requests": limit("tei", "permits"),
            "max_input_length": context("tei"),
            "max_batch_tokens": limit("tei", "batch_tokens"),
            "max_client_batch_size": limit("tei", "items"),
            "auto_truncate": False,
        },
    }
    if path.endswith("/tokenize") and body:
        return tokenized(api, json.loads(body))
    return answers.get(path)


def tokenized(api, body):
    if api == "tei":
        inputs = body["inputs"] if isinstance(body["inputs"], list) else [body["inputs"]]
        return [[{"id": i} for i in range(vectors.tokens(text))] for text in inputs]
    n = vectors.tokens(body.get("content", body.get("prompt", "")))
    return {"tokens": list(range(n)), "count": n}


class Connection(socketserver.StreamRequestHandler):
    rbufsize = 1 << 16
    disable_nagle_algorithm = True

    def handle(self):
        with STATE.lock:
            STATE.log.connections += 1
        try:
            while self.one():
                pass
        except (OSError, ValueError):
            pass  # who asks may go away; that is what some tests are for

    def one(self):
        line = self.rfile.readline(65536)
        if not line.strip():
            return False
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := self.rfile.readline(65536)).strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(int(headers.get("content-length", 0)))
        status, answer, more = self.answer(method, target, headers, body)
        return self.send(status, answer, more) and not STATE.settings["close"]

    def answer(self, method, target, headers, body):
        path = target.strip("/")
        if path == "control":
            change = STATE.control(json.loads(body))
            return (400 if change else 200), change, {}
        if path == "log":
            with STATE.lock:
                return 200, json.loads(json.dumps(vars(STATE.log))), {}
        with STATE.lock:
            STATE.log.paths[target] = STATE.log.paths.get(target, 0) + 1
        if path.startswith("key/"):
            path = path[len("key/") :]
            if headers.get("authorization") != "Bearer sesame":
                return 401, {"error": {"message": "Incorrect API key provided"}}, {}
        api = path.split("/")[0]
        asks = {f"{api}/v1/embeddings", "ollama/api/embed", "tei/embed"}
        if api in LIMITS and method == "POST" and path in asks:
            if "application/json" not in headers.get("content-type", ""):
                return 415, {"error": "not JSON"}, {}
            return embed(api, body, headers)
        value = about(api, path, body) if api in LIMITS else None
        return (404, {"error": "not found"}, {}) if value is None else (200, value, {})

    def send(self, status, answer, more):
        if callable(answer):
            return answer(self)
        if isinstance(answer, str):
            answer, kind = answer.encode(), "text/plain"
        elif not isinstance(answer, bytes):
            answer, kind = json.dumps(answer).encode(), "application/json"
        else:
            kind = "application/json"
        self.wfile.write(embed_faults.head(status, {"Content-Type": kind, "Content-Length": len(answer), **more}) + answer)
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    args = parser.parse_args()
    server = Server(("127.0.0.1", args.port), Connection)
    if args.tls:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(*args.tls)
        server.socket = secure.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
