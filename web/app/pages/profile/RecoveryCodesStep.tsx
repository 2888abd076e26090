/** Recovery codes, which are shown once: they stay until whoever they are for says that they are kept. */
import { useState } from "react";
import { formatAbsolute } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { Checkbox } from "../../components/fields.tsx";
import { useAskBeforeLeaving } from "../../components/useAskBeforeLeaving.ts";
import { downloadText } from "../../proof/downloadText.ts";
import profileStyles from "./profile.module.css";
import { recoveryFile } from "./recoveryCodes.ts";
import styles from "./secondFactor.module.css";
import { Step } from "./Step.tsx";

interface RecoveryCodesStepProps {
  readonly codes: readonly string[];
  readonly email: string;
  readonly onDone: () => void;
  readonly takesFocus?: boolean;
}

export function RecoveryCodesStep({ codes, email, onDone, takesFocus = true }: RecoveryCodesStepProps) {
  const [isKept, setKept] = useState(false);
  const [isMissed, setMissed] = useState(false);
  const [said, setSaid] = useState("");
  const [madeAt] = useState(() => formatAbsolute(Date.now()));
  useAskBeforeLeaving();
  const portal = location.origin;

  async function copy() {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      setSaid("Copied.");
    } catch {
      setSaid("The browser refused to copy.");
    }
  }

  function download() {
    downloadText("aurigraph-recovery-codes.txt", recoveryFile({ codes, portal, email, madeAt }), "text/plain;charset=utf-8");
    setSaid("Downloaded.");
  }

  return (
    <Step title="Keep these recovery codes" takesFocus={takesFocus}>
      <p>Each counts once, in place of a code of the application or of a passkey: they are the way in when the phone or the key is lost. They are shown now and never again.</p>
      <div className={styles.printed}>
        <p className={styles.onPaper}>
          Recovery codes for Aurigraph, {portal}, {email}, made {madeAt}. Each counts once.
        </p>
        <ol className={styles.codes} aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      </div>
      <div className={profileStyles.buttons}>
        <Button onClick={() => void copy()}>Copy</Button>
        <Button onClick={download}>Download as text</Button>
        <Button onClick={() => window.print()}>Print</Button>
        <span role="status" className={profileStyles.done}>
          {said}
        </span>
      </div>
      <Checkbox
        label="I have kept them where I find them without my phone or key"
        checked={isKept}
        onChange={(checked) => {
          setKept(checked);
          setMissed(false);
        }}
      />
      <div className={profileStyles.buttons}>
        <Button kind="primary" onClick={() => (isKept ? onDone() : setMissed(true))}>
          Done
        </Button>
        <p role="alert" className={styles.problem}>
          {isMissed && "Keep them first, and tick that you did."}
        </p>
      </div>
    </Step>
  );
}
