/** A day of a filter that lives in the address bar. */
import { useEffect, useRef } from "react";
import styles from "./DayField.module.css";
import { dayOf } from "./days.ts";

/** Whoever types a year passes through 0002, 0020 and 0202: those are not meant. */
const EARLIEST_DAY = "1970-01-01";

interface DayFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly max?: string;
  /** A day, or nothing where the field was emptied. */
  readonly onDay: (day: string) => void;
}

export function DayField({ label, value, max, onDay }: DayFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  /** What the address says, in place of what was half typed. The field itself stays, and so does the keyboard in it. */
  function restore() {
    if (input.current && input.current.value !== (value ?? "")) input.current.value = value ?? "";
  }
  // oxlint-disable-next-line react/exhaustive-deps -- only another value takes the place of what is being typed
  useEffect(restore, [value]);
  return (
    <label className={styles.day}>
      {label}
      <input
        ref={input}
        type="date"
        defaultValue={value}
        max={max}
        onBlur={restore}
        onChange={({ target }) => {
          const day = dayOf(target.value);
          if (target.value === "" || (day !== undefined && day >= EARLIEST_DAY)) onDay(target.value);
        }}
      />
    </label>
  );
}
