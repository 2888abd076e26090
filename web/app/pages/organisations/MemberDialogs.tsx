/** What is done with one member: other roles, and the end of the membership. */
import type { AccessPolicy, Member, Role } from "@aurigraph/api";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { RoleChoice, rolesProblem } from "./RoleChoice.tsx";
import { rolesOf, rolesText } from "./roleForm.ts";
import { inOrder, listWords, ROLES, rolesWithout } from "./roles.ts";
import { organisationWords } from "./words.tsx";

interface RolesValues extends Record<string, string> {
  readonly roles: string;
}

interface RolesDialogProps {
  readonly member: Member;
  readonly policy: AccessPolicy | undefined;
  readonly makesOwners: boolean;
  readonly onRoles: (roles: readonly Role[]) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<RolesValues>;
}

/** What is different, in words: nothing happens without that. */
function changeWords(before: readonly Role[], after: readonly Role[]): string {
  const [gets, loses] = [rolesWithout(after, before), rolesWithout(before, after)];
  return [gets.length > 0 ? `gets ${listWords(gets)}` : "", loses.length > 0 ? `loses ${listWords(loses)}` : ""].filter(Boolean).join(" and ");
}

export function RolesDialog({ member, policy, makesOwners, onRoles, onClose, start }: RolesDialogProps) {
  // Whether somebody is an owner stays as it is where whoever asks may not change that.
  const kept: readonly Role[] = makesOwners ? [] : member.roles.filter((role) => role === "owner");
  const form = useForm<RolesValues>({
    empty: { roles: rolesText(member.roles) },
    start,
    check: ({ roles }) => ({ roles: rolesProblem([...kept, ...rolesOf(roles)]) }),
    send: async ({ roles }) => {
      await onRoles(inOrder([...kept, ...rolesOf(roles)]));
      onClose();
    },
  });
  const roles = rolesOf(form.values.roles);
  const words = changeWords(member.roles, roles);
  const { id, problem } = form.field("roles");
  return (
    <DialogForm title={`Roles of ${member.name}`} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      {member.isSelf && <p>These are your own roles: what you take from yourself, somebody else has to give you back.</p>}
      {kept.length > 0 && <p>{member.name} stays an owner: only owners change that.</p>}
      {member.teamRoles.length > 0 && (
        <p className="muted">
          Through teams: {listWords(member.teamRoles)}. That is changed with the team.
        </p>
      )}
      {member.providerRoles.length > 0 && (
        <p className="muted">
          By sign-in: {listWords(member.providerRoles)}. The identity provider says that at each sign-in; it is changed there.
        </p>
      )}
      <RoleChoice
        legend="Roles"
        id={id}
        value={roles}
        onChange={(next) => form.change("roles", rolesText(next))}
        offered={makesOwners ? ROLES : ROLES.filter((role) => role !== "owner")}
        policy={policy}
        problem={problem}
      />
      <DialogButtons note={words === "" ? "Nothing is changed so far." : `${member.name} ${words}.`} busy={form.phase === "sending"} busyLabel={"Saving\u2026"} label="Save the roles" disabled={words === ""} />
    </DialogForm>
  );
}

export function RemoveMember({ member, onRemove, onClose }: { readonly member: Member; readonly onRemove: () => Promise<unknown>; readonly onClose: () => void }) {
  return (
    <ConfirmDialog title={`Remove ${member.name}`} label="Remove" busyLabel={"Removing\u2026"} onConfirm={onRemove} onClose={onClose} inWords={organisationWords}>
      <p>
        {member.name} ({member.email}) will not belong to the organisation any more, with all roles and places in teams. The sign-in stays; whoever is to come back has to be invited again.
      </p>
    </ConfirmDialog>
  );
}
