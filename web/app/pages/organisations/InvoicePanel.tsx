/** What a month costs, line by line, by the operator's price list: to be read, printed and taken away. */
import { useMemo, useRef } from "react";
import type { Invoice, InvoiceLine } from "@aurigraph/api";
import { NOT_MEASURED } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { FilterChoice } from "../../components/Filters.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { downloadText, fileWords } from "../../proof/downloadText.ts";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { monthWords } from "./days.ts";
import styles from "./organisations.module.css";
import { invoiceCsv, metricWords, moneyWords, priceWords, quantityWords } from "./usage.ts";
import usageStyles from "./usage.module.css";

interface InvoicePanelProps {
  readonly organisationName: string;
  /** The newest first. */
  readonly months: readonly string[];
  readonly month: string;
  readonly onMonth: (month: string) => void;
  /** Of the month that was chosen. */
  readonly invoice: Invoice | undefined;
  readonly error?: unknown;
  readonly onRetry: () => void;
}

function PhoneUse({ line: { metric, quantity, included } }: { readonly line: InvoiceLine }) {
  return (
    <span className={styles.wraps}>
      {quantityWords(metric, quantity)} used{included !== null && `, ${quantityWords(metric, included)} included`}
    </span>
  );
}

function columnsOf(currency: string | null): readonly Column<InvoiceLine>[] {
  const metric: Column<InvoiceLine> = { key: "metric", head: "What", phone: "topStart", cell: (line) => metricWords(line.metric) };
  const quantity: Column<InvoiceLine> = { key: "quantity", head: "Quantity", figures: true, cell: (line) => quantityWords(line.metric, line.quantity) };
  if (currency === null) return [metric, { ...quantity, phone: "topEnd" }];
  return [
    metric,
    { key: "phoneUse", head: "Used, included", phoneOnly: true, phone: "bottomStart", cell: (line) => <PhoneUse line={line} /> },
    quantity,
    { key: "included", head: "Included", figures: true, cell: ({ metric: of, included }) => (included === null ? NOT_MEASURED : quantityWords(of, included)) },
    { key: "price", head: `Price, ${currency}`, figures: true, phone: "bottomEnd", cell: (line) => priceWords(line, currency) },
    {
      key: "amount",
      head: `Amount, ${currency}`,
      figures: true,
      phone: "topEnd",
      cell: ({ amountMinorUnits }) => (amountMinorUnits === null ? <span className="muted">no price</span> : <strong>{moneyWords(amountMinorUnits, currency)}</strong>),
    },
  ];
}

function Lines({ invoice: { month, isOver, currency, lines, totalMinorUnits } }: { readonly invoice: Invoice }) {
  const columns = useMemo(() => columnsOf(currency), [currency]);
  return (
    <>
      <DataTable label={`Lines of ${monthWords(month)}`} columns={columns} rows={lines} rowKey={({ metric }) => metric} />
      {currency === null || totalMinorUnits === null ? (
        <div className={usageStyles.below}>
          <Notice title="The operator set no prices" icon="coins">
            So there are quantities here, and no amounts.
          </Notice>
        </div>
      ) : (
        <p className={usageStyles.total}>
          <span>Total{!isOver && ", so far"}</span>
          <strong>
            <span className="figures">{moneyWords(totalMinorUnits, currency)}</span> {currency}
          </strong>
        </p>
      )}
      <p className={styles.footnote}>
        {isOver ? "The month is over: nothing is added any more." : "The month is not over: what is used until its end, in UTC, is added."}
        {currency !== null && " What is included is not paid for; of what is beyond it a begun pack counts whole. Amounts go by the price list that holds now."}
      </p>
    </>
  );
}

/** Prints what is within, and nothing else of the page. */
function usePrinting() {
  const place = useRef<HTMLDivElement>(null);
  function print() {
    const { current } = place;
    if (!current) return;
    current.dataset["printed"] = "true";
    addEventListener("afterprint", () => delete current.dataset["printed"], { once: true });
    globalThis.print();
  }
  return { place, print };
}

export function InvoicePanel({ organisationName, months, month, onMonth, invoice, error, onRetry }: InvoicePanelProps) {
  const { place, print } = usePrinting();
  const words = monthWords(month);
  const isOpen = invoice !== undefined && !invoice.isOver;
  return (
    <Panel
      title="What a month costs"
      note={isOpen && <Tag tone="neutral">so far</Tag>}
      tools={<FilterChoice label="Month" value={month} options={months.map((each) => [each, monthWords(each)] as const)} onChange={onMonth} />}
      actions={
        invoice && (
          <>
            <Button onClick={() => downloadText(`aurigraph-invoice-${fileWords(organisationName)}-${month}${isOpen ? "-so-far" : ""}.csv`, invoiceCsv(invoice), "text/csv;charset=utf-8")}>Lines as CSV</Button>
            <Button onClick={print}>Print</Button>
          </>
        )
      }
      flush
    >
      {invoice ? (
        <div ref={place} className={usageStyles.sheet}>
          <p className={usageStyles.onPaper}>
            {organisationName}: what was used in {words}
            {isOpen && ", so far"}, and what it costs. From {location.origin}.
          </p>
          <Lines invoice={invoice} />
        </div>
      ) : error === undefined ? (
        <Skeleton rows={4} label={`what ${words} costs`} />
      ) : (
        <LoadProblem error={error} onRetry={onRetry} label={`what ${words} costs`} />
      )}
    </Panel>
  );
}
