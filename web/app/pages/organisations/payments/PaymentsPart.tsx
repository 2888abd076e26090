/** Payments of the organisation: the list, one of them, a new one, and the rules. */
import { useMemo, useState } from "react";
import {
  toProblem,
  useDecidePaymentMutation,
  useLazyPaymentsQuery,
  useLedgerAccountsQuery,
  useMembersQuery,
  useOwnLedgerAccountsQuery,
  usePaymentPolicyQuery,
  usePaymentQuery,
  usePaymentsQuery,
  useProfileQuery,
  useProposePaymentMutation,
  useReleasePaymentMutation,
  useSetPaymentPolicyMutation,
  useSubmitReleasedMutation,
} from "@aurigraph/api";
import type { PaymentVerdict } from "@aurigraph/wallet";
import { ConfirmDialog } from "../../../components/ConfirmDialog.tsx";
import { Skeleton } from "../../../components/Notice.tsx";
import { useListAddress } from "../../../components/Paging.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { useToast } from "../../../components/Toast.tsx";
import { ledgerAccountWords } from "../../../ledgerAccounts/words.tsx";
import { LoadProblem } from "../../profile/LoadProblem.tsx";
import { useWalletKeys } from "../../send/useWalletKeys.ts";
import type { PartProps } from "../parts.ts";
import { useDangerousAct } from "../useDangerousAct.tsx";
import { DecideDialog } from "./DecideDialog.tsx";
import { PaymentPanel } from "./PaymentPanel.tsx";
import { type Assets, stateOf, sumWords } from "./payments.ts";
import { PaymentsPanel } from "./PaymentsPanel.tsx";
import { PolicyPanel } from "./PolicyPanel.tsx";
import { ProposePanel } from "./ProposePanel.tsx";
import { useAssets } from "./useAssets.ts";

const MEMBERS_SHOWN = 200;
/** As many payments as the portal lists at once. */
const LATEST = 200;

interface OneProps extends PartProps {
  readonly paymentId: string;
  readonly assets: Assets;
}

/** Takes an approved payment and hands it to the ledger: both can be done again without paying twice. */
function usePayNow(organisationId: string, paymentId: string) {
  const [release] = useReleasePaymentMutation();
  const [submit] = useSubmitReleasedMutation();
  return async () => {
    const { payment, signedSubmission } = await release({ organisationId, paymentId }).unwrap();
    const sent = await submit({ kind: payment.kind, signedSubmission });
    // What had arrived before is as good as what arrives now.
    const isThere = sent.error !== undefined && toProblem(sent.error).receipt?.transactionHash === payment.submissionId;
    if (sent.error !== undefined && !isThere) throw sent.error;
  };
}

function OnePayment({ organisation: { organisationId, actions }, paymentId, assets }: OneProps) {
  const { currentData: detail, error, refetch } = usePaymentQuery({ organisationId, paymentId }, { refetchOnMountOrArgChange: true, refetchOnFocus: true });
  const { data: profile } = useProfileQuery();
  const { data: own } = useOwnLedgerAccountsQuery();
  const { keys = [] } = useWalletKeys();
  const [decide] = useDecidePaymentMutation();
  const payNow = usePayNow(organisationId, paymentId);
  const toast = useToast();
  const [verdict, setVerdict] = useState<PaymentVerdict>();
  const [isPaying, setPaying] = useState(false);
  if (detail === undefined) {
    return (
      <Panel title="Payment">{error === undefined ? <Skeleton rows={6} label="the payment" /> : <LoadProblem error={error} onRetry={() => void refetch()} label="the payment" />}</Panel>
    );
  }
  const { state } = detail.payment;
  const mayDecide = typeof detail.approveStatement === "string";
  const mayPay = actions.includes("payments.propose") && (state === "approved" || state === "released");
  return (
    <>
      <PaymentPanel detail={detail} assets={assets} onDecide={mayDecide ? setVerdict : undefined} onRelease={mayPay ? () => setPaying(true) : undefined} />
      {verdict !== undefined && profile && (
        <DecideDialog
          detail={detail}
          verdict={verdict}
          assets={assets}
          about={{ organisationId, userId: profile.userId }}
          own={own?.ledgerAccounts ?? []}
          keys={keys}
          onDecide={async (request) => {
            await decide({ organisationId, paymentId, ...request }).unwrap();
            toast({ words: request.decision === "approve" ? "You approved the payment." : "You rejected the payment." });
          }}
          onClose={() => setVerdict(undefined)}
        />
      )}
      {isPaying && (
        <ConfirmDialog
          title="Pay now"
          label="Pay"
          busyLabel={"Paying\u2026"}
          danger={false}
          inWords={ledgerAccountWords}
          onConfirm={async () => {
            await payNow();
            toast({ words: `Paid ${sumWords(detail.payment, assets)}.` });
          }}
          onClose={() => setPaying(false)}
        >
          <p>The signed payment is taken from here and sent to the ledger. It cannot be undone; sent again, it is paid once.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function Rules({ organisation: { organisationId, actions }, assets }: PartProps & { readonly assets: Assets }) {
  const { data, error, refetch } = usePaymentPolicyQuery(organisationId, { refetchOnMountOrArgChange: true });
  const [set] = useSetPaymentPolicyMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  const mayChange = actions.includes("payment_policy.change");
  return (
    <PolicyPanel
      policy={data}
      assets={assets}
      error={error}
      onRetry={() => void refetch()}
      onChange={
        mayChange
          ? async (rules) => {
              await dangerous(() => set({ organisationId, rules: [...rules] }).unwrap());
              toast({ words: "The rules are changed." });
            }
          : undefined
      }
    />
  );
}

function AllPayments({ organisation, assets }: PartProps & { readonly assets: Assets }) {
  const { organisationId, actions } = organisation;
  const address = useListAddress();
  const { data, error, refetch } = usePaymentsQuery(
    {
      organisationId,
      state: stateOf(address.get("state")),
      waitingForMe: address.get("for") === "me" ? true : undefined,
      proposedBy: address.get("by"),
      assetIndex: address.get("asset"),
      order: address.get("order") === "asc" ? "asc" : undefined,
      limit: address.limit,
      cursor: address.cursor,
    },
    { refetchOnMountOrArgChange: true, refetchOnFocus: true },
  );
  const { data: list } = useMembersQuery({ organisationId, sort: "name", order: "asc", limit: MEMBERS_SHOWN });
  const people = useMemo(() => (list?.members ?? []).map((member) => [member.userId, member.name] as const), [list]);
  const { data: accounts } = useLedgerAccountsQuery(organisationId);
  const { keys = [] } = useWalletKeys();
  const [propose] = useProposePaymentMutation();
  const [askLatest] = useLazyPaymentsQuery();
  const toast = useToast();
  const [isProposing, setProposing] = useState(false);
  return (
    <>
      {isProposing && accounts && (
        <ProposePanel
          accounts={accounts.ledgerAccounts}
          keys={keys}
          onPropose={async (signedSubmission) => {
            const payment = await propose({ organisationId, signedSubmission }).unwrap();
            setProposing(false);
            toast({ words: payment.state === "approved" ? "The payment needs no approval: open it to pay." : "The payment is proposed, and waits for others." });
          }}
          latest={async () => (await askLatest({ organisationId, limit: LATEST }).unwrap()).payments}
          onClose={() => setProposing(false)}
        />
      )}
      <PaymentsPanel
        payments={data?.payments}
        nextCursor={data?.nextCursor}
        error={error}
        onRetry={() => void refetch()}
        assets={assets}
        people={people}
        mayApprove={actions.includes("payments.approve")}
        onPropose={actions.includes("payments.propose") && !isProposing ? () => setProposing(true) : undefined}
      />
    </>
  );
}

export function PaymentsPart({ organisation }: PartProps) {
  const assets = useAssets();
  const address = useListAddress();
  const paymentId = address.get("payment");
  if (paymentId !== undefined) return <OnePayment key={paymentId} organisation={organisation} paymentId={paymentId} assets={assets} />;
  return (
    <>
      <AllPayments organisation={organisation} assets={assets} />
      <Rules organisation={organisation} assets={assets} />
    </>
  );
}
