/** Roles: a choice of several, each with what it allows; and how they stand in a list. */
import { useId } from "react";
import type { AccessPolicy, Role } from "@aurigraph/api";
import styles from "./organisations.module.css";
import { allowsWords, commonActions, listWords, actionWords, ROLES, withRole } from "./roles.ts";

interface RoleChoiceProps {
  readonly legend: string;
  /** Of the first box: where a problem of the form leads. */
  readonly id?: string;
  readonly value: readonly Role[];
  readonly onChange: (roles: readonly Role[]) => void;
  /** Without the others: whoever chooses may not give them. */
  readonly offered?: readonly Role[];
  readonly policy: AccessPolicy | undefined;
  readonly problem?: string | undefined;
}

export function RoleChoice({ legend, id, value, onChange, offered = ROLES, policy, problem }: RoleChoiceProps) {
  const own = useId();
  const first = id ?? own;
  const common = policy === undefined ? [] : commonActions(policy.roles);
  return (
    <fieldset className={styles.roles} aria-describedby={problem === undefined ? undefined : `${first}-problem`}>
      <legend>{legend}</legend>
      {common.length > 0 && <p className={styles.hint}>Every role may {listWords(common.map(actionWords))}.</p>}
      <ul className={styles.roleList}>
        {offered.map((role, index) => {
          const boxId = index === 0 ? first : `${first}-${role}`;
          const allows = allowsWords(policy, role);
          return (
            <li key={role}>
              <label className={styles.roleOption}>
                <input
                  id={boxId}
                  type="checkbox"
                  checked={value.includes(role)}
                  aria-describedby={allows === undefined ? undefined : `${boxId}-allows`}
                  onChange={(event) => onChange(withRole(value, role, event.target.checked))}
                />
                <span>{role}</span>
              </label>
              {allows !== undefined && (
                <p id={`${boxId}-allows`} className={styles.allows}>
                  {allows}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {problem !== undefined && (
        <p id={`${first}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
    </fieldset>
  );
}

export function rolesProblem(roles: readonly Role[]): string | undefined {
  return roles.length === 0 ? "Choose at least one role." : undefined;
}

const NONE: readonly Role[] = [];

interface RoleWordsProps {
  readonly roles: readonly Role[];
  readonly teamRoles?: readonly Role[];
  readonly providerRoles?: readonly Role[];
}

/** Roles in a list: the own ones, then what comes from teams and from identity providers and is not there already. */
export function RoleWords({ roles, teamRoles = NONE, providerRoles = NONE }: RoleWordsProps) {
  const ofTeams = teamRoles.filter((role) => !roles.includes(role));
  const ofProviders = providerRoles.filter((role) => !roles.includes(role) && !ofTeams.includes(role));
  const further = [
    { key: "teams", roles: ofTeams, from: "through teams" },
    { key: "providers", roles: ofProviders, from: "by sign-in" },
  ].filter((one) => one.roles.length > 0);
  return (
    <span className={styles.roleWords}>
      {roles.length === 0 && further.length === 0 ? <span className="muted">none</span> : roles.join(", ")}
      {further.map((one, index) => (
        <span key={one.key} className="muted">
          {" "}
          {(roles.length > 0 || index > 0) && "+ "}
          {one.roles.join(", ")} {one.from}
        </span>
      ))}
    </span>
  );
}
