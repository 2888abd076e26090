/** A password: it can be shown, pasted, and filled in by a password manager, and Caps Lock is no riddle. */
import { type ChangeEvent, type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { describedBy, FieldFrame } from "./fields.tsx";
import styles from "./fields.module.css";

interface PasswordFieldProps {
  readonly label: string;
  readonly autoComplete: "current-password" | "new-password";
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  readonly id?: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
}

export function PasswordField({ label, autoComplete, value, onChange, id: given, hint, problem }: PasswordFieldProps) {
  const own = useId();
  const id = given ?? own;
  const [isShown, setShown] = useState(false);
  const [isCapsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <FieldFrame id={id} label={label} hint={hint} problem={problem}>
      <span className={styles.withButton}>
        <input
          id={id}
          className={styles.input}
          type={isShown ? "text" : "password"}
          autoComplete={autoComplete}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          value={value}
          onChange={onChange}
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCapsLock(false)}
          aria-invalid={problem !== undefined}
          aria-describedby={describedBy(id, { label, hint, problem })}
        />
        <button type="button" className={styles.inside} onClick={() => setShown(!isShown)}>
          {isShown ? "Hide" : "Show"}
          <span className="visually-hidden"> the {label.toLowerCase()}</span>
        </button>
      </span>
      <p className={styles.note} role="status">
        {isCapsLock && "Caps Lock is on."}
      </p>
    </FieldFrame>
  );
}

/** The node takes no shorter one. It also refuses those that are known from a breach, which no page can see. */
export const PASSWORD_CHARACTERS_MIN = 12;

/** Characters as a person counts them. */
function lengthOf(password: string): number {
  return Array.from(password).length;
}

/** Why a password cannot be taken, as far as its length tells; or undefined. */
export function newPasswordProblem(password: string): string | undefined {
  return lengthOf(password) < PASSWORD_CHARACTERS_MIN ? `Use at least ${PASSWORD_CHARACTERS_MIN} characters for the password.` : undefined;
}

/** A password that is chosen now. */
export function NewPasswordField(props: Omit<PasswordFieldProps, "autoComplete" | "hint">) {
  const length = lengthOf(props.value);
  const soFar = length === 0 ? "" : length < PASSWORD_CHARACTERS_MIN ? ` ${length} so far.` : " Long enough.";
  return <PasswordField {...props} autoComplete="new-password" hint={`At least ${PASSWORD_CHARACTERS_MIN} characters; several unrelated words are good.${soFar}`} />;
}
