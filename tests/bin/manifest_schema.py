#!/usr/bin/env python3
"""Holds the schema of the manifest against what the programs take.

    manifest_schema.py SCHEMA PROGRAM MANIFEST...

Asks jsonschema, a validator that shares nothing with lmob. Each MANIFEST is
right: it validates. Each is then broken, one place at a time, as its shape
alone forbids: no such manifest validates. And whatever does not validate,
PROGRAM refuses. Prints what differs and exits 1.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|[^"/]+|.', re.S)


def read(path):
    """A manifest, without its comments and trailing commas."""
    text = "".join(" " if token[:2] in ("//", "/*") else token
                   for token in TOKEN.findall(path.read_text("utf-8")))
    # No string of these manifests has a comma before a bracket.
    return json.loads(re.sub(r",(\s*[]}])", r"\1", text))


def places(value, path=()):
    """All values in a value, each with its path."""
    yield path, value
    items = (value.items() if isinstance(value, dict) else
             enumerate(value) if isinstance(value, list) else ())
    for key, part in items:
        yield from places(part, path + (key,))


def changed(manifest, path, value):
    """A copy with another value at path; without it, for None."""
    made = copy.deepcopy(manifest)
    at = made
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return made


def is_named_by_user(path):
    """Whether the member at path has a name that is the user's own."""
    maps = {("models",), ("endpoints",), ("queues",), ("risk_flags",),
            ("redaction", "replace")}
    return path[:-1] in maps or (len(path) > 2 and path[-2] == "equals")


def broken(manifest):
    """Manifests with one mistake of shape each, and what it is."""
    for path, value in places(manifest):
        if not path:
            yield "no object", [manifest]
            continue
        if not (len(path) > 2 and path[-2] == "equals"):
            other = 7 if isinstance(value, (dict, list)) else {}
            yield f"{path} is {other}", changed(manifest, path, other)
        if isinstance(value, bool):
            continue
        if isinstance(value, int):
            for bad in (-1, value + 0.5, 10**10):
                if path[0] != "gates" or bad != value + 0.5:
                    yield f"{path} is {bad}", changed(manifest, path, bad)
        if isinstance(value, str) and not is_named_by_user(path):
            yield f"{path} is empty", changed(manifest, path, "")
        if isinstance(value, dict) and not is_named_by_user(path + ("",)):
            yield f"{path} has more", changed(manifest, path + ("x",), 1)
    required = [("version",)]
    for section, names in (("models", ["kind", "endpoint"]),
                           ("endpoints", ["url", "api", "lane"]),
                           ("queues", ["host", "workers"])):
        for thing in manifest[section]:
            required += [(section, thing, name) for name in names]
    required += [("routes", 0, "id"), ("routes", 0, "lane")]
    for path in required:
        yield f"{path} is not there", changed(manifest, path, None)
    forms = {"digest": "sha256:0", "expires": "2026-13-01", "url": "ftp://x",
             "key_env": "A B", "from": "9:00", "to": "24:01", "days": "mo-fr",
             "version": "a#b", "lane": "nowhere", "api": "x", "hours": "x",
             "on_missing": "x", "kind": "x", "after_hours": "all"}
    for path, _ in places(manifest):
        if path and path[-1] in forms:
            yield f"{path} has no form", changed(manifest, path, forms[path[-1]])


def refuses(program, manifest, folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest), "utf-8")
    done = subprocess.run([program, "-j1", "--manifest", path, "/dev/null"],
                          capture_output=True, check=False)
    return done.returncode == 2


def main(schema, program, *paths):
    validator = jsonschema.Draft202012Validator
    schema = json.loads(pathlib.Path(schema).read_text("utf-8"))
    validator.check_schema(schema)
    validator = validator(schema)
    n_bad = n_broken = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in map(pathlib.Path, paths):
            manifest = read(path)
            for error in validator.iter_errors(manifest):
                print(f"{path}: {error.json_path}: {error.message}")
                n_bad += 1
            for what, made in broken(manifest):
                n_broken += 1
                if validator.is_valid(made):
                    print(f"{path}: validates: {what}")
                    n_bad += 1
                elif not refuses(program, made, pathlib.Path(folder)):
                    print(f"{path}: {program} takes: {what}")
                    n_bad += 1
    print(f"{len(paths)} manifests, {n_broken} broken ones, {n_bad} differ")
    return 1 if n_bad or n_broken < 100 * len(paths) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
