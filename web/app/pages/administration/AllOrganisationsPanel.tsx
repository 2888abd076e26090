/** All organisations, as they are seen from outside: how large they are, and whether anything happens there. */
import type { AllOrganisationsList, AllOrganisationsSort, ListedOrganisation } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { FilterBar, FilterChoice, FilterText } from "../../components/Filters.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { Panel } from "../../components/Panel.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { NothingFound } from "../filters.tsx";
import styles from "../organisations/organisations.module.css";
import { afterPress, orderChanges, orderOf, ORGANISATION_SORTS, orderValue } from "./lists.ts";
import { AdministrationProblem } from "./words.tsx";

/** The heads sort by the API, so what a column sorts by here is never asked for. */
const BY_THE_API = () => null;

const COLUMNS: readonly Column<ListedOrganisation>[] = [
  { key: "name", head: "Name", phone: "topStart", cell: ({ name }) => <span className={styles.name}>{name}</span> },
  { key: "members", head: "Members", figures: true, phone: "topEnd", phoneUnit: "members", sort: BY_THE_API, cell: ({ members }) => formatInteger(members) },
  { key: "owners", head: "Owners", figures: true, wideOnly: true, cell: ({ owners }) => formatInteger(owners) },
  { key: "nodes", head: "Nodes", figures: true, phone: "bottomEnd", phoneUnit: "nodes", cell: ({ nodes }) => formatInteger(nodes) },
  { key: "createdAt", head: "Made", wideOnly: true, sort: BY_THE_API, cell: ({ createdAt }) => <RelativeTime value={createdAt} /> },
  { key: "lastActivityAt", head: "Last activity", phone: "bottomStart", cell: ({ lastActivityAt }) => (lastActivityAt === null ? <span className="muted">none</span> : <RelativeTime value={lastActivityAt} />) },
];

function Filters() {
  const address = useListAddress();
  const search = address.get("search");
  return (
    <FilterBar tokens={search === undefined ? [] : [{ name: "with", value: search, onRemove: () => address.set({ search: null }) }]}>
      <span className={styles.phoneSort}>
        <FilterChoice label="Order" value={orderValue(orderOf(address.get, ORGANISATION_SORTS))} options={ORGANISATION_SORTS} onChange={(value) => address.set(orderChanges(value))} />
      </span>
      <FilterText label="Name" pattern={/\S/} problem="A part of a name" onApply={(value) => address.set({ search: value })} />
    </FilterBar>
  );
}

interface AllOrganisationsPanelProps {
  readonly list: AllOrganisationsList | undefined;
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
}

function None({ nextCursor }: Pick<AllOrganisationsList, "nextCursor">) {
  const isFiltered = useListAddress().get("search") !== undefined;
  if (nextCursor !== null) {
    return (
      <Notice title="None among the organisations that were looked at" icon="search">
        Names are sealed, and at most 2,000 are opened for one page. Go on with the next page.
      </Notice>
    );
  }
  if (isFiltered) return <NothingFound noun="organisations" />;
  return (
    <Notice title="There is no organisation yet" icon="people">
      Users make organisations themselves.
    </Notice>
  );
}

export function AllOrganisationsPanel({ list, busy = false, error, onRetry }: AllOrganisationsPanelProps) {
  const address = useListAddress();
  const order = orderOf<AllOrganisationsSort>(address.get, ORGANISATION_SORTS);
  const rows = list?.organisations ?? [];
  return (
    <Panel title="Organisations" titleShown={false} tools={<Filters />} flush>
      {error !== undefined && !list ? (
        <AdministrationProblem error={error} onRetry={onRetry} label="the organisations" />
      ) : !list ? (
        <Skeleton rows={6} label="the organisations" />
      ) : (
        <>
          {rows.length === 0 ? (
            <None nextCursor={list.nextCursor} />
          ) : (
            <DataTable label="Organisations" columns={COLUMNS} rows={rows} rowKey={({ organisationId }) => organisationId} busy={busy} sort={order} onSort={(key) => address.set(orderChanges(afterPress(order, key)))} />
          )}
          <Pager nextCursor={list.nextCursor} count={rows.length} noun="organisation" />
          <p className={styles.footnote}>What is in an organisation is for its members: its payments, ledger accounts and audit log are not shown here.</p>
        </>
      )}
    </Panel>
  );
}
