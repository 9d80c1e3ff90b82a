"""Runs commands as whole processes, in turn, and takes the medians."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Run:
    """Seconds of wall, user and system time; the most memory held, in bytes."""

    wall: float
    user: float
    sys: float
    memory: int


def run(argv, stdin=os.devnull, stdout=os.devnull):
    """One run of argv, file to file. An exit status above 1 is an error."""
    with open(stdin, "rb") as read, open(stdout, "wb") as write:
        start = time.monotonic()
        child = subprocess.Popen(argv, stdin=read, stdout=write, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode > 1:
        raise SystemExit(f"{argv[0]}: exit status {child.returncode}")
    return Run(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024)


def median(runs, field):
    return statistics.median(getattr(r, field) for r in runs)


def cpu(runs):
    """The median of user and system time."""
    return statistics.median(r.user + r.sys for r in runs)


def cpu_ratio(runs, a, b):
    """The median of the ratios a / b of CPU time of runs that followed each other."""
    return statistics.median(
        (x.user + x.sys) / (y.user + y.sys) for x, y in zip(runs[a], runs[b])
    )


def in_turn(commands, times, stdout):
    """Each of {name: argv} once to warm up, then `times` times, A B A B …"""
    for argv in commands.values():
        run(argv, stdout=stdout)
    runs = {name: [] for name in commands}
    for _ in range(times):
        for name, argv in commands.items():
            runs[name].append(run(argv, stdout=stdout))
    return runs


def pairwise(runs, a, b, field):
    """The median of the ratios a / b of runs that followed each other."""
    return statistics.median(
        getattr(x, field) / getattr(y, field) for x, y in zip(runs[a], runs[b])
    )
