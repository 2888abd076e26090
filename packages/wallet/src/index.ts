/**
 * @aurigraph/wallet: docs/protocol.md a second time, for the browser. Keys, signing, and off-line proof verification in plain
 * TypeScript; it needs neither WebAssembly nor `unsafe-eval`, and holds no network code.
 */
export * from "./asset-content.ts";
export * from "./block.ts";
export * from "./bytes.ts";
export * from "./hash.ts";
export * from "./key-file.ts";
export * from "./key-store.ts";
export * from "./keys.ts";
export * from "./merkle.ts";
export * from "./operation.ts";
export * from "./proof.ts";
export * from "./proof-balance.ts";
export * from "./proof-document.ts";
export * from "./proof-epochs.ts";
export * from "./proof-receipt.ts";
export * from "./proof-steps.ts";
export * from "./portal-statement.ts";
export * from "./proposal.ts";
export * from "./registry-operation.ts";
export * from "./result-codes.ts";
export * from "./sealing.ts";
export * from "./state.ts";
export * from "./submission.ts";
export * from "./trust.ts";
