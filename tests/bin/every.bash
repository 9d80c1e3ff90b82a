# shellcheck shell=bash
# For the tests of what every program does: `load every` after the helpers.
# lmob-route is met there with what it cannot do without, a manifest, and jobs
# that it rejects are no finding; lmob-schemacheck with a schema that takes all,
# and passes every record with its verdict.

setup() {
	local bin=$BATS_FILE_TMPDIR/bin
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	mkdir -p "$bin"
	cat >"$bin/lmob-route" <<-END
		#!/bin/sh
		export LMOB_MANIFEST="\${LMOB_MANIFEST-$FIXTURES/manifest.jsonc}"
		exec "$LMOB_BIN/lmob-route" --allow-rejected "\$@"
	END
	echo true >"$bin/every.json"
	cat >"$bin/lmob-schemacheck" <<-END
		#!/bin/sh
		exec "$LMOB_BIN/lmob-schemacheck" --schema "$bin/every.json" --annotate "\$@"
	END
	chmod a+x "$bin/lmob-route" "$bin/lmob-schemacheck"
	export PATH=$bin:$PATH
}
