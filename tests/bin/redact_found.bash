# shellcheck shell=bash
# What the bats files of lmob-redact's detectors share; after helpers.

# quoted TEXT: lines of standard input as JSON, the line itself where TEXT has &.
quoted() {
	sed "s/\\\\/\\\\\\\\/g; s/\"/\\\\\"/g; s/.*/$1/"
}

# found KIND [OPTION...]: each line of standard input is found as a whole, within
# a text, as a value and as a name.
found() {
	quoted '{"t":"see &, yes","u":"&","&":1}' >in
	sed "s/.*/{\"t\":\"see [${1^^}], yes\",\"u\":\"[${1^^}]\",\"[${1^^}]\":1}/" in >want
	ok lmob-redact "${@:2}" in
	same out want
	[[ -s in ]]
}

# found_by WORD KIND: so it is behind that word, or as the value of such a name;
# without one it is left.
found_by() {
	quoted "{\"t\":\"$1 &, yes\",\"$1\":\"&\",\"x\":\"&\"}" >in
	sed "s/.*\"x\":/{\"t\":\"$1 [${2^^}], yes\",\"$1\":\"[${2^^}]\",\"x\":/" in >want
	ok lmob-redact in
	same out want
	[[ -s in ]]
}

# left [OPTION...]: nothing is found in any line of standard input.
left() {
	quoted '{"t":"see &, yes","u":"&","&":1}' >in
	ok lmob-redact "$@" in
	same out in
	[[ -s in ]]
}
