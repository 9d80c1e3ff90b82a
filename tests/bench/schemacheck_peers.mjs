// What one would write instead of lmob-schemacheck with packages of npm.
//
//     node schemacheck_peers.mjs valid MODULES SCHEMA FILE
//         ajv: lines that are valid are passed on
//     node schemacheck_peers.mjs annotate MODULES SCHEMA FILE
//         ajv: every record, with its errors as a member
//     node schemacheck_peers.mjs repair MODULES FILE
//         jsonrepair: every record, with its output repaired
//
// MODULES is the node_modules that has the packages.
import { openSync, readFileSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [what, modules, ...files] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x"));
const file = files.pop();
const BLOCK = 1 << 20;

function validator(options) {
  const Ajv = require("ajv/dist/2020").default;
  const ajv = new Ajv({ strict: false, ...options });
  require("ajv-formats").default(ajv);
  return ajv.compile(JSON.parse(readFileSync(files[0], "utf8")));
}

const makers = {
  valid() {
    const validate = validator({});
    return (line) => (validate(JSON.parse(line)) ? line + "\n" : "");
  },
  annotate() {
    const validate = validator({ allErrors: true });
    return (line) => {
      const record = JSON.parse(line);
      const valid = validate(record);
      record.schemacheck = { valid, errors: validate.errors ?? [] };
      return JSON.stringify(record) + "\n";
    };
  },
  repair() {
    const { jsonrepair } = require("jsonrepair");
    return (line) => {
      const record = JSON.parse(line);
      try {
        record.output = JSON.parse(jsonrepair(record.output));
      } catch (error) {
        record.error = String(error);
      }
      return JSON.stringify(record) + "\n";
    };
  },
};

// Blocks of whole lines: several times as fast as node:readline.
function* blocks(path) {
  const input = openSync(path);
  const block = Buffer.alloc(BLOCK);
  let rest = Buffer.alloc(0);
  for (let n; (n = readSync(input, block)) > 0; ) {
    const bytes = Buffer.concat([rest, block.subarray(0, n)]);
    const end = bytes.lastIndexOf(10) + 1;
    rest = Buffer.from(bytes.subarray(end));
    yield bytes.toString("utf8", 0, end);
  }
  if (rest.length > 0) yield rest.toString();
}

function writeAll(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

const answer = makers[what]();
for (const block of blocks(file)) {
  let out = "";
  for (const line of block.split("\n")) if (line !== "") out += answer(line);
  writeAll(out);
}
