#!/usr/bin/env python3
"""Plants secrets into random records and looks for them in what lmob-redact wrote.

    redact_leaks.py SEED N     N records; prints each failure, exits 1 for one

A secret is a value of a kind that needs no word beside it, the value of a denied
field, or a known one. It is a value, a name, an element or a doubled member, in
JSON in strings or base64 up to 4 deep, each character escaped in its own way,
behind so many bytes that a block ends in it. Then no 8 characters of it may be
left in any string, name or number of the output, also within JSON and base64;
each line is JSON; outside of masks no byte differs; a second run changes
nothing; and gzip, threads and the size of reads do not matter.
"""
import base64
import collections
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "redact_plain"))
import escapes  # noqa: E402
import people  # noqa: E402
import vendors  # noqa: E402

WINDOW = 8
NAMES = ["Quentin Zabriskie", "Vexlumar Holding GmbH", "Œuvre Tykwer & Sons"]
DENIED = ["password", "Api-Key", "clientSecret", "access_token", "http.request.access_token", "ACCESS TOKEN", "ｐａｓｓｗｏｒｄ",
          "acc\u200bess_token", "dbPassword", "PRIVATE_KEY", "x-api-key", "secretKey"]
PREFIXES = ["", "", "see ", "x\n", "see: ", "\U0001f600 ", "日本 ", "(", "é ", "a\tb "]
SUFFIXES = ["", "", " ok", "\n", ", yes", ")", " \U0001f600", " é", "\u2028"]
OPAQUE = {"truncated", "prose", "base64", "data uri"} if not os.environ.get("LEAKS_HARD") else set()
PLACES = ["value", "value", "key", "array", "deep", "double", "double key"]
WRAPS = ["json"] * 5 + ["pretty", "truncated", "prose", "base64", "data uri", "string"]


class Str(str):
    """A string whose characters may be escaped; others are sources."""


class Case:
    """kind, value, the part of it that is secret; the rest says how it is planted."""

    FEATURES = {"prefix": "", "suffix": "", "place": "value", "wraps": (), "share": 0.0, "space": 0.0, "pad": 0, "tail": 0}

    def __init__(self, seed, kind, value, secret, name=None, **features):
        self.seed, self.kind, self.value, self.secret, self.name = seed, kind, value, secret, name
        self.features = {**self.FEATURES, **features}

    def but(self, **features):
        return Case(self.seed, self.kind, self.value, self.secret, self.name, **{**self.features, **features})

    def source(self):
        return Renderer(self).record()


class Renderer:
    def __init__(self, case):
        self.case, self.rng = case, random.Random(case.seed)
        self.__dict__.update(case.features)

    def quoted(self, text, share):
        return '"' + escapes.string(self.rng, text, share)[0] + '"'

    def gap(self):
        return self.rng.choice(["", " ", "\t", "  "]) if self.rng.random() < self.space else ""

    def node(self, value, share, indent=None):
        """Str, a source, a list, or a tuple of members."""
        if isinstance(value, Str):
            return self.quoted(value, share)
        if isinstance(value, str):
            return value
        lines = "\n" + "  " * (indent + 1) if indent is not None else ""
        deeper = indent + 1 if indent is not None else None
        if isinstance(value, tuple):
            items = [self.quoted(name, share) + self.gap() + ":" + (" " if lines else self.gap()) + self.node(item, share, deeper)
                     for name, item in value]
        else:
            items = [self.node(item, share, deeper) for item in value]
        inner = ("," + self.gap()).join(lines + item for item in items)
        return "[]{}"[2 * isinstance(value, tuple)] + inner + ("\n" + "  " * indent if lines else self.gap()) + \
            "[]{}"[2 * isinstance(value, tuple) + 1]

    def planted(self):
        text = Str(self.prefix + self.case.value + self.suffix) if isinstance(self.case.value, str) else self.case.value
        if self.case.name is not None:
            return self.put_at("deep" if self.place == "deep" else "value", text, self.case.name)
        return self.put_at(self.place, text)

    def put_at(self, place, text, name="t"):
        other = Str(self.rng.choice(["x", "", "é", "\\"]))
        if not isinstance(text, Str) and "key" in place:
            place = "value"
        return {
            "value": lambda: ((name, text),),
            "key": lambda: ((text, "1"),),
            "array": lambda: (("a", [other, text, "1.50"]),),
            "deep": lambda: (("a", (("b", [((name, text), ("c", other))]),)),),
            "double": lambda: ((name, other), (name, text), (name, "null")),
            "double key": lambda: ((text, "1"), (text, Str("2"))),
        }[place]()

    def wrapped(self, node, wrap, share):
        if wrap == "pretty":
            return Str(self.node(node, share, 0))
        source = self.node(node, 0 if wrap in ("truncated", "prose", "base64", "data uri") else share)
        if wrap == "truncated":
            return Str(re.sub(r'[\]}\s]*("[^"]*)?$', "", source) if self.rng.randrange(2) else source[:-1])
        if wrap == "prose":
            return Str("got " + source + " ok")
        if wrap in ("base64", "data uri"):
            data = base64.b64encode(source.encode()).decode()
            return Str(data if wrap == "base64" else "data:application/json;base64," + data)
        return Str(self.quoted(source, share) if wrap == "string" else source)

    def record(self):
        node, left = self.planted(), 1
        opaque = max((i for i, wrap in enumerate(self.wraps) if wrap in OPAQUE), default=-1)
        for i, wrap in enumerate(self.wraps):
            # What cannot be parsed is text, in which escapes are characters: none
            # are below it.  At one level only is everything escaped: else lengths
            # explode.
            share, left = (self.share, 0) if left and self.rng.randrange(2) else (min(self.share, 0.05), left)
            if i <= opaque:
                share, left = 0, 1
            place = self.rng.choice(["value", "array", "deep", "double"])
            node = self.put_at(place, self.wrapped(node, wrap, share), self.rng.choice(["t", "args", "content"]))
        members = (("id", Str("r1")), ("n", "1.10")) * (self.space > 0) + ((("pad", Str("x" * self.pad)),) if self.pad else ()) + node
        if self.case.kind == "learned":
            members += (("customer", (("name", Str(self.case.secret)),)),)
        return self.node(members + ((("z", Str("y" * self.tail)),) if self.tail else ()), self.share if left else 0.02)


def secret_of(kind, value):
    """The part of a value that may not be left."""
    for regex in (r"://(?:\w+):(\w+)@", r"(?:api/webhooks|services)/(.*)", r"AccountKey=(.*)",
                  r"-----BEGIN [A-Z ]*-----\n((?:.|\n)*)\n-----END", r"Authorization: \w+ (.*)"):
        match = re.search(regex, value)
        if match:
            return match[1]
    return value


class Planter:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def value(self):
        rng = self.rng
        pick = rng.randrange(12)
        if pick < 3:
            one = rng.choice([one for one in people.IDS if one.free])
            return one.kind, people.written(rng, one.make(rng), rng.choice(one.free)), None
        if pick < 4:
            return "card", people.write_card(rng, people.make_card(rng)), None
        if pick < 5:
            return "iban", people.write_iban(rng, people.make_iban(rng)), None
        if pick < 7:
            token = rng.choice(vendors.TOKENS)
            return token.kind, token.make(rng), None
        if pick < 9:
            kind, make = rng.choice(vendors.OTHERS)[:2]
            return ("x", "", None) if kind in ("phone", "secret") else (kind, make(rng), None)
        if pick < 11:
            return "field", vendors.rand(rng, vendors.ALNUM, 16), rng.choice(DENIED)
        return "known", rng.choice(NAMES[:2]), None

    def case(self):
        rng, kind = self.rng, "x"
        while kind == "x":
            kind, value, name = self.value()
        secret = secret_of(kind, value)
        if kind == "known" and rng.randrange(2):
            kind, value = "learned", rng.choice(NAMES)
            secret = value
        if kind == "field":
            value = rng.choice([value, value, [Str(value)], (("v", Str(value)),), (("v", [[Str("x"), Str(value)]]),)])
        elif kind == "private_key" and rng.randrange(3) == 0:
            value = [Str(line) for line in value.split("\n")]
        wraps = [rng.choice(WRAPS) for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 4]))]
        # Base64 is looked for three deep, and grows by a third each time.
        wraps = [w for i, w in enumerate(wraps) if "base64" not in "".join(wraps[:i]) or w in ("json", "pretty")]
        return Case(rng.randrange(1 << 30), kind, value, secret, name, prefix=rng.choice(PREFIXES), suffix=rng.choice(SUFFIXES),
                    place=rng.choice(PLACES), wraps=tuple(wraps), share=rng.choice([0, 0.1, 0.5, 1]), space=rng.choice([0, 0.5]),
                    pad=rng.choice([0, rng.randrange(140), rng.randrange(5000)]), tail=rng.choice([0, rng.randrange(70)]))


def texts_of(value, depth=0):
    """All strings, names and numbers, also of JSON and base64 in strings."""
    if isinstance(value, str):
        yield value
        if depth > 12:
            return
        if value.strip()[:1] in ("{", "[", '"'):
            try:
                yield from texts_of(json.loads(value, object_pairs_hook=list, strict=False), depth + 1)
            except (ValueError, RecursionError):
                pass
        for match in re.finditer(r"[A-Za-z0-9+/_-]{16,}", value):
            bare = match[0].translate(str.maketrans("-_", "+/"))
            try:
                yield from texts_of(base64.b64decode(bare + "=" * (-len(bare) % 4)).decode(), depth + 1)
            except ValueError:
                pass
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_of(item, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def windows(secret):
    parts = [part for part in secret.split("\n") if part]
    return {part[i:i + WINDOW] for part in parts for i in range(max(len(part) - WINDOW, 0) + 1)}


class Runner:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="leaks", dir=escapes.FOLDER)
        names = self.path("names.txt")
        with open(names, "w", encoding="utf-8") as file:
            file.write("\n".join(NAMES[:2]) + "\n")
        self.options = ["--dictionary", names, "--learn", ".customer.name"]

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *more, feed=None):
        child = subprocess.Popen(["lmob-redact", *self.options, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        if feed is None:
            out, err = child.communicate()
        else:
            out, err = self.fed(child, feed)
        if child.returncode or err:
            raise SystemExit(f"lmob-redact {more}: status {child.returncode}: {err[:300]}")
        return out

    def fed(self, child, pieces):
        """In such pieces; the output goes to a file, so that nobody waits."""
        for piece in pieces:
            child.stdin.write(piece)
            child.stdin.flush()
        child.stdin.close()
        child.stdin = None
        return child.communicate()

    def redact(self, data):
        """The output, and the hits of each line."""
        with open(self.path("in"), "wb") as file:
            file.write(data)
        out = self.run("--report", self.path("report"), self.path("in"))
        hits = collections.defaultdict(list)
        with open(self.path("report"), encoding="utf-8") as file:
            for line in file:
                hit = json.loads(line)
                hits[hit["line"] - 1].append((hit["column"] - 1, hit["label"].encode()))
        return out, hits

    def problems(self, cases):
        """For each case what is wrong, or None."""
        lines = [case.source() for case in cases]
        assert not any("\n" in line for line in lines)
        data = "".join(line + "\n" for line in lines).encode()
        out, hits = self.redact(data)
        again = self.redact(out)[0].split(b"\n")
        results = out.split(b"\n")
        assert len(results) == len(again) == len(lines) + 1, "lines were lost"
        return [self.problem(case, line.encode(), results[i], again[i], hits[i])
                for i, (case, line) in enumerate(zip(cases, lines))], data, out

    def problem(self, case, before, after, again, hits):
        try:
            value = json.loads(after, object_pairs_hook=list, parse_int=str, parse_float=str)
        except ValueError:
            return "no JSON"
        everything = "\0".join(texts_of(value))
        left = sorted(w for w in windows(case.secret) if w in everything)
        if left:
            return "leak"
        if escapes.extents(before, after, hits) is None:
            return "changed outside"
        if again != after:
            return "found again"
        return None

    def ways(self, rng, data, want):
        """gzip, threads, and reads of all sizes: the same bytes."""
        bad = []
        with open(self.path("in"), "wb") as file:
            file.write(data)
        with gzip.open(self.path("in.gz"), "wb") as file:
            file.write(data)
        for jobs in ("1", "3"):
            for name in ("in", "in.gz"):
                if self.run("-j", jobs, self.path(name)) != want:
                    bad.append(f"-j {jobs} {name}")
        for size in (7, 64, 4096, 70000):
            pieces, at = [], 0
            while at < len(data):
                n = rng.randint(1, size) if len(data) - at < 20000 or size > 64 else rng.randint(1, 20000)
                pieces.append(data[at:at + n])
                at += n
            with open(self.path("pipe"), "wb") as file:
                child = subprocess.Popen(["lmob-redact", *self.options], stdin=subprocess.PIPE, stdout=file)
                self.fed(child, pieces)
            with open(self.path("pipe"), "rb") as file:
                if child.returncode or file.read() != want:
                    bad.append(f"reads of up to {size}")
        return bad

    def lines(self, cases):
        """The values as lines of text: those that have leaked."""
        rows = [case for case in cases if isinstance(case.value, str) and "\n" not in case.value]
        texts = [case.features["prefix"].replace("\n", " ") + (f"{case.name}={case.value}" if case.kind == "field" else case.value) +
                 case.features["suffix"].replace("\n", " ") for case in rows if case.kind != "learned"]
        rows = [case for case in rows if case.kind != "learned"]
        with open(self.path("lines"), "w", encoding="utf-8") as file:
            file.write("".join(text + "\n" for text in texts))
        out = self.run("--text", self.path("lines")).decode().split("\n")
        return [(case, text, line) for case, text, line in zip(rows, texts, out)
                if any(w in line for w in windows(case.secret)) and not any(ord(x) > 127 or x == " " for x in case.name or "")]

    def shorten(self, case, problem):
        """With as few features as still have the problem."""
        changed = True
        for _ in range(8):
            if not changed:
                break
            changed = False
            wraps = case.features["wraps"]
            tries = [case.but(**{name: plain}) for name, plain in Case.FEATURES.items() if case.features[name] != plain]
            tries += [case.but(wraps=wraps[:i] + wraps[i + 1:]) for i in range(len(wraps))]
            tries += [case.but(share=0.1), case.but(pad=case.features["pad"] // 2)] * (case.features["share"] > 0.1)
            found = self.problems(tries)[0] if tries else []
            for one, what in zip(tries, found):
                if what == problem:
                    case, changed = one, True
                    break
        return case


def show(runner, case, problem):
    short = runner.shorten(case, problem)
    with open(runner.path("in"), "wb") as file:
        file.write(short.source().encode() + b"\n")
    features = {name: value for name, value in short.features.items() if value != Case.FEATURES[name]}
    print(f"    {features}\n      in  {short.source()[:600]}\n      out {runner.run(runner.path('in')).decode().rstrip()[:600]}")


def main():
    seed, n = int(sys.argv[1]), int(sys.argv[2])
    planter, runner = Planter(seed), Runner()
    cases = [planter.case() for _ in range(n)]
    found, data, out = runner.problems(cases)
    bad = collections.defaultdict(list)
    for case, problem in zip(cases, found):
        if problem:
            bad[problem, case.kind].append(case)
    limit = int(os.environ.get("LEAKS_SHOW", "2"))
    for (problem, kind), those in sorted(bad.items()):
        print(f"{problem} {kind}: {len(those)} of {sum(case.kind == kind for case in cases)}")
        for case in those[:limit]:
            show(runner, case, problem)
    of_lines = runner.lines(cases)
    for case, text, line in of_lines[:2 * limit]:
        print(f"leak in a line of text: {case.kind}: {text!r} became {line!r}")
    ways = runner.ways(planter.rng, data, out)
    for way in ways:
        print(f"other bytes with {way}")
    kinds = collections.Counter(case.kind for case in cases)
    print(f"seed {seed}: {n} records, {len(data)} bytes, {len(kinds)} kinds, {sum(map(len, bad.values()))} failures, "
          f"{len(of_lines)} in lines, {len(ways)} ways")
    subprocess.run(["rm", "-rf", runner.folder])
    return bool(bad or of_lines or ways)


if __name__ == "__main__":
    sys.exit(main())
