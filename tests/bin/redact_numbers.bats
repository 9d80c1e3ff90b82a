#!/usr/bin/env bats
# lmob-redact: card numbers and IBANs. They are made by independent Python: Luhn
# by digits, mod 97 by int().

load helpers
load redact_found

# cards PREFIX LENGTH...: random numbers with a right last digit.
cards() {
	"$PYTHON" - "$@" <<-'END'
		import random, sys
		random.seed(" ".join(sys.argv))
		def luhn(digits):
		    total = 0
		    for i, d in enumerate(reversed(digits)):
		        d = int(d) * (2 if i % 2 else 1)
		        total += d // 10 + d % 10
		    return total % 10 == 0
		prefix = sys.argv[1]
		for length in sys.argv[2:]:
		    for _ in range(5):
		        body = prefix + "".join(random.choice("0123456789") for _ in range(int(length) - len(prefix) - 1))
		        print(next(body + d for d in "0123456789" if luhn(body + d)))
	END
}

@test "card: the networks' own test numbers" {
	found card <<-'END'
		4111111111111111
		4012888888881881
		4222222222222
		4242424242424242
		4000056655665556
		5555555555554444
		5105105105105100
		5200828282828210
		2223003122003222
		2720990000000007
		378282246310005
		371449635398431
		378734493671000
		6011111111111117
		6011000990139424
		6011981111111113
		30569309025904
		38520000023237
		36227206271667
		3530111333300000
		3566002020360505
		6200000000000005
		6205500000000000004
		5019717010103742
		6759649826438453
		2201382000000013
	END
}

@test "card: every issuer and length" {
	{
		cards 4 13 16 19
		cards 51 16
		cards 55 16
		cards 2221 16
		cards 2720 16
		cards 34 15
		cards 37 15
		cards 6011 16 19
		cards 644 16
		cards 65 16 19
		cards 300 14 16
		cards 305 14
		cards 36 14 19
		cards 38 14
		cards 3528 16 19
		cards 3589 16
		cards 62 16 17 18 19
		cards 5018 12 13 16 19
		cards 6304 12 16 19
		cards 6763 13 16
		cards 2200 16
		cards 508 16
		cards 9792 16
	} >numbers
	found card <numbers
}

@test "card: in groups, by space, hyphen and no-break space" {
	found card <<-'END'
		4111 1111 1111 1111
		4111-1111-1111-1111
		3782 822463 10005
		3782-822463-10005
		4111 1111-1111 1111
		411111 1111 111111
		4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1
	END
	redacts '{"t":"card:4111111111111111. (4111111111111111) 2x 4111111111111111 €4111111111111111"}' \
		'{"t":"card:[REDACTED:card]. ([REDACTED:card]) 2x [REDACTED:card] €[REDACTED:card]"}'
	redacts '{"t":"4111 1111 1111 1111 12/27 123"}' '{"t":"[REDACTED:card] 12/27 123"}'
	redacts '{"t":"4111111111111111 5555555555554444"}' '{"t":"[REDACTED:card] [REDACTED:card]"}'
	redacts '{"t":"4111111111111111/5555555555554444"}' '{"t":"[REDACTED:card]/[REDACTED:card]"}'
}

@test "card: one digit off, no issuer, too long, part of a word" {
	left <<-'END'
		4111111111111112
		4111 1111 1111 1101
		378282246310006
		411111111111111
		41111111111111111
		4111  1111 1111 1111
		4111.1111.1111.1111
		x4111111111111111
		4111111111111111x
		_4111111111111111
		0000000000000000
		1111111111111117
		7000000000000005
		9111111111111113
		79927398713
		14111111111111111
		123e4567-e89b-12d3-a456-426614174000
		2026-05-05 12:30:45.123456789
	END
}

@test "IBAN: examples of the registry" {
	found iban <<-'END'
		AD1200012030200359100100
		AE070331234567890123456
		AL47212110090000000235698741
		AT611904300234573201
		BE68539007547034
		BR1800360305000010009795493C1
		CH9300762011623852957
		CZ6508000000192000145399
		DE89370400440532013000
		DK5000400440116243
		EE382200221020145685
		ES9121000418450200051332
		FI2112345600000785
		FR1420041010050500013M02606
		GB29NWBK60161331926819
		GI75NWBK000000007099453
		GR1601101250000000012300695
		HU42117730161111101800000000
		IE29AIBK93115212345678
		IL620108000000099999999
		IT60X0542811101000000123456
		LC55HEMM000100010012001200023015
		LT121000011101001000
		LU280019400644750000
		MT84MALT011000012345MTLCAST001S
		NL91ABNA0417164300
		NO9386011117947
		PL61109010140000071219812874
		PT50000201231234567890154
		SA0380000000608010167519
		SE4550000000058398257466
		SI56263300012039086
		SM86U0322509800000000270100
		TR330006100519786457841326
		UA213223130000026007233566001
		XK051212012345678906
	END
}

# ibans: a random one for each country and length, by int() % 97.
ibans() {
	"$PYTHON" - <<-'END'
		import random
		random.seed(97)
		lengths = {"AD": 24, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24,
		           "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27,
		           "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "KZ": 20, "LI": 21, "LT": 20,
		           "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
		           "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "QA": 29, "VG": 24}
		alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		for country, n in lengths.items():
		    for letters in (False, True):
		        body = "".join(random.choice(alphabet if letters else alphabet[:10]) for _ in range(n - 4))
		        number = int("".join(str(int(c, 36)) for c in body + country + "00"))
		        print(country + "%02d" % (98 - number % 97) + body)
	END
}

@test "IBAN: a random one of many countries, plain and in groups, also small letters" {
	ibans >numbers
	found iban <numbers
	sed 's/..../& /g; s/ $//' numbers | found iban
	sed 's/..../&-/g; s/-$//' numbers | found iban
	tr '[:upper:]' '[:lower:]' <numbers | found iban
}

@test "IBAN: a wrong digit, country, length, neighbour" {
	"$PYTHON" - >lines <<-'END'
		good = "DE89370400440532013000"
		for i, c in enumerate(good):
		    if c.isdigit():
		        print(good[:i] + str((int(c) + 1) % 10) + good[i + 1:])
		print(good[:-1])
		print(good + "1")
		print(good[:-2] + good[-1] + "x")
		print("X" + good)
		print("1" + good)
		print("_" + good)
		print(good + "_")
		print("XX" + good[2:])
		print("ZZ56AAAAAAAAAAAAAAAA")
		print("DE 89370400440532013000")
		print("DE89  370400440532013000")
	END
	# A card number may remain in one: that is found as such.
	lmob-redact --check --detect card <(sed 's/.*/"&"/' lines) 2>err || true
	left <lines
	redacts '{"t":"IBAN:DE89370400440532013000, (DE89 3704 0044 0532 0130 00) 1"}' \
		'{"t":"IBAN:[REDACTED:iban], ([REDACTED:iban]) 1"}'
	redacts '{"t":"DE89 3704 0044 0532 0130 00 4111 1111 1111 1111"}' \
		'{"t":"[REDACTED:iban] [REDACTED:card]"}'
}

@test "card: of ten last digits, one is right" {
	"$PYTHON" - >in <<-'END'
		for head in ("411111111111111", "37828224631000", "555555555555444", "601111111111111", "3056930902590",
		             "353011133330000", "620000000000000", "675964982643845"):
		    for digit in range(10):
		        print('{"%s":"%s%d"}' % (head[:4], head, digit))
	END
	ok lmob-redact in
	[[ $(grep -c REDACTED out) == 8 ]]
	[[ $(grep REDACTED out | sort -u | wc -l) == 8 ]]
}

@test "IBAN: of a hundred check digits, those that int() % 97 says" {
	"$PYTHON" - <<-'END'
		with open("in", "w") as lines, open("want", "w") as want:
		    for country, body in (("DE", "370400440532013000"), ("GB", "NWBK60161331926819"), ("NO", "86011117947")):
		        for check in range(100):
		            iban = "%s%02d%s" % (country, check, body)
		            right = int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
		            lines.write('{"i":"%s"}\n' % iban)
		            want.write('{"i":"%s"}\n' % ("[REDACTED:iban]" if right else iban))
	END
	ok lmob-redact --detect iban in
	same out want
	[[ $(grep -c REDACTED out) -ge 3 ]]
}
