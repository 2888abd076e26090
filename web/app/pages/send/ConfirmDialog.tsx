/** The last look before signing: the payment as a sentence, then its details, then the bytes. */
import { type FormEvent, useState } from "react";
import { formatAmount, formatInteger } from "@aurigraph/core";
import { type SignedSubmission, signTransfer, type StoredKey, toHex, unlockKey } from "@aurigraph/wallet";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextField } from "../../components/fields.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Field, Fields } from "../../components/Panel.tsx";
import { RecipientTag, useRecipientCheck } from "./RecipientCheck.tsx";
import styles from "./SendPage.module.css";
import { accountInWords } from "./TransferForm.tsx";
import type { PreparedTransfer } from "./transfer.ts";
import { useFinalityEstimate } from "./useFinalityEstimate.ts";

interface ConfirmDialogProps {
  readonly prepared: PreparedTransfer;
  readonly stored: StoredKey;
  readonly ownKeys: readonly StoredKey[];
  readonly onClose: () => void;
  readonly onSigned: (signed: SignedSubmission) => void;
  /** Where it is not sent at once: what happens instead. */
  readonly instead?: { readonly label: string; readonly words: string };
}

function Details({ prepared }: { readonly prepared: PreparedTransfer }) {
  const { from, to, balance, transfer, context } = prepared;
  return (
    <details className={styles.details}>
      <summary>Details</summary>
      <Fields>
        <Field name="From">
          account {from.index} <Hash value={from.address} label="address of the payer" />
        </Field>
        <Field name="To">
          account {to.index} <Hash value={to.address} label="address of the recipient" />
        </Field>
        <Field name="Asset">
          {balance.asset}, index {balance.assetIndex}
        </Field>
        <Field name="Amount" hint="in minor units">
          <span className="figures">{formatInteger(transfer.amount)}</span>
        </Field>
        <Field name="Reference">{prepared.reference === "" ? "none" : prepared.reference}</Field>
        <Field name="Sequence" hint="applied at most once">
          <span className="figures">{formatInteger(context.sequence)}</span>
        </Field>
        <Field name="Valid until height">
          <span className="figures">{formatInteger(context.validUntilHeight)}</span>
        </Field>
        <Field name="Chain">
          <Hash value={prepared.chainId} label="chain id" />
        </Field>
      </Fields>
    </details>
  );
}

function RawBytes({ prepared }: { readonly prepared: PreparedTransfer }) {
  return (
    <details className={styles.details}>
      <summary>Raw bytes</summary>
      <dl className={styles.raw}>
        <dt>Header, 64 bytes</dt>
        <dd>
          <code>{toHex(prepared.headerBytes)}</code>
        </dd>
        <dt>Record, 64 bytes</dt>
        <dd>
          <code>{toHex(prepared.body)}</code>
        </dd>
        <dt>What is signed: the BLAKE3 hash of both, which will be the transaction&apos;s hash</dt>
        <dd>
          <code>{toHex(prepared.id)}</code>
        </dd>
      </dl>
    </details>
  );
}

export function ConfirmDialog({ prepared, stored, ownKeys, onClose, onSigned, instead }: ConfirmDialogProps) {
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const estimate = useFinalityEstimate();
  const recipient = useRecipientCheck(prepared);
  const { balance, transfer } = prepared;
  const needsPassphrase = stored.secret.protection === "passphrase";

  async function confirm(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      const key = await unlockKey(stored, passphrase);
      onSigned(signTransfer(transfer, prepared.context, key));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The key cannot be used.");
      setBusy(false);
    }
  }

  return (
    <DialogForm title="Confirm the payment" onClose={onClose} onSubmit={(event) => void confirm(event)}>
      <p className={styles.sentence}>
        Pay{" "}
        <strong>
          {formatAmount(transfer.amount.toString(), balance.decimals)} {balance.asset}
        </strong>{" "}
        from <strong>{accountInWords(prepared.from, ownKeys)}</strong> to <strong>{accountInWords(prepared.to, ownKeys)}</strong>;{" "}
        {instead?.words ?? `${estimate}; cannot be undone.`}
      </p>
      <p className={styles.recipientLine}>
        <Hash value={prepared.to.address} label="address of the recipient" ends={10} /> <RecipientTag {...recipient} />
      </p>
      <Details prepared={prepared} />
      <RawBytes prepared={prepared} />
      {needsPassphrase ? (
        <TextField
          label={`Passphrase of ${stored.name}`}
          type="password"
          autoComplete="current-password"
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
          problem={problem}
        />
      ) : (
        problem !== undefined && <p className={styles.problem}>{problem}</p>
      )}
      <DialogButtons busy={busy} busyLabel="Signing…" label={instead?.label ?? "Sign and send"} disabled={recipient.state === "contradicted"} />
    </DialogForm>
  );
}
