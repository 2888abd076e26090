/** Asks before users are switched off or on, or their sessions end: whom it is about, and what follows from it. */
import type { ReactNode } from "react";
import type { ListedUser, UserChangeKind } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import styles from "../organisations/organisations.module.css";
import { administrationWords } from "./words.tsx";

const LABELS: Readonly<Record<UserChangeKind, readonly [label: string, busy: string]>> = {
  disable: ["Disable", "Disabling\u2026"],
  enable: ["Enable", "Enabling\u2026"],
  end_sessions: ["End sessions", "Ending\u2026"],
};

const CONSEQUENCES: Readonly<Record<UserChangeKind, ReactNode>> = {
  disable: "Nothing lets them in any more: no password, no passkey, no provider. What they have open ends within a second, and API keys that they made end for good. They stay members of their organisations.",
  enable: "They may sign in again. What has ended stays ended: sessions, and API keys. Whoever was disabled by the directory of a company stays so.",
  end_sessions: "Wherever they are signed in, they have to sign in again.",
};

interface UserDialogProps {
  readonly users: readonly Pick<ListedUser, "userId" | "name" | "email">[];
  readonly change: UserChangeKind;
  readonly onChange: () => Promise<unknown>;
  readonly onClose: () => void;
}

export function UserDialog({ users, change, onChange, onClose }: UserDialogProps) {
  const [label, busyLabel] = LABELS[change];
  const only = users.length === 1 ? users[0] : undefined;
  return (
    <ConfirmDialog title={`${label}: ${only?.name ?? countOf(users.length, "user")}`} label={label} busyLabel={busyLabel} danger={change !== "enable"} onConfirm={onChange} onClose={onClose} inWords={administrationWords}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reachable by keyboard */}
      <ul className={styles.names} tabIndex={0} aria-label="Users">
        {users.map(({ userId, name, email }) => (
          <li key={userId}>
            {name} <span className="muted">{email}</span>
          </li>
        ))}
      </ul>
      <p>{CONSEQUENCES[change]}</p>
    </ConfirmDialog>
  );
}
