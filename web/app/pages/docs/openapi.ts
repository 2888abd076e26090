/**
 * The part of an OpenAPI 3.1 document that the reference shows, read from untrusted JSON. Pure functions.
 *
 * Invariants: reading never throws on a missing or odd part, it leaves it out; references are followed by name within the
 * document only, and one at a time, so that a schema may contain itself.
 */

/** A JSON schema as it stands in the document. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly place: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly description: string;
  readonly schema: Schema;
}

/** A body in one media type. */
export interface Content {
  readonly mediaType: string;
  readonly schema: Schema;
  readonly example: unknown;
}

export interface Answer {
  readonly status: string;
  readonly description: string;
  readonly contents: readonly Content[];
}

export interface Operation {
  /** Unique in the document, and usable in an address: `get-api-v11-info`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  readonly parameters: readonly Parameter[];
  readonly requestContents: readonly Content[];
  readonly answers: readonly Answer[];
}

export interface Group {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly groups: readonly Group[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const PLACES: ReadonlySet<string> = new Set(["path", "query", "header", "cookie"]);
const OTHER_TAG = "Other";

/** The value as an object, or an empty one. */
export function asObject(value: unknown): Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

/** The value as a list, or an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Follows one local reference: `#/components/schemas/Block` and the like. */
function dereference(value: unknown, root: Schema): Schema {
  const object = asObject(value);
  const reference = asText(object["$ref"]);
  if (!reference.startsWith("#/")) return object;
  const target = reference
    .slice(2)
    .split("/")
    .reduce<unknown>((part, name) => asObject(part)[name.replaceAll("~1", "/").replaceAll("~0", "~")], root);
  return asObject(target);
}

/** The name of the schema that a reference points to, or undefined for an inline schema. */
export function referenceName(schema: Schema): string | undefined {
  return asText(schema["$ref"]).split("/").at(-1) || undefined;
}

function exampleIn(content: Schema): unknown {
  if (content["example"] !== undefined) return content["example"];
  const [first] = Object.values(asObject(content["examples"]));
  return asObject(first)["value"];
}

function readContents(value: unknown): Content[] {
  return Object.entries(asObject(value)).map(([mediaType, content]) => {
    const object = asObject(content);
    return { mediaType, schema: asObject(object["schema"]), example: exampleIn(object) };
  });
}

function readParameter(value: unknown, root: Schema): Parameter | undefined {
  const object = dereference(value, root);
  const place = asText(object["in"]);
  if (!PLACES.has(place)) return undefined;
  return {
    name: asText(object["name"]),
    place: place as Parameter["place"],
    required: object["required"] === true,
    description: asText(object["description"]),
    schema: asObject(object["schema"]),
  };
}

function readOperation(path: string, method: string, item: Schema, root: Schema): Operation {
  const object = asObject(item[method]);
  const parameters = [...asList(item["parameters"]), ...asList(object["parameters"])].map((parameter) => readParameter(parameter, root));
  return {
    id: `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`.replace(/-$/, ""),
    method: method.toUpperCase(),
    path,
    summary: asText(object["summary"]),
    description: asText(object["description"]),
    tag: asText(asList(object["tags"])[0]) || OTHER_TAG,
    parameters: parameters.filter((parameter) => parameter !== undefined),
    requestContents: readContents(dereference(object["requestBody"], root)["content"]),
    answers: Object.entries(asObject(object["responses"])).map(([status, answer]) => {
      const resolved = dereference(answer, root);
      return { status, description: asText(resolved["description"]), contents: readContents(resolved["content"]) };
    }),
  };
}

/** Reads a document. Operations are grouped by their first tag, in the order of the document's tags. */
export function readApiDocument(value: unknown): ApiDocument {
  const root = asObject(value);
  const info = asObject(root["info"]);
  const operations = Object.entries(asObject(root["paths"])).flatMap(([path, item]) =>
    METHODS.filter((method) => asObject(item)[method] !== undefined).map((method) => readOperation(path, method, asObject(item), root)),
  );
  const described = new Map(asList(root["tags"]).map((tag) => [asText(asObject(tag)["name"]), asText(asObject(tag)["description"])]));
  const names = new Set([...described.keys(), ...operations.map((operation) => operation.tag)]);
  const groups = [...names].map((name) => ({
    name,
    description: described.get(name) ?? "",
    operations: operations.filter((operation) => operation.tag === name),
  }));
  const schemas = Object.fromEntries(Object.entries(asObject(asObject(root["components"])["schemas"])).map(([name, schema]) => [name, asObject(schema)]));
  return {
    title: asText(info["title"]),
    version: asText(info["version"]),
    description: asText(info["description"]),
    groups: groups.filter((group) => group.operations.length > 0),
    schemas,
  };
}

/** The schema behind a reference; an inline schema is itself. */
export function resolveSchema(schema: Schema, document: Pick<ApiDocument, "schemas">): Schema {
  const name = referenceName(schema);
  return name === undefined ? schema : (document.schemas[name] ?? {});
}

/** The groups that have something to do with a search text: every word must occur. */
export function searchGroups(groups: readonly Group[], text: string): readonly Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const matches = (operation: Operation) => {
    const content = [operation.method, operation.path, operation.summary, operation.description, operation.tag, ...operation.parameters.map(({ name }) => name)]
      .join(" ")
      .toLowerCase();
    return words.every((word) => content.includes(word));
  };
  return groups.map((group) => ({ ...group, operations: group.operations.filter(matches) })).filter((group) => group.operations.length > 0);
}
