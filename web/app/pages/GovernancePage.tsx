/** What validators decide by votes: the rules in force, what comes later, and the proposals. */
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { useListAddress } from "../components/Paging.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { Beside } from "../lists/Beside.tsx";
import { OpenBeside, useBeside } from "../lists/useBeside.ts";
import { usePageTitle } from "../page.ts";
import { ProposePanel } from "./governance/HowTo.tsx";
import { KnownHeight } from "./governance/marks.tsx";
import { ProposalBeside } from "./governance/ProposalBeside.tsx";
import { ProposalList } from "./governance/ProposalList.tsx";
import { GovernanceFigures, RulesPanel, UnknownProtocol } from "./governance/Rules.tsx";
import { useOverview, useProposals } from "./governance/useGovernance.ts";
import { statusAsked } from "./governance/words.ts";

function Rules({ query: { data, error, refetch, freshness } }: { readonly query: ReturnType<typeof useOverview> }) {
  if (!data) {
    return (
      <Panel title="Rules in force" flush>
        {error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Skeleton rows={4} label="the rules in force" />}
      </Panel>
    );
  }
  return (
    <>
      <GovernanceFigures overview={data} freshness={freshness} />
      <UnknownProtocol overview={data} />
      <RulesPanel overview={data} freshness={freshness} />
    </>
  );
}

export function GovernancePage() {
  usePageTitle("Governance");
  const address = useListAddress();
  const overview = useOverview();
  const status = statusAsked(address.get("status"));
  const list = useProposals(status);
  const beside = useBeside();
  return (
    <KnownHeight value={overview.data?.blockHeight ?? null}>
      <Beside open={beside.open} label="Proposal beside the list" to={`/governance/${beside.open ?? ""}`} onClose={beside.close} record={beside.open !== undefined && <ProposalBeside id={beside.open} />}>
        <OpenBeside value={beside.onRow}>
          <PageHead title="Governance">
            Validators decide by votes on parameters, protocol versions, roles of accounts and who the validators are. What more than two thirds of the voting power accept is in force on every node from the same block on.
          </PageHead>
          <Rules query={overview} />
          <ProposalList
            proposals={list.proposals}
            freshness={list.freshness}
            error={list.error}
            onRetry={() => void list.refetch()}
            busy={list.currentData === undefined}
            hasMore={list.hasNextPage}
            isLoadingMore={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            current={beside.open}
          />
          {/* An empty list says it in its own place. */}
          {list.proposals && (list.proposals.length > 0 || status !== undefined) && <ProposePanel />}
        </OpenBeside>
      </Beside>
    </KnownHeight>
  );
}
