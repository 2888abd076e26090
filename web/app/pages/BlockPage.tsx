/** One block: everything in its header, who certified it, and what it holds. */
import { Link, useParams } from "react-router";
import { type Block, useBlockQuery, useTransactionsQuery } from "@aurigraph/api";
import { countOf, formatAbsolute, formatBytes, formatInteger } from "@aurigraph/core";
import { ButtonLink } from "../components/Button.tsx";
import type { Column } from "../components/column.ts";
import { DataTable } from "../components/DataTable.tsx";
import { Fact, Figures } from "../components/Figure.tsx";
import { FinalMark } from "../components/FinalityMark.tsx";
import { CopyButton, Hash } from "../components/Hash.tsx";
import { Icon } from "../components/icons.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { Field, Fields, PageHead, Panel } from "../components/Panel.tsx";
import { AbsoluteTime, RelativeTime } from "../components/Time.tsx";
import { usePageTitle } from "../page.ts";
import { useAppSelector } from "../store.ts";
import styles from "./pages.module.css";
import { BlockTransactionTable } from "./TransactionTable.tsx";

function HeaderPanel({ block }: { readonly block: Block }) {
  return (
    <Panel title="Header" flush>
      <Fields>
        <Field name="Hash">
          <Hash value={block.hash} label="block hash" whole />
        </Field>
        <Field name="Parent">{block.height === 0 ? "none: this is the first block" : <Hash value={block.parentHash} label="hash of the parent block" to={`/blocks/${block.height - 1}`} whole />}</Field>
        <Field name="Time">
          <AbsoluteTime value={block.timestamp} />
        </Field>
        <Field name="Epoch">
          <span className="figures">{formatInteger(block.epoch)}</span>
        </Field>
        <Field name="Batches root" hint="over the submissions of this block">
          <Hash value={block.batchesRoot} label="batches root" whole />
        </Field>
        <Field name="Executed height" hint="the two roots below belong to it">
          <Link to={`/blocks/${block.executedHeight}`} className="figures">
            {formatInteger(block.executedHeight)}
          </Link>
        </Field>
        <Field name="Receipts root" hint="every result at the executed height">
          <Hash value={block.receiptsRoot} label="receipts root" whole />
        </Field>
        <Field name="State root" hint="every balance after it">
          <Hash value={block.stateRoot} label="state root" whole />
        </Field>
        <Field name="Validators root">
          <Hash value={block.validatorsRoot} label="validators root" whole />
        </Field>
      </Fields>
      {block.headerBytes && <Bytes name="The 240 bytes of the header" hex={block.headerBytes} />}
    </Panel>
  );
}

/** What a reader asks first. */
function Facts({ block }: { readonly block: Block }) {
  return (
    <Figures label="Facts of this block">
      <Fact name="Transfers" note={`in ${countOf(block.submissionCount, "submission")}`}>
        <span className="figures">{formatInteger(block.transactionCount)}</span>
      </Fact>
      <Fact name="Time" note={<RelativeTime value={block.timestamp} />}>
        <span className="figures">{formatAbsolute(Date.parse(block.timestamp)).slice(11)}</span>
      </Fact>
      <Fact name="Size">{formatBytes(block.sizeBytes)}</Fact>
      <Fact name="Proposer" note={`validator ${block.proposer}`}>
        <Link to="/validators">{block.proposerName}</Link>
      </Fact>
      <Fact name="Certificate" note={block.certificate.kind}>
        {countOf(block.certificate.votes.length, "vote")}
      </Fact>
    </Figures>
  );
}

function Bytes({ name, hex }: { readonly name: string; readonly hex: string }) {
  return (
    <details className={styles.bytesOf}>
      <summary className={styles.summary}>{name}</summary>
      <div className={styles.bytes}>
        <pre>{hex.match(/.{1,64}/g)?.join("\n")}</pre>
        <CopyButton text={hex} label={name} />
      </div>
    </details>
  );
}

type Vote = Block["certificate"]["votes"][number];

const VOTE_COLUMNS: readonly Column<Vote>[] = [
  { key: "validator", head: "Validator", phone: "topStart", cell: (vote) => `validator ${vote.validator}` },
  { key: "signature", head: "Signature", phone: "bottomStart", cell: (vote) => <Hash value={vote.signature} label="signature of the vote" ends={16} /> },
];

function CertificatePanel({ block }: { readonly block: Block }) {
  const { certificate } = block;
  return (
    <Panel title="Certificate" note={`${countOf(certificate.votes.length, "validator")} signed this block`} flush>
      <Fields>
        <Field name="Kind">{certificate.kind}</Field>
        <Field name="Epoch and view">
          <span className="figures">
            {formatInteger(certificate.epoch)}, {formatInteger(certificate.view)}
          </span>
        </Field>
      </Fields>
      {certificate.votes.length === 0 ? (
        <Notice title="No votes" icon="shield">
          {block.height === 0 ? "The first block is given by the genesis file; nobody votes on it." : "This certificate names no votes."}
        </Notice>
      ) : (
        <DataTable label="Votes" columns={VOTE_COLUMNS} rows={certificate.votes} rowKey={(vote) => vote.validator} />
      )}
      {certificate.bytes && <Bytes name="The bytes of the certificate" hex={certificate.bytes} />}
    </Panel>
  );
}

function ContentPanel({ block }: { readonly block: Block }) {
  const address = useListAddress();
  const { data, error, refetch, isFetching } = useTransactionsQuery({ height: block.height, limit: address.limit, cursor: address.cursor });
  return (
    <Panel title="Transactions" note={countOf(block.submissionCount, "submission")} flush>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={4} label="transactions" />
      ) : data.transactions.length > 0 ? (
        <>
          <BlockTransactionTable transactions={data.transactions} busy={isFetching} />
          <Pager nextCursor={data.nextCursor} count={data.transactions.length} noun="transaction" />
        </>
      ) : data.indexedHeight < block.height ? (
        <Notice title="Not indexed yet" icon="cube">
          The history index has reached height {formatInteger(data.indexedHeight)}. This block follows shortly.
        </Notice>
      ) : (
        <Notice title="This block is empty" icon="cube">
          {block.height === 0 ? "The first accounts and balances are given by the genesis file." : "An empty block follows the last transfer, so that the transfer can be proved."}
        </Notice>
      )}
    </Panel>
  );
}

export function BlockPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useBlockQuery(id);
  const top = useAppSelector((state) => state.live.height);
  usePageTitle(data ? `Block ${data.height}` : "Block");
  if (error && !data) {
    return (
      <>
        <PageHead title="Block">{id}</PageHead>
        <Panel title="Not shown" flush>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </Panel>
      </>
    );
  }
  if (!data) return <Skeleton rows={14} label="the block" />;
  return (
    <>
      <PageHead
        title={`Block ${formatInteger(data.height)}`}
        above={<Link to="/blocks">Blocks</Link>}
        actions={
          <span className={styles.steps}>
            {data.height > 0 && (
              <ButtonLink to={`/blocks/${data.height - 1}`}>
                <Icon name="left" /> {formatInteger(data.height - 1)}
              </ButtonLink>
            )}
            {(top === null || data.height < top) && (
              <ButtonLink to={`/blocks/${data.height + 1}`}>
                {formatInteger(data.height + 1)} <Icon name="right" />
              </ButtonLink>
            )}
          </span>
        }
      >
        <FinalMark height={data.finality.height} />
      </PageHead>
      <Facts block={data} />
      <ContentPanel block={data} />
      <div className={styles.wideFirst}>
        <HeaderPanel block={data} />
        <CertificatePanel block={data} />
      </div>
    </>
  );
}
