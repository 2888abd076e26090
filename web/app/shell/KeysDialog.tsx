/** The keys, on `?`. */
import { Button } from "../components/Button.tsx";
import { AREAS } from "./areas.ts";
import { Dialog } from "./Dialog.tsx";
import styles from "./KeysDialog.module.css";

const GENERAL: readonly (readonly [keys: readonly string[], words: string])[] = [
  [["Ctrl", "K"], "search and commands (⌘ K on a Mac)"],
  [["/"], "search"],
  [["?"], "these keys"],
  [["j"], "next row of a list"],
  [["k"], "row before; Enter opens it"],
  [["Tab"], "next control; Shift Tab the one before"],
  [["Esc"], "close what is open"],
];

export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog label="Keys" open={open} onClose={onClose}>
      <div className={styles.body}>
        <header className={styles.head}>
          <h2>Keys</h2>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
        </header>
        <dl className={styles.keys}>
          {GENERAL.map(([keys, words]) => (
            <Row key={words} keys={keys} words={words} />
          ))}
          {AREAS.map((area) => (
            <Row key={area.path} keys={["g", area.letter]} words={area.name} />
          ))}
        </dl>
      </div>
    </Dialog>
  );
}

function Row({ keys, words }: { readonly keys: readonly string[]; readonly words: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{words}</dd>
    </div>
  );
}
