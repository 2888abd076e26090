/**
 * The shapes of the REST API and of the live stream, as `docs/api-design.md` says them.
 *
 * Amounts and sequences are decimal strings, heights and indexes are numbers, times RFC 3339 in UTC, byte strings hexadecimal.
 * `null` means "not measured" or "none", never 0.
 */

export interface Finality {
  readonly state: "final";
  readonly height: number;
}

/** An account by index. The address is null where a refused record names an account that does not exist. */
export interface AccountRef {
  readonly index: number;
  readonly address: string | null;
}

export interface Transfer {
  readonly index: number;
  readonly from: AccountRef;
  readonly to: AccountRef;
  readonly asset: string;
  readonly assetIndex: number;
  readonly decimals: number;
  readonly amount: string;
  readonly reference: string;
  readonly resultCode: string;
}

/** An operation: its kind, its result, and the fields that docs/protocol.md gives this kind. */
export interface Operation {
  readonly kind: string;
  readonly resultCode: string;
  readonly [field: string]: unknown;
}

export type TransactionKind = "transfer" | "batch" | "operation";
export type TransactionStatus = "APPLIED" | "PARTIAL" | "REJECTED";

export interface Transaction {
  readonly hash: string;
  readonly kind: TransactionKind;
  readonly signer: AccountRef;
  readonly signatureScheme: string;
  readonly sequence: string;
  readonly blockHeight: number;
  readonly timestamp: string;
  readonly position: number;
  readonly transferCount: number;
  readonly applied: number;
  readonly rejected: number;
  readonly status: TransactionStatus;
  readonly transfer: Transfer | null;
  readonly operation: Operation | null;
  readonly finality: Finality;
}

export interface Vote {
  readonly validator: number;
  readonly signature: string;
}

export interface Certificate {
  readonly kind: string;
  readonly epoch: number;
  readonly view: number;
  readonly votes: readonly Vote[];
  /** Only with a single block. */
  readonly bytes?: string | null;
}

export interface Block {
  readonly height: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
  readonly proposer: number;
  readonly proposerName: string;
  readonly submissionCount: number;
  readonly transactionCount: number;
  readonly sizeBytes: number;
  readonly epoch: number;
  readonly batchesRoot: string;
  readonly executedHeight: number;
  readonly receiptsRoot: string;
  readonly stateRoot: string;
  readonly validatorsRoot: string;
  /** Only with a single block. */
  readonly headerBytes?: string | null;
  readonly certificate: Certificate;
  readonly finality: Finality;
}

export interface Receipt {
  readonly id: string;
  readonly transactionHash: string;
  readonly kind: TransactionKind;
  readonly index: number;
  readonly record: string;
  readonly resultCode: string;
  readonly transfer: Transfer | null;
  readonly operation: Operation | null;
  readonly blockHeight: number;
  readonly timestamp: string;
  readonly finality: Finality;
  /** Checked byte by byte by `@aurigraph/wallet`; here it is opaque. */
  readonly proof: unknown;
  readonly proofReadyAtHeight: number;
}

export interface Balance {
  readonly asset: string;
  readonly assetIndex: number;
  readonly decimals: number;
  readonly amount: string;
}

export interface Account {
  readonly index: number;
  readonly address: string;
  readonly name: string | null;
  readonly signatureScheme: string;
  readonly publicKey: string;
  readonly frozen: boolean;
  readonly roles: readonly string[];
  readonly custodian: AccountRef | null;
  readonly parent: AccountRef | null;
  readonly subaccountCount: number;
  readonly nextSequence: string;
  readonly balances: readonly Balance[];
  readonly height: number;
}

export interface AccountTransfer extends Transfer {
  readonly transactionHash: string;
  readonly blockHeight: number;
  readonly timestamp: string;
  readonly direction: "in" | "out";
}

export interface Asset {
  readonly index: number;
  readonly code: string;
  readonly name: string;
  readonly decimals: number;
  readonly dense: boolean;
  readonly totalSupply: string;
}

export interface Validator {
  readonly validatorId: string;
  readonly name: string;
  readonly publicKey: string;
  readonly votingPower: number;
  readonly status: string;
  readonly blocksProduced: number;
  readonly lastBlockHeight: number | null;
  readonly lastBlockTime: string | null;
}

export interface LedgerNode {
  readonly nodeId: string;
  readonly name: string;
  readonly nodeType: string;
  readonly status: string;
  readonly version: string;
  readonly processId: number;
  readonly serving: boolean;
  readonly httpAddress: string;
  readonly grpcAddress: string;
  readonly blockHeight: number;
  readonly uptimeSeconds: number;
}

export interface Info {
  readonly name: string;
  readonly version: string;
  readonly chainId: string;
  readonly network: string;
  readonly devnet: boolean;
  readonly demoLoad: { readonly enabled: boolean; readonly ratePerSecond: number };
  readonly validatorsRoot: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly osName: string;
  readonly osArch: string;
  readonly grpcAddress: string;
}

export interface Stats {
  readonly totalTransactions: number;
  readonly individuallySignedTransactions: number;
  readonly totalSubmissions: number;
  readonly blockHeight: number;
  readonly accounts: number;
  readonly assets: number;
  readonly memoryUsedBytes: number | null;
  readonly diskUsedBytes: number | null;
  readonly availableProcessors: number;
  readonly uptimeSeconds: number;
  readonly webSocketClients: number;
  readonly indexedHeight: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface PerformanceWindow {
  readonly seconds: number;
  readonly transactions: number;
  readonly individuallySignedTransactions: number;
  readonly rejectedTransactions: number;
  readonly transactionsPerSecond: number;
  readonly individuallySignedPerSecond: number;
  readonly blocks: number;
  readonly blocksPerSecond: number;
  readonly finalityLatencyMs: Quantiles | null;
  readonly fdatasyncMs: Quantiles | null;
}

export interface Performance {
  readonly measuredAt: string;
  readonly last60Seconds: PerformanceWindow;
  readonly lifetime: PerformanceWindow;
}

export interface Health {
  readonly status: "UP" | "DOWN";
  readonly checks: readonly { readonly name: string; readonly status: "UP" | "DOWN"; readonly data?: Readonly<Record<string, unknown>> | null }[];
}

export interface SearchResult {
  readonly kind: "block" | "transaction" | "account";
  readonly id: string;
  readonly label: string;
}

/** RFC 9457, with the ledger's stable `code` and what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly action: string;
  readonly instance?: string;
  readonly earliestHeight?: number;
  readonly receipt?: Receipt;
}

export interface BlockList {
  readonly blocks: readonly Block[];
  readonly nextCursor: string | null;
}

export interface TransactionList {
  readonly transactions: readonly Transaction[];
  readonly nextCursor: string | null;
  readonly indexedHeight: number;
}

export interface TransferList {
  readonly transfers: readonly Transfer[];
  readonly nextCursor: string | null;
}

export interface AccountTransferList {
  readonly transfers: readonly AccountTransfer[];
  readonly nextCursor: string | null;
  readonly indexedHeight: number;
}

export interface FaucetAnswer {
  readonly account: AccountRef;
  readonly funded: readonly { readonly asset: string; readonly amount: string; readonly decimals: number }[];
  readonly transactionHash: string;
  readonly receiptId: string;
}
