/** Which key of this browser signs, and what opens it. */
import type { StoredKey } from "@aurigraph/wallet";
import { shortenHash } from "@aurigraph/core";
import { ButtonLink } from "../components/Button.tsx";
import { SelectField, TextField } from "../components/fields.tsx";
import { Notice } from "../components/Notice.tsx";

interface KeyChoiceProps {
  readonly label: string;
  readonly keys: readonly StoredKey[];
  readonly chosen: StoredKey | undefined;
  readonly onChoose: (publicKey: string) => void;
}

export function KeyChoice({ label, keys, chosen, onChoose }: KeyChoiceProps) {
  return (
    <SelectField label={label} value={chosen?.publicKey ?? ""} onChange={(event) => onChoose(event.target.value)}>
      {keys.map(({ publicKey, name, address }) => (
        <option key={publicKey} value={publicKey}>
          {name} ({shortenHash(address, 6)})
        </option>
      ))}
    </SelectField>
  );
}

/** The passphrase, for a key that has one. */
export function PassphraseField({ stored, field }: { readonly stored: StoredKey; readonly field: { readonly value: string } & Record<string, unknown> }) {
  if (stored.secret.protection !== "passphrase") return null;
  return <TextField label={`Passphrase of ${stored.name}`} type="password" autoComplete="current-password" {...field} />;
}

/** Where there is no key that could sign. */
export function NoKeyHere({ children }: { readonly children: string }) {
  return (
    <Notice title="No key of this browser can sign this" icon="key" action={<ButtonLink to="/send">Keys of this browser</ButtonLink>}>
      {children}
    </Notice>
  );
}
