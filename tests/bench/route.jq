# The rules for support summaries of fixtures/manifest.jsonc as a user would
# write them in jq: the same member, for jobs that bring their tokens and flags.
#
#     jq -c --arg manifest STAMP -f tests/bench/route.jq
def risk: {rule: "support-risk", because: "none of its flags is raised"};
def strikes: {rule: "support-strikes", because: (
  if .schema_failures == 1 then "1 schema failure does not reach 2"
  else "\(.schema_failures) schema failures do not reach 2" end)};
def long: {rule: "support-long", because: "\(.tokens) tokens do not reach 9000"};
def room: {rule: "support", because: "\(.tokens) tokens are more than the 4096 of queue linux_short_generation"};
def held($rule; $flags; $passed; $why):
  {lane: "hold", model: null, endpoint: null, queue: null, rule: $rule,
   tokens: {count: .tokens, by: "record"}, flags: $flags, passed_over: $passed,
   reason: "held at rule \($rule): task is support_summary, \($why); the managed lane takes redacted jobs only, and it has no stamp",
   manifest: $manifest};
.route = (
  if .flags != [] then
    held("support-risk"; [.flags[] | {flag: ., phrase: null, path: ".flags"}]; []; "\(.flags[0]) is raised by the record")
  elif .schema_failures >= 2 then
    held("support-strikes"; []; [risk]; "\(.schema_failures) schema failures reach 2")
  elif .tokens >= 9000 then
    held("support-long"; []; [risk, strikes]; "\(.tokens) tokens reach 9000")
  elif .tokens <= 4096 then
    {lane: "local", model: "qwen3.6-27b-q4", endpoint: "linux-gpu", queue: "linux_short_generation",
     rule: "support", tokens: {count: .tokens, by: "record"}, flags: [], passed_over: [risk, strikes, long],
     reason: "local by rule support: task is support_summary, \(.tokens) tokens are within the 4096 of queue linux_short_generation",
     manifest: $manifest}
  else
    {lane: "local", model: "qwen3.6-27b-q4", endpoint: "mac2", queue: "mac2_long_generation",
     rule: "support-medium", tokens: {count: .tokens, by: "record"}, flags: [], passed_over: [risk, strikes, long, room],
     reason: "local by rule support-medium: task is support_summary, \(.tokens) tokens are under 9000",
     manifest: $manifest}
  end)
