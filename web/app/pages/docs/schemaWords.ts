/** Schemas put into words, and example bodies out of them. Pure functions. */
import { type ApiDocument, asList, asObject, referenceName, resolveSchema, type Schema } from "./openapi.ts";

type Schemas = Pick<ApiDocument, "schemas">;

const DEPTH_MAX = 6;

/** The schema without "or null", and whether null is allowed. OpenAPI 3.1 says it in three ways. */
export function withoutNull(schema: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  const types = asList(schema["type"]);
  if (types.includes("null")) {
    const rest = types.filter((type) => type !== "null");
    return { schema: { ...schema, type: rest.length === 1 ? rest[0] : rest }, nullable: true };
  }
  for (const word of ["oneOf", "anyOf"]) {
    const choices = asList(schema[word]).map(asObject);
    const rest = choices.filter((choice) => choice["type"] !== "null");
    const [only] = rest;
    if (rest.length < choices.length) return { schema: rest.length === 1 && only !== undefined ? only : { ...schema, [word]: rest }, nullable: true };
  }
  return { schema, nullable: false };
}

function plainTypeWords(schema: Schema): string {
  const name = referenceName(schema);
  if (name !== undefined) return name;
  const values = asList(schema["enum"]);
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  if (schema["type"] === "array") return `list of ${typeWords(asObject(schema["items"]))}`;
  const choices = [...asList(schema["oneOf"]), ...asList(schema["anyOf"])].map((choice) => typeWords(asObject(choice)));
  if (choices.length > 0) return choices.join(" or ");
  // A part that only adds a description says nothing about the type.
  const all = asList(schema["allOf"]).map((part) => typeWords(asObject(part))).filter((words) => words !== "object" && words !== "anything");
  if (all.length > 0) return all.join(" with ");
  const type = Array.isArray(schema["type"]) ? schema["type"].join(" or ") : typeof schema["type"] === "string" ? schema["type"] : "anything";
  return typeof schema["format"] === "string" ? `${type} (${schema["format"]})` : type;
}

/** A schema's type in a few words: `list of Block`, `string (date-time) or null`. */
export function typeWords(schema: Schema): string {
  const { schema: rest, nullable } = withoutNull(schema);
  return nullable ? `${plainTypeWords(rest)} or null` : plainTypeWords(rest);
}

/** A named part of an object. */
export interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** The properties of a schema, those of its parts included. */
export function propertiesOf(schema: Schema, document: Schemas, depth = 0): readonly Property[] {
  const resolved = resolveSchema(withoutNull(schema).schema, document);
  const required = asList(resolved["required"]);
  const own = Object.entries(asObject(resolved["properties"])).map(([name, property]) => ({
    name,
    schema: asObject(property),
    required: required.includes(name),
  }));
  if (depth >= DEPTH_MAX) return own;
  return [...asList(resolved["allOf"]).flatMap((part) => propertiesOf(asObject(part), document, depth + 1)), ...own];
}

/** The schemas inside this one that are worth unfolding: an object's own, a list's items, or the choices. */
export function innerSchemas(schema: Schema, document: Schemas): readonly Schema[] {
  const resolved = resolveSchema(withoutNull(schema).schema, document);
  if (resolved["type"] === "array") return innerSchemas(asObject(resolved["items"]), document);
  const choices = [...asList(resolved["oneOf"]), ...asList(resolved["anyOf"])].map(asObject);
  if (choices.length > 0) return choices.filter((choice) => propertiesOf(choice, document).length > 0);
  return propertiesOf(resolved, document).length > 0 ? [withoutNull(schema).schema] : [];
}

/** A body in the shape of a schema: the document's own examples where it has them, else the names of the types. */
export function exampleOf(schema: Schema, document: Schemas, depth = 0): unknown {
  const resolved = resolveSchema(withoutNull(schema).schema, document);
  if (resolved["example"] !== undefined) return resolved["example"];
  const [first] = asList(resolved["examples"]);
  if (first !== undefined) return first;
  if (resolved["default"] !== undefined) return resolved["default"];
  if (resolved["const"] !== undefined) return resolved["const"];
  const [value] = asList(resolved["enum"]);
  if (value !== undefined) return value;
  if (depth >= DEPTH_MAX) return {};
  if (resolved["type"] === "array") return [exampleOf(asObject(resolved["items"]), document, depth + 1)];
  const [choice] = [...asList(resolved["oneOf"]), ...asList(resolved["anyOf"])];
  if (choice !== undefined) return exampleOf(asObject(choice), document, depth + 1);
  const properties = propertiesOf(resolved, document);
  if (properties.length > 0) return Object.fromEntries(properties.map(({ name, schema: inner }) => [name, exampleOf(inner, document, depth + 1)]));
  return `<${typeWords(resolved)}>`;
}
