/** Signing in with a passkey alone: it says whose it is, and the device has recognised its owner. */
import { Panel } from "../../components/Panel.tsx";
import type { FormStart } from "../../components/useForm.ts";
import { PasskeyForm } from "../../passkeys/PasskeyForm.tsx";
import styles from "./identity.module.css";
import { NotKept } from "./NotKept.tsx";

interface PasskeyPanelProps {
  readonly use: () => Promise<unknown>;
  /** Whether the node took the sign-in and this browser did not keep it. */
  readonly wasNotKept?: boolean;
  readonly start?: FormStart<Record<string, string>>;
}

export function PasskeyPanel({ use, wasNotKept = false, start }: PasskeyPanelProps) {
  return (
    <Panel title="With a passkey">
      <div className={styles.form}>
        {wasNotKept && <NotKept />}
        <p className="muted">If you added one in your profile, it signs you in without a password and without a code.</p>
        <PasskeyForm label="Sign in with a passkey" use={use} isGoingOn={!wasNotKept} start={start} />
      </div>
    </Panel>
  );
}
