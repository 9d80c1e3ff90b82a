"""lmob-route against what a user would write or call instead.

Jobs that bring their tokens and flags, against the same rules in jq; texts of
2 kB that are searched for phrases; counts of tokens, against the npm package
gpt-tokenizer; the time to read a manifest. A core's time is user and system
time at -j1.
"""

import json
import os
import random
import shutil
import statistics
import subprocess

from common import DATA, HERE, MB, ROOT, generate, program, say
from measure import in_turn, median, pairwise

N_JOBS = 300000
GPT2 = DATA / "tokenizers" / "ggml-vocab-gpt-2.gguf"
ENGLISH = DATA / "retrieval" / "cranfield" / "docs.jsonl"
ENGLISH_TIMES = 20  # of 1.5 MB
NPM = ROOT / "build" / "bench" / "node_modules" / "gpt-tokenizer"
WHERE = '{"id": "w%d", "task": "nightly", "where": ".customer.plan == \\"Plus\\" and %d < (.n // 0)", "lane": "hold"},'


def per_core(runs, amount):
    """amount by the seconds of a core: of each run the user and system time."""
    return amount / statistics.median(r.user + r.sys for r in runs)


def write_manifest(folder, *changes):
    """The fixture's manifest, with changes (old, new), beside its tokenizers."""
    folder.mkdir()
    text = (ROOT / "fixtures" / "manifest.jsonc").read_text(encoding="utf-8")
    for old, new in changes:
        if old not in text:
            raise SystemExit(f"fixtures/manifest.jsonc has no {old}")
        text = text.replace(old, new)
    shutil.copytree(ROOT / "fixtures" / "tokenizers", folder / "tokenizers")
    (folder / "manifest.jsonc").write_text(text, encoding="utf-8")
    return folder / "manifest.jsonc"


TRUST = ('"trust_record_tokens": false', '"trust_record_tokens": true')


def route(manifest, *options):
    return program("route", "--manifest", manifest, "--allow-rejected", *options)


def write_jobs(path):
    """Jobs of 92 bytes, of every rule for support summaries."""
    rng = random.Random(20260505)
    with open(path, "w", encoding="ascii") as out:
        for i in range(N_JOBS):
            tokens = rng.choice((300, 812, 2500, 5000, 8999, 9000, 12000))
            flags = '["legal_language"]' if rng.random() < 0.1 else "[]"
            failures = rng.choice((0, 0, 0, 0, 0, 0, 1, 2))
            out.write(
                f'{{"id":"t-{i:07d}","task":"support_summary","tokens":{tokens},'
                f'"flags":{flags},"schema_failures":{failures}}}\n'
            )
    return path


def bench_rules(tmp):
    jobs = write_jobs(tmp / "jobs.jsonl")
    manifest = write_manifest(tmp / "trusting", TRUST)
    ours = route(manifest, "-j1", jobs)
    first = subprocess.run(ours, check=True, capture_output=True).stdout
    stamp = json.loads(first[: first.index(b"\n")])["route"]["manifest"]
    jq = ["jq", "-c", "--arg", "manifest", stamp, "-f", str(HERE / "route.jq"), str(jobs)]
    same = first == subprocess.run(jq, check=True, capture_output=True).stdout
    commands = {"jq": jq, "one": ours, "two": route(manifest, "-j2", jobs)}
    runs = in_turn(commands, 5, tmp / "out.jsonl")
    print(f"# {N_JOBS} jobs of 92 bytes that bring their tokens and flags, file to file")
    say("lmob-route, decisions a second and core", f"{per_core(runs['one'], N_JOBS):.0f}", "at least 300000")
    say("  of user CPU alone", f"{N_JOBS / median(runs['one'], 'user'):.0f}")
    say("  jq with the same rules / its user CPU", f"{pairwise(runs, 'jq', 'one', 'user'):.1f}", "at least 20")
    say("  and the same output", "yes" if same else "NO", "yes")
    say("  wall, -j1 / -j2", f"{pairwise(runs, 'one', 'two', 'wall'):.2f}")


def write_texts(tmp):
    """Jobs of one text of 2 kB that bring their tokens: only phrases are looked for."""
    docs = generate(tmp / "docs.jsonl", "docs", "--count", str(MB * 500), "--size", "2000")
    texts = tmp / "texts.jsonl"
    with open(docs, "rb") as lines, open(texts, "wb") as out:
        for line in lines:
            out.write(b'{"task":"support_summary","tokens":600,' + line[1:])
    return texts


def bench_phrases(tmp):
    texts = write_texts(tmp)
    manifest = tmp / "trusting" / "manifest.jsonc"
    commands = {"one": route(manifest, "-j1", texts), "two": route(manifest, "-j2", texts)}
    runs = in_turn(commands, 5, tmp / "out.jsonl")
    mb = texts.stat().st_size / 10**6
    print(f"# {mb:.0f} MB of jobs that bring their tokens and a text of 2 kB, file to file")
    say("lmob-route, phrases only, MB/s a core", f"{per_core(runs['one'], mb):.0f}", "at least 500")
    say("  of user CPU alone", f"{mb / median(runs['one'], 'user'):.0f}")
    say("  wall, -j1 / -j2", f"{pairwise(runs, 'one', 'two', 'wall'):.2f}", "at least 1.7")


def bench_threads(tmp):
    threads = generate(tmp / "threads.jsonl", "threads", "--bytes", str(MB * 10**6))
    small = write_manifest(tmp / "small")
    estimate = write_manifest(tmp / "estimate", ('"tokenizer": "tokenizers/small.json",', ""))
    commands = {
        "estimate": route(estimate, "-j1", threads),
        "small": route(small, "-j1", threads),
        "small2": route(small, "-j2", threads),
    }
    runs = in_turn(commands, 5, tmp / "out.jsonl")
    print(f"# {MB} MB of support threads of 1.8 kB, phrases and tokens, file to file")
    say("lmob-route, tokens estimated, MB/s a core", f"{per_core(runs['estimate'], MB):.0f}")
    say("lmob-route, tokens of small.json, MB/s a core", f"{per_core(runs['small'], MB):.0f}")
    say("  wall, -j1 / -j2", f"{pairwise(runs, 'small', 'small2', 'wall'):.2f}", "at least 1.7")


def why_no_npm():
    """Why gpt-tokenizer cannot be measured; None if it can."""
    if shutil.which("node") is None:
        return "not measured: no node"
    return None if NPM.is_dir() else "not measured: bench-deps could not install it"


def bench_counts(tmp):
    print("# tokens of English abstracts counted with gpt-2, file to file")
    missing = [str(p) for p in (GPT2, ENGLISH) if not p.exists()]
    if missing:
        say("lmob-route --count-tokens", "not measured", f"no {' and no '.join(missing)}")
        return
    english = tmp / "english.jsonl"
    english.write_bytes(ENGLISH.read_bytes() * ENGLISH_TIMES)
    mb = english.stat().st_size / 10**6
    commands = {"ours": program("route", "--count-tokens", "--tokenizer", GPT2, "-j1", english)}
    no_npm = why_no_npm()
    if no_npm is None:
        commands["npm"] = ["node", str(HERE / "route_count.mjs"), str(NPM), str(english)]
    runs = in_turn(commands, 5, tmp / "out.jsonl")
    say("lmob-route --count-tokens, MB/s a core", f"{per_core(runs['ours'], mb):.0f}", "at least 50")
    say("npm gpt-tokenizer, user CPU / its user CPU", no_npm or f"{pairwise(runs, 'npm', 'ours', 'user'):.1f}")
    letters = tmp / "letters.jsonl"
    letters.write_text(json.dumps({"text": "a" * 10**6}) + "\n", encoding="ascii")
    (tmp / "letter.jsonl").write_text('{"text":"a"}\n', encoding="ascii")
    count = program("route", "--count-tokens", "--tokenizer", GPT2, "-j1")
    pair = {"all": [*count, str(letters)], "one": [*count, str(tmp / "letter.jsonl")]}
    say("a word of 1,000,000 letters", f"{extra_ms(in_turn(pair, 11, os.devnull)):.0f} ms", "at most 100")


def extra_ms(runs):
    """What the runs "all" take more than "one", in milliseconds of a core."""
    spent = {k: statistics.median(r.user + r.sys for r in v) for k, v in runs.items()}
    return 1000 * (spent["all"] - spent["one"])


def bench_manifest(tmp):
    where = write_manifest(
        tmp / "where", ('"routes": [', '"routes": [' + "\n".join(WHERE % (i, i) for i in range(20)))
    )
    print("# to read a manifest, less what --version takes")
    for what, manifest, goal in (
        ("lmob-route --check-manifest, the fixture", tmp / "small" / "manifest.jsonc", "at most 5"),
        ("  and 20 routes with where", where, ""),
    ):
        pair = {"all": program("route", "--manifest", manifest, "--check-manifest")}
        pair["one"] = program("route", "--version")
        say(what, f"{extra_ms(in_turn(pair, 21, os.devnull)):.1f} ms", goal)


def bench_route(tmp):
    os.environ.pop("LMOB_KEY", None)
    os.environ.pop("LMOB_MANIFEST", None)
    bench_rules(tmp)
    bench_phrases(tmp)
    bench_threads(tmp)
    bench_counts(tmp)
    bench_manifest(tmp)
