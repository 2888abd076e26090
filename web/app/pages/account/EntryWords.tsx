/** What an entry of an account's history is about, in words from that account's point of view; its result stands in another column. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { AccountTransaction, Operation } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { AccountLink } from "../../components/AccountLink.tsx";
import { VotesForProposal } from "../governance/ProposalLink.tsx";
import { operationWords } from "../words.ts";
import { type HistoryEntry, isTransfer } from "./history.ts";

/** An account of which only the index is known. */
function IndexLink({ index }: { readonly index: number | undefined }) {
  return (
    <Link to={`/accounts/${index}`} className="figures">
      #{index}
    </Link>
  );
}

/** Of an operation that the account signed. */
function SignedOperation({ operation }: { readonly operation: Operation }): ReactNode {
  switch (operation.kind) {
    case "register_accounts":
      return `registration of ${countOf(operation.count ?? 0, "account")}`;
    case "open_subaccounts":
      return `opening of ${countOf(operation.count ?? 0, "subaccount")}`;
    case "grant_custody":
      return (
        <>
          grant of custody to <IndexLink index={operation.custodian} />
        </>
      );
    case "revoke_custody":
      return "revocation of custody";
    case "set_frozen":
      return (
        <>
          {operation.frozen === true ? "freeze" : "release"} of <IndexLink index={operation.account} />
        </>
      );
    case "govern":
      return <VotesForProposal operation={operation} />;
    case "attest":
      return `statement ${operation.number ?? "?"} of ${operation.topic ?? "?"}`;
    default:
      return operationWords(operation.kind);
  }
}

const CONCERNED: Readonly<Record<string, string>> = {
  register_accounts: "registration of this account",
  open_subaccounts: "opening of this subaccount",
  grant_custody: "grant of custody to this account",
};

/** Of an operation that another account signed. */
function concernedWords({ kind, frozen }: Operation): string {
  if (kind === "set_frozen") return `${frozen === true ? "freeze" : "release"} of this account`;
  return CONCERNED[kind] ?? operationWords(kind);
}

function SubmissionWords({ entry }: { readonly entry: AccountTransaction }) {
  const { operation, transfer } = entry;
  if (operation && entry.role === "signer") return <SignedOperation operation={operation} />;
  if (operation) {
    return (
      <>
        {concernedWords(operation)} by <AccountLink account={entry.signer} />
      </>
    );
  }
  if (transfer) {
    return (
      <>
        <AccountLink account={transfer.from} /> to <AccountLink account={transfer.to} />
      </>
    );
  }
  return <>batch of {countOf(entry.transferCount, "transfer")}, in part for others</>;
}

export function EntryWords({ entry }: { readonly entry: HistoryEntry }) {
  return isTransfer(entry) ? <AccountLink account={entry.direction === "in" ? entry.from : entry.to} /> : <SubmissionWords entry={entry} />;
}
