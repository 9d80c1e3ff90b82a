# shellcheck shell=bash
# What the bats files of lmob-route share, after the helpers.

export NOW=2026-05-05T21:00:00Z # a Tuesday, 23:00 in Berlin

# A file with a setup of its own begins it with this one.
begin() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	export LMOB_NOW=$NOW
}

setup() {
	begin
}

# held [MEMBERS]: a manifest that holds task a, and a file of jobs.
held() {
	manifest '{"id": "h", "task": "a", "lane": "hold"}' "${1-}"
	printf '{"id":%d,"task":"a","text":"in court"}\n' 1 2 3 >jobs.jsonl
}

# manifest ROUTES [MEMBERS]: the file m.jsonc, with models, endpoints, queues,
# hours and flags for the routes to name, and with these members.
manifest() {
	{
		echo '{"version": "1", "trust_record_tokens": true'
		cat <<-'END'
			,"models": {
			  "small": {"kind": "generation", "endpoint": "gpu", "tasks": ["a", "b"]},
			  "spread": {"kind": "generation", "endpoint": ["gpu", "mac"], "tasks": ["a"]},
			  "ending": {"kind": "generation", "endpoint": "gpu", "tasks": ["a"], "expires": "2026-06-01"},
			  "hosted-1": {"kind": "generation", "endpoint": "hosted", "tasks": ["a", "b"]},
			  "hosted-2": {"kind": "generation", "endpoint": "hosted", "tasks": ["a"]}}
			,"endpoints": {
			  "gpu": {"url": "http://127.0.0.1:1", "api": "ollama", "lane": "local", "host": "linux"},
			  "mac": {"url": "http://127.0.0.1:2", "api": "ollama", "lane": "local", "host": "mac"},
			  "hosted": {"url": "http://127.0.0.1:3", "api": "openai", "lane": "managed"}}
			,"queues": {
			  "short": {"host": "linux", "workers": 1, "max_prompt_tokens": 50},
			  "long": {"host": "mac", "workers": 1}}
			,"business_hours": {"days": "mon-fri", "from": "09:00", "to": "18:00", "timezone": "Europe/Berlin"}
			,"risk_flags": {"legal": ["our lawyer", "court"], "outage": ["all down"], "brought": []}
		END
		echo ",\"routes\": [$1]"
		echo "${2:+,$2}}"
	} >m.jsonc
	export LMOB_MANIFEST=m.jsonc
}

# route RECORD [OPTION...]: its member route is in the file got; what came with
# it in out and err.
route() {
	printf '%s\n' "$1" >in
	lmob-route --allow-rejected "${@:2}" in >out 2>err || {
		cat err
		return 1
	}
	jq -c .route out >got
}

# says RECORD REASON [OPTION...]: routed in silence, and why.
says() {
	route "$1" "${@:3}" || return
	if [[ -s err || $(jq -r '.lane + ": " + .reason' got) != "$2" ]]; then
		cat err got
		return 1
	fi
}

# passes RECORD RULE BECAUSE: the rule was passed over.
passes() {
	route "$1" || return
	[[ $(jq -r --arg rule "$2" '.passed_over[] | select(.rule == $rule).because' got) == "$3" ]] || {
		cat got
		return 1
	}
}

# blames PLACE GLOB [OPTION...]: the manifest is refused for what stands there.
blames() {
	fails 2 "lmob-route: m.jsonc:$1: $2" lmob-route --check-manifest "${@:3}"
	[[ ! -s out ]] || return
	fails 2 "lmob-route: m.jsonc:$1: $2" lmob-route "${@:3}" /dev/null
}
