/** The ledger accounts of the organisation: what they sign is its payment. */
import {
  useChallengeLedgerAccountMutation,
  useLedgerAccountsQuery,
  useLinkLedgerAccountMutation,
  useRemoveLedgerAccountMutation,
  useRenameLedgerAccountMutation,
} from "@aurigraph/api";
import { useToast } from "../../components/Toast.tsx";
import { LedgerAccounts } from "../../ledgerAccounts/LedgerAccounts.tsx";
import type { PartProps } from "./parts.ts";
import { useDangerousAct } from "./useDangerousAct.tsx";

export function LedgerAccountsPart({ organisation: { organisationId, actions } }: PartProps) {
  const { data, error, refetch } = useLedgerAccountsQuery(organisationId, { refetchOnMountOrArgChange: true });
  const [challenge] = useChallengeLedgerAccountMutation();
  const [link] = useLinkLedgerAccountMutation();
  const [rename] = useRenameLedgerAccountMutation();
  const [remove] = useRemoveLedgerAccountMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  return (
    <LedgerAccounts
      list={data}
      error={error}
      onRetry={() => void refetch()}
      canChange={actions.includes("ledger_accounts.change")}
      whose="your organisation"
      purpose="Payments of linked accounts can be proposed here and approved by others before they are given out. Whoever has the key of an account links it by a signature."
      consequence="Its payments that wait here are not given out any more."
      onChallenge={(request) => dangerous(() => challenge({ organisationId, ...request }).unwrap())}
      onLink={(request) => dangerous(() => link({ organisationId, ...request }).unwrap())}
      onRename={(accountId, label) => dangerous(() => rename({ organisationId, accountId, label }).unwrap())}
      onRemove={(accountId) => dangerous(() => remove({ organisationId, accountId }).unwrap())}
      say={(words) => toast({ words })}
    />
  );
}
