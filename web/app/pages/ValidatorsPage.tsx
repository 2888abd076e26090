/** Who certifies blocks. */
import { Link } from "react-router";
import { useInfoQuery, useValidatorsQuery, type Validator, type ValidatorList } from "@aurigraph/api";
import { type CsvCell, formatInteger, formatMilliseconds, NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../components/column.ts";
import { DataTable, RowLink } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { Fact, Figures } from "../components/Figure.tsx";
import { FreshnessMark } from "../components/FinalityMark.tsx";
import { Hash } from "../components/Hash.tsx";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead } from "../components/Panel.tsx";
import { Tag } from "../components/Tag.tsx";
import { RelativeTime } from "../components/Time.tsx";
import { useQueryFreshness } from "../live/hooks.ts";
import { ListPanel } from "../lists/ListPanel.tsx";
import { useList } from "../lists/useList.ts";
import { usePageTitle } from "../page.ts";
import { type RoundSight, sightOf } from "./network/roles.ts";

const POLL_MS = 5000;

function ValidatorLink({ validator }: { readonly validator: Validator }) {
  return (
    <RowLink>
      <Link to={`/validators/${validator.validatorId}`}>{validator.name}</Link>
    </RowLink>
  );
}

const COLUMNS: readonly Column<Validator>[] = [
  { key: "name", head: "Name", phone: "topStart", fixed: true, sort: (validator) => validator.name, cell: (validator) => <ValidatorLink validator={validator} /> },
  { key: "id", head: "No.", figures: true, sort: (validator) => validator.validatorId, cell: (validator) => validator.validatorId },
  { key: "key", head: "Public key", phone: "bottomStart", cell: (validator) => <Hash value={validator.publicKey} label="public key of the validator" ends={8} /> },
  { key: "power", head: "Voting power", figures: true, sort: (validator) => validator.votingPower, cell: (validator) => formatInteger(validator.votingPower) },
  { key: "blocks", head: "Blocks proposed", figures: true, sort: (validator) => validator.blocksProduced, cell: (validator) => formatInteger(validator.blocksProduced) },
  { key: "last", head: "Last block", figures: true, sort: (validator) => validator.lastBlockHeight, cell: (validator) => (validator.lastBlockHeight === null ? NOT_MEASURED : formatInteger(validator.lastBlockHeight)) },
  { key: "when", head: "When", phone: "bottomEnd", cell: (validator) => (validator.lastBlockTime === null ? NOT_MEASURED : <RelativeTime value={validator.lastBlockTime} />) },
  {
    key: "votes",
    head: "Votes to finalise",
    figures: true,
    sort: (validator) => validator.participation?.finalizeVotes ?? null,
    cell: (validator) => (validator.participation === null ? NOT_MEASURED : formatInteger(validator.participation.finalizeVotes)),
  },
  {
    key: "latency",
    head: "Vote latency, ms",
    figures: true,
    sort: (validator) => validator.participation?.meanVoteLatencyMs ?? null,
    cell: latency,
  },
  {
    key: "missed",
    head: "Rounds missed",
    figures: true,
    sort: (validator) => validator.participation?.missedProposals ?? null,
    cell: (validator) => (validator.participation === null ? NOT_MEASURED : formatInteger(validator.participation.missedProposals)),
  },
  { key: "status", head: "Status", phone: "topEnd", sort: (validator) => validator.status, cell: (validator) => <Tag tone={/^active$/i.test(validator.status) ? "positive" : "warning"}>{validator.status.toLowerCase()}</Tag> },
];

const EXPORTED: readonly (readonly [string, (validator: Validator) => CsvCell])[] = [
  ["validatorId", (validator) => validator.validatorId],
  ["name", (validator) => validator.name],
  ["publicKey", (validator) => validator.publicKey],
  ["votingPower", (validator) => validator.votingPower],
  ["status", (validator) => validator.status],
  ["blocksProduced", (validator) => validator.blocksProduced],
  ["lastBlockHeight", (validator) => validator.lastBlockHeight],
  ["lastBlockTime", (validator) => validator.lastBlockTime],
  ["notarizeVotes", (validator) => validator.participation?.notarizeVotes],
  ["finalizeVotes", (validator) => validator.participation?.finalizeVotes],
  ["nullifyVotes", (validator) => validator.participation?.nullifyVotes],
  ["missedProposals", (validator) => validator.participation?.missedProposals],
  ["meanVoteLatencyMs", (validator) => validator.participation?.meanVoteLatencyMs],
];

/** What was not seen is empty in an export, not 0. */
function exportedBy(sight: RoundSight): typeof EXPORTED {
  return sight === "votes" ? EXPORTED : EXPORTED.map(([head, value]) => [head, head === "notarizeVotes" || head === "nullifyVotes" ? () => null : value] as const);
}

function latency({ participation }: Validator): string {
  const mean = participation?.meanVoteLatencyMs ?? null;
  return mean === null ? NOT_MEASURED : formatMilliseconds(mean);
}

/** The round that the committee is in. */
function Round({ list, sight }: { readonly list: ValidatorList; readonly sight: RoundSight }) {
  const { rounds } = list;
  if (rounds === null) return null;
  const leader = list.validators.find((validator) => validator.validatorId === String(rounds.leader));
  return (
    <Figures label="Rounds since this node started">
      <Fact name={sight === "votes" ? "View" : "Next view"} note={leader && `${leader.name} leads`}>
        {formatInteger(rounds.view)}
      </Fact>
      <Fact name="Views with a final block">{formatInteger(rounds.finalizedViews)}</Fact>
      <Fact name="Views skipped">{formatInteger(rounds.skippedViews)}</Fact>
    </Figures>
  );
}

/** What the committee needs to make a block final. */
function Committee({ list }: { readonly list: ValidatorList }) {
  const power = list.validators.reduce((sum, validator) => sum + validator.votingPower, 0);
  const quorum = Math.floor((power * 2) / 3) + 1;
  // A list that goes on behind this page would give a wrong sum.
  const isWhole = list.nextCursor === null;
  return (
    <Figures label="The committee">
      <Fact name="Active">
        {formatInteger(list.activeValidators)} of {formatInteger(list.totalValidators)}
      </Fact>
      <Fact name="Needed to make a block final" note={isWhole && "more than two thirds of the voting power"}>
        {isWhole ? `${formatInteger(quorum)} of ${formatInteger(power)} voting power` : NOT_MEASURED}
      </Fact>
      <Fact name="Blocks proposed">{isWhole ? formatInteger(list.validators.reduce((sum, validator) => sum + validator.blocksProduced, 0)) : NOT_MEASURED}</Fact>
    </Figures>
  );
}

export function ValidatorsPage() {
  usePageTitle("Validators");
  const query = useValidatorsQuery(undefined, { pollingInterval: POLL_MS });
  const { data, error, refetch } = query;
  const freshness = useQueryFreshness(query, POLL_MS);
  const { data: info } = useInfoQuery();
  const sight = sightOf(info?.nodeType);
  const { controls, sorted, table } = useList("validators", COLUMNS, { whole: true });
  return (
    <>
      <PageHead title="Validators">A block is final when validators with more than two thirds of the voting power have signed it.{sight === "certificates" && " This node is no validator: it sees votes only in certificates."}</PageHead>
      {data && <Committee list={data} />}
      {data && <Round list={data} sight={sight} />}
      <ListPanel
        title="Committee"
        titleShown
        note={<FreshnessMark freshness={freshness} />}
        controls={controls}
        actions={<ExportMenu name="validators" rows={data?.validators ?? []} columns={exportedBy(sight)} />}
      >
        {data ? (
          <DataTable label="Validators" {...table} rows={sorted(data.validators)} rowKey={(validator) => validator.validatorId} />
        ) : error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={4} label="validators" />
        )}
      </ListPanel>
    </>
  );
}
