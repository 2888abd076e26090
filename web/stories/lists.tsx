/** Tables with everything around them, and charts. */
import { useState } from "react";
import { Link } from "react-router";
import { formatMilliseconds, formatRate } from "@aurigraph/core";
import { Amount } from "../app/components/Amount.tsx";
import type { Column } from "../app/components/column.ts";
import { DataTable, RowLink } from "../app/components/DataTable.tsx";
import { ExportMenu } from "../app/components/ExportMenu.tsx";
import { FilterBar, FilterChoice, FilterText } from "../app/components/Filters.tsx";
import { type Line, LineChart } from "../app/components/LineChart.tsx";
import { Menu, MenuGroup, MenuNote } from "../app/components/Menu.tsx";
import { Button } from "../app/components/Button.tsx";
import { Pager } from "../app/components/Paging.tsx";
import { ListPanel } from "../app/lists/ListPanel.tsx";
import { sortRows } from "../app/lists/sort.ts";
import { useList } from "../app/lists/useList.ts";
import type { HistoryPoint } from "../app/live/live.ts";
import { EXAMPLE_TIME, type Story } from "./story.ts";

interface Row {
  readonly code: string;
  readonly name: string;
  readonly supply: string;
}

const ROWS: readonly Row[] = [
  { code: "EUR", name: "Euro", supply: "10000000" },
  { code: "GOLD-G", name: "Gold (gram)", supply: "88000" },
  { code: "USD", name: "US dollar", supply: "9000000" },
];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "code",
    head: "Code",
    phone: "topStart",
    fixed: true,
    sort: (row) => row.code,
    cell: (row) => (
      <RowLink>
        <Link to={`/assets#${row.code}`}>{row.code}</Link>
      </RowLink>
    ),
  },
  { key: "name", head: "Name", phone: "bottomStart", clip: true, sort: (row) => row.name, cell: (row) => row.name },
  { key: "supply", head: "Supply", figures: true, phone: "topEnd", sort: (row) => BigInt(row.supply), cell: (row) => <Amount minorUnits={row.supply} decimals={2} /> },
];

function SortedTable() {
  const [descending, setDescending] = useState(false);
  const sort = { key: "supply", descending };
  return <DataTable label="Example assets" columns={COLUMNS} rows={sortRows(ROWS, COLUMNS, sort)} rowKey={(row) => row.code} sort={sort} onSort={() => setDescending(!descending)} />;
}

function WholeList() {
  const { controls, sorted, table } = useList("stories", COLUMNS, { whole: true });
  return (
    <ListPanel
      title="Example assets"
      titleShown
      controls={controls}
      filters={
        <FilterBar tokens={[{ name: "kind", value: "money", onRemove: () => undefined }]}>
          <FilterChoice
            label="Kind"
            value="money"
            options={[
              ["", "All kinds"],
              ["money", "Money"],
            ]}
            onChange={() => undefined}
          />
          <FilterText label="Height" pattern={/^\d+$/} problem="A height is a whole number" onApply={() => undefined} />
        </FilterBar>
      }
      actions={<ExportMenu name="example" rows={ROWS} columns={[["code", (row) => row.code]]} />}
    >
      <DataTable label="Example assets" {...table} rows={sorted(ROWS)} rowKey={(row) => row.code} />
      <Pager nextCursor="next" count={3} noun="asset" />
    </ListPanel>
  );
}

const LINES: readonly Line[] = [
  { name: "p50", color: "--category-1", value: (point) => point.finalityP50Ms },
  { name: "p99", color: "--category-2", value: (point) => point.finalityP99Ms },
];

const START_SECONDS = Date.parse(EXAMPLE_TIME) / 1000;

/** A minute of example seconds with a hole in it. */
const POINTS: readonly HistoryPoint[] = Array.from({ length: 50 }, (_, second) => {
  const known = second < 20 || second > 30;
  return {
    timeSeconds: START_SECONDS + second,
    transfers: known ? 40 + (second % 5) : null,
    individuallySigned: known ? 10 : null,
    finalityP50Ms: known ? 1 + (second % 3) / 4 : null,
    finalityP99Ms: known ? 20 + (second % 7) * 9 : null,
  };
});

const CHART = { unit: "ms", lines: LINES, points: POINTS, format: formatMilliseconds, heightPx: 150, windowSeconds: 60 } as const;

export const lists: readonly Story[] = [
  { name: "Table", render: () => <SortedTable /> },
  { name: "List with its menus", render: () => <WholeList /> },
  {
    name: "Menu",
    render: () => (
      <Menu label="More" icon="menu">
        <MenuGroup title="Actions">
          <Button kind="quiet" data-closes-menu>
            Close this
          </Button>
        </MenuGroup>
        <MenuNote>A remark.</MenuNote>
      </Menu>
    ),
  },
  { name: "Line chart", render: () => <LineChart {...CHART} label="Finality" untilSeconds={undefined} stale={false} /> },
  { name: "Line chart, powers of ten", render: () => <LineChart {...CHART} label="Finality" logarithmic untilSeconds={undefined} stale={false} /> },
  {
    name: "Line chart, connection lost",
    render: () => <LineChart {...CHART} label="Transfers" unit="/s" format={formatRate} lines={[{ name: "transfers", color: "--category-1", value: (point) => point.transfers }]} untilSeconds={START_SECONDS + 60} stale />,
  },
];
