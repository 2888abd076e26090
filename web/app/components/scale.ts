/** Scales of charts. */

/** The least round number (1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten) not below `value`. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}

/** The greatest power of ten not above `value`. */
export function powerBelow(value: number): number {
  return value <= 0 ? 0.01 : 10 ** Math.floor(Math.log10(value) + 1e-9);
}

/** The least power of ten not below `value`, and above {@link powerBelow} of it. */
export function powerAbove(value: number): number {
  return value <= 0 ? 1 : 10 ** Math.max(Math.ceil(Math.log10(value) - 1e-9), Math.floor(Math.log10(value) + 1e-9) + 1);
}

/** The spans of time of which a history knows nothing: from the last point before a hole to the first one behind it. */
export function gapsOf(points: readonly { readonly timeSeconds: number; readonly transfers: number | null }[]): readonly (readonly [from: number, to: number])[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    return point.transfers === null && before && after ? [[before.timeSeconds, after.timeSeconds] as const] : [];
  });
}
