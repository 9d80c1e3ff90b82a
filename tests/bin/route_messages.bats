#!/usr/bin/env bats
# What lmob-route reads of messages: in which members of them risks are looked
# for, under which escapes, and what it says of a part that is no text.

load helpers
load route

setup() {
	begin
	manifest '{"id": "risk", "task": "a", "any_flag": ["legal"], "lane": "hold"},
		{"id": "r", "task": "a", "lane": "local", "model": "small"}'
}

# raises MESSAGES PATH: "legal", at this path below .messages.
raises() {
	route "{\"task\": \"a\", \"messages\": $1}"
	if [[ $(jq -r '[.rule] + (.flags[] | [.flag, .path]) | join(" ")' got) != "risk legal .messages$2" ]]; then
		cat got
		return 1
	fi
}

# rests MESSAGES: no flag, which is known.
rests() {
	route "{\"task\": \"a\", \"messages\": $1}"
	[[ $(jq -c '[.rule, .flags]' got) == '["r",[]]' ]] || {
		cat got
		return 1
	}
}

# hides MESSAGES: nobody can tell whether there is a risk.
hides() {
	says "{\"task\": \"a\", \"messages\": $1}" 'hold: held at rule risk: a part of a message is no text, its risks are unknown'
	says "{\"task\": \"a\", \"flags\": [], \"messages\": $1}" 'local: local by rule r: task is a'
}

@test "arguments of calls: a string that holds JSON, and JSON itself" {
	local calls='"role": "assistant", "content": null, "tool_calls": [{"function": {"arguments": '
	raises "[{$calls\"our lawyer\"}}]}]" '[0].tool_calls[0].function.arguments'
	raises "[{$calls\"{\\\"note\\\": \\\"our\\\\u0020lawy\\\\u0065r\\\"}\"}}]}]" '[0].tool_calls[0].function.arguments'
	raises "[{$calls\"{\\\"note\\\": \\\"{\\\\\\\"a\\\\\\\": \\\\\\\"our\\\\\\\\nlawyer\\\\\\\"}\\\"}\"}}]}]" '[0].tool_calls[0].function.arguments'
	raises "[{$calls{\"a\": [1, {\"b\": \"our\\u0020lawyer\"}]}}}]}]" '[0].tool_calls[0].function.arguments'
	raises "[{${calls}[\"x\", \"c\\u006furt\"]}}]}]" '[0].tool_calls[0].function.arguments'
	raises "[{$calls\"x\"}}, {\"function\": {\"arguments\": \"court\"}}]}]" '[0].tool_calls[1].function.arguments'
	raises '[{"content": "x", "tool_calls": {"any": "court"}}]' '[0].tool_calls'
	raises '[{"content": "x", "tool_calls": "court"}]' '[0].tool_calls'
	rests "[{$calls{}}}], \"name\": \"court\"}, {\"content\": \"x\"}]"
	rests "[{$calls\"x\"}, \"name\": \"court\"}]}]"
	rests "[{$calls\"x\"}}], \"tool_calls\": [{\"function\": {\"arguments\": 5}}]}]"
}

@test "a call without arguments may hold anything" {
	local call
	for call in '{"type": "custom", "custom": {"input": "x"}}' '{"function": {}}' '{"function": "x"}' '{"arguments": "x"}' '{}' '"x"' 5 null; do
		hides "[{\"content\": \"x\", \"tool_calls\": [$call]}]"
	done
	raises '[{"content": "x", "tool_calls": [{"type": "custom", "custom": {"input": "court"}}]}]' '[0].tool_calls[0].custom'
	raises '[{"content": "x", "tool_calls": [{"function": "court"}]}]' '[0].tool_calls[0].function'
	raises '[{"content": "x", "tool_calls": ["court"]}]' '[0].tool_calls[0]'
}

@test "all members of a call, but its marks; those that are there twice" {
	local call name
	for call in '{"function": {"arguments": "x"}, "custom": {"input": "court"}}=.custom' '{"custom": "court", "function": {"arguments": "x"}}=.custom' \
		'{"function": {"arguments": "x", "more": ["court"]}}=.function.more' '{"function": {"arguments": "x", "a b": "court"}}=.function.["a b"]' \
		'{"function": {"arguments": "court", "arguments": "x"}}=.function.arguments' '{"function": {"arguments": "x", "arguments": "court"}}=.function.arguments' \
		'{"function": {"arguments": "court"}, "function": {"arguments": "x"}}=.function.arguments' \
		'{"function": {"arguments": "court"}, "function": 5}=.function.arguments' '{"function": "court", "function": {"arguments": "x"}}=.function'; do
		raises "[{\"content\": \"x\", \"tool_calls\": [${call%=*}]}]" "[0].tool_calls[0]${call##*=}"
	done
	for name in name type id; do
		rests "[{\"content\": \"x\", \"tool_calls\": [{\"$name\": \"court\", \"function\": {\"$name\": \"court\", \"arguments\": \"x\"}}]}]"
	done
	rests '[{"content": "x", "tool_calls": [{"index": 0, "more": {}, "function": {"arguments": "x", "strict": true}}]}]'
}

@test "all other members of a message, but its marks" {
	local name
	raises '[{"role": "assistant", "reasoning_content": "our lawyer", "content": "x"}]' '[0].reasoning_content'
	raises '[{"role": "user", "text": "our lawyer"}]' '[0].text'
	raises '[{"content": null, "function_call": {"name": "f", "arguments": "{\"a\": \"our\\nlawyer\"}"}}]' '[0].function_call'
	raises '[{"content": "x", "refusal": "our lawyer"}]' '[0].refusal'
	raises '[{"content": "x", "steps": [{"deep": [["our lawyer"]]}]}]' '[0].steps'
	raises '[{"content": "x", "a b.\"c\"": "our lawyer"}]' '[0].["a b.\"c\""]'
	raises '[{"content": "court", "content": "x"}]' '[0].content'
	raises '[{"content": "x"}, {"content": "court", "content": null}]' '[1].content'
	for name in role name type id tool_call_id 'ro\u006ce'; do
		rests "[{\"content\": \"x\", \"$name\": \"our lawyer\"}]"
		rests "[{\"content\": \"x\", \"$name\": [\"our lawyer\"]}]"
	done
	raises '[{"content": "x", "Role": "our lawyer"}]' '[0].Role'
	rests '[{"content": "x", "n": 5, "b": true, "l": [], "o": {}, "z": null}]'
	# They are counted as what they are in the source.
	cp "$FIXTURES/tokenizers/small.json" .
	echo '{"messages": [{"role": "user", "reasoning_content": "one", "content": "two", "more": {"a": [1,  "\u0074hree"]}}]}' >in
	jq -n --arg more '{"a": [1,  "\u0074hree"]}' '{text: "one\ntwo\n\($more)"}' -c >want
	[[ $(lmob-route -t --tokenizer small.json in | jq .tokens) == "$(lmob-route -t --tokenizer small.json want | jq .tokens)" ]]
}

@test "parts: text and content, a tool's result; of other types none can be told" {
	raises '[{"content": [{"type": "text", "text": "x"}, {"type": "text", "text": "court"}]}]' '[0].content[1].text'
	raises '[{"content": [{"type": "tool_result", "tool_use_id": "t", "content": "our lawyer"}]}]' '[0].content[0].content'
	raises '[{"content": [{"text": "x", "content": "our lawyer"}]}]' '[0].content[0].content'
	raises '[{"content": [{"text": 5, "content": "our lawyer"}]}]' '[0].content[0].content'
	raises '[{"content": [{"type": "tool_result", "text": "x", "content": [{"type": "text", "text": "court"}]}]}]' '[0].content[0].content'
	raises '[{"content": [{"type": "text", "text": {"value": "our lawyer"}, "content": "x"}]}]' '[0].content[0].text'
	raises '[{"content": ["court"]}]' '[0].content[0]'
	rests '[{"content": [{"type": "input_text", "text": "x"}, {"type": "output_text", "text": "x"}, {"text": "x"}]}]'
	local part
	for part in '{"type": "image_url", "image_url": {"url": "data:"}}' '{"type": "image_url", "text": "x"}' '{"type": "Text", "text": "x"}' \
		'{"type": 5, "text": "x"}' '{"type": "text", "text": null}' '{"type": "tool_result", "content": [{"type": "text", "text": "x"}]}' \
		'{"type": "image_url", "type": "text", "text": "x"}' '{"type": "text", "text": "x", "content": [{"text": "x"}]}' \
		'{"text": 5, "content": "x"}' '{"text": [], "content": "x"}' '{"text": "x", "content": false}' '"x"' '{}' '[]' null 5; do
		hides "[{\"content\": [{\"text\": \"x\"}, $part]}]"
	done
	# What is met is met, whatever the other parts are.
	raises '[{"content": [{"type": "image_url"}, {"text": "court"}]}]' '[0].content[1].text'
}

@test "all members of a part, but its marks; what may be an image" {
	local part name
	raises '[{"content": [{"type": "text", "text": "x", "citations": [{"cited_text": "our lawyer"}]}]}]' '[0].content[0].citations'
	raises '[{"content": [{"text": "x", "more": {"a": "our\nlawyer"}}]}]' '[0].content[0].more'
	raises '[{"content": [{"text": "x", "a b": "our lawyer"}]}]' '[0].content[0].["a b"]'
	raises '[{"content": [{"type": "text", "text": "our lawyer", "text": "x"}]}]' '[0].content[0].text'
	raises '[{"content": [{"text": "x", "text": "our lawyer"}]}]' '[0].content[0].text'
	raises '[{"content": [{"type": "tool_result", "content": "our lawyer", "content": "x"}]}]' '[0].content[0].content'
	for part in '{"text": "see", "image_url": {"url": "data:"}}' '{"type": "text", "text": "see", "image_url": {"url": "data:"}}' \
		'{"text": "see", "image": "data:"}' '{"text": "see", "source": ["data:"]}'; do
		hides "[{\"content\": [$part]}]"
	done
	for name in role name type id tool_call_id tool_use_id; do
		raises "[{\"content\": [{\"text\": \"court\", \"$name\": \"our lawyer\"}]}]" '[0].content[0].text'
		[[ $name == type ]] || rests "[{\"content\": [{\"text\": \"x\", \"$name\": \"our lawyer\"}]}]"
	done
	rests '[{"content": [{"text": "x", "citations": [{"cited_text": "x"}], "annotations": [], "cache_control": {"type": "ephemeral"}}]}]'
	rests '[{"content": [{"text": "x", "image_url": null, "logprobs": [], "more": {}, "n": 5, "is_error": true}]}]'
}

@test "a phrase over two parts of a message, not over two messages" {
	raises '[{"content": [{"text": "x"}, {"text": "to our"}, {"text": "lawyer"}]}]' '[0].content'
	raises '[{"content": "x"}, {"content": [{"text": "our"}, {"type": "tool_result", "content": "lawyer"}]}]' '[1].content'
	raises '[{"content": [{"text": "our\\u002"}, {"text": "x our"}, {"text": "\\u006cawyer"}]}]' '[0].content'
	raises '[{"content": [{"text": "our"}, {"text": "lawyer in court"}]}]' '[0].content[1].text'
	rests '[{"content": [{"text": "our"}]}, {"content": [{"text": "lawyer"}]}]'
	rests '[{"content": "our"}, {"content": "lawyer"}]'
	rests '[{"content": [{"text": "our law"}, {"text": "yer"}]}]'
	# What else they have does not stand between them.
	raises '[{"content": [{"text": "our", "citations": ["x"]}, {"citations": ["x"], "text": "lawyer"}]}]' '[0].content'
	raises '[{"content": "x", "tool_calls": [{"function": {"arguments": "our"}, "custom": "x"}, {"function": {"arguments": "lawyer"}}]}]' '[0].tool_calls'
	rests '[{"content": [{"text": "our"}], "content": [{"text": "lawyer"}]}]'
}

@test "a phrase under escapes: as many as four levels of them" {
	local text='our\nlawyer'
	for _ in 1 2 3 4 5; do
		jq -nc --arg text "$text" '{task: "a", text: "\\x \($text)"}' >in
		ok lmob-route in
		jq -r '.route.rule' out >>got
		text=${text//\\/\\\\}
	done
	printf '%s\n' risk risk risk risk r | same got -
	for text in 'our\u0020lawyer' 'our\u000Alawyer' 'our\/lawyer' 'our\"lawyer' 'our\tlawyer' 'our\\lawyer' '\u006F\u0075\u0072 lawyer' 'our\ud83d\ude00lawyer'; do
		jq -nc --arg text "$text" '{task: "a", text: $text}' >in
		ok lmob-route in
		[[ $(jq -c '.route | [.rule, .flags]' out) == '["risk",[{"flag":"legal","phrase":"our lawyer","path":".text"}]]' ]]
	done
	for text in 'our\x0020lawyer' 'our\u00lawyer' 'our\u002glawyer' '\our\u0041lawyer'; do
		jq -nc --arg text "$text" '{task: "a", text: $text}' >in
		ok lmob-route in
		[[ $(jq -c '.route | [.rule, .flags]' out) == '["r",[]]' ]]
	done
}
