import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { categoricalDark, categoricalLight, contrast, dark, light, tokensCss, type Theme } from "../src/index.ts";
import { toLinearRgb } from "../src/color.ts";

const surfaces = ["surfacePage", "surfacePanel", "surfaceSunken", "surfaceRaised", "surfaceHover", "surfaceSelected"] as const satisfies (keyof Theme)[];
const texts = ["text", "textMuted", "accent", "positive", "warning", "negative"] as const satisfies (keyof Theme)[];

describe.each([
  ["light", light],
  ["dark", dark],
])("%s theme", (_name, theme) => {
  test.each(texts.flatMap((text) => surfaces.map((surface) => [text, surface] as const)))("%s on %s reaches AA (4.5)", (text, surface) => {
    expect(contrast(theme[text], theme[surface])).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ["textOnAccent", "accentFill"],
    ["textOnAccent", "accentFillHover"],
    ["positive", "positiveSurface"],
    ["warning", "warningSurface"],
    ["negative", "negativeSurface"],
    ["text", "positiveSurface"],
    ["text", "warningSurface"],
    ["text", "negativeSurface"],
    ["textMuted", "warningSurface"],
    ["textMuted", "negativeSurface"],
    ["textMuted", "positiveSurface"],
  ] as const)("%s on %s reaches AA (4.5)", (text, surface) => {
    expect(contrast(theme[text], theme[surface])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(surfaces.flatMap((surface) => (["lineControl", "focus"] as const).map((edge) => [edge, surface] as const)))("%s on %s reaches 3", (edge, surface) => {
    expect(contrast(theme[edge], theme[surface])).toBeGreaterThanOrEqual(3);
  });
});

test.each([
  ["light", categoricalLight, light],
  ["dark", categoricalDark, dark],
] as const)("the %s data palette stands out from its panel and stays in gamut", (_name, palette, theme) => {
  for (const color of palette) {
    expect(contrast(color, theme.surfacePanel)).toBeGreaterThanOrEqual(3);
    for (const part of toLinearRgb(color)) {
      expect(part).toBeGreaterThan(-0.002);
      expect(part).toBeLessThan(1.002);
    }
  }
});

test("the committed style sheet is what the tokens generate", () => {
  expect(readFileSync(new URL("../generated/tokens.css", import.meta.url), "utf8")).toBe(tokensCss());
});
