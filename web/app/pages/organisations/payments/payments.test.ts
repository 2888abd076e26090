import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Payment, PaymentDetail } from "@aurigraph/api";
import { decodeContent, decodeRecords, fromHex, submissionId, toHex } from "@aurigraph/wallet";
import { amountWords, approvalsProblem, approvalWords, freeSequence, limitOf, ruleWords, shownState, stateOf, statementOf, sumWords, withRule } from "./payments.ts";

const ASSETS = new Map([[0, { code: "EUR", decimals: 2 }]]);

interface Vector {
  readonly organisationId: string;
  readonly paymentId: string;
  readonly userId: string;
  readonly content: string;
  readonly statement: string;
}

const VECTORS = JSON.parse(readFileSync(new URL("../../../../../crates/portal/tests/vectors/payment-statement.json", import.meta.url), "utf8")) as [Vector, Vector];
const [APPROVE, REJECT] = VECTORS;
const ABOUT = { organisationId: APPROVE.organisationId, userId: APPROVE.userId };

/** What an honest portal shows of the frozen payment. */
function detail(change: Partial<PaymentDetail> = {}, paymentChange: Partial<Payment> = {}): PaymentDetail {
  const { header, body } = decodeContent(fromHex(APPROVE.content));
  const transfers = decodeRecords(body).map(({ to, asset, amount, reference }) => ({ to, assetIndex: asset, amount: amount.toString(), reference: toHex(reference) }));
  const payment: Payment = {
    paymentId: APPROVE.paymentId,
    state: "waiting",
    proposedBy: "usr_tom",
    proposedByName: "Tom",
    proposedAt: "2026-11-27T00:00:00.000Z",
    expiresAt: "2026-12-04T00:00:00.000Z",
    approvalsNeeded: 2,
    approvals: 0,
    decidedAt: null,
    releasedAt: null,
    releasedBy: null,
    accountId: "acc_1",
    address: "ab".repeat(32),
    from: header.signer,
    kind: "batch",
    submissionId: toHex(submissionId(header, body)),
    chainId: toHex(header.chainId),
    sequence: "5",
    validUntilHeight: 900,
    transferCount: 2,
    firstTo: 9,
    totals: [
      { assetIndex: 0, amount: "1001" },
      { assetIndex: 1, amount: "18446744073709551615" },
    ],
    ...paymentChange,
  };
  return { payment, transfers, content: APPROVE.content, decisions: [], approveStatement: APPROVE.statement, rejectStatement: REJECT.statement, ...change };
}

describe("statementOf", () => {
  it("gives the words that the portal verifies", () => {
    expect(statementOf(detail(), "approve", ABOUT)).toEqual({ words: APPROVE.statement });
    expect(statementOf(detail(), "reject", ABOUT)).toEqual({ words: REJECT.statement });
  });

  it("refuses where nothing waits", () => {
    expect(statementOf(detail({ approveStatement: null }), "approve", ABOUT)).toHaveProperty("problem");
  });

  it.each([
    ["other words", detail({ approveStatement: APPROVE.statement.replace("1001", "1") })],
    ["the other verdict", detail({ approveStatement: REJECT.statement })],
    ["other bytes", detail({ content: APPROVE.content.replace("e903", "ea03") })],
    ["cut bytes", detail({ content: APPROVE.content.slice(2) })],
    ["another id", detail({}, { submissionId: "00".repeat(32) })],
    ["another payer", detail({}, { from: 4 })],
    ["a smaller sum", detail({}, { totals: [{ assetIndex: 0, amount: "1" }, { assetIndex: 1, amount: "18446744073709551615" }] })],
    ["a transfer that is not shown", detail({ transfers: detail().transfers.slice(1) })],
    ["another payment", detail({}, { paymentId: "pay_other" })],
  ])("refuses %s", (_what, shown) => {
    expect(statementOf(shown, "approve", ABOUT)).toHaveProperty("problem", expect.stringMatching(/Sign nothing/));
  });

  it("refuses words for somebody else", () => {
    expect(statementOf(detail(), "approve", { ...ABOUT, userId: "usr_other" })).toHaveProperty("problem");
  });
});

describe("words", () => {
  it("says amounts, sums, rules and how far approvals are", () => {
    expect(amountWords("1250", 0, ASSETS)).toBe("12.50 EUR");
    expect(amountWords("1250", 7, ASSETS)).toBe("1250 minor units of asset 7");
    expect(sumWords({ totals: [{ assetIndex: 0, amount: "1" }, { assetIndex: 7, amount: "2" }] }, ASSETS)).toBe("0.01 EUR, 2 minor units of asset 7");
    expect(approvalWords({ approvals: 1, approvalsNeeded: 2 })).toBe("1 of 2 approvals");
    expect(approvalWords({ approvals: 0, approvalsNeeded: 0 })).toBe("no approval needed");
    expect(ruleWords({ assetIndex: 0, limit: "100000", approvals: 1 }, ASSETS)).toContain("EUR: 1 approval");
  });

  it("knows by the height what the ledger takes no more", () => {
    expect(shownState({ state: "waiting", validUntilHeight: 900 }, 900)).toBe("waiting");
    expect(shownState({ state: "approved", validUntilHeight: 900 }, 901)).toBe("expired");
    expect(shownState({ state: "released", validUntilHeight: 900 }, 901)).toBe("released");
    expect(shownState({ state: "waiting", validUntilHeight: null }, 9_999)).toBe("waiting");
    expect(shownState({ state: "waiting", validUntilHeight: 900 }, undefined)).toBe("waiting");
  });

  it("takes only states that there are from an address", () => {
    expect(stateOf("waiting")).toBe("waiting");
    expect(stateOf("lost")).toBeUndefined();
    expect(stateOf("")).toBeUndefined();
    expect(stateOf(undefined)).toBeUndefined();
  });
});

describe("freeSequence", () => {
  const waiting = { address: "ab", sequence: "7", state: "waiting" } as const;

  it("is above what may still be paid from the same account", () => {
    expect(freeSequence("5", [], "ab")).toBe("5");
    expect(freeSequence("5", [waiting], "ab")).toBe("8");
    expect(freeSequence("9", [waiting], "ab")).toBe("9");
    expect(freeSequence("5", [{ ...waiting, state: "released" }, { ...waiting, state: "approved", sequence: "18446744073709551614" }], "ab")).toBe("18446744073709551615");
  });

  it("does not mind other accounts, and what is paid no more", () => {
    expect(freeSequence("5", [waiting], "cd")).toBe("5");
    expect(freeSequence("5", [{ ...waiting, state: "rejected" }, { ...waiting, state: "expired" }], "ab")).toBe("5");
    expect(freeSequence(null, [waiting], "ab")).toBeNull();
  });
});

describe("rules", () => {
  it.each([["0", "0"], ["0.00", "0"], ["1000", "100000"], ["12.5", "1250"]])("reads the limit %s", (text, limit) => {
    expect(limitOf(text, 2)).toEqual({ limit });
  });

  it.each(["", ".", "-1", "1.234", "many"])("refuses the limit %j", (text) => {
    expect(limitOf(text, 2)).toHaveProperty("problem");
  });

  it("keeps one rule for an asset, in order", () => {
    const first = { assetIndex: 3, limit: "1", approvals: 1 };
    const second = { assetIndex: 0, limit: "2", approvals: 2 };
    expect(withRule([first], second)).toEqual([second, first]);
    expect(withRule([first], { ...first, approvals: 4 })).toEqual([{ ...first, approvals: 4 }]);
  });

  it("takes 1 to 10 approvals", () => {
    for (const text of ["1", "10", " 3 "]) expect(approvalsProblem(text)).toBeUndefined();
    for (const text of ["0", "11", "1.5", "", "two"]) expect(approvalsProblem(text)).toBeDefined();
  });
});
