/** One account: what it holds, who may act for it, and its history. */
import { useState } from "react";
import { Link, useParams } from "react-router";
import { type Account, toProblem, useAccountQuery, useLazyBalanceProofQuery } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { AccountLink } from "../components/AccountLink.tsx";
import { Amount } from "../components/Amount.tsx";
import { Button } from "../components/Button.tsx";
import type { Column } from "../components/column.ts";
import { DataTable } from "../components/DataTable.tsx";
import { FinalMark } from "../components/FinalityMark.tsx";
import { Hash } from "../components/Hash.tsx";
import { Icon } from "../components/icons.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Field, Fields, PageHead, Panel } from "../components/Panel.tsx";
import { Tag } from "../components/Tag.tsx";
import { usePageTitle } from "../page.ts";
import { HistoryPanel } from "./account/HistoryPanel.tsx";
import styles from "./pages.module.css";
import { schemeWords } from "./words.ts";

const POLL_MS = 5000;

function saveProof(proof: unknown, name: string): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(proof, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function BalancesPanel({ account }: { readonly account: Account }) {
  const [loadProof, { isFetching }] = useLazyBalanceProofQuery();
  const [problem, setProblem] = useState<string | null>(null);
  async function download(asset: string) {
    setProblem(null);
    try {
      saveProof(await loadProof({ account: account.address, asset }).unwrap(), `aurigraph-balance-${account.index}-${asset}.json`);
    } catch (error) {
      const { title, action } = toProblem(error);
      setProblem(`${title}. ${action}`);
    }
  }
  const columns: readonly Column<Account["balances"][number]>[] = [
    { key: "asset", head: "Asset", phone: "topStart", cell: (balance) => balance.asset },
    { key: "amount", head: "Balance", figures: true, phone: "topEnd", cell: (balance) => <Amount minorUnits={balance.amount} decimals={balance.decimals} /> },
    {
      key: "proof",
      head: "Proof",
      phone: "bottomStart",
      cell: (balance) => (
        <span className={styles.proofActions}>
          <Link to={`/verify?account=${account.address}&asset=${encodeURIComponent(balance.asset)}`}>
            Verify here<span className="visually-hidden"> the {balance.asset} balance</span>
          </Link>
          <Button kind="quiet" disabled={isFetching} onClick={() => void download(balance.asset)}>
            <Icon name="download" /> Proof file<span className="visually-hidden"> of the {balance.asset} balance</span>
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Panel title="Balances" actions={<FinalMark height={account.height} />} flush>
      {account.balances.length === 0 ? (
        <Notice title="This account holds nothing" icon="coins">
          Balances appear with the first transfer to it.
        </Notice>
      ) : (
        <DataTable label="Balances" columns={columns} rows={account.balances} rowKey={(balance) => balance.assetIndex} />
      )}
      <p role="status" className={styles.proofProblem}>
        {problem}
      </p>
      {account.balances.length > 0 && (
        <p className={styles.footnote}>
          A proof file shows a balance to anyone, without trusting this page: <Link to="/verify">verify one</Link>.
        </p>
      )}
    </Panel>
  );
}

function AboutPanel({ account }: { readonly account: Account }) {
  return (
    <Panel title="Account" flush>
      <Fields>
        <Field name="Address">
          <Hash value={account.address} label="account address" whole />
        </Field>
        <Field name="Index">
          <span className="figures">{formatInteger(account.index)}</span>
        </Field>
        <Field name="State">{account.frozen ? <Tag tone="warning">frozen: it can neither pay nor receive</Tag> : <Tag tone="positive">active</Tag>}</Field>
        <Field name="Custodian" hint="may sign for it, too">
          {account.custodian ? <AccountLink account={account.custodian} /> : <span className="muted">none</span>}
        </Field>
        {account.parent && (
          <Field name="Subaccount of">
            <AccountLink account={account.parent} />
          </Field>
        )}
        {account.subaccountCount > 0 && (
          <Field name="Subaccounts">
            <span className="figures">{formatInteger(account.subaccountCount)}</span>
          </Field>
        )}
        {account.roles.length > 0 && <Field name="Roles">{account.roles.join(", ")}</Field>}
        <Field name="Key">{schemeWords(account.signatureScheme)}</Field>
        <Field name="Public key">
          <Hash value={account.publicKey} label="public key" whole={account.publicKey.length <= 64} ends={16} />
        </Field>
        <Field name="Next sequence">
          <span className="figures">{account.nextSequence ?? "none left"}</span>
        </Field>
      </Fields>
    </Panel>
  );
}

export function AccountPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useAccountQuery(id, { pollingInterval: POLL_MS });
  usePageTitle(data ? `Account ${data.name ?? `#${data.index}`}` : "Account");
  if (error && !data) {
    return (
      <>
        <PageHead title="Account">{id}</PageHead>
        <Panel title="Not shown" flush>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </Panel>
      </>
    );
  }
  if (!data) return <Skeleton rows={12} label="the account" />;
  return (
    <>
      <PageHead title={data.name ?? `Account #${formatInteger(data.index)}`} above="Account">
        <Hash value={data.address} label="account address" ends={12} />
      </PageHead>
      <div className={styles.split}>
        <BalancesPanel account={data} />
        <AboutPanel account={data} />
      </div>
      <HistoryPanel account={data} />
    </>
  );
}
