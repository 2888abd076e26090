/** Design tokens: one typed source for CSS variables, canvases, server-drawn SVG and the mobile application. */
export { contrast, luminance, oklch, toCss, toHex, toRgb, type Oklch, type Rgb } from "./color.ts";
export { tokensCss } from "./css.ts";
export * from "./scale.ts";
export * from "./themes.ts";
