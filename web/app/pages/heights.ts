/** Heights as filters: how they are typed, and how they stand in the address bar. */

/** Heights up to what a number can hold exactly. */
export const HEIGHT_PATTERN = /^\d{1,15}$/;

/** From a height to another, or with one end open; a single height is both. */
export const HEIGHTS_PATTERN = /^(?:\d{1,15}|\d{1,15}-\d{0,15}|-\d{1,15})$/;

/** Typed heights in the address's form. */
export function heightsOf(text: string): { readonly fromHeight: string; readonly toHeight: string } {
  const [from = "", to = from] = text.split("-");
  return { fromHeight: from, toHeight: to };
}

/** A height in the address bar; what is none counts as no filter. */
export function heightOf(text: string | undefined): number | undefined {
  return text !== undefined && HEIGHT_PATTERN.test(text) ? Number(text) : undefined;
}
