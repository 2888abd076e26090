/** What every client of the ledger shares, free of any user interface: the live stream, and figures put into words. */
export * from "./amount.ts";
export * from "./csv.ts";
export * from "./currency.ts";
export * from "./hash.ts";
export * from "./number.ts";
export * from "./stream.ts";
export * from "./time.ts";
