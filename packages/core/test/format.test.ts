import { describe, expect, test } from "vitest";
import * as core from "../src/index.ts";

const { THIN_SPACE: S } = core;

test.each([
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["CLF", 4],
  ["ZZZ", 2],
])("%s has %i decimals", (currency, decimals) => {
  expect(core.currencyDecimals(currency)).toBe(decimals);
});

describe("amounts", () => {
  test.each([
    ["0", 2, "0.00"],
    ["5", 2, "0.05"],
    ["1250000", 2, `12${S}500.00`],
    ["18446744073709551615", 0, `18${S}446${S}744${S}073${S}709${S}551${S}615`],
    ["18446744073709551615", 8, `184${S}467${S}440${S}737.09551615`],
    ["-1250", 2, "\u221212.50"],
    ["12x", 2, "12x"],
  ])("%s with %i decimals", (minor, decimals, shown) => {
    expect(core.formatAmount(minor, decimals)).toBe(shown);
  });

  test.each([
    ["12.5", 2, 1250n],
    ["12,50", 2, 1250n],
    [`1${S}000`, 0, 1000n],
    [".5", 1, 5n],
    ["184467440737.09551615", 8, 18446744073709551615n],
  ])("reads %s", (text, decimals, minor) => {
    expect(core.parseAmount(text, decimals)).toEqual({ minorUnits: minor });
  });

  test.each([
    ["", 2, "empty"],
    [".", 2, "not_a_number"],
    ["1.2.3", 2, "not_a_number"],
    ["-1", 2, "not_a_number"],
    ["1e3", 2, "not_a_number"],
    ["1.234", 2, "too_many_decimals"],
    ["0.00", 2, "not_positive"],
    ["184467440737.09551616", 8, "too_large"],
  ])("refuses %j", (text, decimals, problem) => {
    expect(core.parseAmount(text, decimals)).toEqual({ problem });
  });

  test("what is shown can be read back", () => {
    for (const minor of ["1", "99", "100", "123456789", "18446744073709551615"]) {
      expect(core.parseAmount(core.formatAmount(minor, 2), 2)).toEqual({ minorUnits: BigInt(minor) });
    }
  });
});

describe("numbers and times", () => {
  test("rates keep small values visible", () => {
    expect(core.formatRate(0)).toBe("0");
    expect(core.formatRate(0.42)).toBe("0.4");
    expect(core.formatRate(50.4)).toBe("50");
    expect(core.formatRate(1234567)).toBe(`1${S}234${S}567`);
  });

  test("compact", () => {
    expect(core.formatCompact(9_812_345)).toBe(`9.81${S}M`);
    expect(core.formatCompact(12_345)).toBe(`12.3${S}k`);
    expect(core.formatCompact(1_500_000_000)).toBe(`1.50${S}G`);
  });

  test("counts and ticks have no false decimals", () => {
    expect(core.formatCount(9)).toBe("9");
    expect(core.formatCount(65_536)).toBe(`65.5${S}k`);
    expect(core.formatTick(2.5)).toBe("2.5");
    expect(core.formatTick(0.1 + 0.2)).toBe("0.3");
    expect(core.formatTick(20_000)).toBe(`20.0${S}k`);
  });

  test("spans", () => {
    expect(core.formatSpan(400)).toBe("0 s");
    expect(core.formatSpan(61_000)).toBe("1 min");
    expect(core.formatSpan(3_600_000 * 3 + 20 * 60_000)).toBe("3 h 20 min");
    expect(core.formatRelative(10_000, 14_500)).toBe("4 s ago");
    expect(core.formatRelative(10_000, 10_200)).toBe("now");
    expect(core.formatRelative(190_000, 10_000)).toBe("in 3 min");
  });

  test("absolute times name their zone", () => {
    expect(core.formatAbsolute(Date.parse("2026-11-23T20:44:16.120Z"))).toBe("2026-11-23 20:44:16.120 UTC");
    expect(core.formatAbsolute(Number.NaN)).toBe("unknown time");
  });

  test("bytes", () => {
    expect(core.formatBytes(700)).toBe(`700${S}B`);
    expect(core.formatBytes(1536)).toBe(`1.5${S}KiB`);
  });
});

describe("hashes", () => {
  test("shortens in the middle", () => {
    expect(core.shortenHash("a".repeat(30) + "b".repeat(34))).toBe("aaaaaa\u2026bbbbbb");
    expect(core.shortenHash("abc")).toBe("abc");
  });

  test("the identicon is stable and always has two hues", () => {
    for (let index = 0; index < 200; index += 1) {
      const icon = core.identicon(index.toString(16).padStart(64, "0"));
      expect(icon).toEqual(core.identicon(index.toString(16).padStart(64, "0")));
      expect(icon.firstHue).not.toBe(icon.secondHue);
      expect(icon.firstSharePercent).toBeGreaterThanOrEqual(25);
      expect(icon.firstSharePercent).toBeLessThanOrEqual(75);
    }
  });
});

test("csv quotes, and defuses formulas but not numbers", () => {
  expect(core.toCsv(["a", "b"], [["x,y", '"q"'], ["=1+1", "-5"], [null, 3]])).toBe('a,b\r\n"x,y","""q"""\r\n\'=1+1,-5\r\n,3\r\n');
});
