// What one would write instead of lmob-redact with two packages of npm.
//
//     node redact_peers.mjs fast-redact MODULES FILE NAME...
//         each line parsed, the members of these names a level down replaced
//     node redact_peers.mjs redact-pii MODULES FILE
//         each line parsed, all its strings searched
//
// MODULES is the node_modules that has the package.
import { openSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [peer, modules, file, ...names] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x"));
const BLOCK = 1 << 20;

function keysOnly() {
  const fastRedact = require("fast-redact");
  return fastRedact({ paths: names.map((name) => `*.${name}`), censor: "[FIELD]" });
}

function everyString() {
  const { SyncRedactor } = require("redact-pii");
  const redactor = new SyncRedactor();
  const walk = (value) => {
    if (typeof value === "string") return redactor.redact(value);
    if (value === null || typeof value !== "object") return value;
    for (const key of Object.keys(value)) value[key] = walk(value[key]);
    return value;
  };
  return (record) => JSON.stringify(walk(record));
}

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

const redact = peer === "fast-redact" ? keysOnly() : everyString();
for (const block of blocks(file)) {
  let out = "";
  for (const line of block.split("\n")) if (line !== "") out += redact(JSON.parse(line)) + "\n";
  writeAll(out);
}
