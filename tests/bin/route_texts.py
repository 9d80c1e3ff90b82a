"""What a model reads of the messages of a record, and the levels on which
risks are looked for in it. A part of route_oracle.py.
"""
import json
import re

DECODER = json.JSONDecoder()
SPACE = re.compile(r"[ \t\r\n]*")
NO_TEXT = {"role", "name", "type", "id", "tool_call_id", "tool_use_id"}
TEXT_PARTS = ("text", "input_text", "output_text", "tool_result")
BESIDE = ("citations", "annotations", "cache_control")
LEVELS = 4
HEX = "[0-9a-fA-F]"
ESCAPE = re.compile(rf'\\u[dD][89abAB]{HEX}{HEX}\\u[dD][c-fC-F]{HEX}{HEX}|\\u{HEX}{{4}}|\\["\\/bfnrt]')


def utf8(text):
    """As lmob reads it: a lone surrogate is U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def skip(source, at):
    return SPACE.match(source, at).end()


def pieces(source):
    """(name, JSON source) of each member of an object, (None, JSON source) of
    each element of a list."""
    is_object, at = source[0] == "{", skip(source, 1)
    while source[at] not in "]}":
        name = None
        if is_object:
            name, at = DECODER.raw_decode(source, at)
            at = skip(source, skip(source, at) + 1)
        _, end = DECODER.raw_decode(source, at)
        yield name, source[at:end]
        at = skip(source, end)
        at = skip(source, at + 1) if source[at] == "," else at


def is_full(source):
    return source[0] in "[{" and any(True for _ in pieces(source))


def last(source, name):
    """The source of the last member of a name."""
    return dict(pieces(source))[name]


def doubled(source, names):
    """Those of the names that an object has more than once."""
    has = [name for name, _ in pieces(source)]
    return [name for name in names if has.count(name) > 1]


def shown(name):
    """How a reason has a name that a job brings: the start of a long one."""
    name = utf8(name)
    return name.decode() if len(name) <= 100 else name[:100].decode(errors="ignore") + "..."


def path_of(name):
    name = utf8(name).decode()
    return "." + name if re.fullmatch("[A-Za-z0-9_-]+", name) else "." + json.dumps([name], ensure_ascii=False)


def unescape(text):
    """Once; a backslash that begins no escape stays."""
    return ESCAPE.sub(lambda escape: json.loads(f'"{escape[0]}"'), text)


def levels(text):
    """The text, and what it becomes as often as undoing escapes changes it."""
    yield text
    for _ in range(LEVELS):
        before, text = text, unescape(text)
        if before == text:
            return
        yield text


class Texts:
    """Of the messages of one record: plain (path, text), and lists
    (path, texts) of the parts that stand in one list."""

    def __init__(self):
        self.plain, self.lists, self.opaque, self.fits = [], [], False, True

    def read(self, path, source):
        self.fits = source[0] == "["
        for i, (_, message) in enumerate(pieces(source) if self.fits else []):
            if message[0] != "{":
                self.fits = False
                continue
            for name, value in pieces(message):
                if name not in NO_TEXT and value != "null":
                    self.member(f"{path}[{i}]{path_of(name)}", name, value)

    def member(self, path, name, value):
        before = len(self.plain)
        if name == "content" and value[0] == "[":
            self.elements(path, value, self.part)
        elif name == "tool_calls" and value[0] == "[":
            self.elements(path, value, self.call)
        else:
            self.fits = self.fits and (name != "content" or value[0] == '"')
            self.add(path, value)
            return
        self.lists.append((path, [text for _, text in self.plain[before:]]))

    def elements(self, path, source, read):
        """What they are for, of all of them, before the rest of each."""
        for first in (True, False):
            for j, (_, element) in enumerate(pieces(source)):
                read(f"{path}[{j}]", element, first)

    def part(self, path, part, first):
        """What is no text of a known kind, an image, cannot be looked through."""
        if part[0] == '"' and first:
            self.add(path, part)
        members = [(name, value) for name, value in pieces(part) if value != "null"] if part[0] == "{" else []
        kinds = [json.loads(value) for name, value in pieces(part) if name == "type"] if part[0] == "{" else [None]
        is_text = [name in ("text", "content") and value[0] == '"' for name, value in members]
        self.opaque = self.opaque or not any(is_text) or any(kind not in TEXT_PARTS for kind in kinds)
        for (name, value), text in zip(members, is_text):
            if name in NO_TEXT:
                continue
            if text == first:
                self.add(path + path_of(name), value)
            strange = name not in BESIDE and (value[0] == '"' or is_full(value))
            self.opaque = self.opaque or not text and (name in ("text", "content") or strange)

    def call(self, path, call, first):
        if call[0] == '"' and first:
            self.add(path, call)
        met = False
        for name, value in pieces(call) if call[0] == "{" else []:
            if name == "function" and value[0] == "{":
                inside = [piece for piece in pieces(value) if piece[0] not in NO_TEXT]
                met = met or "arguments" in dict(inside)
                for inner, source in inside:
                    if first == (inner == "arguments"):
                        self.add(path + ".function" + path_of(inner), source)
            elif not first and name not in NO_TEXT:
                self.add(path + path_of(name), value)
        self.opaque = self.opaque or not met

    def add(self, path, source):
        """A string as it reads, what holds something as its source."""
        if source[0] == '"':
            self.plain.append((path, json.loads(source)))
        elif is_full(source):
            self.plain.append((path, source))
