"""What the checks share: the C files of the tree, and C without its comments."""

import pathlib
import re

TOKEN = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.S | re.X,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def _blank(match):
    text = match.group(0)
    if text[0] == "/":
        return re.sub(r"[^\n]", " ", text)
    return text[0] + " " * (len(text) - 2) + text[0]


class Source:
    """One C file: its path from the root, its lines, its code."""

    def __init__(self, root, path):
        self.path = path.relative_to(root)
        self.text = path.read_text(encoding="utf-8")
        # Comments and string contents become spaces: places stay what they are.
        self.code = TOKEN.sub(_blank, self.text)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def includes(self):
        """(line, quote, name) of every #include outside comments."""
        for m in INCLUDE.finditer(self.text):
            if self.code[m.start(1)] == m.group(1):
                yield self.line_of(m.start(1)), m.group(1), m.group(2)

    def finds(self, pattern):
        """(line, word) of every match of a compiled pattern in the code."""
        for m in pattern.finditer(self.code):
            yield self.line_of(m.start()), m.group(0)


def sources(root, *globs):
    root = pathlib.Path(root)
    paths = sorted(p for g in globs for p in root.glob(g))
    return [Source(root, p) for p in paths]
