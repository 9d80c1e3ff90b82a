"""Numbers of people, companies and money: how they are made and written, their
checks, and the words beside them.

An Id is found wherever it is written in one of its free forms, and in its other
forms right behind one of its words. A form is written with # for each character
of the number, and what stands between them.
"""
import random
import re

import checks as c

DIGITS = "0123456789"
CAPITALS = c.CAPITALS


def digits(rng, n, first=DIGITS):
    return rng.choice(first) + "".join(rng.choice(DIGITS) for _ in range(n - 1)) if n else ""


def some(rng, alphabet, n):
    return "".join(rng.choice(alphabet) for _ in range(n))


def written(rng, value, form):
    """A number in a form: _ is one separator throughout."""
    space, out, at = rng.choice(" -"), "", 0
    for mark in form:
        out += value[at] if mark == "#" else space if mark == "_" else mark
        at += mark == "#"
    assert at == len(value), (value, form)
    return out


def ymd(rng):
    return "%02d%02d%02d" % (rng.randrange(40, 99), rng.randint(1, 12), rng.randint(1, 28))


def dmy(rng):
    return "%02d%02d%02d" % (rng.randint(1, 28), rng.randint(1, 12), rng.randrange(40, 99))


def char_class(chars):
    """[0-9], [A-Z] or both; a letter that is always there is itself."""
    chars = set(chars)
    if len(chars) == 1 and not chars & set(DIGITS):
        return chars.pop()
    return "[" + "0-9" * bool(chars & set(DIGITS)) + "A-Z" * bool(chars & set(CAPITALS)) + "]"


class Id:
    """draw: random characters, of which check passes some."""

    def __init__(self, kind, draw, check, free="", beside="", words=(), loose=None):
        self.kind, self.draw, self.proof, self.loose = kind, draw, check, loose or check
        self.free, self.beside, self.words = free.split(), beside.split(), words
        rng = random.Random(0)
        self.classes = [char_class(column) for column in zip(*[draw(rng) for _ in range(100)])] 

    def check(self, value, proof=None):
        try:
            return (proof or self.proof)(value)
        except (ValueError, IndexError, KeyError):
            return False

    def make(self, rng):
        while True:
            value = self.draw(rng)
            if self.check(value) and len(set(value)) > 3:
                return value

    def forms(self):
        return [(form, False) for form in self.free] + [(form, True) for form in self.beside]

    def pattern(self, form):
        """Of a form: one separator throughout, at _."""
        return form_pattern(form, self.classes)


def form_pattern(form, classes):
    out, at = "", 0
    for mark in form:
        if mark == "_":
            out += "(?P=s)" if "(?P<s>" in out else "(?P<s>[ -])"
        else:
            out += classes[at] if mark == "#" else re.escape(mark)
            at += mark == "#"
    return out


def bare(text):
    return re.sub("[-\u2010-\u2013 \u00a0\u2009\u202f./]", "", text).upper()


def of(n, first=DIGITS):
    return lambda rng: digits(rng, n, first)


# The numbers of networks that are in wide use: how they begin, and lengths.
CARDS = [("4", (16,)), ("51", (16,)), ("55", (16,)), ("2221", (16,)), ("2720", (16,)), ("34", (15,)),
         ("37", (15,)), ("6011", (16,)), ("65", (16,)), ("36", (14,)), ("3528", (16,)), ("3589", (16,)), ("62", (16,))]
# The same written in the groups of cards of their length.
CARD_GROUPS = {14: "####_######_####", 15: "####_######_#####", 16: "####_####_####_####"}


# Those that only a word beside them tells from an id.
LONG_CARDS = [("4", (13, 19)), ("62", (17, 18, 19)), ("5018", (12, 13, 14)), ("65", (19,))]


def make_card(rng, cards=CARDS):
    head, lengths = rng.choice(cards)
    body = head + digits(rng, rng.choice(lengths) - len(head) - 1)
    return next(body + d for d in DIGITS if c.luhn(body + d))


PPS = "ABCDEFGHIJKLMNOPQRSTUVW"
IDS = [
    Id("us_ssn", lambda r: "%03d%02d%04d" % (r.randint(1, 899), r.randint(1, 99), r.randint(1, 9999)), c.us_ssn,
       "###-##-####", "###_##_#### #########", ["SSN", "social security number"]),
    Id("us_itin", of(9, "9"), c.us_itin, "###-##-####", "###_##_#### #########", ["ITIN"]),
    Id("us_npi", of(10, "12"), c.us_npi, "", "##########", ["NPI", "National Provider Identifier"]),
    Id("us_dea", lambda r: some(r, "ABFM", 1) + some(r, CAPITALS, 1) + digits(r, 7), c.us_dea, "", "#########",
       ["DEA number", "DEA"]),
    Id("us_mbi", lambda r: "".join(r.choice(s) for s in ["123456789", *("ACDEFGHJKMNPQRTUVWXY",) * 2, DIGITS] +
                                   ["ACDEFGHJKMNPQRTUVWXY"] * 2 + [DIGITS] + ["ACDEFGHJKMNPQRTUVWXY"] * 2 +
                                   [DIGITS] * 2), c.us_mbi, "########### ####-###-####", "", ["MBI"]),
    Id("ca_sin", of(9, "1234567"), c.ca_sin, "", "######### ###_###_###", ["SIN number", "social insurance number"]),
    Id("br_cpf", of(11), c.br_cpf, "###.###.###-##", "###########", ["CPF"]),
    Id("br_cnpj", of(14), c.br_cnpj, "##.###.###/####-##", "##############", ["CNPJ"]),
    Id("br_cnpj", lambda r: some(r, DIGITS, 1) + some(r, DIGITS + CAPITALS, 11) + digits(r, 2), c.br_cnpj,
       "##.###.###/####-##"),
    Id("uk_nhs", of(10, "4679"), c.uk_nhs, "", "########## ###_###_####", ["NHS number", "NHS no"]),
    Id("uk_nino", lambda r: some(r, CAPITALS, 2) + digits(r, 6) + some(r, "ABCD", 1), c.uk_nino,
       "######### ##_##_##_##_#", "", ["NINO", "National Insurance number"]),
    Id("uk_utr", of(10), c.uk_utr, "", "########## #####_#####", ["UTR", "Unique Taxpayer Reference"]),
    Id("uk_driver_license", lambda r: some(r, CAPITALS, 5) + digits(r, 1) + "%02d%02d" % (
        r.randint(1, 12) + r.choice([0, 50]), r.randint(1, 28)) + digits(r, 1) + some(r, CAPITALS, 2) + digits(r, 1) +
       some(r, CAPITALS, 2), c.uk_driver, "################"),
    Id("ie_pps", lambda r: digits(r, 7) + some(r, PPS, 1), c.ie_pps, "", "########", ["PPS number", "PPSN"]),
    Id("ie_pps", lambda r: digits(r, 7) + some(r, PPS, 1) + some(r, "ABW", 1), c.ie_pps, "", "#########", ["PPSN"]),
    Id("de_tax_id", of(11, "123456789"), c.de_tax_id, "", "########### ##_###_###_###",
       ["Steuer-ID", "IdNr", "Steueridentifikationsnummer"], c.de_tax_id_old),
    Id("de_vat_id", lambda r: "DE" + digits(r, 9, "123456789"), lambda s: c.mod_11_10(s[2:]), "########### ##_#########"),
    Id("de_id_card", lambda r: some(r, "CFGHJKLMNPRTVWXYZ", 1) + digits(r, 1) +
       some(r, "0123456789CFGHJKLMNPRTVWXYZ", 7) + digits(r, 1), c.mrz, "", "##########",
       ["Personalausweis", "Ausweisnummer"]),
    Id("de_social_security", lambda r: "%02d" % r.choice([2, 3, 8, 10, 12, 15, 20, 50, 65]) + dmy(r) +
       some(r, CAPITALS, 1) + digits(r, 3), c.de_social, "############ ##_######_#_###"),
    Id("de_health_insurance", lambda r: some(r, CAPITALS, 1) + digits(r, 9), c.de_health, "", "##########",
       ["KVNR", "Versichertennummer"]),
    Id("de_physician", lambda r: digits(r, 7) + "%02d" % r.randint(1, 69), c.de_lanr, "", "#########", ["LANR"],
       lambda s: len(s) == 9),
    Id("at_social_security", lambda r: digits(r, 4, "123456789") + dmy(r), c.at_social, "", "########## ####_######",
       ["SVNR", "Sozialversicherungsnummer"]),
    Id("fr_nir", lambda r: some(r, "12", 1) + "%02d%02d%02d" % (r.randint(40, 99), r.randint(1, 12), r.randint(1, 95)) +
       "%03d%03d" % (r.randint(1, 500), r.randint(1, 500)) + digits(r, 2), c.fr_nir_free,
       "############### #_##_##_##_###_###_##", loose=c.fr_nir),
    Id("fr_tax_id", of(13, "0123"), c.fr_tax_id, "##_##_###_###_###", "#############", ["numéro fiscal"]),
    Id("be_national_number", lambda r: ymd(r) + "%03d" % r.randint(1, 997) + digits(r, 2), c.be_national,
       "##.##.##-###.##", "###########", ["rijksregisternummer", "numéro national"]),
    Id("nl_bsn", of(9, "123456789"), c.nl_bsn, "", "#########", ["BSN"]),
    Id("lu_national_id", lambda r: "%d%02d%02d" % (r.randint(1940, 2020), r.randint(1, 12), r.randint(1, 28)) +
       digits(r, 5), c.lu_national, "", "#############", ["matricule"]),
    Id("es_nif", lambda r: digits(r, 8) + some(r, CAPITALS, 1), c.es_dni, "######### ########-#"),
    Id("es_nif", lambda r: some(r, "XYZ", 1) + digits(r, 7) + some(r, CAPITALS, 1), c.es_dni, "######### #-#######-#"),
    Id("es_nif", lambda r: some(r, "ABEH", 1) + digits(r, 8), c.es_cif, "", "#########", ["CIF", "NIF"]),
    Id("es_social_security", lambda r: "%02d" % r.randint(1, 50) + digits(r, 10), c.es_social, "", "############",
       ["NUSS", "número de la seguridad social"]),
    Id("pt_nif", of(9, "1235"), c.pt_nif, "", "#########", ["NIF", "contribuinte"]),
    Id("pt_nif", lambda r: "PT" + digits(r, 9, "1235"), lambda s: c.pt_nif(s[2:]), "###########"),
    Id("it_fiscal_code", lambda r: some(r, "BCDFGLMNPRSTV", 6) + digits(r, 2) + some(r, "ABCDEHLMPRST", 1) +
       "%02d" % r.randint(1, 28) + some(r, "ABCDEFGHIL", 1) + digits(r, 3) + some(r, CAPITALS, 1), c.it_fiscal_code,
       "################"),
    Id("it_vat", lambda r: digits(r, 7) + "0" + some(r, "0123456789", 3), c.luhn, "", "###########", ["Partita IVA"]),
    Id("it_vat", lambda r: "IT" + digits(r, 7) + "0" + some(r, "0123456789", 3), lambda s: c.luhn(s[2:]), "#############"),
    Id("gr_amka", lambda r: dmy(r) + digits(r, 5), c.luhn, "", "###########", ["AMKA", "ΑΜΚΑ"]),
    Id("gr_afm", lambda r: "0" + digits(r, 8), c.gr_afm, "", "#########", ["AFM", "ΑΦΜ"]),
    Id("gr_afm", lambda r: "EL" + digits(r, 9), lambda s: c.gr_afm(s[2:]), "###########"),
    Id("se_personal_number", lambda r: ymd(r) + digits(r, 4), c.se_person, "", "########## ######-####",
       ["personnummer"]),
    Id("se_personal_number", lambda r: ymd(r) + digits(r, 4), c.se_person_free, "######-####"),
    Id("se_personal_number", lambda r: "19" + ymd(r) + digits(r, 4), c.se_person, "", "############ ########-####",
       ["personnummer"]),
    Id("se_personal_number", lambda r: "19" + ymd(r) + digits(r, 4), c.se_person_free, "########-####"),
    Id("se_organisation", lambda r: "55" + digits(r, 1, "6789") + digits(r, 7), c.luhn, "", "########## ######-####",
       ["organisationsnummer", "orgnr"]),
    Id("fi_hetu", lambda r: dmy(r) + "A%03d" % r.randint(2, 899) + some(r, "0123456789ABCDEFHJKLMNPRSTUVWXY", 1), c.fi_hetu,
       "###########"),
    Id("fi_hetu", lambda r: dmy(r) + "%03d" % r.randint(2, 899) + some(r, "0123456789ABCDEFHJKLMNPRSTUVWXY", 1), c.fi_hetu,
       "", "######-####", ["HETU", "henkilötunnus"]),
    Id("pl_pesel", lambda r: ymd(r) + digits(r, 5), c.pl_pesel, "", "###########", ["PESEL"]),
    Id("pl_nip", of(10, "123456789"), c.pl_nip, "", "########## ###-###-##-##", ["NIP"]),
    Id("pl_nip", lambda r: "PL" + digits(r, 10, "123456789"), lambda s: c.pl_nip(s[2:]), "############"),
    Id("cz_birth_number", lambda r: "%02d%02d%02d" % (r.randint(54, 99), r.randint(1, 12) + r.choice([0, 50]),
                                                      r.randint(1, 28)) + digits(r, 4), c.cz_birth, "", "########## ######/####", ["rodné číslo"]),
    Id("cz_birth_number", lambda r: "%02d%02d%02d" % (r.randint(54, 99), r.randint(1, 12) + r.choice([0, 50]),
                                                      r.randint(1, 28)) + digits(r, 4), c.cz_birth_free, "######/####"),
    Id("hu_tax_id", of(10, "8"), c.hu_tax_id, "", "##########", ["adóazonosító"]),
    Id("ro_cnp", lambda r: some(r, "1256", 1) + ymd(r) + "%02d" % r.randint(1, 46) + digits(r, 4), c.ro_cnp, "",
       "#############", ["CNP", "cod numeric personal"]),
    Id("bg_egn", lambda r: ymd(r) + digits(r, 4), c.bg_egn, "", "##########", ["ЕГН", "EGN"]),
    Id("si_emso", lambda r: "%02d%02d9%02d" % (r.randint(1, 28), r.randint(1, 12), r.randint(40, 99)) + "50" + digits(r, 4),
       c.si_emso, "", "#############", ["EMŠO", "JMBG"]),
    Id("si_tax_id", of(8, "123456789"), c.si_tax_id, "", "########", ["davčna številka"]),
    Id("si_tax_id", lambda r: "SI" + digits(r, 8, "123456789"), lambda s: c.si_tax_id(s[2:]), "##########"),
    Id("ee_lt_personal_code", lambda r: some(r, "3456", 1) + ymd(r) + digits(r, 4), c.ee_lt, "", "###########",
       ["isikukood", "asmens kodas"]),
    Id("lv_personal_code", lambda r: dmy(r) + some(r, "12", 1) + digits(r, 4), c.lv_person, "######-#####", "###########",
       ["personas kods"]),
    Id("tr_national_id", of(11, "123456789"), c.tr_id, "", "###########", ["TC Kimlik No", "TCKN"]),
    Id("za_id", lambda r: ymd(r) + digits(r, 4) + "0" + digits(r, 2, "89"), c.za_id, "", "############# ######_####_###",
       ["South African ID", "SA ID number"]),
    Id("ng_nin", of(11, "123456789"), lambda s: True, "", "###########", ["NIN", "National Identification Number"]),
    Id("in_aadhaar", of(12, "23456789"), c.in_aadhaar, "", "############ ####_####_####", ["Aadhaar", "UIDAI"]),
    Id("in_pan", lambda r: some(r, CAPITALS, 3) + some(r, "PCHABT", 1) + some(r, CAPITALS, 1) + digits(r, 4) +
       some(r, CAPITALS, 1), c.in_pan, "##########"),
    Id("in_gstin", lambda r: "%02d" % r.randint(1, 37) + some(r, CAPITALS, 3) + some(r, "PCHABT", 1) +
       some(r, CAPITALS, 1) + digits(r, 4) + some(r, CAPITALS, 1) + digits(r, 1, "123456789") + "Z" + digits(r, 1),
       c.in_gstin, "###############"),
    Id("cn_id", lambda r: some(r, ["110101", "310104", "440301", "510107"], 1) +
       "%d%02d%02d" % (r.randint(1940, 2015), r.randint(1, 12), r.randint(1, 28)) + digits(r, 3) +
       some(r, "0123456789X", 1), c.cn_id, "##################"),
    Id("kr_rrn", lambda r: ymd(r) + some(r, "1234", 1) + digits(r, 6), c.kr_rrn, "######-#######", "#############",
       ["주민등록번호", "RRN"], lambda s: c.ymd(s[:6])),
    Id("kr_brn", lambda r: digits(r, 3, "123456") + digits(r, 2, "123456789") + digits(r, 5), c.kr_brn, "",
       "###-##-##### ##########", ["사업자등록번호", "business registration number"]),
    Id("th_national_id", of(13, "12345678"), c.th_id, "#_####_#####_##_#", "#############", ["Thai ID", "บัตรประชาชน"]),
    Id("sg_nric", lambda r: some(r, "STFGM", 1) + digits(r, 7) + some(r, CAPITALS, 1), c.sg_nric, "#########"),
    Id("sg_uen", lambda r: digits(r, 8) + some(r, CAPITALS, 1), c.sg_uen, "", "#########", ["UEN"]),
    Id("sg_uen", lambda r: some(r, "ST", 1) + digits(r, 2) + r.choice(["LL", "FC", "PF", "RF"]) + digits(r, 4) +
       some(r, "ABCDEFGHJKL", 1), c.sg_uen_other, "##########"),
    Id("au_tfn", of(9, "123456789"), c.au_tfn, "", "######### ###_###_###", ["TFN", "Tax File Number"]),
    Id("au_abn", of(11, "123456789"), c.au_abn, "##_###_###_###", "###########", ["ABN"]),
    Id("au_acn", of(9), c.au_acn, "", "######### ###_###_###", ["ACN"]),
    Id("au_medicare", of(10, "23456"), c.au_medicare, "", "########## ####_#####_#", ["Medicare"]),
    Id("aba_routing", lambda r: some(r, ["01", "02", "06", "11", "12", "21", "26", "32", "31"], 1) + digits(r, 7), c.aba, "",
       "#########", ["routing number", "ABA number", "RTN"]),
    Id("passport", lambda r: some(r, CAPITALS, 1) + digits(r, 8), lambda s: True, "", "#########",
       ["passport number", "Passport No"]),
    Id("passport", of(9, "123456789"), lambda s: True, "", "#########", ["passport number"]),
    Id("driver_license", lambda r: some(r, CAPITALS, 1) + digits(r, 7), lambda s: True, "", "########",
       ["driver's license", "driving licence number"]),
]

IDS += [Id("card", lambda r, n=n: make_card(r, [(head, (n,)) for head, lengths in LONG_CARDS if n in lengths]), c.luhn, "",
           "#" * n + (" ####_####_####_####_###" if n == 19 else ""), ["card number", "credit card", "Visa"])
        for n in (13, 19)]

IBANS = {"DE": "dddddddddddddddddd", "GB": "AAAAdddddddddddddd", "FR": "ddddddddddxxxxxxxxxxxdd", "NL": "AAAAdddddddddd",
         "ES": "dddddddddddddddddddd", "IT": "Addddddddddxxxxxxxxxxxx", "BE": "dddddddddddd", "NO": "ddddddddddd",
         "CH": "dddddxxxxxxxxxxxx", "PL": "dddddddddddddddddddddddd", "AT": "dddddddddddddddd", "SE": "dddddddddddddddddddd",
         "MT": "AAAAdddddxxxxxxxxxxxxxxxxxx", "TR": "ddddddxxxxxxxxxxxxxxxx", "FI": "dddddddddddddd",
         "SA": "ddxxxxxxxxxxxxxxxxxx", "RO": "AAAAxxxxxxxxxxxxxxxx", "LC": "AAAAxxxxxxxxxxxxxxxxxxxxxxxx"}


def make_iban(rng):
    country = rng.choice(sorted(IBANS))
    body = "".join(rng.choice({"d": DIGITS, "A": CAPITALS, "x": DIGITS + CAPITALS}[k]) for k in IBANS[country])
    number = int("".join(str(int(x, 36)) for x in body + country + "00"))
    return country + "%02d" % (98 - number % 97) + body


def write_iban(rng, value):
    return rng.choice([value, " ".join(value[i:i + 4] for i in range(0, len(value), 4))])


def is_iban(value):
    value = bare(value)
    form = IBANS.get(value[:2])
    if form is None:
        return re.fullmatch("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", value) is not None and c.iban(value)
    regex = "".join({"d": "[0-9]", "A": "[A-Z]", "x": "[0-9A-Z]"}[k] for k in form)
    return re.fullmatch(f"{value[:2]}[0-9][0-9]{regex}", value) is not None and c.iban(value)


def is_card(value):
    value = bare(value)
    return value.isascii() and value.isdigit() and 12 <= len(value) <= 19 and c.luhn(value)


def write_card(rng, value):
    form = CARD_GROUPS[len(value)]
    return written(rng, value, rng.choice([form, form, form.replace("_", "")]))
