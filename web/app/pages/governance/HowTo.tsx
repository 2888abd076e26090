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
const PROPOSE_VALIDATORS = "aurigraph governance propose --config node.toml --add-validator KEY@HOST:PORT --out proposal.json";
/** What a proposal can do to the validators (crates/aurigraph/src/governance/validators.rs). */
const VALIDATOR_OPTIONS = [
  ["--add-validator KEY@HOST:PORT", "one more: its public key, and where it listens for the others"],
  ["--remove-validator KEY", "one less"],
  ["--replace-validator OLD=NEW@HOST:PORT", "another key or address in the place of one"],
] as const;

/** Other validators: the command, and what it can say. */
function ValidatorsSteps() {
  return (
    <>
      <p>From protocol version 3 on, a proposal can give the network other validators. A new epoch begins with them at the proposal&rsquo;s height:</p>
      <CommandLine text={PROPOSE_VALIDATORS} />
      <dl className={styles.options}>
        {VALIDATOR_OPTIONS.map(([option, words]) => (
          <div key={option}>
            <dt>
              <code>{option}</code>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p>One proposal may have several of these.</p>
    </>
  );
}

/** The first proposal, or the next one. */
export function ProposeSteps() {
  return (
    <div className={styles.how}>
      <p>The operator of a validator makes a proposal on the validator&rsquo;s machine. This writes a file with the proposal and the first vote:</p>
      <CommandLine text={PROPOSE} />
      <ValidatorsSteps />
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

/** Why votes are no longer counted; null while they are. */
function closedWords(status: string, overtaken: boolean): string | null {
  if (status === "EXPIRED") return "It expired: votes for it are no longer counted. Whoever still wants it makes a new proposal.";
  if (status !== "OPEN") return "It was accepted: votes for it are no longer counted. A new proposal can change what this one brings.";
  return overtaken ? "Another change of validators was accepted first: votes for this one are no longer counted. Whoever still wants it makes a new proposal once that change is in force." : null;
}

/** What an operator does to vote; once votes are closed, that they are. An overtaken one is open in name only (`isOvertaken`). */
export function VotePanel({ proposal, overtaken = false }: { readonly proposal: ProposalView; readonly overtaken?: boolean }) {
  const closed = closedWords(proposal.status, overtaken);
  if (closed !== null) {
    return (
      <Panel title="How to vote">
        <p className="muted">{closed}</p>
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
