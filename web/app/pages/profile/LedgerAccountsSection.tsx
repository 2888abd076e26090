/** The ledger accounts in the profile: with their keys payments of organisations are approved. */
import { useState } from "react";
import {
  useChallengeOwnLedgerAccountMutation,
  useLinkOwnLedgerAccountMutation,
  useOwnLedgerAccountsQuery,
  useRemoveOwnLedgerAccountMutation,
  useRenameOwnLedgerAccountMutation,
} from "@aurigraph/api";
import { LedgerAccounts } from "../../ledgerAccounts/LedgerAccounts.tsx";
import { useStepUp } from "../../stepUp/useStepUp.tsx";

export function LedgerAccountsSection() {
  const { data, error, refetch } = useOwnLedgerAccountsQuery();
  const [challenge] = useChallengeOwnLedgerAccountMutation();
  const [link] = useLinkOwnLedgerAccountMutation();
  const [rename] = useRenameOwnLedgerAccountMutation();
  const [remove] = useRemoveOwnLedgerAccountMutation();
  const [said, setSaid] = useState("");
  const stepUp = useStepUp();
  return (
    <>
      <LedgerAccounts
        list={data}
        error={error}
        onRetry={() => void refetch()}
        canChange
        whose="you"
        purpose="With the key of a linked account you approve payments of your organisations. It need not hold anything, nor be registered on the ledger."
        consequence="You approve no more with its key. What it signed before stays signed."
        onChallenge={(request) => challenge(request).unwrap()}
        onLink={(request) => stepUp.guard(() => link(request).unwrap())}
        onRename={(accountId, label) => rename({ accountId, label }).unwrap()}
        onRemove={(accountId) => stepUp.guard(() => remove(accountId).unwrap())}
        say={setSaid}
      />
      <p role="status" className="visually-hidden">
        {said}
      </p>
      {stepUp.dialog}
    </>
  );
}
