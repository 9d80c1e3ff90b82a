#!/usr/bin/env python3
"""What a static model makes of a text, worked out on its own.

Written from what model2vec does (model.py: tokenize, encode) and from what
Hugging Face's tokenizers say of BERT's tokenizer.json; it shares no code with
lmob-embed.

    embed_static.py make DIR KIND      a model: f32 f16 bf16 f64 i8, with
                                       -plain (not normalized), -weights,
                                       -mapping, -cased, -cut (truncation)
    embed_static.py large DIR KIND DIMENSIONS < PIECES
                                       a model with these pieces, one a line
    embed_static.py texts              records with nasty strings
    embed_static.py make DIR KIND HOW  the same, broken in one way (see BROKEN)
    embed_static.py check DIR < OUT    vectors of lmob-embed; exit 1 if one is
                                       not as it should be
    embed_static.py ids DIR < TEXTS    the tokens of each
"""

import base64
import json
import pathlib
import random
import struct
import sys
import unicodedata

import numpy

MOST_TOKENS = 512
MOST_CHARACTERS = 100
CLOSE = 1e-6

# ---- a model ----------------------------------------------------------------

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """the of and to a in is quick brown fox jump jumped over lazy dog cat
cafe café naive naïve strasse straße istanbul i über uber zürich zurich angstrom
ångström œuvre don t ll re user id v2 100 3 14 x86 c e g mail na 中 国 日 本 語 語文
한국어 हिन्दी हिन्दी ไทย привет мир ΣΊΓΜΑ σιγμα σίγμα עברית שלום العربية مرحبا 😀 👍 ﬁ ﬁn ①
k å ß ẞ The Quick Café McDonald ▁ ᬓ᭄ 𝟘 𝒳 ǆ""".split()
INNER = """s ed ing er est ly a b c d e f g h i j k l m n o p q r t u v w x y z
0 1 2 3 é e ö ü ß 国 語 어 국 𝅥 𝅭 𝅥𝅭 ив ир ा ि ी न द 😀 ▁ ́ ᭄ ﬁ A B É""".split()
# Tokens that no word can become.
ONLY_ADDED = ["<mark><mark>", "ab<"]
N_ONLY_ADDED = len(ONLY_ADDED)
SIGNS = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + [
    "…", "–", "“", "。", "、", "¿", "«", "·", "؟", "٪", "€", "©", "™", "°"]


def vocabulary():
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    capitals = [c.upper() for c in letters]
    digits = list("0123456789")
    names = SPECIALS + WORDS + SIGNS + letters + capitals + digits
    names += ["##" + piece for piece in INNER]
    names += ["##" + piece for piece in letters + digits + capitals]
    names += ["<mark>"]
    return list(dict.fromkeys(names))


def tokenizer(kind, names):
    cased = "cased" in kind
    return {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 20,
                       "strategy": "LongestFirst", "stride": 0}
        if "cut" in kind else None,
        "padding": {"strategy": "BatchLongest", "direction": "Right",
                    "pad_to_multiple_of": None, "pad_id": 0,
                    "pad_type_id": 0, "pad_token": "[PAD]"}
        if "cut" in kind else None,
        "added_tokens": [
            {"id": names.index(n), "content": n, "single_word": False,
             "lstrip": n == "[MASK]", "rstrip": False, "normalized": False,
             "special": n != "<mark>"} for n in SPECIALS + ["<mark>"]
        ] + [
            {"id": len(names) + i, "content": n, "single_word": False,
             "lstrip": False, "rstrip": False, "normalized": False,
             "special": True} for i, n in enumerate(ONLY_ADDED)
        ],
        "normalizer": {"type": "BertNormalizer", "clean_text": True,
                       "handle_chinese_chars": True,
                       "strip_accents": False if cased else None,
                       "lowercase": not cased},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]",
                  "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": MOST_CHARACTERS,
                  "vocab": {n: i for i, n in enumerate(names)}},
    }


def bfloat(values):
    return (values.view("<u4") >> 16).astype("<u2")


def write_tensors(path, tensors):
    """tensors: dtype, shape, bytes by name; not aligned, on purpose."""
    header, data = {"__metadata__": {"format": "np"}}, b""
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape,
                        "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    if len(text) % 2 == 0:
        text += b" "
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def tensors_of(kind, n, dims):
    rng = numpy.random.default_rng(5)
    rows = 29 if "mapping" in kind else n
    values = rng.standard_normal((rows, dims)).astype("<f4")
    values[:, 3] *= 1e-6  # below what a half holds as a normal number
    values[:, 5] *= 3000
    dtype, raw = {
        "f32": ("F32", values), "f16": ("F16", values.astype("<f2")),
        "bf16": ("BF16", bfloat(values)), "f64": ("F64", values.astype("<f8")),
        "i8": ("I8", rng.integers(-127, 128, values.shape, "i1")),
    }[kind.split("-")[0]]
    tensors = {"embeddings": (dtype, [rows, dims], raw.tobytes())}
    if "weights" in kind:
        weights = rng.random(n).astype("<f8")
        tensors["weights"] = ("F64", [n], weights.tobytes())
    if "mapping" in kind:
        mapping = rng.integers(0, rows, n, "<i4")
        tensors["mapping"] = ("I32", [n], mapping.tobytes())
    return tensors


def make(folder, kind, how=None, dims=37, names=None):
    folder.mkdir(parents=True, exist_ok=True)
    spec = tokenizer(kind, names or vocabulary())
    n = len(spec["model"]["vocab"]) + N_ONLY_ADDED
    tensors = tensors_of(kind, n, dims)
    config = {"model_type": "model2vec", "normalize": "plain" not in kind}
    if how:
        BROKEN[how](spec, tensors, config)
    write_tensors(folder / "model.safetensors", tensors)
    (folder / "tokenizer.json").write_text(json.dumps(spec))
    (folder / "config.json").write_text(json.dumps(config))


def floats(values):
    return numpy.array(values, "<f4").tobytes()


def spoil(tensors, name, at, number):
    dtype, shape, content = tensors[name]
    content = content[:at] + number + content[at + len(number):]
    tensors[name] = (dtype, shape, content)


def set_added(spec, **flags):
    spec["added_tokens"][2].update(flags)


# What is done to a model so that it is refused: of tokenizer.json, the
# tensors, config.json.
BROKEN = {
    "nan": lambda s, t, c: spoil(t, "embeddings", 4 * 38, floats([numpy.nan])),
    "infinite": lambda s, t, c: spoil(
        t, "embeddings", 4 * 39, floats([-numpy.inf])),
    "weight-nan": lambda s, t, c: spoil(
        t, "weights", 8, struct.pack("<d", numpy.nan)),
    "row-missing": lambda s, t, c: t.update(
        embeddings=("F32", [5, 2], floats(range(10)))),
    "row-spare": lambda s, t, c: t.update(
        embeddings=("F32", [999, 1], floats(range(999)))),
    "no-dims": lambda s, t, c: t.update(embeddings=("F32", [400, 0], b"")),
    "no-rows": lambda s, t, c: t.update(embeddings=("F32", [0, 4], b"")),
    "flat": lambda s, t, c: t.update(embeddings=("F32", [4], floats(range(4)))),
    "whole": lambda s, t, c: t.update(
        embeddings=("I32", [2, 2], floats(range(4)))),
    "unnamed": lambda s, t, c: t.update(embedding=t.pop("embeddings")),
    "weights-few": lambda s, t, c: t.update(
        weights=("F32", [3], floats(range(3)))),
    "mapping-few": lambda s, t, c: t.update(
        mapping=("I32", [3], struct.pack("<3i", 0, 1, 2))),
    "mapping-float": lambda s, t, c: t.update(
        mapping=("F32", t["mapping"][1], t["mapping"][2])),
    "mapping-far": lambda s, t, c: spoil(
        t, "mapping", 4, struct.pack("<i", 29)),
    "mapping-negative": lambda s, t, c: spoil(
        t, "mapping", 4, struct.pack("<i", -1)),
    "unigram": lambda s, t, c: s["model"].update(type="Unigram"),
    "normalizer": lambda s, t, c: s.update(normalizer={"type": "NFKC"}),
    "added-normalized": lambda s, t, c: set_added(s, normalized=True),
    "added-word": lambda s, t, c: set_added(s, single_word=True),
    "cut-left": lambda s, t, c: s.update(
        truncation={"direction": "Left", "max_length": 9}),
    "pad-fixed": lambda s, t, c: s.update(
        padding={"strategy": {"Fixed": 9}}),
    "flag": lambda s, t, c: c.update(normalize="yes"),
}


# ---- texts --------------------------------------------------------------------


def texts():
    yield from [
        "", " ", "\n\t\r\v\f", "the quick brown fox jumped over the lazy dog",
        "The QUICK Brown FOX", "Café CAFÉ cafe\u0301 CAFE\u0301 naïve NAÏVE",
        "straße STRASSE Straße ẞ ß", "İstanbul ISTANBUL ıstanbul",
        "ΣΊΓΜΑ σίγμας", "Å Å A\u030a ångström", "中国日本語 中a国b 語文 xxx中",
        "한국어 \u1112\u1161\u11ab", "हिन्दी ไทย עִבְרִית العَرَبِيَّة",
        "😀👍 the😀fox 👨\u200d👩\u200d👧 \U0001f1e9\U0001f1ea",
        "zero\u200bwidth soft\u00adhyphen \ufeffbom word\u2060joiner t\u200dh\u200ce",
        "th\x00e qu\x01ick \x7f bro\x85wn \x1b[0m fo\ue000x \U000f0000the",
        "the\ufffdquick \ufffd", "a\u0301\u0323\u0308\u0331e " * 5,
        "[CLS] the quick [SEP]", "x[CLS]y[MASK] z[UNK]", "[cls] [Cls [CLS [CLS]]",
        "[[CLS]] [PAD][PAD] [UNK]", "<mark><mark><mark>", "ab<mark>",
        "ab<<mark> ab<", "  <mark>  the  [MASK]  fox ",
        "x" * 99 + " " + "x" * 100 + " " + "x" * 101 + " the",
        "é" * 100 + " " + "é" * 101 + " " + "e\u0301" * 100, "x" * 5000,
        ("a" * 50 + "\u0301") * 2 + " fox", "the " * 511 + "fox dog cat dog",
        "q%w " * 3000, "dog " * 20000, "中" * 3000, "é" * 4000,
        "zzz\u4e00\u9fff\uf900\ufa0e\U0002f800 \U00020000 \U0002b820",
        "\u0378 \U0001fbff \uffff", "🜀 🝰🝱", "don't you'll user_id v2.0 x86-64",
        "…–“quoted” 。、 ¿qué? «oui»·٪", "€ ©™ ° + < = > | ~ ` ^ $",
        "\u00a0the\u2003quick\u2028fox\u2029dog\u3000cat\u202fx\u205fy\u1680z",
        "ﬁn ﬁ ① ½ ² ™ ㎏ \u2126 K Å", "\u037e \u1fef \u2260 \u0340a\u0341",
        "▁the ▁ a▁ a▁x ▁▁", "## #the ##s the##s", "Ǆ ǅ ǆ ᾳ ΐ",
        "\u1b13\u1b44 \u1b13\u0301\u1b44 \u302e\u302f\u302ex \U0001d165\U0001d16d\U0001d165",
        "a\U0001d16d\U0001d165b a\u0301\U0001d16d\u0300\U0001d165b",
        "a\U0001d16d\u034f\U0001d165b", "unknownword żółć qqqq ѣѣѣ",
        "𝟘 𝒳 𝐀 𐐀 𐐨 🅰", "ǰ \u1f52 ﷺ ﬀ ŉ ﬗ",
    ]
    rng = random.Random(11)
    ranges = ((0x20, 0x7f), (0, 0x20), (0xa0, 0x250), (0x300, 0x370),
              (0x370, 0x530), (0x590, 0x700), (0x900, 0xe80), (0x1100, 0x1200),
              (0x1b00, 0x1c00), (0x1e00, 0x2100), (0x2100, 0x2c00),
              (0x3000, 0x3200), (0x4e00, 0x4f00), (0xac00, 0xac80),
              (0xf900, 0xffff), (0x1d100, 0x1d200), (0x1f300, 0x1f700))
    pool = [chr(c) for r in ranges for c in range(*r)
            if assigned_long_ago(chr(c))]
    near = WORDS + SPECIALS + ["<mark>", " ", " ", " ", "s", "ed", "e", "a"]
    for _ in range(300):
        n = rng.randint(1, 120)
        yield "".join(rng.choice(pool) if rng.random() < 0.2
                      else rng.choice(near) for _ in range(n))
    for _ in range(100):
        yield " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 900)))


def assigned_long_ago(char):
    """Characters on which versions of Unicode do not differ."""
    return unicodedata.ucd_3_2_0.category(char) != "Cn" and (
        unicodedata.ucd_3_2_0.category(char) == unicodedata.category(char))


# ---- the reference ------------------------------------------------------------


def is_chinese(char):
    c = ord(char)
    return (0x4E00 <= c <= 0x9FFF or 0x3400 <= c <= 0x4DBF
            or 0x20000 <= c <= 0x2A6DF or 0x2A700 <= c <= 0x2B73F
            or 0x2B740 <= c <= 0x2B81F or 0x2B920 <= c <= 0x2CEAF
            or 0xF900 <= c <= 0xFAFF or 0x2F800 <= c <= 0x2FA1F)


def is_white(char):
    return char in "\t\n\r " or unicodedata.category(char) in ("Zs", "Zl", "Zp")


def is_sign(char):
    ascii_sign = char.isascii() and char.isprintable() and not (
        char.isalnum() or char == " ")
    return ascii_sign or unicodedata.category(char)[0] == "P"


def normalize(text, lower):
    out = []
    for char in text:
        if char in "\t\n\r":
            out.append(" ")
        elif char not in "\0\ufffd" and unicodedata.category(char) not in (
                "Cc", "Cf", "Co", "Cs"):
            out.append(" " if is_white(char) else char)
    text = "".join(f" {c} " if is_chinese(c) else c for c in out)
    if not lower:
        return text
    text = "".join(c for c in unicodedata.normalize("NFD", text)
                   if unicodedata.category(c) != "Mn")
    return "".join(c.lower() for c in text)


def words(text):
    word = ""
    for char in text:
        if is_white(char) or is_sign(char):
            if word:
                yield word
            word = ""
            if is_sign(char):
                yield char
        else:
            word += char
    if word:
        yield word


def pieces(word, vocab, unknown):
    if len(word) > MOST_CHARACTERS:
        return [unknown]
    ids, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            name = ("##" if start else "") + word[start:end]
            if name in vocab:
                ids.append(vocab[name])
                start = end
                break
        else:
            return [unknown]
    return ids


def split_added(text, added):
    """Pairs of a text and None, or None and an id: leftmost, then longest."""
    start = i = 0
    while i < len(text):
        found = max((n for n in added if text.startswith(n, i)), key=len,
                    default=None)
        if found is None:
            i += 1
            continue
        yield text[start:i], None
        yield None, added[found]
        i += len(found)
        start = i
    yield text[start:], None


class Model:
    def __init__(self, folder):
        spec = json.loads((folder / "tokenizer.json").read_text())
        self.vocab = spec["model"]["vocab"]
        self.added = {t["content"]: t["id"] for t in spec["added_tokens"]}
        self.unknown = self.vocab[spec["model"]["unk_token"]]
        self.lower = spec["normalizer"]["lowercase"]
        names = set(self.vocab) | set(self.added)
        self.cut = MOST_TOKENS * int(numpy.median([len(n) for n in names]))
        self.most = (spec["truncation"] or {}).get("max_length")
        config = json.loads((folder / "config.json").read_text())
        self.normalize = config.get("normalize", False)
        self.read_tensors((folder / "model.safetensors").read_bytes())

    def read_tensors(self, data):
        (size,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8:8 + size])
        found = {}
        for name, info in header.items():
            if name == "__metadata__":
                continue
            begin, end = info["data_offsets"]
            raw = data[8 + size + begin:8 + size + end]
            if info["dtype"] == "BF16":
                bits = numpy.frombuffer(raw, "<u2").astype("<u4") << 16
                values = bits.view("<f4")
            else:
                code = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "I8": "i1",
                        "I32": "<i4"}[info["dtype"]]
                values = numpy.frombuffer(raw, code)
            found[name] = values.reshape(info["shape"]).astype("f8")
        self.matrix = found["embeddings"]
        self.weights = found.get("weights")
        self.mapping = found.get("mapping")

    def ids(self, text):
        ids = []
        for part, token in split_added(text[:self.cut], self.added):
            if part is None:
                ids.append(token)
                continue
            for word in words(normalize(part, self.lower)):
                ids += pieces(word, self.vocab, self.unknown)
        ids = [i for i in ids[:self.most] if i != self.unknown]
        return ids[:MOST_TOKENS]

    def vector(self, ids):
        if not ids:
            return None
        rows = ids if self.mapping is None else self.mapping[ids].astype(int)
        found = self.matrix[rows]
        if self.weights is not None:
            found = found * self.weights[ids][:, None]
        mean = found.mean(axis=0)
        return mean / (numpy.linalg.norm(mean) + 1e-32) \
            if self.normalize else mean


def check(model, lines):
    n = bad = 0
    for line in lines:
        record = json.loads(line)
        n += 1
        ids = model.ids(record["text"])
        want, got = model.vector(ids), record["embedding"]
        if isinstance(got, str):
            got = numpy.frombuffer(base64.b64decode(got), "<f4")
        if want is None or got is None:
            good = want is None and got is None
        else:
            got = numpy.array(got, "f8")
            size = max(1.0, numpy.abs(want).max())
            good = got.shape == want.shape and bool(
                (numpy.abs(got - want) <= CLOSE * size).all())
        count = record["embed"].get("tokens", len(ids))
        if not good or count != len(ids):
            bad += 1
            print(f"{record['id']}: {record['text'][:60]!a}: {len(ids)} tokens",
                  file=sys.stderr)
    print(f"{n} texts, {bad} differ")
    return bad == 0 and n > 0


def main():
    what, *args = sys.argv[1:]
    if what == "make":
        make(pathlib.Path(args[0]), *args[1:])
    elif what == "large":
        names = dict.fromkeys([*sys.stdin.read().split("\n")[:-1], "<mark>"])
        make(pathlib.Path(args[0]), args[1], None, int(args[2]), list(names))
    elif what == "texts":
        for i, text in enumerate(texts()):
            print(json.dumps({"id": i, "text": text}))
    elif what == "ids":
        model = Model(pathlib.Path(args[0]))
        for line in sys.stdin:
            print(json.dumps(model.ids(json.loads(line)["text"])))
    elif what == "check":
        sys.exit(0 if check(Model(pathlib.Path(args[0])), sys.stdin) else 1)
    else:
        sys.exit(__doc__)


main()
