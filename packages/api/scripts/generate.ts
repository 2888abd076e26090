/**
 * Writes `src/schema.d.ts` from the committed `openapi.json`; with `--check` it writes nothing and fails if they differ.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTypescript, { astToString } from "openapi-typescript";

const source = new URL("../../../openapi.json", import.meta.url);
const target = new URL("../src/schema.d.ts", import.meta.url);

const text = `/* Generated from openapi.json by \`npm run gen:api\`. */\n${astToString(await openapiTypescript(source, { immutable: true, alphabetize: true }))}`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("packages/api/src/schema.d.ts is not what openapi.json says. Run `npm run gen:api` and commit the result.");
  process.exit(1);
}
