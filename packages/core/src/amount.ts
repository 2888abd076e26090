/**
 * Amounts. On the wire an amount is an integer of minor units as a decimal string; here it never passes through a
 * floating-point number.
 */
import { groupDigits } from "./number.ts";

const INTEGER = /^-?\d+$/;

/** `("1250000", 2)` gives `12 500.00`. Anything that is not an integer is shown as it came, so that nothing is hidden. */
export function formatAmount(minorUnits: string, decimals: number): string {
  if (!INTEGER.test(minorUnits)) return minorUnits;
  const negative = minorUnits.startsWith("-");
  const digits = BigInt(negative ? minorUnits.slice(1) : minorUnits)
    .toString()
    .padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? "" : `.${digits.slice(digits.length - decimals)}`;
  return `${negative ? "\u2212" : ""}${groupDigits(whole)}${fraction}`;
}

/** Why an amount typed by a person was refused. */
export type AmountProblem = "empty" | "not_a_number" | "too_many_decimals" | "not_positive" | "too_large";

/** The result of {@link parseAmount}. */
export type ParsedAmount = { readonly minorUnits: bigint } | { readonly problem: AmountProblem };

const LARGEST_AMOUNT = 2n ** 64n - 1n;

/** Reads an amount as a person types it (`12 500.00`, `12,5`); one decimal separator, spaces anywhere. */
export function parseAmount(text: string, decimals: number): ParsedAmount {
  const plain = text.replace(/[\s\u202f\u00a0']/g, "").replace(",", ".");
  if (plain === "") return { problem: "empty" };
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain);
  if (!match || plain === ".") return { problem: "not_a_number" };
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) return { problem: "too_many_decimals" };
  const minorUnits = BigInt(`${match[1] ?? ""}${fraction.padEnd(decimals, "0")}` || "0");
  if (minorUnits === 0n) return { problem: "not_positive" };
  return minorUnits > LARGEST_AMOUNT ? { problem: "too_large" } : { minorUnits };
}
