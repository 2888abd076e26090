/** Linking an account: a key of this browser signs a statement that is shown before it is signed. */
import { useState } from "react";
import type { LedgerChallenge, LedgerChallengeRequest, NewLedgerAccount } from "@aurigraph/api";
import { isLinkStatement, type StoredKey } from "@aurigraph/wallet";
import { DialogButtons, DialogForm } from "../components/DialogForm.tsx";
import { TextField } from "../components/fields.tsx";
import { FormRefusal } from "../components/FormRefusal.tsx";
import { useForm } from "../components/useForm.ts";
import { KeyChoice, NoKeyHere, PassphraseField } from "./KeyChoice.tsx";
import styles from "./ledgerAccounts.module.css";
import { Refused, signWords } from "./sign.ts";
import { labelProblem, ledgerAccountWords } from "./words.tsx";

interface LinkValues extends Record<string, string> {
  readonly label: string;
  readonly passphrase: string;
}

interface LinkAccountDialogProps {
  /** Whose it becomes, in a sentence: "your organisation". */
  readonly whose: string;
  /** Keys of this browser that are not linked here yet. */
  readonly keys: readonly StoredKey[];
  readonly onChallenge: (request: LedgerChallengeRequest) => Promise<LedgerChallenge>;
  readonly onLink: (request: NewLedgerAccount) => Promise<unknown>;
  readonly onClose: () => void;
  /** Stories begin at the statement. */
  readonly startWith?: LedgerChallenge;
}

/** What is to be signed, as it is: blanks and lines count. */
export function StatementText({ words, label }: { readonly words: string; readonly label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <pre className={styles.statement} tabIndex={0} role="region" aria-label={label}>
      {words}
    </pre>
  );
}

export function LinkAccountDialog({ whose, keys, onChallenge, onLink, onClose, startWith }: LinkAccountDialogProps) {
  const [publicKey, setPublicKey] = useState(keys[0]?.publicKey);
  const [challenge, setChallenge] = useState(startWith);
  const stored = keys.find((key) => key.publicKey === publicKey);
  const form = useForm<LinkValues>({
    empty: { label: stored?.name ?? "", passphrase: "" },
    check: ({ label }) => ({ label: labelProblem(label) }),
    send: async ({ label, passphrase }) => {
      if (stored === undefined) throw new Refused("There is no key to sign with.");
      if (challenge === undefined) {
        const asked = await onChallenge({ scheme: "ed25519", publicKey: stored.publicKey });
        if (!isLinkStatement(asked.statement, stored.address)) throw new Refused("The portal asks for a signature over something else than this link. Nothing was signed.");
        setChallenge(asked);
        return;
      }
      const signature = await signWords(challenge.statement, stored, passphrase);
      try {
        await onLink({ secret: challenge.secret, signature, label: label.trim() });
      } catch (error) {
        // Whatever became of it, this challenge is answered.
        setChallenge(undefined);
        throw error;
      }
      onClose();
    },
  });
  if (stored === undefined) {
    return (
      <DialogForm title="Link a ledger account" onClose={onClose} onSubmit={(event) => event.preventDefault()}>
        <NoKeyHere>Every key of this browser is linked already, or there is none. Make one, or bring one in from its file.</NoKeyHere>
      </DialogForm>
    );
  }
  return (
    <DialogForm title="Link a ledger account" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={ledgerAccountWords} />
      {challenge === undefined ? (
        <>
          <p>The account belongs to {whose} from then on, as far as this portal is concerned. Its key stays in this browser: it signs a statement, which moves nothing on the ledger.</p>
          <KeyChoice label="Key" keys={keys} chosen={stored} onChoose={setPublicKey} />
          <TextField label="Label" hint="By which others know the account again." autoComplete="off" {...form.field("label")} />
          <DialogButtons busy={form.phase === "sending"} busyLabel={"Asking\u2026"} label="Go on" />
        </>
      ) : (
        <>
          <p>This is what {stored.name} signs:</p>
          <StatementText words={challenge.statement} label="Statement to be signed" />
          <PassphraseField stored={stored} field={form.field("passphrase")} />
          <DialogButtons busy={form.phase === "sending"} busyLabel={"Signing\u2026"} label="Sign and link" />
        </>
      )}
    </DialogForm>
  );
}
