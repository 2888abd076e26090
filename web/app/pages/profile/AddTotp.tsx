/** Adding an authenticator application: the picture, and a first code. */
import type { TotpSetUp } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { CodeField } from "../../components/CodeField.tsx";
import { digitsProblem } from "../../components/code.ts";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { CopyButton } from "../../components/Hash.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { firstCodeWords } from "../identity/codeWords.tsx";
import profileStyles from "./profile.module.css";
import { grouped } from "./recoveryCodes.ts";
import styles from "./secondFactor.module.css";
import { Step } from "./Step.tsx";

/** Modules of white around a QR code, without which cameras do not find it. */
const QUIET = 4;

function QrPicture({ side, path }: { readonly side: number; readonly path: string }) {
  const whole = side + 2 * QUIET;
  return (
    <svg className={styles.picture} viewBox={`${-QUIET} ${-QUIET} ${whole} ${whole}`} width="216" height="216" shapeRendering="crispEdges" role="img" aria-label="QR code with the key for the authenticator application">
      <rect x={-QUIET} y={-QUIET} width={whole} height={whole} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

interface CodeValues extends Record<string, string> {
  readonly code: string;
}

interface FirstCodeStepProps {
  readonly setUp: TotpSetUp;
  readonly send: (code: string) => Promise<unknown>;
  readonly onCancel: () => void;
  readonly takesFocus?: boolean;
  readonly start?: FormStart<CodeValues>;
}

export function FirstCodeStep({ setUp, send, onCancel, takesFocus = true, start }: FirstCodeStepProps) {
  const form = useForm<CodeValues>({ empty: { code: "" }, start, check: ({ code }) => ({ code: digitsProblem(code) }), send: ({ code }) => send(code.trim()) });
  return (
    <Step title="The application" takesFocus={takesFocus}>
      <p>Let the authenticator application on your phone read this picture. Then enter the code that it shows.</p>
      <div className={styles.setUp}>
        <QrPicture side={setUp.pictureSide} path={setUp.picturePath} />
        <div className={styles.byHand}>
          <p className="muted">Or type in the key by hand:</p>
          <p className={styles.key}>
            <code>{grouped(setUp.secret)}</code>
            <CopyButton text={setUp.secret} label="the key" />
          </p>
          <p>
            <a href={setUp.url}>Open in the application on this device</a>
          </p>
          <p className="muted">Whoever has the key can make your codes. Show it to nobody.</p>
        </div>
      </div>
      <form className={profileStyles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={firstCodeWords} />
        <CodeField digitsOnly {...form.field("code")} />
        <p className="muted">From then on a code is asked for. All other sessions end; this one stays.</p>
        <div className={profileStyles.buttons}>
          <SubmitButton form={form} label="Confirm" busyLabel={"Confirming\u2026"} />
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </Step>
  );
}
