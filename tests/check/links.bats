#!/usr/bin/env bats
# A program links what its deps file names, and nothing else. (A word too few is an
# error of the linker; one too many leaves no trace, as it links as needed.)

# What every program may have: libc in its parts (whether libm is called depends on
# the compiler's mood), its loader, the compiler's own, sanitizers.
own='^(lib(c|m|pthread|rt|dl|resolv)|ld-linux.*|libgcc_s|lib(a|ub|t)san|libclang_rt.*)$'

word_of() {
	case $1 in
	libz) echo zlib ;;
	libopenblas*) echo cblas ;;
	libpcre2-8) echo pcre2 ;;
	*) echo "${1#lib}" ;;
	esac
}

# The libraries that stand in the executable itself, as words of a deps file.
linked() {
	local so
	while read -r so; do
		so=${so%%.so*}
		[[ $so =~ $own ]] || word_of "$so"
	done < <(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p') | sort
}

named() {
	sed 's/#.*//' "$1" | tr -s ' \t' '\n' | grep -vE '^(m|pthread|)$' | sort
}

setup() {
	command -v readelf >/dev/null || skip "no readelf"
	cd "$LMOB_ROOT" || return
}

@test "each program links just what its deps file names" {
	local p bad=0
	for p in bin/*/deps; do
		p=$(basename "${p%/deps}")
		diff <(named "bin/$p/deps") <(linked "$LMOB_BIN/lmob-$p") ||
			{ echo "$p: < deps, > linked" && bad=1; }
	done
	[ "$bad" -eq 0 ]
}
