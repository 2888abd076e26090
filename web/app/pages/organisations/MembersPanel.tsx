/** The list of members: search, filters, order, and a selection for what is done with several. */
import { useMemo } from "react";
import type { Member, MemberList, Role, Team } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { FilterBar, FilterChoice, FilterText, type FilterToken } from "../../components/Filters.tsx";
import { Icon } from "../../components/icons.tsx";
import { Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { NothingFound } from "../filters.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { type BulkAct, SELECTED_MAX } from "./bulk.ts";
import { memberSort, SORT_OPTIONS, sortChanges, sortValue } from "./memberSort.ts";
import styles from "./organisations.module.css";
import { RoleWords } from "./RoleChoice.tsx";
import { RowSelection } from "./RowSelection.tsx";
import { isRole, ROLES } from "./roles.ts";

interface MembersPanelProps {
  readonly list: MemberList | undefined;
  /** Whether what is shown answers another question, and the answer to this one is on its way. */
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly teams: readonly Team[];
  readonly canChange: boolean;
  /** Whether whoever looks may make owners, and remove them. */
  readonly makesOwners: boolean;
  /** By user; also of pages that are not shown. */
  readonly selected: ReadonlyMap<string, Member>;
  readonly onSelect: (selected: ReadonlyMap<string, Member>) => void;
  readonly onRoles: (member: Member) => void;
  readonly onRemove: (member: Member) => void;
  readonly onBulk: (act: BulkAct["kind"]) => void;
}

type CellProps = Pick<MembersPanelProps, "canChange" | "makesOwners" | "selected" | "onSelect" | "onRoles" | "onRemove">;

function MemberName({ member, canChange, selected, onSelect }: { readonly member: Member } & CellProps) {
  const { userId, name, isSelf } = member;
  const words = (
    <span className={styles.name}>
      {name} {isSelf && <Tag tone="neutral">you</Tag>}
    </span>
  );
  if (!canChange) return words;
  return (
    <label className={styles.select}>
      <input
        type="checkbox"
        checked={selected.has(userId)}
        onChange={(event) => {
          const after = new Map(selected);
          if (event.target.checked) after.set(userId, member);
          else after.delete(userId);
          onSelect(after);
        }}
      />
      <span className="visually-hidden">Select </span>
      {words}
    </label>
  );
}

function MemberActions({ member, makesOwners, onRoles, onRemove }: { readonly member: Member } & CellProps) {
  return (
    <span className={styles.rowActions}>
      <Button kind="quiet" className={styles.rowAction} onClick={() => onRoles(member)} aria-label={`Roles of ${member.name}`} title="Roles">
        <Icon name="rename" size={14} /> <span className={styles.wideWords}>Roles</span>
      </Button>
      {/* Oneself leaves, under Settings; and owners are removed by owners. */}
      {!member.isSelf && (makesOwners || !member.roles.includes("owner")) && (
        <Button kind="quiet" className={styles.rowAction} onClick={() => onRemove(member)} aria-label={`Remove ${member.name}`} title="Remove">
          <Icon name="delete" size={14} /> <span className={styles.wideWords}>Remove</span>
        </Button>
      )}
    </span>
  );
}

/** The heads sort by the API, so what a column sorts by here is never asked for. */
const BY_THE_API = () => null;

function columnsOf(cells: CellProps): readonly Column<Member>[] {
  const columns: readonly Column<Member>[] = [
    { key: "name", head: "Name", phone: "topStart", sort: BY_THE_API, cell: (member) => <MemberName member={member} {...cells} /> },
    {
      key: "phoneRoles",
      head: "E-mail, roles",
      phoneOnly: true,
      phone: "bottomStart",
      cell: ({ email, roles, teamRoles, providerRoles }) => (
        <span className={styles.phoneMember}>
          <span>{email}</span>
          <RoleWords roles={roles} teamRoles={teamRoles} providerRoles={providerRoles} />
        </span>
      ),
    },
    { key: "email", head: "E-mail", sort: BY_THE_API, cell: ({ email }) => <span className={styles.wraps}>{email}</span> },
    { key: "roles", head: "Roles", cell: ({ roles, teamRoles, providerRoles }) => <RoleWords roles={roles} teamRoles={teamRoles} providerRoles={providerRoles} /> },
    { key: "teams", head: "Teams", wideOnly: true, cell: ({ teams }) => <span className={styles.wraps}>{teams.map(({ name }) => name).join(", ") || <span className="muted">none</span>}</span> },
    { key: "joinedAt", head: "Joined", wideOnly: true, sort: BY_THE_API, cell: ({ joinedAt }) => <RelativeTime value={joinedAt} /> },
    { key: "lastSignInAt", head: "Last sign-in", wideOnly: true, sort: BY_THE_API, cell: ({ lastSignInAt }) => (lastSignInAt === null ? <span className="muted">never</span> : <RelativeTime value={lastSignInAt} />) },
  ];
  if (!cells.canChange) return columns;
  return [...columns, { key: "actions", head: "Change", phone: "topEnd", cell: (member) => <MemberActions member={member} {...cells} /> }];
}

function Filters({ teams }: Pick<MembersPanelProps, "teams">) {
  const address = useListAddress();
  const [role, team, search] = [address.get("role"), address.get("team"), address.get("search")];
  const teamName = teams.find(({ teamId }) => teamId === team)?.name;
  const tokens: readonly FilterToken[] = [
    ...(isRole(role) ? [{ name: "role", value: role, onRemove: () => address.set({ role: null }) }] : []),
    ...(team === undefined ? [] : [{ name: "team", value: teamName ?? "that is gone", onRemove: () => address.set({ team: null }) }]),
    ...(search === undefined ? [] : [{ name: "with", value: search, onRemove: () => address.set({ search: null }) }]),
  ];
  return (
    <FilterBar tokens={tokens}>
      <FilterChoice label="Role" value={isRole(role) ? role : ""} options={[["", "All roles"], ...ROLES.map((each): readonly [Role, string] => [each, each])]} onChange={(value) => address.set({ role: value })} />
      {teams.length > 0 && (
        <FilterChoice label="Team" value={teamName === undefined ? "" : (team ?? "")} options={[["", "All teams"], ...teams.map(({ teamId, name }) => [teamId, name] as const)]} onChange={(value) => address.set({ team: value })} />
      )}
      <span className={styles.phoneSort}>
        <FilterChoice label="Order" value={sortValue(memberSort(address.get))} options={SORT_OPTIONS} onChange={(value) => address.set(sortChanges(value))} />
      </span>
      <FilterText label="Name or e-mail" pattern={/\S/} problem="A part of a name or of an address" onApply={(value) => address.set({ search: value })} />
    </FilterBar>
  );
}

function Selection({ members, selected, onSelect, onBulk }: Pick<MembersPanelProps, "selected" | "onSelect" | "onBulk"> & { readonly members: readonly Member[] }) {
  return (
    <RowSelection noun="members" rows={members} selected={selected} onSelect={onSelect} max={SELECTED_MAX}>
      {(tooMany) => (
        <>
          <Button disabled={tooMany} onClick={() => onBulk("add")}>
            Give roles
          </Button>
          <Button disabled={tooMany} onClick={() => onBulk("take")}>
            Take roles
          </Button>
          <Button disabled={tooMany} onClick={() => onBulk("remove")}>
            Remove
          </Button>
        </>
      )}
    </RowSelection>
  );
}

export function MembersPanel({ list, busy = false, error, onRetry, teams, canChange, makesOwners, selected, onSelect, onRoles, onRemove, onBulk }: MembersPanelProps) {
  const address = useListAddress();
  const sort = memberSort(address.get);
  const columns = useMemo(() => columnsOf({ canChange, makesOwners, selected, onSelect, onRoles, onRemove }), [canChange, makesOwners, selected, onSelect, onRoles, onRemove]);
  const members = list?.members ?? [];
  const isFiltered = ["role", "team", "search"].some((name) => address.get(name) !== undefined);
  function onSort(key: string) {
    address.set(sortChanges(sort.key === key && !sort.descending ? `-${key}` : key));
  }
  return (
    <Panel title="Members" titleShown={false} note={list && (isFiltered ? `${formatInteger(list.total)} match` : countOf(list.total, "member"))} tools={<Filters teams={teams} />} flush>
      {error !== undefined && !list ? (
        <LoadProblem error={error} onRetry={onRetry} label="the members" />
      ) : !list ? (
        <Skeleton rows={6} label="the members" />
      ) : (
        <>
          {canChange && (members.length > 0 || selected.size > 0) && <Selection members={members} selected={selected} onSelect={onSelect} onBulk={onBulk} />}
          {members.length === 0 ? <NothingFound noun="members" /> : <DataTable label="Members" columns={columns} rows={members} rowKey={({ userId }) => userId} busy={busy} sort={sort} onSort={onSort} />}
          <Pager nextCursor={list.nextCursor} count={members.length} noun="member" />
        </>
      )}
    </Panel>
  );
}
