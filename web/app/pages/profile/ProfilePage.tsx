/** Whoever is signed in: who they are, their password, their sessions, what was done, and what is kept about them. */
import { useState } from "react";
import { Navigate } from "react-router";
import {
  useAskForEmailChangeMutation,
  useChangePasswordMutation,
  useDeleteUserMutation,
  useEndOtherSessionsMutation,
  useEndSessionMutation,
  useExportProfileMutation,
  useInfoQuery,
  useProfileQuery,
  useRenameMutation,
  useSessionQuery,
  useUserActivityInfiniteQuery,
  useUserSessionsQuery,
} from "@aurigraph/api";
import { ButtonLink } from "../../components/Button.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { signInPath } from "../../next.ts";
import { usePageTitle } from "../../page.ts";
import { downloadText } from "../../proof/downloadText.ts";
import { useStepUp } from "../../stepUp/useStepUp.tsx";
import { NobodySignsIn, Outcome } from "../identity/IdentityPage.tsx";
import { AboutPanel } from "./AboutPanel.tsx";
import { ActivityPanel } from "./ActivityPanel.tsx";
import { DataPanel } from "./DataPanel.tsx";
import { EmailPanel } from "./EmailPanel.tsx";
import { IdentitiesSection } from "./IdentitiesSection.tsx";
import { LedgerAccountsSection } from "./LedgerAccountsSection.tsx";
import { LoadProblem } from "./LoadProblem.tsx";
import { PasskeysSection } from "./PasskeysSection.tsx";
import { PasswordPanel } from "./PasswordPanel.tsx";
import styles from "./profile.module.css";
import { SecondFactorSection } from "./SecondFactorSection.tsx";
import { SessionsPanel } from "./SessionsPanel.tsx";

const ACTIVITY_ROWS = 20;

/** After the deletion: there is nobody left whose profile this could be. */
export function Gone() {
  return (
    <Panel title="Deleted" flush>
      <Outcome>
        <Notice title="This sign-in is gone" icon="check" action={<ButtonLink to="/">Overview</ButtonLink>}>
          Its name, e-mail address and password are deleted, and every session has ended. The ledger can be read as before.
        </Notice>
      </Outcome>
    </Panel>
  );
}

function Person({ onGone }: { readonly onGone: () => void }) {
  const { data: profile, error, refetch } = useProfileQuery();
  const [rename] = useRenameMutation();
  const [changePassword] = useChangePasswordMutation();
  const [exportProfile] = useExportProfileMutation();
  const [deleteUser] = useDeleteUserMutation();
  const [askForEmailChange] = useAskForEmailChangeMutation();
  const { data: info } = useInfoQuery();
  const stepUp = useStepUp();
  if (!profile) {
    return (
      <Panel title="Profile" flush>
        {error === undefined ? <Skeleton rows={6} label="the profile" /> : <LoadProblem error={error} onRetry={() => void refetch()} label="the profile" />}
      </Panel>
    );
  }
  return (
    <>
      <AboutPanel key={profile.userId} profile={profile} onRename={(name) => rename(name).unwrap()} />
      <EmailPanel key={profile.email} present={profile.email} devnet={info?.devnet === true} onChange={(email) => stepUp.guard(() => askForEmailChange(email).unwrap())} />
      <PasswordPanel email={profile.email} onChange={(request) => stepUp.guard(() => changePassword(request).unwrap())} />
      <PasskeysSection email={profile.email} />
      <SecondFactorSection email={profile.email} />
      <IdentitiesSection />
      <LedgerAccountsSection />
      <DataPanel
        onExport={async () => downloadText("aurigraph-profile.json", JSON.stringify(await stepUp.guard(() => exportProfile().unwrap()), null, 2))}
        onDelete={async () => {
          await stepUp.guard(() => deleteUser().unwrap());
          onGone();
        }}
      />
      {stepUp.dialog}
    </>
  );
}

function Sessions() {
  const { data, error, refetch } = useUserSessionsQuery();
  const [end] = useEndSessionMutation();
  const [endOthers] = useEndOtherSessionsMutation();
  const stepUp = useStepUp();
  return (
    <>
      <SessionsPanel
        sessions={data?.sessions}
        error={error}
        onRetry={() => void refetch()}
        onEnd={(id) => stepUp.guard(() => end(id).unwrap())}
        onEndOthers={() => stepUp.guard(() => endOthers().unwrap())}
      />
      {stepUp.dialog}
    </>
  );
}

function Activity() {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useUserActivityInfiniteQuery({ limit: ACTIVITY_ROWS });
  const events = data?.pages.flatMap((page) => page.events);
  return <ActivityPanel events={events} error={error} onRetry={() => void refetch()} hasMore={hasNextPage} isLoadingMore={isFetchingNextPage} onMore={() => void fetchNextPage()} />;
}

export function ProfilePage() {
  usePageTitle("Profile");
  const { data: state, error, refetch } = useSessionQuery();
  const [isGone, setGone] = useState(false);
  if (state?.kind === "signedOut" && !isGone) return <Navigate to={signInPath("/profile")} replace />;
  return (
    <>
      <PageHead title="Profile">Your sign-in on this portal. It holds nothing: accounts on the ledger belong to their keys, which you may link.</PageHead>
      {isGone ? (
        <Gone />
      ) : state?.kind === "signedIn" ? (
        <div className={styles.columns}>
          <div className={styles.column}>
            <Person onGone={() => setGone(true)} />
          </div>
          <div className={styles.column}>
            <Sessions />
            <Activity />
          </div>
        </div>
      ) : state?.kind === "unavailable" ? (
        <NobodySignsIn />
      ) : error === undefined ? (
        <Skeleton rows={8} label="the profile" />
      ) : (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
    </>
  );
}
