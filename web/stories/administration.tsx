/** The administration of a portal: lists with names as long as they come, with nothing in them, and refused. */
import { type ReactNode, useState } from "react";
import type { AdministeredUser, Administrator, ListedOrganisation, ListedUser } from "@aurigraph/api";
import { Button } from "../app/components/Button.tsx";
import { AdministratorsPanel } from "../app/pages/administration/AdministratorsPanel.tsx";
import { AllOrganisationsPanel } from "../app/pages/administration/AllOrganisationsPanel.tsx";
import { UserDialog } from "../app/pages/administration/UserDialog.tsx";
import { UserRecord } from "../app/pages/administration/UserRecord.tsx";
import { UsersPanel } from "../app/pages/administration/UsersPanel.tsx";
import { NoAdministrator } from "../app/pages/administration/words.tsx";
import { nothing } from "./identity.tsx";
import styles from "./stories.module.css";
import { EXAMPLE_TIME, type Story } from "./story.ts";

const LONG = "A name with as many characters as a name can have, which is one hundred of them and not one more, yes";
const LONG_WORD = "Anorganisationwithoutablankinitsnamebecausenobodytoldthemthatblankswereallowedinnamesoforganisations";
const LONG_EMAIL = "a.person.whose.address.is.as.long.as.they.come@department.of.a.large.organisation.example.org";

function user(number: number, name: string, email: string, rest: Partial<ListedUser> = {}): ListedUser {
  const userId = `usr_${number.toString(16).padStart(32, "0")}`;
  return { userId, name, email, createdAt: EXAMPLE_TIME, lastSignedInAt: EXAMPLE_TIME, state: "active", disabledBy: [], hasSecondFactor: true, organisations: 1, isAdministrator: false, isSelf: false, ...rest };
}

const ADA = user(1, "Ada Lindqvist", "ada.lindqvist@nordwind.example", { isSelf: true, isAdministrator: true, organisations: 2 });
const GRACE = user(3, "Grace Okonkwo", "grace.okonkwo@harbour.example", { state: "disabled", disabledBy: ["administrator"], hasSecondFactor: false });
const PEOPLE: readonly ListedUser[] = [
  ADA,
  user(2, "Mateo Fuentes", "mateo.fuentes@nordwind.example", { isAdministrator: true, hasSecondFactor: false }),
  GRACE,
  user(4, "Ingrid Sørensen", "ingrid.sorensen@meridian.example", { state: "managed", organisations: 1 }),
  user(5, "Tomás Ribeiro", "tomas.ribeiro@meridian.example", { state: "disabled", disabledBy: ["administrator", "directory"] }),
  user(6, "Yuki Tanaka", "yuki.tanaka@castell.example", { hasSecondFactor: false, lastSignedInAt: null, organisations: 0 }),
  user(7, LONG, LONG_EMAIL, { organisations: 50 }),
  user(8, LONG_WORD, "joan.clarke@harbour.example"),
];

const DETAIL: AdministeredUser = {
  user: GRACE,
  organisations: [
    { organisationId: "o1", name: "Harbour Trust", roles: ["owner", "treasurer"] },
    { organisationId: "o2", name: LONG_WORD, roles: ["viewer"] },
  ],
  sessions: 0,
  activity: [
    { sequence: 812, at: EXAMPLE_TIME, action: "user.disabled", outcome: "succeeded", detail: "by an administrator of the portal" },
    { sequence: 640, at: EXAMPLE_TIME, action: "session.signed_in", outcome: "refused", detail: null },
    { sequence: 611, at: EXAMPLE_TIME, action: "session.signed_in", outcome: "succeeded", detail: "passkey" },
    { sequence: 75, at: EXAMPLE_TIME, action: "user.signed_up", outcome: "succeeded", detail: null },
  ],
};

function organisation(number: number, name: string, members: number, rest: Partial<ListedOrganisation> = {}): ListedOrganisation {
  return { organisationId: `org_${number}`, name, createdAt: EXAMPLE_TIME, members, owners: 1, nodes: 0, lastActivityAt: EXAMPLE_TIME, ...rest };
}

const ORGANISATIONS: readonly ListedOrganisation[] = [
  organisation(1, "Nordwind GmbH", 41, { owners: 3, nodes: 2 }),
  organisation(2, "Harbour Trust", 6),
  organisation(3, LONG_WORD, 9_874, { owners: 12, nodes: 31 }),
  organisation(4, LONG, 1, { lastActivityAt: null }),
];

function administrator({ userId, email, name, isSelf, hasSecondFactor }: ListedUser, rest: Partial<Administrator> = {}): Administrator {
  return { userId, email, name, isSelf, hasSecondFactor, grantedAt: EXAMPLE_TIME, lastSignedInAt: EXAMPLE_TIME, isDisabled: false, ...rest };
}

const NOBODY: ReadonlyMap<string, ListedUser> = new Map();
const NO_FACTOR = { status: 403, data: { title: "Second factor needed", status: 403, code: "second_factor_needed", detail: "an administrator needs a second factor, and you have none", action: "Add a passkey." } };

function Users({ chosen }: { readonly chosen: readonly ListedUser[] }) {
  const [selected, setSelected] = useState<ReadonlyMap<string, ListedUser>>(new Map(chosen.map((each) => [each.userId, each])));
  return <UsersPanel list={{ users: PEOPLE, nextCursor: "next" }} selected={selected} onSelect={setSelected} onBulk={nothing} />;
}

function Opened({ label, children }: { readonly label: string; readonly children: (close: () => void) => ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {isOpen && children(() => setOpen(false))}
    </>
  );
}

export const administration: readonly Story[] = [
  { name: "All users", render: () => <Users chosen={[]} /> },
  { name: "All users, selected", render: () => <Users chosen={PEOPLE.slice(1, 4)} /> },
  { name: "All users, none match", render: () => <UsersPanel list={{ users: [], nextCursor: null }} selected={NOBODY} onSelect={nothing} onBulk={nothing} /> },
  { name: "All users, a search that goes on", render: () => <UsersPanel list={{ users: [], nextCursor: "next" }} selected={NOBODY} onSelect={nothing} onBulk={nothing} /> },
  { name: "All users, without a second factor", render: () => <UsersPanel list={undefined} error={NO_FACTOR} selected={NOBODY} onSelect={nothing} onBulk={nothing} /> },
  { name: "All users, failed", render: () => <UsersPanel list={undefined} error={{ status: "FETCH_ERROR" }} onRetry={nothing} selected={NOBODY} onSelect={nothing} onBulk={nothing} /> },
  { name: "One user, disabled", render: () => <UserRecord detail={DETAIL} onChange={nothing} /> },
  { name: "One user, oneself", render: () => <UserRecord detail={{ user: ADA, organisations: [], sessions: 2, activity: [] }} onChange={nothing} /> },
  {
    name: "Dialogs of users",
    render: () => (
      <div className={styles.row}>
        {(["disable", "enable", "end_sessions"] as const).map((change) => (
          <Opened key={change} label={change}>
            {(close) => <UserDialog users={change === "enable" ? [GRACE] : PEOPLE.slice(1)} change={change} onChange={() => Promise.resolve()} onClose={close} />}
          </Opened>
        ))}
      </div>
    ),
  },
  { name: "All organisations", render: () => <AllOrganisationsPanel list={{ organisations: ORGANISATIONS, nextCursor: null }} /> },
  { name: "All organisations, none", render: () => <AllOrganisationsPanel list={{ organisations: [], nextCursor: null }} /> },
  { name: "Administrators", render: () => <AdministratorsPanel list={{ administrators: [administrator(ADA), administrator(PEOPLE[1] as ListedUser), administrator(GRACE, { isDisabled: true, lastSignedInAt: null }), administrator(PEOPLE[6] as ListedUser)] }} /> },
  { name: "Administration, for whoever is no administrator", render: () => <NoAdministrator /> },
];
