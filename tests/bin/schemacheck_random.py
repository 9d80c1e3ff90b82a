"""Random JSON Schemas, and instances that are nearly valid; the same for the
same seed.

    cases(seed, n, drafts)      yields n dicts of "draft", "schema", "instances"

The schemas are right: each of its dialect's metaschema, without an unknown
keyword, and without a reference that leads to itself at the same place of an
instance. Few names and small values, so that keywords meet each other.
"""

import json
import random

DIALECTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
ORDER = list(DIALECTS)
NAMES = ["a", "b", "c", "x-a", "x-b", "", "ä"]
PATTERNS = ["^a", "b$", "^x-", "^[a-c]*$", "[^a]", "^.{1,2}$", "a|b", "\\d", "^$", "ä"]
STRINGS = ["", "a", "b", "ab", "abc", "x-a", "ä", "😀", "a😀b", "1", "aaaa"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
NUMBERS = [-2, -1, 0, 1, 2, 3, 4, 7, 0.5, 1.0, 1.5, 2.0, -0.5, 100, 1e3]
MULTIPLES = [1, 2, 3, 0.5, 1.5, 0.25]

# Each with texts that have the form and texts that have not.
FORMATS = {
    "4": {"ipv4": (["127.0.0.1", "0.0.0.0"], ["1.2.3", "256.0.0.1", "a"]),
          "ipv6": (["::1", "1:2:3:4:5:6:7:8"], [":::", "1::2::3", "12345::"])},
    "7": {"date": (["2024-02-29", "1999-12-31"], ["2023-02-29", "2024-13-01", "24-1-1"]),
          "regex": (["^a", "(a)"], ["(", "["])},
    "2019-09": {"uuid": (["123e4567-e89b-12d3-a456-426614174000"],
                         ["123e4567e89b12d3a456426614174000", "123e4567-e89b"])},
}


def at_least(draft, first):
    return ORDER.index(draft) >= ORDER.index(first)


class Schemas:
    """Makes one schema: definitions d0, d1, … and a root that leads to them.

    rank says which definitions a reference may lead to without a step into
    the instance: those of a higher number; -2: to all, and to the root."""

    def __init__(self, rng, draft, rich=True):
        self.rng, self.draft, self.rich = rng, draft, rich
        self.n_defs = rng.randrange(4)
        # ajv never misses a member whose name is empty.
        self.missed = [n for n in NAMES if n or not rich]
        self.formats = {}
        for first, formats in FORMATS.items():
            if at_least(draft, first):
                self.formats.update(formats)
        self.aspects = self.list_aspects()

    def list_aspects(self):
        modern = at_least(self.draft, "2019-09")
        names = ["type"] * 3 + ["enum", "number", "string", "format"]
        names += ["object"] * 4 + ["array"] * 3 + ["all", "any", "one", "negate", "dependent"]
        names += ["ref"] * 2
        names += ["const", "contains", "names"] * at_least(self.draft, "6")
        names += ["condition"] * (2 * at_least(self.draft, "7"))
        names += ["unevaluated"] * (3 * (modern and self.rich))
        return names

    def once_in(self, n):
        return self.rng.randrange(n) == 0

    def some(self, values, least=1, most=3):
        n = self.rng.randint(least, min(most, len(values)))
        return self.rng.sample(values, n)

    def root(self):
        made = {"$schema": DIALECTS[self.draft]}
        made.update(self.schema(3, -1, False))
        defs = {f"d{i}": self.definition(i) for i in range(self.n_defs)}
        if defs:
            made["$defs" if at_least(self.draft, "2019-09") else "definitions"] = defs
        return made

    def definition(self, i):
        made = self.schema(2, i, False)
        if self.once_in(2) and at_least(self.draft, "2019-09"):
            made["$anchor"] = f"n{i}"
        return made

    def child(self, depth):
        return self.schema(depth - 1, -2)

    def schema(self, depth, rank, boolean=True):
        if boolean and at_least(self.draft, "6") and self.once_in(8):
            return not self.once_in(3)
        if depth <= 0:
            return {"type": self.rng.choice(TYPES)} if self.once_in(2) else {}
        made = {}
        for aspect in self.some(self.aspects, 1, 4):
            getattr(self, aspect)(made, depth, rank)
        if self.rich and "contains" in made:
            # ajv takes an array that is shorter than a list of items beside it.
            made.pop("items" if isinstance(made.get("items"), list) else "prefixItems", None)
        return made

    def in_place(self, depth, rank):
        return self.schema(depth - 1, rank)

    def type(self, made, _depth, _rank):
        made["type"] = self.rng.choice(TYPES) if self.once_in(2) else self.some(TYPES, 1, 4)

    def enum(self, made, _depth, _rank):
        values = {json.dumps(v, sort_keys=True): v for v in (value(self.rng, 2) for _ in range(4))}
        made["enum"] = distinct(values.values())

    def const(self, made, _depth, _rank):
        made["const"] = value(self.rng, 2)

    def number(self, made, _depth, _rank):
        for name in self.some(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"], 1, 2):
            if name == "multipleOf":
                made[name] = self.rng.choice(MULTIPLES)
            elif self.draft != "4":
                made[name] = self.rng.choice(NUMBERS)
            elif name.startswith("exclusive"):
                made[name] = not self.once_in(3)
                made.setdefault(name[9:].lower(), self.rng.choice(NUMBERS))
            else:
                made[name] = self.rng.choice(NUMBERS)

    def string(self, made, _depth, _rank):
        made.update(self.some([("minLength", self.rng.randrange(4)), ("maxLength", self.rng.randrange(4)),
                               ("pattern", self.rng.choice(PATTERNS))], 1, 2))

    def format(self, made, _depth, _rank):
        made["format"] = self.rng.choice(list(self.formats))

    def object(self, made, depth, _rank):
        for name in self.some(["properties", "properties", "patternProperties", "additionalProperties", "required",
                               "sizes"], 1, 4):
            if name == "properties":
                made[name] = {n: self.child(depth) for n in self.some(NAMES)}
            elif name == "patternProperties":
                made[name] = {p: self.child(depth) for p in self.some(PATTERNS, 1, 2)}
            elif name == "additionalProperties":
                made[name] = False if self.once_in(3) else self.child(depth)
            elif name == "required":
                made[name] = self.some(self.missed, 1, 2)
            else:
                made[self.rng.choice(["minProperties", "maxProperties"])] = self.rng.randrange(4)

    def array(self, made, depth, _rank):
        tuple_name, rest = ("prefixItems", "items") if self.draft == "2020-12" else ("items", "additionalItems")
        if self.once_in(2):
            made[tuple_name] = [self.child(depth) for _ in range(self.rng.randint(1, 3))]
            if self.once_in(2):
                made[rest] = self.child(depth)
        elif self.once_in(2):
            made["items"] = self.child(depth)
        if self.once_in(2):
            made[self.rng.choice(["minItems", "maxItems"])] = self.rng.randrange(4)
        if self.once_in(3):
            made["uniqueItems"] = not self.once_in(4)

    def contains(self, made, depth, _rank):
        made["contains"] = self.child(depth)
        if at_least(self.draft, "2019-09"):
            made.update(self.some([("minContains", self.rng.randrange(3)), ("maxContains", self.rng.randrange(3))], 0, 2))

    def names(self, made, _depth, _rank):
        made["propertyNames"] = self.rng.choice(
            [{"pattern": self.rng.choice(PATTERNS)}, {"maxLength": 1}, {"enum": self.some(NAMES)}, {"minLength": 1}])

    def all(self, made, depth, rank):
        made["allOf"] = [self.in_place(depth, rank) for _ in range(self.rng.randint(1, 3))]

    def any(self, made, depth, rank):
        made["anyOf"] = [self.in_place(depth, rank) for _ in range(self.rng.randint(1, 3))]

    def one(self, made, depth, rank):
        made["oneOf"] = [self.in_place(depth, rank) for _ in range(self.rng.randint(1, 3))]

    def negate(self, made, depth, rank):
        made["not"] = self.in_place(depth, rank)

    def condition(self, made, depth, rank):
        for name in self.some(["if", "if", "then", "else"], 2, 4):
            made[name] = self.in_place(depth, rank)

    def dependent(self, made, depth, rank):
        if at_least(self.draft, "2019-09"):
            made["dependentRequired"] = {n: self.some(self.missed, 1, 2) for n in self.some(NAMES, 1, 2)}
            made["dependentSchemas"] = {n: self.in_place(depth, rank) for n in self.some(NAMES, 1, 2)}
        else:
            made["dependencies"] = {n: self.some(self.missed, 1, 2) if self.once_in(2) else self.in_place(depth, rank)
                                    for n in self.some(NAMES, 1, 2)}

    def ref(self, made, depth, rank):
        targets = [f"d{i}" for i in range(max(rank + 1, 0), self.n_defs)]
        word = "$defs" if at_least(self.draft, "2019-09") else "definitions"
        refs = [f"#/{word}/{t}" for t in targets] + (["#"] if rank == -2 else [])
        if refs:
            made["$ref"] = self.rng.choice(refs)
        else:
            self.type(made, depth, rank)

    def unevaluated(self, made, depth, _rank):
        name = self.rng.choice(["unevaluatedProperties", "unevaluatedProperties", "unevaluatedItems"])
        made[name] = False if self.once_in(2) else self.child(depth)


def tree(rng, draft):
    """A schema that a second one extends by a dynamic reference."""
    schemas = Schemas(rng, draft)
    schemas.n_defs = 0
    new = draft == "2020-12"
    anchor = {"$dynamicAnchor": "node"} if new else {"$recursiveAnchor": True}
    again = {"$dynamicRef": "#node"} if new else {"$recursiveRef": "#"}
    inner = {"$id": "tree", **anchor, **schemas.schema(1, -1, False),
             "properties": {"a": schemas.child(2), "b": again, "c": {"items": again}}}
    made = {"$schema": DIALECTS[draft], "$id": "https://lmob.example/root"}
    if not schemas.once_in(4):
        made.update(anchor)
    made.update(schemas.schema(2, -1, False))
    if schemas.once_in(2):
        made["unevaluatedProperties"] = False
    made.update({"$ref": "tree", "$defs": {"t": inner}})
    return made


def distinct(values):
    """Without those that are equal in JSON: 1 and 1.0 are, 1 and true are not."""
    out = []
    for v in values:
        if not any(same(v, w) for w in out):
            out.append(v)
    return out


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return type(a) is type(b) and a == b or a == b and not isinstance(a, (list, dict, str))


def value(rng, depth):
    kind = rng.randrange(7 if depth > 0 else 5)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind < 3:
        return rng.choice(NUMBERS)
    if kind < 5:
        return rng.choice(STRINGS)
    if kind == 5:
        return [value(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {rng.choice(NAMES): value(rng, depth - 1) for _ in range(rng.randrange(4))}


class Instances:
    """Makes values that a schema is likely to take, or would but for a change."""

    def __init__(self, rng, schema):
        self.rng, self.schema = rng, schema
        self.formats = {k: v for formats in FORMATS.values() for k, v in formats.items()}

    def resolve(self, ref):
        at = self.schema
        for step in ref.split("/")[1:]:
            at = at.get(step, {})
        return at

    def fit(self, schema, depth):
        if not isinstance(schema, dict) or depth <= 0:
            return value(self.rng, 1)
        if "$ref" in schema and self.rng.randrange(2):
            ref = schema["$ref"]
            return self.fit(self.resolve(ref) if ref[0] == "#" else self.schema["$defs"]["t"], depth - 1)
        for name in ("$dynamicRef", "$recursiveRef"):
            if name in schema:
                return self.fit(self.schema, depth - 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        made = self.of_type(schema, depth)
        for name in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(name, []):
                if name == "allOf" or self.rng.randrange(2):
                    made = self.join(made, self.fit(part, depth - 1))
        return made

    def join(self, a, b):
        if isinstance(a, dict) and isinstance(b, dict):
            return {**a, **b}
        return self.rng.choice([a, b])

    def of_type(self, schema, depth):
        kind = schema.get("type", self.likely(schema))
        if isinstance(kind, list):
            kind = self.rng.choice(kind)
        if kind == "object":
            return self.object(schema, depth)
        if kind == "array":
            return self.array(schema, depth)
        if kind == "string":
            if "format" in schema:
                return self.rng.choice(self.rng.choice(self.formats[schema["format"]]))
            return self.rng.choice(STRINGS)
        if kind in ("integer", "number"):
            return self.rng.choice(NUMBERS)
        return {"null": None, "boolean": True}.get(kind, value(self.rng, 2))

    def likely(self, schema):
        for kind, words in (("object", ("ropert", "equire", "depend")), ("array", ("tems", "contains")),
                            ("string", ("Length", "pattern", "format")), ("number", ("imum", "multiple"))):
            if any(word in name for name in schema for word in words) and self.rng.randrange(5):
                return kind
        return None

    def object(self, schema, depth):
        properties = schema.get("properties", {})
        names = [n for n in properties if self.rng.randrange(3)] + schema.get("required", [])
        names += [n for n in NAMES if self.rng.randrange(8) == 0]
        return {n: self.fit(properties.get(n, schema.get("additionalProperties")), depth - 1) for n in names}

    def array(self, schema, depth):
        items, first = schema.get("items"), schema.get("prefixItems", [])
        if isinstance(items, list):
            items, first = schema.get("additionalItems"), items
        made = [self.fit(s, depth - 1) for s in first]
        rest = [items, schema.get("contains")]
        return made + [self.fit(self.rng.choice(rest), depth - 1) for _ in range(self.rng.randrange(3))]

    def change(self, val):
        """val with one difference somewhere."""
        rng = self.rng
        if isinstance(val, dict) and val and rng.randrange(4):
            name = rng.choice(list(val))
            if rng.randrange(4) == 0:
                return {k: v for k, v in val.items() if k != name}
            return {**val, name: self.change(val[name])}
        if isinstance(val, list) and val and rng.randrange(4):
            i = rng.randrange(len(val))
            step = rng.randrange(4)
            if step == 0:
                return val[:i] + val[i + 1:]
            return val + [val[i]] if step == 1 else val[:i] + [self.change(val[i])] + val[i + 1:]
        if isinstance(val, dict):
            return {**val, rng.choice(NAMES): value(rng, 1)}
        if isinstance(val, str):
            return rng.choice([val + "a", val[1:], "x-" + val])
        if isinstance(val, (int, float)) and not isinstance(val, bool) and rng.randrange(2):
            return val + rng.choice([1, -1, 0.5])
        return value(rng, 1)

    def made(self, n):
        for _ in range(n):
            val = self.fit(self.schema, 6)
            yield val
            yield self.change(val)
        yield value(self.rng, 3)


def cases(seed, n, drafts, rich=True, per_schema=10):
    rng = random.Random(seed)
    for i in range(n):
        draft = drafts[i % len(drafts)]
        if rich and at_least(draft, "2019-09") and rng.randrange(8) == 0:
            schema = tree(rng, draft)
        else:
            schema = Schemas(rng, draft, rich).root()
        instances = {json.dumps(v): v for v in Instances(rng, schema).made(per_schema)}
        yield {"draft": draft, "schema": schema, "instances": list(instances.values())}
