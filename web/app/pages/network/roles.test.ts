import { expect, test } from "vitest";
import { filtered, nodeFilter, noneWords } from "./nodeFilter.ts";
import { business, node } from "./nodesForTests.ts";
import { explanationsOf, isValidator, kindWords, pageWords, roleLetter, roleOptions, roleWords, sightOf, sightOfNodes, typesOf } from "./roles.ts";

const LIGHT = business(6, { nodeType: "LIGHT", name: "pocket" });
const NODES = [node(0), node(1), node(2), node(3), business(4), business(5), LIGHT];

test("a validator is who has a number in the validator set", () => {
  expect(NODES.map(isValidator)).toEqual([true, true, true, true, false, false, false]);
});

test("roles in words, and a type that the page does not know by its text", () => {
  expect(["VALIDATOR", "BUSINESS", "LIGHT", "VERY_NEW"].map(roleWords)).toEqual(["Validator", "Business", "Light", "Very new"]);
  expect(kindWords("BUSINESS")).toBe("business node");
  expect(roleLetter("LIGHT")).toBe("L");
  expect(roleWords("")).toBe("");
});

test("what a node does is explained once for each type that is known and not a matter of course", () => {
  expect(explanationsOf(NODES)).toHaveLength(1);
  expect(explanationsOf(NODES)[0]).toMatch(/^A business node follows the validators/);
  expect(explanationsOf([node(0), LIGHT])).toEqual([]);
});

test("a filter by role has the types that are there, and a known one that was asked for although it has gone", () => {
  expect(typesOf(NODES)).toEqual(["VALIDATOR", "BUSINESS", "LIGHT"]);
  expect(roleOptions(NODES, undefined).map(([, words]) => words)).toEqual(["All roles", "Validator", "Business", "Light"]);
  expect(roleOptions([node(0)], "BUSINESS").map(([value]) => value)).toEqual(["", "VALIDATOR", "BUSINESS"]);
  expect(roleOptions([node(0)], "nonsense").map(([value]) => value)).toEqual(["", "VALIDATOR"]);
});

test("nodes by role and state; what nobody can choose restricts nothing", () => {
  const stalled = nodeFilter(NODES, { role: "BUSINESS", status: "stalled" });
  expect(filtered(NODES, stalled)).toEqual([]);
  expect(noneWords(stalled)).toBe("No business node is stalled");
  expect(noneWords(nodeFilter(NODES, { role: undefined, status: "read_only" }))).toBe("No node is read only");
  expect(noneWords(nodeFilter([node(0)], { role: "BUSINESS", status: undefined }))).toBe("No business node is here");
  expect(filtered(NODES, nodeFilter(NODES, { role: "LIGHT", status: undefined }))).toEqual([LIGHT]);
  expect(filtered(NODES, nodeFilter(NODES, { role: "nonsense", status: "nonsense" }))).toEqual(NODES);
});

test("whoever is no validator sees rounds through certificates", () => {
  expect([undefined, "VALIDATOR", "BUSINESS", "LIGHT"].map(sightOf)).toEqual(["votes", "votes", "certificates", "certificates"]);
  expect(sightOfNodes(NODES)).toBe("votes");
  expect(sightOfNodes([node(1), business(4, { isSelf: true })])).toBe("certificates");
  expect(sightOfNodes([])).toBe("votes");
});

test("the page says whose view it is, and what that node cannot know", () => {
  const self = business(4, { isSelf: true });
  expect(pageWords([node(1), node(2), self])).toMatch(/as reader-4 sees them, a business node\. It sees rounds only through certificates: .+ not known here\.$/);
  expect(pageWords([node(1), self])).toMatch(/a business node\.$/);
  expect(pageWords([node(0)])).toBe("The node of this ledger, and how it is.");
  expect(pageWords(NODES)).toMatch(/who leads, who votes/);
  expect(pageWords([node(0), business(4)])).not.toMatch(/who votes/);
});
