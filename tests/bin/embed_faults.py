"""What embed_server.py says when it refuses, and all that it can do wrong."""

import base64
import email.utils
import json
import struct
import threading
import time

import embed_vectors

HUGE = 1 << 30
REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 429: "Too Many Requests"}
ONCE = {}
ONCE_LOCK = threading.Lock()


def head(status, headers):
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# ---- refusals, in each API's own words ------------------------------------------


def error(api, status, message, kind="invalid_request_error"):
    if api == "ollama":
        return status, {"error": message}
    if api == "tei":
        return status, {"error": message, "error_type": kind}
    more = {"code": status} if api != "openai" else {"param": None, "code": None}
    return status, {"error": {"message": message, "type": kind, **more}}


def too_long(api, n, most):
    if api == "tei":
        said = f"Input validation error: `inputs` must have less than {most} tokens. Given: {n}"
        return error(api, 413, said, "Validation")
    if api == "ollama":
        return error(api, 400, "the input length exceeds the context length")
    if api == "llama":
        status, body = error(
            api,
            400,
            f"request ({n} tokens) exceeds the available context size ({most} tokens), try increasing it",
            "exceed_context_size_error",
        )
        body["error"].update(n_prompt_tokens=n, n_ctx=most)
        return status, body
    if api == "vllm":
        said = (
            f"This model's maximum context length is {most} tokens. However, you requested {n} tokens in "
            "the input for embedding generation. Please reduce the length of the input."
        )
        return error(api, 400, said, "BadRequestError")
    said = (
        f"This model's maximum context length is {most} tokens, however you requested {n} tokens "
        f"({n} in your prompt; 0 for the completion). Please reduce your prompt; or completion length."
    )
    return error(api, 400, said)


def too_many(api, n, most, status):
    if api == "tei":
        said = f"batch size {n} > maximum allowed batch size {most}"
        return error(api, status, said, "Validation")
    said = f"Invalid 'input': array too long. Expected an array with maximum length {most}, but got an array with length {n} instead."
    return error(api, 400, said)


def too_many_tokens(api, n, most):
    return error(api, 400, f"Requested {n} tokens, max {most} tokens per request", "max_tokens_per_request")


def bad_input(api, message):
    return error(api, 422 if api == "tei" else 400, message, "Tokenizer" if api == "tei" else "invalid_request_error")


def overloaded():
    return 429, {"error": "Model is overloaded", "error_type": "Overloaded"}


def no_number(api):
    if api == "ollama":
        return error(api, 400, "failed to encode response: json: unsupported value: NaN")
    return error(api, 500, "unsupported value: NaN", "server_error")


def batch_too_large(api, texts):
    """llama.cpp's for what is longer than its micro-batch: 500, for good."""
    n = max(map(embed_vectors.tokens, texts))
    said = f"input ({n} tokens) is too large to process. increase the physical batch size (current batch size: 512)"
    return error(api, 500, said, "server_error")


def marked(api, texts):
    """The refusal that a text with a marker asks for, or None."""
    for text in texts:
        if "[[BAD]]" in text:
            return bad_input(api, "this text is refused")
        if "[[LONG]]" in text:
            return too_long(api, 99999, 512)
        if "[[LARGE]]" in text:
            return batch_too_large(api, texts)
        if "[[NAN]]" in text:
            return no_number(api)
        if "[[CRASH]]" in text:
            return 0, close
    for text in texts:
        # Fails until it has failed alone once.
        if "[[NAN1]]" in text:
            with ONCE_LOCK:
                if not ONCE.get(text):
                    ONCE[text] = len(texts) == 1
                    return no_number(api)
    return None


# ---- replies, right and wrong ---------------------------------------------------


def packed(values):
    return '"' + base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode() + '"'


def spoil_vector(how, vector, dims, as_base64):
    """The text of one vector, spoilt; None: not this way."""
    ones = ["0.5"] * (dims - 1)
    floats = {
        "nan": ones + ["NaN"],
        "null": ones + ["null"],
        "infinite": ones + ["1e400"],
        "too_large": ones + ["1e39"],  # no float32
        "string": ones + ['"0.5"'],
        "nested": ones + ["[0.5]"],
        "zero": ["0.0"] * dims,
        "dim": ones,
        "longer": ones + ["0.5"] * 2,
    }
    if how == "null_vector":
        return "null"
    if how == "no_base64":
        return '"AAA?"'
    if how == "torn_base64":
        return '"' + base64.b64encode(bytes(4 * dims - 1)).decode() + '"'
    if how not in floats:
        return None
    if as_base64 and how in ("nan", "infinite", "zero", "dim", "longer"):
        return packed([float(x) for x in floats[how]])
    return "[" + ",".join(floats[how]) + "]"


def spoil_items(how, items):
    """The list of (index, vector), spoilt."""
    last, vector = items[-1]
    if how == "short":
        return items[:-1]
    if how == "more":
        return [*items, (last + 1, vector)]
    if how == "double":
        return [*items[:-1], (max(last - 1, 0), vector), *([(0, vector)] if last == 0 else [])]
    if how == "gap":
        return [*items[:-1], (last + 1, vector)]
    if how == "negative":
        return [*items[:-1], (-1, vector)]
    if how == "order":
        return items[::-1]
    if how == "none":
        return []
    return items


def reply(api, model, vectors, packed, unit, tokens, spoil):
    make = embed_vectors.as_unit if unit else embed_vectors.as_float
    if packed:
        make = lambda *v: '"' + embed_vectors.as_base64(*v) + '"'
    items = [(i, make(*vector)) for i, vector in enumerate(vectors)]
    if spoil:
        worse = spoil_vector(spoil, items[-1][1], vectors[-1][2], packed)
        if worse:
            items[-1] = (items[-1][0], worse)
        items = spoil_items(spoil, items)
    if api in ("ollama", "tei"):
        listed = "[" + ",".join([vector for _, vector in items]) + "]"
        if api == "tei":
            return listed.encode()
        count = "" if tokens is None else f',"prompt_eval_count":{tokens}'
        return f'{{"model":{json.dumps(model)},"embeddings":{listed},"total_duration":1,"load_duration":1{count}}}'.encode()
    parts = [f'{{"object":"embedding","index":{i},"embedding":{vector}}}' for i, vector in items]
    if spoil == "no_index":
        parts[-1] = parts[-1].replace(f'"index":{items[-1][0]},', "")
    usage = "" if tokens is None else f',"usage":{{"prompt_tokens":{tokens},"total_tokens":{tokens}}}'
    name = "" if spoil == "no_model" else f'"model":{json.dumps(model)},'
    return f'{{"object":"list",{name}"data":[{",".join(parts)}]{usage}}}'.encode()


# ---- what happens to a whole request --------------------------------------------


def close(connection):
    return False


def stall(connection):
    time.sleep(300)
    return False


def drip(connection):
    connection.wfile.write(head(200, {"Content-Length": 10**6}))
    while True:
        connection.wfile.write(b" ")
        time.sleep(0.05)


def huge(connection):
    connection.wfile.write(head(200, {"Content-Type": "application/json", "Content-Length": HUGE}))
    for _ in range(HUGE >> 20):
        connection.wfile.write(b" " * (1 << 20))
    return True


def no_http(connection):
    connection.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    return False


def long_headers(connection):
    connection.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.wfile.write(b"X-More: " + b"x" * 8000 + b"\r\n")


def cut_after(body, n):
    def send(connection):
        connection.wfile.write(head(200, {"Content-Length": len(body)}) + body[:n])
        return False

    return send


def slow(body):
    """All of it, in pieces."""

    def send(connection):
        connection.wfile.write(head(200, {"Content-Length": len(body)}))
        for at in range(0, len(body), len(body) // 20 + 1):
            connection.wfile.write(body[at : at + len(body) // 20 + 1])
            time.sleep(0.02)
        return True

    return send


def good_bye(body):
    """A good reply, and the connection is gone without a word."""

    def send(connection):
        connection.wfile.write(head(200, {"Content-Type": "application/json", "Content-Length": len(body)}) + body)
        return False

    return send


KINDS = {
    "cut": lambda make: close,
    "stall": lambda make: stall,
    "drip": lambda make: drip,
    "huge": lambda make: huge,
    "no_http": lambda make: no_http,
    "long_headers": lambda make: long_headers,
    "mid_body": lambda make: cut_after(make(), 40),
    "slow": lambda make: slow(make()),
    "good_bye": lambda make: good_bye(make()),
    "torn": lambda make: make()[:-7],
    "html": lambda make: b"<html><body>It works!</body></html>",
    "empty": lambda make: b"",
    "null_json": lambda make: b"null",
    "deep": lambda make: b'{"data":' + b"[" * 100000,
    "latin1": lambda make: b'{"model":"caf\xe9"}',
}


def fault(api, rule, make):
    """(status, body, headers) by a rule: {"kind": one of KINDS} or {"status":,
    "headers":, "body":, "date": seconds from now for Retry-After}."""
    if "kind" in rule:
        return 200, KINDS[rule["kind"]](make), {}
    headers = dict(rule.get("headers", {}))
    if "date" in rule:
        # A date has no fractions: rounded up, so that it is not over too soon.
        headers["Retry-After"] = email.utils.formatdate(int(time.time() + 0.999) + rule["date"], usegmt=True)
    body = rule.get("body", error(api, rule["status"], "told to fail")[1])
    return rule["status"], body, headers
