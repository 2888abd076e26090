/** What is known of one block, in parts: on its own page and beside the list of blocks. */
import { Link } from "react-router";
import { type Block, useBlockQuery, useTransactionsQuery } from "@aurigraph/api";
import { countOf, formatAbsolute, formatBytes, formatInteger, NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Fact, Figures } from "../../components/Figure.tsx";
import { FinalMark } from "../../components/FinalityMark.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { AbsoluteTime, RelativeTime } from "../../components/Time.tsx";
import { Bytes } from "../Bytes.tsx";
import styles from "../pages.module.css";
import { BlockTransactionTable } from "../TransactionTable.tsx";

export function HeaderPanel({ block }: { readonly block: Block }) {
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
        <Field name="Batches root" hint="over its submissions">
          <Hash value={block.batchesRoot} label="batches root" whole />
        </Field>
        <Field name="Executed height" hint="of the next two roots">
          <Link to={`/blocks/${block.executedHeight}`} className="figures">
            {formatInteger(block.executedHeight)}
          </Link>
        </Field>
        <Field name="Receipts root" hint="every result at that height">
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
export function BlockFacts({ block, bare = false }: { readonly block: Block; readonly bare?: boolean }) {
  return (
    <Figures label="Facts of this block" bare={bare}>
      <Fact name="Transfers" note={`in ${countOf(block.submissionCount, "submission")}`}>
        <span className="figures">{formatInteger(block.transactionCount)}</span>
      </Fact>
      <Fact name="Time" note={<RelativeTime value={block.timestamp} />}>
        <span className="figures">{formatAbsolute(Date.parse(block.timestamp)).slice(11)}</span>
      </Fact>
      <Fact name="Size">{formatBytes(block.sizeBytes)}</Fact>
      <Fact name="Proposer" note={`validator ${block.proposer}`}>
        <Link to={`/validators/${block.proposer}`}>{block.proposerName}</Link>
      </Fact>
      <Fact name="Certificate" note={block.certificate.kind}>
        {countOf(block.certificate.votes.length, "vote")}
      </Fact>
    </Figures>
  );
}

type Vote = Block["certificate"]["votes"][number];

const VOTE_COLUMNS: readonly Column<Vote>[] = [
  { key: "validator", head: "Validator", phone: "topStart", cell: (vote) => `validator ${vote.validator}` },
  { key: "signature", head: "Signature", phone: "bottomStart", cell: (vote) => <Hash value={vote.signature} label="signature of the vote" ends={16} /> },
];

export function CertificatePanel({ block }: { readonly block: Block }) {
  const { certificate } = block;
  return (
    <Panel title="Certificate" note={`${countOf(certificate.votes.length, "validator")} signed this block`} flush>
      <Fields>
        <Field name="Kind">{certificate.kind}</Field>
        <Field name="Epoch and view">
          <span className="figures">
            {formatInteger(certificate.epoch)}, {certificate.view === null ? NOT_MEASURED : formatInteger(certificate.view)}
          </span>
        </Field>
      </Fields>
      {certificate.votes.length === 0 ? (
        <Notice title="No votes" icon="shield">
          {block.height === 0 ? "The first block is given by the genesis file; nobody votes on it." : "The block is final because a later one has a certificate."}
        </Notice>
      ) : (
        <DataTable label="Votes" columns={VOTE_COLUMNS} rows={certificate.votes} rowKey={(vote) => vote.validator} />
      )}
      {certificate.bytes && <Bytes name="The bytes of the certificate" hex={certificate.bytes} />}
    </Panel>
  );
}

/** The transactions of a block, page by page; the address bar says which. */
export function ContentPanel({ block }: { readonly block: Block }) {
  const { limit, cursor } = useListAddress();
  return <Content block={block} limit={limit} cursor={cursor} paged />;
}

const BESIDE_ROWS = 25;

interface ContentProps {
  readonly block: Block;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly paged: boolean;
}

function Content({ block, limit, cursor, paged }: ContentProps) {
  const { data, error, refetch, isFetching } = useTransactionsQuery({ height: block.height, limit, cursor });
  return (
    <Panel title="Transactions" note={countOf(block.submissionCount, "submission")} flush>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={4} label="transactions" />
      ) : data.transactions.length > 0 ? (
        <>
          <BlockTransactionTable transactions={data.transactions} busy={isFetching} />
          {paged ? (
            <Pager nextCursor={data.nextCursor} count={data.transactions.length} noun="transaction" />
          ) : (
            data.nextCursor !== null && (
              <p className={styles.footnote}>
                The first {BESIDE_ROWS} are shown: <Link to={`/blocks/${block.height}`}>all of them</Link>.
              </p>
            )
          )}
        </>
      ) : (
        <Notice title="This block is empty" icon="cube">
          {block.height === 0 ? "The first accounts and balances are given by the genesis file." : "An empty block follows the last transfer, so that the transfer can be proved."}
        </Notice>
      )}
    </Panel>
  );
}

/** The block beside a list: its facts, what it holds, and who certified it. */
export function BlockBeside({ height }: { readonly height: string }) {
  const { currentData: block, error, refetch } = useBlockQuery(height);
  if (error && !block) {
    return (
      <Panel title="Not shown" flush>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (!block) return <Skeleton rows={12} label="the block" />;
  return (
    <>
      <Panel title={`Block ${formatInteger(block.height)}`} actions={<FinalMark height={block.finality.height} />} flush>
        <BlockFacts block={block} bare />
      </Panel>
      <Content block={block} limit={BESIDE_ROWS} cursor={undefined} paged={false} />
      <HeaderPanel block={block} />
      <CertificatePanel block={block} />
    </>
  );
}
