/** Linked accounts with all that can be done with them: the same for a person and for an organisation. */
import { useCallback, useState } from "react";
import type { LedgerAccount, LedgerAccountList, LedgerChallenge, LedgerChallengeRequest, NewLedgerAccount } from "@aurigraph/api";
import { useWalletKeys } from "../pages/send/useWalletKeys.ts";
import { RemoveAccountDialog, RenameAccountDialog } from "./AccountDialogs.tsx";
import { LedgerAccountsPanel } from "./LedgerAccountsPanel.tsx";
import { LinkAccountDialog } from "./LinkAccountDialog.tsx";

interface LedgerAccountsProps {
  readonly list: LedgerAccountList | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly canChange: boolean;
  readonly whose: string;
  readonly purpose: string;
  /** What follows from a removal. */
  readonly consequence: string;
  readonly onChallenge: (request: LedgerChallengeRequest) => Promise<LedgerChallenge>;
  readonly onLink: (request: NewLedgerAccount) => Promise<unknown>;
  readonly onRename: (accountId: string, label: string) => Promise<unknown>;
  readonly onRemove: (accountId: string) => Promise<unknown>;
  /** Says what was done. */
  readonly say: (words: string) => void;
}

type Open = { readonly kind: "link" } | { readonly kind: "rename" | "remove"; readonly account: LedgerAccount };

export function LedgerAccounts({ list, error, onRetry, canChange, whose, purpose, consequence, onChallenge, onLink, onRename, onRemove, say }: LedgerAccountsProps) {
  const { keys = [] } = useWalletKeys();
  const [open, setOpen] = useState<Open>();
  const close = useCallback(() => setOpen(undefined), []);
  const openRename = useCallback((account: LedgerAccount) => setOpen({ kind: "rename", account }), []);
  const openRemove = useCallback((account: LedgerAccount) => setOpen({ kind: "remove", account }), []);
  const accounts = list?.ledgerAccounts;
  const linked = new Set(accounts?.map(({ address }) => address));
  return (
    <>
      <LedgerAccountsPanel
        accounts={accounts}
        error={error}
        onRetry={onRetry}
        canChange={canChange}
        onLink={() => setOpen({ kind: "link" })}
        onRename={openRename}
        onRemove={openRemove}
        purpose={purpose}
      />
      {open?.kind === "link" && (
        <LinkAccountDialog
          whose={whose}
          keys={keys.filter(({ address }) => !linked.has(address))}
          onChallenge={onChallenge}
          onLink={async (request) => {
            await onLink(request);
            say(`The account ${request.label} is linked.`);
          }}
          onClose={close}
        />
      )}
      {open?.kind === "rename" && (
        <RenameAccountDialog
          account={open.account}
          send={async (label) => {
            await onRename(open.account.accountId, label);
            say(`The account is called ${label} now.`);
          }}
          onClose={close}
        />
      )}
      {open?.kind === "remove" && (
        <RemoveAccountDialog
          account={open.account}
          consequence={consequence}
          send={async () => {
            await onRemove(open.account.accountId);
            say(`The account ${open.account.label} is linked no more.`);
          }}
          onClose={close}
        />
      )}
    </>
  );
}
