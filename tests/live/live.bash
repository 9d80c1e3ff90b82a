# shellcheck shell=bash
# A real llama.cpp server for a bats file: live_start in setup_file, live_or_skip
# in setup, live_stop in teardown_file; load ../bin/fetch before. `make live`
# puts it there (tests/live/setup).

LIVE=${LMOB_LIVE:-$BATS_TEST_DIRNAME/../../build/live}

# live_or_skip: skips the test where there is no server, and says why.
live_or_skip() {
	[[ ! ${LMOB_QUICK:-} ]] || skip 'not in a quick run'
	[[ -x $LIVE/server ]] || skip 'no server in build/live: make live'
}

# live_start [OPTION...]: starts it, if it is there; sets LIVE_URL and LIVE_PID.
live_start() {
	local port i
	# In setup_file, skip is a failure to this bats.
	[[ ! ${LMOB_QUICK:-} && -x $LIVE/server ]] || return 0
	port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	"$LIVE/server" -m "$(realpath "$LIVE/tiny.gguf")" --host 127.0.0.1 --port "$port" -t 2 \
		--embeddings -np 8 -b 4096 -ub 4096 -c 4096 --no-ui "$@" \
		>"$BATS_FILE_TMPDIR/server.log" 2>&1 3>&- </dev/null &
	export LIVE_PID=$! LIVE_URL=http://127.0.0.1:$port
	for ((i = 0; i < 300; i++)); do
		if fetch "$LIVE_URL/health" >/dev/null; then
			return
		fi
		kill -0 "$LIVE_PID" 2>/dev/null || break
		sleep 0.1
	done
	tail -n 5 "$BATS_FILE_TMPDIR/server.log"
	return 1
}

live_stop() {
	if [[ ${LIVE_PID:-} ]]; then
		kill "$LIVE_PID"
	fi
}
