"""Random texts, and messages that hold them, for route_random.py: phrases as
they are met and as they are not, whole and in pieces, under escapes.
"""
import json
import unicodedata

FLAGS = {
    "refund": ["charge back", "chargeback", "money", "our money back", "Rückbuchung", "OUR MONEY-BACK"],
    "refuse": ["not \u00adacceptable", "u0020"],
    "legal": ["our lawyer", "Maßnahme", "article 5"],
    "outage": ["everything is down", "退款", "订单 lost", "ﬁle loss"],
    "vip": [],
}
PHRASES = [phrase for phrases in FLAGS.values() for phrase in phrases]
PLAIN = "the logger in the cold store sends no alarm to our team since Monday money_box my x@y.example LONE \\udead".split()
SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(rng, text, p):
    """Inside of a JSON string; escapes where they have to be, and by chance."""
    made = []
    for c in text:
        units = c.encode("utf-16-be", "surrogatepass")
        units = "".join("\\u" + units[i:i + 2].hex() for i in range(0, len(units), 2))
        if c in SHORT and (c != "/" or rng.random() < p):
            c = SHORT[c]
        elif c < " " or rng.random() < p:
            c = units.replace(units[2:], rng.choice([units[2:], units[2:].upper()])) if len(units) == 6 else units
        made.append(c)
    return "".join(made)


class Texts:
    def __init__(self, rng):
        self.rng = rng

    def phrase(self):
        """A phrase in a form that is met, or in one that is not."""
        rng, text = self.rng, self.rng.choice(PHRASES)
        change = rng.randrange(14)
        if change == 0:
            text = text.upper()
        elif change == 1:
            text = "".join(chr(ord(c) + 0xfee0) if "!" < c <= "~" else c for c in text)
        elif change == 2:
            at = rng.randrange(1, len(text))
            text = text[:at] + rng.choice("\u00ad\u200b\u200d") + text[at:]
        elif change == 3:
            text = text.replace(" ", rng.choice(["\n", "\t", "\\", "\\n", "\\u00", "\r\n> ", " -- ", "\u00a0", "_", ", \"", "\u3000"]))
        elif change == 4:
            text = text.replace(" ", rng.choice(["", " not ", " 1 ", "\u0301 "]))
        elif change == 5:
            text = unicodedata.normalize(rng.choice(["NFD", "NFKD"]), text)
        elif change == 6:
            text += rng.choice(["s", "2", "\u20dd", "\u0327", "é", "退", "ー"])
        elif change == 7:
            text = rng.choice(["x", "7", "ё", "退", "un\u00ad"]) + text
        elif change == 8:
            text = rng.choice(["(", "\"", "*", "-", "\u201e", "😀", "①", "ᵃ"]) + text + rng.choice([")", ".", "!", "\u2019s", "'s", "😀", "¹", "™", "₂.", "❷", "®"])
        elif change == 9:
            text = text[:-1]
        return text.swapcase() if rng.random() < 0.1 else text

    def text(self):
        rng = self.rng
        parts = rng.choices(PLAIN, k=rng.choice([0, 1, 4, 8, 15, 30]))
        while rng.random() < 0.3:
            parts.insert(rng.randrange(len(parts) + 1), self.phrase())
        return " ".join(parts)

    def string(self, text):
        """As JSON."""
        return '"' + escaped(self.rng, text, self.rng.choice([0, 0, 0.05, 1])) + '"'

    def nested(self, text):
        """Under as many levels of escapes as are undone, or one more."""
        for _ in range(self.rng.choice([0, 1, 1, 1, 2, 2, 3, 4, 5, 6])):
            text = escaped(self.rng, text, 0.1 if len(text) < 400 else 0)
        return text

    def json(self, depth=0):
        """Source of some value, of lists and objects most."""
        rng, kind = self.rng, self.rng.randrange(10)
        if kind < 3 or depth > 2:
            return self.string(self.nested(self.phrase()) if rng.random() < 0.5 else self.text())
        if kind == 3:
            return rng.choice(["null", "true", "false", "5", "-1.50e3", '""'])
        space = rng.choice(["", " ", "\t"])
        values = [self.json(depth + 1) for _ in range(rng.randrange(4))]
        if kind < 6:
            return "[" + space + f"{space},".join(values) + "]"
        names = [self.string(rng.choice(["a", "content", "text", "role", self.phrase()])) for _ in values]
        return "{" + f"{space},".join(f"{space}{name}{space}:{value}" for name, value in zip(names, values)) + space + "}"

    def any_text(self):
        """The source of a string: JSON in it, or none."""
        rng = self.rng
        text = self.text() if rng.random() < 0.6 else self.json()
        return self.string(self.nested(text) if rng.random() < 0.4 else text)

    def halves(self):
        """A phrase in two texts."""
        rng, text = self.rng, self.phrase() + " "
        at = text.index(" ")
        first, second = text[:at], text[at + 1:]
        if rng.random() < 0.3:
            at = rng.randrange(len(text))
            first, second = text[:at], text[at:]
        if rng.random() < 0.3:
            first, second = self.nested(first), self.nested(second)
        return self.text() + " " + first, second + " " + self.text()

    def part(self, text):
        rng, kind, text = self.rng, self.rng.randrange(14), self.string(text)
        if kind == 0:
            return rng.choice(['{"type":"image_url","image_url":{"url":"our lawyer"}}', '"chargeback"', '{"text":"see","image_url":{"url":"money"}}',
                               '{"type":"text","text":{"value":"our lawyer"},"content":"the"}', '{"text":"the","content":[{"text":"money"}]}', '["money"]', '"our"',
                               '{"te\\u0078t":"a","text":[]}', '{"text":"the","image":"money","audio":{},"n":5}', '{"text":"x","a b":["our lawyer"]}', '{"text":null}', "5", "{}", "null",
                               '{"type":"tool_result","content":[{"type":"text","text":"chargeback"}]}', '{"text":"money","text":7}', "[]"])
        return rng.choice(['{"type":"text","text":%s}'] * 8 + [
            '{"type":"image_url","text":%s}', '{"type":null,"text":%s}', '{"type":"Text","content":%s}', '{"text":%s,"content":"our"}',
            '{"type":"input_text","text":%s}', '{"content":"lawyer","type":"output_text","text":%s}', '{"type":5,"type":"text","text":%s}',
            '{"type":"tool_result","tool_use_id":"money","content":%s}', '{"content":"money","text":%s}', '{"text":5,"content":%s}',
            '{"te\\u0078t" : %s}', '{"type":"text","text":%s,"text":"the"}', '{"text":%s,"citations":[ {"cited_text":"our lawyer"} ]}',
            '{"type":"text","text":"our","content":%s,"content":"lawyer"}', '{"annotations":[],"text":%s,"cache_control":{"type":"money"}}', '{"text":%s,"logprobs":[],"n":7,"m":{},"b":true}','{"text":"money","text":%s,"more":["money"]}']) % text

    def parts(self):
        rng = self.rng
        texts = [self.text() for _ in range(rng.randrange(3))]
        if rng.random() < 0.6:
            at = rng.randrange(len(texts) + 1)
            texts[at:at] = self.halves()
        return "[" + ",".join(map(self.part, texts)) + "]"

    def call(self, text=None):
        rng, kind = self.rng, self.rng.randrange(12)
        text = self.string(text) if text is not None else rng.choice([self.any_text, self.json])()
        if kind == 0:
            return rng.choice(["5", "{}", "null", '"chargeback"', '{"custom":{"input":"our lawyer"}}', '["money"]', '{"function":{"a":"money"},"function":"refuse"}', '{"function":null}', '{"function":{"name":"money"}}', '{"function":"money"}',
                               '{"arguments":"money"}', '{"function":{"arguments":null}}', '{"function":["money"]}'])
        return rng.choice(['{"id":"money","type":"function","function":{"name":"f","arguments":%s}}'] * 4 + [
            '{"function":{"arguments":"money","\\u0061rguments":%s},"more":"money"}', '{"function":{"arguments":%s,"arguments":"the"},"index":0}',
            '{"function":{"arguments":"our"},"custom":{"input":%s}}', '{"custom":%s,"function":{"more":["our lawyer"],"arguments":{}},"name":"money"}',
            '{"function":{"arguments":%s},"function":{"arguments":5}}', '{"function": {"arguments" : %s }}']) % text

    def calls(self):
        rng = self.rng
        if rng.random() < 0.1:
            return rng.choice(["null", "{}", "[]", '"chargeback"', '{"function":{"arguments":"our lawyer"}}', "5"])
        texts = [None] * rng.randrange(1, 3)
        if rng.random() < 0.2:
            texts += self.halves()
        return "[" + ", ".join(map(self.call, texts)) + "]"

    def members(self):
        """(JSON of a name, JSON of a value)"""
        rng = self.rng
        yield '"role"', rng.choice(['"user"', '"assistant"', '"tool"', "null", '"our lawyer"'])
        if rng.random() < 0.9:
            yield rng.choice(['"content"'] * 9 + ['"c\\u006fntent"']), rng.choice([self.any_text, self.any_text, self.parts, self.parts, lambda: "null"])()
        while rng.random() < 0.25:
            yield '"tool_calls"', self.calls()
        while rng.random() < 0.25:
            name = rng.choice(["reasoning_content", "text", "function_call", "refusal", "x y", "name", "type", "id", "tool_call_id", "ty.pe",
                               "a-b", "", "ä", "say \"it\"", "0", "Role", "content "])
            yield self.string(name), rng.choice([self.any_text, self.json])()
        if rng.random() < 0.03:
            yield '"content"', rng.choice(['"the"', "null", '[{"text":"lawyer"}]'])
        if rng.random() < 0.01:
            yield '"content"', rng.choice(["5", "{}", "true", '{"text":"our lawyer"}'])

    def message(self):
        members = list(self.members())
        if self.rng.random() < 0.2:
            self.rng.shuffle(members)
        return "{" + ",".join(f"{name}:{value}" for name, value in members) + "}"

    def messages(self):
        rng = self.rng
        if rng.random() < 0.02:
            return rng.choice(['"chargeback"', "{}", "null", "[5]", "[]", '[{"content":"our lawyer"},5,{"content":"money"}]',
                               '[{"content":"chargeback","content":"the"}]', '[{"role":"user","content":5}]', '[{"content":{"text":"a"}}]'])
        return "[" + ",".join(self.message() for _ in range(rng.randrange(4))) + "]"
