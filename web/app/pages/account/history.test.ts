import type { AccountHistory } from "@aurigraph/api";
import { describe, expect, it } from "vitest";
import { codeOf, entriesOf, entryKey, hashOf } from "./history.ts";

const transfer = (blockHeight: number, position: number, index: number) => ({ blockHeight, position, index, direction: "out", transactionHash: `t${blockHeight}`, resultCode: "applied" });
const submission = (blockHeight: number, position: number, operation: object | null) => ({ blockHeight, position, hash: `s${blockHeight}`, role: "signer", transfer: null, operation });

function page(transfers: readonly object[], transactions: readonly object[]): AccountHistory {
  return { transfers, transactions, nextCursor: null, indexedHeight: 9 } as unknown as AccountHistory;
}

const TRANSFERS = [transfer(8, 0, 1), transfer(8, 0, 0), transfer(5, 3, 0)];
const TRANSACTIONS = [submission(9, 0, { resultCode: "unknown_account" }), submission(8, 0, null), submission(5, 4, null), submission(1, 0, null)];
const NEWEST_FIRST = ["s9-signer", "s8-signer", "t8-1-out", "t8-0-out", "s5-signer", "t5-0-out", "s1-signer"];

describe("an account's history", () => {
  it("is one list in either order, a submission above its own transfers", () => {
    expect(entriesOf(page(TRANSFERS, TRANSACTIONS), "desc").map(entryKey)).toEqual(NEWEST_FIRST);
    expect(entriesOf(page(TRANSFERS.toReversed(), TRANSACTIONS.toReversed()), "asc").map(entryKey)).toEqual(NEWEST_FIRST.toReversed());
    expect(entriesOf(page(TRANSFERS, []), "desc")).toEqual(TRANSFERS);
    expect(entriesOf(page([], TRANSACTIONS), "desc")).toEqual(TRANSACTIONS);
  });

  it("knows submission and result of each entry", () => {
    const [operation, batch, first] = entriesOf(page(TRANSFERS, TRANSACTIONS), "desc");
    expect([operation, batch, first].map((entry) => entry && hashOf(entry))).toEqual(["s9", "s8", "t8"]);
    expect([operation, batch, first].map((entry) => entry && codeOf(entry))).toEqual(["unknown_account", undefined, "applied"]);
  });
});
