/** What the pages of governance ask for, all at the same pace, and how fresh the answers are. */
import { useMemo } from "react";
import { type ProposalStatus, useGovernanceQuery, useProposalQuery, useProposalsInfiniteQuery } from "@aurigraph/api";
import { useQueryFreshness } from "../../live/hooks.ts";
import { POLL_MS, useValidators } from "../network/useCommittee.ts";
import { proposalsOf } from "./proposals.ts";

const PAGE_ROWS = 50;

/** The rules in force, and what is decided to come. */
export function useOverview() {
  const query = useGovernanceQuery(undefined, { pollingInterval: POLL_MS });
  return { ...query, freshness: useQueryFreshness(query, POLL_MS) };
}

/** The proposals of a status, as many as were loaded. */
export function useProposals(status: ProposalStatus | undefined) {
  const query = useProposalsInfiniteQuery({ status, limit: PAGE_ROWS }, { pollingInterval: POLL_MS });
  const freshness = useQueryFreshness(query, POLL_MS);
  const pages = query.data?.pages;
  const proposals = useMemo(() => pages && proposalsOf(pages), [pages]);
  return { ...query, proposals, freshness };
}

/** One proposal, with the rules in force and the validators who vote on it. */
export function useProposalRecord(id: string) {
  const query = useProposalQuery(id, { pollingInterval: POLL_MS });
  const { data: overview } = useOverview();
  const { data: list } = useValidators();
  return {
    proposal: query.currentData,
    overview,
    // A list that goes on would make of those it leaves out validators who did not vote.
    validators: list?.nextCursor === null ? list.validators : undefined,
    freshness: useQueryFreshness(query, POLL_MS),
    error: query.error,
    refetch: query.refetch,
  };
}
