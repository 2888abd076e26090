/** A framed part of a page, with its name, what can be done with it, and its content. */
import { type ReactNode, useId } from "react";
import type { Density } from "@aurigraph/tokens";
import styles from "./Panel.module.css";

interface PanelProps {
  readonly title: string;
  /** Left out of sight where the page's own head says the same; readers still hear it. */
  readonly titleShown?: boolean;
  readonly actions?: ReactNode;
  readonly note?: ReactNode;
  /** What restricts the content, between title and actions. */
  readonly tools?: ReactNode;
  /** Another density than the portal's. */
  readonly density?: Density | null;
  readonly children: ReactNode;
  /** Without inner air: for tables that run to the frame. */
  readonly flush?: boolean;
}

export function Panel({ title, titleShown = true, actions, note, tools, density = null, children, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id} data-density={density ?? undefined}>
      <header className={styles.head}>
        <h2 id={id} className={titleShown ? undefined : "visually-hidden"}>
          {title}
        </h2>
        {note && <p className={styles.note}>{note}</p>}
        {tools}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}

interface PageHeadProps {
  readonly title: string;
  /** The record's state, beside its name. */
  readonly state?: ReactNode;
  readonly above?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** The head of a page: its one h1, a sentence, and the page's actions. */
export function PageHead({ title, state, above, children, actions }: PageHeadProps) {
  return (
    <header className={styles.page}>
      <div className={styles.words}>
        {above && <p className={styles.above}>{above}</p>}
        <div className={styles.named}>
          <h1>{title}</h1>
          {state}
        </div>
        {children && <div className={styles.sentence}>{children}</div>}
      </div>
      {actions && <div className={styles.pageActions}>{actions}</div>}
    </header>
  );
}

/** Names and values of one record; side by side where there is room and the values are short. */
export function Fields({ sideBySide = false, children }: { readonly sideBySide?: boolean; readonly children: ReactNode }) {
  return <dl className={sideBySide ? `${styles.fields} ${styles.sideBySide}` : styles.fields}>{children}</dl>;
}

export function Field({ name, hint, children }: { readonly name: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <div className={styles.field}>
      <dt>
        {name}
        {hint && <span className={styles.hint}>{hint}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
