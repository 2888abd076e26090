/** Linked ledger accounts, of people and of organisations; and payments that others approve. */
import { parameters } from "./base-query.ts";
import { organisationsApi } from "./organisations-endpoints.ts";
import type {
  LedgerAccount,
  LedgerAccountList,
  LedgerChallenge,
  LedgerChallengeRequest,
  NewLedgerAccount,
  NewPaymentDecision,
  Payment,
  PaymentDetail,
  PaymentList,
  PaymentPolicy,
  PaymentQuery,
  ReleasedPayment,
} from "./payments.ts";
import type { Receipt } from "./types.ts";

const TAGS = ["ledgerAccounts", "ownLedgerAccounts", "payments", "paymentPolicy"] as const;
type Tag = (typeof TAGS)[number] | "organisationAudit";

/** What a request within an organisation needs besides its own. */
type In<Request> = Request & { readonly organisationId: string };

function path(organisationId: string, ...parts: string[]): string {
  return ["api/v11/organisations", ...[organisationId, ...parts].map(encodeURIComponent)].join("/");
}

const OWN = "api/v11/profile/ledger-accounts";

function ownPath(accountId: string): string {
  return `${OWN}/${encodeURIComponent(accountId)}`;
}

/** A refusal changes nothing, but may be kept in the log. */
function changes(...tags: Tag[]) {
  return (): Tag[] => [...tags, "organisationAudit"];
}

/** Signed submissions as the ledger takes them: their bytes. */
function bytesOf(hexadecimal: string): Blob {
  const pairs = hexadecimal.match(/../g) ?? [];
  return new Blob([Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))], { type: "application/octet-stream" });
}

export const paymentsApi = organisationsApi.enhanceEndpoints({ addTagTypes: TAGS }).injectEndpoints({
  endpoints: (build) => ({
    ledgerAccounts: build.query<LedgerAccountList, string>({ query: (organisationId) => path(organisationId, "ledger-accounts"), providesTags: ["ledgerAccounts", "profile"] }),
    challengeLedgerAccount: build.mutation<LedgerChallenge, In<LedgerChallengeRequest>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId, "ledger-accounts", "challenge"), method: "POST", body }),
    }),
    linkLedgerAccount: build.mutation<LedgerAccount, In<NewLedgerAccount>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId, "ledger-accounts"), method: "POST", body }),
      invalidatesTags: changes("ledgerAccounts"),
    }),
    renameLedgerAccount: build.mutation<LedgerAccount, In<{ readonly accountId: string; readonly label: string }>>({
      query: ({ organisationId, accountId, label }) => ({ url: path(organisationId, "ledger-accounts", accountId), method: "PATCH", body: { label } }),
      invalidatesTags: changes("ledgerAccounts"),
    }),
    removeLedgerAccount: build.mutation<unknown, In<{ readonly accountId: string }>>({
      query: ({ organisationId, accountId }) => ({ url: path(organisationId, "ledger-accounts", accountId), method: "DELETE" }),
      invalidatesTags: changes("ledgerAccounts"),
    }),

    ownLedgerAccounts: build.query<LedgerAccountList, void>({ query: () => OWN, providesTags: ["ownLedgerAccounts", "profile"] }),
    challengeOwnLedgerAccount: build.mutation<LedgerChallenge, LedgerChallengeRequest>({ query: (body) => ({ url: `${OWN}/challenge`, method: "POST", body }) }),
    linkOwnLedgerAccount: build.mutation<LedgerAccount, NewLedgerAccount>({
      query: (body) => ({ url: OWN, method: "POST", body }),
      invalidatesTags: ["ownLedgerAccounts", "activity"],
    }),
    renameOwnLedgerAccount: build.mutation<LedgerAccount, { readonly accountId: string; readonly label: string }>({
      query: ({ accountId, label }) => ({ url: ownPath(accountId), method: "PATCH", body: { label } }),
      invalidatesTags: ["ownLedgerAccounts", "activity"],
    }),
    removeOwnLedgerAccount: build.mutation<unknown, string>({
      query: (accountId) => ({ url: `${ownPath(accountId)}/remove`, method: "POST" }),
      invalidatesTags: ["ownLedgerAccounts", "activity"],
    }),

    paymentPolicy: build.query<PaymentPolicy, string>({ query: (organisationId) => path(organisationId, "payment-policy"), providesTags: ["paymentPolicy", "profile"] }),
    setPaymentPolicy: build.mutation<PaymentPolicy, In<PaymentPolicy>>({
      query: ({ organisationId, rules }) => ({ url: path(organisationId, "payment-policy"), method: "PUT", body: { rules } }),
      invalidatesTags: changes("paymentPolicy"),
    }),
    payments: build.query<PaymentList, In<PaymentQuery>>({
      query: ({ organisationId, ...query }) => ({ url: path(organisationId, "payments"), params: parameters(query) }),
      providesTags: ["payments", "profile"],
    }),
    payment: build.query<PaymentDetail, In<{ readonly paymentId: string }>>({
      query: ({ organisationId, paymentId }) => path(organisationId, "payments", paymentId),
      providesTags: ["payments", "profile"],
    }),
    proposePayment: build.mutation<Payment, In<{ readonly signedSubmission: string }>>({
      query: ({ organisationId, signedSubmission }) => ({ url: path(organisationId, "payments"), method: "POST", body: { signedSubmission } }),
      invalidatesTags: changes("payments"),
    }),
    decidePayment: build.mutation<Payment, In<NewPaymentDecision & { readonly paymentId: string }>>({
      query: ({ organisationId, paymentId, ...body }) => ({ url: path(organisationId, "payments", paymentId, "decisions"), method: "POST", body }),
      invalidatesTags: changes("payments"),
    }),
    releasePayment: build.mutation<ReleasedPayment, In<{ readonly paymentId: string }>>({
      query: ({ organisationId, paymentId }) => ({ url: path(organisationId, "payments", paymentId, "release"), method: "POST" }),
      invalidatesTags: changes("payments"),
    }),
    /** Hands released bytes to the ledger; the same ones again are applied once. */
    submitReleased: build.mutation<Receipt, { readonly kind: string; readonly signedSubmission: string }>({
      query: ({ kind, signedSubmission }) => ({
        url: `api/v11/blockchain/transactions${kind === "batch" ? "/batch" : ""}`,
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: bytesOf(signedSubmission),
      }),
      invalidatesTags: ["moving"],
    }),
  }),
});

export const {
  useLedgerAccountsQuery,
  useChallengeLedgerAccountMutation,
  useLinkLedgerAccountMutation,
  useRenameLedgerAccountMutation,
  useRemoveLedgerAccountMutation,
  useOwnLedgerAccountsQuery,
  useChallengeOwnLedgerAccountMutation,
  useLinkOwnLedgerAccountMutation,
  useRenameOwnLedgerAccountMutation,
  useRemoveOwnLedgerAccountMutation,
  usePaymentPolicyQuery,
  useSetPaymentPolicyMutation,
  usePaymentsQuery,
  useLazyPaymentsQuery,
  usePaymentQuery,
  useProposePaymentMutation,
  useDecidePaymentMutation,
  useReleasePaymentMutation,
  useSubmitReleasedMutation,
} = paymentsApi;
