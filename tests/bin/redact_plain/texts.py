"""Random texts of what is found, near misses, ids, words and separators."""
import random
import uuid

import people
import vendors
from people import digits, some

NEUTRAL = ["the", "and", "see", "then", "with", "noted", "for", "yes", "über", "naïve", "done", "here", "Zürich", "日本語", "ok"]
UNICODE = list("äß€\u00a0\u200b\u2028\u202f\u3000中😀\U0010ffff\ufeff\ufffd") + ["e\u0301"]
SEPARATORS = [" "] * 8 + [", "] * 4 + ["\n", "; ", ". ", " (", ") ", "\"", " | ", "\t", "-", "/", ":", "", "=", "_", "\\n", "\0", "<", ">"]
MASKS = ["[EMAIL]", "[CARD]", "[US_SSN:k7f3a5c2]", "[PASSWORD]", "[PHONE]", "[IPV4]"]


class Texts:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def number(self):
        """A number in one of its forms: (text, the word beside it or "")."""
        rng = self.rng
        pick = rng.randrange(10)
        if pick == 0:
            return people.write_card(rng, people.make_card(rng)), ""
        if pick == 1:
            return people.write_iban(rng, people.make_iban(rng)), ""
        one = rng.choice(people.IDS)
        form, beside = rng.choice(one.forms())
        text = people.written(rng, one.make(rng), form)
        return text, rng.choice(one.words) if beside else ""

    def value(self):
        """Something to be found, with its word."""
        rng = self.rng
        pick = rng.randrange(10)
        if pick < 5:
            text, word = self.number()
            return word + rng.choice([": ", " ", ":", "=", " is "]) + text if word else text
        if pick < 7:
            return rng.choice(vendors.TOKENS).make(rng)
        return rng.choice(vendors.OTHERS)[1](rng)

    def miss(self, text):
        """The same with one character changed, lost, doubled, or a neighbour."""
        rng, at = self.rng, self.rng.randrange(len(text))
        c = text[at]
        other = rng.choice(people.DIGITS if c.isdigit() else "abcxyzABC") if c.isalnum() else rng.choice(" -./:")
        return rng.choice([text[:at] + other + text[at + 1:], text[:at] + text[at + 1:], text[:at] + c + text[at:],
                           rng.choice("aZ0_") + text, text + rng.choice("aZ0_")])

    def ordinary(self):
        """Ids, times and the like."""
        rng = self.rng
        return rng.choice([
            lambda: digits(rng, rng.randint(1, 20)), lambda: str(1600000000 + rng.randrange(10 ** 8)),
            lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)), lambda: some(rng, vendors.HEX, rng.choice([7, 12, 32, 40, 64])),
            lambda: "%d.%d.%d" % (rng.randrange(20), rng.randrange(20), rng.randrange(99)),
            lambda: "2024-%02d-%02dT%02d:%02d:%02dZ" % (rng.randint(1, 12), rng.randint(1, 28), rng.randrange(24), rng.randrange(60), rng.randrange(60)),
            lambda: "$%d.%02d" % (rng.randrange(10 ** 4), rng.randrange(100)), lambda: some(rng, vendors.LOWER, rng.randint(1, 9)),
            lambda: "max_tokens=%d" % rng.randrange(9999), lambda: some(rng, vendors.ALNUM, rng.randint(1, 30)),
        ])()

    def word(self):
        return self.rng.choice(NEUTRAL)

    def mixed(self):
        rng, parts = self.rng, []
        for _ in range(rng.randint(1, 6)):
            pick = rng.randrange(12)
            parts.append(self.value() if pick < 5 else self.miss(self.value()) if pick < 6 else self.word() if pick < 9
                         else self.ordinary() if pick < 10 else rng.choice(UNICODE) if pick < 11 else rng.choice(MASKS))
            parts.append(rng.choice(SEPARATORS))
        return "".join(parts)

    def padded(self):
        """One value, so many bytes after the start that a block ends in it."""
        rng = self.rng
        return ("x " * 40)[:rng.randrange(70)] + " " + self.value() + rng.choice(["", " ok", "\n", ", and"])

    def quiet(self):
        """Nothing to be found but by chance: no word says what a number is."""
        rng = self.rng
        parts = []
        for _ in range(rng.randint(1, 6)):
            parts.append(self.ordinary() if rng.randrange(3) else self.miss(self.number()[0]) if rng.randrange(3) else self.word())
        return " ".join(parts)
