#!/usr/bin/env python3
"""Compares lmob-redact with the plain matcher of plain.py, end to end.

    compare.py random SEED N       random texts, as strings of JSON and as lines
    compare.py quiet SEED N        texts in which nothing is to be found
    compare.py named SEED N        numbers below names that say what they are
    compare.py known SEED N        names of a dictionary, and learned ones
    compare.py files FILE...       the texts of JSON Lines (or an array) of others

Prints each disagreement, made as short as it stays one, and exits 1.
"""
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import escapes
import people
import plain
import texts
import vendors

WORD_ONLY = plain.BESIDE | {"passport", "driver_license", "ng_nin", "secret", "field", "auth_header"}
OUTDOORS = plain.FREE | set(plain.LOOSE) - {"github_token", "jwt", "private_key"}


class Program:
    def __init__(self, *options):
        self.options, self.folder = options, tempfile.mkdtemp(prefix="plain", dir=escapes.FOLDER)

    def run(self, data, *more):
        """The output, and the findings of each line."""
        source, report = os.path.join(self.folder, "in"), os.path.join(self.folder, "report")
        with open(source, "wb") as file:
            file.write(data)
        done = subprocess.run(["lmob-redact", *self.options, *more, "--report", report, source], capture_output=True)
        if done.returncode or done.stderr:
            raise SystemExit(f"lmob-redact: status {done.returncode}: {done.stderr[:500]}")
        hits = collections.defaultdict(list)
        with open(report, encoding="utf-8") as file:
            for line in file:
                hit = json.loads(line)
                hits[hit["line"]].append((hit["column"] - 1, hit["label"].encode(), hit["kind"]))
        return done.stdout, hits

    def close(self):
        subprocess.run(["rm", "-rf", self.folder])


class Compared:
    """What became of one text."""

    def __init__(self, text, problems=(), found=()):
        self.text, self.problems, self.found = text, list(problems), list(found)


def is_glued(text, kind, start, end):
    """Whether an assigned value has letters or digits right beside a mask."""
    beside = plain.MASK.sub("\0", text[start:end])
    return kind in ("field", "secret", "auth_header") and re.search(r"\w\0|\0\w", beside) is not None


def judge(text, found, quiet, wanted=True):
    """The disagreements about one text: (what, kind, span)."""
    covered = [False] * len(text)
    for _, start, end in found:
        covered[start:end] = [True] * (end - start)
    for kind, start, end in plain.musts(text) if wanted else []:
        # Another kind may have won, which leaves the country before the digits.
        if text[start:start + 2] in ("DE", "IT", "PT", "EL", "SI", "PL"):
            start += 2 + (text[start + 2] in " -")
        if not all(covered[start:end]):
            yield "missed", kind, (start, end)
    masks = [match.span() for match in plain.MASK.finditer(text)]
    for kind, start, end in found:
        if any(a < end and start < b for a, b in masks) and not is_glued(text, kind, start, end):
            yield "masked", kind, (start, end)
        elif not plain.confirms(kind, text[start:end]):
            yield "unproved", kind, (start, end)
        elif quiet and (kind in WORD_ONLY or kind not in OUTDOORS):
            yield "unsaid", kind, (start, end)


def compare(program, all_texts, seed=0, quiet=False, unwanted=()):
    rng, rows = random.Random(seed), []
    for text in all_texts:
        body, starts = escapes.string(rng, text, rng.choice([0, 0, 0.1, 1]))
        rows.append((text, body, starts))
    data = "".join('{"t":"%s"}\n' % body for _, body, _ in rows).encode()
    out, hits = program.run(data)
    again, _ = program.run(out)
    before, after, twice = data.split(b"\n"), out.split(b"\n"), again.split(b"\n")
    if not len(before) == len(after) == len(twice):
        raise SystemExit("lines were lost")
    results = []
    for n, (text, _, starts) in enumerate(rows):
        of_line = hits[n + 1]
        result = Compared(text)
        results.append(result)
        spans = escapes.extents(before[n], after[n], [hit[:2] for hit in of_line])
        if spans is None:
            result.problems.append(("changed elsewhere", of_line[0][2] if of_line else "", (0, 0)))
            continue
        index = {6 + at: i for i, at in enumerate(starts)}
        for (start, end), hit in zip(spans, of_line):
            if start not in index or end not in index:
                result.problems.append(("escape cut", hit[2], (start, end)))
                continue
            result.found.append((hit[2], index[start], index[end]))
        result.problems += judge(text, result.found, quiet, text not in unwanted)
        try:
            json.loads(after[n])
        except ValueError:
            result.problems.append(("no JSON", "", (0, 0)))
        if twice[n] != after[n]:
            result.problems.append(("found again", ",".join(hit[2] for hit in of_line), (0, 0)))
    compare_lines(program, results, after)
    return results


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def compare_lines(program, results, after):
    """The same texts as lines that are no records."""
    kept = [(i, r) for i, r in enumerate(results) if not re.search("[\r\n]", r.text) and r.text.strip()
            and not is_json(r.text)]
    out, _ = program.run("".join(r.text + "\n" for _, r in kept).encode(), "--text")
    lines = out.decode().split("\n")
    for (i, result), line in zip(kept, lines):
        as_string = json.loads(after[i])["t"]
        if isinstance(as_string, str) and line != as_string:
            result.problems.append(("another as a line", line[:200], (0, 0)))


def shorten(program, result, quiet):
    """The shortest text found that has the first problem of this one."""
    what, kind, _ = result.problems[0]
    text = result.text
    for _ in range(12):
        parts = re.findall(r"\w+|\W", text)
        cuts = []
        for size in (len(parts) // 2, len(parts) // 4, 4, 2, 1):
            cuts += ["".join(parts[:i] + parts[i + size:]) for i in range(0, len(parts), max(size, 1)) if size]
        cuts = sorted(set(cuts) - {text}, key=len)[:400]
        better = [r for r in compare(program, cuts, 1, quiet) if any(p[0] == what and (p[1] == kind or what[0] == "a")
                                                                     for p in r.problems)] if cuts else []
        if not better:
            break
        result, text = better[0], better[0].text
    return result


def show(program, results, quiet=False, limit=None):
    limit = limit or int(os.environ.get("PLAIN_SHOW", "2"))
    bad = collections.defaultdict(list)
    for result in results:
        for what, kind, _ in result.problems:
            bad[what, kind if what != "another as a line" else ""].append(result)
    for (what, kind), those in sorted(bad.items()):
        print(f"{what} {kind}: {len(those)} of {len(results)} texts")
        for result in those[:limit]:
            result.problems.sort(key=lambda p: (p[0], p[1]) != (what, kind))
            short = shorten(program, result, quiet)
            for p in short.problems[:1]:
                print(f"    {p[0]} {p[1]} {short.text[p[2][0]:p[2][1]]!r} in {short.text!r} found {short.found}")
    return bool(bad)


def run_random(seed, n, quiet=False):
    made = texts.Texts(seed)
    program = Program()
    one = [made.quiet() if quiet else made.mixed() if made.rng.randrange(3) else made.padded() for _ in range(n)]
    results = compare(program, one, seed, quiet)
    n_found = sum(len(r.found) for r in results)
    n_musts = sum(len(plain.musts(r.text)) for r in results)
    print(f"seed {seed}: {n} texts, {n_found} findings, {n_musts} that must be")
    bad = show(program, results, quiet)
    program.close()
    return bad or (not quiet and n_found < n // 2)


def run_named(seed, n):
    """{"nhs_number": "943 476 5919"}, and the number as such."""
    rng, program, rows = random.Random(seed), Program(), []
    while len(rows) < n:
        one = rng.choice([one for one in people.IDS if one.words and one.beside])
        word = rng.choice(one.words)
        form = rng.choice([form for form, beside in one.forms() if beside])
        value = one.make(rng)
        parts = re.findall(r"\w+", word)
        name = rng.choice(["_".join(parts).lower(), parts[0].lower() + "".join(p.title() for p in parts[1:]), " ".join(parts)])
        shown = people.written(rng, value, form)
        as_number = shown.isdigit() and shown[0] != "0" and rng.randrange(3) == 0
        rows.append((one.kind, name, shown, shown if as_number else json.dumps(shown)))
    data = "".join("{%s:%s}\n" % (json.dumps(name), source) for _, name, _, source in rows)
    out, _ = program.run(data.encode())
    again, _ = program.run(out)
    bad = collections.Counter()
    for (kind, name, shown, source), line in zip(rows, out.decode().split("\n")):
        if shown in line or people.bare(shown) in people.bare(line):
            bad[kind] += 1
            if bad[kind] <= 2:
                print(f"missed {kind}: {{{name!r}: {source}}}")
    print(f"seed {seed}: {n} named numbers, missed {sum(bad.values())}")
    program.close()
    return bool(bad) or again != out


FIRST = ["Acme", "Globex", "Initech", "Müller", "Łódź", "O'Brien", "Straße", "Hooli", "Vehement", "Zürcher", "北京测试", "ООО Ромашка"]
LAST = ["Corp", "GmbH", "Bank", "Werke", "and Sons", "Holding", "Systems", ""]


def run_known(seed, n):
    """Each name in the spellings that known.h promises."""
    rng, rows = random.Random(seed), []
    names = sorted({f"{rng.choice(FIRST)} {rng.choice(LAST)}".strip() for _ in range(40)})
    folder = tempfile.mkdtemp(prefix="plain", dir=escapes.FOLDER)
    path = os.path.join(folder, "names.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(names) + "\n")
    for _ in range(n):
        name = rng.choice(names)
        shown = rng.choice([str, str.upper, str.lower, lambda s: s.replace(" ", "-"), lambda s: s.replace(" ", "_"),
                            lambda s: s.replace(" ", "\u00a0"), lambda s: s.replace(" ", ""), lambda s: s + "'s",
                            lambda s: s.replace(" ", "\n")])(name)
        before, after = rng.choice(["see ", "", "(", "über ", "\U0001f600 ", "x, "]), rng.choice([" ok", "", ", yes", ".", ")", "!"])
        rows.append((name, shown, before, after, rng.randrange(2)))
    data = ""
    for name, shown, before, after, learned in rows:
        text = escapes.string(rng, before + shown + after, rng.choice([0, 0.5]))[0]
        data += '{"customer":{"name":%s},"t":"%s"}\n' % (json.dumps(name if learned else "-"), text)
    bad = 0
    for options in (["--dictionary", path], ["--learn", ".customer.name"]):
        program = Program(*options)
        out, _ = program.run(data.encode())
        again, _ = program.run(out)
        for (name, shown, before, after, learned), line in zip(rows, out.decode().split("\n")):
            text = json.loads(line)["t"]
            fits = text.startswith(before) and text.endswith(after) and re.fullmatch(
                r"\[[^\]]+\]", text[len(before):len(text) - len(after)])
            want = bool(learned) or options[0] == "--dictionary"
            if bool(fits) != want and (want or shown not in text):
                bad += 1
                if bad < 10:
                    print(f"{options[0]}: {name!r} as {before + shown + after!r} became {text!r}")
        bad += again != out
        program.close()
    subprocess.run(["rm", "-rf", folder])
    print(f"seed {seed}: {n} known names, {bad} wrong")
    return bad > 0


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_in(item)


def texts_in(path):
    """All texts of a file, and those that its labels call no finding."""
    with open(path, encoding="utf-8") as file:
        data = file.read()
    rows = json.loads(data) if data.lstrip().startswith("[") else [json.loads(line) for line in data.splitlines() if line]
    return sorted({text for row in rows for text in strings_in(row)}), \
        {row["text"] for row in rows if row.get("label") == "fp"}


def run_files(paths):
    bad = False
    for path in paths:
        program = Program()
        every, unwanted = texts_in(path)
        results = compare(program, every, 1, unwanted=unwanted)
        print(f"{path}: {len(results)} texts, {sum(len(r.found) for r in results)} findings, "
              f"{sum(len(plain.musts(r.text)) for r in results)} that must be")
        bad |= show(program, results)
        program.close()
    return bad


def main():
    mode, rest = sys.argv[1], sys.argv[2:]
    if mode == "files":
        return run_files(rest)
    seed, n = map(int, rest)
    return {"random": run_random, "quiet": lambda s, n: run_random(s, n, True), "named": run_named, "known": run_known}[mode](seed, n)


if __name__ == "__main__":
    sys.exit(main())
