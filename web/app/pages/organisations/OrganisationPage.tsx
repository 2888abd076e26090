/** One organisation: its members, invitations, teams, API keys, ledger accounts, payments, nodes, roles, usage, audit log and settings, each part at an address of its own. */
import { type ComponentType, useEffect, useState } from "react";
import { Link, Navigate, useParams } from "react-router";
import { toProblem, useAccessPolicyQuery, useOrganisationQuery } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { ButtonLink } from "../../components/Button.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { Toasts } from "../../components/Toast.tsx";
import { usePageTitle } from "../../page.ts";
import { SignedIn } from "../identity/SignedIn.tsx";
import { NotFoundPage } from "../NotFoundPage.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { ApiKeysPart } from "./ApiKeysPart.tsx";
import { AuditPart } from "./AuditPart.tsx";
import { InvitationsPart } from "./InvitationsPart.tsx";
import { LedgerAccountsPart } from "./LedgerAccountsPart.tsx";
import { MembersPart } from "./MembersPart.tsx";
import { NodesPart } from "./nodes/NodesPart.tsx";
import styles from "./organisations.module.css";
import { PaymentsPart } from "./payments/PaymentsPart.tsx";
import { firstPart, type Part, type PartId, type PartProps, partOf, partPath, rememberedPart, rememberPart, visibleParts } from "./parts.ts";
import { ownRolesWords } from "./roles.ts";
import { RolesPart } from "./RolesPart.tsx";
import { SettingsPart } from "./SettingsPart.tsx";
import { TeamsPart } from "./TeamsPart.tsx";
import { UsagePart } from "./UsagePart.tsx";
import { DangerousActs } from "./useDangerousAct.tsx";
import { NotAllowed } from "./words.tsx";

const CONTENT: Readonly<Record<PartId, ComponentType<PartProps>>> = {
  members: MembersPart,
  invitations: InvitationsPart,
  teams: TeamsPart,
  "api-keys": ApiKeysPart,
  "ledger-accounts": LedgerAccountsPart,
  payments: PaymentsPart,
  nodes: NodesPart,
  roles: RolesPart,
  usage: UsagePart,
  audit: AuditPart,
  settings: SettingsPart,
};

/** Whether there is no such organisation or the reader does not belong to it: the node answers the same, and so does the page. */
export function NoSuchOrganisation() {
  usePageTitle("Not found");
  return (
    <>
      <PageHead title="Nothing is here" />
      <Panel title="Where to go" flush>
        <Notice title="There is no such organisation, or you do not belong to it" icon="search" action={<ButtonLink to="/organisations">Your organisations</ButtonLink>}>
          Whoever gave you this address can invite you. Then it is among your organisations.
        </Notice>
      </Panel>
    </>
  );
}

export function OrganisationHead({ organisation: { organisationId, name, members, roles, actions }, current }: PartProps & { readonly current: PartId }) {
  return (
    <div className={styles.head}>
      <PageHead title={name} above={<Link to="/organisations">Organisations</Link>}>
        {countOf(members, "member")}. {ownRolesWords(roles)}.
      </PageHead>
      <Tabs label="Parts of the organisation" tabs={visibleParts(actions).map((part) => ({ id: part.id, name: part.name, to: partPath(organisationId, part.id) }))} current={current} />
    </div>
  );
}

function PartContent({ organisation, part }: PartProps & { readonly part: Part }) {
  const { data: policy } = useAccessPolicyQuery();
  const Content = CONTENT[part.id];
  if (part.action !== undefined && !organisation.actions.includes(part.action)) return <NotAllowed what={part.name} action={part.action} policy={policy} />;
  return <Content organisation={organisation} />;
}

function OrganisationPlace({ organisationId, asked }: { readonly organisationId: string; readonly asked: string | undefined }) {
  // Whoever was removed meanwhile is told so, and does not read what was kept here.
  const { currentData, error, refetch } = useOrganisationQuery(organisationId, { refetchOnMountOrArgChange: true, refetchOnFocus: true });
  const [remembered] = useState(rememberedPart);
  const part = partOf(asked);
  const id = part?.id;
  useEffect(() => {
    if (id !== undefined) rememberPart(id);
  }, [id]);
  const isGone = error !== undefined && toProblem(error).code === "not_found";
  usePageTitle(isGone ? "Not found" : currentData === undefined ? "Organisation" : `${currentData.name}${part === undefined ? "" : `, ${part.name.toLowerCase()}`}`);
  if (isGone) return <NoSuchOrganisation />;
  if (!currentData) {
    return (
      <>
        <PageHead title="Organisation" />
        {error === undefined ? <Skeleton rows={8} label="the organisation" /> : <LoadProblem error={error} onRetry={() => void refetch()} label="the organisation" />}
      </>
    );
  }
  if (part === undefined) return <Navigate to={partPath(organisationId, firstPart(currentData.actions, remembered))} replace />;
  return (
    <>
      <OrganisationHead organisation={currentData} current={part.id} />
      <PartContent organisation={currentData} part={part} />
    </>
  );
}

export function OrganisationPage() {
  const { organisationId = "", part } = useParams();
  if (part !== undefined && partOf(part) === undefined) return <NotFoundPage />;
  return (
    <SignedIn title="Organisation">
      <DangerousActs>
        <Toasts>
          <OrganisationPlace key={organisationId} organisationId={organisationId} asked={part} />
        </Toasts>
      </DangerousActs>
    </SignedIn>
  );
}
