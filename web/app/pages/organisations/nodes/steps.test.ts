import { describe, expect, it } from "vitest";
import type { ProvisionedNode } from "@aurigraph/api";
import { ON_LEDGER, requested } from "./nodesForTests.ts";
import { standsWords, stepsOf } from "./steps.ts";

const DECIDED: Partial<ProvisionedNode> = { decidedBy: "grace", decidedByName: "Grace Example", decidedAt: "2026-01-16T10:30:00.000Z" };
const REGISTERED: Partial<ProvisionedNode> = { ...DECIDED, state: "registered", nodeId: "ab", enrolledAt: "2026-01-17T10:30:00.000Z", registration: ON_LEDGER };
const REVOKED: Partial<ProvisionedNode> = { ...REGISTERED, state: "revoked", revokedByName: "Joan Example", revokedAt: "2026-01-18T10:30:00.000Z", reason: "Sold" };

/** Names and states of the steps. */
function way(changes: Partial<ProvisionedNode>): readonly (readonly [string, string])[] {
  return stepsOf(requested(changes)).map(({ name, state }) => [name, state] as const);
}

function stepOf(id: string, changes: Partial<ProvisionedNode>) {
  return stepsOf(requested(changes)).find((step) => step.id === id);
}

describe("the way", () => {
  it("waits for somebody else first", () => {
    expect(way({})).toEqual([["Requested", "done"], ["Approval", "now"], ["Token", "coming"], ["Registration", "coming"]]);
    expect(stepOf("requested", {})).toMatchObject({ who: "Ada Example", at: "2026-01-15T10:30:00.000Z" });
    expect(stepOf("requested", { requestedByName: null })).toMatchObject({ who: "somebody who is gone" });
  });

  it("waits for a token, then for the node that shows it", () => {
    expect(way({ ...DECIDED, state: "approved" })).toEqual([["Requested", "done"], ["Approved", "done"], ["Token", "now"], ["Registration", "coming"]]);
    const token = { ...DECIDED, state: "approved", tokenExpiresAt: "2026-01-17T00:00:00.000Z" };
    expect(way(token)).toEqual([["Requested", "done"], ["Approved", "done"], ["Token made", "now"], ["Registration", "coming"]]);
    expect(stepOf("token", token)?.until).toBe("2026-01-17T00:00:00.000Z");
    expect(stepOf("decision", token)).toMatchObject({ who: "Grace Example", at: DECIDED.decidedAt });
  });

  it("waits for the ledger where that has not taken it", () => {
    expect(way({ ...DECIDED, state: "approved", nodeId: "ab", tokenExpiresAt: "2026-01-17T00:00:00.000Z" })).toEqual([["Requested", "done"], ["Approved", "done"], ["Token used", "done"], ["Registration", "now"]]);
  });

  it("is whole when the ledger says so", () => {
    expect(way(REGISTERED)).toEqual([["Requested", "done"], ["Approved", "done"], ["Token used", "done"], ["Registered on the ledger", "done"]]);
    expect(stepOf("registration", REGISTERED)?.proof).toEqual(ON_LEDGER);
  });

  it("ends with a reason, and what cannot come any more is not there", () => {
    expect(way({ ...DECIDED, state: "rejected", reason: "Too many" })).toEqual([["Requested", "done"], ["Rejected", "ended"]]);
    expect(stepOf("decision", { ...DECIDED, state: "rejected", reason: "Too many" })).toMatchObject({ note: "Too many", who: "Grace Example" });
    expect(way({ ...DECIDED, state: "withdrawn" })).toEqual([["Requested", "done"], ["Withdrawn", "ended"]]);
  });

  it("tells a revocation from what the ledger says of it", () => {
    const head = [["Requested", "done"], ["Approved", "done"], ["Token used", "done"], ["Registered on the ledger", "done"], ["Revoked", "ended"]];
    expect(way(REVOKED)).toEqual([...head, ["Revocation on the ledger", "now"]]);
    expect(way({ ...REVOKED, revocation: ON_LEDGER })).toEqual([...head, ["Revocation on the ledger", "done"]]);
    expect(stepOf("revoked", REVOKED)).toMatchObject({ who: "Joan Example", note: "Sold" });
  });

  it("says of a state that it does not know what certainly happened", () => {
    expect(way({ state: "on_hold" })).toEqual([["Requested", "done"], ["on hold", "now"]]);
    expect(way({ ...DECIDED, state: "on_hold", registration: ON_LEDGER })).toEqual([["Requested", "done"], ["Decided", "done"], ["Registered on the ledger", "done"], ["on hold", "now"]]);
  });

  it("has one step that waits at most, and nothing done after it", () => {
    const all = [{}, { ...DECIDED, state: "approved" }, REGISTERED, REVOKED, { ...REVOKED, revocation: ON_LEDGER }, { ...DECIDED, state: "rejected" }];
    for (const changes of all) {
      const states = stepsOf(requested(changes)).map(({ state }) => state);
      expect(states.filter((state) => state === "now").length).toBeLessThanOrEqual(1);
      const after = states.includes("now") ? states.slice(states.indexOf("now") + 1) : [];
      expect(after.every((state) => state === "coming")).toBe(true);
    }
  });
});

describe("how it stands", () => {
  it.each([
    [{}, /somebody else approves/],
    [{ state: "approved" }, /A token lets the node register itself/],
    [{ state: "approved", tokenExpiresAt: "2026-01-17T00:00:00.000Z" }, /waits for the node/],
    [{ state: "approved", nodeId: "ab" }, /has not taken the registration/],
    [REGISTERED, /registered on the ledger, in block 1\D?200/],
    [{ state: "registered" }, /^It is registered\.$/],
    [{ state: "rejected" }, /rejected/],
    [{ state: "withdrawn" }, /withdrawn/],
    [REVOKED, /has not taken that yet/],
    [{ ...REVOKED, revocation: ON_LEDGER }, /since block 1\D?200/],
    [{ state: "on_hold" }, /Its state is: on hold\./],
  ])("%j", (changes, words) => {
    expect(standsWords(requested(changes))).toMatch(words);
  });
});
