/** Linked ledger accounts: which there are, what the ledger says of each, and linking, renaming and removing one. */
import { useMemo } from "react";
import type { LedgerAccount } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../components/Button.tsx";
import type { Column } from "../components/column.ts";
import { DataTable } from "../components/DataTable.tsx";
import { Hash } from "../components/Hash.tsx";
import { Icon } from "../components/icons.tsx";
import { Notice, Skeleton } from "../components/Notice.tsx";
import { Panel } from "../components/Panel.tsx";
import { RelativeTime } from "../components/Time.tsx";
import { LoadProblem } from "../pages/profile/LoadProblem.tsx";
import styles from "./ledgerAccounts.module.css";
import { OnLedger } from "./lookups.tsx";

interface Acts {
  readonly canChange: boolean;
  readonly onRename: (account: LedgerAccount) => void;
  readonly onRemove: (account: LedgerAccount) => void;
}

function columnsOf({ canChange, onRename, onRemove }: Acts): readonly Column<LedgerAccount>[] {
  const columns: readonly Column<LedgerAccount>[] = [
    { key: "label", head: "Label", phone: "topStart", cell: ({ label }) => <span className={styles.label}>{label}</span> },
    {
      key: "phone",
      head: "Address and balances",
      phoneOnly: true,
      phone: "bottomStart",
      cell: ({ address }) => (
        <span className={styles.stack}>
          <Hash value={address} label="address" to={`/accounts/${address}`} ends={8} />
          <OnLedger address={address} />
        </span>
      ),
    },
    { key: "address", head: "Address", cell: ({ address }) => <Hash value={address} label="address" to={`/accounts/${address}`} ends={8} /> },
    { key: "ledger", head: "On the ledger", cell: ({ address }) => <OnLedger address={address} /> },
    { key: "scheme", head: "Key", wideOnly: true, cell: ({ scheme }) => scheme },
    {
      key: "linkedAt",
      head: "Linked",
      wideOnly: true,
      cell: ({ linkedAt, linkedByName }) => (
        <span className={styles.wraps}>
          <RelativeTime value={linkedAt} />
          <span className={styles.small}>by {linkedByName ?? "somebody who is gone"}</span>
        </span>
      ),
    },
  ];
  if (!canChange) return columns;
  return [
    ...columns,
    {
      key: "act",
      head: "Change",
      phone: "topEnd",
      cell: (account) => (
        <span className={styles.rowActions}>
          <Button kind="quiet" className={styles.rowAction} onClick={() => onRename(account)} aria-label={`Rename ${account.label}`} title="Rename">
            <Icon name="rename" size={14} />
          </Button>
          <Button kind="quiet" className={styles.rowAction} onClick={() => onRemove(account)} aria-label={`Remove ${account.label}`} title="Remove">
            <Icon name="delete" size={14} />
          </Button>
        </span>
      ),
    },
  ];
}

interface LedgerAccountsPanelProps extends Acts {
  readonly accounts: readonly LedgerAccount[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly onLink: () => void;
  /** What linked accounts are for here. */
  readonly purpose: string;
}

export function LedgerAccountsPanel({ accounts, error, onRetry, canChange, onLink, onRename, onRemove, purpose }: LedgerAccountsPanelProps) {
  const columns = useMemo(() => columnsOf({ canChange, onRename, onRemove }), [canChange, onRename, onRemove]);
  const button = canChange && (
    <Button kind="primary" onClick={onLink}>
      Link an account
    </Button>
  );
  return (
    <Panel title="Ledger accounts" note={accounts && countOf(accounts.length, "account")} actions={accounts && accounts.length > 0 && button} flush>
      {accounts === undefined ? (
        error === undefined ? (
          <Skeleton rows={3} label="the ledger accounts" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the ledger accounts" />
        )
      ) : accounts.length === 0 ? (
        <Notice title="No ledger account is linked yet" icon="key" action={button}>
          {purpose}
        </Notice>
      ) : (
        <DataTable label="Ledger accounts" columns={columns} rows={accounts} rowKey={({ accountId }) => accountId} />
      )}
    </Panel>
  );
}
