/** A team as a form has it, and what is different from the team as it was. */
import type { Role, TeamChange } from "@aurigraph/api";
import { sameRoles } from "./roles.ts";

export interface TeamValues {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Ids. */
  readonly members: readonly string[];
}

/** Only what is different. */
export function changeOfTeam(before: TeamValues, after: TeamValues): TeamChange {
  const addMembers = after.members.filter((id) => !before.members.includes(id));
  const removeMembers = before.members.filter((id) => !after.members.includes(id));
  return {
    ...(after.name !== before.name && { name: after.name }),
    ...(!sameRoles(after.roles, before.roles) && { roles: after.roles }),
    ...(addMembers.length > 0 && { addMembers }),
    ...(removeMembers.length > 0 && { removeMembers }),
  };
}
