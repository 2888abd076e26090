/**
 * Who voted in the last rounds: a row for each validator, a column for each round, the newest at the right. How far a cell is filled says how
 * strong the vote was, so that it can be read without colour. The pointer or the arrow keys go from cell to cell; what a cell means stands in
 * words below, and nothing moves meanwhile.
 */
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { Link } from "react-router";
import type { RoundList, SeenRound } from "@aurigraph/api";
import { formatInteger, formatMilliseconds, NOT_MEASURED } from "@aurigraph/core";
import { useWidth } from "../../components/useWidth.ts";
import styles from "./HeatMap.module.css";
import type { RoundSight } from "./roles.ts";
import { cellWords, columnsFor, columnsStretch, durationsOf, outcomeWords, roundWords, votedIn, windowOf, withKnownTimes } from "./rounds.ts";

/** Room of the names and of the figures at the rows' ends. */
const NAMES_PX = { narrow: 76 + 42, wide: 104 + 60 };
const NARROW_PX = 480;
const BAR_PX = 44;

/** The row above the validators: how the rounds ended. */
const OUTCOMES = -1;

/** A cell: `OUTCOMES` or a validator, and a column. */
interface Place {
  readonly row: number;
  readonly column: number;
}

interface HeatMapProps {
  readonly list: RoundList;
  /** How the node that answers sees rounds. */
  readonly sight: RoundSight;
  /** Only this validator's row. */
  readonly only?: number;
}

/** The list as it was when a hand came near; else as it is. */
function useHeld<T>(value: T) {
  const [kept, setKept] = useState<{ readonly value: T } | null>(null);
  return { shown: kept === null ? value : kept.value, isHeld: kept !== null, hold: () => setKept((before) => before ?? { value }), release: () => setKept(null) };
}

function Outcome({ outcome }: { readonly outcome: string }) {
  return (
    <svg className={styles.outcome} data-outcome={outcome} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      {outcome === "SKIPPED" ? <path d="M1.5 1.5l7 7m0-7l-7 7" /> : outcome === "OPEN" ? <circle cx="5" cy="5" r="3.5" strokeDasharray="2 1.6" /> : outcome === "FINALIZED" ? <path d="M1.2 5.4 3.9 8 8.8 2.4" /> : <circle cx="5" cy="5" r="3.5" />}
    </svg>
  );
}

/** How long each round took, in proportion to the slowest of them. */
function Durations({ rounds }: { readonly rounds: readonly SeenRound[] }) {
  const durations = durationsOf(rounds);
  const words = durations === null ? "No round was measured" : `Rounds took ${formatMilliseconds(durations.median)} ms in the middle and ${formatMilliseconds(durations.longest)} ms at most`;
  return (
    <svg className={styles.bars} viewBox={`0 0 ${rounds.length} ${BAR_PX}`} preserveAspectRatio="none" role="img" aria-label={words}>
      {durations !== null &&
        rounds.map((round, column) => {
          const height = round.durationMs === null ? 0 : Math.max(1, (round.durationMs / durations.longest) * BAR_PX);
          return <rect key={round.view} data-outcome={round.outcome} x={column + 0.14} y={BAR_PX - height} width="0.72" height={height} />;
        })}
    </svg>
  );
}

export function HeatMap({ list, sight, only }: HeatMapProps) {
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const { shown, isHeld, hold, release } = useHeld(list);
  const [at, setAt] = useState<Place | null>(null);
  const [over, setOver] = useState<Place | null>(null);
  const names = shown.validators;
  const room = width - (width < NARROW_PX ? NAMES_PX.narrow : NAMES_PX.wide);
  const columns = columnsFor(room, shown.rounds.length);
  const rounds = withKnownTimes(windowOf(shown.rounds, columns), sight);
  const validators = only === undefined ? names.map((_, index) => index) : [only];
  const rows = [OUTCOMES, ...validators];
  const read = over ?? at;
  const entry = at ?? { row: OUTCOMES, column: rounds.length - 1 };

  function leave(event: FocusEvent<HTMLElement>) {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    setAt(null);
    if (over === null) release();
  }

  function move(event: KeyboardEvent<HTMLElement>) {
    const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -rounds.length], End: [0, rounds.length] };
    const step = steps[event.key];
    if (!step || at === null || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const row = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(at.row) + step[0]))] ?? OUTCOMES;
    const column = Math.min(rounds.length - 1, Math.max(0, at.column + step[1]));
    event.currentTarget.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus();
  }

  /** What every cell has: its place, its words, and its part in going through them. */
  function cell(row: number, column: number, round: SeenRound) {
    const words = row === OUTCOMES ? roundWords(round, names) : `View ${formatInteger(round.view)}, ${cellWords(round, row, names, sight)}`;
    return {
      role: "gridcell",
      "aria-label": words,
      "data-row": row,
      "data-column": column,
      tabIndex: row === entry.row && column === entry.column ? 0 : -1,
      onFocus: () => setAt({ row, column }),
      onPointerEnter: () => setOver({ row, column }),
    } as const;
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- being on the picture only holds it still
    <figure
      ref={frame}
      className={styles.map}
      onPointerEnter={hold}
      onPointerLeave={() => {
        setOver(null);
        if (at === null) release();
      }}
      onFocus={hold}
      onBlur={leave}
    >
      {width > 0 && (
        <div className={styles.grid} data-stretch={columnsStretch(room, columns)} data-rows={validators.length <= 5 ? "few" : validators.length <= 10 ? "some" : "many"} onPointerLeave={() => setOver(null)}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a grid is a table whose cells can be gone through */}
          <table role="grid" aria-readonly="true" aria-label="Votes in the last rounds; the arrow keys go from cell to cell" onKeyDown={move}>
            <thead>
              {sight === "votes" && (
                <tr>
                  <th scope="row">Took</th>
                  <td colSpan={rounds.length} className={styles.durations}>
                    <Durations rounds={rounds} />
                  </td>
                  <td className={styles.sum}>{longest(rounds)}</td>
                </tr>
              )}
              <tr>
                <th scope="row">Ended</th>
                {rounds.map((round, column) => (
                  <td key={round.view} className={styles.end} {...cell(OUTCOMES, column, round)}>
                    <Outcome outcome={round.outcome} />
                  </td>
                ))}
                <td className={styles.sum}>{sight === "votes" ? "Voted" : "Signed"}</td>
              </tr>
            </thead>
            <tbody>
              {validators.map((validator) => {
                const { voted, of } = votedIn(rounds, validator, sight);
                return (
                  <tr key={validator}>
                    <th scope="row">
                      <span title={names[validator]}>{names[validator]}</span>
                    </th>
                    {rounds.map((round, column) => (
                      <td key={round.view} className={styles.vote} data-vote={round.votes[validator] ?? "NONE"} data-leads={round.leaderId === String(validator)} data-skipped={round.outcome === "SKIPPED"} {...cell(validator, column, round)} />
                    ))}
                    <td className={styles.sum} title={sight === "votes" ? `Voted in ${voted} of ${of} rounds that ended` : `In ${voted} of ${of} certificates`}>
                      {of === 0 ? NOT_MEASURED : `${voted}/${of}`}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <p className={styles.axis}>
            <span>view {formatInteger(rounds[0]?.view ?? 0)}</span>
            <span>{isHeld ? "held while you are on it" : `newest, ${formatInteger(rounds.at(-1)?.view ?? 0)}`}</span>
          </p>
        </div>
      )}
      <Reading rounds={rounds} place={read} names={names} sight={sight} />
    </figure>
  );
}

function longest(rounds: readonly SeenRound[]): string {
  const durations = durationsOf(rounds);
  return durations === null ? NOT_MEASURED : `${formatMilliseconds(durations.longest)} ms`;
}

/** What is under the hand, in words; its room is always there. */
function Reading({ rounds, place, names, sight }: { readonly rounds: readonly SeenRound[]; readonly place: Place | null; readonly names: readonly string[]; readonly sight: RoundSight }) {
  const round = place === null ? undefined : rounds[place.column];
  if (place === null || round === undefined) return <p className={styles.reading}>Point at a cell, or go through them with the arrow keys, to read a round in words.</p>;
  return (
    <p className={styles.reading} data-live="true">
      <strong>View {formatInteger(round.view)}</strong>, led by {names[Number(round.leaderId)] ?? round.leaderId}: {outcomeWords({ ...round, blockHeight: null })}
      {round.blockHeight !== null && (
        <>
          , <Link to={`/blocks/${round.blockHeight}`}>block {formatInteger(round.blockHeight)}</Link>
        </>
      )}
      . {place.row !== OUTCOMES && `${cellWords(round, place.row, names, sight)}.`}
    </p>
  );
}

const OUTCOME_WORDS = { FINALIZED: "final", NOTARIZED: "final with a later one", SKIPPED: "skipped", OPEN: "open" } as const;

/** What can be on the map, by how rounds are seen. */
const LEGENDS = {
  votes: {
    votes: [
      ["FINALIZE", "to finalise"],
      ["NOTARIZE", "valid"],
      ["NULLIFY", "to skip"],
      ["NONE", "no vote seen"],
    ],
    outcomes: ["FINALIZED", "NOTARIZED", "SKIPPED", "OPEN"],
  },
  certificates: {
    votes: [
      ["FINALIZE", "to finalise"],
      ["NONE", "not in the certificate"],
    ],
    outcomes: ["FINALIZED", "SKIPPED"],
  },
} as const;

/** What fillings and marks mean. */
export function HeatMapLegend({ sight }: { readonly sight: RoundSight }) {
  const { votes, outcomes } = LEGENDS[sight];
  return (
    <ul className={styles.legend} aria-label="What the cells mean">
      {votes.map(([vote, words]) => (
        <li key={vote}>
          <span className={`${styles.vote} ${styles.swatch}`} data-vote={vote} />
          {words}
        </li>
      ))}
      <li>
        <span className={`${styles.vote} ${styles.swatch}`} data-vote="NONE" data-leads="true" />
        led the round
      </li>
      {outcomes.map((outcome) => (
        <li key={outcome}>
          <Outcome outcome={outcome} />
          {OUTCOME_WORDS[outcome]}
        </li>
      ))}
    </ul>
  );
}
