/**
 * Holds the first load to its budget: what a reader of the overview downloads before anything is asked for, gzipped. That is
 * every script and style that index.html names or that those import at once, and the fonts it preloads. Lazy pages are not
 * in it, but each is held to a budget of its own.
 */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const FIRST_LOAD_BUDGET_KB = 250;
const FONTS_BUDGET_KB = 90;
const LAZY_CHUNK_BUDGET_KB = 60;

const dist = new URL("../dist/", import.meta.url);

function sizeKb(name: string): number {
  const bytes = readFileSync(new URL(name, dist));
  // Fonts are compressed already.
  return (name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length) / 1000;
}

/** Static imports of a script, which the browser fetches before it runs it. */
function importsOf(script: string): string[] {
  const text = readFileSync(new URL(script, dist), "utf8");
  return [...text.matchAll(/(?:^|[;}\n])import\s*(?:[^"'();]*?from)?\s*["']\.\/([^"']+\.js)["']/g)].map((match) => `assets/${match[1]}`);
}

const page = readFileSync(new URL("index.html", dist), "utf8");
const first = new Set([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css|woff2))"/g)].flatMap((match) => match[1] ?? []));
for (const name of first) {
  if (name.endsWith(".js")) for (const each of importsOf(name)) first.add(each);
}

let total = sizeKb("index.html");
let fonts = 0;
for (const name of [...first].toSorted()) {
  const size = sizeKb(name);
  total += size;
  if (name.endsWith(".woff2")) fonts += size;
  console.log(`${size.toFixed(1).padStart(8)} kB  ${name}`);
}
console.log(`${total.toFixed(1).padStart(8)} kB  first load (budget ${FIRST_LOAD_BUDGET_KB}), fonts ${fonts.toFixed(1)} (budget ${FONTS_BUDGET_KB})`);

const tooLarge = readdirSync(new URL("assets/", dist))
  .map((name) => `assets/${name}`)
  .filter((name) => name.endsWith(".js") && !first.has(name) && sizeKb(name) > LAZY_CHUNK_BUDGET_KB);
for (const name of tooLarge) console.error(`${name} is ${sizeKb(name).toFixed(1)} kB, above ${LAZY_CHUNK_BUDGET_KB} for a page of its own`);
if (total > FIRST_LOAD_BUDGET_KB || fonts > FONTS_BUDGET_KB || tooLarge.length > 0) {
  console.error("over budget");
  process.exit(1);
}
