/** The list of teams. */
import { useMemo } from "react";
import { Link } from "react-router";
import type { Member, Team } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Icon } from "../../components/icons.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import styles from "./organisations.module.css";
import { RoleWords } from "./RoleChoice.tsx";

interface TeamsPanelProps {
  readonly teams: readonly Team[] | undefined;
  /** Those whose names are known here. */
  readonly members: readonly Member[];
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly canChange: boolean;
  readonly onCreate: () => void;
  readonly onChange: (team: Team) => void;
  readonly onDelete: (team: Team) => void;
}

const NAMES_SHOWN = 3;

/** A few names, and how many there are besides; the whole list is that of the members, filtered by the team. */
function Who({ team, names }: { readonly team: Team; readonly names: ReadonlyMap<string, string> }) {
  if (team.members.length === 0) return <span className="muted">nobody yet</span>;
  const shown = team.members.flatMap((id) => names.get(id) ?? []).slice(0, NAMES_SHOWN);
  const rest = team.members.length - shown.length;
  return (
    <span className={styles.wraps}>
      <Link to={`../members?team=${encodeURIComponent(team.teamId)}`} relative="path">
        {countOf(team.members.length, "member")}
      </Link>
      {shown.length > 0 && <span className="muted">: {shown.join(", ")}{rest > 0 && ` and ${rest} more`}</span>}
    </span>
  );
}

type ColumnProps = Pick<TeamsPanelProps, "canChange" | "onChange" | "onDelete">;

function columnsOf(names: ReadonlyMap<string, string>, { canChange, onChange, onDelete }: ColumnProps): readonly Column<Team>[] {
  const columns: readonly Column<Team>[] = [
    { key: "name", head: "Name", phone: "topStart", cell: ({ name }) => <span className={styles.name}>{name}</span> },
    {
      key: "phoneRoles",
      head: "Members, roles",
      phoneOnly: true,
      phone: "bottomStart",
      cell: (team) => (
        <span className={styles.phoneMember}>
          <Who team={team} names={names} />
          <span>
            Roles: <RoleWords roles={team.roles} />
          </span>
        </span>
      ),
    },
    { key: "members", head: "Members", cell: (team) => <Who team={team} names={names} /> },
    { key: "roles", head: "Roles", cell: ({ roles }) => <RoleWords roles={roles} /> },
    { key: "createdAt", head: "Created", wideOnly: true, cell: ({ createdAt }) => <RelativeTime value={createdAt} /> },
  ];
  if (!canChange) return columns;
  return [
    ...columns,
    {
      key: "actions",
      head: "Change",
      phone: "topEnd",
      cell: (team) => (
        <span className={styles.rowActions}>
          <Button kind="quiet" className={styles.rowAction} onClick={() => onChange(team)} aria-label={`Change the team ${team.name}`} title="Change">
            <Icon name="rename" size={14} /> <span className={styles.wideWords}>Change</span>
          </Button>
          <Button kind="quiet" className={styles.rowAction} onClick={() => onDelete(team)} aria-label={`Delete the team ${team.name}`} title="Delete">
            <Icon name="delete" size={14} /> <span className={styles.wideWords}>Delete</span>
          </Button>
        </span>
      ),
    },
  ];
}

export function TeamsPanel({ teams, members, error, onRetry, canChange, onCreate, onChange, onDelete }: TeamsPanelProps) {
  const names = useMemo(() => new Map(members.map(({ userId, name }) => [userId, name])), [members]);
  const columns = useMemo(() => columnsOf(names, { canChange, onChange, onDelete }), [names, canChange, onChange, onDelete]);
  const button = canChange && (
    <Button kind="primary" onClick={onCreate}>
      Create a team
    </Button>
  );
  return (
    <Panel title="Teams" note={teams && countOf(teams.length, "team")} actions={teams && teams.length > 0 && button} flush>
      {teams === undefined ? (
        error === undefined ? (
          <Skeleton rows={4} label="the teams" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the teams" />
        )
      ) : teams.length === 0 ? (
        <Notice title="There is no team yet" icon="people" action={button}>
          Whoever is in a team has its roles besides the own ones. So roles are given and taken in one place for all who do the same work.
        </Notice>
      ) : (
        <DataTable label="Teams" columns={columns} rows={teams} rowKey={({ teamId }) => teamId} />
      )}
    </Panel>
  );
}
