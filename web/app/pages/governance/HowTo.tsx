/** How a proposal is made and voted on: on the validators' machines, never in a browser. */
import { useInfoQuery, type ProposalView } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/icons.tsx";
import { Panel } from "../../components/Panel.tsx";
import { downloadText } from "../../proof/downloadText.ts";
import styles from "./governance.module.css";
import { CommandLine } from "./marks.tsx";
import { proposalFile } from "./proposals.ts";

const PROPOSE = "aurigraph governance propose --config node.toml --parameter accounts_max=1000000 --out proposal.json";

/** The first proposal, or the next one. */
export function ProposeSteps() {
  return (
    <div className={styles.how}>
      <p>The operator of a validator makes a proposal on the validator&rsquo;s machine. This writes a file with the proposal and the first vote:</p>
      <CommandLine text={PROPOSE} />
      <p>
        Others add their votes to the file with <code>aurigraph governance vote</code>. It stands in the list as soon as <code>aurigraph governance submit</code> has brought a vote to the ledger.
      </p>
    </div>
  );
}

export function ProposePanel() {
  return (
    <Panel title="How to propose">
      <ProposeSteps />
    </Panel>
  );
}

/** Hands out the proposal as the file that the commands read; its votes stay on the ledger. */
function FileButton({ proposal }: { readonly proposal: ProposalView }) {
  const { data: info } = useInfoQuery();
  const name = `proposal-${proposal.proposalId.slice(0, 12)}.json`;
  return (
    <Button disabled={info === undefined} onClick={() => info && downloadText(name, proposalFile(proposal, info.chainId))}>
      <Icon name="download" /> Proposal file
    </Button>
  );
}

/** What an operator does to vote; once votes are closed, that they are. */
export function VotePanel({ proposal }: { readonly proposal: ProposalView }) {
  if (proposal.status !== "OPEN") {
    return (
      <Panel title="How to vote">
        <p className="muted">{proposal.status === "EXPIRED" ? "It expired: votes for it are no longer counted. Whoever still wants it makes a new proposal." : "It was accepted: votes for it are no longer counted. A new proposal can change what this one brings."}</p>
      </Panel>
    );
  }
  return (
    <Panel title="How to vote">
      <div className={styles.how}>
        <p>
          A vote is signed with the validator&rsquo;s key, by the validator&rsquo;s operator, on the machine where that key lies. It cannot be signed in the browser. <code>FILE</code> is the proposal&rsquo;s file:
          whoever made it passes it on, or take it from here.
        </p>
        <div>
          <FileButton proposal={proposal} />
        </div>
        <p>Each operator reads the proposal and adds the validator&rsquo;s vote to the file:</p>
        <CommandLine text="aurigraph governance vote FILE --config node.toml" />
        <p>
          Anyone with an account brings the votes in the file to the ledger; <code>KEY</code> is the file of that account&rsquo;s key. Votes may come together or one by one, and each validator counts once:
        </p>
        <CommandLine text="aurigraph governance submit FILE --key KEY" />
      </div>
    </Panel>
  );
}
