import { describe, expect, it } from "vitest";
import { readApiDocument, resolveSchema, searchGroups } from "./openapi.ts";
import { curlCommand, missingParameters, requestPath } from "./request.ts";
import { exampleOf, innerSchemas, propertiesOf, typeWords } from "./schemaWords.ts";

const DOCUMENT = readApiDocument({
  openapi: "3.1.0",
  info: { title: "Aurigraph", version: "0.1.0" },
  tags: [{ name: "blocks", description: "What is final." }],
  paths: {
    "/api/v11/info": { get: { tags: ["node"], summary: "Who answers", responses: { "200": { description: "ok" } } } },
    "/api/v11/blockchain/blocks/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      get: {
        tags: ["blocks"],
        summary: "One block",
        parameters: [{ name: "full", in: "query", schema: { type: "boolean" } }],
        responses: { "200": { description: "the block", content: { "application/json": { schema: { $ref: "#/components/schemas/Block" } } } } },
      },
      post: { tags: ["blocks"], requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Block" } } } } },
    },
  },
  components: {
    parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string" } } },
    schemas: {
      Block: {
        type: "object",
        required: ["height"],
        properties: {
          height: { type: "integer", format: "int64", example: 12 },
          parent: { oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Block" }] },
          votes: { type: "array", items: { type: "string" } },
          time: { type: ["string", "null"], format: "date-time" },
        },
      },
    },
  },
});
const [blocks, node] = DOCUMENT.groups;
const [getBlock, postBlock] = blocks?.operations ?? [];
const BLOCK = { $ref: "#/components/schemas/Block" };

describe("the reference of the API", () => {
  it("groups operations by tag, in the document's order first", () => {
    expect(DOCUMENT.groups.map(({ name, description, operations }) => [name, description, operations.length])).toEqual([
      ["blocks", "What is final.", 2],
      ["node", "", 1],
    ]);
    expect(node?.operations[0]?.id).toBe("get-api-v11-info");
    expect(getBlock?.parameters.map(({ name, place, required }) => [name, place, required])).toEqual([
      ["id", "path", true],
      ["full", "query", false],
    ]);
  });

  it("searches by every word", () => {
    expect(searchGroups(DOCUMENT.groups, "GET block").flatMap(({ operations }) => operations.map(({ id }) => id))).toEqual([getBlock?.id]);
    expect(searchGroups(DOCUMENT.groups, "nothing like it")).toEqual([]);
    expect(searchGroups(DOCUMENT.groups, " ")).toBe(DOCUMENT.groups);
  });

  it("puts types into words", () => {
    const words = propertiesOf(BLOCK, DOCUMENT).map(({ name, schema, required }) => `${name}: ${typeWords(schema)}${required ? "" : "?"}`);
    expect(words).toEqual(["height: integer (int64)", "parent: Block or null?", "votes: list of string?", "time: string (date-time) or null?"]);
  });

  it("leaves out parts that only describe", () => {
    expect(typeWords({ allOf: [{ enum: ["transfer", "batch"] }, { type: "object", description: "what it is" }] })).toBe('"transfer" | "batch"');
  });

  it("survives a schema that contains itself", () => {
    expect(exampleOf(BLOCK, DOCUMENT)).toMatchObject({ height: 12, votes: ["<string>"], parent: { height: 12 } });
    expect(innerSchemas({ type: "array", items: BLOCK }, DOCUMENT)).toEqual([BLOCK]);
    expect(resolveSchema({ $ref: "#/components/schemas/Gone" }, DOCUMENT)).toEqual({});
  });

  it("makes nothing of a document that is none", () => {
    for (const value of [null, [], "text", { paths: 7, tags: {} }, { paths: { "/x": null } }]) expect(readApiDocument(value).groups).toEqual([]);
  });
});

describe("requests", () => {
  it("put values where they belong, encoded", () => {
    if (getBlock === undefined) throw new Error("the document has this operation");
    expect(requestPath(getBlock, {})).toBe("/api/v11/blockchain/blocks/{id}");
    expect(missingParameters(getBlock, {})).toEqual(["id"]);
    expect(requestPath(getBlock, { "path:id": "a/b", "query:full": "true" })).toBe("/api/v11/blockchain/blocks/a%2Fb?full=true");
  });

  it("become curl commands that a shell takes literally", () => {
    if (postBlock === undefined) throw new Error("the document has this operation");
    const content = { mediaType: "application/json", schema: BLOCK, example: undefined };
    expect(curlCommand("http://localhost:9003", postBlock, { "path:id": "it's" }, { content, text: '{"a":"it\'s"}' })).toBe(
      "curl 'http://localhost:9003/api/v11/blockchain/blocks/it'\\''s' \\\n  -X POST \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"a\":\"it'\\''s\"}'",
    );
  });
});
