/** Fails if the committed `openapi.json` breaks the official schema of OpenAPI 3.1, and says where. */
import { readFileSync } from "node:fs";
import { faultsOf } from "./openapi-schema.ts";

const FAULTS_SHOWN_MAX = 20;

const document = JSON.parse(readFileSync(new URL("../../../openapi.json", import.meta.url), "utf8"));
const faults = await faultsOf(document);
for (const fault of faults.slice(0, FAULTS_SHOWN_MAX)) {
  console.error(`openapi.json: ${fault}`);
}
if (faults.length > FAULTS_SHOWN_MAX) {
  console.error(`and ${faults.length - FAULTS_SHOWN_MAX} more`);
}
process.exit(faults.length === 0 ? 0 : 1);
