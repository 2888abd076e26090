/** Refusals that the pages of organisations may meet, in plain words. */
import type { AccessPolicy, Problem } from "@aurigraph/api";
import type { RefusalWords } from "../../components/FormRefusal.tsx";
import { Notice, sentence } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { whoMay } from "./roles.ts";

const TITLES: Readonly<Record<string, string>> = {
  last_owner: "An organisation keeps at least one owner",
  not_allowed: "Your roles do not allow this",
  not_found: "It is not there any more",
  exists: "It is there already",
  full: "There is no room for more",
};

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  last_owner: "This is the last one. Make somebody else an owner first; or delete the organisation, under Settings.",
  not_allowed: "Nothing was changed. Ask an owner or an admin of the organisation for a role that allows it.",
  not_found: "Somebody removed it meanwhile, or you do not belong to the organisation any more.",
};

export function organisationWords({ code, detail }: Problem): RefusalWords | undefined {
  const title = TITLES[code];
  if (title === undefined) return undefined;
  return { title, tone: code === "last_owner" ? "warning" : "negative", text: <p>{WHAT_TO_DO[code] ?? sentence(detail)}</p> };
}

/** The same for one of many, in a line. */
export function refusedWords(code: string | null, detail: string | null): string {
  if (code === "last_owner") return "the last owner stays an owner";
  return detail ?? code ?? "refused";
}

/** What stands in the place of a part that the roles of whoever asks do not allow. */
export function NotAllowed({ what, action, policy }: { readonly what: string; readonly action: string; readonly policy: AccessPolicy | undefined }) {
  const who = whoMay(policy, action);
  return (
    <Panel title={what} flush>
      <Notice title="Your roles do not show you this" icon="shield">
        {who === undefined ? "Another role is needed." : `It is for ${who}.`} Owners and admins give roles to members.
      </Notice>
    </Panel>
  );
}

const NAME_CHARACTERS_MAX = 100;

/** Why a name cannot be taken; the node looks closer. */
export function nameProblem(name: string): string | undefined {
  const length = Array.from(name.trim()).length;
  if (length === 0) return "Enter a name.";
  return length > NAME_CHARACTERS_MAX ? `Use at most ${NAME_CHARACTERS_MAX} characters for the name; these are ${length}.` : undefined;
}
