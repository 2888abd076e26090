/** One line of the audit log. Open, it says what was there before and after, from where it was done, and its hash. */
import type { AuditEvent } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Icon } from "../../components/icons.tsx";
import { Field, Fields } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { AbsoluteTime, RelativeTime } from "../../components/Time.tsx";
import { deviceWords } from "../profile/device.ts";
import { changedField, changesOf, eventWords, type FieldChange } from "./audit.ts";
import styles from "./audit.module.css";
import { actionWords } from "./roles.ts";

interface AuditLineProps {
  readonly event: AuditEvent;
  /** Names of ids that may stand in what was changed. */
  readonly actors: readonly (readonly [id: string, name: string])[];
  readonly onFilter: (name: "actor" | "subject" | "action", value: string) => void;
  readonly isOpen?: boolean;
}

/** What a list had and has not any more, and what came to it. */
function ListChange({ change: { added, removed }, nameOf }: { readonly change: FieldChange; readonly nameOf: (id: string) => string }) {
  return (
    <ul className={styles.diffItems}>
      {removed.map((item) => (
        <li key={item}>
          <del className={styles.removed}>
            <span aria-hidden="true">{"\u2212"}</span>
            <span className="visually-hidden">removed:</span> {nameOf(item)}
          </del>
        </li>
      ))}
      {added.map((item) => (
        <li key={item}>
          <ins className={styles.added}>
            <span aria-hidden="true">+</span>
            <span className="visually-hidden">added:</span> {nameOf(item)}
          </ins>
        </li>
      ))}
    </ul>
  );
}

function ValueChange({ change: { before, after } }: { readonly change: FieldChange }) {
  return (
    <span className={styles.diffValues}>
      {before !== null && (
        <del className={styles.removed}>
          <span className="visually-hidden">before:</span> {before}
        </del>
      )}
      {before !== null && after !== null && <Icon name="right" size={14} />}
      {after !== null && (
        <ins className={styles.added}>
          <span className="visually-hidden">after:</span> {after}
        </ins>
      )}
    </span>
  );
}

function Facts({ event, actors, onFilter }: Omit<AuditLineProps, "isOpen">) {
  const nameOf = (id: string) => actors.find(([each]) => each === id)?.[1] ?? id;
  const changes = changesOf(event);
  const { subject } = event;
  return (
    <div className={styles.facts}>
      <Fields>
        {changes.map((change) => (
          <Field key={change.field} name={changedField(change.field)} hint={change.before === null ? "new" : change.after === null ? "gone" : "changed"}>
            {change.isList ? <ListChange change={change} nameOf={nameOf} /> : <ValueChange change={change} />}
          </Field>
        ))}
        {event.detail !== null && <Field name="Detail">{event.action === "access.refused" ? `wanted to: ${actionWords(event.detail)}` : event.detail}</Field>}
        <Field name="When">
          <AbsoluteTime value={event.at} />
        </Field>
        <Field name="From">{event.networkAddress === "" ? <span className="muted">not seen</span> : <span className="figures">{event.networkAddress}</span>}</Field>
        <Field name="Client">{event.userAgent === "" ? <span className="muted">it did not name itself</span> : event.userAgent}</Field>
        <Field name="Number">
          <span className="figures">{formatInteger(event.sequence)}</span>
        </Field>
        <Field name="Hash">
          <Hash value={event.hash} label="hash of the line" whole />
        </Field>
      </Fields>
      <div className={styles.factActions}>
        <Button onClick={() => onFilter("actor", event.actor)}>Only by {event.actorName ?? "whoever did this"}</Button>
        {subject !== null && <Button onClick={() => onFilter("subject", subject)}>Only about {event.subjectName ?? "the same"}</Button>}
        <Button onClick={() => onFilter("action", event.action)}>Only this action</Button>
      </div>
    </div>
  );
}

export function AuditLine({ event, actors, onFilter, isOpen = false }: AuditLineProps) {
  const { action, outcome, actorName, subjectName, subject, actor } = event;
  return (
    <li>
      <details className={styles.event} open={isOpen}>
        <summary>
          <span className={styles.chevron}>
            <Icon name="right" size={14} />
          </span>
          <span className={styles.eventWhat}>
            <span className={styles.eventName}>{eventWords(action)}</span> {outcome === "refused" && action !== "access.refused" && <Tag tone="negative">refused</Tag>}
            {action === "access.refused" && <Tag tone="negative">{event.detail === null ? "refused" : actionWords(event.detail)}</Tag>}
            {subject !== null && subject !== actor && subjectName !== null && <span className={styles.eventSubject}>{subjectName}</span>}
          </span>
          <span className={styles.eventWho}>{actorName ?? "somebody who is gone"}</span>
          <span className={styles.eventWhere} title={event.userAgent}>
            {deviceWords(event.userAgent)}
          </span>
          <span className={styles.eventWhen}>
            <RelativeTime value={event.at} />
          </span>
        </summary>
        <Facts event={event} actors={actors} onFilter={onFilter} />
      </details>
    </li>
  );
}
