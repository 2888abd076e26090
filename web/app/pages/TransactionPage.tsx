/** One transaction: what was signed, what came of it, and the proof that it is so. */
import { useEffect, useRef } from "react";
import { Link, useLocation, useParams, useSearchParams } from "react-router";
import { type Transaction, useTransactionQuery } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { AccountWithAddress } from "../components/AccountLink.tsx";
import { Amount } from "../components/Amount.tsx";
import { FinalMark } from "../components/FinalityMark.tsx";
import { Hash } from "../components/Hash.tsx";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Field, Fields, PageHead, Panel } from "../components/Panel.tsx";
import { ResultTag, StatusTag } from "../components/Tag.tsx";
import { AbsoluteTime } from "../components/Time.tsx";
import { usePageTitle } from "../page.ts";
import { ProofPanel } from "../proof/ProofPanel.tsx";
import styles from "./pages.module.css";
import { BatchPanel } from "./transaction/BatchPanel.tsx";
import { fieldWords, operationWords, schemeWords } from "./words.ts";

function Sentence({ transaction }: { readonly transaction: Transaction }) {
  const { transfer, operation } = transaction;
  if (transfer) {
    return (
      <>
        <Amount minorUnits={transfer.amount} decimals={transfer.decimals} asset={transfer.asset} /> from account #{transfer.from.index} to account #{transfer.to.index}
      </>
    );
  }
  if (operation) return <>Operation: {operationWords(operation.kind)}</>;
  return (
    <>
      {countOf(transaction.transferCount, "transfer")} under one signature, {formatInteger(transaction.applied)} applied
    </>
  );
}

function TransferFields({ transaction }: { readonly transaction: Transaction }) {
  const { transfer } = transaction;
  if (!transfer) return null;
  return (
    <>
      <Field name="Amount">
        <Amount minorUnits={transfer.amount} decimals={transfer.decimals} asset={transfer.asset} />
      </Field>
      <Field name="From">
        <AccountWithAddress account={transfer.from} />
      </Field>
      <Field name="To">
        <AccountWithAddress account={transfer.to} />
      </Field>
      <Field name="Reference">{transfer.reference || <span className="muted">none</span>}</Field>
      <Field name="Result">
        <ResultTag code={transfer.resultCode} />
      </Field>
    </>
  );
}

/** Fields that hold an account's index. */
const ACCOUNT_FIELDS = new Set(["account", "custodian", "firstIndex"]);

function OperationValue({ name, value }: { readonly name: string; readonly value: unknown }) {
  if (typeof value === "number" && ACCOUNT_FIELDS.has(name)) {
    return (
      <Link to={`/accounts/${value}`} className="figures">
        #{value}
      </Link>
    );
  }
  if (typeof value === "number") return <span className="figures">{formatInteger(value)}</span>;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return <code>{JSON.stringify(value)}</code>;
}

function OperationFields({ transaction }: { readonly transaction: Transaction }) {
  const { operation } = transaction;
  if (!operation) return null;
  const { kind, resultCode, ...rest } = operation;
  return (
    <>
      <Field name="Operation">{operationWords(kind)}</Field>
      {Object.entries(rest).map(([name, value]) => (
        <Field key={name} name={fieldWords(name)}>
          <OperationValue name={name} value={value} />
        </Field>
      ))}
      <Field name="Result">
        <ResultTag code={resultCode} />
      </Field>
    </>
  );
}

function SubmissionPanel({ transaction }: { readonly transaction: Transaction }) {
  return (
    <Panel title="What was signed" flush>
      <Fields sideBySide={transaction.kind === "batch"}>
        <TransferFields transaction={transaction} />
        <OperationFields transaction={transaction} />
        <Field name="Signed by">
          <AccountWithAddress account={transaction.signer} />
        </Field>
        <Field name="Signature">{schemeWords(transaction.signatureScheme)}</Field>
        <Field name="Sequence" hint="of the signer">
          <span className="figures">{transaction.sequence}</span>
        </Field>
        <Field name="Hash">
          <Hash value={transaction.hash} label="transaction hash" whole />
        </Field>
        <Field name="Block">
          <Link to={`/blocks/${transaction.blockHeight}`} className="figures">
            {formatInteger(transaction.blockHeight)}
          </Link>
          , position <span className="figures">{formatInteger(transaction.position)}</span>
        </Field>
        <Field name="Time">
          <AbsoluteTime value={transaction.timestamp} />
        </Field>
      </Fields>
    </Panel>
  );
}

/** The proof of one record; asked for by `#proof`, it is scrolled to, below a long batch as well. */
function ProofSection({ receiptId }: { readonly receiptId: string }) {
  const section = useRef<HTMLDivElement>(null);
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === "#proof") section.current?.scrollIntoView({ block: "start" });
    // The key differs when the same link is followed again.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [hash, key]);
  return (
    <div ref={section} id="proof">
      <ProofPanel key={receiptId} receiptId={receiptId} />
    </div>
  );
}

export function TransactionPage() {
  const { hash = "" } = useParams();
  const [search] = useSearchParams();
  const { data, error, refetch } = useTransactionQuery(hash);
  usePageTitle(data ? `Transaction ${data.hash.slice(0, 8)}` : "Transaction");
  if (error && !data) {
    return (
      <>
        <PageHead title="Transaction">{hash}</PageHead>
        <Panel title="Not shown" flush>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </Panel>
      </>
    );
  }
  if (!data) return <Skeleton rows={12} label="the transaction" />;
  const asked = search.get("receipt") ?? "0";
  const index = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  return (
    <>
      <PageHead
        title={data.kind === "transfer" ? "Transfer" : data.kind === "batch" ? "Batch" : "Operation"}
        above={<Link to="/transactions">Transactions</Link>}
        state={<StatusTag status={data.status} applied={data.applied} rejected={data.rejected} />}
      >
        <p className={styles.sentence}>
          <Sentence transaction={data} />
        </p>
        <FinalMark height={data.finality.height} to={`/blocks/${data.finality.height}`} />
      </PageHead>
      {data.kind === "batch" ? (
        <>
          <SubmissionPanel transaction={data} />
          <BatchPanel transaction={data} />
          <ProofSection receiptId={index === 0 ? data.hash : `${data.hash}-${index}`} />
        </>
      ) : (
        <div className={styles.split}>
          <SubmissionPanel transaction={data} />
          <ProofSection receiptId={data.hash} />
        </div>
      )}
    </>
  );
}
