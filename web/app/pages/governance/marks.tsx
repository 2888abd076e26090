/** The small parts that lists and records of proposals share: status, power of the votes, values, heights, and command lines to copy. */
import { createContext, Fragment, useContext } from "react";
import { Link } from "react-router";
import type { ProposalView } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { CopyButton } from "../../components/Hash.tsx";
import { Tag } from "../../components/Tag.tsx";
import styles from "./governance.module.css";
import { powerWords, statusOf, type ValueWords } from "./words.ts";

export function ProposalStatusTag({ status }: { readonly status: string }) {
  const { words, tone } = statusOf(status);
  return <Tag tone={tone}>{words}</Tag>;
}

/** How much of the voting power that is needed has voted. Readers hear the figures, not the bar. */
export function VotePower({ proposal }: { readonly proposal: ProposalView }) {
  const { status, votingPower, votingPowerNeeded } = proposal;
  return (
    <span className={styles.power}>
      <progress className={styles.bar} max={votingPowerNeeded} value={Math.min(votingPower, votingPowerNeeded)} data-state={status} aria-hidden="true" />
      <span className="figures">{powerWords(proposal)}</span>
    </span>
  );
}

/** A value, and to the last digit where its unit rounds it. */
export function Value({ words: { text, exact }, strong = false }: { readonly words: ValueWords; readonly strong?: boolean }) {
  return (
    <>
      <span className={strong ? styles.value : undefined}>{text}</span> {exact !== null && <span className="muted">({exact})</span>}
    </>
  );
}

/** The height up to which there are blocks; null until it is known. */
export const KnownHeight = createContext<number | null>(null);

/** A height; it leads to its block once there is one. */
export function HeightLink({ height }: { readonly height: number }) {
  const known = useContext(KnownHeight);
  if (known === null || height > known) return <span className="figures">{formatInteger(height)}</span>;
  return (
    <Link to={`/blocks/${height}`} className="figures">
      {formatInteger(height)}
    </Link>
  );
}

/** A command line as it is typed, in whole, with a button that copies it. A line ends between words, not after the hyphens of an option. */
export function CommandLine({ text }: { readonly text: string }) {
  return (
    <div className={styles.command}>
      <code>
        {text.split(" ").map((word, index) => (
          <Fragment key={index}>
            {index > 0 && " "}
            <span className={styles.word}>{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={text} label={`command: ${text}`} />
    </div>
  );
}
