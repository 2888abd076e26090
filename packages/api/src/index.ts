/** The ledger's API for TypeScript clients: its shapes, and RTK Query endpoints over them. */
export * from "./endpoints.ts";
export { toProblem } from "./problem.ts";
export type * from "./types.ts";
