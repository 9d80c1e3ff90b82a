#!/usr/bin/env bats
# lmob-redact: what the detectors find and what they leave. The numbers are
# made by independent Python: Luhn by digits, mod 97 by int().

load helpers

# found KIND: each line of standard input is found as a whole, within a text.
found() {
	sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/{"t":"see &, yes","u":"&","&":1}/' >in
	sed "s/.*/{\"t\":\"see [REDACTED:$1], yes\",\"u\":\"[REDACTED:$1]\",\"[REDACTED:$1]\":1}/" in >want
	ok lmob-redact in
	same out want
	[[ -s in ]]
}

# left: nothing is found in any line of standard input.
left() {
	sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/{"t":"see &, yes","u":"&","&":1}/' >in
	ok lmob-redact in
	same out in
	[[ -s in ]]
}

@test "e-mail: addresses" {
	found email <<-'END'
		a@b.co
		x@example.com
		first.last@example.co.uk
		first+tag@sub.sub.example.org
		o'neil@example.ie
		x_y-z@ex-ample.museum
		1234@example.com
		UPPER@EXAMPLE.COM
		x@xn--bcher-kva.example
		x@example.xn--p1ai
		müller@example.de
		info@bücher.example
		用户@例子.广告
		user%example.com@example.org
		a!b#c$d*e^f`g|h~i@example.com
		"joe doe"@example.com
		x@1.2.example
	END
}

@test "e-mail: a long local part, a long domain" {
	"$PYTHON" - >lines <<-'END'
		print("a" * 64 + "@example.com")
		print("a" * 300 + "@example.com")
		print("a@" + ".".join(["b" * 60] * 4) + ".com")
	END
	found email <lines
}

@test "e-mail: what stands around it stays" {
	redacts '{"t":"<x@y.example>, (x@y.example) x@y.example. mailto:x@y.example?subject=a"}' \
		'{"t":"<[REDACTED:email]>, ([REDACTED:email]) [REDACTED:email]. mailto:[REDACTED:email]?subject=a"}'
	redacts '{"t":"x@y.example;z@y.example,w@y.example\nhttp://h/?m=x@y.example&n=1"}' \
		'{"t":"[REDACTED:email];[REDACTED:email],[REDACTED:email]\nhttp://h/?m=[REDACTED:email]&n=1"}'
	redacts '{"t":"x@y.example-- x@y.example-foo x@y.example_1 x@y.example/z x@y.example:25"}' \
		'{"t":"[REDACTED:email]-- [REDACTED:email]-foo [REDACTED:email]_1 [REDACTED:email]/z [REDACTED:email]:25"}'
	redacts '{"t":"“x@y.example” «x@y.example» x@y.example… x@y.example–z，x@y.example。谢谢 ...x@y.example"}' \
		'{"t":"“[REDACTED:email]” «[REDACTED:email]» [REDACTED:email]… [REDACTED:email]–z，[REDACTED:email]。谢谢 ...[REDACTED:email]"}'
	redacts '{"t":"x@y.example😀 ✉️x@y.example→ \ud800x@y.example\ud800"}' \
		'{"t":"[REDACTED:email]😀 ✉️[REDACTED:email]→ \ud800[REDACTED:email]\ud800"}'
	redacts '{"t":"x@y.example@z.example"}' '{"t":"[REDACTED:email]"}'
	redacts '{"t":"ssh git@host.example:a/b.git"}' '{"t":"ssh [REDACTED:email]:a/b.git"}'
}

@test "e-mail: what is none" {
	left <<-'END'
		@
		a@b
		@example.com
		x@
		x@.com
		x@example
		x@example.c
		x @example.com
		x.@example.com
		x@-example.com
		x@example..com
		x@127.0.0.1
		6.80.23@beta66
		npm i @scope/package@1.2.3
		@media (min-width: 3px)
		me at example dot com
		a@b@c
		x@example.12
	END
}

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

@test "private keys of every PEM kind, from BEGIN to END" {
	local kind
	for kind in 'PRIVATE KEY' 'RSA PRIVATE KEY' 'EC PRIVATE KEY' 'DSA PRIVATE KEY' \
		'ENCRYPTED PRIVATE KEY' 'OPENSSH PRIVATE KEY' 'PGP PRIVATE KEY BLOCK' \
		'ED25519 PRIVATE KEY' 'X25519 PRIVATE KEY'; do
		redacts "{\"t\":\"key:\\n-----BEGIN $kind-----\\nMIIE+/=\\r\\nxx\\n-----END $kind-----\\nend\"}" \
			'{"t":"key:\n[REDACTED:private_key]\nend"}'
		redacts "{\"t\":\"-----BEGIN $kind-----MIIE\"}" '{"t":"[REDACTED:private_key]"}' # cut short
		redacts "{\"-----BEGIN $kind-----MIIE-----END $kind-----\":1}" '{"[REDACTED:private_key]":1}'
	done
	redacts '{"t":"------BEGIN PRIVATE KEY-----a-----END PRIVATE KEY------"}' \
		'{"t":"-[REDACTED:private_key]-"}'
	redacts '{"t":"a-----BEGIN PRIVATE KEY-----x@y.example 4111111111111111-----END PRIVATE KEY-----b-----BEGIN EC PRIVATE KEY-----c"}' \
		'{"t":"a[REDACTED:private_key]b[REDACTED:private_key]"}'
}

@test "PEM that is no private key stays" {
	left <<-'END'
		-----BEGIN CERTIFICATE-----MIIE-----END CERTIFICATE-----
		-----BEGIN PUBLIC KEY-----MIIE-----END PUBLIC KEY-----
		-----BEGIN RSA PUBLIC KEY-----
		-----BEGIN CERTIFICATE REQUEST-----
		-----BEGIN PGP MESSAGE-----
		-----END PRIVATE KEY-----
		---BEGIN PRIVATE KEY---
		-----begin private key-----
		BEGIN PRIVATE KEY
		-----BEGIN PRIVATE KEY
		----------
	END
}

@test "findings that overlap are one, and none of them is left" {
	redacts '{"t":"4111111111111111@card.example"}' '{"t":"[REDACTED:email]"}'
	redacts '{"t":"DE89370400440532013000@bank.example"}' '{"t":"[REDACTED:email]"}'
	# Groups that are a card number in more than one way.
	"$PYTHON" - >in <<-'END'
		import random
		random.seed(7)
		def luhn(t):
		    return sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(t))) % 10 == 0
		def fill(head, n, tail=""):
		    while True:
		        t = head + "".join(random.choice("0123456789") for _ in range(n - len(head) - len(tail))) + tail
		        if luhn(t):
		            return t
		# a: 2 + 13 + 4 digits; the 13 in it are a card; b begins with the last 4.
		for _ in range(400):
		    visa = fill("4", 13)
		    a = fill("50" + visa, 19)
		    b = fill(a[-4:], 19) if a[-4] in "56" else None
		    text = " ".join([a[:2], visa, a[-4:]])
		    if b:
		        rest = b[4:]
		        text += " " + " ".join(rest[i:i + 1] for i in range(15))
		    print('{"t":"%s"}' % text)
	END
	ok lmob-redact in
	cp out once
	fails 0 'CLEAN 400 records' lmob-redact --check once
}

@test "much of the same takes no more than linear time" {
	"$PYTHON" - <<-'END'
		import json
		for i, text in enumerate(["@", "a@", "a@b.", '"@', "-----BEGIN ", "-----BEGIN PRIVATE KEY-----",
		        "4 ", "41111111 ", "DE8", "DE89 ", "x@y.example", "[", '"', '["', "{", "a.", "-", "\ud800",
		        "ä", "ä@", "-----END ", "a-", "x@y.a-"]):
		    with open(f"in{i}", "w") as out:
		        out.write(json.dumps({"t": text * (1000000 // len(text))}) + "\n")
		        out.write(json.dumps({"t": "[" + json.dumps(text * (1000000 // len(text))) + "]"}) + "\n")
	END
	for f in in*; do
		rc=0
		timeout 20 lmob-redact -j1 "$f" >out 2>err || rc=$?
		[[ $rc == 0 ]] || { cut -c1-80 "$f" && echo "status $rc" && false; }
	done
}
