import { describe, expect, it, test } from "vitest";
import type { LedgerNode, ProvisionedNode } from "@aurigraph/api";
import { business } from "../../network/nodesForTests.ts";
import { actsOf, commandsOf, filtered, isPending, nodeFilter, nodeNameProblem, noteProblem, reasonProblem, sightOf, stateOf, stateOptions, typeOf, typeSentence, typeWords } from "./nodes.ts";
import { requested } from "./nodesForTests.ts";

const HAMBURG = requested({ requestId: "nod_1", name: "Hamburg office", note: "For the robots", requestedByName: "Ada Example" });
const PARIS = requested({ requestId: "nod_2", name: "Paris", state: "registered", nodeType: "light", nodeId: "ab".repeat(32), requestedByName: null });
const STRANGE = requested({ requestId: "nod_3", name: "Rome", state: "on_hold", reason: "Nobody knows" });
const ALL = [HAMBURG, PARIS, STRANGE];

function found(filter: { state?: string; search?: string }): readonly string[] {
  return filtered(ALL, nodeFilter(ALL, { state: filter.state, search: filter.search })).map(({ name }) => name);
}

describe("the list", () => {
  it("shows all without a filter", () => {
    expect(found({})).toEqual(["Hamburg office", "Paris", "Rome"]);
  });

  it("is found by every word of a search, in whatever field and case", () => {
    expect(found({ search: "ROBOTS" })).toEqual(["Hamburg office"]);
    expect(found({ search: "robots ada" })).toEqual(["Hamburg office"]);
    expect(found({ search: "robots paris" })).toEqual([]);
    expect(found({ search: "abab" })).toEqual(["Paris"]);
    expect(found({ search: "light node" })).toEqual(["Paris"]);
    expect(found({ search: "nobody knows" })).toEqual(["Rome"]);
    expect(found({ search: "  " })).toHaveLength(3);
  });

  it("is filtered by states, also by one that the page does not know; what nobody can choose is no filter", () => {
    expect(found({ state: "registered" })).toEqual(["Paris"]);
    expect(found({ state: "on_hold" })).toEqual(["Rome"]);
    expect(found({ state: "approved" })).toEqual([]);
    expect(found({ state: "no such state" })).toHaveLength(3);
    expect(found({ state: "" })).toHaveLength(3);
    expect(found({ state: "requested", search: "paris" })).toEqual([]);
  });

  it("offers the states in the order of the way, and strange ones last", () => {
    expect(stateOptions(ALL).map(([value]) => value)).toEqual(["", "requested", "approved", "registered", "rejected", "withdrawn", "revoked", "on_hold"]);
    expect(stateOf("on_hold")).toEqual({ words: "on hold", tone: "neutral" });
    expect(typeWords("archive")).toBe("archive node");
    expect(typeSentence("archive")).toBe("");
    expect(typeOf("archive")).toBe("business");
    expect(typeOf("light")).toBe("light");
  });
});

describe("who may do what", () => {
  const OWNER = ["nodes.read", "nodes.request", "nodes.approve", "nodes.revoke"];
  const OPERATOR = ["nodes.read", "nodes.request", "nodes.revoke"];
  const VIEWER = ["nodes.read"];
  const NOTHING = { approve: "no", reject: false, withdraw: false, makeToken: false, revoke: false };
  const OF_ADA = "ada";
  const acts = (state: string, actions: readonly string[], userId: string | undefined) => actsOf({ state, requestedBy: OF_ADA }, actions, userId);

  it("somebody else approves, and nobody their own", () => {
    expect(acts("requested", OWNER, "grace")).toEqual({ ...NOTHING, approve: "may", reject: true, withdraw: true });
    expect(acts("requested", OWNER, OF_ADA)).toEqual({ ...NOTHING, approve: "own", withdraw: true });
    expect(acts("requested", OPERATOR, "grace")).toEqual({ ...NOTHING, withdraw: true });
  });

  it("nobody approves before it is known who looks", () => {
    expect(acts("requested", OWNER, undefined)).toEqual({ ...NOTHING, withdraw: true });
  });

  it("a token is made for what is approved, also by whoever requested it", () => {
    expect(acts("approved", OPERATOR, OF_ADA)).toEqual({ ...NOTHING, withdraw: true, makeToken: true });
    expect(acts("approved", OWNER, "grace")).toEqual({ ...NOTHING, withdraw: true, makeToken: true });
  });

  it("what is registered is revoked, and nothing else", () => {
    expect(acts("registered", OPERATOR, OF_ADA)).toEqual({ ...NOTHING, revoke: true });
    expect(acts("registered", ["nodes.request"], OF_ADA)).toEqual(NOTHING);
  });

  it.each(["rejected", "withdrawn", "revoked", "on_hold"])("nothing is done with what is %s", (state) => {
    expect(acts(state, OWNER, "grace")).toEqual(NOTHING);
  });

  it.each(["requested", "approved", "registered"])("a viewer does nothing with what is %s", (state) => {
    expect(acts(state, VIEWER, "grace")).toEqual(NOTHING);
  });
});

function pending(rest: Partial<ProvisionedNode>) {
  return isPending(requested(rest));
}

test("the page looks every few seconds only while something comes by itself", () => {
  expect(pending({})).toBe(false);
  expect(pending({ state: "approved" })).toBe(false);
  expect(pending({ state: "approved", tokenExpiresAt: "2026-01-01T00:00:00Z" })).toBe(true);
  expect(pending({ state: "approved", nodeId: "ab" })).toBe(true);
  expect(pending({ state: "registered", nodeId: "ab", tokenExpiresAt: null })).toBe(false);
  expect(pending({ state: "revoked" })).toBe(true);
  expect(pending({ state: "revoked", revocation: { number: 1, transactionHash: "cd", blockHeight: 3 } })).toBe(false);
  expect(pending({ state: "withdrawn", tokenExpiresAt: "2026-01-01T00:00:00Z" })).toBe(false);
});

test("what is not heard of is not made up", () => {
  const heard: LedgerNode = business(3, { nodeId: "AB".repeat(32) });
  expect(sightOf(null, [heard])).toEqual({ kind: "none" });
  expect(sightOf("ab".repeat(32), undefined)).toEqual({ kind: "unknown" });
  expect(sightOf("cd".repeat(32), [heard])).toEqual({ kind: "silent" });
  expect(sightOf("ab".repeat(32), [])).toEqual({ kind: "silent" });
  expect(sightOf("ab".repeat(32), [heard])).toEqual({ kind: "heard", node: heard });
});

describe("the commands", () => {
  const about = { chainId: "07".repeat(32), origin: "https://portal.example.org" };

  it("make, register and run a business node", () => {
    expect(commandsOf({ nodeType: "business", ...about }).map(({ line }) => line)).toEqual([
      `aurigraph node join --folder business --chain-id ${about.chainId} --follow https://portal.example.org`,
      "aurigraph node enrol --config business/node.toml --portal https://portal.example.org",
      "aurigraph node run --config business/node.toml",
    ]);
  });

  it("make a light node where one was requested", () => {
    const [first, second, third] = commandsOf({ nodeType: "light", ...about });
    expect(first.line).toContain("aurigraph node join --light --folder light ");
    expect(second.line).toContain("--config light/node.toml ");
    expect(third.line).toBe("aurigraph node run --config light/node.toml");
  });
});

test.each(["", "   ", "x".repeat(65), "\u{1F600}".repeat(65)])("%j is no name", (name) => {
  expect(nodeNameProblem(name)).toBeDefined();
});

test("names, notes and reasons are as long as the portal takes them, counted in characters", () => {
  expect(nodeNameProblem(` ${"\u{1F600}".repeat(64)} `)).toBeUndefined();
  expect(noteProblem("")).toBeUndefined();
  expect(noteProblem("x".repeat(500))).toBeUndefined();
  expect(noteProblem("x".repeat(501))).toMatch(/500 characters.*501/);
  expect(reasonProblem("because")).toBeUndefined();
  expect(reasonProblem(" ")).toBe("Say why.");
  expect(reasonProblem("x".repeat(501))).toBeDefined();
});
