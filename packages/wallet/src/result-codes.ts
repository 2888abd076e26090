/** Result codes of docs/protocol.md, in order of precedence, each with the words shown to a person. */

const RESULT_CODES = [
  [0, "applied", "Done."],
  [1, "expired", "It arrived after the last height at which it was valid. Nothing was moved."],
  [2, "already_applied", "This sequence number was used before. Nothing was moved a second time."],
  [3, "stale_sequence", "Its sequence number is too old to tell whether it was used. Nothing was moved."],
  [10, "unknown_asset", "There is no asset with this index."],
  [11, "unknown_debit_account", "The paying account does not exist."],
  [12, "unknown_credit_account", "The receiving account does not exist."],
  [13, "same_account", "Payer and receiver are the same account."],
  [14, "zero_amount", "The amount is zero."],
  [15, "not_authorised", "The signer may not do this: it is neither the account itself nor its custodian, or lacks the role."],
  [16, "debit_account_frozen", "The paying account is frozen."],
  [17, "credit_account_frozen", "The receiving account is frozen."],
  [18, "insufficient_funds", "The paying account does not hold enough."],
  [19, "credit_overflow", "The receiving account cannot hold that much."],
  [20, "unknown_account", "The operation names an account that does not exist."],
  [21, "account_limit", "The ledger's limit of accounts is reached."],
  [22, "subaccount_of_subaccount", "A subaccount cannot open subaccounts."],
  [23, "proposal_closed", "The proposal was accepted before, or its last height is over."],
  [24, "invalid_vote", "A vote is none of a validator, or its signature does not verify."],
  [25, "not_applicable", "What is proposed cannot be done on this ledger as it is."],
  [26, "proposal_limit", "Too many proposals are open."],
  [27, "not_activated", "The protocol version of the block does not have this operation."],
  [28, "unknown_real_world_asset", "No real-world asset has this id."],
  [29, "asset_not_active", "The real-world asset is suspended or retired."],
  [30, "other_version", "Another version of the real-world asset is meant."],
  [31, "content_refused", "What is said of a real-world asset does not fit its kind."],
  [32, "nothing_changes", "It is that already."],
  [33, "registry_full", "No more records fit into the registry."],
] as const;

/** The stable name of a result. */
export type ResultCodeName = (typeof RESULT_CODES)[number][1];

const BY_NUMBER = new Map<number, (typeof RESULT_CODES)[number]>(RESULT_CODES.map((entry) => [entry[0], entry]));
const BY_NAME = new Map<string, (typeof RESULT_CODES)[number]>(RESULT_CODES.map((entry) => [entry[1], entry]));

/** The name of a numeric result code, or undefined for one this version does not know. */
export function resultCodeName(code: number): ResultCodeName | undefined {
  return BY_NUMBER.get(code)?.[1];
}

/** The number of a named result code. */
export function resultCodeNumber(name: string): number | undefined {
  return BY_NAME.get(name)?.[0];
}

/** One plain sentence about a result, by number or by name. */
export function resultCodeMeaning(code: number | string): string {
  const entry = typeof code === "number" ? BY_NUMBER.get(code) : BY_NAME.get(code);
  return entry?.[2] ?? `Result code ${code} is not known to this version of the portal.`;
}
