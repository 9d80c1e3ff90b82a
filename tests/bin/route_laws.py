#!/usr/bin/env python3
"""lmob-route against route_oracle.py: random manifests, random records.

    route_laws.py requests SEED N           N requests in all, in this folder
    route_laws.py manifests SEED N FILE     N mutations of the manifest FILE
    route_laws.py judge MANIFEST IN OUT NOW KEY
                                            the output OUT of one run, for a
                                            manifest with comments

$TOKENIZER is the file that small.json of the manifests is. Needs lmob-route and
lmob-redact in $PATH. A failure names the seed and keeps its files.
"""
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys

from route_oracle import Reference, Stamps, stamp_of
from route_random import LIMITS, Forger, Manifests, Records
from route_signals import Job, parse, parse_pairs, strip_comments

KEY, OTHER_KEY = "0123456789abcdef0123456789abcdef", "fedcba9876543210"
NOWS = ["2026-05-04T07:00:00Z", "2026-05-05T08:59:59+02:00", "2026-05-05T09:00:00+02:00", "2026-05-06T17:59:59.999+02:00",
        "2026-05-06T18:00:00+02:00", "2026-05-06T21:30:00Z", "2026-05-03T12:00:00Z", "2026-05-07T23:59:59Z"]
TOO_LATE = "2026-05-08T00:00:00Z"
MEMBERS = ["lane", "model", "endpoint", "queue", "rule", "requested", "advisory", "review_required", "tokens", "flags",
           "passed_over", "reason", "manifest"]
N_SHADOW = 200
MANY_BLOCKS = 1 << 20  # bytes that no thread takes alone
GIVES = ("local", "managed")
REASONS = {"no task": "^the job has no task", "unapproved": "^unapproved local model \"", "unredacted": "redacted", "no rule": "task",
           "malformed": "member", "not approved": "unapproved local model: it is not approved for the task$",
           "another kind": "the model asked for is of another kind than the rule's$", "no truth": ": where gives a value that is neither true nor false$"}


class Wrong(Exception):
    pass


def require(holds, what):
    if not holds:
        raise Wrong(what)


def run(*command, stdin=None, now=None, key=None):
    env = {k: v for k, v in os.environ.items() if not k.startswith("LMOB_")}
    env.update({k: v for k, v in (("LMOB_NOW", now), ("LMOB_KEY", key)) if v})
    result = subprocess.run(command, input=stdin, stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True, env=env)
    require(result.returncode in (0, 1, 2), f"status {result.returncode}: {command}: {result.stderr[:300]}")
    return result


def write(name, lines):
    with open(name, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


# ---- one decision -----------------------------------------------------------


def count_of(tokens):
    if tokens is None:
        return None
    ends = (tokens["count"],) * 2 if "count" in tokens else (tokens["low"], tokens["high"])
    return ends + (tokens["by"],)


def check_safety(got, want, reference, job):
    """No job goes to a model that the reference does not let go there, and none
    to the managed lane unredacted: by rules of its own, so that nothing that
    is relaxed in check_equal hides it."""
    require(got["lane"] in GIVES or got["model"] is got["endpoint"] is got["queue"] is None, "UNSAFE: refused, but something is given")
    if got["lane"] not in GIVES:
        return
    require(want.lane == got["lane"], f"UNSAFE: leaves as {got['lane']}, but expected {want.lane} ({want.because})")
    route = next((r for r in reference.routes if r["id"] == got["rule"]), None)
    require(route and route["lane"] == got["lane"], "UNSAFE: not what its rule says")
    task = job.own["task"]
    require(route.get("task", task) == task, "UNSAFE: a rule of another task")
    if got["lane"] == "managed" and "unredacted" not in route:
        require(reference.stamps.is_valid(job.line), "UNSAFE: managed, but not redacted")
    if got["model"] is not None:
        require(reference.lane_of(got["model"]) == got["lane"], "UNSAFE: a model of another lane")
        require(got["endpoint"] in reference.served_by(got["model"]), "UNSAFE: an endpoint of another model")
        require(got["model"] == route.get("model") or reference.is_approved(got["model"], task), "UNSAFE: a model not approved")


def check_equal(got, want):
    for name in ("lane", "rule", "model", "endpoint", "queue"):
        require(got[name] == getattr(want, name), f"{name}: {got[name]}, but expected {getattr(want, name)} ({want.because})")
    require(got.get("requested") == want.requested, f"requested: {got.get('requested')}, but expected {want.requested}")
    for name in ("advisory", "review_required"):
        require(got.get(name, False) is getattr(want, name), f"{name}: expected {getattr(want, name)}")
    flags = [(f["flag"], f["phrase"], f["path"]) for f in got["flags"]]
    require(flags == want.flags, f"flags: {flags}, but expected {want.flags}")
    passed = [p["rule"] for p in got["passed_over"]]
    require(passed == want.passed and all(p["because"] for p in got["passed_over"]), f"passed over: {passed}, but expected {want.passed}")
    tokens = count_of(got.get("tokens"))
    require(tokens == want.tokens, f"tokens: {tokens}, but expected {want.tokens}")
    require(re.search(REASONS.get(want.because, "."), got["reason"]), f"reason: {got['reason']}")
    require(want.asked in got["reason"], f"reason: {got['reason']}")
    require(want.because != "malformed" or any(name in got["reason"] for name in want.faults), f"reason: {got['reason']}")


def member_of(line, out):
    """The member; the output is the input and the member."""
    if '"route"' in line:
        record, before = parse(out), parse(line)
        record.pop("route")
        before.pop("route", None)
        require(record == before, "other members changed")
        return json.loads(out)["route"]
    head = line[:line.rindex("}")].rstrip()
    tail = line[len(head):]
    added = out[len(head):len(out) - len(tail)]
    require(out == head + added + tail and re.match(',?"route":', added), "other bytes changed")
    return json.loads(added[added.index(":") + 1:])


def counts_of(jobs, tokenizer):
    """What --count-tokens says of the texts of each, all of them as one."""
    write("count.in", [json.dumps({"text": "\n".join(t for _, t in job.texts)} if job.texts else {}) for job in jobs])
    def counts(*options):
        result = run("lmob-route", "--count-tokens", *options, "count.in")
        require(result.returncode == 0, f"--count-tokens: {result.stderr[:300]}")
        return [json.loads(line).get("tokens") for line in result.stdout.decode().splitlines()]
    estimates = [(t["low"], t["high"]) if isinstance(t, dict) else (t, t) for t in counts()]
    exact = counts("--tokenizer", tokenizer) if tokenizer else [None] * len(jobs)
    require(len(estimates) == len(exact) == len(jobs), "--count-tokens: other lines")
    return [{"estimate": e, "exact": x} for e, x in zip(estimates, exact)]


def judge_record(job, out, count, reference, seen):
    want, got = reference.decide(job, count), member_of(job.line, out)
    check_safety(got, want, reference, job)
    check_equal(got, want)
    require([m for m in MEMBERS if m in got] == list(got), f"members: {list(got)}")
    seen[want.lane, want.because] += 1
    for kind in ("requested", "advisory", "review_required", "tokens"):
        seen[kind] += bool(getattr(want, kind))
    for way in want.ways:
        seen["flag " + (way or "brought")] += 1
    seen["opaque"] += want.opaque
    return got


def judge(reference, lines, out, tokenizer, seen):
    """Every line of one run; whether there is a reject."""
    require(len(lines) == len(out), f"{len(lines)} records became {len(out)}")
    jobs, got = [Job(line) for line in lines], []
    for n, (job, result, count) in enumerate(zip(jobs, out, counts_of(jobs, tokenizer)), 1):
        try:
            got.append(judge_record(job, result, count, reference, seen))
        except Wrong as wrong:
            raise Wrong(f"record {n}: {wrong}\n{job.line}\n{result}") from None
    require(len({g["manifest"] for g in got}) == 1, "manifests")
    return any(g["lane"] == "reject" for g in got)


# ---- requests ---------------------------------------------------------------


class Round:
    """A manifest, and records for it, each stamped by lmob-redact or not."""

    def __init__(self, rng):
        self.rng, self.now = rng, rng.choice(NOWS + [TOO_LATE])
        self.manifest = Manifests(rng).manifest()
        self.key = KEY if rng.random() < 0.9 else None
        text = json.dumps(self.manifest, ensure_ascii=rng.random() < 0.5)
        write("m.jsonc", ["// " + text, text.replace('"queues"', '/* " */ "queues"')])

    def route(self, *arguments, stdin=None):
        return run("lmob-route", "--manifest", "m.jsonc", *arguments, stdin=stdin, now=self.now, key=self.key)

    def is_accepted(self):
        """By lmob-redact, which is quick as it asks nothing of jq; what it
        refuses, lmob-route does, too."""
        result = run("lmob-redact", "--manifest", "m.jsonc", now=self.now)
        if result.returncode == 0:
            return True
        said, again = result.stderr.decode(), self.route(stdin=b"{}")
        require(re.fullmatch(r"lmob-redact: m\.jsonc:[0-9]+:[0-9]+: [^\n]+\n", said), said)
        require(again.returncode == 2 and again.stderr.decode() == said.replace("redact", "route", 1), again.stderr)
        require(not again.stdout, "refused, but something is written")
        shadowed = re.search('takes all of "(.*)"', said)
        if shadowed:
            self.check_shadow(shadowed.group(1))
        return False

    def check_shadow(self, rule):
        """A rule that no job can reach takes none here, however long it is."""
        records, reference = Records(self.rng, self.manifest), Reference(self.manifest, self.now, Stamps("", None))
        for i in range(N_SHADOW):
            line, n = records.line(records.record(i)), self.rng.choice(LIMITS)
            want = reference.decide(Job(line), {"estimate": (n // 2, n), "exact": n})
            require(want.rule != rule, f"refused, but reached: {rule}\n{line}")

    def has_over(self):
        return self.now == TOO_LATE and any("expires" in model for model in self.manifest["models"].values())

    def stamp(self, lines, key, redaction=None):
        manifest = dict(self.manifest, **({"redaction": redaction} if redaction else {}))
        write("stamp.jsonc", [json.dumps(manifest)])
        write("stamp.in", lines)
        result = run("lmob-redact", "--stamp", "--manifest", "stamp.jsonc", "stamp.in", now=self.now, key=key)
        require(result.returncode == 0, f"lmob-redact: {result.stderr}")
        return result.stdout.decode().splitlines()

    def requests(self, n):
        rng, records = self.rng, Records(self.rng, self.manifest)
        plain = [records.line(records.record(i)) for i in range(n)]
        real = self.stamp(plain, KEY)
        others = [self.stamp(plain, OTHER_KEY), self.stamp(plain, KEY, {"denylist_fields": ["none"]})]
        forger = Forger(rng, real, plain, *others)
        key = (self.key or "") if "key_env" in self.manifest["redaction"] else None
        return [forger.forge(i) for i in range(n)], Stamps(stamp_of(parse_pairs(real[0]))["rules"], key, real)

    def judge(self, n, seen):
        lines, stamps = self.requests(n)
        write("in", lines)
        result = self.route("-j1", "in")
        require(result.returncode != 2, f"exit 2: {result.stderr}")
        uses = any("tokenizer" in model for model in self.manifest["models"].values())
        rejects = judge(Reference(self.manifest, self.now, stamps), lines, result.stdout.decode().splitlines(),
                        "small.json" if uses else None, seen)
        require(result.returncode == int(rejects), f"status {result.returncode}")
        self.laws(lines, result)

    def laws(self, lines, result):
        """The same bytes for any -j, through a pipe, and from two halves."""
        with open("in", "rb") as file:
            data = file.read()
        times = 1 + MANY_BLOCKS // len(data)
        again = self.route("-j4", stdin=data * times)
        require((again.stdout, again.returncode) == (result.stdout * times, result.returncode), "other bytes for -j4 through a pipe")
        cut = self.rng.randrange(len(lines) + 1)
        write("a", lines[:cut])
        write("b", lines[cut:])
        halves = self.route("-j2", "a").stdout + self.route("-j2", "b").stdout
        require(halves == result.stdout, f"f(a) and f(b) are not f(a||b), or -j2 is not -j1; cut at {cut}")


def requests(seed, total):
    seen, drawn, accepted, done = collections.Counter(), 0, 0, 0
    shutil.copy(os.environ["TOKENIZER"], "small.json")
    while done < total:
        drawn += 1
        try:
            one = Round(random.Random(f"{seed} {drawn}"))
            require(not (one.has_over() and one.is_accepted()), "a model that is over is accepted")
            if one.is_accepted():
                n = min(max(300, min(1000, total // 40)), total - done)
                one.judge(n, seen)
                accepted, done = accepted + 1, done + n
        except Wrong as wrong:
            sys.exit(f"seed {seed}, manifest {drawn}: {wrong}")
    report = ", ".join(f"{' '.join(k) if isinstance(k, tuple) else k} {n}" for k, n in sorted(seen.items(), key=str))
    print(f"{done} requests, {accepted} of {drawn} manifests: {report}")
    if 3 * accepted < drawn:
        sys.exit("less than a third of the manifests were accepted")
    kinds = [("local", "rule"), ("managed", "rule"), ("hold", "rule"), ("reject", "rule"), ("hold", "missing"), ("reject", "missing"),
             ("hold", "where"), ("hold", "no truth"), ("hold", "misspelt flag"), ("hold", "unredacted"),
             ("reject", "malformed"), ("reject", "no task"), ("reject", "unapproved"), ("reject", "no rule"), ("reject", "not served"),
             ("reject", "not approved"), ("reject", "another kind"), "requested", "advisory", "review_required", "tokens",
             "flag as it stands", "flag escaped", "flag joined", "flag brought", "opaque"]
    # A short run has too few manifests for the rarest.
    rare = [kind for kind in kinds if seen[kind] < total // 5000]
    if rare:
        sys.exit(f"seldom or never met: {rare}")


# ---- manifests --------------------------------------------------------------

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[0-9.]+|[{}\[\]:,]|[a-z]+', re.S)
PIECES = [b'"', b"{", b"}", b"[", b"]", b",", b":", b"//", b"/*", b"*/", b"null", b"-1", b"1e9", b"\\", b"\0", b"\xff", b"\xc3\xa4", b'""']


def mutate(rng, data):
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        kind = rng.randrange(6)
        at = rng.randrange(len(data))
        if kind == 0:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
        elif kind == 1:
            data = data[:at] + data[at + rng.choice([1, 1, 3, 40]):]
        elif kind == 2:
            data = data[:at] + rng.choice(PIECES) + data[at:]
        elif kind == 3:
            data = data[:at] if rng.random() < 0.1 else data
        else:
            tokens = [m.span() for m in TOKEN.finditer(data.decode("utf-8", "replace"))]
            text = data.decode("utf-8", "replace")
            (a, b), (c, d) = rng.choice(tokens), rng.choice(tokens)
            data = (text[:a] + (text[c:d] if kind == 4 else "") + text[b:]).encode("utf-8", "surrogatepass")
    return data


def manifests(seed, total, path):
    with open(path, "rb") as file:
        original = file.read()
    os.makedirs("tokenizers", exist_ok=True)
    shutil.copy(os.environ["TOKENIZER"], "tokenizers/small.json")
    record = b'{"task":"support_summary","text":"chargeback","tokens":9000,"model":"hosted-large"}\n'
    accepted = 0
    for n in range(total):
        data = mutate(random.Random(f"{seed} {n}"), original)
        with open("m.jsonc", "wb") as file:
            file.write(data)
        try:
            result = run("lmob-route", "--manifest", "m.jsonc", stdin=record, now=NOWS[0], key=KEY)
            if result.returncode == 2:
                require(not result.stdout, "refused, but something is written")
                require(re.fullmatch(rb"lmob-route: m\.jsonc:[0-9]+:[0-9]+: [^\n]+\n", result.stderr), result.stderr)
            else:
                accepted += 1
                require(json.loads(result.stdout)["route"]["lane"] in ("hold", "reject", "local"), f"unredacted: {result.stdout}")
        except Wrong as wrong:
            sys.exit(f"seed {seed}, mutation {n}: {wrong}")
    print(f"{total} mutations, {accepted} accepted")
    if not total // 100 < accepted < total // 2:
        sys.exit("mutations are too mild or too wild")


def judge_files(manifest, before, after, now, key):
    """One run, as the program of a user; tokens are counted by small.json."""
    with open(manifest, encoding="utf-8") as file:
        policy = json.loads(strip_comments(file.read()))
    with open(before, encoding="utf-8") as file:
        lines = file.read().splitlines()
    with open(after, encoding="utf-8") as file:
        out = file.read().splitlines()
    stamps = [s for s in (stamp_of(parse_pairs(line)) for line in lines) if s]
    seen = collections.Counter()
    try:
        reference = Reference(policy, now, Stamps(stamps[0]["rules"] if stamps else "", key))
        judge(reference, lines, out, os.environ["TOKENIZER"], seen)
    except Wrong as wrong:
        sys.exit(str(wrong))
    print(", ".join(f"{k} {n}" for k, n in sorted(seen.items(), key=str)))


def main():
    what, arguments = sys.argv[1], sys.argv[2:]
    if what == "requests":
        requests(arguments[0], int(arguments[1]))
    elif what == "manifests":
        manifests(arguments[0], int(arguments[1]), arguments[2])
    else:
        judge_files(*arguments)


if __name__ == "__main__":
    main()
