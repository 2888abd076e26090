/** The rules in force: protocol version and parameters, what comes later, and a warning where this node cannot follow. */
import { Link } from "react-router";
import type { GovernanceOverview, ParameterValue } from "@aurigraph/api";
import { countOf, formatInteger } from "@aurigraph/core";
import { Figure, Figures } from "../../components/Figure.tsx";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import type { Freshness } from "../../live/hooks.ts";
import styles from "./governance.module.css";
import { HeightLink, Value } from "./marks.tsx";
import { boundsWords, inBlocksWords, parameterWords } from "./words.ts";

interface OverviewProps {
  readonly overview: GovernanceOverview;
  readonly freshness: Freshness;
}

function versionNote({ nextProtocol, latestKnownProtocolVersion }: GovernanceOverview): string {
  if (nextProtocol === null) return `this node knows up to ${latestKnownProtocolVersion}`;
  return `version ${nextProtocol.version} from block ${formatInteger(nextProtocol.effectiveHeight)} on`;
}

/** Since when the same validators decide, or when others begin to. */
function epochNote({ epochFirstHeight, nextEpoch }: GovernanceOverview): string {
  if (nextEpoch === null) return `since block ${formatInteger(epochFirstHeight)}`;
  return `epoch ${nextEpoch.epoch} from block ${formatInteger(nextEpoch.firstHeight)} on`;
}

/** What a reader asks first. */
export function GovernanceFigures({ overview, freshness }: OverviewProps) {
  return (
    <Figures label="Governance now">
      <Figure name="Protocol version" value={String(overview.protocolVersion)} note={versionNote(overview)} freshness={freshness} />
      <Figure name="Epoch" value={formatInteger(overview.epoch)} note={epochNote(overview)} freshness={freshness} />
      <Figure name="Needed to accept" value={formatInteger(overview.votingPowerNeeded)} unit={`of ${formatInteger(overview.totalVotingPower)}`} note="voting power of the validators" freshness={freshness} />
      <Figure name="Open proposals" value={formatInteger(overview.openProposals)} note="on which votes are counted" freshness={freshness} />
      <Figure name="Accepted, to come" value={formatInteger(overview.acceptedProposals)} note="in force at their heights" freshness={freshness} />
    </Figures>
  );
}

/** A version that this node's software does not know. Readers hear the title, which has no figure that moves. */
export function UnknownProtocol({ overview: { blockHeight, nextProtocol, latestKnownProtocolVersion } }: { readonly overview: GovernanceOverview }) {
  if (nextProtocol === null || nextProtocol.isKnown) return null;
  const { version, effectiveHeight } = nextProtocol;
  const title = `This node stops before block ${formatInteger(effectiveHeight)}`;
  return (
    <div className={styles.concern}>
      <p className="visually-hidden" role="status">
        {title}
      </p>
      <Notice title={title} tone="negative" icon="alert">
        From that block on, {inBlocksWords(effectiveHeight, blockHeight)}, the network follows protocol version {version}; the software of this node knows versions up to {latestKnownProtocolVersion}. The node
        goes on as soon as software that knows version {version} is installed on it. Until then nothing is lost, and nothing new is executed here.
      </Notice>
    </div>
  );
}

function VersionField({ overview: { blockHeight, protocolVersion, latestKnownProtocolVersion, nextProtocol } }: { readonly overview: GovernanceOverview }) {
  return (
    <Field name="Protocol version" hint="of the next block">
      <span className={styles.value}>{protocolVersion}</span>
      <p className="muted">This node&rsquo;s software knows versions up to {latestKnownProtocolVersion}</p>
      {nextProtocol && (
        <p>
          Version {nextProtocol.version} from block <HeightLink height={nextProtocol.effectiveHeight} /> on <span className="muted">({inBlocksWords(nextProtocol.effectiveHeight, blockHeight)})</span>{" "}
          {!nextProtocol.isKnown && <Tag tone="negative">not known to this node</Tag>}
        </p>
      )}
    </Field>
  );
}

/** Which epoch it is, and the one that was decided to come. */
function EpochField({ overview: { blockHeight, epoch, epochFirstHeight, nextEpoch } }: { readonly overview: GovernanceOverview }) {
  return (
    <Field name="Epoch" hint="the same validators decide">
      <span className={styles.value}>{formatInteger(epoch)}</span>
      <p className="muted">
        Its first block: <HeightLink height={epochFirstHeight} />
      </p>
      {nextEpoch && (
        <p>
          <Link to={`/governance/${nextEpoch.proposalId}`}>Epoch {formatInteger(nextEpoch.epoch)}</Link> with {countOf(nextEpoch.validatorCount, "validator")} from block <HeightLink height={nextEpoch.firstHeight} /> on{" "}
          {nextEpoch.firstHeight > blockHeight && <span className="muted">({inBlocksWords(nextEpoch.firstHeight, blockHeight)})</span>}
        </p>
      )}
    </Field>
  );
}

function ParameterField({ parameter, blockHeight }: { readonly parameter: ParameterValue; readonly blockHeight: number }) {
  const words = parameterWords(parameter.name);
  return (
    <Field name={words.name} {...(words.hint !== undefined && { hint: words.hint })}>
      <Value words={words.value(parameter.value)} strong />
      <p className="muted">Can be {boundsWords(parameter)}</p>
      {parameter.later.map((later) => (
        <p key={later.proposalId}>
          <Link to={`/governance/${later.proposalId}`}>{words.value(later.value).text}</Link> from block <HeightLink height={later.effectiveHeight} /> on{" "}
          <span className="muted">({inBlocksWords(later.effectiveHeight, blockHeight)})</span>
        </p>
      ))}
    </Field>
  );
}

export function RulesPanel({ overview, freshness }: OverviewProps) {
  return (
    <Panel title="Rules in force" note="from the next block on" actions={<FreshnessMark freshness={freshness} />} flush>
      <Fields sideBySide>
        <VersionField overview={overview} />
        <EpochField overview={overview} />
        {overview.parameters.map((parameter) => (
          <ParameterField key={parameter.name} parameter={parameter} blockHeight={overview.blockHeight} />
        ))}
      </Fields>
    </Panel>
  );
}
