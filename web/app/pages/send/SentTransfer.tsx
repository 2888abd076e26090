/** A transfer on its way: signed, sent, final with the time it took, and proved. */
import { useEffect, useRef } from "react";
import { formatAmount, formatMilliseconds } from "@aurigraph/core";
import { resultCodeMeaning, type StoredKey, toHex } from "@aurigraph/wallet";
import { Button, ButtonLink } from "../../components/Button.tsx";
import { FinalMark, MarkShape } from "../../components/FinalityMark.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Notice, ProblemNotice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { ProofPanel } from "../../proof/ProofPanel.tsx";
import styles from "./SendPage.module.css";
import { accountInWords } from "./TransferForm.tsx";
import type { PreparedTransfer } from "./transfer.ts";
import type { Sending } from "./useSending.ts";

function summary({ transfer, balance, to }: PreparedTransfer, ownKeys: readonly StoredKey[]): string {
  return `${formatAmount(transfer.amount.toString(), balance.decimals)} ${balance.asset} to ${accountInWords(to, ownKeys)}`;
}

interface SentTransferProps {
  readonly sending: Sending;
  readonly ownKeys: readonly StoredKey[];
  readonly onSendAgain: () => void;
  readonly onDone: () => void;
}

function Outcome({ sending, ownKeys, onSendAgain }: Omit<SentTransferProps, "onDone">) {
  const { prepared, outcome } = sending;
  switch (outcome.kind) {
    case "sending":
      return (
        <p className={styles.outcome}>
          <MarkShape shape="waiting" /> Sent; waiting until it is final.
        </p>
      );
    case "final": {
      const { receipt, elapsedMs } = outcome;
      const wasApplied = receipt.resultCode === "applied";
      return (
        <>
          {wasApplied ? (
            <p className={styles.paid}>Paid {summary(prepared, ownKeys)}</p>
          ) : (
            <Notice title="Not paid" tone="negative" icon="alert">
              {resultCodeMeaning(receipt.resultCode)} The attempt is recorded in the ledger; no money moved.
            </Notice>
          )}
          <p className={styles.outcome}>
            <FinalMark height={receipt.blockHeight} to={`/blocks/${receipt.blockHeight}`} />
            {elapsedMs === undefined ? (
              <span>It had arrived with the first attempt.</span>
            ) : (
              <span>
                <span className="figures">{formatMilliseconds(elapsedMs)}</span> ms from sending to final, measured in this browser
              </span>
            )}
          </p>
        </>
      );
    }
    case "refused":
      return (
        <>
          <ProblemNotice error={outcome.error} />
          <p className={styles.safe}>The node refused it before it reached a block. Nothing was moved, and no money is missing.</p>
        </>
      );
    case "unknown":
      return (
        <>
          <ProblemNotice error={outcome.error} />
          <div className={styles.safe}>
            <p>
              Whether the payment arrived is not known. Sending the same signed bytes again is safe: the ledger applies them once at most, and
              answers with the first receipt if they had arrived.
            </p>
            <Button kind="primary" onClick={onSendAgain}>
              Send the same bytes again
            </Button>
          </div>
        </>
      );
  }
}

export function SentTransfer({ sending, ownKeys, onSendAgain, onDone }: SentTransferProps) {
  const { outcome, signed } = sending;
  // The form and its buttons are gone: the keyboard goes on where the payment is shown.
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  const hash = toHex(signed.id);
  const isOver = outcome.kind === "final" || outcome.kind === "refused";
  return (
    <>
      <Panel
        title="Payment"
        actions={
          isOver && (
            <>
              {outcome.kind === "final" && (
                <ButtonLink kind="quiet" to={`/transactions/${hash}`}>
                  Transaction page
                </ButtonLink>
              )}
              <Button onClick={onDone}>Send another</Button>
            </>
          )
        }
      >
        <div ref={place} tabIndex={-1} className={styles.form} aria-live="polite">
          <Outcome sending={sending} ownKeys={ownKeys} onSendAgain={onSendAgain} />
          <p className={styles.outcome}>
            <span className="muted">Transaction</span> <Hash value={hash} label="transaction hash" />
          </p>
        </div>
      </Panel>
      {outcome.kind === "final" && <ProofPanel receiptId={outcome.receipt.id} />}
    </>
  );
}
