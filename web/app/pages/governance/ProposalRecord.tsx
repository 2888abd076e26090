/** What is known of one proposal, in parts: on its own page and beside the list. */
import { Link } from "react-router";
import type { GovernanceOverview, ProposalView, Validator } from "@aurigraph/api";
import { formatInteger, NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Fact, Figures } from "../../components/Figure.tsx";
import { FreshnessMark, MarkShape } from "../../components/FinalityMark.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Icon } from "../../components/icons.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import type { Freshness } from "../../live/hooks.ts";
import { Bytes } from "../Bytes.tsx";
import { changeOf, countWords, isOfEarlierEpoch, isOvertaken, type ValidatorsChange } from "./epochs.ts";
import styles from "./governance.module.css";
import { HeightLink, Value, VotePower } from "./marks.tsx";
import { noVoteWords, type Voter, votersOf } from "./proposals.ts";
import { type Step, type StepState, timelineOf } from "./timeline.ts";
import { boundsWords, earliestWords, inBlocksWords, leadWords, parameterWords, roleWords } from "./words.ts";

interface RecordProps {
  readonly proposal: ProposalView;
  /** Undefined until it has come. */
  readonly overview: GovernanceOverview | undefined;
}

/** The last fact: what became of it, or how long votes count. */
function EndFact({ proposal: { status, expiresHeight, acceptedAtHeight }, blockHeight }: { readonly proposal: ProposalView; readonly blockHeight: number | undefined }) {
  if (acceptedAtHeight !== null) {
    return (
      <Fact name="Accepted at" note="block of the vote that did it">
        <HeightLink height={acceptedAtHeight} />
      </Fact>
    );
  }
  const isOpen = status === "OPEN";
  return (
    <Fact name={isOpen ? "Votes until" : "Expired at"} note={isOpen ? blockHeight !== undefined && inBlocksWords(expiresHeight, blockHeight) : "without enough votes"}>
      <HeightLink height={expiresHeight} />
    </Fact>
  );
}

/** How many validators there are to be. */
function ValidatorsFact({ change }: { readonly change: ValidatorsChange }) {
  return (
    <Fact name="Validators" note={change.begins !== null && `epoch ${change.begins} begins with them`}>
      {countWords(change)}
    </Fact>
  );
}

/** What a reader asks first. */
export function ProposalFacts({ proposal, overview, bare = false }: RecordProps & { readonly bare?: boolean }) {
  const { status, action, inForceFromHeight, effectiveHeight } = proposal;
  const change = changeOf(action);
  const isFuture = inForceFromHeight !== null && overview !== undefined && inForceFromHeight > overview.blockHeight;
  return (
    <Figures label="Facts of this proposal" bare={bare}>
      {change && <ValidatorsFact change={change} />}
      <Fact name="Voting power" note={overview && !isOfEarlierEpoch(proposal, overview) && `all validators have ${formatInteger(overview.totalVotingPower)}`}>
        <span>
          <VotePower proposal={proposal} />
          {proposal.votingPower <= proposal.votingPowerNeeded && " needed"}
        </span>
      </Fact>
      <EndFact proposal={proposal} blockHeight={overview?.blockHeight} />
      <Fact name="In force from" note={isFuture ? inBlocksWords(inForceFromHeight, overview.blockHeight) : inForceFromHeight === null && status === "OPEN" && effectiveHeight > 0 ? "if it is accepted before" : undefined}>
        {inForceFromHeight !== null ? <HeightLink height={inForceFromHeight} /> : status === "EXPIRED" ? NOT_MEASURED : effectiveHeight === 0 ? leadWords(action) : <HeightLink height={effectiveHeight} />}
      </Fact>
    </Figures>
  );
}

function ParameterFields({ parameter, value, overview }: { readonly parameter: string; readonly value: number; readonly overview: GovernanceOverview | undefined }) {
  const words = parameterWords(parameter);
  const now = overview?.parameters.find(({ name }) => name === parameter);
  return (
    <>
      <Field name="Parameter" {...(words.hint !== undefined && { hint: words.hint })}>
        {words.name} <code className="muted">{parameter}</code>
      </Field>
      <Field name="Value proposed">
        <Value words={words.value(value)} strong />
      </Field>
      {now && (
        <Field name="Value now">
          <Value words={words.value(now.value)} />
          <p className="muted">Can be {boundsWords(now)}</p>
        </Field>
      )}
    </>
  );
}

/** What votes sign of a change of the validators; the validators themselves stand in a panel of their own. */
function ValidatorsFields({ change: { after, begins } }: { readonly change: ValidatorsChange }) {
  return (
    <>
      <Field name="Validators" hint="all that there are to be">
        {formatInteger(after)} <span className="muted">by their keys and addresses, in the order in which they are shown</span>
      </Field>
      {begins !== null && (
        <Field name="Epoch that ends">
          {begins - 1} <span className="muted">(epoch {begins} begins)</span>
        </Field>
      )}
    </>
  );
}

function ActionFields({ proposal: { action }, overview }: RecordProps) {
  const { parameter, value, version, account, role, granted } = action;
  const change = changeOf(action);
  return (
    <>
      <Field name="Kind">
        <code>{action.kind}</code>
      </Field>
      {parameter !== undefined && value !== undefined && <ParameterFields parameter={parameter} value={value} overview={overview} />}
      {version !== undefined && (
        <Field name="Protocol version">
          <span className={styles.value}>{version}</span>
          {overview && (
            <p className="muted">
              Now {overview.protocolVersion}; this node&rsquo;s software knows versions up to {overview.latestKnownProtocolVersion}
            </p>
          )}
        </Field>
      )}
      {account !== undefined && (
        <Field name="Account">
          <Link to={`/accounts/${account}`} className="figures">
            #{account}
          </Link>
        </Field>
      )}
      {role !== undefined && (
        <Field name={granted === true ? "Role given" : "Role taken"}>
          {role} {roleWords(role) !== undefined && <span className="muted">({roleWords(role)})</span>}
        </Field>
      )}
      {change && <ValidatorsFields change={change} />}
    </>
  );
}

/** Everything that votes sign, in words and as bytes. */
export function ContentPanel({ proposal, overview }: RecordProps) {
  return (
    <Panel title="What is proposed" flush>
      <Fields>
        <ActionFields proposal={proposal} overview={overview} />
        <Field name="Effective height" hint="as it was asked for">
          {proposal.effectiveHeight === 0 ? earliestWords(proposal.action) : <HeightLink height={proposal.effectiveHeight} />}
        </Field>
        <Field name="Last height for votes">
          <HeightLink height={proposal.expiresHeight} />
        </Field>
        <Field name="Number" hint="chosen by its maker">
          <span className="figures">{proposal.number}</span>
        </Field>
        <Field name="Id" hint="what votes sign">
          <Hash value={proposal.proposalId} label="proposal id" whole />
        </Field>
      </Fields>
      <Bytes name={`The ${proposal.proposalBytes.length / 2} bytes of the proposal`} hex={proposal.proposalBytes} />
    </Panel>
  );
}

function VoterName({ voter: { validatorId, name, publicKey } }: { readonly voter: Voter }) {
  if (validatorId !== null) return <Link to={`/validators/${validatorId}`}>{name ?? `validator ${validatorId}`}</Link>;
  return (
    <>
      {name ?? <Hash value={publicKey} label="public key of the voter" ends={8} />} <span className="muted">no validator any more</span>
    </>
  );
}

interface VotesProps extends RecordProps {
  /** Undefined until they have come. */
  readonly validators: readonly Validator[] | undefined;
  readonly freshness: Freshness;
}

/** The validators with their votes; those who have not voted stand below, if they are those who could. */
export function VotesPanel({ proposal, overview, validators, freshness }: VotesProps) {
  const isEarlier = isOfEarlierEpoch(proposal, overview);
  const overtaken = isOvertaken(proposal, overview);
  const voters = votersOf(proposal.votes, validators ?? [], isEarlier ? [] : validators);
  const columns: readonly Column<Voter>[] = [
    { key: "validator", head: "Validator", phone: "topStart", cell: (voter) => <VoterName voter={voter} /> },
    { key: "vote", head: "Vote", phone: "topEnd", cell: ({ place }) => (place === null ? <Tag tone="neutral">{noVoteWords(proposal, overtaken)}</Tag> : <Tag tone="positive">voted for it</Tag>) },
    { key: "place", head: "Vote no.", figures: true, cell: ({ place }) => place ?? NOT_MEASURED },
    { key: "power", head: "Voting power", figures: true, phone: "bottomEnd", phoneUnit: "voting power", cell: ({ votingPower }) => (votingPower === null ? NOT_MEASURED : formatInteger(votingPower)) },
    { key: "key", head: "Public key", phone: "bottomStart", cell: (voter) => <Hash value={voter.publicKey} label="public key of the validator" ends={8} /> },
  ];
  const voted = formatInteger(voters.filter(({ place }) => place !== null).length);
  const note = validators && (isEarlier ? `${voted} voted for it, in an earlier epoch` : `${voted} of ${formatInteger(voters.length)} voted for it`);
  return (
    <Panel title="Votes" note={note ?? "who has not voted is not known yet"} actions={<FreshnessMark freshness={freshness} />} flush>
      {voters.length === 0 ? (
        <Notice title="No votes" icon="shield">
          Votes appear with the operation that brings them.
        </Notice>
      ) : (
        <DataTable label="Votes" columns={columns} rows={voters} rowKey={(voter) => voter.publicKey} />
      )}
    </Panel>
  );
}

const STATE_WORDS: Readonly<Record<StepState, string>> = { done: "done", coming: "to come", open: "depends on votes", void: "does not happen" };

function StepMark({ state }: { readonly state: StepState }) {
  if (state === "void") return <Icon name="close" size={12} />;
  return <MarkShape shape={state === "done" ? "final" : "waiting"} />;
}

function TimelineStep({ step: { name, state, height, note } }: { readonly step: Step }) {
  return (
    <li className={styles.step} data-state={state}>
      <span className={styles.stepMark}>
        <StepMark state={state} />
      </span>
      <span className={styles.stepName}>
        {name}
        <span className="visually-hidden">, {STATE_WORDS[state]}</span>
      </span>
      <span className={styles.stepHeight}>{height !== null && <HeightLink height={height} />}</span>
      <span className={styles.stepNote}>{note}</span>
    </li>
  );
}

export function TimelinePanel({ proposal, overview }: RecordProps) {
  return (
    <Panel title="Timeline" note="by block height" flush>
      <ol className={styles.timeline}>
        {timelineOf(proposal, overview?.blockHeight ?? null, isOvertaken(proposal, overview)).map((step) => (
          <TimelineStep key={step.id} step={step} />
        ))}
      </ol>
    </Panel>
  );
}
