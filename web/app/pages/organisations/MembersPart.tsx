/** The members of an organisation, and what is done with them. What can be undone offers it. */
import { useState } from "react";
import {
  type BulkChange,
  type Member,
  type MemberQuery,
  type MemberSort,
  type Role,
  useAccessPolicyQuery,
  useBulkChangeMembersMutation,
  useChangeMemberMutation,
  useMembersQuery,
  useRemoveMemberMutation,
  useTeamsQuery,
} from "@aurigraph/api";
import { useListAddress } from "../../components/Paging.tsx";
import { useToast } from "../../components/Toast.tsx";
import { type BulkAct, undoing } from "./bulk.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import { RemoveMember, RolesDialog } from "./MemberDialogs.tsx";
import { memberSort } from "./memberSort.ts";
import { MembersPanel } from "./MembersPanel.tsx";
import type { PartProps } from "./parts.ts";
import { isRole, listWords } from "./roles.ts";
import { useDangerousAct } from "./useDangerousAct.tsx";

type Open = { readonly kind: "roles" | "remove"; readonly member: Member } | { readonly kind: "bulk"; readonly act: BulkAct["kind"] };

/** What can be done with members, each way with its opposite. */
function useMemberActs(organisationId: string) {
  const [change] = useChangeMemberMutation();
  const [removeOne] = useRemoveMemberMutation();
  const [bulkChange] = useBulkChangeMembersMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  const give = (userId: string, roles: readonly Role[]) => dangerous(() => change({ organisationId, userId, roles }).unwrap());
  const many = (request: BulkChange) => dangerous(() => bulkChange({ organisationId, ...request }).unwrap());
  return {
    many,
    changeRoles: async (member: Member, roles: readonly Role[]) => {
      const { roles: now } = await give(member.userId, roles);
      toast({ words: `${member.name} is ${listWords(now)} now.`, undo: () => give(member.userId, member.roles) });
    },
    remove: async (member: Member) => {
      await dangerous(() => removeOne({ organisationId, userId: member.userId }).unwrap());
      toast({ words: `${member.name} is removed. Whoever is to come back has to be invited again.` });
    },
    offerUndo: (words: string, requests: readonly BulkChange[]) => {
      if (requests.length === 0) return;
      toast({
        words,
        undo: async () => {
          for (const request of requests) await many(request);
        },
      });
    },
  };
}

export function MembersPart({ organisation: { organisationId, actions } }: PartProps) {
  const address = useListAddress();
  const role = address.get("role");
  const sort = memberSort(address.get);
  const query: MemberQuery = {
    search: address.get("search"),
    role: isRole(role) ? role : undefined,
    teamId: address.get("team"),
    sort: sort.key as MemberSort,
    order: sort.descending ? "desc" : "asc",
    limit: address.limit,
    cursor: address.cursor,
  };
  const { data, currentData, error, refetch } = useMembersQuery({ organisationId, ...query }, { refetchOnMountOrArgChange: true, refetchOnFocus: true });
  const { data: teams } = useTeamsQuery(organisationId, { skip: !actions.includes("teams.read"), refetchOnMountOrArgChange: true });
  const { data: policy } = useAccessPolicyQuery();
  const acts = useMemberActs(organisationId);
  const [selected, setSelected] = useState<ReadonlyMap<string, Member>>(new Map());
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const makesOwners = actions.includes("owners.change");
  return (
    <>
      <MembersPanel
        list={data}
        busy={currentData === undefined}
        error={error}
        onRetry={() => void refetch()}
        teams={teams?.teams ?? []}
        canChange={actions.includes("members.change")}
        makesOwners={makesOwners}
        selected={selected}
        onSelect={setSelected}
        onRoles={(member) => setOpen({ kind: "roles", member })}
        onRemove={(member) => setOpen({ kind: "remove", member })}
        onBulk={(act) => setOpen({ kind: "bulk", act })}
      />
      {open?.kind === "roles" && (
        <RolesDialog member={open.member} policy={policy} makesOwners={makesOwners} onRoles={(roles) => acts.changeRoles(open.member, roles)} onClose={close} />
      )}
      {open?.kind === "remove" && <RemoveMember member={open.member} onRemove={() => acts.remove(open.member)} onClose={close} />}
      {open?.kind === "bulk" && (
        <BulkDialog
          members={[...selected.values()]}
          kind={open.act}
          policy={policy}
          makesOwners={makesOwners}
          onSend={acts.many}
          onDone={(act, members, results, words) => {
            setSelected(new Map());
            acts.offerUndo(words, undoing(members, act, results));
          }}
          onClose={close}
        />
      )}
    </>
  );
}
