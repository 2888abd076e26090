/** The lines of the audit log, newest first: filters in the address bar, and a file of what they let through. */
import { useState } from "react";
import { type AuditExport, type AuditEvent, toProblem } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { FilterBar, FilterChoice, type FilterToken } from "../../components/Filters.tsx";
import { Menu, MenuNote } from "../../components/Menu.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { Panel } from "../../components/Panel.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { actionFilterWords, GROUP_OPTIONS, OUTCOME_OPTIONS } from "./audit.ts";
import auditStyles from "./audit.module.css";
import { AuditLine } from "./AuditLine.tsx";
import { DayField } from "./DayField.tsx";
import { dayOf } from "./days.ts";
import styles from "./organisations.module.css";

type Actors = readonly (readonly [id: string, name: string])[];

interface AuditPanelProps {
  readonly events: readonly AuditEvent[] | undefined;
  readonly nextCursor: string | null | undefined;
  /** Members and keys that can be chosen as a filter. */
  readonly actors: Actors;
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Left out where whoever reads may not take the log away. */
  readonly onExport?: ((format: AuditExport["format"]) => Promise<unknown>) | undefined;
}

const FILTERS = ["action", "actor", "subject", "outcome", "from", "to"] as const;

function Filters({ actors, events }: { readonly actors: Actors; readonly events: readonly AuditEvent[] }) {
  const address = useListAddress();
  const value = (name: (typeof FILTERS)[number]) => address.get(name);
  const nameOf = (id: string) => actors.find(([each]) => each === id)?.[1] ?? events.find(({ actor }) => actor === id)?.actorName ?? events.find(({ subject }) => subject === id)?.subjectName ?? id;
  const [action, actor, subject, outcome, from, to] = FILTERS.map(value);
  const token = (name: string, key: (typeof FILTERS)[number], words: string): FilterToken => ({ name, value: words, onRemove: () => address.set({ [key]: null }) });
  const tokens = [
    ...(action === undefined ? [] : [token("what", "action", actionFilterWords(action))]),
    ...(actor === undefined ? [] : [token("by", "actor", nameOf(actor))]),
    ...(subject === undefined ? [] : [token("about", "subject", nameOf(subject))]),
    ...(outcome === "succeeded" || outcome === "refused" ? [token("outcome", "outcome", outcome)] : []),
    ...(dayOf(from) === undefined ? [] : [token("from", "from", `${from} UTC`)]),
    ...(dayOf(to) === undefined ? [] : [token("to", "to", `${to} UTC`)]),
  ];
  const isGroup = GROUP_OPTIONS.some(([group]) => group === action);
  return (
    <FilterBar tokens={tokens}>
      <FilterChoice label="Action" value={isGroup ? (action ?? "") : ""} options={GROUP_OPTIONS} onChange={(next) => address.set({ action: next })} />
      {actors.length > 0 && <FilterChoice label="By whom" value={actors.some(([id]) => id === actor) ? (actor ?? "") : ""} options={[["", "Everybody"], ...actors]} onChange={(next) => address.set({ actor: next })} />}
      <FilterChoice label="Outcome" value={outcome ?? ""} options={OUTCOME_OPTIONS} onChange={(next) => address.set({ outcome: next })} />
      <DayField label="From" value={dayOf(from)} onDay={(day) => address.set({ from: day })} />
      <DayField label="To" value={dayOf(to)} onDay={(day) => address.set({ to: day })} />
    </FilterBar>
  );
}

function ExportAudit({ onExport }: { readonly onExport: NonNullable<AuditPanelProps["onExport"]> }) {
  const [said, setSaid] = useState("");
  const [isBusy, setBusy] = useState(false);
  async function take(format: AuditExport["format"]) {
    if (isBusy) return;
    setBusy(true);
    setSaid("Collecting\u2026");
    try {
      await onExport(format);
      setSaid("Downloaded.");
    } catch (error) {
      const { title, action } = toProblem(error);
      setSaid(`${title}. ${action}`);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Menu label="Export" icon="download">
      <Button kind="quiet" aria-disabled={isBusy} onClick={() => void take("ndjson")}>
        All that match as NDJSON
      </Button>
      <Button kind="quiet" aria-disabled={isBusy} onClick={() => void take("csv")}>
        All that match as CSV
      </Button>
      <div role="status">
        <MenuNote>{said === "" ? "At most 100\u202f000 lines, with their hashes. The log keeps that they were taken." : said}</MenuNote>
      </div>
    </Menu>
  );
}

export function AuditPanel({ events, nextCursor, actors, busy = false, error, onRetry, onExport }: AuditPanelProps) {
  const address = useListAddress();
  const isFiltered = FILTERS.some((name) => address.get(name) !== undefined);
  return (
    <Panel title="Audit log" titleShown={false} tools={<Filters actors={actors} events={events ?? []} />} actions={onExport && <ExportAudit onExport={onExport} />} flush>
      {error !== undefined && !events ? (
        <LoadProblem error={error} onRetry={onRetry} label="the audit log" />
      ) : !events ? (
        <Skeleton rows={8} label="the audit log" />
      ) : events.length === 0 ? (
        isFiltered ? (
          <Notice title="No line matches" icon="search" action={<Button onClick={() => address.set(Object.fromEntries(FILTERS.map((name) => [name, null])))}>Take all filters away</Button>}>
            Days are days of UTC, the last one included.
          </Notice>
        ) : (
          <Notice title="The log has no lines yet" icon="activity">
            What is done in this organisation, and what was refused to its members, appears here.
          </Notice>
        )
      ) : (
        <>
          <ol className={auditStyles.audit} aria-label="Lines of the audit log" aria-busy={busy}>
            {events.map((event) => (
              <AuditLine key={event.sequence} event={event} actors={actors} onFilter={(name, value) => address.set({ [name]: value })} />
            ))}
          </ol>
          <p className={styles.footnote}>Numbers go on over the whole portal, so that some are missing here: those lines belong to others. Each line is hashed with the one before it.</p>
        </>
      )}
      {events && <Pager nextCursor={nextCursor} count={events.length} noun="line" />}
    </Panel>
  );
}
