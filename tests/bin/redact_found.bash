# shellcheck shell=bash
# What the bats files of lmob-redact's detectors share; after helpers.

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
