/** Requests out of what a person filled in: the address to ask, and the same as a curl command. Pure functions. */
import type { Content, Operation } from "./openapi.ts";

/** Values by `place:name` of a parameter. */
export type ParameterValues = Readonly<Record<string, string>>;

/** The key of a parameter in {@link ParameterValues}. */
export function valueKey({ place, name }: { readonly place: string; readonly name: string }): string {
  return `${place}:${name}`;
}

/** Path and query of a request. A path parameter that was left out keeps its braces; an empty query parameter is left out. */
export function requestPath(operation: Operation, values: ParameterValues): string {
  const path = operation.parameters
    .filter(({ place }) => place === "path")
    .reduce((text, parameter) => {
      const value = values[valueKey(parameter)] ?? "";
      return value === "" ? text : text.replace(`{${parameter.name}}`, encodeURIComponent(value));
    }, operation.path);
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const value = values[valueKey(parameter)] ?? "";
    if (parameter.place === "query" && value !== "") query.set(parameter.name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The path parameters that still need a value. */
export function missingParameters(operation: Operation, values: ParameterValues): readonly string[] {
  return operation.parameters.filter((parameter) => parameter.required && (values[valueKey(parameter)] ?? "") === "").map(({ name }) => name);
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A curl command that a person can paste into a shell. */
export function curlCommand(origin: string, operation: Operation, values: ParameterValues, body?: { readonly content: Content; readonly text: string }): string {
  const parts = [`curl ${shellQuoted(origin + requestPath(operation, values))}`];
  if (operation.method !== "GET") parts.push(`-X ${operation.method}`);
  if (body !== undefined) {
    parts.push(`-H ${shellQuoted(`Content-Type: ${body.content.mediaType}`)}`);
    parts.push(body.content.mediaType.includes("json") ? `-d ${shellQuoted(body.text)}` : "--data-binary @FILE");
  }
  return parts.join(" \\\n  ");
}
