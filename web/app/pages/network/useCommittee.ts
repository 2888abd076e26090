/** What the pages of the network ask for, all at the same pace, and how fresh the answers are. */
import { useNodesQuery, useRoundsQuery, useValidatorsQuery } from "@aurigraph/api";
import { useQueryFreshness } from "../../live/hooks.ts";

/** Nodes tell each other of themselves about once a second. */
export const POLL_MS = 2000;

/** The nodes of the ledger; nothing is asked for where nobody needs them. */
export function useNodes({ skip = false }: { readonly skip?: boolean } = {}) {
  const query = useNodesQuery(undefined, { pollingInterval: POLL_MS, skip });
  return { ...query, freshness: useQueryFreshness(query, POLL_MS) };
}

/** The last rounds, as many as the API gives by itself. */
export function useRounds() {
  const query = useRoundsQuery({ limit: 200 }, { pollingInterval: POLL_MS });
  return { ...query, freshness: useQueryFreshness(query, POLL_MS) };
}

/** The validators, with the current view of a committee. */
export function useValidators() {
  const query = useValidatorsQuery(undefined, { pollingInterval: POLL_MS });
  return { ...query, freshness: useQueryFreshness(query, POLL_MS) };
}
