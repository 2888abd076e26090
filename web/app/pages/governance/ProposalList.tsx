/** The proposals as a list: filter, search, order, export, and more of them on demand. */
import type { ProposalView } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { DataTable } from "../../components/DataTable.tsx";
import { ExportMenu } from "../../components/ExportMenu.tsx";
import { FilterBar, FilterChoice, FilterText, type FilterToken } from "../../components/Filters.tsx";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { useListAddress } from "../../components/Paging.tsx";
import type { Freshness } from "../../live/hooks.ts";
import { ListPanel } from "../../lists/ListPanel.tsx";
import { useList } from "../../lists/useList.ts";
import { NothingFound } from "../filters.tsx";
import { COLUMNS, EXPORTED } from "./columns.tsx";
import styles from "./governance.module.css";
import { ProposeSteps } from "./HowTo.tsx";
import { found } from "./proposals.ts";
import { STATUS_OPTIONS, statusAsked, statusOf } from "./words.ts";

interface ProposalListProps {
  /** Those that were loaded; undefined before the first answer. */
  readonly proposals: readonly ProposalView[] | undefined;
  readonly freshness: Freshness;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Whether what is shown answers another filter, and the answer to this one is on its way. */
  readonly busy?: boolean;
  /** Whether there are older ones that were not loaded yet. */
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly onMore?: (() => void) | undefined;
  /** The proposal that is open beside the list. */
  readonly current?: string | undefined;
}

/** How many were loaded, and the way to more of them. */
function Loaded({ count, shown, hasMore = false, isLoadingMore = false, onMore }: Pick<ProposalListProps, "hasMore" | "isLoadingMore" | "onMore"> & { readonly count: number; readonly shown: number }) {
  const words = shown === count ? countOf(count, "proposal") : `${formatInteger(shown)} of ${countOf(count, "proposal")}`;
  const rest = shown === count ? `${words}, all on this page` : `${words} match`;
  return (
    <div className={styles.more}>
      <p role="status">{hasMore ? `${words}; older ones are not loaded yet, so the list has no other order and only these are searched` : rest}</p>
      {hasMore && (
        <Button onClick={onMore} disabled={isLoadingMore}>
          {isLoadingMore ? "Loading\u2026" : "Load more"}
        </Button>
      )}
    </div>
  );
}

/** What stands in the place of rows where there are none. */
function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <NothingFound noun="proposals" />;
  return (
    <Notice title="Nobody has proposed anything yet" icon="governance">
      <ProposeSteps />
    </Notice>
  );
}

export function ProposalList({ proposals, freshness, error, onRetry, busy = false, hasMore = false, isLoadingMore = false, onMore, current }: ProposalListProps) {
  const address = useListAddress();
  const { controls, sorted, table } = useList("proposals", COLUMNS, { whole: !hasMore });
  const status = statusAsked(address.get("status"));
  const search = address.get("find");
  const rows = found(proposals ?? [], search);
  const tokens: readonly FilterToken[] = [
    ...(status ? [{ name: "status", value: statusOf(status).words, onRemove: () => address.set({ status: null }) }] : []),
    ...(search ? [{ name: "with", value: search, onRemove: () => address.set({ find: null }) }] : []),
  ];
  return (
    <ListPanel
      title="Proposals"
      titleShown
      note={<FreshnessMark freshness={freshness} />}
      controls={controls}
      filters={
        <FilterBar tokens={tokens}>
          <FilterChoice label="Status" value={status ?? ""} options={STATUS_OPTIONS} onChange={(value) => address.set({ status: value })} />
          <FilterText label="Words or an id" pattern={/\S/} problem="Words of a proposal, or a part of its id" onApply={(value) => address.set({ find: value })} />
        </FilterBar>
      }
      actions={<ExportMenu name="proposals" rows={rows} columns={EXPORTED} />}
    >
      {error && !proposals ? (
        <ProblemNotice error={error} onRetry={onRetry} />
      ) : !proposals ? (
        <Skeleton rows={6} label="proposals" />
      ) : rows.length > 0 ? (
        <DataTable label="Proposals" {...table} current={current} rows={sorted(rows)} rowKey={(proposal) => proposal.proposalId} busy={busy} />
      ) : (
        <Nothing isFiltered={tokens.length > 0} />
      )}
      {proposals && proposals.length > 0 && <Loaded count={proposals.length} shown={rows.length} hasMore={hasMore} isLoadingMore={isLoadingMore} onMore={onMore} />}
    </ListPanel>
  );
}
