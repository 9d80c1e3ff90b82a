// What ajv says of random schemas and instances.
//
//     node schemacheck_ajv.mjs MODULES CASES
//
// CASES has {"draft","schema","instances"} a line; the answer is a line for
// each: the verdicts, or a string that says why the schema was refused.
// MODULES is the node_modules that has ajv and ajv-formats.
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, cases] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x"));
const addFormats = require("ajv-formats").default;
const dialects = {
  7: require("ajv").default,
  "2019-09": require("ajv/dist/2019").default,
  "2020-12": require("ajv/dist/2020").default,
};

// Before 2019-09 what stands beside $ref is not read, but ajv reads type even so.
function withoutSiblings(schema) {
  if (schema === null || typeof schema !== "object") return schema;
  if (Array.isArray(schema)) return schema.map(withoutSiblings);
  const { $schema, $ref, definitions } = schema;
  const kept = typeof $ref === "string" ? { $schema, $ref, definitions } : schema;
  const members = Object.entries(kept).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, withoutSiblings(value)]));
}

function verdicts({ draft, schema, instances }) {
  try {
    const ajv = new dialects[draft]({ strict: false, logger: false });
    addFormats(ajv);
    const validate = ajv.compile(draft === "7" ? withoutSiblings(schema) : schema);
    return instances.map((instance) => validate(instance));
  } catch (error) {
    return String(error);
  }
}

for (const line of readFileSync(cases, "utf8").split("\n")) {
  if (line !== "") writeSync(1, JSON.stringify(verdicts(JSON.parse(line))) + "\n");
}
