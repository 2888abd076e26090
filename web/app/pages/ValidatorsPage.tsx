/** Who certifies blocks. */
import { useValidatorsQuery, type Validator } from "@aurigraph/api";
import { type CsvCell, formatInteger, NOT_MEASURED } from "@aurigraph/core";
import { type Column, DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FreshnessMark } from "../components/FinalityMark.tsx";
import { Hash } from "../components/Hash.tsx";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { Tag } from "../components/Tag.tsx";
import { RelativeTime } from "../components/Time.tsx";
import { useQueryFreshness } from "../live/hooks.ts";
import { usePageTitle } from "../page.ts";

const POLL_MS = 5000;

const COLUMNS: readonly Column<Validator>[] = [
  { key: "name", head: "Name", phone: "topStart", cell: (validator) => validator.name },
  { key: "id", head: "No.", figures: true, cell: (validator) => validator.validatorId },
  { key: "key", head: "Public key", grow: true, phone: "bottomStart", cell: (validator) => <Hash value={validator.publicKey} label="public key of the validator" ends={12} /> },
  { key: "power", head: "Voting power", figures: true, cell: (validator) => formatInteger(validator.votingPower) },
  { key: "blocks", head: "Blocks proposed", figures: true, cell: (validator) => formatInteger(validator.blocksProduced) },
  { key: "last", head: "Last block", figures: true, cell: (validator) => (validator.lastBlockHeight === null ? NOT_MEASURED : formatInteger(validator.lastBlockHeight)) },
  { key: "when", head: "When", phone: "bottomEnd", cell: (validator) => (validator.lastBlockTime === null ? NOT_MEASURED : <RelativeTime value={validator.lastBlockTime} />) },
  { key: "status", head: "Status", phone: "topEnd", cell: (validator) => <Tag tone={/^active$/i.test(validator.status) ? "positive" : "warning"}>{validator.status.toLowerCase()}</Tag> },
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
];

export function ValidatorsPage() {
  usePageTitle("Validators");
  const query = useValidatorsQuery(undefined, { pollingInterval: POLL_MS });
  const { data, error, refetch } = query;
  const freshness = useQueryFreshness(query, POLL_MS);
  return (
    <>
      <PageHead title="Validators">A block is final when validators with more than two thirds of the voting power have signed it.</PageHead>
      <Panel title="Committee" note={data && `${data.activeValidators} of ${data.totalValidators} active`} actions={
          <>
            <FreshnessMark freshness={freshness} />
            <ExportMenu name="validators" rows={data?.validators ?? []} columns={EXPORTED} />
          </>
        } flush>
        {data ? (
          <DataTable label="Validators" columns={COLUMNS} rows={data.validators} rowKey={(validator) => validator.validatorId} />
        ) : error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={4} label="validators" />
        )}
      </Panel>
    </>
  );
}
