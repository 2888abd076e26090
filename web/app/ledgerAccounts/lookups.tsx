/**
 * What the ledger says of accounts and transactions that a portal names: each is asked for where it is shown. Stories put other components in these
 * places, because they come from no node.
 */
import { type ComponentType, createContext, useContext } from "react";
import { Link } from "react-router";
import { toProblem, useAccountQuery, useTransactionQuery } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { AccountLink } from "../components/AccountLink.tsx";
import { Amount } from "../components/Amount.tsx";
import { Button } from "../components/Button.tsx";
import { StatusTag } from "../components/Tag.tsx";
import styles from "./ledgerAccounts.module.css";

const BALANCES_SHOWN = 2;

/** What the ledger knows of an address: its index, its name, what it holds. */
function AddressOnLedger({ address }: { readonly address: string }) {
  const { data, error } = useAccountQuery(address);
  if (error !== undefined && data === undefined) {
    return <span className="muted">{toProblem(error).status === 404 ? "not registered" : "cannot be read now"}</span>;
  }
  if (data === undefined) return <span className="muted">{"\u2026"}</span>;
  const { index, name, balances } = data;
  return (
    <span className={styles.stack}>
      <span>
        <span className="figures">#{index}</span>
        {name !== null && name !== undefined && ` ${name}`}
      </span>
      {balances.slice(0, BALANCES_SHOWN).map(({ asset, assetIndex, amount, decimals }) => (
        <span key={assetIndex} className={styles.small}>
          <Amount minorUnits={amount} decimals={decimals} asset={asset} />
        </span>
      ))}
      {balances.length > BALANCES_SHOWN && <span className={styles.small}>and {countOf(balances.length - BALANCES_SHOWN, "further asset")}</span>}
    </span>
  );
}

/** An account by its index, with its name and address. */
function AccountByIndex({ index }: { readonly index: number }) {
  const { data } = useAccountQuery(String(index));
  if (data === undefined) return <span className="figures">#{index}</span>;
  return (
    <>
      <AccountLink account={{ index, address: data.address }} />
      {data.name !== null && data.name !== undefined && ` ${data.name}`}
    </>
  );
}

/** What became of a submission that was taken from the portal. */
function TransactionOnLedger({ hash }: { readonly hash: string }) {
  const { data, error, refetch } = useTransactionQuery(hash);
  if (data !== undefined) {
    return (
      <span>
        <StatusTag status={data.status} applied={data.applied} rejected={data.rejected} /> in block <Link to={`/blocks/${data.blockHeight}`}>{formatInteger(data.blockHeight)}</Link>
      </span>
    );
  }
  if (error === undefined) return <>{"\u2026"}</>;
  return (
    <span className={styles.asked}>
      {toProblem(error).status === 404 ? "The ledger does not know it (yet)." : "The ledger cannot be asked now."}
      <Button onClick={() => void refetch()}>Look again</Button>
    </span>
  );
}

export interface LedgerLookups {
  readonly Address: ComponentType<{ readonly address: string }>;
  readonly Account: ComponentType<{ readonly index: number }>;
  readonly Transaction: ComponentType<{ readonly hash: string }>;
}

/** What asks the ledger. */
export const Lookups = createContext<LedgerLookups>({ Address: AddressOnLedger, Account: AccountByIndex, Transaction: TransactionOnLedger });

export function OnLedger({ address }: { readonly address: string }) {
  const { Address } = useContext(Lookups);
  return <Address address={address} />;
}

export function LedgerAccountByIndex({ index }: { readonly index: number }) {
  const { Account } = useContext(Lookups);
  return <Account index={index} />;
}

export function OnLedgerTransaction({ hash }: { readonly hash: string }) {
  const { Transaction } = useContext(Lookups);
  return <Transaction hash={hash} />;
}
