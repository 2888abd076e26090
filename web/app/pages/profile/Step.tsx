/** One step of several in the same place. What was pressed to get here is gone, so the keyboard goes on here. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import styles from "./secondFactor.module.css";

interface StepProps {
  readonly title: string;
  /** On a page of stories nothing takes the keyboard. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}

export function Step({ title, takesFocus = true, children }: StepProps) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) place.current?.focus();
  }, [takesFocus]);
  return (
    <div ref={place} tabIndex={-1} role="group" aria-labelledby={id} className={styles.step}>
      <h3 id={id}>{title}</h3>
      {children}
    </div>
  );
}
