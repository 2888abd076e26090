/** What each role allows: as a table, as a list where there is no room for one, and as the text of the policy. */
import { type AccessPolicy, useAccessPolicyQuery } from "@aurigraph/api";
import { CopyButton } from "../../components/Hash.tsx";
import { Icon } from "../../components/icons.tsx";
import { Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import styles from "./organisations.module.css";
import policyStyles from "./policy.module.css";
import { actionsOf, actionWords, allowsWords } from "./roles.ts";

function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function Matrix({ roles }: Pick<AccessPolicy, "roles">) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className={policyStyles.matrix} tabIndex={0} role="region" aria-label="Roles and what they allow, table">
      <table aria-label="Roles and what they allow">
        <thead>
          <tr>
            <th scope="col">May</th>
            {roles.map(({ role }) => (
              <th key={role} scope="col">
                {role}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {actionsOf(roles).map((action) => (
            <tr key={action}>
              <th scope="row" title={action}>
                {sentenceOf(actionWords(action))}
              </th>
              {roles.map(({ role, actions }) => (
                <td key={role} data-allowed={actions.includes(action)}>
                  {actions.includes(action) ? (
                    <>
                      <Icon name="check" />
                      <span className="visually-hidden">yes</span>
                    </>
                  ) : (
                    <>
                      <span aria-hidden="true">{"\u2013"}</span>
                      <span className="visually-hidden">no</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The policy's lines; its comments are quieter than its rules. */
function PolicyText({ text }: { readonly text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <pre className={policyStyles.policy} tabIndex={0} role="region" aria-label="Text of the policy">
      {text.split("\n").map((line, index) => (
        <span key={index} className={line.trimStart().startsWith("//") ? "muted" : undefined}>
          {line}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

export function RolesPanels({ policy }: { readonly policy: AccessPolicy }) {
  return (
    <>
      <Panel title="What each role allows" flush>
        <Matrix roles={policy.roles} />
        <ul className={policyStyles.roleSummaries}>
          {policy.roles.map(({ role }) => (
            <li key={role}>
              <h3>{role}</h3>
              <p>{allowsWords(policy, role)}</p>
            </li>
          ))}
        </ul>
        <p className={styles.footnote}>Whoever has several roles may do what any of them allows. Roles come from the membership and from teams.</p>
      </Panel>
      <Panel title="The policy" note="what the node goes by, word for word" actions={<CopyButton text={policy.policy} label="the policy" />} flush>
        <PolicyText text={policy.policy} />
      </Panel>
    </>
  );
}

export function RolesPart() {
  const { data, error, refetch } = useAccessPolicyQuery();
  if (data) return <RolesPanels policy={data} />;
  return (
    <Panel title="What each role allows" flush>
      {error === undefined ? <Skeleton rows={8} label="the roles" /> : <LoadProblem error={error} onRetry={() => void refetch()} label="the roles" />}
    </Panel>
  );
}
