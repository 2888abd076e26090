/** Sizes: type, space, density, motion. Lengths in pixels on a 4 px grid, times in milliseconds. */

/** Type scale: size and line height. */
export const typeScale = {
  "12": [12, 16],
  "13": [13, 18],
  "14": [14, 20],
  "16": [16, 24],
  "20": [20, 28],
  "26": [26, 32],
  "34": [34, 40],
} as const;

export const spaceSteps = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16] as const;
export const spaceUnitPx = 4;

export const radiusPx = 6;
export const motionMs = 120;

/** The three densities: how tall a table row and a control are, and how much air a panel has. */
export const densities = {
  compact: { rowHeightPx: 30, controlHeightPx: 30, panelPaddingPx: 12, gapPx: 12 },
  regular: { rowHeightPx: 36, controlHeightPx: 34, panelPaddingPx: 16, gapPx: 16 },
  relaxed: { rowHeightPx: 44, controlHeightPx: 40, panelPaddingPx: 20, gapPx: 20 },
} as const;

/** Name of a density. */
export type Density = keyof typeof densities;

/** Widths at which the layout changes. */
export const breakpointsPx = { phone: 640, tablet: 1024, wide: 1600 } as const;
