/** Payloads of the live stream. */

export interface TpsUpdate {
  readonly currentTPS: number;
  readonly currentIndividuallySignedTPS: number;
  readonly peakTPS: number;
  readonly averageTPS: number;
  /** Finality p50 of the last second in milliseconds; null when nothing became final. */
  readonly latency: number | null;
  readonly latencyP99: number | null;
  readonly totalTransactions: number;
  readonly blockHeight: number;
}

export interface BlockUpdate {
  readonly blockHeight: number;
  readonly hash: string;
  readonly timestamp: string | number;
  readonly transactions: number;
  readonly submissions: number;
  readonly sizeBytes: number;
  readonly blockTime: number | null;
  readonly finalityMs: number | null;
  readonly producer: string;
  /** Blocks left out since the previous update, because more than twenty came in a second. */
  readonly skipped: number;
}

export interface NetworkUpdate {
  readonly activeNodes: number;
  readonly totalNodes: number;
  readonly networkHealth: "healthy" | "read_only" | "stopping";
  readonly blockHeight: number;
  readonly indexedHeight: number;
  readonly webSocketClients: number;
}

export interface ValidatorUpdate {
  readonly totalValidators: number;
  readonly activeValidators: number;
  readonly inactiveValidators: number;
  readonly validators: readonly {
    readonly validatorId: string;
    readonly name: string;
    readonly status: string;
    readonly blocksProduced: number;
    readonly lastBlockHeight: number | null;
  }[];
}
