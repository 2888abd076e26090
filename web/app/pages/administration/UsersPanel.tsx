/** The list of all users: search, filters, order, and a selection for what is done with several. */
import { useMemo } from "react";
import { Link } from "react-router";
import type { ListedUser, UserChangeKind, UserList, UserSort } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { FilterBar, FilterChoice, FilterText, type FilterToken } from "../../components/Filters.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { NothingFound } from "../filters.tsx";
import organisationStyles from "../organisations/organisations.module.css";
import { RowSelection } from "../organisations/RowSelection.tsx";
import { afterPress, orderChanges, orderOf, orderValue, SELECTED_MAX, secondFactorOf, STATES, stateOf, USER_SORTS } from "./lists.ts";
import { AdministrationProblem, UserStateTag } from "./words.tsx";

type Selected = ReadonlyMap<string, ListedUser>;

interface UsersPanelProps {
  readonly list: UserList | undefined;
  /** Whether what is shown answers another question, and the answer to this one is on its way. */
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** By user; also of pages that are not shown. */
  readonly selected: Selected;
  readonly onSelect: (selected: Selected) => void;
  readonly onBulk: (change: UserChangeKind) => void;
}

type CellProps = Pick<UsersPanelProps, "selected" | "onSelect">;

function UserName({ user, selected, onSelect }: { readonly user: ListedUser } & CellProps) {
  const { userId, name, isSelf, isAdministrator } = user;
  return (
    <span className={organisationStyles.select}>
      <input
        type="checkbox"
        aria-label={`Select ${name}`}
        // Nobody does any of this to themselves.
        disabled={isSelf}
        checked={selected.has(userId)}
        onChange={(event) => {
          const after = new Map(selected);
          if (event.target.checked) after.set(userId, user);
          else after.delete(userId);
          onSelect(after);
        }}
      />
      <span className={organisationStyles.name}>
        <Link to={`/administration/users/${userId}`}>{name}</Link> {isSelf && <Tag tone="neutral">you</Tag>} {isAdministrator && !isSelf && <Tag tone="neutral">administrator</Tag>}
      </span>
    </span>
  );
}

/** The heads sort by the API, so what a column sorts by here is never asked for. */
const BY_THE_API = () => null;

function columnsOf(cells: CellProps): readonly Column<ListedUser>[] {
  return [
    { key: "name", head: "Name", phone: "topStart", cell: (user) => <UserName user={user} {...cells} /> },
    {
      key: "phoneEmail",
      head: "E-mail, last sign-in",
      phoneOnly: true,
      phone: "bottomStart",
      cell: ({ email, lastSignedInAt }) => (
        <span className={organisationStyles.phoneMember}>
          <span>{email}</span>
          <span className="muted">{lastSignedInAt === null ? "never signed in" : <RelativeTime value={lastSignedInAt} />}</span>
        </span>
      ),
    },
    { key: "email", head: "E-mail", cell: ({ email }) => <span className={organisationStyles.wraps}>{email}</span> },
    { key: "state", head: "State", phone: "topEnd", cell: (user) => <UserStateTag user={user} /> },
    { key: "secondFactor", head: "Second factor", wideOnly: true, cell: ({ hasSecondFactor }) => (hasSecondFactor ? "yes" : <span className="muted">none</span>) },
    { key: "organisations", head: "Organisations", figures: true, wideOnly: true, cell: ({ organisations }) => formatInteger(organisations) },
    { key: "createdAt", head: "Signed up", wideOnly: true, sort: BY_THE_API, cell: ({ createdAt }) => <RelativeTime value={createdAt} /> },
    { key: "lastSignedInAt", head: "Last sign-in", sort: BY_THE_API, cell: ({ lastSignedInAt }) => (lastSignedInAt === null ? <span className="muted">never</span> : <RelativeTime value={lastSignedInAt} />) },
  ];
}

function Filters() {
  const address = useListAddress();
  const [state, factor, search] = [stateOf(address.get("state")), secondFactorOf(address.get("factor")), address.get("search")];
  const tokens: readonly FilterToken[] = [
    ...(state === undefined ? [] : [{ name: "state", value: state, onRemove: () => address.set({ state: null }) }]),
    ...(factor === undefined ? [] : [{ name: "second factor", value: factor ? "yes" : "none", onRemove: () => address.set({ factor: null }) }]),
    ...(search === undefined ? [] : [{ name: "with", value: search, onRemove: () => address.set({ search: null }) }]),
  ];
  return (
    <FilterBar tokens={tokens}>
      <FilterChoice label="State" value={state ?? ""} options={[["", "All states"], ...STATES]} onChange={(value) => address.set({ state: value })} />
      <FilterChoice
        label="Second factor"
        value={factor === undefined ? "" : factor ? "yes" : "no"}
        options={[
          ["", "Any second factor"],
          ["yes", "With second factor"],
          ["no", "Without second factor"],
        ]}
        onChange={(value) => address.set({ factor: value })}
      />
      <span className={organisationStyles.phoneSort}>
        <FilterChoice label="Order" value={orderValue(orderOf(address.get, USER_SORTS))} options={USER_SORTS} onChange={(value) => address.set(orderChanges(value))} />
      </span>
      <FilterText label="Name, e-mail or id" pattern={/\S/} problem="A part of a name or of an address" onApply={(value) => address.set({ search: value })} />
    </FilterBar>
  );
}

function Selection({ users, selected, onSelect, onBulk }: Pick<UsersPanelProps, "selected" | "onSelect" | "onBulk"> & { readonly users: readonly ListedUser[] }) {
  return (
    <RowSelection noun="users" rows={users.filter(({ isSelf }) => !isSelf)} selected={selected} onSelect={onSelect} max={SELECTED_MAX}>
      {(tooMany) => (
        <>
          <Button disabled={tooMany} onClick={() => onBulk("disable")}>
            Disable
          </Button>
          <Button disabled={tooMany} onClick={() => onBulk("enable")}>
            Enable
          </Button>
          <Button disabled={tooMany} onClick={() => onBulk("end_sessions")}>
            End sessions
          </Button>
        </>
      )}
    </RowSelection>
  );
}

/** A page of a search may be empty although others are not: so many users are looked at for one page. */
function NoneHere({ nextCursor }: Pick<UserList, "nextCursor">) {
  if (nextCursor === null) return <NothingFound noun="users" />;
  return (
    <Notice title="None among the users that were looked at" icon="search">
      Names and addresses are sealed, and at most 2,000 are opened for one page. Go on with the next page; a whole address is found at once.
    </Notice>
  );
}

export function UsersPanel({ list, busy = false, error, onRetry, selected, onSelect, onBulk }: UsersPanelProps) {
  const address = useListAddress();
  const order = orderOf<UserSort>(address.get, USER_SORTS);
  const columns = useMemo(() => columnsOf({ selected, onSelect }), [selected, onSelect]);
  const users = list?.users ?? [];
  return (
    <Panel title="Users" titleShown={false} tools={<Filters />} flush>
      {error !== undefined && !list ? (
        <AdministrationProblem error={error} onRetry={onRetry} label="the users" />
      ) : !list ? (
        <Skeleton rows={6} label="the users" />
      ) : (
        <>
          {(users.length > 0 || selected.size > 0) && <Selection users={users} selected={selected} onSelect={onSelect} onBulk={onBulk} />}
          {users.length === 0 ? (
            <NoneHere nextCursor={list.nextCursor} />
          ) : (
            <DataTable label="Users" columns={columns} rows={users} rowKey={({ userId }) => userId} busy={busy} sort={order} onSort={(key) => address.set(orderChanges(afterPress(order, key)))} />
          )}
          <Pager nextCursor={list.nextCursor} count={users.length} noun="user" />
        </>
      )}
    </Panel>
  );
}
