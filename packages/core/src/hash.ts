/** Hashes and addresses for readers: shortened in the middle, and with two stable colours to tell them apart. */

/** `3f9ac2…71be04`. Short texts stay as they are. */
export function shortenHash(hash: string, ends = 6): string {
  return hash.length <= ends * 2 + 1 ? hash : `${hash.slice(0, ends)}\u2026${hash.slice(-ends)}`;
}

/** Whether the text could be a hash, key or address: 64 hexadecimal digits. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

/** Where a hash sits in the identicon bar: two hues in degrees and the share of the first, 25 to 75 per cent. */
export interface Identicon {
  readonly firstHue: number;
  readonly secondHue: number;
  readonly firstSharePercent: number;
}

/**
 * Colours of the identicon bar. FNV-1a over the text spreads hashes that differ in one digit; hues fall on 24 steps so that
 * two different ones look different. An aid to the eye, never a check.
 */
export function identicon(text: string): Identicon {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  const first = state % 24;
  const distance = 5 + ((state >>> 8) % 15);
  return {
    firstHue: first * 15,
    secondHue: ((first + distance) % 24) * 15,
    firstSharePercent: 25 + ((state >>> 16) % 5) * 12.5,
  };
}
