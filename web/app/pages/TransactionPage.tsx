/** One transaction: what was signed, what came of it, and the proof that it is so. */
import { useEffect, useRef } from "react";
import { Link, useLocation, useParams, useSearchParams } from "react-router";
import { useTransactionQuery } from "@aurigraph/api";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";
import { ProofPanel } from "../proof/ProofPanel.tsx";
import styles from "./pages.module.css";
import { BatchPanel } from "./transaction/BatchPanel.tsx";
import { SubmissionPanel, TransactionHead } from "./transaction/TransactionRecord.tsx";

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
      <TransactionHead transaction={data} above={<Link to="/transactions">Transactions</Link>} />
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
