/** The list of open invitations. */
import { useMemo, useState } from "react";
import { type Invitation, toProblem } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Icon } from "../../components/icons.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import styles from "./organisations.module.css";
import { RoleWords } from "./RoleChoice.tsx";

interface InvitationsPanelProps {
  readonly invitations: readonly Invitation[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly canChange: boolean;
  readonly onInvite: () => void;
  readonly onWithdraw: (invitation: Invitation) => void;
  readonly onSendAnew: (invitation: Invitation) => Promise<unknown>;
}

/** One press, one mail: while it is on its way another press does nothing. */
function SendAnew({ invitation, onSendAnew, onProblem }: Pick<InvitationsPanelProps, "onSendAnew"> & { readonly invitation: Invitation; readonly onProblem: (words: string) => void }) {
  const [isBusy, setBusy] = useState(false);
  async function send() {
    if (isBusy) return;
    setBusy(true);
    onProblem("");
    try {
      await onSendAnew(invitation);
    } catch (error) {
      const { title, detail, action } = toProblem(error);
      onProblem(`${invitation.email}: ${title}; ${detail}. ${action}`);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button kind="quiet" className={styles.rowAction} aria-disabled={isBusy} onClick={() => void send()} aria-label={`Send anew to ${invitation.email}`} title="Send anew">
      <Icon name="mail" size={14} /> <span className={styles.wideWords}>{isBusy ? "Sending\u2026" : "Send anew"}</span>
    </Button>
  );
}

function Ends({ invitation: { expiresAt, isExpired } }: { readonly invitation: Invitation }) {
  return isExpired ? (
    <Tag tone="warning">
      ended <RelativeTime value={expiresAt} />
    </Tag>
  ) : (
    <RelativeTime value={expiresAt} />
  );
}

function columnsOf({ canChange, onWithdraw, onSendAnew }: Pick<InvitationsPanelProps, "canChange" | "onWithdraw" | "onSendAnew">, onProblem: (words: string) => void): readonly Column<Invitation>[] {
  const columns: readonly Column<Invitation>[] = [
    { key: "email", head: "E-mail", phone: "topStart", cell: ({ email }) => <span className={styles.wraps}>{email}</span> },
    {
      key: "phoneRoles",
      head: "Roles, ends",
      phoneOnly: true,
      phone: "bottomStart",
      cell: (invitation) => (
        <span className={styles.phoneMember}>
          <RoleWords roles={invitation.roles} />
          <span>
            {!invitation.isExpired && "ends "}
            <Ends invitation={invitation} />
          </span>
        </span>
      ),
    },
    { key: "roles", head: "Roles", cell: ({ roles }) => <RoleWords roles={roles} /> },
    { key: "invitedBy", head: "Invited by", wideOnly: true, cell: ({ invitedByName }) => <span className={styles.wraps}>{invitedByName ?? <span className="muted">somebody who is gone</span>}</span> },
    { key: "createdAt", head: "Sent", wideOnly: true, cell: ({ createdAt }) => <RelativeTime value={createdAt} /> },
    { key: "expiresAt", head: "Ends", cell: (invitation) => <Ends invitation={invitation} /> },
  ];
  if (!canChange) return columns;
  return [
    ...columns,
    {
      key: "actions",
      head: "Change",
      phone: "topEnd",
      cell: (invitation) => (
        <span className={styles.rowActions}>
          <SendAnew invitation={invitation} onSendAnew={onSendAnew} onProblem={onProblem} />
          <Button kind="quiet" className={styles.rowAction} onClick={() => onWithdraw(invitation)} aria-label={`Withdraw the invitation to ${invitation.email}`} title="Withdraw">
            <Icon name="delete" size={14} /> <span className={styles.wideWords}>Withdraw</span>
          </Button>
        </span>
      ),
    },
  ];
}

export function InvitationsPanel({ invitations, error, onRetry, canChange, onInvite, onWithdraw, onSendAnew }: InvitationsPanelProps) {
  const [problem, setProblem] = useState("");
  const columns = useMemo(() => columnsOf({ canChange, onWithdraw, onSendAnew }, setProblem), [canChange, onWithdraw, onSendAnew]);
  const button = canChange && (
    <Button kind="primary" onClick={onInvite}>
      Invite
    </Button>
  );
  return (
    <Panel title="Invitations" note={invitations && countOf(invitations.length, "open invitation")} actions={invitations && invitations.length > 0 && button} flush>
      <p role="alert" className={styles.saidProblem}>
        {problem}
      </p>
      {invitations === undefined ? (
        error === undefined ? (
          <Skeleton rows={4} label="the invitations" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the invitations" />
        )
      ) : invitations.length === 0 ? (
        <Notice title="No invitation is open" icon="mail" action={button}>
          Whoever is invited gets a mail, signs in or up with that address, and accepts. Answered invitations are not listed; the audit log keeps them.
        </Notice>
      ) : (
        <DataTable label="Invitations" columns={columns} rows={invitations} rowKey={({ invitationId }) => invitationId} />
      )}
    </Panel>
  );
}
