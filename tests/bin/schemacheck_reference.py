"""JSON Schema as its text says it: short and slow, for schemas of
schemacheck_random.

    is_valid(draft, schema, instance)

Each keyword is evaluated for itself; what it says of members and items
(unevaluated...) goes up from what is valid only. References are "#", "#/...", the
one resource "tree", and "#node" where they are dynamic.
"""

import datetime
import ipaddress
import re

from schemacheck_random import ORDER, same

TYPES = {"null": lambda v: v is None, "boolean": lambda v: isinstance(v, bool), "string": lambda v: isinstance(v, str),
         "array": lambda v: isinstance(v, list), "object": lambda v: isinstance(v, dict),
         "number": lambda v: is_number(v), "integer": lambda v: is_number(v) and v == int(v),
         # Draft 4 calls 1.0 no integer.
         "integer 4": lambda v: is_number(v) and isinstance(v, int)}


def is_number(v):
    return isinstance(v, (int, float)) and not isinstance(v, bool)


def parses(parse, *errors):
    def check(text):
        try:
            parse(text)
            return True
        except errors:
            return False
    return check


FORMATS = {
    "ipv4": lambda s: re.fullmatch(r"\d+\.\d+\.\d+\.\d+", s) and parses(ipaddress.IPv4Address, ValueError)(s),
    "ipv6": parses(ipaddress.IPv6Address, ValueError),
    "date": lambda s: re.fullmatch(r"\d{4}-\d\d-\d\d", s) and parses(datetime.date.fromisoformat, ValueError)(s),
    "uuid": lambda s: re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", s),
    "regex": parses(re.compile, re.error),
}


class Result:
    """Whether a value is valid, and which of its names and places were evaluated."""

    def __init__(self, valid=True):
        self.valid, self.seen = valid, set()

    def need(self, valid):
        self.valid = self.valid and bool(valid)

    def merge(self, other):
        """A schema at the same place, which has to hold."""
        self.need(other.valid)
        self.seen |= other.seen

    def merge_valid(self, other):
        if other.valid:
            self.seen |= other.seen


class Evaluator:
    def __init__(self, draft, root):
        self.draft, self.root = draft, root
        self.modern = ORDER.index(draft) >= ORDER.index("2019-09")

    def evaluate(self, schema, v, scope):
        if isinstance(schema, bool):
            return Result(schema)
        if "$id" in schema and schema is not self.root:
            scope = scope + (schema,)
        out = Result()
        if "$ref" in schema:
            out.merge(self.refer(schema["$ref"], v, scope))
            if not self.modern:
                return out
        self.dynamic(schema, v, scope, out)
        self.plain(schema, v, out)
        self.logic(schema, v, scope, out)
        if isinstance(v, dict):
            self.object(schema, v, scope, out)
        if isinstance(v, list):
            self.array(schema, v, scope, out)
        return out

    def refer(self, ref, v, scope):
        if ref == "tree":
            return self.evaluate(self.root["$defs"]["t"], v, scope)
        at = scope[-1]
        for step in ref.split("/")[1:]:
            at = at[step]
        return self.evaluate(at, v, scope)

    def dynamic(self, schema, v, scope, out):
        for name, anchor in (("$dynamicRef", "$dynamicAnchor"), ("$recursiveRef", "$recursiveAnchor")):
            if name in schema:
                target = next((r for r in scope if anchor in r and anchor in scope[-1]), scope[-1])
                i = next(i for i, r in enumerate(scope) if r is target)
                out.merge(self.evaluate(target, v, scope if target is scope[-1] else scope + (scope[i],)))

    def plain(self, s, v, out):
        if "type" in s:
            types = [s["type"]] if isinstance(s["type"], str) else s["type"]
            out.need(any(TYPES.get(f"{t} {self.draft}", TYPES[t])(v) for t in types))
        if "enum" in s:
            out.need(any(same(v, w) for w in s["enum"]))
        if "const" in s:
            out.need(same(v, s["const"]))
        if is_number(v):
            self.number(s, v, out)
        if isinstance(v, str):
            out.need(s.get("minLength", 0) <= len(v) <= s.get("maxLength", len(v)))
            out.need("pattern" not in s or re.search(s["pattern"], v))
            out.need("format" not in s or FORMATS[s["format"]](v))

    def number(self, s, v, out):
        low, high = s.get("exclusiveMinimum"), s.get("exclusiveMaximum")
        if self.draft == "4":
            low, high = (s["minimum"] if low else None), (s["maximum"] if high else None)
        out.need(low is None or v > low)
        out.need(high is None or v < high)
        out.need(s.get("minimum", v) <= v <= s.get("maximum", v))
        out.need("multipleOf" not in s or v / s["multipleOf"] == v // s["multipleOf"])

    def logic(self, s, v, scope, out):
        for part in s.get("allOf", []):
            out.merge(self.evaluate(part, v, scope))
        for name in ("anyOf", "oneOf"):
            if name in s:
                results = [self.evaluate(part, v, scope) for part in s[name]]
                n = sum(r.valid for r in results)
                out.need(n == 1 if name == "oneOf" else n > 0)
                for result in results:
                    out.merge_valid(result)
        if "not" in s:
            out.need(not self.evaluate(s["not"], v, scope).valid)
        if "if" in s:
            result = self.evaluate(s["if"], v, scope)
            out.merge_valid(result)
            out.merge(self.evaluate(s.get("then" if result.valid else "else", True), v, scope))

    def child(self, schema, key, v, scope, out):
        out.need(self.evaluate(schema, v[key], scope).valid)
        out.seen.add(key)

    def object(self, s, v, scope, out):
        known = set()
        for name in v:
            for schema in [sub for n, sub in s.get("properties", {}).items() if n == name] + [
                    sub for pattern, sub in s.get("patternProperties", {}).items() if re.search(pattern, name)]:
                self.child(schema, name, v, scope, out)
                known.add(name)
        for name in v.keys() - known if "additionalProperties" in s else ():
            self.child(s["additionalProperties"], name, v, scope, out)
        for name in v if "propertyNames" in s else ():
            out.need(self.evaluate(s["propertyNames"], name, scope).valid)
        out.need(all(name in v for name in s.get("required", [])))
        out.need(s.get("minProperties", 0) <= len(v) <= s.get("maxProperties", len(v)))
        for word in ("dependencies", "dependentRequired", "dependentSchemas"):
            for name, needs in s.get(word, {}).items():
                if name not in v:
                    continue
                if isinstance(needs, list):
                    out.need(all(n in v for n in needs))
                else:
                    out.merge(self.evaluate(needs, v, scope))
        for name in v.keys() - out.seen if "unevaluatedProperties" in s else ():
            self.child(s["unevaluatedProperties"], name, v, scope, out)

    def array(self, s, v, scope, out):
        first, rest = s.get("prefixItems", []), s.get("items")
        if isinstance(rest, list):
            first, rest = rest, s.get("additionalItems")
        for i in range(len(v)):
            if i < len(first):
                self.child(first[i], i, v, scope, out)
            elif rest is not None:
                self.child(rest, i, v, scope, out)
        out.need(s.get("minItems", 0) <= len(v) <= s.get("maxItems", len(v)))
        if s.get("uniqueItems"):
            out.need(not any(same(v[i], v[j]) for i in range(len(v)) for j in range(i)))
        if "contains" in s:
            found = {i for i in range(len(v)) if self.evaluate(s["contains"], v[i], scope).valid}
            out.need(s.get("minContains", 1) <= len(found) <= s.get("maxContains", len(v)))
            if self.draft == "2020-12":
                out.seen |= found
        for i in set(range(len(v))) - out.seen if "unevaluatedItems" in s else ():
            self.child(s["unevaluatedItems"], i, v, scope, out)


def is_valid(draft, schema, instance):
    return Evaluator(draft, schema).evaluate(schema, instance, (schema,)).valid
