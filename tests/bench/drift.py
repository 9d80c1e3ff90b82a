"""lmob-drift against Python with json, numpy and scipy, as whole processes.

Two runs of n documents of 1024 dimensions. Python runs as it is, and with the
kernels of OpenBLAS that suit this CPU: 0.3.21 does not know the newer ones.
The largest is compared with OpenBLAS alone, which only makes the cosines.
And the reading of JSON arrays, against strtod over their text.
"""

import os
import statistics
import subprocess

from common import HERE, ROOT, program, say
from measure import cpu, cpu_ratio, in_turn, median, pairwise, run

PYTHON = os.environ.get("LMOB_PYTHON", "/usr/bin/python3")
BUILD = os.environ.get("LMOB_BUILD", ROOT / "build" / "release")
DIMENSIONS = 1024
RUNS = 7
FEW_RUNS = 3
MEMORY = "512M"
KERNELS = (
    ("SkylakeX", {"avx512f", "avx512dq", "avx512bw", "avx512vl"}),
    ("Haswell", {"avx2", "fma"}),
)


def kernels():
    """The best kernels in double precision that this CPU has, as OpenBLAS names them."""
    if "OPENBLAS_CORETYPE" in os.environ:
        return os.environ["OPENBLAS_CORETYPE"]
    try:
        with open("/proc/cpuinfo", encoding="ascii") as info:
            flags = {word for line in info if line.startswith("flags") for word in line.split()}
    except OSError:
        return None
    return next((name for name, needs in KERNELS if needs <= flags), None)


def with_kernels(argv, threads=None):
    env = [] if kernels() is None else [f"OPENBLAS_CORETYPE={kernels()}"]
    return ["env", *env, *([] if threads is None else [f"OPENBLAS_NUM_THREADS={threads}"]), *map(str, argv)]


def build(tmp, name, *flags):
    """tests/bench/NAME.c as a program."""
    out = tmp / name
    subprocess.run(
        [os.environ.get("CC", "cc"), "-std=c17", "-O2", "-D_POSIX_C_SOURCE=200809L",
         "-o", out, HERE / f"{name}.c", *flags],
        check=True,
    )
    return out


def pkg_config(*packages):
    argv = ["pkg-config", "--cflags", "--libs", *packages]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()


def write_runs(tmp, n, encoding):
    """The baseline and the current run, as files."""
    paths = [tmp / f"{n}-{encoding}-{side}.jsonl" for side in ("baseline", "current")]
    argv = [PYTHON, HERE / "drift_data.py", str(n), str(DIMENSIONS), encoding, *paths]
    subprocess.run(argv, check=True)
    return paths


def drift(paths, *options):
    return program("drift", "--max-drift", 2, *options, "--baseline", *paths)


def scipy(paths):
    return [PYTHON, str(HERE / "drift_scipy.py"), *map(str, paths)]


def say_runs(what, runs):
    """Wall and CPU seconds, and the most memory."""
    say(what, f"{median(runs, 'wall'):.3f} s", f"CPU {cpu(runs):.3f} s, {median(runs, 'memory') / 2**20:.0f} MB")


def say_ratio(runs, ours, peer, what, goal):
    say(f"  {what}: its wall / lmob-drift's", f"{pairwise(runs, peer, ours, 'wall'):.1f}",
        f"{goal}; CPU {cpu_ratio(runs, peer, ours):.1f}")


def bench_small(tmp, n):
    paths = {e: write_runs(tmp, n, e) for e in ("float", "base64")}
    runs = in_turn({
        "float": drift(paths["float"]),
        "python": scipy(paths["float"]),
        "kernels": with_kernels(scipy(paths["float"])),
        "base64": drift(paths["base64"]),
    }, RUNS, os.devnull)
    print(f"# {n} x {DIMENSIONS}, two cores")
    for encoding in ("float", "base64"):
        say_runs(f"lmob-drift, {encoding}", runs[encoding])
        say_ratio(runs, encoding, "python", "Python with floats", "at least 20")
        say_ratio(runs, encoding, "kernels", f"with kernels {kernels()}", "")
    say_runs("Python with floats", runs["python"])


def bench_one_core(tmp, n):
    paths = write_runs(tmp, n, "float")
    commands = {
        "ours": drift(paths, "-j1"),
        "python": ["env", "OPENBLAS_NUM_THREADS=1", *scipy(paths)],
        "kernels": with_kernels(scipy(paths), 1),
    }
    # Without a run to warm up: Python takes half a minute.
    runs = {name: [run(argv)] for name, argv in commands.items()}
    print(f"# {n} x {DIMENSIONS}, float, one core")
    say_runs("lmob-drift -j1", runs["ours"])
    say_ratio(runs, "ours", "python", "Python", "at least 8")
    say_ratio(runs, "ours", "kernels", f"with kernels {kernels()}", "")
    say_runs("Python, one thread", runs["python"])


def blas_seconds(tmp, n):
    argv = [build(tmp, "drift_blas", *pkg_config("openblas")), n, DIMENSIONS]
    argv = with_kernels(argv, 2)
    return statistics.median(
        float(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
        for _ in range(FEW_RUNS)
    )


def bench_two_cores(tmp, n):
    paths = write_runs(tmp, n, "base64")
    blas = blas_seconds(tmp, n)
    ways = {"ours": drift(paths, "-j2"), "bounded": drift(paths, "-j2", "--memory", MEMORY)}
    runs = in_turn(ways, FEW_RUNS, os.devnull)
    print(f"# {n} x {DIMENSIONS}, base64, two cores")
    say("OpenBLAS alone, its cosines", f"{blas:.2f} s", f"kernels {kernels()}")
    say_runs("lmob-drift -j2", runs["ours"])
    say("  its wall / OpenBLAS's", f"{median(runs['ours'], 'wall') / blas:.2f}", "at most 2.4")
    say_runs(f"lmob-drift -j2 --memory {MEMORY}", runs["bounded"])
    say("  its wall / OpenBLAS's", f"{median(runs['bounded'], 'wall') / blas:.2f}")


def bench_numbers(tmp):
    program_ = build(tmp, "drift_numbers", f"-I{ROOT}/lib", f"{BUILD}/liblmob.a", *pkg_config("yyjson"), "-lm")
    print("# JSON arrays of numbers: a record parsed and its vector read, against strtod; CPU")
    for encoding, what in (("float", "as Python writes them"), ("shortest", "as lmob-embed does")):
        path = write_runs(tmp, 500, encoding)[0]
        done = subprocess.run([program_, path], check=True, capture_output=True, text=True)
        _, ours, strtod = map(float, done.stdout.split())
        say(f"numbers {what}", f"{ours:.1f} ns", f"strtod {strtod:.1f} ns")
        say("  strtod's CPU / its", f"{strtod / ours:.2f}", "at least 3")


def bench_drift(tmp):
    if subprocess.run([PYTHON, "-c", "import scipy"], stderr=subprocess.DEVNULL, check=False).returncode:
        say("lmob-drift", "not measured", f"{PYTHON} has no scipy")
        return
    bench_numbers(tmp)
    bench_small(tmp, 500)
    bench_one_core(tmp, 5000)
    bench_two_cores(tmp, 20000)
