/**
 * Cuts the two typefaces down to what the portal draws and writes them to `app/fonts`, where they are committed: Latin
 * letters, digits, and the few signs in use; weights 400 to 650. Anything else falls back to the reader's own fonts.
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);

function range(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

const SIGNS = "\u00a0\u202f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2212\u00d7\u00b7\u20ac\u2190\u2191\u2192\u2193\u2318\u2264\u2265\u2022";
const faces = [
  {
    source: "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2",
    target: "text.woff2",
    text: range(0x20, 0x7e) + range(0xa1, 0xff) + SIGNS,
    weights: { min: 400, max: 650 },
  },
  {
    source: "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
    target: "figures.woff2",
    text: range(0x20, 0x7e) + SIGNS,
    weights: { min: 400, max: 600 },
  },
];

for (const face of faces) {
  const font = await subsetFont(await readFile(require.resolve(face.source)), face.text, {
    targetFormat: "woff2",
    variationAxes: { wght: face.weights },
  });
  await writeFile(new URL(`../app/fonts/${face.target}`, import.meta.url), font);
  console.log(`${face.target}: ${(font.length / 1000).toFixed(1)} kB`);
}
