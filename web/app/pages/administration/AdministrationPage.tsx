/** The administration of the portal: all users, which organisations there are, and who administers it. For administrators; others find nothing here. */
import { useState } from "react";
import { Link, Navigate, useParams } from "react-router";
import { type ListedUser, type UserChangeKind, useAdministratorsQuery, useAllOrganisationsQuery, useChangeUsersMutation, useSessionQuery, useUserQuery, useUsersQuery } from "@aurigraph/api";
import { Skeleton } from "../../components/Notice.tsx";
import { useListAddress } from "../../components/Paging.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { Toasts, useToast } from "../../components/Toast.tsx";
import { usePageTitle } from "../../page.ts";
import { SignedIn } from "../identity/SignedIn.tsx";
import styles from "../organisations/organisations.module.css";
import { DangerousActs, useDangerousAct } from "../organisations/useDangerousAct.tsx";
import { AdministratorsPanel } from "./AdministratorsPanel.tsx";
import { AllOrganisationsPanel } from "./AllOrganisationsPanel.tsx";
import { doneWords, organisationsQuery, usersQuery } from "./lists.ts";
import { UserDialog } from "./UserDialog.tsx";
import { UserRecord } from "./UserRecord.tsx";
import { UsersPanel } from "./UsersPanel.tsx";
import { AdministrationProblem, NoAdministrator } from "./words.tsx";

const PARTS = [
  { id: "users", name: "Users", to: "/administration/users" },
  { id: "organisations", name: "Organisations", to: "/administration/organisations" },
  { id: "administrators", name: "Administrators", to: "/administration/administrators" },
] as const;

const ALWAYS_NEW = { refetchOnMountOrArgChange: true, refetchOnFocus: true } as const;

/** Changes users, confirmed by whoever does it, and says what came of it. */
function useUserChange() {
  const [send] = useChangeUsersMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  return async (change: UserChangeKind, users: readonly Pick<ListedUser, "userId">[]) => {
    const userIds = users.map(({ userId }) => userId);
    const { changed } = await dangerous(() => send({ change, userIds }).unwrap());
    toast({ words: doneWords(change, userIds.length, changed) });
  };
}

function UsersPart() {
  const address = useListAddress();
  const { data, currentData, error, refetch } = useUsersQuery(usersQuery(address), ALWAYS_NEW);
  const [selected, setSelected] = useState<ReadonlyMap<string, ListedUser>>(new Map());
  const [open, setOpen] = useState<UserChangeKind>();
  const change = useUserChange();
  return (
    <>
      <UsersPanel list={data} busy={currentData === undefined} error={error} onRetry={() => void refetch()} selected={selected} onSelect={setSelected} onBulk={setOpen} />
      {open !== undefined && (
        <UserDialog
          users={[...selected.values()]}
          change={open}
          onChange={async () => {
            await change(open, [...selected.values()]);
            setSelected(new Map());
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

function OneUser({ userId }: { readonly userId: string }) {
  const { currentData, error, refetch } = useUserQuery(userId, ALWAYS_NEW);
  const [open, setOpen] = useState<UserChangeKind>();
  const change = useUserChange();
  usePageTitle(currentData === undefined ? "User" : currentData.user.name);
  if (currentData === undefined) {
    const label = "the user";
    return (
      <>
        <PageHead title="User" above={<Link to="/administration/users">Users</Link>} />
        <Panel title="User" titleShown={false} flush>
          {error === undefined ? <Skeleton rows={8} label={label} /> : <AdministrationProblem error={error} onRetry={() => void refetch()} label={label} />}
        </Panel>
      </>
    );
  }
  return (
    <>
      <UserRecord detail={currentData} onChange={setOpen} />
      {open !== undefined && <UserDialog users={[currentData.user]} change={open} onChange={() => change(open, [currentData.user])} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function OrganisationsPart() {
  const { data, currentData, error, refetch } = useAllOrganisationsQuery(organisationsQuery(useListAddress()), ALWAYS_NEW);
  return <AllOrganisationsPanel list={data} busy={currentData === undefined} error={error} onRetry={() => void refetch()} />;
}

function AdministratorsPart() {
  const { data, error, refetch } = useAdministratorsQuery(undefined, ALWAYS_NEW);
  return <AdministratorsPanel list={data} error={error} onRetry={() => void refetch()} />;
}

const CONTENT = { users: UsersPart, organisations: OrganisationsPart, administrators: AdministratorsPart } as const;

function AdministrationPlace({ asked, userId }: { readonly asked: string | undefined; readonly userId: string | undefined }) {
  const { data: state } = useSessionQuery();
  const part = PARTS.find(({ id }) => id === asked);
  usePageTitle(part === undefined ? "Administration" : `Administration, ${part.name.toLowerCase()}`);
  if (state?.kind !== "signedIn" || !state.session.user.isAdministrator || (asked !== undefined && part === undefined)) {
    return (
      <>
        <PageHead title="Nothing is here" />
        <NoAdministrator />
      </>
    );
  }
  if (part === undefined) return <Navigate to={PARTS[0].to} replace />;
  if (userId !== undefined) return part.id === "users" ? <OneUser key={userId} userId={userId} /> : <NoAdministrator />;
  const Content = CONTENT[part.id];
  return (
    <>
      <div className={styles.head}>
        <PageHead title="Administration">All users of this portal, and which organisations there are.</PageHead>
        <Tabs label="Parts of the administration" tabs={PARTS} current={part.id} />
      </div>
      <Content key={part.id} />
    </>
  );
}

export function AdministrationPage() {
  const { part, userId } = useParams();
  return (
    <SignedIn title="Administration">
      <DangerousActs>
        <Toasts>
          <AdministrationPlace asked={part} userId={userId} />
        </Toasts>
      </DangerousActs>
    </SignedIn>
  );
}
