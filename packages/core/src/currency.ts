/**
 * Currencies by their three letters (ISO 4217): how many of their digits are minor units. Written down here and not asked of the browser, because browsers
 * disagree where a currency's small coins are out of use, and an amount would then differ by a hundred.
 */

const USUAL_DECIMALS = 2;

const UNUSUAL_DECIMALS: readonly (readonly [decimals: number, currencies: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [4, "CLF UYW"],
];

const DECIMALS: ReadonlyMap<string, number> = new Map(UNUSUAL_DECIMALS.flatMap(([decimals, currencies]) => currencies.split(" ").map((currency) => [currency, decimals] as const)));

/** How many decimals an amount of a currency has; two where it is not known to be another count. */
export function currencyDecimals(currency: string): number {
  return DECIMALS.get(currency) ?? USUAL_DECIMALS;
}
