/** Teams: members who are something together. */
import { useState } from "react";
import {
  type Team,
  toProblem,
  useAccessPolicyQuery,
  useChangeTeamMutation,
  useCreateTeamMutation,
  useDeleteTeamMutation,
  useMembersQuery,
  useTeamsQuery,
} from "@aurigraph/api";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { useToast } from "../../components/Toast.tsx";
import type { PartProps } from "./parts.ts";
import { changeOfTeam, type TeamValues } from "./team.ts";
import { TeamDialog } from "./TeamDialog.tsx";
import { TeamsPanel } from "./TeamsPanel.tsx";
import { useDangerousAct } from "./useDangerousAct.tsx";
import { organisationWords } from "./words.tsx";

/** As many as the node lists at once. Of a larger organisation those who are found by the search of the dialog. */
const MEMBERS_SHOWN = 200;

type Open = { readonly kind: "new" } | { readonly kind: "change" | "delete"; readonly team: Team };

function useTeamActs(organisationId: string) {
  const [create] = useCreateTeamMutation();
  const [change] = useChangeTeamMutation();
  const [remove] = useDeleteTeamMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  return {
    create: async ({ name, roles, members }: TeamValues) => {
      const { teamId } = await dangerous(() => create({ organisationId, name, roles }).unwrap());
      try {
        if (members.length > 0) await dangerous(() => change({ organisationId, teamId, addMembers: members }).unwrap());
        toast({ words: `The team ${name} is there.` });
      } catch (error) {
        // The team is there: to send the form again would make another one.
        toast({ words: `The team ${name} is there, but nobody is in it. ${toProblem(error).title}.` });
      }
    },
    change: async (team: Team, wanted: TeamValues) => {
      const { teamId } = team;
      await dangerous(() => change({ organisationId, teamId, ...changeOfTeam(team, wanted) }).unwrap());
      toast({
        words: `The team ${wanted.name} is changed.`,
        undo: () => dangerous(() => change({ organisationId, teamId, ...changeOfTeam({ ...team, ...wanted }, team) }).unwrap()),
      });
    },
    remove: async ({ teamId, name }: Team) => {
      await dangerous(() => remove({ organisationId, teamId }).unwrap());
      toast({ words: `The team ${name} is deleted. Its members stay in the organisation.` });
    },
  };
}

export function TeamsPart({ organisation: { organisationId, actions } }: PartProps) {
  const { data, error, refetch } = useTeamsQuery(organisationId, { refetchOnMountOrArgChange: true });
  const { data: list } = useMembersQuery({ organisationId, sort: "name", order: "asc", limit: MEMBERS_SHOWN });
  const { data: policy } = useAccessPolicyQuery();
  const [search, setSearch] = useState("");
  const found = useMembersQuery({ organisationId, search, sort: "name", order: "asc", limit: MEMBERS_SHOWN }, { skip: search === "" || list?.nextCursor === null });
  const acts = useTeamActs(organisationId);
  const [open, setOpen] = useState<Open>();
  function close() {
    setOpen(undefined);
    setSearch("");
  }
  const members = list?.members ?? [];
  const known = new Set(members.map(({ userId }) => userId));
  const further = (found.currentData?.members ?? []).filter(({ userId }) => !known.has(userId));
  return (
    <>
      <TeamsPanel
        teams={data?.teams}
        members={members}
        error={error}
        onRetry={() => void refetch()}
        canChange={actions.includes("teams.change")}
        onCreate={() => setOpen({ kind: "new" })}
        onChange={(team) => setOpen({ kind: "change", team })}
        onDelete={(team) => setOpen({ kind: "delete", team })}
      />
      {open?.kind === "new" && <TeamDialog members={[...members, ...further]} isWhole={list?.nextCursor === null} onSearch={setSearch} policy={policy} onSave={acts.create} onClose={close} />}
      {open?.kind === "change" && (
        <TeamDialog team={open.team} members={[...members, ...further]} isWhole={list?.nextCursor === null} onSearch={setSearch} policy={policy} onSave={(wanted) => acts.change(open.team, wanted)} onClose={close} />
      )}
      {open?.kind === "delete" && (
        <ConfirmDialog title={`Delete the team ${open.team.name}`} label="Delete the team" busyLabel={"Deleting\u2026"} onConfirm={() => acts.remove(open.team)} onClose={close} inWords={organisationWords}>
          <p>Its members stay in the organisation, and lose the roles that they have through this team only. This cannot be undone.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
