/** Inviting several at once: addresses as they were pasted, each looked at while one types, and the roles that all of them get. */
import type { AccessPolicy, Invitation, InvitationRequest } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextAreaField } from "../../components/fields.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { Tag } from "../../components/Tag.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { EMAILS_MAX, emailsProblem, type PastedEmail, pastedEmails } from "./emails.ts";
import styles from "./organisations.module.css";
import { RoleChoice, rolesProblem } from "./RoleChoice.tsx";
import { rolesOf, rolesText } from "./roleForm.ts";
import { ROLES } from "./roles.ts";
import { organisationWords } from "./words.tsx";

interface InviteValues extends Record<string, string> {
  readonly emails: string;
  readonly roles: string;
}

interface InviteDialogProps {
  /** Invitations that are open: another one to the same address takes their place. */
  readonly open: readonly Invitation[];
  readonly policy: AccessPolicy | undefined;
  readonly makesOwners: boolean;
  readonly onInvite: (request: InvitationRequest) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<InviteValues>;
}

function Pasted({ emails, open }: { readonly emails: readonly PastedEmail[]; readonly open: readonly Invitation[] }) {
  const invited = new Set(open.map(({ email }) => email.toLowerCase()));
  const good = emails.filter(({ problem }) => problem === undefined).length;
  return (
    <div className={styles.pasted}>
      <p role="status" className={styles.hint}>
        {emails.length > 0 && `${countOf(good, "address", "addresses")}${good < emails.length ? `, ${emails.length - good} to be corrected` : ""}`}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reachable by keyboard */}
      <ul aria-label="Addresses" className={styles.addresses} tabIndex={0}>
        {emails.map(({ text, problem }) => (
          <li key={text}>
            <span className={styles.wraps}>{text}</span>{" "}
            {problem !== undefined ? <Tag tone="negative">{problem}</Tag> : invited.has(text.toLowerCase()) ? <Tag tone="warning">invited already; this one replaces it</Tag> : <Tag tone="positive">can be invited</Tag>}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function InviteDialog({ open, policy, makesOwners, onInvite, onClose, start }: InviteDialogProps) {
  const form = useForm<InviteValues>({
    empty: { emails: "", roles: "viewer" },
    start,
    check: ({ emails, roles }) => ({ emails: emailsProblem(pastedEmails(emails)), roles: rolesProblem(rolesOf(roles)) }),
    send: async ({ emails, roles }) => {
      await onInvite({ emails: pastedEmails(emails).map(({ text }) => text), roles: rolesOf(roles) });
      onClose();
    },
  });
  const emails = pastedEmails(form.values.emails);
  const { id, problem } = form.field("roles");
  return (
    <DialogForm title="Invite" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      <div className={styles.together}>
        <TextAreaField
          label="E-mail addresses"
          hint={`Parted by commas, blanks or lines; at most ${EMAILS_MAX} at once.`}
          rows={4}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          {...form.field("emails")}
        />
        {emails.length > 0 && <Pasted emails={emails} open={open} />}
      </div>
      <RoleChoice
        legend="Roles of all of them"
        id={id}
        value={rolesOf(form.values.roles)}
        onChange={(roles) => form.change("roles", rolesText(roles))}
        offered={makesOwners ? ROLES : ROLES.filter((role) => role !== "owner")}
        policy={policy}
        problem={problem}
      />
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Inviting\u2026"} label={emails.length > 1 ? `Invite ${emails.length}` : "Invite"} />
    </DialogForm>
  );
}
