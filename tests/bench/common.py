"""What the parts of the benchmark share: paths, inputs, a line of the report."""

import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = pathlib.Path(os.environ.get("LMOB_BIN", ROOT / "bin"))
DATA = pathlib.Path(os.environ.get("LMOB_DATA", ROOT.parent / "shared" / "data"))
MB = int(os.environ.get("LMOB_BENCH_MB", "200"))


def say(what, figure, goal=""):
    print(f"{what:<58} {figure:>14}  {goal}", flush=True)


def program(name, *options):
    return [str(BIN / f"lmob-{name}"), *map(str, options)]


def generate(path, *arguments):
    with open(path, "wb") as out:
        subprocess.run([ROOT / "fixtures" / "generate", *arguments], stdout=out, check=True)
    return path
