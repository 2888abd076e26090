/** The plan of an organisation: how much of each thing is used, as a bar and in words, and what is nearly or wholly used up. */
import type { OrganisationPlan, PlanQuota } from "@aurigraph/api";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import styles from "./organisations.module.css";
import { quotaLevel, quotaName, quotaNote, usedWords } from "./plan.ts";
import planStyles from "./plan.module.css";

interface PlanPanelProps {
  readonly plan: OrganisationPlan | undefined;
  readonly error?: unknown;
  readonly onRetry: () => void;
}

function Quota({ quota }: { readonly quota: PlanQuota }) {
  const level = quotaLevel(quota);
  const note = quotaNote(quota);
  const { limit, used } = quota;
  return (
    <div className={planStyles.quota} data-level={level}>
      <dt className={planStyles.name}>
        {quotaName(quota.metric)}
        {level === "near" && <Tag tone="warning">nearly used up</Tag>}
        {level === "reached" && <Tag tone="negative">{used === limit || limit === null ? "used up" : "more than the plan has"}</Tag>}
      </dt>
      <dd className={planStyles.use}>
        <span className="figures">{usedWords(quota)}</span>
        {/* Readers hear the figures, not the bar. */}
        {limit !== null && level !== "absent" && <progress className={planStyles.bar} max={Math.max(limit, 1)} value={limit === 0 ? 1 : Math.min(used, limit)} aria-hidden="true" />}
        {note && <span className={planStyles.note}>{note}</span>}
      </dd>
    </div>
  );
}

function About({ plan: { plan, isFallback } }: { readonly plan: OrganisationPlan }) {
  return (
    <>
      {isFallback && (
        <Notice title="The plan that this organisation was given is not offered any more" tone="warning" icon="alert">
          {plan === null ? "The portal's operator has named none that counts instead, so only the portal's own limits hold." : `The one of every organisation that was given none, ${plan.name}, counts instead.`}
        </Notice>
      )}
      {plan === null ? (
        !isFallback && (
          <Notice title="This organisation was given no plan" icon="coins">
            So only the portal&rsquo;s own limits hold.
          </Notice>
        )
      ) : (
        <p className={planStyles.about}>
          <strong>{plan.name}</strong>
          <span>{plan.description}</span>
          <span className="muted">{plan.since === null ? "The plan of every organisation that was given no other" : `Since ${plan.since.slice(0, 10)}`}</span>
        </p>
      )}
    </>
  );
}

function Content({ plan, error, onRetry }: PlanPanelProps) {
  if (plan === undefined) return error === undefined ? <Skeleton rows={4} label="the plan" /> : <LoadProblem error={error} onRetry={onRetry} label="the plan" />;
  if (plan.quotas.length === 0) {
    return (
      <Notice title="The operator of this portal has set no plans" icon="coins">
        So only the portal&rsquo;s own limits hold.
      </Notice>
    );
  }
  return (
    <>
      <About plan={plan} />
      <dl className={planStyles.quotas}>
        {plan.quotas.map((quota) => (
          <Quota key={quota.metric} quota={quota} />
        ))}
      </dl>
      <p className={styles.footnote}>Another plan is given by the portal&rsquo;s operator. What there is beyond a plan stays; only nothing more is made. Months are months of UTC.</p>
    </>
  );
}

export function PlanPanel(props: PlanPanelProps) {
  return (
    <Panel title="Plan" flush>
      <Content {...props} />
    </Panel>
  );
}
