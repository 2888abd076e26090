/** Heights as filters: how they are typed, and how they stand in the address bar. */
import { formatInteger } from "@aurigraph/core";
import type { FilterToken } from "../components/Filters.tsx";

/** Heights up to what a number can hold exactly. */
const HEIGHT_PATTERN = /^\d{1,15}$/;

/** What stands between two heights: a hyphen, or the dashes that other programs make of one, with or without spaces. */
const DASH = /\s*[-\u2010-\u2015\u2212]\s*/;

/** From a height to another, or with one end open; a single height is both. */
export const HEIGHTS_PATTERN = new RegExp(`^(?:\\d{1,15}|\\d{1,15}${DASH.source}\\d{0,15}|${DASH.source}\\d{1,15})$`);

/** Typed heights as changes of the address. */
export function heightsOf(text: string) {
  const [from = "", to = from] = text.trim().split(DASH);
  return { fromHeight: from, toHeight: to, height: null } as const;
}

/** One end of the heights in the address bar; what is none counts as no filter. Links of before have one `height`, which is both ends. */
export function heightOf(text: string | undefined, single?: string): number | undefined {
  const height = text ?? single;
  return height !== undefined && HEIGHT_PATTERN.test(height) ? Number(height) : undefined;
}

/** What stands for the heights above their list: each end with what takes it away, one token where they are one height. */
export function heightTokens(
  fromHeight: number | undefined,
  toHeight: number | undefined,
  set: (changes: Readonly<Record<string, string | null>>) => void,
): readonly FilterToken[] {
  const token = (name: string, height: number, gone: Readonly<Record<string, null>>): FilterToken => ({
    name,
    value: formatInteger(height),
    onRemove: () => set({ height: null, ...gone }),
  });
  if (fromHeight !== undefined && fromHeight === toHeight) return [token("height", fromHeight, { fromHeight: null, toHeight: null })];
  return [
    ...(fromHeight === undefined ? [] : [token("from height", fromHeight, { fromHeight: null })]),
    ...(toHeight === undefined ? [] : [token("to height", toHeight, { toHeight: null })]),
  ];
}
