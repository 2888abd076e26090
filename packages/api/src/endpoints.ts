/**
 * The REST API as RTK Query endpoints. Same origin as the page; reading the ledger needs no credentials. What is about whoever
 * is signed in is in `identity-endpoints.ts`.
 *
 * What is final never changes, so single blocks and transactions are kept for long; lists and figures are kept for as long
 * as a page shows them.
 */
import { createApi } from "@reduxjs/toolkit/query/react";
import { ask, parameters, saysSignedOut } from "./base-query.ts";
import type {
  Account,
  AccountHistory,
  AssetList,
  Block,
  BlockList,
  FaucetAnswer,
  GovernanceOverview,
  Health,
  Info,
  NodeList,
  Performance,
  ProposalList,
  ProposalStatus,
  ProposalView,
  Receipt,
  RoundList,
  SearchAnswer,
  Stats,
  Transaction,
  TransactionKind,
  TransactionList,
  TransferList,
  Validator,
  ValidatorList,
} from "./types.ts";

/** Paging, common to all lists. */
export interface Page {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Newest or oldest first, over the whole list. */
export type Order = "asc" | "desc";

/** Bounds of a list, ends included. */
interface Heights {
  readonly fromHeight?: number | undefined;
  readonly toHeight?: number | undefined;
}

export interface BlockQuery extends Page {
  readonly order?: Order | undefined;
  readonly nonEmpty?: boolean | undefined;
}

export interface TransactionQuery extends Page, Heights {
  readonly order?: Order | undefined;
  readonly height?: number | undefined;
  readonly kind?: TransactionKind | undefined;
}

export interface TransferQuery extends Page {
  readonly hash: string;
  readonly resultCode?: string | undefined;
}

export interface AccountHistoryQuery extends Page, Heights {
  readonly account: string;
  readonly order?: Order | undefined;
  readonly kind?: TransactionKind | undefined;
  readonly direction?: "in" | "out" | undefined;
  /** A result code, or `rejected` for every one but `applied`. */
  readonly resultCode?: string | undefined;
  /** An asset's code. */
  readonly asset?: string | undefined;
}

/** All proposals, or those of one status; the pages that were loaded are kept as one list. */
export interface ProposalQuery {
  readonly limit?: number | undefined;
  readonly status?: ProposalStatus | undefined;
}

const FINAL_SECONDS = 600;

/** What is final is asked for once, and again only if that failed. */
function whenFailed(_result: unknown, error: unknown): "moving"[] {
  return error === undefined ? [] : ["moving"];
}

/** A session that was ended elsewhere is noticed by the next request: whoever shows it then asks again. */
const baseQuery: typeof ask = async (request, api, options) => {
  const answer = await ask(request, api, options);
  if (saysSignedOut(answer.error)) api.dispatch(ledgerApi.util.invalidateTags(["session"]));
  return answer;
};

export const ledgerApi = createApi({
  reducerPath: "ledger",
  baseQuery,
  // The last four belong to whoever is signed in.
  tagTypes: ["moving", "session", "profile", "sessions", "activity"],
  endpoints: (build) => ({
    info: build.query<Info, void>({ query: () => "api/v11/info", providesTags: ["moving"] }),
    health: build.query<Health, void>({
      query: () => ({ url: "q/health", validateStatus: (response) => response.status === 200 || response.status === 503 }),
      providesTags: ["moving"],
    }),
    stats: build.query<Stats, void>({ query: () => "api/v11/stats", providesTags: ["moving"] }),
    performance: build.query<Performance, void>({ query: () => "api/v11/performance", providesTags: ["moving"] }),
    blocks: build.query<BlockList, BlockQuery>({
      query: (query) => ({ url: "api/v11/blockchain/blocks", params: parameters(query) }),
      providesTags: ["moving"],
    }),
    block: build.query<Block, string>({
      query: (id) => `api/v11/blockchain/blocks/${encodeURIComponent(id)}`,
      keepUnusedDataFor: FINAL_SECONDS,
      providesTags: whenFailed,
    }),
    transactions: build.query<TransactionList, TransactionQuery>({
      query: (query) => ({ url: "api/v11/blockchain/transactions", params: parameters(query) }),
      providesTags: ["moving"],
    }),
    transaction: build.query<Transaction, string>({
      query: (hash) => `api/v11/blockchain/transactions/${encodeURIComponent(hash)}`,
      keepUnusedDataFor: FINAL_SECONDS,
      providesTags: whenFailed,
    }),
    transfers: build.query<TransferList, TransferQuery>({
      query: ({ hash, ...query }) => ({ url: `api/v11/blockchain/transactions/${encodeURIComponent(hash)}/transfers`, params: parameters(query) }),
      keepUnusedDataFor: FINAL_SECONDS,
      providesTags: whenFailed,
    }),
    account: build.query<Account, string>({
      query: (account) => `api/v11/accounts/${encodeURIComponent(account)}`,
      providesTags: ["moving"],
    }),
    accountHistory: build.query<AccountHistory, AccountHistoryQuery>({
      query: ({ account, ...query }) => ({ url: `api/v11/accounts/${encodeURIComponent(account)}/transactions`, params: parameters(query) }),
      providesTags: ["moving"],
    }),
    balanceProof: build.query<unknown, { readonly account: string; readonly asset: string }>({
      query: ({ account, asset }) => ({ url: `api/v11/accounts/${encodeURIComponent(account)}/proof`, params: { asset } }),
      keepUnusedDataFor: 0,
    }),
    receipt: build.query<Receipt, string>({ query: (id) => `api/v11/receipts/${encodeURIComponent(id)}`, providesTags: whenFailed }),
    assets: build.query<AssetList, Page>({
      query: (query) => ({ url: "api/v11/assets", params: parameters(query) }),
      providesTags: ["moving"],
    }),
    validators: build.query<ValidatorList, void>({ query: () => "api/v11/validators", providesTags: ["moving"] }),
    validator: build.query<Validator, string>({ query: (id) => `api/v11/validators/${encodeURIComponent(id)}`, providesTags: ["moving"] }),
    rounds: build.query<RoundList, { readonly limit?: number | undefined }>({
      query: (query) => ({ url: "api/v11/network/rounds", params: parameters(query) }),
      providesTags: ["moving"],
    }),
    nodes: build.query<NodeList, void>({
      query: () => "api/v11/nodes",
      providesTags: ["moving"],
    }),
    governance: build.query<GovernanceOverview, void>({ query: () => "api/v11/governance", providesTags: ["moving"] }),
    // Asking again asks for every page that was loaded, one after the other: a new proposal moves all of them on by one.
    proposals: build.infiniteQuery<ProposalList, ProposalQuery, string>({
      infiniteQueryOptions: { initialPageParam: "", getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
      query: ({ queryArg, pageParam }) => ({ url: "api/v11/governance/proposals", params: parameters({ ...queryArg, cursor: pageParam }) }),
      providesTags: ["moving"],
    }),
    proposal: build.query<ProposalView, string>({
      query: (id) => `api/v11/governance/proposals/${encodeURIComponent(id)}`,
      providesTags: ["moving"],
    }),
    search: build.query<SearchAnswer, string>({
      query: (text) => ({ url: "api/v11/search", params: { q: text } }),
      keepUnusedDataFor: 30,
    }),
    /** Submits one signed transfer or operation in the JSON form of docs/api-design.md. */
    submit: build.mutation<Receipt, unknown>({
      query: (body) => ({ url: "api/v11/blockchain/transactions", method: "POST", body }),
      invalidatesTags: ["moving"],
    }),
    faucet: build.mutation<FaucetAnswer, { readonly scheme: string; readonly publicKey: string }>({
      query: (body) => ({ url: "api/v11/devnet/faucet", method: "POST", body }),
      invalidatesTags: ["moving"],
    }),
  }),
});

export const {
  useInfoQuery,
  useHealthQuery,
  useStatsQuery,
  usePerformanceQuery,
  useBlocksQuery,
  useBlockQuery,
  useTransactionsQuery,
  useTransactionQuery,
  useTransfersQuery,
  useAccountQuery,
  useAccountHistoryQuery,
  useReceiptQuery,
  useAssetsQuery,
  useValidatorsQuery,
  useValidatorQuery,
  useRoundsQuery,
  useNodesQuery,
  useGovernanceQuery,
  useProposalsInfiniteQuery,
  useProposalQuery,
  useSearchQuery,
  useLazyBalanceProofQuery,
  useSubmitMutation,
  useFaucetMutation,
} = ledgerApi;
