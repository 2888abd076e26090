/** The steps of a balance proof: balance leaf → asset's root, account leaf → account root, both → state root. */
import type { BlockHeader } from "./block.ts";
import { equalBytes, FormatError, toHex } from "./bytes.ts";
import { hash } from "./hash.ts";
import { rootFromPath, treeDepth } from "./merkle.ts";
import type { BalanceClaim } from "./proof-document.ts";
import { found, type Finding, type ProofStep, step } from "./proof-steps.ts";
import {
  type AccountLeaf,
  DENSE_LEAF_ACCOUNTS,
  decodeAccountLeaf,
  decodeDenseLeaf,
  decodeSparseLeaf,
  decodeStateHeader,
  type StateHeader,
  stateRoot,
} from "./state.ts";

/** What a balance proof says. Trust it only if the verification is valid. */
export interface BalanceFacts {
  readonly account: number;
  readonly address: string;
  readonly asset: number;
  readonly assetCode: string;
  readonly amount: bigint;
  readonly accountLeaf: AccountLeaf | undefined;
}

/** Whether this asset's balances lie in dense leaves: the dense assets come first. */
function isDense(claim: BalanceClaim, state: StateHeader): boolean {
  return claim.asset < state.denseRoots.length;
}

/** The balance that the leaf states for the claimed account and asset. Throws `FormatError` when it is about another. */
function balanceInLeaf(claim: BalanceClaim, state: StateHeader): bigint {
  if (isDense(claim, state)) {
    if (claim.leafIndex !== Math.floor(claim.account / DENSE_LEAF_ACCOUNTS)) throw new FormatError("the balance leaf is that of other accounts");
    const balance = decodeDenseLeaf(claim.leaf)[claim.account % DENSE_LEAF_ACCOUNTS];
    if (balance === undefined) throw new FormatError("the balance leaf has no such account");
    return balance;
  }
  const leaf = decodeSparseLeaf(claim.leaf);
  if (leaf.asset !== claim.asset || leaf.account !== claim.account) throw new FormatError("the balance leaf is that of another account or asset");
  return leaf.balance;
}

/** Checks everything from the balance up to the state root of the header. */
export function balanceSteps(
  claim: BalanceClaim,
  header: BlockHeader,
  assetCodes: ReadonlyMap<number, string> | undefined,
): { steps: ProofStep[]; facts: BalanceFacts } {
  const state = decodeStateHeader(claim.stateHeader);
  let accountLeaf: AccountLeaf | undefined;
  const steps = [
    step("balance", "Balance", () => checkBalance(claim, state, assetCodes)),
    step("assetRoot", "Asset root", () => checkAssetRoot(claim, state)),
    step("account", "Account", () => {
      accountLeaf = decodeAccountLeaf(claim.accountLeaf);
      return checkAccount(claim, state, accountLeaf);
    }),
    step("stateRoot", "State root", () => {
      const root = stateRoot(claim.stateHeader);
      return found(
        equalBytes(root, header.stateRoot),
        `The roots are those of the state after height ${header.executedHeight}.`,
        `The roots are not those of the state in block ${header.height}.`,
        toHex(root),
      );
    }),
  ];
  const { account, asset, assetCode, amount } = claim;
  return { steps, facts: { account, address: toHex(claim.address), asset, assetCode, amount, accountLeaf } };
}

function checkBalance(claim: BalanceClaim, state: StateHeader, assetCodes: ReadonlyMap<number, string> | undefined): Finding {
  if (claim.asset >= state.assetCount) return found(false, "", `There is no asset ${claim.asset}.`);
  const knownCode = assetCodes?.get(claim.asset);
  if (knownCode !== undefined && knownCode !== claim.assetCode) {
    return found(false, "", `Asset ${claim.asset} is ${knownCode}, not ${claim.assetCode}.`);
  }
  const balance = balanceInLeaf(claim, state);
  const leafHash = hash(isDense(claim, state) ? "balanceLeaf" : "sparseLeaf", claim.leaf);
  return found(
    balance === claim.amount,
    `Account ${claim.account} holds ${balance} minor units of asset ${claim.asset}.`,
    `The leaf states ${balance} minor units, not ${claim.amount}.`,
    toHex(leafHash),
  );
}

function checkAssetRoot(claim: BalanceClaim, state: StateHeader): Finding {
  const denseRoot = state.denseRoots[claim.asset];
  const leafCount = denseRoot === undefined ? state.sparseBalanceCount : Math.ceil(state.accountCount / DENSE_LEAF_ACCOUNTS);
  if (claim.leafIndex >= leafCount || claim.path.length !== treeDepth(leafCount)) {
    return found(false, "", `Leaf ${claim.leafIndex} with a path of ${claim.path.length} steps cannot lie in a tree of ${leafCount} leaves.`);
  }
  const leafHash = hash(denseRoot === undefined ? "sparseLeaf" : "balanceLeaf", claim.leaf);
  const root = rootFromPath(leafHash, claim.leafIndex, claim.path);
  return found(
    equalBytes(root, denseRoot ?? state.sparseRoot),
    "The balance's path leads to the root of its asset.",
    "The balance's path does not lead to the root of its asset.",
    toHex(root),
  );
}

function checkAccount(claim: BalanceClaim, state: StateHeader, leaf: AccountLeaf): Finding {
  if (leaf.index !== claim.account || !equalBytes(leaf.address, claim.address)) {
    return found(false, "", "The account leaf is that of another account.");
  }
  if (claim.account >= state.accountCount || claim.accountPath.length !== treeDepth(state.accountCount)) {
    return found(false, "", `Account ${claim.account} cannot lie in a state of ${state.accountCount} accounts with this path.`);
  }
  const root = rootFromPath(hash("accountLeaf", claim.accountLeaf), claim.account, claim.accountPath);
  return found(
    equalBytes(root, state.accountsRoot),
    "The address belongs to this account, and its path leads to the root of accounts.",
    "The account's path does not lead to the root of accounts.",
    toHex(root),
  );
}
