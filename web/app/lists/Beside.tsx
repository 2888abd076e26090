/** The place of a record beside its list: the list shrinks, the record stays in sight while the list is scrolled. */
import { type ReactNode, useEffect, useRef } from "react";
import { Button, ButtonLink } from "../components/Button.tsx";
import { Icon } from "../components/icons.tsx";
import styles from "./Beside.module.css";

interface BesideProps {
  /** What is open; nothing where the list has the whole width. */
  readonly open: string | undefined;
  readonly label: string;
  /** The record's own page. */
  readonly to: string;
  readonly onClose: () => void;
  readonly record: ReactNode;
  readonly children: ReactNode;
}

export function Beside({ open, label, to, onClose, record, children }: BesideProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (open !== undefined) place.current?.scrollTo(0, 0);
  }, [open]);
  useEffect(() => {
    if (open === undefined) return undefined;
    function onKey(event: KeyboardEvent) {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], [data-menu][open]")) onClose();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open, onClose]);
  // The list keeps its place in the tree, so that opening a record loses neither its scroll nor its state.
  return (
    <div className={open === undefined ? styles.alone : styles.both}>
      <div className={styles.list}>{children}</div>
      {open !== undefined && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <aside ref={place} className={styles.record} aria-label={label} tabIndex={0}>
          <div className={styles.head}>
            <ButtonLink kind="quiet" to={to}>
              Open its page
            </ButtonLink>
            <Button kind="quiet" onClick={onClose} aria-label="Close the record" title="Close (Esc)">
              <Icon name="close" />
            </Button>
          </div>
          {record}
        </aside>
      )}
    </div>
  );
}
