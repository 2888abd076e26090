/** Writes `generated/tokens.css` from the typed tokens. */
import { mkdirSync, writeFileSync } from "node:fs";
import { tokensCss } from "../src/css.ts";

const folder = new URL("../generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("tokens.css", folder), tokensCss());
