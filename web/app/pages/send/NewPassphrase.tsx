/** The passphrase that a new key, or its file, is encrypted under. */
import { canSeal, PASSPHRASE_LENGTH_MIN } from "@aurigraph/wallet";
import { TextField } from "../../components/fields.tsx";

/** A new passphrase, typed twice. */
export interface NewPassphrase {
  readonly first: string;
  readonly second: string;
}

/** Why a new passphrase cannot be taken, or undefined. */
export function newPassphraseProblem({ first, second }: NewPassphrase): string | undefined {
  if (!canSeal()) return "This page was not loaded over https or from localhost, so the browser offers no encryption.";
  if (first.length < PASSPHRASE_LENGTH_MIN) return `Use at least ${PASSPHRASE_LENGTH_MIN} characters; several unrelated words are best.`;
  return first === second ? undefined : "The two are not the same.";
}

interface NewPassphraseFieldsProps {
  readonly value: NewPassphrase;
  readonly onChange: (value: NewPassphrase) => void;
  readonly problem?: string | undefined;
}

export function NewPassphraseFields({ value, onChange, problem }: NewPassphraseFieldsProps) {
  return (
    <>
      <TextField
        label="New passphrase"
        type="password"
        autoComplete="new-password"
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.target.value })}
        hint="Nobody can reset it: without it the key is lost."
      />
      <TextField
        label="The same again"
        type="password"
        autoComplete="new-password"
        value={value.second}
        onChange={(event) => onChange({ ...value, second: event.target.value })}
        problem={problem}
      />
    </>
  );
}
