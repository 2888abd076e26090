/**
 * @aurigraph/wallet: docs/protocol.md a second time, for the browser. Keys, signing, and off-line proof verification in plain
 * TypeScript; it needs neither WebAssembly nor `unsafe-eval`, and holds no network code.
 */
export * from "./amount";
export * from "./block";
export * from "./bytes";
export * from "./hash";
export * from "./key-file";
export * from "./key-store";
export * from "./keys";
export * from "./merkle";
export * from "./operation";
export * from "./proof";
export * from "./proof-balance";
export * from "./proof-document";
export * from "./proof-receipt";
export * from "./proof-steps";
export * from "./result-codes";
export * from "./sealing";
export * from "./state";
export * from "./submission";
export * from "./trust";
