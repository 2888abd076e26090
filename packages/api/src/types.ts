/**
 * The shapes of the REST API, by name. They are generated from `openapi.json`; this file only names them for readers.
 *
 * Amounts and sequences are decimal strings, heights and indexes are numbers, times RFC 3339 in UTC, byte strings hexadecimal.
 * `null` means "not measured" or "none", never 0.
 */
import type { components } from "./schema.d.ts";

/**
 * The document calls a field that may be null optional, but the node always sends it. So such a field is there, and only
 * one that is never null may be missing.
 */
type Present<T> = T extends readonly (infer Item)[]
  ? readonly Present<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as null extends T[Key] ? Key : never]-?: Present<Exclude<T[Key], undefined>> } & {
        readonly [Key in keyof T as null extends T[Key] ? never : Key]: Present<T[Key]>;
      }
    : T;

export type Schema<Name extends keyof components["schemas"]> = Present<components["schemas"][Name]>;

export type Finality = Schema<"Finality">;
/** An account by index. The address is null where a rejected record names an account that does not exist. */
export type AccountRef = Schema<"AccountRef">;
export type Transfer = Schema<"Transfer">;
/** An operation: its kind, its result, and the fields that docs/protocol.md gives this kind. */
export type Operation = Schema<"Operation">;
export type TransactionKind = "transfer" | "batch" | "operation";
export type TransactionStatus = Schema<"TransactionStatus">;
export type Transaction = Schema<"Transaction">;
export type Vote = Schema<"Vote">;
export type Certificate = Schema<"BlockCertificate">;
export type Block = Schema<"Block">;
export type Balance = Schema<"Balance">;
export type Account = Schema<"Account">;
/** A transfer in an account's history. */
export type AccountTransfer = Schema<"AccountTransfer">;
/** What else is in an account's history: it signed it, or it is concerned. */
export type AccountTransaction = Schema<"AccountTransaction">;
export type Asset = Schema<"Asset">;
export type Validator = Schema<"Validator">;
/** What a validator of a committee was seen to do. */
export type ValidatorParticipation = Schema<"ValidatorParticipation">;
/** A node: this one, or what another one said of itself. What was never heard of it is null. */
export type LedgerNode = Schema<"LedgerNode">;
/** How a node that is behind gets level. */
export type NodeCatchUp = Schema<"NodeCatchUp">;
/** A round (view) of a committee: who led it, who voted, how it ended. */
export type SeenRound = Schema<"SeenRound">;
export type Info = Schema<"Info">;
export type Stats = Schema<"Stats">;
export type Quantiles = Schema<"LatencyMs">;
export type PerformanceWindow = Schema<"Window">;
export type Performance = Schema<"Performance">;
export type Health = Schema<"Health">;
export type SearchResult = Schema<"SearchResult">;

/** What happened to one record. Its proof is checked byte by byte by `@aurigraph/wallet`; here it is opaque. */
export type Receipt = Omit<Schema<"Receipt">, "proof"> & { readonly proof: unknown };

/** RFC 9457, with the ledger's stable `code` and what to do; and for how long to wait, where the answer's header says it. */
export type Problem = Omit<Schema<"Problem">, "receipt"> & { readonly receipt?: Receipt; readonly retryAfterSeconds?: number };

/** Payloads of the live stream. */
export type TpsUpdate = Schema<"TpsUpdate">;
export type BlockUpdate = Schema<"BlockUpdate">;
export type NetworkUpdate = Schema<"NetworkUpdate">;
export type ValidatorUpdate = Schema<"ValidatorUpdate">;

export type BlockList = Schema<"BlockList">;
export type TransactionList = Schema<"TransactionList">;
export type TransferList = Schema<"TransferList">;
export type AccountHistory = Schema<"AccountHistory">;
export type AssetList = Schema<"AssetList">;
export type ValidatorList = Schema<"ValidatorList">;
export type NodeList = Schema<"NodeList">;
export type RoundList = Schema<"RoundList">;
export type SearchAnswer = Schema<"SearchAnswer">;
export type FaucetAnswer = Schema<"FaucetAnswer">;

/** The rules in force, and what is decided to come. */
export type GovernanceOverview = Schema<"GovernanceOverview">;
/** A figure that validators can change, its bounds, and what was accepted and is not in force yet. */
export type ParameterValue = Schema<"ParameterValue">;
/** A proposal and its votes. Its effective height is 0 where it is to be in force as soon as it is accepted. */
export type ProposalView = Schema<"ProposalView">;
export type ProposalStatus = Schema<"ProposalStatus">;
/** What is proposed: `set_parameter`, `activate_protocol`, `set_role` or `set_validators`, and the fields of that kind. */
export type ProposedAction = Schema<"ProposedAction">;
/** A validator that there is to be: its key, and where the others reach it. */
export type ProposedValidator = Schema<"ProposedValidator">;
/** A vote that was counted. Whoever is no validator any more has no index; whom the genesis file does not name has no name. */
export type CountedVote = Schema<"CountedVote">;
export type ProposalList = Schema<"ProposalList">;
