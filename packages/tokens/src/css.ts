/** Writes the tokens as CSS custom properties. The result is committed as `generated/tokens.css`; a test refuses drift. */
import { type Oklch, toCss } from "./color.ts";
import { densities, motionMs, radiusPx, spaceSteps, spaceUnitPx, typeScale } from "./scale.ts";
import { categoricalDark, categoricalLight, dark, divergingDark, divergingLight, light, sequentialDark, sequentialLight, type Theme } from "./themes.ts";

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function colorLines(theme: Theme, palettes: Record<string, readonly Oklch[]>): string[] {
  const named = Object.entries(theme).map(([name, color]: [string, Oklch]) => `--${kebab(name)}: ${toCss(color)};`);
  const stepped = Object.entries(palettes).flatMap(([name, steps]) => steps.map((color, index) => `--${name}-${index + 1}: ${toCss(color)};`));
  return [...named, ...stepped];
}

function block(selector: string, lines: readonly string[]): string {
  return `${selector} {\n${lines.map((line) => `  ${line}`).join("\n")}\n}\n`;
}

function sizeLines(): string[] {
  const type = Object.entries(typeScale).map(([name, [size, height]]) => `--type-${name}: ${size / 16}rem/${height / 16}rem;`);
  const space = spaceSteps.map((step) => `--space-${step}: ${step * spaceUnitPx}px;`);
  return [...type, ...space, `--radius: ${radiusPx}px;`, `--motion: ${motionMs}ms;`];
}

function densityLines(name: keyof typeof densities): string[] {
  const density = densities[name];
  return [
    `--row-height: ${density.rowHeightPx}px;`,
    `--control-height: ${density.controlHeightPx}px;`,
    `--panel-padding: ${density.panelPaddingPx}px;`,
    `--gap: ${density.gapPx}px;`,
  ];
}

/** The whole style sheet. */
export function tokensCss(): string {
  const lightLines = ["color-scheme: light;", ...colorLines(light, { category: categoricalLight, sequence: sequentialLight, diverge: divergingLight })];
  const darkLines = ["color-scheme: dark;", ...colorLines(dark, { category: categoricalDark, sequence: sequentialDark, diverge: divergingDark })];
  return [
    "/* Generated from packages/tokens/src by `npm run build -w packages/tokens`. */\n",
    block(":root", [...sizeLines(), ...densityLines("regular"), ...lightLines]),
    `@media (prefers-color-scheme: dark) {\n${block(":root:not([data-theme=\"light\"])", darkLines)}}\n`,
    // On any element, so that a part of a page can show the other theme or another density than the whole.
    block("[data-theme=\"light\"]", lightLines),
    block("[data-theme=\"dark\"]", darkLines),
    ...(["compact", "regular", "relaxed"] as const).map((name) => block(`[data-density="${name}"]`, densityLines(name))),
  ].join("\n");
}
