/** The second factor of one's own sign-in: none yet, being added, or there. */
import { useEffect, useRef, useState } from "react";
import { type RecoveryCodes, type SecondFactor, toProblem, type TotpConfirmed, type TotpSetUp } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { Notice, sentence, Skeleton } from "../../components/Notice.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { AbsoluteTime } from "../../components/Time.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { tooBusyWords } from "../identity/words.tsx";
import { FirstCodeStep } from "./AddTotp.tsx";
import { LoadProblem } from "./LoadProblem.tsx";
import profileStyles from "./profile.module.css";
import { fewCodesWords } from "./recoveryCodes.ts";
import { RecoveryCodesStep } from "./RecoveryCodesStep.tsx";
import styles from "./secondFactor.module.css";

function Off({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <div className={styles.step}>
      <div>
        <p>
          Only the password guards this sign-in. <Tag tone="warning">off</Tag>
        </p>
        <p className="muted">An authenticator application on your phone shows a new code every 30 seconds. With it, whoever learns your password still cannot sign in.</p>
      </div>
      <div className={profileStyles.buttons}>
        <Button onClick={onAdd}>Add an authenticator application</Button>
      </div>
    </div>
  );
}

interface OnProps {
  readonly since: string | null;
  readonly left: number;
  readonly onAdd: () => void;
  readonly onNewCodes: () => void;
  readonly onRemove: () => void;
}

function On({ since, left, onAdd, onNewCodes, onRemove }: OnProps) {
  const few = fewCodesWords(left);
  return (
    <>
      <Fields>
        <Field name="Application">
          {since === null ? (
            <span className="muted">none: passkeys guard this sign-in</span>
          ) : (
            <>
              <Tag tone="positive">on</Tag> since <AbsoluteTime value={since} />
            </>
          )}
        </Field>
        <Field name="Recovery codes">
          <span className="figures">{left}</span> left
        </Field>
      </Fields>
      {few !== undefined && (
        <div className={styles.few}>
          <Notice title={few} tone="warning" icon="alert">
            {left === 0 ? "If the phone or the key is lost, nobody can sign in with this address any more." : "When they are used up and the phone or the key is lost, nobody can sign in with this address any more."} Make new ones while you have it.
          </Notice>
        </div>
      )}
      <div className={profileStyles.section}>
        <div className={profileStyles.buttons}>
          {since === null && <Button onClick={onAdd}>Add an authenticator application</Button>}
          <Button onClick={onNewCodes}>New recovery codes</Button>
          {since !== null && (
            <Button kind="danger" onClick={onRemove}>
              Remove
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

interface ActDialogProps {
  readonly kind: "new codes" | "removal";
  readonly hasPasskeys?: boolean;
  readonly send: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<Record<string, string>> | undefined;
}

const DIALOGS = {
  "new codes": { title: "New recovery codes", label: "Make new codes", busyLabel: "Making them\u2026" },
  removal: { title: "Remove the authenticator application", label: "Remove", busyLabel: "Removing\u2026" },
} as const;

function sentenceOf(kind: ActDialogProps["kind"], hasPasskeys: boolean): string {
  if (kind === "new codes") return "The codes you have count no more, and ten new ones are shown once.";
  return hasPasskeys ? "From then on your passkeys and the recovery codes are the second factor." : "From then on the password alone signs you in, and the recovery codes are gone.";
}

export function ActDialog({ kind, hasPasskeys = false, send, onClose, start }: ActDialogProps) {
  const { title, label, busyLabel } = DIALOGS[kind];
  const form = useForm<Record<string, string>>({ empty: {}, start, send });
  return (
    <DialogForm title={title} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={tooBusyWords} />
      <p>{sentenceOf(kind, hasPasskeys)}</p>
      <DialogButtons busy={form.phase === "sending"} busyLabel={busyLabel} label={label} danger={kind === "removal"} />
    </DialogForm>
  );
}

/** What the panel is about to do. A set-up and codes are known to this page alone. */
type Doing =
  | { readonly step: "beginning" }
  | { readonly step: "first code"; readonly setUp: TotpSetUp }
  | { readonly step: "codes"; readonly codes: readonly string[] }
  | { readonly step: "new codes" | "removal" };

interface SecondFactorPanelProps {
  readonly secondFactor: SecondFactor | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly email: string;
  readonly onBegin: () => Promise<TotpSetUp>;
  readonly onConfirm: (code: string) => Promise<TotpConfirmed>;
  readonly onNewCodes: () => Promise<RecoveryCodes>;
  readonly onRemove: () => Promise<unknown>;
}

export function SecondFactorPanel({ secondFactor, error, onRetry, email, onBegin, onConfirm, onNewCodes, onRemove }: SecondFactorPanelProps) {
  const [doing, setDoing] = useState<Doing>();
  const [said, setSaid] = useState("");
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // What was pressed is gone: the keyboard goes on where it is said what came of it.
    if (said !== "") place.current?.focus({ preventScroll: true });
  }, [said]);

  function begin(next: Doing) {
    setSaid("");
    setDoing(next);
  }

  function end(words: string) {
    setDoing(undefined);
    setSaid(words);
  }

  async function add() {
    if (doing !== undefined) return;
    begin({ step: "beginning" });
    try {
      begin({ step: "first code", setUp: await onBegin() });
    } catch (refused) {
      const { title, detail } = toProblem(refused);
      end(`${title}. ${sentence(detail)}`);
    }
  }

  const cancel = () => end("Nothing was changed.");
  const showCodes = (codes: readonly string[]) => begin({ step: "codes", codes });
  const hasPasskeys = secondFactor !== undefined && secondFactor.passkeys > 0;
  return (
    <Panel title="Second factor" flush>
      <p ref={place} tabIndex={-1} role="status" className={profileStyles.said}>
        {said}
      </p>
      {doing?.step === "first code" ? (
        <FirstCodeStep
          setUp={doing.setUp}
          onCancel={cancel}
          send={async (code) => {
            const { recoveryCodes } = await onConfirm(code);
            if (recoveryCodes) showCodes(recoveryCodes);
            else end("The authenticator application is on. Your recovery codes stay as they are.");
          }}
        />
      ) : doing?.step === "codes" ? (
        <RecoveryCodesStep codes={doing.codes} email={email} onDone={() => end("The second factor is on, and the recovery codes are with you.")} />
      ) : secondFactor === undefined ? (
        error === undefined ? (
          <Skeleton rows={2} label="the second factor" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the second factor" />
        )
      ) : secondFactor.totpSince === null && !hasPasskeys ? (
        <Off onAdd={() => void add()} />
      ) : (
        <On
          since={secondFactor.totpSince}
          left={secondFactor.recoveryCodesLeft}
          onAdd={() => void add()}
          onNewCodes={() => begin({ step: "new codes" })}
          onRemove={() => begin({ step: "removal" })}
        />
      )}
      {doing?.step === "new codes" && <ActDialog kind="new codes" onClose={() => setDoing(undefined)} send={async () => showCodes((await onNewCodes()).recoveryCodes)} />}
      {doing?.step === "removal" && (
        <ActDialog
          kind="removal"
          hasPasskeys={hasPasskeys}
          onClose={() => setDoing(undefined)}
          send={async () => {
            await onRemove();
            end("The authenticator application is removed.");
          }}
        />
      )}
    </Panel>
  );
}
