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
		5019717010103742
		6759649826438453
		2201382000000013
	END
	found_by card card <<-'END'
		4222222222222
		6205500000000000004
	END
}

@test "card: every issuer and length" {
	{
		cards 4 16
		cards 51 16
		cards 55 16
		cards 2221 16
		cards 2720 16
		cards 34 15
		cards 37 15
		cards 6011 16
		cards 644 16
		cards 65 16
		cards 300 14
		cards 305 14
		cards 36 14
		cards 38 14
		cards 3528 16
		cards 3589 16
		cards 62 16
		cards 5018 12 13 16 19
		cards 6304 12 16 19
		cards 6763 13 16
		cards 2200 16
		cards 5085 16
		cards 9792 16
	} >numbers
	found card <numbers
}

@test "card: rare lengths, by a word" {
	{
		cards 4 13 19
		cards 6011 19
		cards 65 19
		cards 300 16
		cards 36 19
		cards 3528 19
		cards 62 17 18 19
	} >numbers
	local word
	for word in card 'Visa card' debitCard; do
		found_by "$word" card <numbers
	done
}

@test "card: in groups, by space, hyphen and no-break space" {
	found card <<-'END'
		4111 1111 1111 1111
		4111-1111-1111-1111
		3782 822463 10005
		3782-822463-10005
		4111 1111-1111 1111
		4111.1111.1111.1111
	END
	found_by card card <<<'411111 1111 111111'
	redacts '{"t":"card:4111111111111111. (4111111111111111) 2x 4111111111111111 €4111111111111111"}' \
		'{"t":"card:[CARD]. ([CARD]) 2x [CARD] €[CARD]"}'
	redacts '{"t":"4111 1111 1111 1111 12/27 123"}' '{"t":"[CARD] 12/27 123"}'
	redacts '{"t":"4111111111111111 5555555555554444"}' '{"t":"[CARD] [CARD]"}'
	redacts '{"t":"4111111111111111, 5555555555554444;378282246310005"}' '{"t":"[CARD], [CARD];[CARD]"}'
	redacts '{"t":"cards 4111111111111111/5555555555554444"}' '{"t":"cards [CARD]/[CARD]"}'
}

@test "card: one digit off, no issuer, too long, part of a word" {
	left <<-'END'
		4111111111111112
		4111 1111 1111 1101
		378282246310006
		411111111111111
		41111111111111111
		4111  1111 1111 1111
		4111.1111 1111.1111
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

# ibans: random ones of each country and form of its account numbers (n: digits, a:
# letters, c: either), by int() % 97.
ibans() {
	"$PYTHON" - <<-'END'
		import random, re
		random.seed(97)
		forms = """AD 8n12c AT 16n BE 12n BG 4a6n8c BR 23n1a1c CH 5n12c CY 8n16c CZ 20n DE 18n DK 14n EE 16n
		           ES 20n FI 14n FR 10n11c2n GB 4a14n GR 7n16c HR 17n HU 24n IE 4a14n IS 22n IT 1a10n12c KZ 3n13c
		           LI 5n12c LT 16n LU 3n13c LV 4a13c MC 10n11c2n MT 4a5n18c NL 4a10n NO 11n PL 24n PT 21n RO 4a16c
		           RS 18n SE 20n SI 15n SK 20n TR 6n16c QA 4a21c VG 4a16n""".split()
		letters, digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
		alphabets = {"n": digits, "a": letters, "c": 8 * digits + letters}
		for country, form in zip(forms[::2], forms[1::2]):
		    for _ in range(3):
		        body = "".join(random.choice(alphabets[kind]) for n, kind in re.findall("([0-9]+)([nac])", form)
		                       for _ in range(int(n)))
		        number = int("".join(str(int(c, 36)) for c in body + country + "00"))
		        print(country + "%02d" % (98 - number % 97) + body)
	END
}

@test "IBAN: a random one of many countries, plain and in groups, also small letters" {
	ibans >numbers
	found iban <numbers
	sed 's/..../& /g; s/ $//' numbers | found iban
	sed 's/..../&-/g; s/-$//' numbers | found iban
	grep -E '^[A-Z]{2}[0-9]*$' numbers | tr '[:upper:]' '[:lower:]' | found iban
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
		'{"t":"IBAN:[IBAN], ([IBAN]) 1"}'
	redacts '{"t":"DE89 3704 0044 0532 0130 00 4111 1111 1111 1111"}' \
		'{"t":"[IBAN] [CARD]"}'
}

@test "card: of ten last digits, one is right" {
	"$PYTHON" - >in <<-'END'
		for head in ("411111111111111", "37828224631000", "555555555555444", "601111111111111", "3056930902590",
		             "353011133330000", "620000000000000", "675964982643845"):
		    for digit in range(10):
		        print('{"%s":"%s%d"}' % (head[:4], head, digit))
	END
	ok lmob-redact in
	[[ $(grep -c "\[[A-Z]*\]" out) == 8 ]]
	[[ $(grep "\[[A-Z]*\]" out | sort -u | wc -l) == 8 ]]
}

@test "IBAN: of a hundred check digits, those that int() % 97 says" {
	"$PYTHON" - <<-'END'
		with open("in", "w") as lines, open("want", "w") as want:
		    for country, body in (("DE", "370400440532013000"), ("GB", "NWBK60161331926819"), ("NO", "86011117947")):
		        for check in range(100):
		            iban = "%s%02d%s" % (country, check, body)
		            right = int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
		            lines.write('{"i":"%s"}\n' % iban)
		            want.write('{"i":"%s"}\n' % ("[IBAN]" if right else iban))
	END
	ok lmob-redact --detect iban in
	same out want
	[[ $(grep -c "\[[A-Z]*\]" out) -ge 3 ]]
}
