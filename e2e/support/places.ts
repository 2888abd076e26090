/** Every kind of page of the portal, with records that exist on this node. */
import { generateKeyPairSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerNode } from "./LedgerNode.ts";

const TRAFFIC_TIMEOUT_MS = 30_000;

export interface Place {
  readonly name: string;
  readonly path: string;
}

interface TransactionList {
  readonly transactions: readonly { readonly hash: string; readonly blockHeight: number; readonly signer: { readonly address: string } }[];
}

const KINDS = ["transfer", "batch", "operation"] as const;

/** Registers a fresh key with demo funds; its address. The ledger has an operation to show then. */
export async function register(node: LedgerNode): Promise<string> {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const { account } = await node.post<{ readonly account: { readonly address: string } }>("/api/v11/devnet/faucet", { scheme: "ed25519", publicKey: raw.toString("hex") });
  return account.address;
}

/** The newest transaction of a kind, as soon as the traffic has made one. */
export async function newest(node: LedgerNode, kind: (typeof KINDS)[number]) {
  const deadline = Date.now() + TRAFFIC_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { transactions } = await node.get<TransactionList>(`/api/v11/blockchain/transactions?limit=1&kind=${kind}`);
    if (transactions[0] !== undefined) return transactions[0];
    await sleep(200);
  }
  throw new Error(`the demo traffic has made no ${kind}`);
}

/** The places to visit; records are those of the demo traffic. */
export async function places(node: LedgerNode): Promise<readonly Place[]> {
  await register(node);
  const [transfer, batch, operation] = await Promise.all([newest(node, "transfer"), newest(node, "batch"), newest(node, "operation")]);
  return [
    { name: "overview", path: "/" },
    { name: "blocks", path: "/blocks" },
    { name: "block", path: `/blocks/${batch.blockHeight}` },
    { name: "transactions", path: "/transactions" },
    { name: "transfer", path: `/transactions/${transfer.hash}` },
    { name: "batch", path: `/transactions/${batch.hash}?receipt=1` },
    { name: "operation", path: `/transactions/${operation.hash}` },
    // Of the one who signed an operation: its history has more than transfers.
    { name: "account", path: `/accounts/${operation.signer.address}` },
    { name: "assets", path: "/assets" },
    { name: "network", path: "/network" },
    { name: "validators", path: "/validators" },
    { name: "validator", path: "/validators/0" },
    { name: "governance", path: "/governance" },
    { name: "send", path: "/send" },
    { name: "verify", path: "/verify" },
    { name: "sign-in", path: "/sign-in" },
    { name: "sign-up", path: "/sign-up" },
    { name: "reset-password", path: "/reset-password" },
    { name: "new-password", path: "/reset-password#a-token" },
    { name: "complete-sign-up", path: "/complete-sign-up#a-token" },
    { name: "confirm-email", path: "/confirm-email#a-token" },
    { name: "inbox", path: "/inbox" },
    { name: "docs", path: "/docs" },
    { name: "missing", path: "/no-such-page" },
  ];
}
