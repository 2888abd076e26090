/** Every kind of page of the portal, with records that exist on this node. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerNode } from "./LedgerNode.ts";

const TRAFFIC_TIMEOUT_MS = 20_000;

export interface Place {
  readonly name: string;
  readonly path: string;
}

interface TransactionList {
  readonly transactions: readonly { readonly hash: string; readonly blockHeight: number; readonly signer: { readonly address: string } }[];
}

async function newest(node: LedgerNode, kind: string) {
  const { transactions } = await node.get<TransactionList>(`/api/v11/blockchain/transactions?limit=1&kind=${kind}`);
  return transactions[0];
}

/** The newest transaction, as soon as the demo traffic has made one. */
async function firstOfTraffic(node: LedgerNode) {
  const deadline = Date.now() + TRAFFIC_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { transactions } = await node.get<TransactionList>("/api/v11/blockchain/transactions?limit=1");
    if (transactions[0] !== undefined) return transactions[0];
    await sleep(200);
  }
  throw new Error("the demo traffic has made no transaction");
}

/** The places to visit; records are those of the demo traffic. */
export async function places(node: LedgerNode): Promise<readonly Place[]> {
  const any = await firstOfTraffic(node);
  const kinds = ["transfer", "batch", "operation"];
  const found = await Promise.all(kinds.map(async (kind) => ({ kind, transaction: await newest(node, kind) })));
  return [
    { name: "overview", path: "/" },
    { name: "blocks", path: "/blocks" },
    { name: "block", path: `/blocks/${any.blockHeight}` },
    { name: "transactions", path: "/transactions" },
    ...found.flatMap(({ kind, transaction }) => (transaction === undefined ? [] : [{ name: kind, path: `/transactions/${transaction.hash}` }])),
    { name: "account", path: `/accounts/${any.signer.address}` },
    { name: "assets", path: "/assets" },
    { name: "validators", path: "/validators" },
    { name: "nodes", path: "/nodes" },
    { name: "send", path: "/send" },
    { name: "verify", path: "/verify" },
    { name: "docs", path: "/docs" },
    { name: "missing", path: "/no-such-page" },
  ];
}
