"""lmob-schemacheck against what a user would run or write instead.

Records of a support summary, against npm's @sourcemeta/jsonschema (its `validate
--fast`, which checks no format), npm's ajv with ajv-formats and python3's
fastjsonschema; broken answers, against npm's jsonrepair; what a schema and a
pattern may cost. All on one core, but where two are compared.
"""

import json
import os
import platform
import random
import shutil
import subprocess

from common import HERE, ROOT, program, say
from measure import in_turn, median, pairwise, run
from route import extra_ms, per_core

N_RECORDS = 200000
N_ANSWERS = 20000
NPM = ROOT / "build" / "bench" / "node_modules"
SCRIPT = HERE / "schemacheck_peers.mjs"
WORDS = ("customer reports that the invoice for the last month was charged twice after the plan was changed "
         "and asks for a refund of the second amount while the export of usage data keeps failing with an "
         "error that support could not reproduce on the staging system so far").split()
CATEGORIES = ["billing", "outage", "account", "integration", "data_export", "security", "feedback", "other"]
TEXT = {"type": "string", "minLength": 1, "maxLength": 600}
TIME = {"type": "string", "format": "date-time"}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://lmob.example/schemas/support-summary",
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "task", "language", "customer", "summary", "category", "priority", "created", "actions"],
    "properties": {
        "id": {"type": "string", "pattern": "^t-[0-9]{7}$"},
        "task": {"const": "support_summary"},
        "language": {"enum": ["en", "de", "fr", "es", "it", "nl", "pl", "ja"]},
        "customer": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "plan"],
            "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 80},
                           "plan": {"enum": ["Free", "Plus", "Team", "Enterprise"]},
                           "seats": {"type": "integer", "minimum": 1, "maximum": 100000},
                           "since": {"type": "string", "format": "date"}}},
        "summary": TEXT,
        "category": {"enum": CATEGORIES},
        "priority": {"type": "integer", "minimum": 1, "maximum": 5},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "created": TIME,
        "updated": TIME,
        "resolved": {"type": "boolean"},
        "products": {"type": "array", "maxItems": 10, "uniqueItems": True,
                     "items": {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,30}$"}},
        "actions": {"type": "array", "maxItems": 20, "items": {"$ref": "#/$defs/action"}},
        "next_contact": {"anyOf": [{"type": "null"}, TIME]},
    },
    "$defs": {
        "action": {
            "type": "object",
            "additionalProperties": False,
            "required": ["owner", "what", "done"],
            "properties": {"owner": {"type": "string", "pattern": "^[a-z]+\\.[a-z]+$"},
                           "what": {"type": "string", "minLength": 3, "maxLength": 200},
                           "due": {"type": "string", "format": "date"},
                           "done": {"type": "boolean"}}}},
}


def words(rng, n):
    return " ".join(rng.choices(WORDS, k=n))


def action(rng):
    return {"owner": rng.choice(["mara.lind", "joe.park", "ana.ruiz"]), "what": words(rng, rng.randint(4, 12)),
            "due": f"2026-05-{rng.randint(1, 28):02d}", "done": rng.random() < 0.5}


def record(rng, i):
    """One record of 800 bytes, which is valid."""
    time = f"2026-05-{rng.randint(1, 28):02d}T{rng.randrange(24):02d}:{rng.randrange(60):02d}:07Z"
    return {
        "id": f"t-{i:07d}", "task": "support_summary", "language": rng.choice(["en", "de", "fr", "ja"]),
        "customer": {"name": words(rng, 2).title(), "plan": rng.choice(["Free", "Plus", "Team"]),
                     "seats": rng.randint(1, 500), "since": f"20{rng.randint(10, 25)}-03-01"},
        "summary": words(rng, rng.randint(30, 60)), "category": rng.choice(CATEGORIES),
        "priority": rng.randint(1, 5), "confidence": round(rng.random(), 3), "created": time, "updated": time,
        "resolved": rng.random() < 0.6, "products": rng.sample(["core-api", "exports", "billing", "sso", "apps"], 2),
        "actions": [action(rng) for _ in range(rng.randint(1, 3))],
        "next_contact": time if rng.random() < 0.3 else None,
    }


def spoil(rng, made):
    """One of the mistakes that models make."""
    kind = rng.randrange(6)
    if kind == 0:
        made["category"] = "invoice"
    elif kind == 1:
        made["priority"] = "high"
    elif kind == 2:
        del made["summary"]
    elif kind == 3:
        made["created"] = "yesterday"
    elif kind == 4:
        made["notes"] = words(rng, 5)
    else:
        made["actions"][0]["owner"] = "Mara Lind"


def write_records(path, share):
    """N_RECORDS, of which a share is not valid."""
    rng = random.Random(20260505)
    with open(path, "w", encoding="ascii") as out:
        for i in range(N_RECORDS):
            made = record(rng, i)
            if rng.random() < share:
                spoil(rng, made)
            out.write(json.dumps(made, separators=(",", ":")) + "\n")
    return path


def on_one_core(argv):
    return ["taskset", "-c", "0", *map(str, argv)] if shutil.which("taskset") else list(map(str, argv))


def schemacheck(schema, *options):
    return program("schemacheck", "--schema", schema, *options)


def jsonschema_program():
    """The program itself, without the script of node that starts it."""
    machine = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    found = sorted((NPM / "@sourcemeta" / "jsonschema" / "build").rglob(f"jsonschema-{platform.system().lower()}-{machine}"))
    return found[0] if found else None


def npm(*arguments):
    return ["node", SCRIPT, arguments[0], NPM, *arguments[1:]]


def has_npm(package):
    return shutil.which("node") is not None and (NPM / package).is_dir()


def fast_python():
    """A python that has fastjsonschema; None if there is none."""
    for python in (os.environ.get("LMOB_PYTHON", "/usr/bin/python3"), "/usr/bin/python3", "python3"):
        if subprocess.run([python, "-c", "import fastjsonschema"], capture_output=True, check=False).returncode == 0:
            return python
    return None


def peers(schema, valid):
    """{name: argv} of those that are there, for valid records."""
    found = {}
    if jsonschema_program() is not None:
        found["jsonschema --fast"] = [jsonschema_program(), "validate", "--fast", schema, valid]
    if has_npm("ajv") and has_npm("ajv-formats"):
        found["ajv"] = npm("valid", schema, valid)
    if fast_python() is not None:
        found["fastjsonschema"] = [fast_python(), HERE / "schemacheck_fast.py", schema, valid]
    return found


def bench_valid(tmp, schema):
    valid = write_records(tmp / "valid.jsonl", 0)
    mb = valid.stat().st_size / 10**6
    print(f"# {N_RECORDS} records of a support summary, {mb:.0f} MB, all valid, file to file, one core")
    commands = {"ours": schemacheck(schema, "-j1", "--invalid", tmp / "invalid.jsonl", valid)}
    commands.update(peers(schema, valid))
    runs = in_turn({name: on_one_core(argv) for name, argv in commands.items()}, 5, tmp / "out.jsonl")
    say("lmob-schemacheck, MB/s", f"{per_core(runs['ours'], mb):.0f}")
    for name in list(runs)[1:]:
        say(f"{name}, MB/s", f"{per_core(runs[name], mb):.0f}")
    for name in ("jsonschema --fast", "ajv", "fastjsonschema"):
        if name in runs:
            goal = "" if name == "fastjsonschema" else "at least 5"
            say(f"  {name} / lmob-schemacheck, wall", f"{pairwise(runs, name, 'ours', 'wall'):.1f}", goal)
            say("  and its peak memory", f"{max(r.memory for r in runs[name]) / 2**20:.0f} MB")
        else:
            say(f"  {name}", "not measured")
    return valid


def bench_cores(tmp, schema, valid):
    commands = {f"-j{n}": schemacheck(schema, f"-j{n}", "--invalid", tmp / "invalid.jsonl", valid) for n in (1, 2)}
    # A file's pages are the kernel's work, of which there is one at a time.
    for what, out, goal in (("nothing", "/dev/null", "at least 1.7"), ("a file", tmp / "out.jsonl", "")):
        runs = in_turn(commands, 7, out)
        say(f"  wall, -j1 / -j2, written to {what}", f"{pairwise(runs, '-j1', '-j2', 'wall'):.2f}", goal)


def bench_memory(tmp, schema, valid):
    script = 'out=$1 part=$2 n=$3; shift 3; for ((i = 0; i < n; i++)); do cat "$part"; done | "$@" >"$out"'
    argv = schemacheck(schema, "-j2", "--invalid", tmp / "invalid.jsonl")
    for times in (1, 5):
        words_ = ["bash", "-c", script, "bash", os.devnull, str(valid), str(times), *map(str, argv)]
        peak = run(words_).memory / 2**20
        say(f"  peak memory at -j2, {times} times the records through a pipe", f"{peak:.1f} MB", "at most 64")


def bench_bad(tmp, schema):
    print("# the same, 3 % of them not valid, all passed on with their errors as JSON, one core")
    bad = write_records(tmp / "bad.jsonl", 0.03)
    mb = bad.stat().st_size / 10**6
    commands = {"ours": schemacheck(schema, "-j1", "--annotate", bad)}
    if has_npm("ajv") and has_npm("ajv-formats"):
        commands["ajv"] = npm("annotate", schema, bad)
    runs = in_turn({name: on_one_core(argv) for name, argv in commands.items()}, 5, tmp / "out.jsonl")
    say("lmob-schemacheck --annotate, MB/s", f"{per_core(runs['ours'], mb):.0f}")
    if "ajv" in runs:
        say("  ajv / lmob-schemacheck, wall", f"{pairwise(runs, 'ajv', 'ours', 'wall'):.1f}", "at least 4")
    else:
        say("  ajv", "not measured")
    bad.unlink()


def large_schema(path):
    """A schema of 100 kB: definitions that refer to each other."""
    rng, defs, size = random.Random(1), {}, 0
    while size < 100000:
        i = len(defs)
        properties = {f"p{i}_{j}": {"$ref": f"#/$defs/d{rng.randrange(i + 1)}"} for j in range(4)}
        properties[f"name{i}"] = {"type": "string", "maxLength": i, "pattern": f"^x{i}[a-z]+$"}
        properties[f"kind{i}"] = {"enum": sorted(set(rng.sample(WORDS, 4)))}
        defs[f"d{i}"] = {"type": "object", "properties": properties, "required": [f"name{i}"],
                         "additionalProperties": False}
        size += len(json.dumps(defs[f"d{i}"]))
    made = {"$schema": SCHEMA["$schema"], "$defs": defs, "anyOf": [{"$ref": f"#/$defs/{name}"} for name in defs]}
    path.write_text(json.dumps(made), "ascii")
    return path


def bench_costs(tmp):
    """What a schema and a pattern cost, beyond what a run costs anyway."""
    print("# costs of one run, less what the same run takes with the schema {}")
    one, empty, large = tmp / "one.jsonl", tmp / "empty.json", large_schema(tmp / "large.json")
    one.write_text("{}\n", "ascii")
    empty.write_text("{}", "ascii")
    pair = {"all": schemacheck(large, "--check", one), "one": schemacheck(empty, "--check", one)}
    what = f"to compile a schema of {large.stat().st_size / 1000:.0f} kB"
    say(what, f"{extra_ms(in_turn(pair, 21, os.devnull)):.1f} ms", "at most 20")
    pattern = tmp / "pattern.json"
    pattern.write_text(json.dumps({"properties": {"v": {"pattern": "^(a+)+$"}}}), "ascii")
    one.write_text(json.dumps({"v": "a" * 100000 + "!"}) + "\n", "ascii")
    pair = {name: ["bash", "-c", '"$@" || (($? != 2))', "bash", *schemacheck(schema, "--check", one)]
            for name, schema in (("all", pattern), ("one", empty))}
    say("the pattern ^(a+)+$ on 100 kB", f"{extra_ms(in_turn(pair, 21, os.devnull)):.1f} ms", "at most 50")


def broken(rng, i):
    """What a model might answer: a summary that is nearly JSON."""
    text = json.dumps(record(rng, i), indent=rng.choice([None, 2]))
    kind = rng.randrange(7)
    if kind == 0:
        return "Here is the summary:\n```json\n" + text + "\n```\n"
    if kind == 1:
        return text[:-1].rstrip() + ",}"
    if kind == 2:
        return text.replace('"', "'")
    if kind == 3:
        return text.replace('"priority"', "priority").replace('"id"', "id")
    if kind == 4:
        return text.replace("true", "True").replace("false", "False").replace("null", "None")
    if kind == 5:
        return text[:rng.randrange(len(text) // 2, len(text))]
    return text.replace("{", "{ // the summary\n", 1)


def write_answers(path):
    rng = random.Random(7)
    with open(path, "w", encoding="ascii") as out:
        for i in range(N_ANSWERS):
            out.write(json.dumps({"id": i, "output": broken(rng, i)}) + "\n")
    return path


REPAIR = ("-j1", "--field", ".output", "--repair", "--annotate")


def bench_repair(tmp):
    answers, schema = write_answers(tmp / "answers.jsonl"), tmp / "object.json"
    schema.write_text('{"type":"object"}', "ascii")
    mb = answers.stat().st_size / 10**6
    print(f"# {N_ANSWERS} answers that are nearly JSON, {mb:.0f} MB: repaired in place, one core")
    commands = {"ours": schemacheck(schema, *REPAIR, "--replace", answers)}
    if has_npm("jsonrepair"):
        commands["jsonrepair"] = npm("repair", answers)
    runs = in_turn({name: on_one_core(argv) for name, argv in commands.items()}, 5, tmp / "out.jsonl")
    say("lmob-schemacheck --repair, MB/s", f"{per_core(runs['ours'], mb):.0f}")
    if "jsonrepair" in runs:
        say("  jsonrepair / lmob-schemacheck, wall", f"{pairwise(runs, 'jsonrepair', 'ours', 'wall'):.1f}", "at least 10")
    else:
        say("  jsonrepair", "not measured")
    bench_adversary(tmp, schema)


def bench_adversary(tmp, schema):
    for what, unit in (("[", "["), ('"', '"'), ("open fences", "```json\n"), ('{"a":', '{"a":'), ("'", "'"),
                       ("\\", "\\"), ("[1,", "[1,"), ("/*", "/*")):
        spent = []
        for size in (250000, 1000000):
            path = tmp / f"{size}.jsonl"
            path.write_text(json.dumps({"output": unit * (size // len(unit))}) + "\n", "ascii")
            runs = in_turn({"ours": schemacheck(schema, *REPAIR, path)}, 5, os.devnull)
            spent.append(median(runs["ours"], "user") + median(runs["ours"], "sys"))
        figure = f"{1000 * spent[1]:.0f} ms"
        say(f"1 MB of {what}", figure, f"a quarter of it takes {1000 * spent[0]:.0f} ms")


def bench_schemacheck(tmp):
    schema = tmp / "schema.json"
    schema.write_text(json.dumps(SCHEMA), "ascii")
    valid = bench_valid(tmp, schema)
    bench_cores(tmp, schema, valid)
    bench_memory(tmp, schema, valid)
    valid.unlink()
    bench_bad(tmp, schema)
    bench_costs(tmp)
    bench_repair(tmp)
