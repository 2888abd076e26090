/** A team: its name, its roles, and who is in it. */
import { useDeferredValue, useEffect, useState } from "react";
import type { AccessPolicy, Member, Team } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import styles from "./organisations.module.css";
import { RoleChoice } from "./RoleChoice.tsx";
import { rolesOf, rolesText } from "./roleForm.ts";
import { ROLES } from "./roles.ts";
import { changeOfTeam, type TeamValues } from "./team.ts";
import { nameProblem, organisationWords } from "./words.tsx";

interface MemberPickerProps {
  readonly members: readonly Member[];
  /** Whether all members are here; else the search asks the node. */
  readonly isWhole: boolean;
  readonly onSearch: (text: string) => void;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}

function matches({ name, email }: Member, text: string): boolean {
  return `${name}\n${email}`.toLowerCase().includes(text.trim().toLowerCase());
}

function MemberPicker({ members, isWhole, onSearch, chosen, onChosen }: MemberPickerProps) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text);
  useEffect(() => onSearch(wanted.trim()), [wanted, onSearch]);
  const shown = members.filter((member) => matches(member, text));
  return (
    <fieldset className={styles.roles}>
      <legend>Members</legend>
      <p role="status" className={styles.hint}>
        {countOf(chosen.size, "member")} in this team.{!isWhole && " Not all of the organisation are listed: search for the others."}
      </p>
      <TextField
        label="Search"
        type="search"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        // Enter looks for somebody here, and saves nothing.
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      <ul className={styles.picker} aria-label="Who is in the team">
        {shown.map(({ userId, name, email }) => (
          <li key={userId}>
            <label className={styles.select}>
              <input
                type="checkbox"
                checked={chosen.has(userId)}
                onChange={(event) => {
                  const after = new Set(chosen);
                  if (event.target.checked) after.add(userId);
                  else after.delete(userId);
                  onChosen(after);
                }}
              />
              <span className={styles.wraps}>
                {name} <span className={styles.small}>{email}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={styles.hint}>Nobody of this name or address is found.</p>}
    </fieldset>
  );
}

interface TeamFormValues extends Record<string, string> {
  readonly name: string;
  readonly roles: string;
}

interface TeamDialogProps extends Pick<MemberPickerProps, "members" | "isWhole" | "onSearch"> {
  /** The team as it is; none where it is to be made. */
  readonly team?: Team;
  readonly policy: AccessPolicy | undefined;
  readonly onSave: (values: TeamValues) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<TeamFormValues>;
}

export function TeamDialog({ team, members, isWhole, onSearch, policy, onSave, onClose, start }: TeamDialogProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(team?.members));
  const form = useForm<TeamFormValues>({
    empty: { name: team?.name ?? "", roles: rolesText(team?.roles ?? []) },
    start,
    check: ({ name }) => ({ name: nameProblem(name) }),
    send: async ({ name, roles }) => {
      await onSave({ name: name.trim(), roles: rolesOf(roles), members: [...chosen] });
      onClose();
    },
  });
  const values: TeamValues = { name: form.values.name.trim(), roles: rolesOf(form.values.roles), members: [...chosen] };
  const isSame = team !== undefined && Object.keys(changeOfTeam(team, values)).length === 0;
  return (
    <DialogForm title={team === undefined ? "Create a team" : "Change the team"} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      <TextField label="Name" autoComplete="off" {...form.field("name")} />
      <MemberPicker members={members} isWhole={isWhole} onSearch={onSearch} chosen={chosen} onChosen={setChosen} />
      <RoleChoice
        legend="Roles of everybody in it"
        id={form.field("roles").id}
        value={values.roles}
        onChange={(roles) => form.change("roles", rolesText(roles))}
        offered={ROLES.filter((role) => role !== "owner")}
        policy={policy}
      />
      <DialogButtons
        busy={form.phase === "sending"}
        busyLabel={team === undefined ? "Creating\u2026" : "Saving\u2026"}
        label={team === undefined ? "Create the team" : "Save the team"}
        disabled={isSame}
      />
    </DialogForm>
  );
}
