#!/usr/bin/env bats
# lmob-redact: what the detectors of addresses and keys find and what they leave,
# and what all of them do together. Numbers are in redact_numbers.bats.

load helpers
load redact_found

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
		a!b#c$d+f~i@example.com
		"joe doe"@example.com
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
		'{"t":"<[EMAIL]>, ([EMAIL]) [EMAIL]. mailto:[EMAIL]?subject=a"}'
	redacts '{"t":"x@y.example;z@y.example,w@y.example\nhttp://h/?m=x@y.example&n=1"}' \
		'{"t":"[EMAIL];[EMAIL],[EMAIL]\nhttp://h/?m=[EMAIL]&n=1"}'
	redacts '{"t":"x@y.example-- x@y.example-foo x@y.example_1 x@y.example/z x@y.example:25"}' \
		'{"t":"[EMAIL]-- [EMAIL]-foo [EMAIL]_1 [EMAIL]/z [EMAIL]:25"}'
	redacts '{"t":"“x@y.example” «x@y.example» x@y.example… x@y.example–z，x@y.example。谢谢 ...x@y.example"}' \
		'{"t":"“[EMAIL]” «[EMAIL]» [EMAIL]… [EMAIL]–z，[EMAIL]。谢谢 ...[EMAIL]"}'
	redacts '{"t":"x@y.example😀 ✉️x@y.example→ \ud800x@y.example\ud800"}' \
		'{"t":"[EMAIL]😀 ✉️[EMAIL]→ \ud800[EMAIL]\ud800"}'
	redacts '{"t":"x@y.example@z.example"}' '{"t":"[EMAIL]"}'
	redacts '{"t":"|x@y.example|y@z.example|"}' '{"t":"|[EMAIL]|[EMAIL]|"}'
	keeps '{"t":"ssh git@host.example:a/b.git"}'
}

@test "e-mail: what is none" {
	left --detect email <<-'END'
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
		x@1.2.3
		a@b@c
		x@example.12
	END
}

@test "private keys of every PEM kind, from BEGIN to END" {
	local kind data=MIIE+/0123456789abcdefghijklmnopq
	for kind in 'PRIVATE KEY' 'RSA PRIVATE KEY' 'EC PRIVATE KEY' 'DSA PRIVATE KEY' \
		'ENCRYPTED PRIVATE KEY' 'OPENSSH PRIVATE KEY' 'PGP PRIVATE KEY BLOCK' \
		'ED25519 PRIVATE KEY' 'X25519 PRIVATE KEY'; do
		redacts "{\"t\":\"key:\\n-----BEGIN $kind-----\\n$data\\r\\nxx==\\n-----END $kind-----\\nend\"}" \
			'{"t":"key:\n[PRIVATE_KEY]\nend"}'
		redacts "{\"t\":\"-----BEGIN $kind-----MIIE\"}" '{"t":"[PRIVATE_KEY]"}' # cut short
		redacts "{\"t\":\"-----BEGIN $kind-----\\n$data\\nThat was it.\"}" '{"t":"[PRIVATE_KEY]\nThat was it."}'
		redacts "{\"-----BEGIN $kind-----$data-----END $kind-----\":1}" '{"[PRIVATE_KEY]":1}' --deny none
	done
	redacts "{\"t\":\"------BEGIN PRIVATE KEY-----$data-----END PRIVATE KEY------\"}" \
		'{"t":"-[PRIVATE_KEY]-"}'
	redacts "{\"t\":\"a-----BEGIN PRIVATE KEY-----x@y.example 4111111111111111$data-----END PRIVATE KEY-----b-----BEGIN EC PRIVATE KEY-----c\"}" \
		'{"t":"a[PRIVATE_KEY]b[PRIVATE_KEY]"}'
}

@test "private keys over the elements of an array, and to its end" {
	local line='"MIIEowIBAAKCAQEA0123456789abcdef"'
	redacts "{\"k\":[1,\"a\",\"-----BEGIN RSA PRIVATE KEY-----\",$line,\"abcd==\",\"-----END RSA PRIVATE KEY-----\",\"b\",$line]}" \
		"{\"k\":[1,\"a\",\"[PRIVATE_KEY]\",\"[PRIVATE_KEY]\",\"[PRIVATE_KEY]\",\"[PRIVATE_KEY]\",\"b\",$line]}"
	redacts "[[\"-----BEGIN PRIVATE KEY-----\",$line],[$line],$line]" \
		"[[\"[PRIVATE_KEY]\",\"[PRIVATE_KEY]\"],[$line],$line]"
	redacts "{\"a\":\"-----BEGIN PRIVATE KEY-----\",\"b\":$line}" "{\"a\":\"[PRIVATE_KEY]\",\"b\":$line}"
}

@test "PEM that is no private key stays" {
	left --deny none <<-'END'
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
	redacts '{"t":"4111111111111111@card.example"}' '{"t":"[EMAIL]"}'
	redacts '{"t":"DE89370400440532013000@bank.example"}' '{"t":"[EMAIL]"}'
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
