/**
 * Colour arithmetic for the tokens: OKLCH to sRGB, and the contrast ratio of WCAG 2.2.
 *
 * Pure functions. Used by the contrast test, and by whoever needs a token as plain RGB (a canvas, a server-side SVG).
 */

/** A colour as lightness (0 to 1), chroma and hue in degrees. */
export interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** Red, green and blue, each 0 to 1, gamma-encoded sRGB. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Writes an {@link Oklch} for readers: lightness in per cent, chroma, hue. */
export function oklch(lightnessPercent: number, chroma: number, hue: number): Oklch {
  return { lightness: lightnessPercent / 100, chroma, hue };
}

/** The CSS form, `oklch(52.4% 0.08 195)`. */
export function toCss(color: Oklch): string {
  const lightness = Number((color.lightness * 100).toFixed(2));
  return `oklch(${lightness}% ${color.chroma} ${color.hue})`;
}

function encodeGamma(linear: number): number {
  const clamped = Math.min(1, Math.max(0, linear));
  return clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
}

function decodeGamma(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** Linear sRGB before clipping; components outside 0 to 1 lie outside the sRGB gamut. */
export function toLinearRgb(color: Oklch): Rgb {
  const radians = (color.hue * Math.PI) / 180;
  const a = color.chroma * Math.cos(radians);
  const b = color.chroma * Math.sin(radians);
  const long = (color.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (color.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (color.lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

/** Gamma-encoded sRGB, clipped to the gamut. */
export function toRgb(color: Oklch): Rgb {
  const [red, green, blue] = toLinearRgb(color);
  return [encodeGamma(red), encodeGamma(green), encodeGamma(blue)];
}

/** `#rrggbb`, for consumers that know no OKLCH. */
export function toHex(color: Oklch): string {
  return `#${toRgb(color)
    .map((part) => Math.round(part * 255).toString(16).padStart(2, "0"))
    .join("")}`;
}

/** Relative luminance by WCAG 2.2. */
export function luminance(color: Oklch): number {
  const [red, green, blue] = toRgb(color).map(decodeGamma) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio by WCAG 2.2, 1 to 21. */
export function contrast(one: Oklch, other: Oklch): number {
  const first = luminance(one);
  const second = luminance(other);
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}
