// What one would write instead of lmob-route --count-tokens, with npm's
// gpt-tokenizer: records in, each with its count of gpt-2's tokens out.
//
//     node route_count.mjs PACKAGE FILE
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const { countTokens } = await import(`${process.argv[2]}/esm/encoding/r50k_base.js`);
for await (const line of createInterface({ input: createReadStream(process.argv[3]) })) {
  const record = JSON.parse(line);
  record.tokens = countTokens(record.text);
  process.stdout.write(JSON.stringify(record) + "\n");
}
