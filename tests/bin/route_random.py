#!/usr/bin/env python3
"""Random manifests and random records for lmob-route; the same for a seed.

    route_random.py SEED N     a manifest, and N records for it

What they say is made of few names and small numbers, so that every rule and
every limit is met from both sides.
"""
import json
import random
import sys

from route_random_texts import FLAGS, Texts
from route_signals import LAST_COUNTS, SHAPES, WHERE

TASKS = ["summary", "proposal", "embeddings"]
STAGES = ["outline", "final"]
LIMITS = [1, 5, 20, 21, 40, 9000]
LOCAL, MANAGED = ["qwen-small:7b", "qwen-large", "coder"], ["hosted", "hosted-eu"]
MISSPELT = ["Legal", "LEGAL", "legla", "lega", "lgeal", "légal", "refunds", "refune", "re fund", "out-age", "Out-Age", "vi", "viip", "bip",
            "new", "praise", "", "re-fund", "Re Fund", "OUT AGE", "ＬＥＧＡＬ", "ｌegla", "v_ip", "legal_language", "re\0fund", "refund" * 12]
EQUALS = [(".n", 1), (".n", 1.0), (".n", 1.5), (".n", "1"), (".n", None), (".n", True), (".shared_externally", True),
          (".customer.plan", "plus"), (".customer.plan", "Plus"), (".tags[]", "x"), (".tags[0]", "x"), (".tags[-1]", 10),
          (".customer[]", "plus"), (".[\"x y\"]", False), (".messages[].role", "tool"), (".tokens", 20), (".n", 1e300), (".n", 0)]
NUMBERS = ["1", "1.0", "10e-1", "0.1E+1", "1.5", "15e-1", "0", "-0", "-1", "12345678901234567890", "1e300",
           "1" + "0" * 300, "4", "1.00000000000000000001", "10", "1E400", "0.00", "0e99999", "-0E-5"]


def text_of(rng, value):
    return json.dumps(value, ensure_ascii=rng.random() < 0.2)


class Manifests:
    def __init__(self, rng):
        self.rng = rng

    def some(self, pool, least=1):
        return self.rng.sample(pool, self.rng.randint(least, len(pool)))

    def manifest(self):
        rng = self.rng
        self.endpoints = {"e1": ("local", "a"), "e2": ("local", "b"), "e3": ("local", None), "h1": ("managed", "x"), "h2": ("managed", None)}
        if rng.random() < 0.4:
            del self.endpoints["h2"]
        self.models = {}
        for name in rng.sample(LOCAL + MANAGED, 5):
            lane = "managed" if name in MANAGED else "local"
            self.models[name] = {"kind": rng.choice(["generation", "generation", "embedding"]), "endpoint": self.some([e for e in self.endpoints if self.endpoints[e][0] == lane]),
                                 "tasks": self.some(TASKS)}
            if rng.random() < 0.3:
                self.models[name]["endpoint"] = self.models[name]["endpoint"][0]
            if rng.random() < 0.35:
                self.models[name]["tokenizer"] = "small.json"
            if rng.random() < 0.3:
                self.models[name]["expires"] = "2026-05-08"
        self.queues = {}
        for name, host in (("qa", "a"), ("qb", "b"), ("qb2", "b"), ("qx", "x")):
            self.queues[name] = {"host": host, "workers": 2}
            if rng.random() < 0.5:
                self.queues[name]["max_prompt_tokens"] = rng.choice(LIMITS)
        manifest = {"version": "r.%d" % rng.randrange(1000), "models": self.models, "endpoints": {
            name: {"url": "http://127.0.0.1:%d" % (1000 + i), "api": "openai", "lane": lane, **({"host": host} if host else {})}
            for i, (name, (lane, host)) in enumerate(self.endpoints.items())}, "queues": self.queues}
        zone = rng.choice(["Europe/Berlin", "America/New_York", "UTC"])
        hours = {"days": rng.choice(["mon-fri", "mon,wed-sat", "sun"]), "from": "09:00", "to": rng.choice(["18:00", "24:00"]), "timezone": zone}
        more = {"days": "tue", "from": "07:00", "to": "09:00", "timezone": zone}
        manifest["business_hours"] = hours if rng.random() < 0.5 else [hours, more]
        manifest["risk_flags"] = {f: FLAGS[f] for f in rng.sample(list(FLAGS), len(FLAGS))}
        manifest["trust_record_tokens"] = rng.random() < 0.6
        manifest["redaction"] = rng.choice([{}, {"key_env": "LMOB_KEY"}, {"denylist_fields": ["pin"], "key_env": "LMOB_KEY"},
                                            {"denylist_fields": []}])
        manifest["routes"] = self.routes()
        return manifest

    def routes(self):
        rng, routes = self.rng, []
        self.asks_jq = rng.random() < 0.5  # which takes libjq long to make ready
        for task in rng.sample(TASKS, rng.choice([1, 2, 3, 3, 3])):
            for _ in range(rng.randint(1, 3)):
                routes.append(self.route(task, rng.choice([1, 1, 2, 3])))
            if rng.random() < 0.8:
                routes.append(self.route(task, 0))
        if rng.random() < 0.4:
            routes.insert(rng.randrange(len(routes) + 1), self.route(None, 2))
        if rng.random() < 0.1:
            routes.append(self.route(None, rng.randrange(2)))
        for i, route in enumerate(routes):
            route["id"] = "r%d" % i
        return routes

    def route(self, task, n_conditions):
        rng = self.rng
        lane = rng.choice(["local"] * 4 + ["managed"] * 4 + ["hold", "reject"])
        route = {"id": "", **({"task": task} if task else {}), **self.conditions(n_conditions), "lane": lane}
        if rng.random() < 0.7:
            route["on_missing"] = rng.choice(["hold", "reject", "skip", "skip", "match"])
        if lane in ("local", "managed"):
            self.give(route, task)
        elif rng.random() < 0.2:
            route["review_required"] = True
        return route

    def give(self, route, task):
        rng, lane = self.rng, route["lane"]
        names = LOCAL if lane == "local" else MANAGED
        fit = [m for m in names if not task or task in self.models[m]["tasks"]]
        alone = lane == "managed" and [lane_of for lane_of, _ in self.endpoints.values()].count("managed") == 1
        if not fit and not alone:
            route["lane"] = "hold"
            return
        if fit and not (rng.random() < 0.3 and (alone or len(fit) == 1)):
            route["model"] = rng.choice(fit)
        served = self.models[route["model"]]["endpoint"] if "model" in route else list(self.endpoints)
        served = served if isinstance(served, list) else [served]
        hosts = {self.endpoints[e][1] for e in served if self.endpoints[e][0] == lane}
        queues = [q for q in self.queues if self.queues[q]["host"] in hosts]
        if queues and rng.random() < 0.6:
            route["queue"] = rng.choice(queues)
        for key, value, p in (("advisory", True, 0.2), ("review_required", rng.random() < 0.8, 0.2), ("unredacted", "allowed", 0.25)):
            if rng.random() < p and (key != "unredacted" or lane == "managed"):
                route[key] = value

    def conditions(self, n):
        rng, route = self.rng, {}
        kinds = ["stage", "below", "least", "any", "no", "failures", "equals", "equals", "hours"] + ["where"] * 4 * self.asks_jq
        for kind in rng.sample(kinds, n):
            if kind == "stage":
                route["stage"] = rng.choice(STAGES)
            elif kind == "below":
                route["tokens_below"] = rng.choice(LIMITS[1:])
            elif kind == "least":
                route["tokens_at_least"] = rng.choice([0] + LIMITS)
            elif kind in ("any", "no"):
                route[kind + "_flag"] = rng.sample(list(FLAGS), rng.randint(1, 3))
            elif kind == "failures":
                route["schema_failures_at_least"] = rng.randint(0, 3)
            elif kind == "equals":
                route["equals"] = dict(rng.sample(EQUALS, rng.choice([1, 1, 2])))
            elif kind == "hours":
                route["hours"] = rng.choice(["business", "after"])
            else:
                route["where"] = rng.choice(list(WHERE))
        if route.get("tokens_at_least", 0) >= route.get("tokens_below", 9001):
            del route["tokens_below"]
        return route


class Records:
    """A record is a list of (name, JSON text), as names may be there twice."""

    def __init__(self, rng, manifest):
        self.rng, self.manifest, self.texts = rng, manifest, Texts(rng)
        self.limits = LIMITS + [n + d for n in (5, 20, 40) for d in (-1, 1)]

    def model(self, task):
        rng, name = self.rng, self.rng.choice(LOCAL + MANAGED)
        approved = [m for m, model in self.manifest["models"].items() if task in model["tasks"]]
        if approved and rng.random() < 0.8:
            return rng.choice(approved)
        if rng.random() < 0.4:
            return name
        at = rng.randrange(len(name))
        return rng.choice([name + ":latest", name + " ", " " + name, name.upper(), name[:at] + name[at + 1:], name[:at] + "x" + name[at:],
                           "gpt", "", name + "\0", "ä€" * 40 + "xy"[:rng.randrange(3)], name + "y" * 99, "Ｑwen-large", name.replace("-", "\u2010"), "h1"])

    def tokens(self):
        rng, n = self.rng, self.rng.choice(self.limits)
        if rng.random() < 0.6:
            return str(n)
        if rng.random() < 0.8:
            return rng.choice(['{"count":%d}' % n, '{"low":%d,"high":%d,"by":"x"}' % (rng.randrange(n + 1), n), '{"low":%d,"high":%d}' % (n, n + 3)])
        return rng.choice([
            '{"count":null,"low":0,"high":%d}' % n, '"%d"' % n, "%d.0" % n, "-%d" % n, "%de0" % n, "1e300", "1000000000", "1000000001",
            "null", "[]", "{}", "true", '{"count":%d.0}' % n, '{"low":%d}' % n, '{"low":null,"high":%d}' % n, '{"count":"1"}', "-0",
            '{"low":1,"high":1e3}', "99999999999999999999999"])

    def flags(self):
        rng = self.rng
        flags = rng.choices(list(FLAGS) * 3 + ["new"], k=rng.randrange(4))
        return flags + [rng.choice(MISSPELT)] if rng.random() < 0.15 else flags

    def members(self, i):
        """Each name, how likely it is there, and a maker of its JSON text."""
        rng = self.rng
        task = rng.choice(TASKS * 20 + ["Summary", "summary ", "summry", "other", "summary\0", "", None, 5, "x" * 100, "x" * 101, "xyz"[:rng.randrange(4)] + "😀" * 26])
        def js(value):
            return text_of(rng, value)
        yield "id", 0.9, lambda: rng.choice([js("i%d" % i), str(i), "1.0"] * 60 + ["null", "true", "[]", js("é" * 512), js("é" * 512 + "e"), "7" * 1024, "7" * 1025])
        yield "task", 0.97, lambda: js(task)
        yield "stage", 0.5, lambda: js(rng.choice(STAGES * 6 + ["Final", "", None, "final "])) if rng.random() < 0.99 else "7"
        yield "model", 0.4, lambda: js(self.model(task)) if rng.random() < 0.97 else rng.choice(["null", "5", "[]", "false"])
        yield "tokens", 0.6, self.tokens
        yield "flags", 0.3, lambda: js(rng.choice([self.flags()] * 60 + ["legal", [5], None, {}, ["legal"] * 1000, ["legal"] * 1001]))
        yield "schema_failures", 0.3, lambda: rng.choice(["0", "1", "2", "3"] * 40 + ["2.0", "-1", "\"2\"", "null", "1e1", "true", "4000000000"])
        yield "shared_externally", 0.5, lambda: rng.choice(["true", "false"] * 60 + ["null", "\"true\"", "1"])
        yield "text", 0.6, lambda: self.texts.any_text() if rng.random() < 0.99 else rng.choice(["5", "[\"chargeback\"]", "null", "{}"])
        yield "messages", 0.45, self.texts.messages
        yield "n", 0.6, lambda: rng.choice(NUMBERS + ["\"1\"", "\"12\"", "\"abc\"", "null", "true", "[1]", "{}"])
        yield "customer", 0.5, lambda: rng.choice([
            '{"plan":"plus","vip":true}', '{"plan":"pl\\u0075s"}', "{}", '"x"', "[]", "null", '{"vip":false}', '{"plan":"a","vip":true,"plan":"plus","vip":null}', "3", '{"vip":"no"}'])
        yield "tags", 0.5, lambda: rng.choice(['["x"]', '["a",10]', "[]", '["ax",null]', '"x"', "null", '{"a":1}', "[false,true]", "[true]", "[10,\"x\",1e1]"])
        yield "x y", 0.4, lambda: rng.choice(["false", "true", "null"])
        yield "pin", 0.1, lambda: js(self.texts.text())
        yield "route", 0.05, lambda: rng.choice(["null", '{"lane":"local"}', '["chargeback"]'])

    def record(self, i):
        rng, record = self.rng, []
        for name, p, make in self.members(i):
            while rng.random() < p:
                record.append((name, make()))
                p = 0.003 if name in SHAPES.keys() - LAST_COUNTS or name == "messages" else 0.03
        if rng.random() < 0.3:
            rng.shuffle(record)
        return record

    def line(self, record):
        space = self.rng.choice(["", "", " "])
        members = ("," + space).join(f"{json.dumps(n)}:{space}{v}" for n, v in record)
        return "{" + space + members.replace("LONE", self.rng.choice(["\\ud800", "\\uDfff", "\\ude00\\ud83d"])) + space + "}"


class Forger:
    """Makes stamped lines into ones whose stamp is old, stolen or forged; most
    are left as they are. other: the same records with other real stamps."""

    def __init__(self, rng, stamped, plain, *others):
        self.rng, self.stamped, self.plain, self.others = rng, stamped, plain, others

    def forge(self, i):
        rng, line = self.rng, self.stamped[i]
        at = line.rindex('"redact":')
        head, stamp, tail = line[:at], line[at + 9:line.rindex("}")], line[line.rindex("}"):]
        stamp, space = stamp.rstrip(), stamp[len(stamp.rstrip()):] + tail
        digit = rng.choice("0123456789abcdef")
        kind = rng.randrange(40)
        if kind < 4:
            return self.plain[i]
        if kind < 8:
            return rng.choice(self.others)[i]
        stolen = self.stamped[rng.randrange(len(self.stamped))]
        stolen = stolen[stolen.rindex('"redact":') + 9:stolen.rindex("}")].rstrip()
        rules = stamp.index('"rules":"') + 9
        total = stamp.index('"manifest"') - 3
        return head + {
            8: '"redact":' + stamp + ',"more":"a text"',
            9: '"redact":' + stamp + ',"more":7',
            10: '"redact":' + stamp + ',"route":{"a":"a text"}',
            11: '"redact":' + stamp + ',"more":[{"a":[""]}]',
            12: '"redact":' + stolen, 13: '"redact":' + stolen, 14: '"redact":' + stolen,
            15: '"redact":' + stamp + ',"redact":' + stamp,
            16: '"redact":null,"redact":' + stamp,
            17: '"redact":' + stamp[:rules] + digit + stamp[rules + 1:],
            18: '"redact":' + stamp[:total] + digit + stamp[total + 1:],
            19: '"redact":' + stamp.replace('"found"', '"fund"'),
            20: '"redact":' + stamp[:-1] + ',"by":"me"}',
            21: '"redact":' + stamp.replace('"found":{', '"found":{"iban":1' + (",", "")["{}" in stamp]),
            22: '"redact":true', 23: '"redact":{}', 24: '"Redact":' + stamp,
            25: '"redact": ' + stamp.replace(",", " , "),
            26: '"redact":{"redact":' + stamp + "}",
            27: '"redact":' + stamp.replace("xxh3:", "blake2b:"),
            28: '"redact":' + stamp + ',"text":null',
            29: '"redact":' + stamp + ',"\\u0072edact":null',
        }.get(kind, '"redact":' + stamp) + space


def main():
    rng = random.Random(int(sys.argv[1]))
    manifest = Manifests(rng).manifest()
    print(json.dumps(manifest))
    records = Records(rng, manifest)
    for i in range(int(sys.argv[2])):
        print(records.line(records.record(i)))


if __name__ == "__main__":
    main()
