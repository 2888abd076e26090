/**
 * Why a form was not taken, above its fields. It takes the keyboard, so that nobody has to look for what happened, and leads
 * to each field that needs a correction.
 */
import { type ReactNode, useEffect, useRef } from "react";
import type { Problem } from "@aurigraph/api";
import { countOf, formatSpan } from "@aurigraph/core";
import { Button } from "./Button.tsx";
import styles from "./FormRefusal.module.css";
import { Notice, sentence } from "./Notice.tsx";
import { type FormState, type Refusal, useWait } from "./useForm.ts";

/** A problem in the words of one form, where those of the API are not the best. */
export interface RefusalWords {
  readonly title: string;
  readonly text: ReactNode;
  readonly tone?: "negative" | "warning";
}

/** Counts down; only the end is said aloud. */
function Countdown({ refusal }: { readonly refusal: Refusal }) {
  const seconds = useWait(refusal);
  return (
    <>
      {seconds > 0 && (
        <p>
          You can try again in <span className="figures">{formatSpan(seconds * 1000)}</span>. What you typed stays here.
        </p>
      )}
      <p role="status">{seconds === 0 && "You can try again now."}</p>
    </>
  );
}

function RefusedByNode({ refusal, inWords }: { readonly refusal: Refusal; readonly inWords: ((problem: Problem) => RefusalWords | undefined) | undefined }) {
  const { problem } = refusal;
  const words = inWords?.(problem);
  return (
    <Notice title={words?.title ?? problem.title} tone={words?.tone ?? "negative"} icon="alert">
      {words?.text ?? (
        <p>
          {sentence(problem.detail)} {refusal.retryAt === null && sentence(problem.action)}
        </p>
      )}
      {refusal.retryAt !== null && <Countdown refusal={refusal} />}
      {words === undefined && (
        <p className={styles.code}>
          {problem.code}
          {problem.status > 0 && ` \u00b7 ${problem.status}`}
        </p>
      )}
    </Notice>
  );
}

function Corrections({ corrections }: Pick<FormState, "corrections">) {
  const title = corrections.length === 1 ? "One field needs a correction" : `${countOf(corrections.length, "field")} need a correction`;
  return (
    <Notice title={title} tone="negative" icon="alert">
      <ul>
        {corrections.map(({ fieldId, words }) => (
          <li key={fieldId}>
            <a
              href={`#${fieldId}`}
              onClick={(event) => {
                // The address stays as it is: the field only takes the keyboard.
                event.preventDefault();
                document.getElementById(fieldId)?.focus();
              }}
            >
              {words}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface FormRefusalProps {
  readonly form: FormState;
  readonly inWords?: (problem: Problem) => RefusalWords | undefined;
}

export function FormRefusal({ form, inWords }: FormRefusalProps) {
  const { refusal, corrections, attempts } = form;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempts > 0) place.current?.focus();
  }, [attempts]);
  if (refusal === undefined && corrections.length === 0) return null;
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label="What happened" className={styles.refusal}>
      {refusal ? <RefusedByNode refusal={refusal} inWords={inWords} /> : <Corrections corrections={corrections} />}
    </div>
  );
}

interface SubmitButtonProps {
  readonly form: FormState;
  readonly label: string;
  readonly busyLabel: string;
  readonly kind?: "primary" | "plain" | "danger";
}

/** Never `disabled`: that would take the keyboard's place away. While an attempt is under way or has to wait, pressing it does nothing. */
export function SubmitButton({ form, label, busyLabel, kind = "primary" }: SubmitButtonProps) {
  const isBusy = form.phase === "sending";
  const mustWait = useWait(form.refusal) > 0;
  return (
    <Button type="submit" kind={kind} aria-disabled={isBusy || mustWait}>
      {isBusy ? busyLabel : label}
    </Button>
  );
}
