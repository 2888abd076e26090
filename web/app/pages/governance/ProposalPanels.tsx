/** The page of one proposal, of what was loaded for it. */
import { Link } from "react-router";
import type { GovernanceOverview, ProposalView, Validator } from "@aurigraph/api";
import { Hash } from "../../components/Hash.tsx";
import { PageHead } from "../../components/Panel.tsx";
import type { Freshness } from "../../live/hooks.ts";
import pageStyles from "../pages.module.css";
import { isOvertaken } from "./epochs.ts";
import styles from "./governance.module.css";
import { VotePanel } from "./HowTo.tsx";
import { ProposalStatusTag } from "./marks.tsx";
import { ContentPanel, ProposalFacts, TimelinePanel, VotesPanel } from "./ProposalRecord.tsx";
import { ValidatorsPanel } from "./ValidatorsChange.tsx";
import { exactWords, replacedWords, whatWords } from "./words.ts";

interface PanelsProps {
  readonly proposal: ProposalView;
  readonly overview: GovernanceOverview | undefined;
  /** Undefined until they have come. */
  readonly validators: readonly Validator[] | undefined;
  readonly freshness: Freshness;
}

export function ProposalPanels({ proposal, overview, validators, freshness }: PanelsProps) {
  const exact = exactWords(proposal.action);
  const replaced = replacedWords(proposal, overview);
  return (
    <>
      <PageHead title={whatWords(proposal.action)} above={<Link to="/governance">Governance</Link>} state={<ProposalStatusTag status={proposal.status} />}>
        {exact !== null && <p className="figures">{exact}</p>}
        {replaced !== null && <p>{replaced}</p>}
        <p>
          Proposal <Hash value={proposal.proposalId} label="proposal id" ends={12} />
        </p>
      </PageHead>
      <ProposalFacts proposal={proposal} overview={overview} />
      <div className={pageStyles.wideFirst}>
        <div className={styles.stack}>
          <ValidatorsPanel action={proposal.action} validators={validators} />
          <VotesPanel proposal={proposal} overview={overview} validators={validators} freshness={freshness} />
          <VotePanel proposal={proposal} overtaken={isOvertaken(proposal, overview)} />
        </div>
        <div className={styles.stack}>
          <TimelinePanel proposal={proposal} overview={overview} />
          <ContentPanel proposal={proposal} overview={overview} />
        </div>
      </div>
    </>
  );
}
