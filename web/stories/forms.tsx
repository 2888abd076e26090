/** Inputs, and what opens over the page. */
import { useState } from "react";
import { Button } from "../app/components/Button.tsx";
import { Checkbox, SelectField, TextField } from "../app/components/fields.tsx";
import { CreateKey } from "../app/pages/send/CreateKey.tsx";
import { Dialog } from "../app/shell/Dialog.tsx";
import { KeysDialog } from "../app/shell/KeysDialog.tsx";
import { Palette } from "../app/shell/Palette.tsx";
import { PreferenceButtons } from "../app/shell/TopBar.tsx";
import styles from "./stories.module.css";
import type { Story } from "./story.ts";

function Dialogs() {
  const [open, setOpen] = useState<"dialog" | "keys" | "palette" | null>(null);
  const close = () => setOpen(null);
  return (
    <div className={styles.row}>
      <Button onClick={() => setOpen("dialog")}>Open a dialog</Button>
      <Button onClick={() => setOpen("keys")}>Open the keys</Button>
      <Button onClick={() => setOpen("palette")}>Open the palette</Button>
      <Dialog label="An example" open={open === "dialog"} onClose={close}>
        <div className={styles.cell}>
          <h2>An example</h2>
          <Button onClick={close}>Close</Button>
        </div>
      </Dialog>
      <KeysDialog open={open === "keys"} onClose={close} />
      <Palette open={open === "palette"} onClose={close} />
    </div>
  );
}

function Box() {
  const [checked, setChecked] = useState(true);
  return <Checkbox label="Protect it with a passphrase" checked={checked} onChange={setChecked} />;
}

export const forms: readonly Story[] = [
  {
    name: "Fields",
    render: () => (
      <div className={styles.stack}>
        <TextField label="To" placeholder="address or account index" hint="Nordwind GmbH (account 7)" defaultValue="7" />
        <TextField label="Amount" defaultValue="0.001" problem="This asset does not have that many decimals." />
        <SelectField label="Asset" defaultValue="EUR">
          <option value="EUR">EUR</option>
          <option value="USD">USD</option>
        </SelectField>
        <Box />
      </div>
    ),
  },
  { name: "Create a key", render: () => <CreateKey devnet suggestedName="Key 1" onCreate={() => Promise.resolve()} /> },
  { name: "Dialogs", render: () => <Dialogs /> },
  {
    name: "Preferences",
    render: () => (
      <div className={styles.row}>
        <PreferenceButtons />
      </div>
    ),
  },
];
