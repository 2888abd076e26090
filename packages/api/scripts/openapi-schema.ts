/**
 * Whether a document is what the official JSON Schema of OpenAPI 3.1 says, the schemas in it included, and every `$ref` in it leads
 * somewhere. The schema lies in the validator's package, so nothing is asked of the network.
 */
import { validate } from "@hyperjump/json-schema/openapi-3-1";

/** With `schema-base` the schemas inside are checked, too, by OpenAPI's dialect of JSON Schema. */
const SCHEMA = "https://spec.openapis.org/oas/3.1/schema-base";

/** Whatever a JSON document holds. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What is wrong with a document, each with its place in it; empty if nothing is. */
export async function faultsOf(document: Json): Promise<string[]> {
  const output = await validate(SCHEMA, document, "BASIC");
  // A schema with alternatives reports every one that does not fit, so the same place may come many times.
  const places = output.valid
    ? []
    : (output.errors ?? []).map(
        (error) => `${error.instanceLocation} breaks ${ruleOf(error.absoluteKeywordLocation)}`,
      );
  return [...new Set(places), ...danglingReferences(document, document, "#")];
}

/** The part of a keyword's address that a person can look up. */
function ruleOf(address: string): string {
  return address.replace(/^https:\/\//u, "");
}

function danglingReferences(document: Json, value: Json, place: string): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const nested = Object.entries(value).flatMap(([name, child]) =>
    danglingReferences(document, child, `${place}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
  const reference = Array.isArray(value) ? undefined : value["$ref"];
  return typeof reference === "string" && !leadsSomewhere(document, reference)
    ? [`${place} refers to ${reference}, which is not there`, ...nested]
    : nested;
}

/** Every reference of the document is one into itself. */
function leadsSomewhere(document: Json, reference: string): boolean {
  if (!reference.startsWith("#/")) {
    return false;
  }
  let found: Json | undefined = document;
  for (const part of reference.slice(2).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = typeof found === "object" && found !== null && !Array.isArray(found) ? found[name] : undefined;
  }
  return found !== undefined;
}
