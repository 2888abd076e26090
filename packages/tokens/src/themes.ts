/**
 * The two themes. Light is warm paper under graphite ink; dark is a lamp-lit instrument, not an inversion: its surfaces
 * carry the accent's hue and rise in lightness with height.
 *
 * Every text colour is legible on every surface of its theme (WCAG 2.2 AA, checked in `test/contrast.test.ts`).
 */
import { type Oklch, oklch } from "./color.ts";

/** Names of the colours each theme defines. */
export interface Theme {
  /** The page behind everything. */
  readonly surfacePage: Oklch;
  /** Panels, tables and bars. */
  readonly surfacePanel: Oklch;
  /** Table heads, wells, skeletons. */
  readonly surfaceSunken: Oklch;
  /** What floats: dialogs, menus. */
  readonly surfaceRaised: Oklch;
  /** A row or control under the pointer. */
  readonly surfaceHover: Oklch;
  /** The selected row or area. */
  readonly surfaceSelected: Oklch;
  readonly line: Oklch;
  /** Edges of controls: 3:1 against surfaces. */
  readonly lineControl: Oklch;
  /** Edges of buttons, which their words identify: quieter than those of fields. */
  readonly lineButton: Oklch;
  readonly text: Oklch;
  readonly textMuted: Oklch;
  readonly accent: Oklch;
  readonly accentFill: Oklch;
  readonly accentFillHover: Oklch;
  readonly textOnAccent: Oklch;
  readonly positive: Oklch;
  readonly warning: Oklch;
  readonly negative: Oklch;
  readonly positiveSurface: Oklch;
  readonly warningSurface: Oklch;
  readonly negativeSurface: Oklch;
  readonly focus: Oklch;
  readonly scrim: Oklch;
}

export const light: Theme = {
  surfacePage: oklch(96.6, 0.004, 85),
  surfacePanel: oklch(99.2, 0.002, 85),
  surfaceSunken: oklch(95, 0.005, 85),
  surfaceRaised: oklch(99.6, 0.001, 85),
  surfaceHover: oklch(94.6, 0.008, 195),
  surfaceSelected: oklch(93.4, 0.02, 195),
  line: oklch(89, 0.006, 85),
  lineControl: oklch(62, 0.01, 85),
  lineButton: oklch(83, 0.008, 85),
  text: oklch(24, 0.008, 70),
  textMuted: oklch(46, 0.012, 70),
  accent: oklch(44, 0.072, 200),
  accentFill: oklch(42, 0.07, 200),
  accentFillHover: oklch(36, 0.068, 200),
  textOnAccent: oklch(99, 0.003, 195),
  positive: oklch(45, 0.105, 152),
  warning: oklch(48, 0.1, 70),
  negative: oklch(47, 0.165, 27),
  positiveSurface: oklch(95, 0.03, 152),
  warningSurface: oklch(95.5, 0.04, 85),
  negativeSurface: oklch(95.4, 0.022, 27),
  focus: oklch(50, 0.11, 215),
  scrim: oklch(20, 0.01, 70),
};

export const dark: Theme = {
  surfacePage: oklch(17.5, 0.008, 215),
  surfacePanel: oklch(20.8, 0.009, 215),
  surfaceSunken: oklch(23.2, 0.01, 215),
  surfaceRaised: oklch(25, 0.012, 215),
  surfaceHover: oklch(26.2, 0.014, 205),
  surfaceSelected: oklch(29, 0.03, 200),
  line: oklch(31.5, 0.011, 215),
  lineControl: oklch(59, 0.014, 215),
  lineButton: oklch(39.5, 0.013, 215),
  text: oklch(92.5, 0.006, 90),
  textMuted: oklch(73, 0.012, 200),
  accent: oklch(79, 0.085, 190),
  accentFill: oklch(76, 0.09, 190),
  accentFillHover: oklch(83, 0.085, 190),
  textOnAccent: oklch(18, 0.02, 200),
  positive: oklch(79, 0.12, 155),
  warning: oklch(82, 0.115, 82),
  negative: oklch(76, 0.125, 27),
  positiveSurface: oklch(26, 0.03, 155),
  warningSurface: oklch(27, 0.035, 80),
  negativeSurface: oklch(26.5, 0.045, 25),
  focus: oklch(82, 0.1, 200),
  scrim: oklch(8, 0.01, 215),
};

/**
 * Eight categorical steps: they differ in lightness as well as hue, so they survive deuteranopia and greyscale.
 * Each step has 3:1 against the panel of its theme.
 */
export const categoricalLight: readonly Oklch[] = [
  oklch(42, 0.07, 200),
  oklch(60, 0.125, 50),
  oklch(34, 0.09, 280),
  oklch(63, 0.1, 145),
  oklch(49, 0.16, 15),
  oklch(62, 0.11, 240),
  oklch(54, 0.095, 95),
  oklch(57, 0.14, 330),
];

export const categoricalDark: readonly Oklch[] = [
  oklch(79, 0.085, 190),
  oklch(72, 0.13, 60),
  oklch(62, 0.11, 285),
  oklch(86, 0.11, 145),
  oklch(66, 0.15, 18),
  oklch(75, 0.09, 240),
  oklch(90, 0.09, 100),
  oklch(70, 0.12, 330),
];

/** One hue, five lightness steps, for quantities. */
export const sequentialLight: readonly Oklch[] = [92, 80, 68, 55, 42].map((lightness) => oklch(lightness, 0.06, 200));
export const sequentialDark: readonly Oklch[] = [30, 43, 56, 68, 80].map((lightness) => oklch(lightness, 0.065, 195));

/** Below, middle, above. */
export const divergingLight: readonly Oklch[] = [oklch(45, 0.13, 35), oklch(70, 0.08, 45), oklch(92, 0.005, 85), oklch(68, 0.06, 200), oklch(42, 0.07, 200)];
export const divergingDark: readonly Oklch[] = [oklch(75, 0.13, 40), oklch(55, 0.08, 45), oklch(32, 0.008, 215), oklch(55, 0.06, 195), oklch(79, 0.085, 190)];
