"""Checksums of numbers, from their public definitions, as plainly as can be.

Each takes the number without separators, letters as capitals.
"""
import hashlib
import re

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def ints(digits):
    return [int(c) for c in digits]


def weighted(digits, weights):
    return sum(int(d) * w for d, w in zip(digits, weights))


def same(digits):
    return len(set(digits)) == 1


def day(yy, month, dd):
    """Any year of two digits: the 29th of February may be."""
    month, dd = int(month), int(dd)
    return 1 <= month <= 12 and 1 <= dd <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]


def ymd(s):
    return day(s[:2], s[2:4], s[4:6])


def dmy(s):
    return day(s[4:6], s[2:4], s[:2])


def luhn(s):
    return sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(s))) % 10 == 0


def mod_11_10(s):
    product = 10
    for c in s[:-1]:
        product = ((int(c) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(s[-1])


def verhoeff(s):
    """In the dihedral group of order 10: a and b are rotations below 5."""
    def multiply(a, b):
        if a < 5:
            return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
        return 5 + (a - b) % 5 if b < 5 else (a - b) % 5
    permutation, total = list(range(10)), 0
    for c in reversed(s):
        total = multiply(total, permutation[int(c)])
        permutation = [[1, 5, 7, 6, 2, 8, 3, 0, 9, 4][p] for p in permutation]
    return total == 0


def iban(s):
    return int("".join(str(int(c, 36)) for c in s[4:] + s[:4])) % 97 == 1


def us_ssn(s):
    return s[:3] not in ("000", "666") and s[0] != "9" and s[3:5] != "00" and s[5:] != "0000"


def us_itin(s):
    group = int(s[3:5])
    return s[0] == "9" and (50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99)


def aba(s):
    return weighted(s, [3, 7, 1] * 3) % 10 == 0 and (int(s[:2]) <= 12 or 21 <= int(s[:2]) <= 32
                                                    or 61 <= int(s[:2]) <= 72 or s[:2] == "80")


def us_npi(s):
    return s[0] in "12" and luhn("80840" + s)


def us_dea(s):
    n = ints(s[2:])
    return (n[0] + n[2] + n[4] + 2 * (n[1] + n[3] + n[5])) % 10 == n[6]


MBI = "[1-9]{c}[0-9{c}][0-9]{c}[0-9{c}][0-9]{c}{c}[0-9][0-9]"


def us_mbi(s):
    letter = "AC-HJKMNP-RT-Y"
    return re.fullmatch(MBI.replace("[0-9{c}]", f"[0-9{letter}]").replace("{c}", f"[{letter}]"), s) is not None


def ca_sin(s):
    return s[0] not in "08" and luhn(s)


def br_cpf(s):
    def check(n):
        return weighted(s, range(n + 1, 1, -1)) * 10 % 11 % 10
    return not same(s) and check(9) == int(s[9]) and check(10) == int(s[10])


def br_cnpj(s):
    """Since 2026 also with letters, which count as their ASCII code less 48."""
    def check(n):
        weights = [(n - 1 - i) % 8 + 2 for i in range(n)]
        rest = sum((ord(c) - 48) * w for c, w in zip(s, weights)) % 11
        return 0 if rest < 2 else 11 - rest
    return not same(s) and s[12:].isdigit() and check(12) == int(s[12]) and check(13) == int(s[13])


def uk_nhs(s):
    check = 11 - weighted(s, range(10, 1, -1)) % 11
    return check % 11 == int(s[9]) and check != 10


def uk_nino(s):
    return re.fullmatch("(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][0-9]{6}[A-D]", s) is not None


def uk_utr(s):
    return "21987654321"[weighted(s[1:], [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] == s[0]


def uk_driver(s):
    match = re.fullmatch("(?:[A-Z]{1,5}9{0,4})([0-9])([0156][0-9])([0-3][0-9])([0-9])[A-Z9]{2}[0-9A-Z][A-Z]{2}", s)
    return len(s) == 16 and match is not None and day("00", int(match[2]) % 50, match[3])


def ie_pps(s):
    total = weighted(s, range(8, 1, -1))
    if len(s) == 9:
        total += 9 * (0 if s[8] == "W" else ord(s[8]) - 64)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == s[7]


def de_tax_id_old(s):
    """Before the digits had to repeat as below."""
    return s[0] != "0" and mod_11_10(s)


def de_tax_id(s):
    counts = sorted(s[:10].count(c) for c in set(s[:10]))
    return de_tax_id_old(s) and counts[-1] in (2, 3) and counts[:-1].count(2) + counts[:-1].count(3) == 0


def mrz(s):
    """ICAO 9303: weights 7, 3, 1."""
    return sum(int(c, 36) * [7, 3, 1][i % 3] for i, c in enumerate(s[:-1])) % 10 == int(s[-1])


def de_social(s):
    digits = s[:8] + "%02d" % (ord(s[8]) - 64) + s[9:11]
    weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]
    return dmy("%02d" % (int(s[2:4]) % 50) + s[4:8]) and sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, weights)) % 10 == int(s[11])


def de_health(s):
    digits = "%02d" % (ord(s[0]) - 64) + s[1:9]
    return sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(digits)) % 10 == int(s[9])


def de_lanr(s):
    return (10 - weighted(s, [4, 9] * 3) % 10) % 10 == int(s[6])


def at_social(s):
    return s[0] != "0" and dmy(s[4:]) and weighted(s[:3] + s[4:], [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11 == int(s[3])


def fr_nir(s):
    body = s[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(s[13:])


def fr_nir_free(s):
    return s[0] in "12" and 1 <= int(s[3:5]) <= 12 and fr_nir(s)


def fr_tax_id(s):
    return s[0] in "0123" and int(s[:10]) % 511 == int(s[10:])


def be_national(s):
    return any(97 - int(head + s[:9]) % 97 == int(s[9:]) for head in ("", "2"))


def nl_bsn(s):
    return weighted(s.zfill(9), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0 and not same(s)


def lu_national(s):
    return day("00", s[4:6], s[6:8]) and luhn(s[:12]) and verhoeff(s[:11] + s[12])


def es_dni(s):
    number = s[:-1].translate(str.maketrans("XYZKLM", "012000"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == s[-1]


def es_cif(s):
    n = ints(s[1:8])
    check = -(sum(n[1::2]) + sum(sum(divmod(2 * d, 10)) for d in n[::2])) % 10
    return s[0] in "ABCDEFGHJNPQRSUVW" and s[8] in (str(check), "JABCDEFGHI"[check])


def es_social(s):
    body = int(s[:10]) if int(s[2:10]) >= 10000000 else int(s[:2]) * 10000000 + int(s[2:10])
    return body % 97 == int(s[10:])


def pt_nif(s):
    check = 11 - weighted(s, range(9, 1, -1)) % 11
    return s[0] in "1235689" and (0 if check > 9 else check) == int(s[8])


ODD = dict(zip("0123456789" + CAPITALS, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18,
                                         20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))


def it_fiscal_code(s):
    total = sum(ODD[c] if i % 2 == 0 else int(c) if c.isdigit() else ord(c) - 65 for i, c in enumerate(s[:15]))
    return CAPITALS[total % 26] == s[15]


def gr_afm(s):
    return not same(s) and weighted(s, [2 ** (8 - i) for i in range(8)]) % 11 % 10 == int(s[8])


def se_person(s):
    if len(s) == 12 and s[:2] not in ("18", "19", "20"):
        return False
    s = s[-10:]
    return day(s[:2], s[2:4], str(int(s[4:6]) % 60 or 99)) and luhn(s)


def se_person_free(s):
    """No date and time: of a year past, with a clock's four digits."""
    return se_person(s) and (s[-10:-8] > "30" if len(s) == 10 else s[0] == "1") and not (s[-4:-2] < "24" and s[-2] < "6")


def fi_hetu(s):
    return dmy(s[:6]) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(s[:6] + s[-4:-1]) % 31] == s[-1]


def pl_pesel(s):
    month = int(s[2:4]) % 20
    return day(s[:2], month, s[4:6]) and weighted(s, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0


def pl_nip(s):
    return weighted(s, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == int(s[9])


def cz_birth(s):
    month = int(s[2:4]) % 50
    return day(s[:2], month - 20 if month > 20 else month, s[4:6]) and int(s) % 11 == 0


def cz_birth_free(s):
    """No number with a year behind a slash."""
    return cz_birth(s) and s[6:8] not in ("19", "20")


def hu_tax_id(s):
    return s[0] == "8" and weighted(s, range(1, 10)) % 11 == int(s[9])


def ro_cnp(s):
    return s[0] in "12345678" and ymd(s[1:7]) and weighted(s, ints("279146358279")) % 11 % 10 == int(s[12]) - (
        weighted(s, ints("279146358279")) % 11 == 10)


def bg_egn(s):
    month = int(s[2:4])
    return day(s[:2], month - 40 if month > 40 else month - 20 if month > 20 else month, s[4:6]) and \
        weighted(s, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == int(s[9])


def si_emso(s):
    check = 11 - weighted(s, [7, 6, 5, 4, 3, 2] * 2) % 11
    return day("00", s[2:4], s[:2]) and (0 if check == 11 else check) == int(s[12])


def si_tax_id(s):
    check = 11 - weighted(s, range(8, 1, -1)) % 11
    return s[0] != "0" and (0 if check == 10 else check) == int(s[7])


def ee_lt(s):
    rest = weighted(s, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
    if rest == 10:
        rest = weighted(s, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10
    return s[0] in "123456" and ymd(s[1:7]) and rest == int(s[10])


def lv_person(s):
    return dmy(s[:6]) and s[6] in "012" and (1101 - weighted(s, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 % 10 == int(s[10])


def tr_id(s):
    n = ints(s)
    return n[0] != 0 and (7 * sum(n[0:9:2]) - sum(n[1:8:2])) % 10 == n[9] and sum(n[:10]) % 10 == n[10]


def za_id(s):
    return ymd(s[:6]) and s[10] in "012" and luhn(s)


def in_aadhaar(s):
    return s[0] in "23456789" and verhoeff(s)


def in_pan(s):
    return re.fullmatch("[A-Z]{3}[ABCEFGHJLPT][A-Z][0-9]{4}[A-Z]", s) is not None


def in_gstin(s):
    return re.fullmatch("[0-3][0-9][A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]", s) is not None and s[:2] != "00"


def cn_id(s):
    return day("00", s[10:12], s[12:14]) and s[6:8] in ("18", "19", "20") and \
        sum((10 if c == "X" else int(c)) * 2 ** (17 - i) for i, c in enumerate(s)) % 11 == 1


def kr_rrn(s):
    return ymd(s[:6]) and s[6] in "12345678"


def kr_brn(s):
    return (weighted(s, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + int(s[8]) * 5 // 10 + int(s[9])) % 10 == 0


def th_id(s):
    provinces = "979987766"[int(s[1]) - 1] if s[1] != "0" else ""
    return s[0] in "12345678" and s[2] <= provinces and (11 - weighted(s, range(13, 1, -1)) % 11) % 10 == int(s[12])


def sg_nric(s):
    total = weighted(s[1:8], [2, 7, 6, 5, 4, 3, 2]) + {"T": 4, "G": 4, "M": 3}.get(s[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "KLJNPQRTUWX"}
    at = 10 - total % 11 if s[0] == "M" else total % 11
    return s[0] in letters and letters[s[0]][at] == s[8]


def sg_uen(s):
    """Of businesses: 8 digits and a letter."""
    return "XMKECAWLJDB"[weighted(s, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] == s[8]


def sg_uen_other(s):
    """Of other entities: R, S or T, two digits of a year, a type, 4 digits."""
    letters = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
    total = sum(letters.index(x) * w for x, w in zip(s, [4, 3, 5, 3, 10, 2, 2, 5, 7]))
    return s[0] in "RST" and letters[(total - 5) % 11] == s[9]


def au_tfn(s):
    return weighted(s, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0 and not same(s)


def au_abn(s):
    n = ints(s)
    return s[0] != "0" and (weighted(s, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0 and n[0] > 0


def au_acn(s):
    return (10 - weighted(s, range(8, 0, -1)) % 10) % 10 == int(s[8])


def au_medicare(s):
    return s[0] in "23456" and weighted(s, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == int(s[8]) and s[9] != "0"


def base58(s, n):
    value = 0
    for c in s:
        if c not in BASE58:
            return None
        value = value * 58 + BASE58.index(c)
    return value.to_bytes(n, "big") if value < 256 ** n else None


def sha256d(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def base58check(s):
    data = base58(s, 25)
    ones, zeros = len(s) - len(s.lstrip("1")), len(data or b"") - len((data or b"").lstrip(b"\0"))
    return data is not None and ones == zeros and sha256d(data[:21])[:4] == data[21:]


def bech32(s):
    s = s.lower()
    head, _, tail = s.rpartition("1")
    if not head or len(tail) < 6 or any(c not in BECH32 for c in tail):
        return False
    values = [ord(c) >> 5 for c in head] + [0] + [ord(c) & 31 for c in head] + [BECH32.index(c) for c in tail]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1ffffff) << 5 ^ value
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            check ^= g if top >> i & 1 else 0
    return check in (1, 0x2bc830a3)


def keccak256(data):
    """Keccak[512] with the padding from before FIPS 202."""
    mask = (1 << 64) - 1

    def rotate(x, n):
        n %= 64
        return (x << n | x >> 64 - n) & mask
    state = [[0] * 5 for _ in range(5)]
    padded = bytearray(data + b"\1" + b"\0" * (135 - len(data) % 136))
    padded[-1] |= 0x80
    for at in range(0, len(padded), 136):
        for i in range(17):
            state[i % 5][i // 5] ^= int.from_bytes(padded[at + 8 * i:at + 8 * i + 8], "little")
        shift = 1
        for _ in range(24):
            columns = [state[x][0] ^ state[x][1] ^ state[x][2] ^ state[x][3] ^ state[x][4] for x in range(5)]
            for x in range(5):
                d = columns[x - 1] ^ rotate(columns[(x + 1) % 5], 1)
                state[x] = [lane ^ d for lane in state[x]]
            x, y, moved = 1, 0, state[1][0]
            for t in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                moved, state[x][y] = state[x][y], rotate(moved, (t + 1) * (t + 2) // 2)
            for y in range(5):
                row = [state[x][y] for x in range(5)]
                for x in range(5):
                    state[x][y] = row[x] ^ (~row[(x + 1) % 5] & mask & row[(x + 2) % 5])
            for j in range(7):
                if shift & 1:
                    state[0][0] ^= 1 << (1 << j) - 1
                shift = shift << 1 ^ (0x171 if shift & 0x80 else 0)
    return b"".join(state[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


def eip55(s):
    """The digits after 0x, in their case."""
    digest = keccak256(s.lower().encode()).hex()
    return all(c.isdigit() or c.isupper() == (int(d, 16) >= 8) for c, d in zip(s, digest))


def monero(s):
    sizes = {2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}
    data = b""
    for at in range(0, len(s), 11):
        block = s[at:at + 11]
        part = base58(block, sizes[len(block)]) if len(block) in sizes else None
        if part is None:
            return False
        data += part
    return keccak256(data[:-4])[:4] == data[-4:]
