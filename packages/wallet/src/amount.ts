/** Amounts as people type and read them. Amounts are integers in minor units everywhere else; no float is ever involved. */
import { AMOUNT_MAX } from "./bytes";

/** An amount typed by a person, in minor units, or why it cannot be one. */
export type ParsedAmount = { readonly ok: true; readonly amount: bigint } | { readonly ok: false; readonly problem: string };

/**
 * Reads "1250", "12.5" or "12,50" as minor units of an asset with `decimals` decimals. One separator at most: grouping
 * separators are refused, because "1,250" means different things to different people.
 */
export function parseAmount(text: string, decimals: number): ParsedAmount {
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim());
  if (match === null) {
    return { ok: false, problem: "Enter digits with one decimal point at most, without separators for thousands." };
  }
  const whole = match[1] ?? "";
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) {
    return { ok: false, problem: decimals === 0 ? "This asset has no decimals." : `This asset has ${decimals} decimals at most.` };
  }
  if (whole.length > 20) return { ok: false, problem: "The amount is larger than any balance can be." };
  const amount = BigInt(whole + fraction.padEnd(decimals, "0"));
  if (amount === 0n) return { ok: false, problem: "The amount must be above zero." };
  if (amount > AMOUNT_MAX) return { ok: false, problem: "The amount is larger than any balance can be." };
  return { ok: true, amount };
}

/** Minor units as a plain decimal number with all decimals, without grouping: what `parseAmount` reads back. */
export function formatAmountPlain(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
