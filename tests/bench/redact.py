"""lmob-redact against what a user would pick instead, on LLM logs.

jq -c . does no more than read and write; fast-redact (npm) replaces members by
name; redact_pcre2.c runs forty patterns one after another; redact-pii (npm)
searches all strings, on a small slice. Then lmob-redact alone: nothing to find,
gitleaks' rules as well, a dictionary of 100,000 names, two threads.
"""

import json
import os
import random
import shutil
import subprocess

from common import DATA, HERE, MB, ROOT, generate, program, say
from measure import cpu, cpu_ratio, in_turn, median, pairwise, run
from redact_found import has_option
from redact_linear import ratios
from redact_recall import recall

PASS = ["--deny", "none", "--detect", "none"]
DENY = ["access_token", "api_key", "auth_token", "authorization", "bank_account", "client_secret",
        "connection_string", "contract_price", "cookie", "credit_card", "customer_secret",
        "id_token", "passphrase", "password", "private_key", "refresh_token", "secret",
        "session_token", "ssn", "token"]
MODULES = ROOT / "build" / "bench" / "node_modules"
SLICE = 100  # redact-pii gets this part of the input
N_NAMES = 100000
RULES = DATA / "redact" / "gitleaks" / "gitleaks.toml"


def ours(*options):
    return program("redact", "--deny", ",".join(DENY), *options)


def build_pcre2(tmp):
    """The peer with PCRE2; None, with a word why, if it does not build."""
    out = tmp / "redact_pcre2"
    argv = [os.environ.get("CC", "cc"), "-std=c17", "-O2", "-D_POSIX_C_SOURCE=200809L", "-o", out,
            HERE / "redact_pcre2.c", "-lpcre2-8"]
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        say("PCRE2", "not measured", done.stderr.split("\n", 1)[0])
        return None
    return out


def node(package, *arguments):
    """The command of a peer of npm; None, with a word why, if it is not there."""
    if shutil.which("node") is None or not (MODULES / package).is_dir():
        say(package, "not measured", "not installed: make bench-deps")
        return None
    return ["node", HERE / "redact_peers.mjs", package, MODULES, *arguments]


def peers(tmp, logs):
    """{name: argv} of all that go over the whole of the logs."""
    out = {"jq": ["jq", "-c", ".", logs], "all": ours("-j1", logs),
           "pass": program("redact", *PASS, "-j1", logs)}
    fast = node("fast-redact", logs, *DENY)
    if fast is not None:
        out["fast-redact"] = fast
    pcre2 = build_pcre2(tmp)
    if pcre2 is not None:
        out["PCRE2"] = [pcre2, logs]
    return {name: list(map(str, argv)) for name, argv in out.items()}


def bench_peers(tmp, logs):
    runs = in_turn(peers(tmp, logs), 3, tmp / "out.jsonl")
    size = logs.stat().st_size
    for name, goal in (("jq", "at least 15"), ("fast-redact", "at least 5"),
                       ("PCRE2", "at least 10")):
        if name in runs:
            say(f"{name}, CPU", f"{cpu(runs[name]):.2f} s")
            say("  its CPU / lmob-redact's", f"{cpu_ratio(runs, name, 'all'):.1f}", goal)
    say("  jq's user CPU / lmob-redact's", f"{pairwise(runs, 'jq', 'all', 'user'):.1f}",
        "at least 15")
    ratio = pairwise(runs, "jq", "pass", "user")
    say("  with nothing to find, jq's user CPU / its", f"{ratio:.1f}", "at least 35")
    say("lmob-redact, all detectors, 20 names, -j1, CPU", f"{cpu(runs['all']):.3f} s",
        f"{size / cpu(runs['all']) / 1e9:.2f} GB/s")
    return cpu(runs["all"]) / size


def bench_pii(tmp, logs, per_byte):
    """redact-pii on a slice, less what it takes to start; against our CPU a byte."""
    part, nothing = tmp / "slice.jsonl", tmp / "nothing.jsonl"
    data = logs.read_bytes()[: logs.stat().st_size // SLICE]
    part.write_bytes(data[: data.rindex(b"\n") + 1])
    nothing.write_bytes(b"")
    argv = node("redact-pii", part)
    if argv is None:
        return
    commands = {"part": list(map(str, argv)), "start": list(map(str, node("redact-pii", nothing)))}
    runs = in_turn(commands, 3, os.devnull)
    theirs = (cpu(runs["part"]) - cpu(runs["start"])) / part.stat().st_size
    say(f"redact-pii, on 1/{SLICE} of it", f"{1e-6 / theirs:.2f} MB/s")
    say("  its CPU a byte / lmob-redact's", f"{theirs / per_byte:.0f}", "at least 100")


def write_names(path):
    """Names of people and companies, a line each."""
    rng = random.Random(7)
    syllables = [c + v + e for c in "b br d f g h j k kr l m n p r s st t v w z".split()
                 for v in "a e i o u au ei".split() for e in ("", "l", "n", "r", "s", "ck")]

    def word():
        return "".join(rng.choices(syllables, k=rng.randrange(1, 4))).capitalize()
    names = set()
    while len(names) < N_NAMES:
        names.add(rng.choice([f"{word()} {word()}", f"{word()} {word()} {word()}",
                              f"{word()} GmbH", f"{word()} & {word()} Ltd"]))
    path.write_text("\n".join(sorted(names)) + "\n", "utf-8")
    return path


def write_manifest(path):
    """A manifest with gitleaks' rules."""
    path.write_text(json.dumps({
        "version": "1", "models": {}, "endpoints": {}, "routes": [],
        "redaction": {"rules": [str(RULES)]}}))
    return path


def variants(tmp, logs):
    """{name: argv} of lmob-redact with other options."""
    out = {"all": ours("-j1", logs), "all2": ours("-j2", logs),
           "pass": program("redact", *PASS, "-j1", logs),
           "pass2": program("redact", *PASS, "-j2", logs),
           "defaults": program("redact", "-j1", logs)}
    if RULES.is_file():
        out["rules"] = ours("-j1", "--manifest", write_manifest(tmp / "rules.json"), logs)
    else:
        say("gitleaks' rules", "not measured", f"no {RULES}")
    if has_option("--dictionary"):
        names = write_names(tmp / "names.txt")
        out["names"] = ours("-j1", "--dictionary", names, logs)
    else:
        say("a dictionary", "not measured", "no --dictionary")
    return out


def bench_variants(tmp, logs):
    runs = in_turn(variants(tmp, logs), 5, tmp / "out.jsonl")
    size = logs.stat().st_size
    say("lmob-redact, nothing to find, -j1, CPU", f"{cpu(runs['pass']):.3f} s",
        f"{size / cpu(runs['pass']) / 1e9:.2f} GB/s")
    say("  wall, -j1 / -j2", f"{pairwise(runs, 'pass', 'pass2', 'wall'):.2f}", "at least 1.7")
    say("lmob-redact, all detectors / nothing to find", f"{cpu_ratio(runs, 'all', 'pass'):.2f}")
    say("  wall, -j1 / -j2", f"{pairwise(runs, 'all', 'all2', 'wall'):.2f}", "at least 1.7")
    say("  wall, -j1", f"{size / 1e6 / median(runs['all'], 'wall'):.0f} MB/s")
    say("  default names / 20 names", f"{cpu_ratio(runs, 'defaults', 'all'):.2f}")
    if "rules" in runs:
        say("  and gitleaks' 222 rules", f"{cpu_ratio(runs, 'rules', 'all'):.2f}", "at most 3")
    if "names" in runs:
        say(f"  and a dictionary of {N_NAMES} names", f"{cpu_ratio(runs, 'names', 'all'):.2f}",
            "at most 1.5")


def bench_start(tmp):
    """What a run over one record takes."""
    one = tmp / "one.jsonl"
    one.write_text('{"text":"a"}\n')
    commands = {"start": program("redact", "-j1", one)}
    if RULES.is_file():
        commands["rules"] = ours("-j1", "--manifest", write_manifest(tmp / "rules.json"), one)
    if has_option("--dictionary"):
        commands["names"] = ours("-j1", "--dictionary", write_names(tmp / "names.txt"), one)
    runs = in_turn(commands, 9, os.devnull)
    for name, what in (("start", "one record"), ("rules", "  with gitleaks' rules"),
                       ("names", f"  with {N_NAMES} names")):
        if name in runs:
            say(f"lmob-redact, {what}" if name == "start" else what,
                f"{median(runs[name], 'wall') * 1e3:.1f} ms")


def density(logs):
    """How many records of the logs lmob-redact changes."""
    stats = logs.parent / "stats.jsonl"
    run(ours("--stats", stats, logs))
    counts = json.loads(stats.read_text())
    n, found = counts["records_in"], counts["counts"]["records_redacted"]
    say("records, and those with a finding", f"{n}", f"{found / n:.4f}")


def bench_redact(tmp):
    logs = generate(tmp / "logs.jsonl", "logs", "--bytes", str(MB * 10**6))
    print(f"# {MB} MB of a language model's logs, 5 % of the records with a finding")
    density(logs)
    per_byte = bench_peers(tmp, logs)
    bench_pii(tmp, logs, per_byte)
    bench_variants(tmp, logs)
    bench_start(tmp)


def bench_linear(tmp):
    print("# 10 MB of what a detector starts from, against 1 MB: time by size, 1 is linear")
    for name, times, ratio in ratios(tmp, 10**6, 10**7):
        say(f"{name}, {times[1]:.3f} s", f"{ratio:.2f}", "at most 1.1")


def bench_recall(tmp):
    recall(tmp)
