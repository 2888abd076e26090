/** The same change of several members: whom it is about, what happens, and afterwards what came of it for each. */
import { useEffect, useRef, useState } from "react";
import type { AccessPolicy, BulkResult, BulkChange, BulkChangeResult, Member } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { Tag, type Tone } from "../../components/Tag.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { type BulkAct, bulkRequest, bulkWords, resultWords } from "./bulk.ts";
import styles from "./organisations.module.css";
import { RoleChoice, rolesProblem, RoleWords } from "./RoleChoice.tsx";
import { rolesOf, rolesText } from "./roleForm.ts";
import { ROLES } from "./roles.ts";
import { organisationWords, refusedWords } from "./words.tsx";

interface BulkValues extends Record<string, string> {
  readonly roles: string;
}

interface BulkDialogProps {
  readonly members: readonly Member[];
  readonly kind: BulkAct["kind"];
  readonly policy: AccessPolicy | undefined;
  readonly makesOwners: boolean;
  readonly onSend: (request: BulkChange) => Promise<BulkChangeResult>;
  readonly onDone: (act: BulkAct, members: readonly Member[], results: readonly BulkResult[], words: string) => void;
  readonly onClose: () => void;
  readonly start?: FormStart<BulkValues>;
}

interface Done {
  readonly members: readonly Member[];
  readonly results: readonly BulkResult[];
}

const TITLES = { add: "Give roles", take: "Take roles", remove: "Remove members" } as const;
const LABELS = { add: ["Give", "Giving\u2026"], take: ["Take", "Taking\u2026"], remove: ["Remove", "Removing\u2026"] } as const;

const TAGS: Readonly<Record<BulkResult["outcome"], readonly [Tone, string]>> = {
  changed: ["positive", "changed"],
  removed: ["positive", "removed"],
  unchanged: ["neutral", "as before"],
  refused: ["negative", "refused"],
};

/** What came of it. What was pressed is gone, so the keyboard goes on here. */
export function BulkResults({ members, results }: Done) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current?.closest("dialog")) place.current.focus();
  }, []);
  const names = new Map(members.map(({ userId, name }) => [userId, name]));
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label="What happened" className={styles.results}>
      <p>{resultWords(results)}.</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reachable by keyboard */}
      <ul className={styles.names} tabIndex={0} aria-label="Members">
        {results.map(({ userId, outcome, code, detail }) => (
          <li key={userId} className={styles.result}>
            <span className={styles.wraps}>{names.get(userId) ?? userId}</span>
            <span>
              <Tag tone={TAGS[outcome][0]}>{TAGS[outcome][1]}</Tag>
              {outcome === "refused" && <span className="muted"> {refusedWords(code, detail)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function BulkDialog({ members: chosen, kind, policy, makesOwners, onSend, onDone, onClose, start }: BulkDialogProps) {
  // The selection is given up when it is done; who it was about stays.
  const [members] = useState(chosen);
  const [done, setDone] = useState<Done>();
  const actOf = (roles: string): BulkAct => (kind === "remove" ? { kind } : { kind, roles: rolesOf(roles) });
  const form = useForm<BulkValues>({
    empty: { roles: "" },
    start,
    check: ({ roles }) => ({ roles: kind === "remove" ? undefined : rolesProblem(rolesOf(roles)) }),
    send: async ({ roles }) => {
      const { results } = await onSend(bulkRequest(members, actOf(roles)));
      setDone({ members, results });
      onDone(actOf(roles), members, results, `${TITLES[kind]}: ${resultWords(results)}.`);
    },
  });
  if (done) {
    return (
      <DialogForm
        title={TITLES[kind]}
        onClose={onClose}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
        }}
      >
        <BulkResults {...done} />
        <div>
          <Button type="submit" kind="primary">
            Done
          </Button>
        </div>
      </DialogForm>
    );
  }
  const roles = rolesOf(form.values.roles);
  const { id, problem } = form.field("roles");
  const [label, busyLabel] = LABELS[kind];
  const words = kind === "remove" || roles.length > 0 ? bulkWords(members.length, actOf(form.values.roles)) : "Choose what is changed.";
  return (
    <DialogForm title={TITLES[kind]} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      <div>
        <h3>{countOf(members.length, "member")}</h3>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reachable by keyboard */}
        <ul className={styles.names} tabIndex={0} aria-label="Members">
          {members.map(({ userId, name, email, isSelf, roles: own }) => (
            <li key={userId} className={styles.result}>
              <span className={styles.wraps}>
                {name} {isSelf && <Tag tone="warning">you</Tag>}
                <span className={styles.small}>{email}</span>
              </span>
              <RoleWords roles={own} />
            </li>
          ))}
        </ul>
      </div>
      {kind !== "remove" && (
        <RoleChoice
          legend={kind === "add" ? "Roles to give" : "Roles to take"}
          id={id}
          value={roles}
          onChange={(next) => form.change("roles", rolesText(next))}
          offered={makesOwners ? ROLES : ROLES.filter((role) => role !== "owner")}
          policy={policy}
          problem={problem}
        />
      )}
      <DialogButtons note={words} busy={form.phase === "sending"} busyLabel={busyLabel} label={`${label} ${kind === "remove" ? countOf(members.length, "member") : "the roles"}`} danger={kind !== "add"} />
    </DialogForm>
  );
}
