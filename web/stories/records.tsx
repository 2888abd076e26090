/** Proofs and payments, with the steps that lead to them. */
import type { ProofStep } from "@aurigraph/wallet";
import { PaymentSteps } from "../app/pages/send/PaymentSteps.tsx";
import { NewerRows } from "../app/pages/NewerRows.tsx";
import { ProofPath } from "../app/proof/ProofPath.tsx";
import { ProofView } from "../app/proof/ProofView.tsx";
import { HeightLine } from "../app/shell/HeightLine.tsx";
import { exampleHash, type Story } from "./story.ts";

const STEPS: readonly ProofStep[] = [
  { id: "record", title: "Record", state: "ok", finding: "The record says \u201capplied\u201d: it was done.", hash: exampleHash("3d") },
  { id: "certificate", title: "Certificate", state: "failed", finding: "No validator signed block 12.", hash: undefined },
  { id: "trust", title: "Trust anchor", state: "unknown", finding: "This browser trusts no chain yet.", hash: exampleHash("b0") },
];

/** A verification with every step in one state. */
function verification(state: ProofStep["state"]) {
  return {
    valid: state === "ok",
    trusted: state === "ok",
    steps: STEPS.map(({ id, title, finding, hash }): ProofStep => ({ id, title, finding, hash, state })),
    chainId: exampleHash("5c"),
    validatorsRoot: exampleHash("e2"),
    validatorChanges: 2,
    validatorCount: 1,
    epoch: 2n,
    block: undefined,
    receipt: undefined,
    balance: undefined,
  };
}

export const records: readonly Story[] = [
  { name: "Height line, connecting", render: () => <HeightLine /> },
  { name: "Newer rows", render: () => <NewerRows words="Show 3 newer blocks" height={12} onShow={() => undefined} /> },
  { name: "Newer rows, none", render: () => <NewerRows words={null} height={1234} onShow={() => undefined} /> },
  { name: "Proof path", render: () => <ProofPath steps={STEPS} /> },
  { name: "Proof, holds", render: () => <ProofView verification={verification("ok")} elapsedMs={3.5} /> },
  { name: "Proof, fails", render: () => <ProofView verification={verification("failed")} elapsedMs={3.5} /> },
  { name: "Payment steps, no key", render: () => <PaymentSteps hasKey={false} devnet /> },
  { name: "Payment steps, key", render: () => <PaymentSteps hasKey devnet={false} /> },
];
