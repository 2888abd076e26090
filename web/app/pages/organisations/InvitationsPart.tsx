/** Who is invited and has not answered yet. */
import { useState } from "react";
import { type Invitation, useAccessPolicyQuery, useInvitationsQuery, useInviteMutation, useWithdrawInvitationMutation } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { useToast } from "../../components/Toast.tsx";
import { InvitationsPanel } from "./InvitationsPanel.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import type { PartProps } from "./parts.ts";
import { useDangerousAct } from "./useDangerousAct.tsx";
import { organisationWords } from "./words.tsx";

export function InvitationsPart({ organisation: { organisationId, actions } }: PartProps) {
  const { data, error, refetch } = useInvitationsQuery(organisationId, { refetchOnMountOrArgChange: true });
  const { data: policy } = useAccessPolicyQuery();
  const [invite] = useInviteMutation();
  const [withdraw] = useWithdrawInvitationMutation();
  const [isInviting, setInviting] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Invitation>();
  const toast = useToast();
  const dangerous = useDangerousAct();
  return (
    <>
      <InvitationsPanel
        invitations={data?.invitations}
        error={error}
        onRetry={() => void refetch()}
        canChange={actions.includes("invitations.change")}
        onInvite={() => setInviting(true)}
        onWithdraw={setWithdrawing}
        onSendAnew={async ({ email, roles }) => {
          await dangerous(() => invite({ organisationId, emails: [email], roles }).unwrap());
          toast({ words: `Another mail to ${email} is on its way. The invitation of before counts no more.` });
        }}
      />
      {isInviting && (
        <InviteDialog
          open={data?.invitations ?? []}
          policy={policy}
          makesOwners={actions.includes("owners.change")}
          onInvite={async (request) => {
            const { invitations } = await dangerous(() => invite({ organisationId, ...request }).unwrap());
            toast({ words: `${countOf(invitations.length, "invitation")} ${invitations.length === 1 ? "is" : "are"} on the way.` });
          }}
          onClose={() => setInviting(false)}
        />
      )}
      {withdrawing && (
        <ConfirmDialog
          title="Withdraw the invitation"
          label="Withdraw"
          busyLabel={"Withdrawing\u2026"}
          inWords={organisationWords}
          onConfirm={async () => {
            await withdraw({ organisationId, invitationId: withdrawing.invitationId }).unwrap();
            toast({ words: `The invitation to ${withdrawing.email} is withdrawn.` });
          }}
          onClose={() => setWithdrawing(undefined)}
        >
          <p>{withdrawing.email} cannot join by it any more. The mail that was sent stays where it is, and opens nothing.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
