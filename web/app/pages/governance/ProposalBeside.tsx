/** The proposal beside the list, with everything that its own page has. */
import { ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { isOvertaken } from "./epochs.ts";
import { VotePanel } from "./HowTo.tsx";
import { ProposalStatusTag } from "./marks.tsx";
import { ContentPanel, ProposalFacts, TimelinePanel, VotesPanel } from "./ProposalRecord.tsx";
import { useProposalRecord } from "./useGovernance.ts";
import { ValidatorsPanel } from "./ValidatorsChange.tsx";
import { whatWords } from "./words.ts";

export function ProposalBeside({ id }: { readonly id: string }) {
  const { proposal, overview, validators, freshness, error, refetch } = useProposalRecord(id);
  if (error && !proposal) {
    return (
      <Panel title="Not shown" flush>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (!proposal) return <Skeleton rows={12} label="the proposal" />;
  return (
    <>
      <Panel title={whatWords(proposal.action)} actions={<ProposalStatusTag status={proposal.status} />} flush>
        <ProposalFacts proposal={proposal} overview={overview} bare />
      </Panel>
      <ValidatorsPanel action={proposal.action} validators={validators} />
      <VotesPanel proposal={proposal} overview={overview} validators={validators} freshness={freshness} />
      <TimelinePanel proposal={proposal} overview={overview} />
      <VotePanel proposal={proposal} overtaken={isOvertaken(proposal, overview)} />
      <ContentPanel proposal={proposal} overview={overview} />
    </>
  );
}
