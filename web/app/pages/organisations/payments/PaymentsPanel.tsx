/** The payments of an organisation: filters in the address bar, what each pays, and how far it is. */
import { useMemo } from "react";
import { Link } from "react-router";
import type { Payment } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../../components/Button.tsx";
import type { Column } from "../../../components/column.ts";
import { DataTable } from "../../../components/DataTable.tsx";
import { FilterBar, FilterChoice } from "../../../components/Filters.tsx";
import { Notice, Skeleton } from "../../../components/Notice.tsx";
import { Pager, useListAddress } from "../../../components/Paging.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { Tag } from "../../../components/Tag.tsx";
import { RelativeTime } from "../../../components/Time.tsx";
import { useAppSelector } from "../../../store.ts";
import { LoadProblem } from "../../profile/LoadProblem.tsx";
import { type Assets, approvalWords, shownState, STATE_OPTIONS, STATE_TONES, sumWords } from "./payments.ts";
import styles from "./payments.module.css";

export function PaymentStateTag({ payment }: { readonly payment: Payment }) {
  const height = useAppSelector((state) => state.live.height) ?? undefined;
  const state = shownState(payment, height);
  return <Tag tone={STATE_TONES[state]}>{state}</Tag>;
}

function Recipient({ payment: { transferCount, firstTo } }: { readonly payment: Payment }) {
  if (transferCount > 1) return <>{countOf(transferCount, "transfer")}</>;
  return (
    <>
      account <span className="figures">#{firstTo}</span>
    </>
  );
}

function Progress({ payment }: { readonly payment: Payment }) {
  return payment.state === "waiting" ? <>{approvalWords(payment)}</> : <span className="muted">{approvalWords(payment)}</span>;
}

function columnsOf(assets: Assets): readonly Column<Payment>[] {
  const link = (payment: Payment) => (
    <Link className={styles.sum} to={`?payment=${encodeURIComponent(payment.paymentId)}`}>
      {sumWords(payment, assets)}
    </Link>
  );
  return [
    { key: "sum", head: "Payment", phone: "topStart", cell: link },
    { key: "state", head: "State", phone: "topEnd", cell: (payment) => <PaymentStateTag payment={payment} /> },
    {
      key: "phone",
      head: "To, approvals, proposed",
      phoneOnly: true,
      phone: "bottomStart",
      cell: (payment) => (
        <span className={styles.stack}>
          <span>
            to <Recipient payment={payment} />, <Progress payment={payment} />
          </span>
          <span className="muted">
            by {payment.proposedByName ?? "somebody who is gone"} <RelativeTime value={payment.proposedAt} />
          </span>
        </span>
      ),
    },
    { key: "to", head: "To", cell: (payment) => <Recipient payment={payment} /> },
    { key: "approvals", head: "Approvals", cell: (payment) => <Progress payment={payment} /> },
    {
      key: "proposedAt",
      head: "Proposed",
      cell: ({ proposedAt, proposedByName }) => (
        <span className={styles.stack}>
          <RelativeTime value={proposedAt} />
          <span className={styles.small}>by {proposedByName ?? "somebody who is gone"}</span>
        </span>
      ),
    },
  ];
}

const FILTERS = ["state", "for", "by", "asset", "order"] as const;

interface FiltersProps {
  readonly assets: Assets;
  readonly people: readonly (readonly [id: string, name: string])[];
  readonly mayApprove: boolean;
}

function Filters({ assets, people, mayApprove }: FiltersProps) {
  const address = useListAddress();
  const set = (name: (typeof FILTERS)[number]) => (value: string) => address.set({ [name]: value === "" ? null : value });
  return (
    <FilterBar tokens={[]}>
      {mayApprove && <FilterChoice label="For whom" value={address.get("for") ?? ""} options={[["", "All payments"], ["me", "Waiting for me"]]} onChange={set("for")} />}
      <FilterChoice label="State" value={address.get("state") ?? ""} options={STATE_OPTIONS} onChange={set("state")} />
      {people.length > 0 && <FilterChoice label="Proposed by" value={address.get("by") ?? ""} options={[["", "By everybody"], ...people]} onChange={set("by")} />}
      {assets.size > 0 && (
        <FilterChoice label="Asset" value={address.get("asset") ?? ""} options={[["", "All assets"], ...[...assets].map(([index, { code }]) => [String(index), code] as const)]} onChange={set("asset")} />
      )}
      <FilterChoice label="Order" value={address.get("order") ?? ""} options={[["", "Newest first"], ["asc", "Oldest first"]]} onChange={set("order")} />
    </FilterBar>
  );
}

interface PaymentsPanelProps extends FiltersProps {
  readonly payments: readonly Payment[] | undefined;
  readonly nextCursor: string | null | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Left out where whoever reads may not propose. */
  readonly onPropose?: (() => void) | undefined;
}

export function PaymentsPanel({ payments, nextCursor, error, onRetry, onPropose, ...filters }: PaymentsPanelProps) {
  const address = useListAddress();
  const isFiltered = FILTERS.some((name) => name !== "order" && address.get(name) !== undefined);
  const { assets } = filters;
  const columns = useMemo(() => columnsOf(assets), [assets]);
  const propose = onPropose && (
    <Button kind="primary" onClick={onPropose}>
      Propose a payment
    </Button>
  );
  return (
    <Panel title="Payments" titleShown={false} tools={<Filters {...filters} />} actions={propose} flush>
      {payments === undefined ? (
        error === undefined ? (
          <Skeleton rows={6} label="the payments" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the payments" />
        )
      ) : payments.length === 0 ? (
        isFiltered ? (
          <Notice title={address.get("for") === "me" ? "Nothing waits for you" : "No payment matches"} icon="search" action={<Button onClick={() => address.set(Object.fromEntries(FILTERS.map((name) => [name, null])))}>Take all filters away</Button>} />
        ) : (
          <Notice title="There is no payment yet" icon="coins">
            A treasurer signs and proposes a payment of a linked ledger account. What is above the limits below is given out when enough others have approved it with keys of their own.
          </Notice>
        )
      ) : (
        <DataTable label="Payments" columns={columns} rows={payments} rowKey={({ paymentId }) => paymentId} />
      )}
      {payments && <Pager nextCursor={nextCursor} count={payments.length} noun="payment" />}
    </Panel>
  );
}
