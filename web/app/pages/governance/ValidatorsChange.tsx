/** Who is to decide instead of whom: the validators before and after a proposal, one a row. */
import { Link } from "react-router";
import type { ProposedAction, Validator } from "@aurigraph/api";
import { NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Icon } from "../../components/icons.tsx";
import { Panel } from "../../components/Panel.tsx";
import { changeOf, moveWords, type SeatChange, type SeatRow } from "./epochs.ts";
import styles from "./governance.module.css";

/** A plus, a minus or nothing, and the word beside it. */
function ChangeMark({ change }: { readonly change: SeatChange }) {
  return (
    <span className={styles.change} data-change={change}>
      <span className={styles.changeMark}>
        {change === "comes" && <Icon name="plus" size={12} />}
        {change === "goes" && <Icon name="minus" size={12} />}
      </span>
      {change}
    </span>
  );
}

/** Its name, which leads to it while it is a validator. */
function SeatName({ row: { publicKey, name }, validators }: { readonly row: SeatRow; readonly validators: readonly Validator[] | undefined }) {
  const now = validators?.find((validator) => validator.publicKey === publicKey);
  if (now) return <Link to={`/validators/${now.validatorId}`}>{name ?? now.name}</Link>;
  return name ?? <span className="muted">no name</span>;
}

function SeatKey({ row }: { readonly row: SeatRow }) {
  return <Hash value={row.publicKey} label="public key of the validator" />;
}

/** Both for the second line of a phone. */
function Reached({ row }: { readonly row: SeatRow }) {
  return (
    <span className={styles.reached}>
      <SeatKey row={row} />
      {row.address !== null && <span className={styles.address}>{row.address}</span>}
    </span>
  );
}

function columnsFor(validators: readonly Validator[] | undefined, isKnown: boolean): readonly Column<SeatRow>[] {
  const change: Column<SeatRow> = { key: "change", head: "Change", phone: "topEnd", cell: (row) => row.change && <ChangeMark change={row.change} /> };
  return [
    ...(isKnown ? [change] : []),
    { key: "validator", head: "Validator", phone: "topStart", cell: (row) => <SeatName row={row} validators={validators} /> },
    { key: "reached", head: "Key and address", phone: "bottomStart", phoneOnly: true, cell: (row) => <Reached row={row} /> },
    { key: "address", head: "Address", cell: ({ address }) => (address === null ? NOT_MEASURED : <span className={styles.address}>{address}</span>) },
    { key: "key", head: "Public key", cell: (row) => <SeatKey row={row} /> },
    { key: "place", head: "No. then", figures: true, wideOnly: true, cell: ({ place }) => place ?? NOT_MEASURED },
  ];
}

interface ValidatorsPanelProps {
  readonly action: ProposedAction;
  /** Those of now; undefined until they have come. */
  readonly validators: readonly Validator[] | undefined;
}

/** Those that there are to be in their order, then those that go; nothing where a proposal is about something else. */
export function ValidatorsPanel({ action, validators }: ValidatorsPanelProps) {
  const change = changeOf(action);
  if (change === undefined) return null;
  return (
    <Panel title="Validators, before and after" note={moveWords(change)} flush>
      <DataTable label="Validators, before and after" columns={columnsFor(validators, change.before !== null)} rows={change.rows} rowKey={(row) => row.publicKey} />
    </Panel>
  );
}
