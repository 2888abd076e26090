/** One user: what is known, where the user belongs, and what was done with the sign-in lately. From where is not shown. */
import { Link } from "react-router";
import type { AdministeredUser, UserChangeKind } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Notice } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import styles from "../organisations/organisations.module.css";
import { listWords } from "../organisations/roles.ts";
import { actionWords, detailWords } from "../profile/words.ts";
import recordStyles from "./administration.module.css";
import { disabledWords, UserStateTag } from "./words.tsx";

type Line = AdministeredUser["activity"][number];

const COLUMNS: readonly Column<Line>[] = [
  {
    key: "action",
    head: "What",
    phone: "topStart",
    cell: (line) => (
      <span className={styles.wraps}>
        {actionWords(line)} {line.outcome === "refused" && <Tag tone="negative">refused</Tag>}
      </span>
    ),
  },
  { key: "at", head: "When", phone: "topEnd", cell: ({ at }) => <RelativeTime value={at} /> },
  { key: "detail", head: "Detail", clip: true, phone: "bottomStart", cell: detailWords },
];

interface UserRecordProps {
  readonly detail: AdministeredUser;
  readonly onChange: (change: UserChangeKind) => void;
}

function Facts({ detail: { user, sessions } }: Pick<UserRecordProps, "detail">) {
  return (
    <dl className={recordStyles.facts}>
      <dt>State</dt>
      <dd>
        <UserStateTag user={user} /> {disabledWords(user)}
      </dd>
      <dt>Second factor</dt>
      <dd>{user.hasSecondFactor ? "yes" : "none"}</dd>
      <dt>Sessions</dt>
      <dd>{formatInteger(sessions)}</dd>
      <dt>Signed up</dt>
      <dd>
        <RelativeTime value={user.createdAt} />
      </dd>
      <dt>Last sign-in</dt>
      <dd>{user.lastSignedInAt === null ? "never" : <RelativeTime value={user.lastSignedInAt} />}</dd>
      <dt>Id</dt>
      <dd className={styles.wraps}>
        <code>{user.userId}</code>
      </dd>
    </dl>
  );
}

function Acts({ detail: { user, sessions }, onChange }: UserRecordProps) {
  if (user.isSelf) return <p className="muted">This is you. Your own sessions and factors are in your profile.</p>;
  const isOff = user.disabledBy.includes("administrator");
  return (
    <div className={styles.lineActions}>
      {isOff ? <Button onClick={() => onChange("enable")}>Enable</Button> : <Button onClick={() => onChange("disable")}>Disable</Button>}
      {sessions > 0 && <Button onClick={() => onChange("end_sessions")}>End sessions</Button>}
    </div>
  );
}

export function UserRecord({ detail, onChange }: UserRecordProps) {
  const { user, organisations, activity } = detail;
  return (
    <>
      <PageHead title={user.name} above={<Link to="/administration/users">Users</Link>}>
        {user.email}. {user.isAdministrator ? "Administers the portal." : ""}
      </PageHead>
      <Panel title="Sign-in">
        <div className={styles.paragraphs}>
          <Facts detail={detail} />
          <Acts detail={detail} onChange={onChange} />
        </div>
      </Panel>
      <Panel title="Organisations" note={countOf(organisations.length, "organisation")} flush>
        {organisations.length === 0 ? (
          <Notice title="None" icon="people">
            The user belongs to no organisation.
          </Notice>
        ) : (
          <ul>
            {organisations.map(({ organisationId, name, roles }) => (
              <li key={organisationId} className={styles.line}>
                <span className={styles.lineWords}>
                  <span className={styles.name}>{name}</span> <span className={styles.small}>{listWords(roles)}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Activity" note="the newest 20 lines of the audit log about this sign-in" flush>
        {activity.length === 0 ? (
          <Notice title="Nothing was done yet" icon="activity">
            Sign-ins, changes and refusals appear here.
          </Notice>
        ) : (
          <DataTable label="Activity" columns={COLUMNS} rows={activity} rowKey={({ sequence }) => sequence} />
        )}
      </Panel>
    </>
  );
}
