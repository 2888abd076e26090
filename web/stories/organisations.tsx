/** Organisations: every part and every dialog, with names that are as long as they come and with nothing at all. */
import { type ReactNode, useState } from "react";
import type { AccessPolicy, ApiKey, Invitation, Member, Organisation, AuditEvent, OwnInvitation, Role, Team } from "@aurigraph/api";
import { Button } from "../app/components/Button.tsx";
import { Tabs } from "../app/components/Tabs.tsx";
import { Toast } from "../app/components/Toast.tsx";
import { ApiKeyDialog } from "../app/pages/organisations/ApiKeyDialog.tsx";
import { ApiKeysPanel, NewKey } from "../app/pages/organisations/ApiKeysPanel.tsx";
import { AuditPanel } from "../app/pages/organisations/AuditPanel.tsx";
import { AuditLine } from "../app/pages/organisations/AuditLine.tsx";
import { BulkDialog, BulkResults } from "../app/pages/organisations/BulkDialog.tsx";
import { CreateOrganisation } from "../app/pages/organisations/CreateOrganisation.tsx";
import { InvitationsPanel } from "../app/pages/organisations/InvitationsPanel.tsx";
import { InviteDialog } from "../app/pages/organisations/InviteDialog.tsx";
import { RemoveMember, RolesDialog } from "../app/pages/organisations/MemberDialogs.tsx";
import { MembersPanel } from "../app/pages/organisations/MembersPanel.tsx";
import { NoSuchOrganisation, OrganisationHead } from "../app/pages/organisations/OrganisationPage.tsx";
import { OrganisationCards } from "../app/pages/organisations/OrganisationsPage.tsx";
import { OwnInvitations } from "../app/pages/organisations/OwnInvitations.tsx";
import { ROLES } from "../app/pages/organisations/roles.ts";
import { RolesPanels } from "../app/pages/organisations/RolesPart.tsx";
import { DeleteOrganisation, SettingsPanels } from "../app/pages/organisations/SettingsPart.tsx";
import { TeamDialog } from "../app/pages/organisations/TeamDialog.tsx";
import { TeamsPanel } from "../app/pages/organisations/TeamsPanel.tsx";
import { NotAllowed } from "../app/pages/organisations/words.tsx";
import { nothing, refusal } from "./identity.tsx";
import styles from "./stories.module.css";
import { EXAMPLE_TIME, exampleHash, type Story } from "./story.ts";

const LONG = "A name with as many characters as a name can have, which is one hundred of them and not one more, yes";
const LONG_WORD = "Anorganisationwithoutablankinitsnamebecausenobodytoldthemthatblankswereallowedinnamesoforganisations";
const EVERYBODY = ["organisation.read", "organisation.leave", "members.read", "teams.read"];
const OWNER = [...EVERYBODY, "organisation.change", "organisation.delete", "members.change", "owners.change", "invitations.read", "invitations.change", "teams.change", "api_keys.read", "api_keys.change", "audit.read", "audit.export", "usage.read"];
const ADMIN = OWNER.filter((action) => !["organisation.delete", "owners.change", "audit.export"].includes(action));
const AUDITOR = [...EVERYBODY, "invitations.read", "api_keys.read", "audit.read", "audit.export", "usage.read"];

const POLICY: AccessPolicy = {
  roles: ROLES.map((role) => ({ role, actions: role === "owner" ? OWNER : role === "admin" ? ADMIN : role === "auditor" ? AUDITOR : role === "operator" ? [...EVERYBODY, "api_keys.read"] : EVERYBODY })),
  policy: '// Who may do what in an organisation. What no rule allows is refused.\n\n@id("every member sees who is there")\npermit (\n    principal,\n    action in [Action::"organisation.read", Action::"members.read"],\n    resource\n) when { principal.organisation == resource };\n',
};

function organisation(organisationId: string, name: string, roles: readonly Role[], members: number): Organisation {
  return { organisationId, name, createdAt: EXAMPLE_TIME, members, roles, actions: roles.includes("owner") ? OWNER : EVERYBODY };
}

const NORDWIND = organisation("o1", "Nordwind GmbH", ["owner"], 4);

function member(userId: string, name: string, roles: readonly Role[], rest: Partial<Member> = {}): Member {
  return { userId, name, email: `${userId}@example.org`, roles, teamRoles: [], providerRoles: [], teams: [], joinedAt: EXAMPLE_TIME, lastSignInAt: EXAMPLE_TIME, isSelf: false, ...rest };
}

const DESK = { teamId: "t1", name: "Settlement desk" };
const MEMBERS: readonly Member[] = [
  member("ada", "Ada Example", ["owner"], { isSelf: true }),
  member("grace", "Grace Example", ["viewer"], { teamRoles: ["operator", "treasurer"], providerRoles: ["analyst", "viewer"], teams: [DESK], lastSignInAt: null }),
  member("everything", LONG, ROLES, { email: "a.person.whose.address.is.as.long.as.they.come@department.of.a.large.organisation.example.org", teams: [DESK, { teamId: "t2", name: LONG }] }),
  member("joan", LONG_WORD, ["admin", "auditor"]),
];
const LIST = { members: MEMBERS, total: 4, nextCursor: null };

const INVITATIONS: readonly Invitation[] = [
  { invitationId: "i1", email: "joan@example.org", roles: ["viewer"], invitedBy: "ada", invitedByName: "Ada Example", createdAt: EXAMPLE_TIME, expiresAt: EXAMPLE_TIME, isExpired: true },
  { invitationId: "i2", email: "a.person.whose.address.is.as.long.as.they.come@department.of.a.large.organisation.example.org", roles: ROLES, invitedBy: "x", invitedByName: null, createdAt: EXAMPLE_TIME, expiresAt: "2036-01-15T10:30:00.000Z", isExpired: false },
];

const OWN: readonly OwnInvitation[] = [
  { invitationId: "i1", organisationId: "o1", organisationName: "Nordwind GmbH", roles: ["viewer", "auditor"], invitedByName: "Ada Example", expiresAt: EXAMPLE_TIME },
  { invitationId: "i2", organisationId: "o2", organisationName: LONG_WORD, roles: ROLES, invitedByName: null, expiresAt: EXAMPLE_TIME },
];

const TEAMS: readonly Team[] = [
  { ...DESK, roles: ["operator", "treasurer"], members: ["grace", "everything", "joan", "unknown"], createdAt: EXAMPLE_TIME },
  { teamId: "t2", name: LONG_WORD, roles: [], members: [], createdAt: EXAMPLE_TIME },
];

function apiKey(keyId: string, name: string, expiresAt: string, rest: Partial<ApiKey> = {}): ApiKey {
  return { keyId, name, roles: ["operator"], createdBy: "ada", createdByName: "Ada Example", createdAt: EXAMPLE_TIME, expiresAt, isExpired: false, lastUsedAt: EXAMPLE_TIME, lastUsedAddress: "192.0.2.7", ...rest };
}

const KEYS: readonly ApiKey[] = [
  apiKey("k1", "Settlement robot", "2036-01-15T10:30:00.000Z"),
  apiKey("k2", LONG, EXAMPLE_TIME, { isExpired: true, roles: ROLES.slice(1), lastUsedAddress: "2001:db8:85a3:8d3:1319:8a2e:370:7348" }),
  apiKey("k3", "Ends soon", new Date(Date.now() + 3 * 86_400_000).toISOString(), { lastUsedAt: null, lastUsedAddress: null, createdByName: null }),
];

function event(sequence: number, action: string, rest: Partial<AuditEvent> = {}): AuditEvent {
  return {
    sequence,
    at: EXAMPLE_TIME,
    action,
    outcome: "succeeded",
    actor: "ada",
    actorName: "Ada Example",
    subject: null,
    subjectName: null,
    networkAddress: "192.0.2.7",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    detail: null,
    before: {},
    after: {},
    hash: exampleHash("5c"),
    ...rest,
  };
}

const CHANGED = event(44, "member.roles_changed", { subject: "grace", subjectName: "Grace Example", before: { roles: "admin, viewer" }, after: { roles: "viewer, auditor" } });
const RENAMED = event(43, "organisation.renamed", { before: { name: LONG_WORD }, after: { name: LONG } });
const EVENTS: readonly AuditEvent[] = [
  event(51, "access.refused", { outcome: "refused", actor: "grace", actorName: "Grace Example", detail: "audit.read" }),
  CHANGED,
  RENAMED,
  event(40, "api_key.created", { subject: "k1", subjectName: "Settlement robot", actorName: LONG, after: { name: "Settlement robot", roles: "operator", expiresAt: EXAMPLE_TIME } }),
  event(38, "member.left", { actor: "x", actorName: null, networkAddress: "", userAgent: "" }),
  event(37, "something.new"),
];

function Opened({ label = "Open the dialog", children }: { readonly label?: string; readonly children: (close: () => void) => ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {isOpen && children(() => setOpen(false))}
    </>
  );
}

function Members({ isChosen = false, actions = OWNER }: { readonly isChosen?: boolean; readonly actions?: readonly string[] }) {
  const [selected, setSelected] = useState<ReadonlyMap<string, Member>>(new Map(isChosen ? MEMBERS.slice(1, 3).map((each) => [each.userId, each]) : []));
  return (
    <MembersPanel list={LIST} teams={TEAMS} canChange={actions.includes("members.change")} makesOwners={actions.includes("owners.change")} selected={selected} onSelect={setSelected} onRoles={nothing} onRemove={nothing} onBulk={nothing} />
  );
}

const NOBODY: ReadonlyMap<string, Member> = new Map();
const LAST_OWNER = refusal(409, "last_owner", "Last owner", "an organisation has at least one owner, and this is the last one");
const MADE = { apiKey: apiKey("k1", "Settlement robot", EXAMPLE_TIME), secret: `agk_${"example".repeat(6)}` };
const RESULTS = [
  { userId: "grace", outcome: "changed", code: null, detail: null },
  { userId: "everything", outcome: "unchanged", code: null, detail: null },
  { userId: "ada", outcome: "refused", code: "last_owner", detail: "an organisation has at least one owner" },
  { userId: "joan", outcome: "refused", code: "not_allowed", detail: "only an owner makes owners, or makes them something else" },
] as const;
const ACTORS = MEMBERS.map(({ userId, name }) => [userId, name] as const);
const teamProps = { members: MEMBERS, isWhole: true, onSearch: nothing, policy: POLICY, onSave: nothing };

export const organisations: readonly Story[] = [
  { name: "Own organisations", render: () => <OrganisationCards organisations={[NORDWIND, organisation("o2", LONG, ["viewer"], 1), organisation("o3", LONG_WORD, ROLES, 12_345)]} onCreate={nothing} /> },
  { name: "Own organisations, none", render: () => <OrganisationCards organisations={[]} onCreate={nothing} /> },
  { name: "Own organisations, failed", render: () => <OrganisationCards organisations={undefined} error={{ status: "FETCH_ERROR" }} onRetry={nothing} onCreate={nothing} /> },
  { name: "Invitations to oneself", render: () => <OwnInvitations invitations={OWN} onAccept={nothing} onDecline={nothing} /> },
  { name: "New organisation", render: () => <Opened>{(close) => <CreateOrganisation onName={nothing} onClose={close} />}</Opened> },
  {
    name: "Head of an organisation",
    render: () => (
      <>
        <OrganisationHead organisation={NORDWIND} current="members" />
        <OrganisationHead organisation={organisation("o3", LONG_WORD, ROLES, 12_345)} current="audit" />
        <OrganisationHead organisation={organisation("o2", LONG, ["viewer"], 1)} current="roles" />
      </>
    ),
  },
  { name: "Tabs", render: () => <Tabs label="Example" tabs={["One", "Two", "Three"].map((name) => ({ id: name, name, to: `/${name}` }))} current="Two" /> },
  { name: "Organisation, not there", render: () => <NoSuchOrganisation /> },
  { name: "Part that is not for these roles", render: () => <NotAllowed what="Audit" action="audit.read" policy={POLICY} /> },
  { name: "Members", render: () => <Members /> },
  { name: "Members, selected", render: () => <Members isChosen /> },
  { name: "Members, for a viewer", render: () => <Members actions={EVERYBODY} /> },
  { name: "Members, none match", render: () => <MembersPanel list={{ members: [], total: 0, nextCursor: null }} teams={[]} canChange makesOwners selected={NOBODY} onSelect={nothing} onRoles={nothing} onRemove={nothing} onBulk={nothing} /> },
  {
    name: "Dialogs of members",
    render: () => (
      <div className={styles.row}>
        <Opened label="Roles">{(close) => <RolesDialog member={member("grace", "Grace Example", ["viewer"], { teamRoles: ["operator"] })} policy={POLICY} makesOwners onRoles={nothing} onClose={close} />}</Opened>
        <Opened label="Roles, refused">{(close) => <RolesDialog member={member("ada", "Ada Example", ["owner"], { isSelf: true })} policy={POLICY} makesOwners onRoles={nothing} onClose={close} start={{ values: { roles: "viewer" }, refusal: LAST_OWNER }} />}</Opened>
        <Opened label="Remove">{(close) => <RemoveMember member={member("everything", LONG_WORD, ROLES)} onRemove={nothing} onClose={close} />}</Opened>
        <Opened label="Give roles">{(close) => <BulkDialog members={MEMBERS} kind="add" policy={POLICY} makesOwners onSend={() => Promise.resolve({ results: RESULTS })} onDone={nothing} onClose={close} />}</Opened>
        <Opened label="Remove several">{(close) => <BulkDialog members={MEMBERS} kind="remove" policy={POLICY} makesOwners onSend={() => Promise.resolve({ results: RESULTS })} onDone={nothing} onClose={close} />}</Opened>
      </div>
    ),
  },
  { name: "What came of a change of several", render: () => <BulkResults members={MEMBERS} results={RESULTS} /> },
  { name: "Open invitations", render: () => <InvitationsPanel invitations={INVITATIONS} canChange onInvite={nothing} onWithdraw={nothing} onSendAnew={nothing} /> },
  { name: "Open invitations, none", render: () => <InvitationsPanel invitations={[]} canChange onInvite={nothing} onWithdraw={nothing} onSendAnew={nothing} /> },
  {
    name: "Dialog of invitations",
    render: () => <Opened>{(close) => <InviteDialog open={INVITATIONS} policy={POLICY} makesOwners={false} onInvite={nothing} onClose={close} start={{ values: { emails: "grace@example.org, joan@example.org\nnot an address" } }} />}</Opened>,
  },
  { name: "Teams", render: () => <TeamsPanel teams={TEAMS} members={MEMBERS} canChange onCreate={nothing} onChange={nothing} onDelete={nothing} /> },
  { name: "Teams, none", render: () => <TeamsPanel teams={[]} members={[]} canChange={false} onCreate={nothing} onChange={nothing} onDelete={nothing} /> },
  {
    name: "Dialogs of teams",
    render: () => (
      <div className={styles.row}>
        <Opened label="New">{(close) => <TeamDialog {...teamProps} onClose={close} />}</Opened>
        <Opened label="Change">{(close) => <TeamDialog {...teamProps} isWhole={false} team={TEAMS[0] as Team} onClose={close} />}</Opened>
      </div>
    ),
  },
  { name: "API keys", render: () => <ApiKeysPanel keys={KEYS} canChange onCreate={nothing} onRevoke={nothing} /> },
  { name: "API keys, none", render: () => <ApiKeysPanel keys={[]} canChange onCreate={nothing} onRevoke={nothing} /> },
  { name: "API key, new", render: () => <NewKey made={MADE} origin={location.origin} organisationId="o1" onDone={nothing} takesFocus={false} /> },
  { name: "Dialog of API keys", render: () => <Opened>{(close) => <ApiKeyDialog policy={POLICY} onCreate={nothing} onClose={close} />}</Opened> },
  { name: "Roles", render: () => <RolesPanels policy={POLICY} /> },
  { name: "Audit log", render: () => <AuditPanel events={EVENTS} nextCursor={null} actors={ACTORS} onExport={nothing} /> },
  { name: "Audit log, no lines", render: () => <AuditPanel events={[]} nextCursor={null} actors={[]} /> },
  {
    name: "Lines of the audit log, open",
    render: () => (
      <ol>
        <AuditLine event={CHANGED} actors={ACTORS} onFilter={nothing} isOpen />
        <AuditLine event={RENAMED} actors={ACTORS} onFilter={nothing} isOpen />
      </ol>
    ),
  },
  { name: "Settings of an organisation", render: () => <SettingsPanels organisation={NORDWIND} onRename={nothing} onLeave={nothing} onDelete={nothing} /> },
  { name: "Settings of an organisation, for a viewer", render: () => <SettingsPanels organisation={organisation("o1", "Nordwind GmbH", ["viewer"], 4)} onRename={nothing} onLeave={nothing} onDelete={nothing} /> },
  {
    name: "Deletion of an organisation",
    render: () => (
      <div className={styles.row}>
        <Opened>{(close) => <DeleteOrganisation organisation={NORDWIND} onDelete={nothing} onClose={close} />}</Opened>
        <Opened label="Open it, to be corrected">{(close) => <DeleteOrganisation organisation={{ ...NORDWIND, name: LONG_WORD }} onDelete={nothing} onClose={close} start={{ values: { name: "Nordwind" }, problems: { name: "Type the name exactly as it stands above." } }} />}</Opened>
      </div>
    ),
  },
  {
    name: "Message of what was done",
    render: () => (
      <>
        <Toast content={{ words: "Grace Example is admin and viewer now.", undo: nothing }} onClose={nothing} isStill />
        <Toast content={{ words: `${LONG_WORD} is removed.` }} onClose={nothing} isStill />
      </>
    ),
  },
];
