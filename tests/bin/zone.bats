#!/usr/bin/env bats
# The module zone, judged by Python's zoneinfo.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	"$PYTHON" -c 'import zoneinfo; zoneinfo.ZoneInfo("UTC")' 2>/dev/null ||
		skip "$PYTHON has no zoneinfo"
}

# judge EACH [ZONE...]
judge() {
	"$PYTHON" "$ORACLES/zone_oracle.py" "$@" >expected
	"${LMOB_BUILD:-$ROOT/build/release}/tests/test_zone" --oracle <expected
}

@test "local times from 1970 to 2100, both sides of every change: as zoneinfo's" {
	local each=1
	if [[ ${LMOB_QUICK:-} ]]; then
		each=20
	fi
	judge $each
}

@test "files without a table after today, whose rules say all: as zoneinfo's" {
	local source=/usr/share/zoneinfo/tzdata.zi
	[[ -e $source ]] && command -v zic >/dev/null || skip 'no zic, or no source of the zones'
	zic -b slim -d slim "$source"
	export TZDIR=$PWD/slim PYTHONTZPATH=$PWD/slim
	judge 1 Europe/Berlin America/New_York Australia/Lord_Howe Africa/Casablanca \
		Europe/Dublin America/Nuuk Asia/Gaza America/Santiago Pacific/Apia \
		Antarctica/Troll Asia/Kolkata UTC
}
