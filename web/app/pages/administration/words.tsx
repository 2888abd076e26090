/** Refusals that the pages of the administration may meet, and states of users, in plain words. */
import { type ListedUser, type Problem, toProblem } from "@aurigraph/api";
import { ButtonLink } from "../../components/Button.tsx";
import type { RefusalWords } from "../../components/FormRefusal.tsx";
import { Notice, sentence } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";

const TITLES: Readonly<Record<string, string>> = {
  not_oneself: "You are among these users",
  not_found: "One of these users is not there any more",
  second_factor_needed: "You need a second factor for this",
};

export function administrationWords({ code, detail, action }: Problem): RefusalWords | undefined {
  const title = TITLES[code];
  if (title === undefined) return undefined;
  return { title, tone: "warning", text: <p>{code === "not_found" ? `Nothing was changed: ${sentence(detail)} Take it out of the selection.` : `Nothing was changed. ${action}`}</p> };
}

export function UserStateTag({ user: { state } }: { readonly user: Pick<ListedUser, "state"> }) {
  if (state === "disabled") return <Tag tone="negative">disabled</Tag>;
  return state === "managed" ? <Tag tone="positive">managed</Tag> : <Tag tone="positive">active</Tag>;
}

/** Who has to take it back. */
export function disabledWords({ disabledBy }: Pick<ListedUser, "disabledBy">): string | undefined {
  const [byAdministrator, byDirectory] = [disabledBy.includes("administrator"), disabledBy.includes("directory")];
  if (byAdministrator && byDirectory) return "Disabled by an administrator, and by the directory of the company: enabling the user here is not enough.";
  if (byDirectory) return "Disabled by the directory of the company, which alone takes that back.";
  return byAdministrator ? "Disabled by an administrator." : undefined;
}

/** What could not be loaded: without a second factor it says where to add one, and to others that there is nothing. */
export function AdministrationProblem({ error, onRetry, label }: { readonly error: unknown; readonly onRetry?: (() => void) | undefined; readonly label: string }) {
  const { code } = toProblem(error);
  if (code === "second_factor_needed") {
    return (
      <Notice title="Add a second factor first" icon="shield" action={<ButtonLink to="/profile">Your profile</ButtonLink>}>
        You administer this portal, and whoever does needs a passkey or an authenticator application. Both are added in your profile.
      </Notice>
    );
  }
  return <LoadProblem error={error} onRetry={onRetry} label={label} />;
}

/** In the place of the page, for whoever is no administrator. */
export function NoAdministrator() {
  return (
    <Panel title="Where to go" flush>
      <Notice title="Nothing is here" icon="search" action={<ButtonLink to="/">Overview</ButtonLink>}>
        There is no such page, or it is not for you.
      </Notice>
    </Panel>
  );
}
