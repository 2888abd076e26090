/** Scales of charts. */

/** The least round number (1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten) not below `value`. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}
