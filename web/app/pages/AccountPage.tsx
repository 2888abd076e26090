/** One account: what it holds, who may act for it, and what went in and out. */
import { useCallback, useState } from "react";
import { Link, useParams } from "react-router";
import { type Account, type AccountTransfer, ledgerApi, toProblem, useAccountQuery, useAccountTransfersQuery, useLazyBalanceProofQuery } from "@aurigraph/api";
import { type CsvCell, formatAbsolute, formatInteger } from "@aurigraph/core";
import { AccountLink } from "../components/AccountLink.tsx";
import { Amount } from "../components/Amount.tsx";
import { Button } from "../components/Button.tsx";
import type { Column } from "../components/column.ts";
import { DataTable, RowLink } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FinalMark } from "../components/FinalityMark.tsx";
import { Hash } from "../components/Hash.tsx";
import { Icon } from "../components/icons.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { Field, Fields, PageHead, Panel } from "../components/Panel.tsx";
import { ResultTag, Tag } from "../components/Tag.tsx";
import { RelativeTime } from "../components/Time.tsx";
import { ListPanel } from "../lists/ListPanel.tsx";
import { useList } from "../lists/useList.ts";
import { usePageTitle } from "../page.ts";
import { useAppDispatch } from "../store.ts";
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

const HISTORY_COLUMNS: readonly Column<AccountTransfer>[] = [
  {
    key: "direction",
    head: "Direction",
    phone: "topStart",
    fixed: true,
    cell: (transfer) => (
      <RowLink>
        <Link to={`/transactions/${transfer.transactionHash}${transfer.index === 0 ? "" : `?receipt=${transfer.index}`}`} className={transfer.direction === "in" ? `${styles.direction} ${styles.in}` : styles.direction}>
          <Icon name={transfer.direction} size={14} /> {transfer.direction}
        </Link>
      </RowLink>
    ),
  },
  {
    key: "amount",
    head: "Amount",
    figures: true,
    phone: "topEnd",
    phoneUnit: (transfer) => transfer.asset,
    cell: (transfer) => <Amount minorUnits={transfer.amount} decimals={transfer.decimals} />,
  },
  { key: "asset", head: "Asset", cell: (transfer) => transfer.asset },
  { key: "other", head: "Counterparty", phone: "bottomStart", cell: (transfer) => <AccountLink account={transfer.direction === "in" ? transfer.from : transfer.to} /> },
  { key: "reference", head: "Reference", clip: true, cell: (transfer) => transfer.reference },
  {
    key: "transaction",
    head: "Transaction",
    cell: (transfer) => <Hash value={transfer.transactionHash} label="transaction hash" to={`/transactions/${transfer.transactionHash}`} copy={false} />,
  },
  { key: "block", head: "Block", figures: true, wideOnly: true, cell: (transfer) => <Link to={`/blocks/${transfer.blockHeight}`}>{formatInteger(transfer.blockHeight)}</Link> },
  { key: "time", head: "Time", optional: true, cell: (transfer) => <span className="figures">{formatAbsolute(Date.parse(transfer.timestamp))}</span> },
  { key: "age", head: "Age", phone: "bottomEnd", cell: (transfer) => <RelativeTime value={transfer.timestamp} /> },
  { key: "result", head: "Result", cell: (transfer) => <ResultTag code={transfer.resultCode} /> },
];

const EXPORTED: readonly (readonly [string, (transfer: AccountTransfer) => CsvCell])[] = [
  ["timestamp", (transfer) => transfer.timestamp],
  ["direction", (transfer) => transfer.direction],
  ["asset", (transfer) => transfer.asset],
  ["amountMinorUnits", (transfer) => transfer.amount],
  ["decimals", (transfer) => transfer.decimals],
  ["from", (transfer) => transfer.from.address],
  ["to", (transfer) => transfer.to.address],
  ["reference", (transfer) => transfer.reference],
  ["resultCode", (transfer) => transfer.resultCode],
  ["blockHeight", (transfer) => transfer.blockHeight],
  ["transactionHash", (transfer) => transfer.transactionHash],
  ["index", (transfer) => transfer.index],
];

function HistoryPanel({ account }: { readonly account: Account }) {
  const address = useListAddress();
  const { data, error, refetch, isFetching } = useAccountTransfersQuery({ account: account.address, limit: address.limit, cursor: address.cursor });
  const { controls, table } = useList("account-history", HISTORY_COLUMNS);
  const dispatch = useAppDispatch();
  const loadPage = useCallback(
    async (cursor: string | undefined) => {
      const page = await dispatch(ledgerApi.endpoints.accountTransfers.initiate({ account: account.address, limit: 200, cursor }, { subscribe: false })).unwrap();
      return { rows: page.transfers, nextCursor: page.nextCursor };
    },
    [dispatch, account.address],
  );
  return (
    <ListPanel
      title="History"
      titleShown
      controls={controls}
      note={data && `up to height ${formatInteger(data.indexedHeight)}`}
      actions={
        <>
          <Button kind="quiet" onClick={() => void refetch()}>
            Refresh
          </Button>
          <ExportMenu name={`account-${account.index}`} rows={data?.transfers ?? []} columns={EXPORTED} loadPage={loadPage} />
        </>
      }
    >
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={8} label="history" />
      ) : data.transfers.length === 0 ? (
        <Notice title="No transfers yet" icon="transactions">
          Transfers from and to this account appear here when they are final.
        </Notice>
      ) : (
        <DataTable label="History" {...table} rows={data.transfers} rowKey={(transfer) => `${transfer.transactionHash}-${transfer.index}-${transfer.direction}`} busy={isFetching} />
      )}
      <Pager nextCursor={data?.nextCursor} count={data?.transfers.length ?? 0} noun="transfer" />
    </ListPanel>
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
