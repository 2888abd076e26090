/** One payment in words: who, to whom, how much, who approved; and what can be done with it now. */
import { Link } from "react-router";
import type { PaymentDetail } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { fromHex, referenceAsText } from "@aurigraph/wallet";
import { Button } from "../../../components/Button.tsx";
import { Hash } from "../../../components/Hash.tsx";
import { Notice } from "../../../components/Notice.tsx";
import { Field, Fields, Panel } from "../../../components/Panel.tsx";
import { Tag } from "../../../components/Tag.tsx";
import { RelativeTime } from "../../../components/Time.tsx";
import { StatementText } from "../../../ledgerAccounts/LinkAccountDialog.tsx";
import { LedgerAccountByIndex, OnLedgerTransaction } from "../../../ledgerAccounts/lookups.tsx";
import { useAppSelector } from "../../../store.ts";
import { type Assets, amountWords, approvalWords, shownState, sumWords } from "./payments.ts";
import { PaymentStateTag } from "./PaymentsPanel.tsx";
import styles from "./payments.module.css";

const TRANSFERS_SHOWN = 20;

function Reference({ hexadecimal }: { readonly hexadecimal: string }) {
  if (hexadecimal === "") return null;
  return <>, reference {referenceAsText(fromHex(hexadecimal, "reference")) ?? hexadecimal}</>;
}

export function Transfers({ transfers, assets }: Pick<PaymentDetail, "transfers"> & { readonly assets: Assets }) {
  const left = transfers.length - TRANSFERS_SHOWN;
  return (
    <ul aria-label="Transfers">
      {transfers.slice(0, TRANSFERS_SHOWN).map(({ to, amount, assetIndex, reference }, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- the place is what tells two equal transfers apart
        <li key={place}>
          <strong>{amountWords(amount, assetIndex, assets)}</strong> to account <LedgerAccountByIndex index={to} />
          <Reference hexadecimal={reference} />
        </li>
      ))}
      {left > 0 && <li>and {countOf(left, "further transfer")}; the statement names each.</li>}
    </ul>
  );
}

function Decisions({ decisions }: Pick<PaymentDetail, "decisions">) {
  if (decisions.length === 0) return <p className="muted">Nobody has decided yet.</p>;
  return (
    <ol>
      {decisions.map(({ userId, userName, decision, decidedAt, statement, publicKey, scheme }) => (
        <li key={userId}>
          {userName ?? "Somebody who is gone"} {decision === "approve" ? "approved" : "rejected"} it <RelativeTime value={decidedAt} />
          <details className={styles.details}>
            <summary>What was signed</summary>
            <StatementText words={statement} label={`Statement of ${userName ?? userId}`} />
            <p>
              Key ({scheme}): <Hash value={publicKey} label="public key" />
            </p>
          </details>
        </li>
      ))}
    </ol>
  );
}

export interface PaymentActs {
  /** Left out where it does not wait for whoever reads. */
  readonly onDecide?: ((verdict: "approve" | "reject") => void) | undefined;
  /** Left out where whoever reads may not take it. */
  readonly onRelease?: (() => void) | undefined;
}

interface PaymentPanelProps extends PaymentActs {
  readonly detail: PaymentDetail;
  readonly assets: Assets;
}

function NextStep({ detail: { payment }, onDecide, onRelease }: Omit<PaymentPanelProps, "assets">) {
  const height = useAppSelector((state) => state.live.height) ?? undefined;
  const state = shownState(payment, height);
  if (state === "expired") return <p className={styles.hint}>It was not decided or taken in time: sign and propose it anew.</p>;
  if (state === "rejected") return <p className={styles.hint}>Its signature is deleted here. To pay all the same, sign and propose it anew.</p>;
  return (
    <>
      {state === "waiting" && <p className={styles.hint}>{onDecide === undefined ? "It waits for a word of others." : "It waits for your word."} One rejection ends it.</p>}
      <div className={styles.buttons}>
        {onDecide && (
          <>
            <Button kind="primary" onClick={() => onDecide("approve")}>
              Approve
            </Button>
            <Button kind="danger" onClick={() => onDecide("reject")}>
              Reject
            </Button>
          </>
        )}
        {onRelease && (
          <Button kind={state === "approved" ? "primary" : "plain"} onClick={onRelease}>
            {state === "approved" ? "Pay now" : "Send to the ledger again"}
          </Button>
        )}
      </div>
    </>
  );
}

export function PaymentPanel({ detail, assets, onDecide, onRelease }: PaymentPanelProps) {
  const { payment, transfers, decisions } = detail;
  return (
    <Panel title="Payment" note={<Link to="?">All payments</Link>} actions={<PaymentStateTag payment={payment} />}>
      <div className={styles.content}>
        <p className={styles.sentence}>
          {payment.proposedByName ?? "Somebody who is gone"} proposes to pay <strong>{sumWords(payment, assets)}</strong> from account <LedgerAccountByIndex index={payment.from} />.
        </p>
        <Transfers transfers={transfers} assets={assets} />
        <NextStep detail={detail} onDecide={onDecide} onRelease={onRelease} />
        <Fields>
          <Field name="Approvals">
            {approvalWords(payment)} {payment.approvalsNeeded > 0 && payment.state === "approved" && <Tag tone="positive">enough</Tag>}
          </Field>
          <Field name="Proposed">
            <RelativeTime value={payment.proposedAt} />
          </Field>
          <Field name="Waits until">
            <RelativeTime value={payment.expiresAt} />
            {typeof payment.validUntilHeight === "number" && `; the ledger takes it until block ${formatInteger(payment.validUntilHeight)}`}
          </Field>
          <Field name="Transaction">
            <Hash value={payment.submissionId} label="transaction hash" {...(payment.state === "released" && { to: `/transactions/${payment.submissionId}` })} />
          </Field>
          {payment.state === "released" && (
            <Field name="On the ledger">
              <OnLedgerTransaction hash={payment.submissionId} />
            </Field>
          )}
          <Field name="Sequence">
            <span className="figures">{payment.sequence}</span>
          </Field>
        </Fields>
        <h3>Decisions</h3>
        <Decisions decisions={decisions} />
      </div>
    </Panel>
  );
}

/** Where somebody approves without a key of their own. */
export function LinkAKeyFirst() {
  return (
    <Notice title="Link a key of your own first" icon="key" action={<Link to="/profile">Your profile</Link>}>
      Whoever decides signs with a key that is linked to their profile. The key that pays does not count.
    </Notice>
  );
}
