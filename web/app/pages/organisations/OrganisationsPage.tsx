/** The organisations of whoever is signed in, and invitations to further ones. The link of an invitation's mail leads here. */
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import {
  type Organisation,
  useAcceptInvitationMutation,
  useCreateOrganisationMutation,
  useDeclineInvitationMutation,
  useOrganisationsQuery,
  useOwnInvitationsQuery,
} from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { Toasts, useToast } from "../../components/Toast.tsx";
import { usePageTitle } from "../../page.ts";
import { SignedIn } from "../identity/SignedIn.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { CreateOrganisation } from "./CreateOrganisation.tsx";
import styles from "./organisations.module.css";
import { OwnInvitations } from "./OwnInvitations.tsx";
import { partPath } from "./parts.ts";
import { listWords, ownRolesWords } from "./roles.ts";

const TITLE = "Organisations";

interface OrganisationCardsProps {
  readonly organisations: readonly Organisation[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly onCreate: () => void;
}

export function OrganisationCards({ organisations, error, onRetry, onCreate }: OrganisationCardsProps) {
  if (organisations === undefined || organisations.length === 0) {
    return (
      <Panel title="Your organisations" flush>
        {organisations !== undefined ? (
          <Notice
            title="You belong to no organisation yet"
            icon="people"
            action={
              <Button kind="primary" onClick={onCreate}>
                Create an organisation
              </Button>
            }
          >
            <div className={styles.paragraphs}>
              <p>
                An organisation is for people who act together: a company, a team, an authority. Its members have roles that say what each of them may do, its programs have keys of their own, and its audit log keeps who did what.
              </p>
              <p>Create one and invite the others; or let an owner or an admin invite you, to the address with which you sign in.</p>
            </div>
          </Notice>
        ) : error === undefined ? (
          <Skeleton rows={4} label="the organisations" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the organisations" />
        )}
      </Panel>
    );
  }
  return (
    <ul className={styles.cards} aria-label="Your organisations">
      {organisations.map(({ organisationId, name, members, roles }) => (
        <li key={organisationId} className={styles.card}>
          <h2>
            <Link to={partPath(organisationId)} className={styles.cardLink}>
              {name}
            </Link>
          </h2>
          <p className="muted">{countOf(members, "member")}</p>
          <p>{ownRolesWords(roles)}</p>
        </li>
      ))}
    </ul>
  );
}

function Organisations() {
  // Whoever left or deleted one comes from there, and a mail may have come meanwhile.
  const fresh = { refetchOnMountOrArgChange: true, refetchOnFocus: true };
  const own = useOrganisationsQuery(undefined, fresh);
  const invited = useOwnInvitationsQuery(undefined, fresh);
  const [create] = useCreateOrganisationMutation();
  const [accept] = useAcceptInvitationMutation();
  const [decline] = useDeclineInvitationMutation();
  const [isCreating, setCreating] = useState(false);
  const navigate = useNavigate();
  const toast = useToast();
  const invitations = invited.data?.invitations ?? [];
  return (
    <>
      <PageHead
        title={TITLE}
        actions={
          own.data !== undefined &&
          own.data.organisations.length > 0 && (
            <Button onClick={() => setCreating(true)}>Create an organisation</Button>
          )
        }
      >
        Where you act together with others, and as what.
      </PageHead>
      {invitations.length > 0 && (
        <OwnInvitations
          invitations={invitations}
          onAccept={async ({ invitationId, organisationName, roles }) => {
            await accept(invitationId).unwrap();
            toast({ words: `You are a member of ${organisationName} now: ${listWords(roles)}.` });
          }}
          onDecline={async ({ invitationId, organisationName }) => {
            await decline(invitationId).unwrap();
            toast({ words: `The invitation to ${organisationName} is declined.` });
          }}
        />
      )}
      {invited.data === undefined && invited.error !== undefined && (
        <Panel title="Invitations to you" flush>
          <LoadProblem error={invited.error} onRetry={() => void invited.refetch()} label="the invitations" />
        </Panel>
      )}
      <OrganisationCards organisations={own.data?.organisations} error={own.error} onRetry={() => void own.refetch()} onCreate={() => setCreating(true)} />
      {isCreating && (
        <CreateOrganisation
          onName={async (name) => {
            const { organisationId } = await create(name).unwrap();
            void navigate(partPath(organisationId, "members"));
          }}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}

export function OrganisationsPage() {
  usePageTitle(TITLE);
  return (
    <SignedIn title={TITLE}>
      <Toasts>
        <Organisations />
      </Toasts>
    </SignedIn>
  );
}
