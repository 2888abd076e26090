/** Every day of the picture as a row, to be sorted and taken away. */
import { useMemo } from "react";
import type { UsageDay } from "@aurigraph/api";
import { countOf, formatBytes, formatInteger, NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { ExportMenu } from "../../components/ExportMenu.tsx";
import { Tag } from "../../components/Tag.tsx";
import { ListPanel } from "../../lists/ListPanel.tsx";
import { useList } from "../../lists/useList.ts";
import { fileWords } from "../../proof/downloadText.ts";
import styles from "./organisations.module.css";
import { DAY_COLUMNS } from "./usage.ts";

function Unseen() {
  return (
    <span className="muted" title="Nobody looked on that day">
      <span aria-hidden="true">{NOT_MEASURED}</span>
      <span className="visually-hidden">nobody looked</span>
    </span>
  );
}

function PhoneRest({ day: { members, transactions, storedBytes } }: { readonly day: UsageDay }) {
  const parts = [
    members === null ? "" : countOf(members, "member"),
    countOf(transactions, "ledger transaction"),
    storedBytes === null ? "" : `${formatBytes(storedBytes)} stored`,
  ];
  return <span className={styles.wraps}>{parts.filter(Boolean).join(", ")}</span>;
}

function columnsOf(today: string): readonly Column<UsageDay>[] {
  return [
    {
      key: "day",
      head: "Day",
      fixed: true,
      phone: "topStart",
      sort: ({ day }) => day,
      cell: ({ day }) => (
        <>
          <span className="figures">{day}</span> {day === today && <Tag tone="neutral">so far</Tag>}
        </>
      ),
    },
    { key: "apiCalls", head: "API calls", figures: true, phone: "topEnd", phoneUnit: ({ apiCalls }) => (apiCalls === 1 ? "API call" : "API calls"), sort: ({ apiCalls }) => apiCalls, cell: ({ apiCalls }) => formatInteger(apiCalls) },
    { key: "exports", head: "Exports", figures: true, phone: "bottomEnd", phoneUnit: ({ exports }) => (exports === 1 ? "export" : "exports"), sort: ({ exports }) => exports, cell: ({ exports }) => formatInteger(exports) },
    {
      key: "members",
      head: "Members",
      figures: true,
      sort: ({ members }) => members,
      cell: ({ members }) => (members === null ? <Unseen /> : formatInteger(members)),
    },
    { key: "transactions", head: "Ledger transactions", figures: true, sort: ({ transactions }) => transactions, cell: ({ transactions }) => formatInteger(transactions) },
    {
      key: "storedBytes",
      head: "Stored data",
      figures: true,
      sort: ({ storedBytes }) => storedBytes,
      cell: ({ storedBytes }) => (storedBytes === null ? <Unseen /> : formatBytes(storedBytes)),
    },
    { key: "phoneRest", head: "Members, ledger transactions, stored data", phoneOnly: true, phone: "bottomStart", cell: (day) => <PhoneRest day={day} /> },
  ];
}

interface UsageDaysProps {
  readonly organisationName: string;
  /** The oldest first, as they come; the newest is shown first. */
  readonly days: readonly UsageDay[];
  readonly today: string;
  readonly busy?: boolean;
}

export function UsageDays({ organisationName, days, today, busy = false }: UsageDaysProps) {
  const columns = useMemo(() => columnsOf(today), [today]);
  const { controls, sorted, table } = useList("usage", columns, { whole: true });
  const rows = useMemo(() => sorted(days.toReversed()), [sorted, days]);
  const file = `usage-${fileWords(organisationName)}-${days[0]?.day ?? ""}-${days.at(-1)?.day ?? ""}`;
  return (
    <ListPanel title="Days" titleShown note={countOf(days.length, "day")} controls={controls} actions={<ExportMenu name={file} rows={rows} columns={DAY_COLUMNS} />}>
      <DataTable label="Days" {...table} rows={rows} rowKey={({ day }) => day} busy={busy} />
    </ListPanel>
  );
}
