/** The ledger's own names, in words for readers. */

const OPERATIONS: Readonly<Record<string, string>> = {
  register_accounts: "register accounts",
  open_subaccounts: "open subaccounts",
  grant_custody: "grant custody",
  revoke_custody: "revoke custody",
  set_frozen: "freeze or release an account",
  govern: "votes for a proposal",
  attest: "attest a statement",
  register_asset: "register a real-world asset",
  update_asset: "new version of a real-world asset",
  transfer_asset: "transfer a real-world asset",
  set_asset_state: "suspend, resume or retire a real-world asset",
  verify_asset: "verification of a real-world asset",
  withdraw_verification: "withdraw a verification",
  set_claim: "claim about an account",
  revoke_claim: "revoke a claim",
  set_verifier: "appoint a verifier",
};

/** An operation's kind in words; one this page does not know is shown as it came. */
export function operationWords(kind: string): string {
  return OPERATIONS[kind] ?? kind;
}

const SCHEMES: Readonly<Record<string, string>> = {
  ed25519: "Ed25519",
  "ml-dsa-65": "ML-DSA-65 (post-quantum)",
  hybrid: "hybrid: Ed25519 and ML-DSA-65 (post-quantum)",
};

export function schemeWords(scheme: string): string {
  return SCHEMES[scheme] ?? scheme;
}

/** `firstIndex` becomes `First index`. */
export function fieldWords(name: string): string {
  const spaced = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
