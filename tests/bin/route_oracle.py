"""What lmob-route has to say of a record: the rules of lmob-manifest(5) and
lmob-record(5) once more, slowly and independently of the program.

Reference(manifest, now, stamps).decide(job, counts) is a Decision. Not
worked out here are jq (route_signals.WHERE has the few expressions that are
asked), token counts of texts (counts: what --count-tokens says, which is
proved elsewhere) and XXH3 (Stamps knows the real stamps, and what each was
made of).
"""
import datetime
import hashlib
import json
import re
import struct

from route_signals import WHERE, Fails, Pairs, Phrase, first_phrase, in_hours, is_equal, is_whole, \
    meets, flag_meant, parse, parse_pairs, readings, tokens_of
from route_texts import levels, shown, utf8

ADDED = {"redact", "route", "embedding", "embed", "schemacheck"}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part[1] if isinstance(value, Pairs) else part)


def covered(pairs, stamp):
    """The bytes that a sum is of."""
    found = [part for kind, count in stamp["found"] for part in (kind, count.raw)]
    parts = [stamp["rules"], str(len(stamp["found"]))] + found
    parts += strings(Pairs(p for p in pairs if p[0] not in ADDED))
    return b"".join(struct.pack("<Q", len(p)) + p for p in map(utf8, parts))


def keyed_sum(key, data):
    key = hashlib.blake2b(key.encode(), digest_size=32).digest()
    return "blake2b:" + hashlib.blake2b(data, key=key, digest_size=32).hexdigest()


def stamp_of(pairs):
    """A record's one and well-formed stamp, or None."""
    found = [v for k, v in pairs if k == "redact"]
    if len(found) != 1 or not isinstance(found[0], Pairs):
        return None
    stamp = dict(found[0])
    if len(found[0]) != 4 or sorted(stamp) != ["found", "manifest", "rules", "sum"]:
        return None
    fits = {"rules": "[0-9a-f]{16}", "sum": "xxh3:[0-9a-f]{16}|blake2b:[0-9a-f]{64}", "manifest": "[!-~]{1,64}#[0-9a-f]{16}"}
    for name, form in fits.items():
        if not (isinstance(stamp[name], str) and re.fullmatch(form, stamp[name])) and (name, stamp[name]) != ("manifest", None):
            return None
    if not isinstance(stamp["found"], Pairs) or not all(
            re.fullmatch("[a-z_-]+", k) and is_whole(v, 999999999) for k, v in stamp["found"]):
        return None
    if len(stamp["found"]) > 256 or len({k for k, _ in stamp["found"]}) < len(stamp["found"]):
        return None
    return stamp


class Stamps:
    """rules: the fingerprint that real stamps have; key: the key, "" for one
    that is named and not set, None for none; real: lines with real stamps."""

    def __init__(self, rules, key, real=()):
        self.rules, self.key = rules, key
        self.made_of = {line[line.rindex('"sum":"') + 7:].split('"')[0]: line for line in real}

    def is_valid(self, line):
        pairs = parse_pairs(line)
        stamp = stamp_of(pairs)
        if stamp is None or self.key == "" or stamp["rules"] != self.rules:
            return False
        if self.key:
            return stamp["sum"] == keyed_sum(self.key, covered(pairs, stamp))
        original = self.made_of.get(stamp["sum"])
        if original is None:
            return False
        original = parse_pairs(original)
        return covered(original, stamp_of(original)) == covered(pairs, stamp)


class Decision:
    def __init__(self):
        self.lane, self.because, self.rule, self.model, self.endpoint, self.queue = "reject", "", None, None, None, None
        self.requested, self.advisory, self.review_required, self.flags, self.passed = None, False, False, [], []
        self.tokens = None  # (low, high, by) of the deciding route
        self.asked = ""  # the name that the reason has to tell
        self.ways, self.opaque = set(), False  # how flags were met; a part is no text
        self.faults = []  # members of another type or range

    def end(self, lane, because, rule=None):
        self.lane, self.because, self.rule = lane, because, rule
        return self


class Reference:
    def __init__(self, manifest, now, stamps):
        self.stamps, self.now = stamps, datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))
        self.models, self.endpoints = manifest["models"], manifest["endpoints"]
        self.queues, self.routes = manifest["queues"], manifest["routes"]
        self.trusts = manifest.get("trust_record_tokens", False)
        self.flags = {f: [Phrase(p) for p in ps] for f, ps in manifest["risk_flags"].items()}
        self.business = in_hours(manifest["business_hours"], self.now) if "business_hours" in manifest else True

    def served_by(self, model):
        served = self.models[model]["endpoint"]
        return served if isinstance(served, list) else [served]

    def lane_of(self, model):
        return self.endpoints[self.served_by(model)[0]]["lane"]

    def endpoint(self, model, queue):
        """The one on the queue's host; without a queue, the first."""
        for name in self.served_by(model):
            if queue is None or self.endpoints[name].get("host") == self.queues[queue]["host"]:
                return name
        return None

    def is_approved(self, model, task):
        entry = self.models[model]
        expires = entry.get("expires")
        over = expires and self.now >= datetime.datetime.fromisoformat(expires + "T00:00:00+00:00")
        return task in entry.get("tasks", []) and not over

    def raised(self, job):
        """{flag: (phrase, path)}, in the order of the output."""
        own, result, self.ways = job.own.get("flags", []), {}, set()
        places = [("as it stands", path, text) for path, text in job.texts]
        places += [("joined", path, "\n".join(texts)) for path, texts in job.lists if len(texts) > 1]
        padded = [(way if n == 0 or way == "joined" else "escaped", path, f" {reading} ")
                  for way, path, text in places for n, level in enumerate(levels(text)) for reading in readings(level)]
        for flag, phrases in self.flags.items():
            met = ((way, p, path) for way, path, text in padded if (p := first_phrase(phrases, text)) is not None)
            way, *found = next(met, (None, None, ".flags") if flag in own else (None,))
            if found:
                result[flag] = tuple(found)
                self.ways.add(way)
        for flag in own:
            result.setdefault(flag, (None, ".flags"))
        return result

    def tokens(self, job, route, counts, recorded):
        """(low, high, by), or None where they are not known."""
        if recorded:
            return recorded
        if not job.texts or job.opaque:
            return None
        asked, task = job.own.get("model"), job.own.get("task")
        got = (route or {}).get("model")
        if asked in self.models and (route is None or self.lane_of(asked) == route["lane"]):
            got = asked
        candidates = [got] if got else []
        if got is None or self.lane_of(got) != "local":
            candidates += [m for m in self.models if task in self.models[m].get("tasks", []) and self.lane_of(m) == "local"]
        for model in candidates:
            if "tokenizer" in self.models[model]:
                return (counts["exact"], counts["exact"], model)
        return counts["estimate"] + ("estimate",)

    def truths(self, job, route, tokens, flags):
        """Of all conditions but task and where; None is missing."""
        known = "flags" in job.own or bool(job.texts) and not job.opaque
        if "stage" in route:
            yield job.own["stage"] == route["stage"] if "stage" in job.own else None
        if "tokens_below" in route:
            yield tokens[1] < route["tokens_below"] if tokens else None
        if "tokens_at_least" in route:
            yield tokens[1] >= route["tokens_at_least"] if tokens else None
        if "any_flag" in route:
            up = any(f in flags for f in route["any_flag"])
            yield True if up else False if known else None
        if "no_flag" in route:
            up = any(f in flags for f in route["no_flag"])
            yield False if up else True if known else None
        if "schema_failures_at_least" in route:
            failures = job.own.get("schema_failures")
            yield (int(failures.raw) if failures else 0) >= route["schema_failures_at_least"]
        for path, value in parse(json.dumps(route.get("equals", {}))).items():
            met = meets(path, job.record)
            yield any(is_equal(v, value) for v in met) if met else None
        if "hours" in route:
            yield self.business == (route["hours"] == "business")

    def ask(self, job, route, tokens, flags):
        """match, pass, or the lane that a missing signal leads to, and why."""
        on_missing = route.get("on_missing", "hold")
        missing = {"match": "match", "skip": "pass"}.get(on_missing, on_missing)
        truths = list(self.truths(job, route, tokens, flags))
        if False in truths:
            return "pass", ""
        if "where" in route:
            try:
                answer = WHERE[route["where"]](job.record)
            except Fails:
                return "hold", "where"
            if answer is False:
                return "pass", ""
            if answer is not True and answer is not None:
                return "hold", "no truth"
            truths.append(answer)
        if None in truths and missing != "match":
            return missing, "missing"
        cap = self.queues[route["queue"]].get("max_prompt_tokens") if "queue" in route else None
        if cap is not None and tokens is None:
            return missing, "missing"
        return ("pass", "longer") if cap is not None and tokens[1] > cap else ("match", "")

    def decide(self, job, counts):
        d = Decision()
        flags = self.raised(job)
        d.flags, d.ways, d.opaque = [(flag,) + met for flag, met in flags.items()], self.ways, job.opaque
        d.faults = job.faults
        if job.faults:
            return d.end("reject", "malformed")
        recorded = tokens_of(job.own["tokens"]) + ("record",) if self.trusts and "tokens" in job.own else None
        d.tokens = self.tokens(job, None, counts, recorded)
        if "task" not in job.own:
            return d.end("reject", "no task")
        task, asked = job.own["task"], job.own.get("model")
        if asked is not None and (asked not in self.models or not self.is_approved(asked, task)):
            d.asked = f'model "{shown(asked)}": '
            return d.end("reject", "unapproved")
        for flag in job.own.get("flags", []):
            meant = flag_meant(flag, self.flags) if flag not in self.flags else None
            if meant is not None:
                d.asked = f'held: the manifest has no flag "{shown(flag)}": "{meant}" was expected?'
                return d.end("hold", "misspelt flag")
        for route in self.routes:
            if route.get("task", task) != task:
                continue
            tokens = self.tokens(job, route, counts, recorded)
            verdict, because = self.ask(job, route, tokens, flags)
            if verdict == "pass":
                d.passed.append(route["id"])
                continue
            d.tokens = tokens
            return self.grant(d, route, job, task, asked) if verdict == "match" else d.end(verdict, because, route["id"])
        d.asked = shown(task)
        return d.end("reject", "no rule")

    def grant(self, d, route, job, task, asked):
        lane, queue, rule = route["lane"], route.get("queue"), route["id"]
        if lane not in ("local", "managed"):
            return d.end(lane, "rule", rule)
        if lane == "managed" and "unredacted" not in route and not self.stamps.is_valid(job.line):
            return d.end("hold", "unredacted", rule)
        model = route.get("model")
        if asked is not None and asked != model and self.lane_of(asked) == lane:
            if model is not None and self.models[asked]["kind"] != self.models[model]["kind"]:
                return d.end("reject", "another kind", rule)
            model = asked
        elif model is None:
            only = [m for m in self.models if self.lane_of(m) == lane and self.is_approved(m, task)]
            model = only[0] if len(only) == 1 else None
        if model is None and lane == "local" or model is not None and self.endpoint(model, queue) is None:
            return d.end("reject", "not served", rule)
        if model is not None and not self.is_approved(model, task):
            return d.end("reject", "not approved", rule)
        d.end(lane, "rule", rule)
        d.model, d.queue = model, queue
        managed = [e for e, entry in self.endpoints.items() if entry["lane"] == "managed"]
        d.endpoint = self.endpoint(model, queue) if model else managed[0] if len(managed) == 1 else None
        d.requested = asked if asked is not None and asked != model else None
        d.advisory, d.review_required = route.get("advisory", False), route.get("review_required", False)
        return d
