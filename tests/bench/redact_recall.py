#!/usr/bin/env python3
"""Recall and false alarms of lmob-redact on other people's samples.

    tests/bench/redact_recall.py [--figures | --list]

All texts go in as strings of a record, as escapes, as JSON in a string and,
where they are one line, as plain text; the first three must give the same.
--figures prints "name number" lines for the tests; --list prints each text that
was missed or falsely found, in one line of JSON. What is not in $LMOB_DATA is
said and left out.
"""

import json
import pathlib
import sys
import tempfile

from common import DATA, ROOT, say
from redact_found import (MASK, covered, encoded, has_option, in_escapes, in_records,
                          in_strings, on_lines, outside, redact, spans)
from redact_rules import CASES, CHECKSUMS

SAMPLES = DATA / "redact" / "gitleaks" / "static_samples.jsonl"
RULES = DATA / "redact" / "gitleaks" / "gitleaks.toml"
RESEARCH = DATA / "redact" / "presidio-research" / "synth_dataset_v2.json"
RECOGNISERS = DATA / "redact" / "presidio" / "recognizer_cases.jsonl"
VALIDATORS = DATA / "redact" / "dd-sds" / "validator_cases.jsonl"
ORDINARY = ROOT / "fixtures" / "ordinary" / "ordinary.jsonl"
TYPES = {  # of presidio-research that are looked for
    "EMAIL_ADDRESS": "EMAIL", "IBAN_CODE": "IBAN", "US_SSN": "US_SSN",
    "IP_ADDRESS": "IPV4", "CREDIT_CARD": "CARD", "PHONE_NUMBER": "PHONE"}
OTHER_TYPES = ["US_DRIVER_LICENSE"]  # found or not, no false alarm


class Report:
    """Prints a table, or figures, or the texts behind them."""

    def __init__(self, how):
        self.how = how

    def title(self, text):
        if not self.how:
            print(f"# {text}")

    def row(self, name, what, found, of, goal=""):
        """A count of many."""
        if self.how == "--figures":
            print(f"{name} {found}")
            print(f"{name}_of {of}")
        elif not self.how:
            share = f"{found / of:.4f}" if of else "-"
            say(what, f"{found} of {of}  {share}", goal)

    def note(self, name, what, figure, goal=""):
        """A count alone, or why there is none."""
        if self.how == "--figures":
            if isinstance(figure, int):
                print(f"{name} {figure}")
        elif not self.how:
            say(what, str(figure), goal)

    def item(self, why, text, out, **more):
        """A text behind a figure."""
        if self.how == "--list":
            item = {"why": why, **more, "text": text, "out": out}
            print(json.dumps(item, ensure_ascii=False))


def load(path):
    """The records of a file, or None where it is not there."""
    if not path.is_file():
        print(f"no {path}", file=sys.stderr)
        return None
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines()]


def luhn(digits):
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def laws(report, tmp, name, texts, out):
    """How many texts change beyond masks, or change again in a second run."""
    wrong = [i for i, text in enumerate(texts) if spans(text, out[i]) is None]
    for i in wrong:
        report.item(f"{name}: differs beyond masks", texts[i], out[i])
    report.note(f"{name}_beyond_masks", "  changed beyond masks", len(wrong), "0")
    again = in_records(tmp, out)
    differ = [i for i, text in enumerate(out) if again[i] != text]
    for i in differ:
        report.item(f"{name}: differs in a second run", out[i], again[i])
    report.note(f"{name}_found_again", "  changed by a second run", len(differ), "0")


def compare(report, tmp, name, texts, out):
    """How many texts give other results as escapes or in a string."""
    laws(report, tmp, name, texts, out)
    for how, make in (("escapes", in_escapes), ("strings", in_strings)):
        other = make(tmp, texts)
        differ = [i for i, text in enumerate(out) if other[i] != text]
        for i in differ:
            report.item(f"{name}: differs in {how}", texts[i], out[i], other=other[i])
        report.note(f"{name}_differ_in_{how}", f"  other findings in {how}", len(differ), "0")
    if not has_option("--text"):
        report.note(f"{name}_differ_on_lines", "  as plain lines", "no --text")
        return
    other = on_lines(tmp, texts)
    lines = [i for i, text in enumerate(other) if text is not None]
    differ = [i for i in lines if other[i] != out[i]]
    for i in differ:
        report.item(f"{name}: differs on a line", texts[i], out[i], other=other[i])
    report.row(f"{name}_differ_on_lines", "  other findings as plain lines", len(differ),
               len(lines))


def rules_manifest(tmp):
    """A manifest that brings gitleaks' rules."""
    path = tmp / "rules.json"
    path.write_text(json.dumps({
        "version": "1", "models": {}, "endpoints": {}, "routes": [],
        "redaction": {"rules": [str(RULES)]}}))
    return path


def rates(report, name, samples, out):
    """Positive samples that changed, negative ones that did."""
    positive = [(s, o) for s, o in zip(samples, out) if s["label"] == "tp"]
    negative = [(s, o) for s, o in zip(samples, out) if s["label"] == "fp"]
    found = sum(s["text"] != o for s, o in positive)
    false = sum(s["text"] != o for s, o in negative)
    for sample, text in positive:
        if sample["text"] == text:
            report.item(f"{name}: missed", text, text, rule=sample["rule"])
    for sample, text in negative:
        if sample["text"] != text:
            report.item(f"{name}: false", sample["text"], text, rule=sample["rule"])
    report.row(f"{name}_found", "  positive samples found", found, len(positive), "at least 174")
    report.row(f"{name}_false", "  false alarms", false, len(negative), "fewer than 112; aim 20")


def gitleaks(report, tmp):
    samples = load(SAMPLES)
    if samples is None:
        return
    texts = [sample["text"] for sample in samples]
    out = in_records(tmp, texts)
    report.title("gitleaks' samples, built-in detectors")
    rates(report, "gitleaks", samples, out)
    compare(report, tmp, "gitleaks", texts, out)
    options = ["--detect", "none", "--deny", "none", "--manifest", rules_manifest(tmp)]
    report.title("gitleaks' samples, its own rules alone")
    try:
        rates(report, "gitleaks_rules", samples, in_records(tmp, texts, options))
    except SystemExit as error:
        report.note("gitleaks_rules_found", "  not measured", str(error)[:60])


def research_labels(record):
    return [(span["entity_type"], span["start_position"], span["end_position"])
            for span in record["spans"]]


def research_recall(report, records, out):
    """Of each type, how many labelled values are gone."""
    counts = {kind: [0, 0] for kind in TYPES}
    n_not_luhn = 0
    for record, text in zip(records, out):
        whole = record["full_text"]
        found = spans(whole, text) or []
        for kind, start, end in research_labels(record):
            if kind not in TYPES:
                continue
            if kind == "CREDIT_CARD" and not luhn("".join(
                    c for c in whole[start:end] if c.isdigit())):
                n_not_luhn += 1
                continue
            counts[kind][1] += 1
            if covered(whole, found, start, end):
                counts[kind][0] += 1
            else:
                report.item(f"research: missed {kind}", whole, text, value=whole[start:end])
    for kind, (found, of) in counts.items():
        goal = "" if kind == "PHONE_NUMBER" else "all"
        report.row(f"research_{kind.lower()}", f"  {kind}", found, of, goal)
    report.note("research_not_luhn", "  cards labelled that do not pass Luhn", n_not_luhn)


def research_false(report, records, out):
    """Texts in which what is not labelled changed, or was taken for a phone."""
    n_false = n_phone = n_without = 0
    for record, text in zip(records, out):
        whole = record["full_text"]
        labels = research_labels(record)
        found = spans(whole, text) or []
        parts = [(start, end) for kind, start, end in labels
                 if kind in TYPES or kind in OTHER_TYPES]
        false = outside(whole, found, parts)
        if false:
            n_false += 1
            report.item("research: false", whole, text, labels=[s.label for s in false])
        if not any(kind == "PHONE_NUMBER" for kind, _, _ in labels):
            n_without += 1
            n_phone += any(span.label == "PHONE" for span in found)
    report.row("research_false", "  texts with anything else found", n_false, len(records))
    report.row("research_false_phone", "  texts without a phone, one found", n_phone, n_without,
               "at most 0.01")


def research(report, tmp):
    records = load(RESEARCH)
    if records is None:
        return
    texts = [record["full_text"] for record in records]
    out = in_records(tmp, texts)
    report.title("presidio-research, 1,500 texts")
    research_recall(report, records, out)
    research_false(report, records, out)
    compare(report, tmp, "research", texts, out)


def holds(text, out, labels):
    """Whether a mask of one of these labels came into the text."""
    found = spans(text, out)
    if found is None:
        return False
    return any(span.label in labels for span in found)


def gone(case, out):
    """Whether a positive case is found, at its places where they are known."""
    text = case["text"]
    places = case.get("positions") or []
    if not places or not isinstance(places[0], list):
        return text != out
    found = spans(text, out) or []
    return all(covered(text, found, start, end) for start, end in places)


def cases_of_rule(report, tmp, name, cases, rule):
    """One rule's cases bare, and below a name that says what they are."""
    labels, member = rule
    texts = [case["text"] for case in cases]
    counts = []
    for place, out in (("bare", in_records(tmp, texts)),
                       (member, in_records(tmp, texts, name=member))):
        n = {"tp": 0, "fp": 0}
        for case, text in zip(cases, out):
            hit = gone(case, text) if case["label"] == "tp" else holds(case["text"], text, labels)
            n[case["label"]] += hit
            if hit != (case["label"] == "tp"):
                report.item(f"{name}: {'false' if hit else 'missed'}, {place}", case["text"],
                            text, rule=case["rule"])
        counts += [n["tp"], n["fp"]]
    return counts


def per_rule(report, tmp, name, title, path, rules):
    """A row a rule: found bare, found below a name, and the same for the negative."""
    cases = load(path)
    if cases is None:
        return
    report.title(f"{title}: positive found bare, below a name; negative found bare, below a name")
    sums = [0] * 6
    for rule, mapped in rules.items():
        mine = [case for case in cases if case["rule"] == rule]
        n_tp = sum(case["label"] == "tp" for case in mine)
        tp, fp, named_tp, named_fp = cases_of_rule(report, tmp, name, mine, mapped)
        n_fp = len(mine) - n_tp
        if not report.how:
            print(f"  {rule:<46} {tp:>3} {named_tp:>3} of {n_tp:>3}   "
                  f"{fp:>3} {named_fp:>3} of {n_fp:>3}")
        for i, n in enumerate((tp, named_tp, n_tp, fp, named_fp, n_fp)):
            sums[i] += n
    report.row(f"{name}_found", "  positive, bare", sums[0], sums[2])
    report.row(f"{name}_found_named", "  positive, below a name", sums[1], sums[2])
    report.row(f"{name}_false", "  negative, bare", sums[3], sums[5])
    report.row(f"{name}_false_named", "  negative, below a name", sums[4], sums[5])


def ordinary(report, tmp):
    lines = ORDINARY.read_bytes().split(b"\n")[:-1]
    out = redact(tmp, lines, [])
    report.title("ordinary data: nothing may be found")
    changed = [(a.decode(), b.decode()) for a, b in zip(lines, out) if a != b]
    for line, text in changed:
        labels = sorted(set(MASK.findall(text)) - set(MASK.findall(line)))
        report.item("ordinary: false", line, text, labels=labels)
    report.row("ordinary_false", "  records with anything found", len(changed), len(lines), "0")
    wrapped = redact(tmp, [encoded({"s": line.decode()}) for line in lines], [])
    n = sum(json.loads(b)["s"] != a.decode() for a, b in zip(lines, wrapped))
    report.row("ordinary_false_in_strings", "  the same as JSON in strings", n, len(lines), "0")


def recall(tmp, how=None):
    """All parts; how: None, --figures or --list."""
    report = Report(how)
    gitleaks(report, tmp)
    research(report, tmp)
    per_rule(report, tmp, "cases", "Presidio's recogniser cases", RECOGNISERS, CASES)
    per_rule(report, tmp, "checksums", "dd-sds's checksum vectors", VALIDATORS, CHECKSUMS)
    ordinary(report, tmp)


def main():
    how = sys.argv[1] if len(sys.argv) > 1 else None
    if how not in (None, "--figures", "--list") or len(sys.argv) > 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(prefix="lmob-recall.") as tmp:
        recall(pathlib.Path(tmp), how)


if __name__ == "__main__":
    main()
