/** Invitations to whoever is signed in. */
import { useState } from "react";
import { type OwnInvitation, toProblem } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { sentence } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import styles from "./organisations.module.css";
import { listWords } from "./roles.ts";
import { organisationWords } from "./words.tsx";

interface OwnInvitationsProps {
  readonly invitations: readonly OwnInvitation[];
  readonly onAccept: (invitation: OwnInvitation) => Promise<unknown>;
  readonly onDecline: (invitation: OwnInvitation) => Promise<unknown>;
}

function Accept({ invitation, onAccept }: { readonly invitation: OwnInvitation } & Pick<OwnInvitationsProps, "onAccept">) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  async function accept() {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      await onAccept(invitation);
    } catch (error) {
      const { title, detail, action } = toProblem(error);
      setProblem(`${title}. ${sentence(detail)} ${sentence(action)}`);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button kind="primary" aria-disabled={isBusy} onClick={() => void accept()}>
        {isBusy ? "Accepting\u2026" : "Accept"}
        <span className="visually-hidden"> the invitation to {invitation.organisationName}</span>
      </Button>
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
    </>
  );
}

export function OwnInvitations({ invitations, onAccept, onDecline }: OwnInvitationsProps) {
  const [declining, setDeclining] = useState<OwnInvitation>();
  return (
    <Panel title="Invitations to you" flush>
      <ul className={styles.lines}>
        {invitations.map((invitation) => (
          <li key={invitation.invitationId} className={styles.line}>
            <div className={styles.lineWords}>
              <h3>{invitation.organisationName}</h3>
              <p className="muted">
                {invitation.invitedByName ?? "A member who is gone by now"} invites you as {listWords(invitation.roles)}. The invitation ends <RelativeTime value={invitation.expiresAt} />.
              </p>
            </div>
            <div className={styles.lineActions}>
              <Accept invitation={invitation} onAccept={onAccept} />
              <Button onClick={() => setDeclining(invitation)}>
                Decline<span className="visually-hidden"> the invitation to {invitation.organisationName}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {declining && (
        <ConfirmDialog
          title="Decline the invitation"
          label="Decline"
          busyLabel={"Declining\u2026"}
          onConfirm={() => onDecline(declining)}
          onClose={() => setDeclining(undefined)}
          inWords={organisationWords}
        >
          <p>The invitation to {declining.organisationName} will be gone. You can be invited again.</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
