/** A payment is written, signed with the key of a linked account, and proposed instead of sent. */
import { useState } from "react";
import { type Account, type LedgerAccount, type Payment, toProblem, useAccountQuery, useInfoQuery } from "@aurigraph/api";
import { type SignedSubmission, type StoredKey, toHex } from "@aurigraph/wallet";
import { Button } from "../../../components/Button.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../../components/Notice.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { KeyChoice, NoKeyHere } from "../../../ledgerAccounts/KeyChoice.tsx";
import { ConfirmDialog } from "../../send/ConfirmDialog.tsx";
import { TransferForm } from "../../send/TransferForm.tsx";
import type { PreparedTransfer } from "../../send/transfer.ts";
import { freeSequence } from "./payments.ts";
import styles from "./payments.module.css";

interface ProposePanelProps {
  /** Linked to the organisation. */
  readonly accounts: readonly LedgerAccount[];
  readonly keys: readonly StoredKey[];
  readonly onPropose: (signedSubmission: string) => Promise<unknown>;
  /** Those that were proposed lately, as they are now: a sequence is signed once. */
  readonly latest: () => Promise<readonly Payment[]>;
  readonly onClose: () => void;
}

const INSTEAD = { label: "Sign and propose", words: "it is kept here, and sent to the ledger when it is approved." };

function Writing({ selected, ownKeys, onPropose, latest }: { readonly selected: StoredKey; readonly ownKeys: readonly StoredKey[] } & Pick<ProposePanelProps, "onPropose" | "latest">) {
  const { data: info } = useInfoQuery();
  const { currentData: account, error, refetch } = useAccountQuery(selected.address);
  const [prepared, setPrepared] = useState<PreparedTransfer>();
  const [refused, setRefused] = useState<unknown>();
  async function sender(): Promise<Account> {
    const [present, payments] = await Promise.all([refetch().unwrap(), latest()]);
    return { ...present, nextSequence: freeSequence(present.nextSequence ?? null, payments, present.address) };
  }
  async function propose(signed: SignedSubmission) {
    setPrepared(undefined);
    setRefused(undefined);
    try {
      await onPropose(toHex(signed.bytes));
    } catch (problem) {
      setRefused(problem);
    }
  }
  if (account === undefined || info === undefined) {
    if (error === undefined) return <Skeleton rows={4} label="the account" />;
    if (toProblem(error).status === 404) {
      return (
        <Notice title="The ledger does not know this account yet" icon="search">
          Its address has to be registered there before it can pay.
        </Notice>
      );
    }
    return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  if (account.balances.length === 0) {
    return (
      <Notice title="This account holds nothing" icon="coins">
        It can pay when something was sent to it.
      </Notice>
    );
  }
  return (
    <>
      {refused !== undefined && <ProblemNotice error={refused} />}
      <TransferForm from={account} info={info} selected={selected} ownKeys={ownKeys} refreshSender={sender} onReview={setPrepared} />
      {prepared && <ConfirmDialog prepared={prepared} stored={selected} ownKeys={ownKeys} onClose={() => setPrepared(undefined)} onSigned={(signed) => void propose(signed)} instead={INSTEAD} />}
    </>
  );
}

export function ProposePanel({ accounts, keys, onPropose, latest, onClose }: ProposePanelProps) {
  const linked = new Set(accounts.map(({ address }) => address));
  const usable = keys.filter(({ address }) => linked.has(address));
  const [publicKey, setPublicKey] = useState(usable[0]?.publicKey);
  const selected = usable.find((key) => key.publicKey === publicKey) ?? usable[0];
  return (
    <Panel title="Propose a payment" actions={<Button onClick={onClose}>Not now</Button>}>
      <div className={styles.content}>
        {selected === undefined ? (
          <NoKeyHere>{accounts.length === 0 ? "Link a ledger account to the organisation first." : "None of the linked accounts has its key in this browser. Bring the key in from its file."}</NoKeyHere>
        ) : (
          <>
            <KeyChoice label="Paying account" keys={usable} chosen={selected} onChoose={setPublicKey} />
            <p className={styles.hint}>
              A payment that waits keeps its sequence: pay from this account by proposals alone meanwhile. It can be taken within seven days, and as long as the ledger has not passed the height up to which it is valid.
            </p>
            <Writing key={selected.publicKey} selected={selected} ownKeys={keys} onPropose={onPropose} latest={latest} />
          </>
        )}
      </div>
    </Panel>
  );
}
