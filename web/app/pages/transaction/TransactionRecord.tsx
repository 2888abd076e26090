/** What is known of one transaction, in parts: on its own page and beside the list of all. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { type Transaction, useTransactionQuery } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { AccountWithAddress } from "../../components/AccountLink.tsx";
import { Amount } from "../../components/Amount.tsx";
import { FinalMark } from "../../components/FinalityMark.tsx";
import { Hash } from "../../components/Hash.tsx";
import { ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Field, Fields, PageHead, Panel } from "../../components/Panel.tsx";
import { ResultTag, StatusTag } from "../../components/Tag.tsx";
import { AbsoluteTime } from "../../components/Time.tsx";
import { ProofPanel } from "../../proof/ProofPanel.tsx";
import { VotesForProposal } from "../governance/ProposalLink.tsx";
import styles from "../pages.module.css";
import { fieldWords, operationWords, schemeWords } from "../words.ts";

function Sentence({ transaction }: { readonly transaction: Transaction }) {
  const { transfer, operation } = transaction;
  if (transfer) {
    return (
      <>
        <Amount minorUnits={transfer.amount} decimals={transfer.decimals} asset={transfer.asset} /> from account #{transfer.from.index} to account #{transfer.to.index}
      </>
    );
  }
  if (operation?.kind === "govern") return <VotesForProposal operation={operation} />;
  if (operation) return <>{fieldWords(operationWords(operation.kind))}</>;
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
  if (typeof value === "string" && name === "proposalId") return <Hash value={value} label="proposal id" to={`/governance/${value}`} ends={10} />;
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

export function SubmissionPanel({ transaction }: { readonly transaction: Transaction }) {
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

/** Its kind in one word. */
export function kindTitle({ kind }: Transaction): string {
  return kind === "transfer" ? "Transfer" : kind === "batch" ? "Batch" : "Operation";
}

/** Kind, state, what it does, and since when it is final. */
export function TransactionHead({ transaction, above }: { readonly transaction: Transaction; readonly above?: ReactNode }) {
  return (
    <PageHead title={kindTitle(transaction)} above={above} state={<StatusTag status={transaction.status} applied={transaction.applied} rejected={transaction.rejected} />}>
      <p className={styles.sentence}>
        <Sentence transaction={transaction} />
      </p>
      <FinalMark height={transaction.finality.height} to={`/blocks/${transaction.finality.height}`} />
    </PageHead>
  );
}

/** The record beside a list: what was signed, and the proof. */
export function TransactionBeside({ hash }: { readonly hash: string }) {
  const { currentData: transaction, error, refetch } = useTransactionQuery(hash);
  if (error && !transaction) {
    return (
      <Panel title="Not shown" flush>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (!transaction) return <Skeleton rows={12} label="the transaction" />;
  return (
    <>
      <Panel title={kindTitle(transaction)} actions={<FinalMark height={transaction.finality.height} to={`/blocks/${transaction.finality.height}`} />}>
        <p className={styles.sentence}>
          <Sentence transaction={transaction} />
        </p>
        <StatusTag status={transaction.status} applied={transaction.applied} rejected={transaction.rejected} />
      </Panel>
      <SubmissionPanel transaction={transaction} />
      <ProofPanel key={hash} receiptId={hash} />
    </>
  );
}
