/** Who administers the portal. Nothing is changed here: the operator does, on the portal's machine. */
import type { Administrator, AdministratorList } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import styles from "../organisations/organisations.module.css";
import { AdministrationProblem } from "./words.tsx";

function Standing({ isDisabled, hasSecondFactor }: Pick<Administrator, "isDisabled" | "hasSecondFactor">) {
  if (isDisabled) return <Tag tone="negative">disabled</Tag>;
  return hasSecondFactor ? <Tag tone="positive">active</Tag> : <Tag tone="warning">without second factor</Tag>;
}

const COLUMNS: readonly Column<Administrator>[] = [
  {
    key: "name",
    head: "Name",
    phone: "topStart",
    cell: ({ name, isSelf }) => (
      <span className={styles.name}>
        {name} {isSelf && <Tag tone="neutral">you</Tag>}
      </span>
    ),
  },
  { key: "email", head: "E-mail", phone: "bottomStart", cell: ({ email }) => <span className={styles.wraps}>{email}</span> },
  { key: "standing", head: "State", phone: "topEnd", cell: (one) => <Standing {...one} /> },
  { key: "grantedAt", head: "Named", wideOnly: true, cell: ({ grantedAt }) => <RelativeTime value={grantedAt} /> },
  { key: "lastSignedInAt", head: "Last sign-in", cell: ({ lastSignedInAt }) => (lastSignedInAt === null ? <span className="muted">never</span> : <RelativeTime value={lastSignedInAt} />) },
];

interface AdministratorsPanelProps {
  readonly list: AdministratorList | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
}

export function AdministratorsPanel({ list, error, onRetry }: AdministratorsPanelProps) {
  return (
    <Panel title="Administrators" titleShown={false} note={list && countOf(list.administrators.length, "administrator")} flush>
      {error !== undefined && !list ? (
        <AdministrationProblem error={error} onRetry={onRetry} label="the administrators" />
      ) : !list ? (
        <Skeleton rows={3} label="the administrators" />
      ) : (
        <>
          <DataTable label="Administrators" columns={COLUMNS} rows={list.administrators} rowKey={({ userId }) => userId} />
          <p className={styles.footnote}>
            The operator names administrators on the portal&apos;s machine: <code>aurigraph portal administrator add</code>. Nobody becomes one here.
          </p>
        </>
      )}
    </Panel>
  );
}
