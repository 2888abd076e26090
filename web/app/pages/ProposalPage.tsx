/** One proposal: what it says, who voted for it, what becomes of it, and how to vote. */
import { Link, useParams } from "react-router";
import { shortenHash } from "@aurigraph/core";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";
import { KnownHeight } from "./governance/marks.tsx";
import { ProposalPanels } from "./governance/ProposalPanels.tsx";
import { useProposalRecord } from "./governance/useGovernance.ts";
import { whatWords } from "./governance/words.ts";

export function ProposalPage() {
  const { proposalId = "" } = useParams();
  const { proposal, overview, validators, freshness, error, refetch } = useProposalRecord(proposalId);
  usePageTitle(proposal ? whatWords(proposal.action) : "Proposal");
  if (error && !proposal) {
    return (
      <>
        <PageHead title="Proposal" above={<Link to="/governance">Governance</Link>}>
          {shortenHash(proposalId, 12)}
        </PageHead>
        <Panel title="Not shown" flush>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </Panel>
      </>
    );
  }
  if (!proposal) return <Skeleton rows={14} label="the proposal" />;
  return (
    <KnownHeight value={overview?.blockHeight ?? null}>
      <ProposalPanels proposal={proposal} overview={overview} validators={validators} freshness={freshness} />
    </KnownHeight>
  );
}
