/**
 * Numbers for readers. Groups are parted by a thin no-break space, decimals by a point, so that a figure copied from a
 * screen is unambiguous in every country. `null` (not measured) is never formatted as a number: callers show a dash.
 */

/** U+202F, narrow no-break space. */
export const THIN_SPACE = "\u202f";

/** Shown where a value was not measured. */
export const NOT_MEASURED = "\u2013";

/** Parts a run of digits into groups of three. */
export function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE);
}

/** An integer (number, bigint or decimal string) with grouped digits. */
export function formatInteger(value: number | bigint | string): string {
  const text = typeof value === "number" ? Math.round(value).toString() : value.toString();
  return text.startsWith("-") ? `\u2212${groupDigits(text.slice(1))}` : groupDigits(text);
}

/** A number with a fixed count of decimals and grouped digits. */
export function formatDecimal(value: number, decimals: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const sign = value < 0 ? "\u2212" : "";
  return fraction === undefined ? sign + groupDigits(whole) : `${sign}${groupDigits(whole)}.${fraction}`;
}

/** A rate: whole above ten, one decimal below, so that 0.4 a second does not read as nothing. */
export function formatRate(perSecond: number): string {
  return perSecond === 0 || Math.abs(perSecond) >= 10 ? formatInteger(perSecond) : formatDecimal(perSecond, 1);
}

/** Large quantities for tight places: `9.81 M`. */
export function formatCompact(value: number): string {
  const steps = [
    [1e9, "G"],
    [1e6, "M"],
    [1e4, "k"],
  ] as const;
  for (const [size, letter] of steps) {
    if (Math.abs(value) >= size) {
      const scaled = value / (letter === "k" ? 1e3 : size);
      return `${formatDecimal(scaled, scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)}${THIN_SPACE}${letter}`;
    }
  }
  return formatRate(value);
}

/** A count for tight places: whole below ten thousand. */
export function formatCount(count: number): string {
  return Math.abs(count) < 1e4 ? formatInteger(count) : formatCompact(count);
}

/** A figure on an axis, with no more digits than its step needs: `0`, `2.5`, `10`, `20 k`. */
export function formatTick(value: number): string {
  return Math.abs(value) >= 1e4 ? formatCompact(value) : String(Number(value.toPrecision(6)));
}

/** Milliseconds with a sensible count of digits, without the unit. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 100) return formatInteger(milliseconds);
  return formatDecimal(milliseconds, milliseconds >= 10 ? 1 : 2);
}

/** A count of bytes in binary units. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? formatInteger(value) : formatDecimal(value, value >= 100 ? 0 : 1)}${THIN_SPACE}${units[unit]}`;
}

/** `1 block`, `2 blocks`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatInteger(count)} ${count === 1 ? one : many}`;
}
