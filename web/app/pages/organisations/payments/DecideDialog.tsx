/** Approving or rejecting: the payment in words, the statement as it is, and a key of whoever decides. */
import { useState } from "react";
import type { LedgerAccount, NewPaymentDecision, PaymentDetail } from "@aurigraph/api";
import type { PaymentVerdict, StoredKey } from "@aurigraph/wallet";
import { DialogButtons, DialogForm } from "../../../components/DialogForm.tsx";
import { FormRefusal } from "../../../components/FormRefusal.tsx";
import { Notice } from "../../../components/Notice.tsx";
import { useForm } from "../../../components/useForm.ts";
import { KeyChoice, NoKeyHere, PassphraseField } from "../../../ledgerAccounts/KeyChoice.tsx";
import { StatementText } from "../../../ledgerAccounts/LinkAccountDialog.tsx";
import { Refused, signWords } from "../../../ledgerAccounts/sign.ts";
import { ledgerAccountWords } from "../../../ledgerAccounts/words.tsx";
import { LinkAKeyFirst, Transfers } from "./PaymentPanel.tsx";
import { type Assets, statementOf, sumWords } from "./payments.ts";
import styles from "./payments.module.css";

interface DecideDialogProps {
  readonly detail: PaymentDetail;
  readonly verdict: PaymentVerdict;
  readonly assets: Assets;
  readonly about: { readonly organisationId: string; readonly userId: string };
  /** Accounts of whoever decides. */
  readonly own: readonly LedgerAccount[];
  readonly keys: readonly StoredKey[];
  readonly onDecide: (request: NewPaymentDecision) => Promise<unknown>;
  readonly onClose: () => void;
}

function Keys({ own, keys, detail }: Pick<DecideDialogProps, "own" | "keys" | "detail">) {
  const others = own.filter(({ address }) => address !== detail.payment.address);
  if (others.length === 0) return <LinkAKeyFirst />;
  return keys.length === 0 ? <NoKeyHere>None of your linked accounts has its key in this browser. Bring the key in from its file.</NoKeyHere> : null;
}

export function DecideDialog({ detail, verdict, assets, about, own, keys, onDecide, onClose }: DecideDialogProps) {
  const accountOf = (key: StoredKey) => own.find(({ address }) => address === key.address && address !== detail.payment.address);
  const usable = keys.filter((key) => accountOf(key) !== undefined);
  const [publicKey, setPublicKey] = useState(usable[0]?.publicKey);
  const stored = usable.find((key) => key.publicKey === publicKey) ?? usable[0];
  const statement = statementOf(detail, verdict, about);
  const isApproval = verdict === "approve";
  const form = useForm<{ readonly passphrase: string }>({
    empty: { passphrase: "" },
    send: async ({ passphrase }) => {
      const account = stored && accountOf(stored);
      if (stored === undefined || account === undefined) throw new Refused("There is no key to sign with.");
      if ("problem" in statement) throw new Refused(statement.problem);
      const signature = await signWords(statement.words, stored, passphrase);
      await onDecide({ decision: verdict, accountId: account.accountId, signature });
      onClose();
    },
  });
  return (
    <DialogForm title={isApproval ? "Approve the payment" : "Reject the payment"} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={ledgerAccountWords} />
      <p className={styles.sentence}>
        {isApproval ? "You approve that" : "You reject that"} <strong>{sumWords(detail.payment, assets)}</strong> {isApproval ? "is paid" : "is paid; this ends it"}.
      </p>
      <div className={styles.content}>
        <Transfers transfers={detail.transfers} assets={assets} />
      </div>
      {"problem" in statement ? (
        <Notice title="Do not sign this" tone="negative" icon="alert">
          {statement.problem}
        </Notice>
      ) : (
        <details className={styles.details}>
          <summary>The statement that you sign</summary>
          <StatementText words={statement.words} label="Statement to be signed" />
          <p className={styles.hint}>This page made it from the bytes that the account signed. It moves nothing on the ledger by itself.</p>
        </details>
      )}
      {stored === undefined ? (
        <Keys own={own} keys={usable} detail={detail} />
      ) : (
        <>
          <KeyChoice label="Your key" keys={usable} chosen={stored} onChoose={setPublicKey} />
          <PassphraseField stored={stored} field={form.field("passphrase")} />
        </>
      )}
      <DialogButtons
        busy={form.phase === "sending"}
        busyLabel={"Signing\u2026"}
        label={isApproval ? "Sign and approve" : "Sign and reject"}
        danger={!isApproval}
        disabled={stored === undefined || "problem" in statement}
      />
    </DialogForm>
  );
}
