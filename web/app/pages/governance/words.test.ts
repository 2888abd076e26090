import { THIN_SPACE } from "@aurigraph/core";
import { describe, expect, it } from "vitest";
import { ACCOUNTS, accepted, ADD, LIMIT, overview, proposal, ROLE, UPGRADE } from "./proposalsForTests.ts";
import { boundsWords, earliestWords, exactWords, inBlocksWords, leadWords, parameterWords, powerWords, replacedWords, statusAsked, statusOf, whatWords } from "./words.ts";

/** As it would be typed. */
const typed = (text: string | null) => text?.replaceAll(THIN_SPACE, " ");

describe("values", () => {
  it.each([
    [65_536, "64 KiB"],
    [100_000, "97.66 KiB"],
    [1_048_576, "1 MiB"],
    [2_000_000, "1.91 MiB"],
    [104_857_600, "100 MiB"],
    [500, "500 B"],
  ])("%i bytes are %s, and the exact figure stands beside it", (bytes, text) => {
    const { value } = parameterWords("block_bytes_max");
    expect(typed(value(bytes).text)).toBe(text);
    expect(typed(value(bytes).exact)?.replaceAll(" ", "")).toBe(`${bytes}bytes`);
  });

  it("accounts are grouped, and one is one", () => {
    const { value } = parameterWords("accounts_max");
    expect(typed(value(1_000_000).text)).toBe("1 000 000 accounts");
    expect(value(1)).toEqual({ text: "1 account", exact: null });
  });

  it("bounds have the unit of their parameter", () => {
    expect(overview().parameters.map((parameter) => typed(boundsWords(parameter)))).toEqual(["64 KiB to 64 MiB", "1 to 67 108 864 accounts"]);
  });

  it("a parameter that this page does not know has its own name and no unit", () => {
    const words = parameterWords("vote_delay_ms");
    expect([words.name, words.hint, typed(words.value(1200).text)]).toEqual(["Vote delay ms", undefined, "1 200"]);
  });
});

describe("what is proposed", () => {
  it.each([
    [LIMIT, "Blocks hold at most 1.91 MiB of submissions"],
    [ACCOUNTS, "The ledger has at most 1 000 000 accounts"],
    [{ kind: "set_parameter", parameter: "vote_delay_ms", value: 7 }, "Vote delay ms becomes 7"],
    [UPGRADE, "Protocol version 2 begins"],
    [ROLE, "Account 42 becomes registrar"],
    [{ ...ROLE, role: "authority", granted: false }, "Account 42 is no longer authority"],
    [ADD, "Validators: add validator-4"],
    [{ kind: "close_ledger" }, "Close ledger"],
  ])("is a sentence", (action, words) => {
    expect(typed(whatWords(action))).toBe(words);
  });

  it("has its exact figure where the sentence rounds", () => {
    expect([LIMIT, ACCOUNTS, ROLE, ADD].map((action) => typed(exactWords(action)))).toEqual(["2 000 000 bytes", undefined, undefined, undefined]);
  });
});

describe("status and votes", () => {
  it("knows every status, and shows another one as it came", () => {
    expect(["OPEN", "ACCEPTED", "IN_FORCE", "EXPIRED", "ON_HOLD"].map((status) => statusOf(status).words)).toEqual(["open", "accepted", "in force", "expired", "on hold"]);
  });

  it("takes only a status from the address bar", () => {
    expect(["IN_FORCE", "in_force", "toString", "", undefined].map(statusAsked)).toEqual(["IN_FORCE", undefined, undefined, undefined, undefined]);
  });

  it("says how much is there, also where more came than was needed", () => {
    expect(powerWords({ votingPower: 2, votingPowerNeeded: 3 })).toBe("2 of 3");
    expect(powerWords({ votingPower: 4, votingPowerNeeded: 3 })).toBe("4, 3 needed");
  });

  it("counts the blocks to a height", () => {
    expect([inBlocksWords(101, 100), inBlocksWords(102, 100)]).toEqual(["with the next block", "in 2 blocks"]);
  });
});

it("other validators come later than other rules", () => {
  expect([LIMIT, ADD].map(leadWords)).toEqual(["once accepted", "66 blocks after acceptance"]);
  expect([LIMIT, ADD].map(earliestWords)).toEqual(["with the block after it is accepted", "66 blocks after it is accepted"]);
});

describe("what took the place of a rule", () => {
  const inForce = proposal("aa", accepted(110, 111));

  it("is said where the rules in force have another value", () => {
    expect(typed(replacedWords(inForce, overview()))).toBe("A later proposal took its place: now it is 64 MiB (67 108 864 bytes).");
    expect(replacedWords({ ...inForce, action: UPGRADE }, overview({ protocolVersion: 3 }))).toBe("Protocol version 3 took its place.");
    expect(replacedWords({ ...inForce, action: ADD }, overview({ epoch: 2 }))).toBe("Epoch 2 took its place.");
  });

  it("is nothing while it holds, is not in force, or cannot be known", () => {
    const holds = overview({ parameters: [{ name: "block_bytes_max", value: 2_000_000, least: 1, most: 2, later: [] }] });
    expect([replacedWords(inForce, holds), replacedWords(proposal("aa"), overview()), replacedWords(inForce, undefined), replacedWords({ ...inForce, action: ROLE }, overview())]).toEqual([null, null, null, null]);
    expect([replacedWords({ ...inForce, action: ADD }, overview({ epoch: 1 })), replacedWords(proposal("aa", { action: ADD }), overview({ epoch: 2 }))]).toEqual([null, null]);
  });
});
