/**
 * Filters as tokens: what restricts a list stands above it in words, can be taken away one by one, and lives in the address bar.
 */
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./Button.tsx";
import { Icon } from "./icons.tsx";
import styles from "./Filters.module.css";

export interface FilterToken {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}

export function FilterBar({ tokens, children }: { readonly tokens: readonly FilterToken[]; readonly children: ReactNode }) {
  return (
    <div className={styles.bar} role="group" aria-label="Filters">
      {children}
      {tokens.map((token) => (
        <span key={token.name} className={styles.token}>
          <span className="muted">{token.name}</span> {token.value}
          <button type="button" onClick={token.onRemove} aria-label={`Remove the filter ${token.name}: ${token.value}`}>
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

/** A choice of one among few. */
export function FilterChoice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span className="visually-hidden">{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextFilterProps {
  /** What may be typed, shown in the empty field. */
  readonly label: string;
  /** The field's name, where that is shorter than what may be typed. */
  readonly name?: string;
  readonly pattern: RegExp;
  readonly problem: string;
  readonly onApply: (value: string) => void;
}

/** A typed filter, applied by Enter or its button; a value that cannot be one is refused in words. */
export function FilterText({ label, name = label, pattern, problem, onApply }: TextFilterProps) {
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);
  function apply(event: FormEvent) {
    event.preventDefault();
    const value = text.trim();
    if (!pattern.test(value)) {
      setRefused(true);
      return;
    }
    setRefused(false);
    setText("");
    onApply(value);
  }
  return (
    <form className={styles.text} onSubmit={apply}>
      <input value={text} onChange={(event) => setText(event.target.value)} placeholder={label} aria-label={name} aria-invalid={refused} size={Math.max(12, label.length)} />
      <Button type="submit" disabled={text.trim() === ""}>
        Apply
      </Button>
      <span role="status" className={styles.problem}>
        {refused && problem}
      </span>
    </form>
  );
}
