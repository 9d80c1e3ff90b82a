#!/usr/bin/env python3
"""Holds lmob-schemacheck against another validator, on random schemas.

    schemacheck_oracle.py reference SEED N              schemacheck_reference
    schemacheck_oracle.py jsonschema SEED N             python3's jsonschema
    schemacheck_oracle.py ajv SEED N SCRIPT MODULES     npm's ajv

N schemas with some twenty instances each; every verdict is compared. What
differs, and is not explained by a line of EXPLAINED, is printed; then the exit
status is 1. The last line says how many were compared and how many explained.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import schemacheck_random
import schemacheck_reference

OURS = {"strict": True, "schema_invalid": False}
MOST_SHOWN = 5
MOST_TRIES = 300




def not_code(_case, _instance, _ours, theirs):
    return isinstance(theirs, str) and "is not defined" in theirs


def evaluated_early(case, instance, ours, theirs):
    text = json.dumps(case["schema"])
    return ((ours, theirs) == (False, True) and '"unevaluated' in text
            and any(f'"{word}"' in text for word in ("if", "anyOf", "oneOf", "dependentSchemas"))
            and not schemacheck_reference.is_valid(case["draft"], case["schema"], instance))


# Of each peer: what it gets wrong or reads in another way, and where that is.
EXPLAINED = {
    "reference": [],
    "jsonschema": [],
    "ajv": [
        ("the code that it makes for unevaluated... does not always run", not_code),
        ("what an if has evaluated counts though it failed, and what stands behind a "
         "reference in a branch though another was taken", evaluated_early),
    ],
}


def verdict_of(validator, instance):
    """None where jsonschema fails as it words an error: it sorts what cannot be."""
    try:
        return validator.is_valid(instance)
    except TypeError:
        return None


def enum(_validator, values, instance, _schema):
    """jsonschema's own takes 1 for true where they are within another value."""
    import jsonschema

    if not any(schemacheck_random.same(instance, v) for v in values):
        yield jsonschema.ValidationError("not one of them")


def ask_jsonschema(made, _tmp):
    """The verdicts of jsonschema: a list for each case, None where it refuses."""
    import jsonschema

    classes = {"4": jsonschema.Draft4Validator, "6": jsonschema.Draft6Validator,
               "7": jsonschema.Draft7Validator, "2019-09": jsonschema.Draft201909Validator,
               "2020-12": jsonschema.Draft202012Validator}
    formats = jsonschema.FormatChecker()
    for case in made:
        kind = classes[case["draft"]]
        try:
            kind.check_schema(case["schema"])
            kind.VALIDATORS["enum"] = enum
            validator = kind(case["schema"], format_checker=formats)
            yield [verdict_of(validator, v) for v in case["instances"]]
        except (jsonschema.SchemaError, jsonschema.RefResolutionError) as error:
            yield str(error)


def ask_reference(made, _tmp):
    for case in made:
        try:
            yield [schemacheck_reference.is_valid(case["draft"], case["schema"], v) for v in case["instances"]]
        except KeyError as error:
            yield f"no {error}"


def ask_ajv(made, tmp, script, modules):
    path = tmp / "cases.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for case in made:
            out.write(json.dumps(case, ensure_ascii=False) + "\n")
    done = subprocess.run(["node", script, modules, path], stdout=subprocess.PIPE, check=True)
    return map(json.loads, done.stdout.splitlines())


def ask_ours(case, tmp):
    """Our verdicts, or why there are none."""
    (tmp / "schema.json").write_text(json.dumps(case["schema"], ensure_ascii=False), "utf-8")
    with open(tmp / "in.jsonl", "w", encoding="utf-8") as out:
        for instance in case["instances"]:
            out.write(json.dumps({"v": instance}, ensure_ascii=False) + "\n")
    argv = ["lmob-schemacheck", "-j1", "--schema", tmp / "schema.json", "--field", ".v", "--value",
            "--annotate", tmp / "in.jsonl"]
    done = subprocess.run(argv, capture_output=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode > 1 or len(lines) != len(case["instances"]):
        return f"status {done.returncode}, {len(lines)} records: {done.stderr.decode()}"
    verdicts = [json.loads(line)["schemacheck"]["verdict"] for line in lines]
    return [OURS.get(v, v) for v in verdicts]


def differences(made, theirs, tmp):
    """(case, instance, ours, theirs) of each difference; where only one of the two
    refused the schema, instance is None. Then how many were compared."""
    n = 0
    for case, want in zip(made, theirs):
        ours = ask_ours(case, tmp)
        if isinstance(ours, str) or isinstance(want, str):
            if isinstance(ours, str) != isinstance(want, str):
                yield case, None, ours, want
            continue
        for instance, a, b in zip(case["instances"], ours, want):
            n += b is not None
            if b not in (None, a):
                yield {**case, "instances": [instance]}, instance, a, b
    yield n


def smaller(value):
    """value with one part left out, at every place."""
    if isinstance(value, dict):
        for name in value:
            if name != "$schema":
                yield {k: v for k, v in value.items() if k != name}
        for name, part in value.items():
            yield from ({**value, name: less} for less in smaller(part))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield value[:i] + value[i + 1:]
            yield from (value[:i] + [less] + value[i + 1:] for less in smaller(part))


def shrink(case, ask, tmp):
    """The smallest schema found on which the two still differ."""
    n_tries = 0
    found = True
    while found:
        found = False
        for schema in smaller(case["schema"]):
            n_tries += 1
            if n_tries > MOST_TRIES:
                return case
            less = {**case, "schema": schema}
            if any(not isinstance(d, int) and d[1] is not None for d in differences([less], ask([less]), tmp)):
                case, found = less, True
                break
    return case


def compare(peer, made, ask, tmp):
    """Prints what differs; how many do, were compared, are explained, are valid."""
    n_bad = n_explained = n_compared = 0
    theirs, shown = list(ask(made)), []
    for difference in differences(made, theirs, tmp):
        if isinstance(difference, int):
            n_compared = difference
            continue
        case, instance, ours, want = difference
        if any(where(*difference) for _, where in EXPLAINED[peer]):
            n_explained += 1
            continue
        n_bad += 1
        # One instance of a schema tells enough.
        if case["schema"] not in shown and len(shown) < MOST_SHOWN:
            shown.append(case["schema"])
            case = shrink(case, ask, tmp) if instance is not None else case
            print(f"schema {json.dumps(case['schema'], ensure_ascii=False)}\n"
                  f"  of {json.dumps(instance, ensure_ascii=False)}: {ours}, {peer}: {want}", flush=True)
    n_valid = sum(v is True for verdicts in theirs if isinstance(verdicts, list) for v in verdicts)
    return n_bad, n_compared, n_explained, n_valid


def main(peer, seed, n, *more):
    drafts = ["7", "2019-09", "2020-12"] if peer == "ajv" else schemacheck_random.ORDER
    made = list(schemacheck_random.cases(int(seed), int(n), drafts, peer != "jsonschema"))
    with tempfile.TemporaryDirectory() as folder:
        tmp = pathlib.Path(folder)
        asked = {"reference": ask_reference, "jsonschema": ask_jsonschema, "ajv": ask_ajv}[peer]
        n_bad, n_compared, n_explained, n_valid = compare(
            peer, made, lambda cases: asked(cases, tmp, *more), tmp)
    print(f"{len(made)} schemas, {n_compared} verdicts compared ({n_valid} valid), "
          f"{n_explained} explained, {n_bad} differ; seed {seed}")
    return 1 if n_bad or n_compared < 10 * len(made) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
