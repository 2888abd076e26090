import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { ledgerApi, type ProposalList } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** A ledger with this many proposals, two a page; the addresses that were asked for. */
function ledgerOf(count: () => number): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { search, searchParams } = new URL(request.url);
    asked.push(search);
    const from = Number(searchParams.get("cursor") ?? 0);
    const all = Array.from({ length: count() }, (_, index) => ({ proposalId: String(count() - index) }));
    return Promise.resolve(Response.json({ proposals: all.slice(from, from + 2), nextCursor: from + 2 < count() ? String(from + 2) : null }));
  });
  return asked;
}

function ids(data: { readonly pages: readonly ProposalList[] } | undefined) {
  return data?.pages.map(({ proposals }) => proposals.map(({ proposalId }) => proposalId));
}

test("proposals are loaded page by page, and all loaded pages are asked for again from the newest on", async () => {
  let count = 3;
  const asked = ledgerOf(() => count);
  const store = configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
  const query = { limit: 2, status: "OPEN" } as const;
  const { initiate } = ledgerApi.endpoints.proposals;
  const first = store.dispatch(initiate(query));
  expect(ids((await first).data)).toEqual([["3", "2"]]);

  const more = await store.dispatch(initiate(query, { direction: "forward" }));
  expect([ids(more.data), more.hasNextPage]).toEqual([[["3", "2"], ["1"]], false]);
  expect(asked).toEqual(["?limit=2&status=OPEN", "?limit=2&status=OPEN&cursor=2"]);

  count = 5;
  const again = await first.refetch();
  expect([ids(again.data), again.hasNextPage]).toEqual([[["5", "4"], ["3", "2"]], true]);
  expect(asked.slice(2)).toEqual(["?limit=2&status=OPEN", "?limit=2&status=OPEN&cursor=2"]);
  first.unsubscribe();
});
