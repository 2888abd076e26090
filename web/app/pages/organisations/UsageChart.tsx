/**
 * What was counted by day, one thing above the other, each on a scale of its own. Days of which nothing is known are shaded. The pointer or the
 * slider below goes from day to day; what was counted then stands in words, and the table of days has all of it.
 */
import { type PointerEvent, useRef, useState } from "react";
import type { UsageDay } from "@aurigraph/api";
import { formatBytes, formatCount, formatInteger, formatTick, NOT_MEASURED } from "@aurigraph/core";
import { roundUp } from "../../components/scale.ts";
import { useWidth } from "../../components/useWidth.ts";
import { dayWords } from "./usage.ts";
import styles from "./UsageChart.module.css";
import { barsPath, type Box, dayUnder, runsOf, stepsPath, ticksOf, topOfBytes } from "./usageChart.ts";

/** Room of the figures at the left, and of half a name at the right. */
const LEFT_PX = 58;
const RIGHT_PX = 18;
const ROW_PX = 76;
/** So that the highest bar and its figure are whole. */
const ABOVE_PX = 8;
const AXIS_PX = 20;

type Series = "apiCalls" | "exports" | "members" | "transactions" | "storedBytes";

const SERIES: readonly (readonly [key: Series, name: string])[] = [
  ["apiCalls", "API calls"],
  ["exports", "Exports"],
  ["members", "Members"],
  ["transactions", "Ledger transactions"],
  ["storedBytes", "Stored data"],
];

/** What there is at a time, and is not added up: a line, and no bars. */
const LEVELS: ReadonlySet<Series> = new Set(["members", "storedBytes"]);

interface UsageChartProps {
  readonly days: readonly UsageDay[];
  readonly today: string;
  readonly createdOn: string;
}

function Bars({ values, open, top, box }: { readonly values: readonly number[]; readonly open: number; readonly top: number; readonly box: Box }) {
  const only = (isOpen: boolean) => barsPath(values.map((value, index) => ((index === open) === isOpen ? value : 0)), top, box);
  return (
    <>
      <path className={styles.bars} d={only(false)} />
      {/* The day that is not over yet. */}
      <path className={styles.openBar} d={only(true)} />
    </>
  );
}

interface RowProps extends UsageChartProps {
  readonly series: Series;
  readonly name: string;
  readonly index: number;
  readonly width: number;
}

function summary(name: string, values: readonly (number | null)[], days: readonly UsageDay[], format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${name}: nobody looked on these days`;
  const most = Math.max(...known);
  const words = `${name} by day: at most ${format(most)}, on ${days[values.indexOf(most)]?.day ?? ""}`;
  const unseen = values.length - known.length;
  return unseen === 0 ? words : `${words}; nothing is known of ${formatInteger(unseen)} of ${formatInteger(values.length)} days`;
}

function Row({ days, today, createdOn, series, name, index, width }: RowProps) {
  const box = { width: width - LEFT_PX - RIGHT_PX, height: ROW_PX - ABOVE_PX - 1 };
  const step = box.width / days.length;
  const values = days.map((each) => (each.day < createdOn ? null : each[series]));
  const most = Math.max(0, ...values.filter((value) => value !== null));
  const isBytes = series === "storedBytes";
  const scale = isBytes ? topOfBytes(most) : { top: roundUp(most), words: formatTick(roundUp(most)) };
  const { top } = scale;
  const value = values[index] ?? null;
  return (
    <div className={styles.row} data-series={series}>
      <p className={styles.name}>
        <span className={styles.swatch} aria-hidden="true" />
        {name} <span className="figures">{value === null ? NOT_MEASURED : isBytes ? formatBytes(value) : formatCount(value)}</span>
      </p>
      <svg width={width} height={ROW_PX} viewBox={`0 0 ${width} ${ROW_PX}`} role="img" aria-label={summary(name, values, days, isBytes ? formatBytes : formatInteger)}>
        <g transform={`translate(${LEFT_PX} ${ABOVE_PX})`}>
          {runsOf(values.map((each) => each === null)).map(([from, to]) => (
            <rect key={from} className={styles.unknown} x={from * step} y="0" width={(to - from) * step} height={box.height} />
          ))}
          <path className={styles.lines} d={`M0 .5H${box.width}M0 ${box.height}H${box.width}`} />
          <path className={styles.cross} d={`M${(index + 0.5) * step} ${-ABOVE_PX}V${box.height}`} />
          {LEVELS.has(series) ? <path className={styles.steps} d={stepsPath(values, top, box)} /> : <Bars values={values.map((each) => each ?? 0)} open={days.findIndex(({ day }) => day === today)} top={top} box={box} />}
          <text className={styles.figure} x="-8" y="4">
            {scale.words}
          </text>
          <text className={styles.figure} x="-8" y={box.height}>
            0
          </text>
        </g>
      </svg>
    </div>
  );
}

function Axis({ days, width }: { readonly days: readonly UsageDay[]; readonly width: number }) {
  const room = width - LEFT_PX - RIGHT_PX;
  const step = room / days.length;
  return (
    <svg className={styles.axis} width={width} height={AXIS_PX} viewBox={`0 0 ${width} ${AXIS_PX}`} aria-hidden="true">
      {ticksOf(
        days.map(({ day }) => day),
        room,
      ).map(({ index, label }) => (
        <text key={index} className={styles.tick} x={LEFT_PX + (index + 0.5) * step} y="14">
          {label}
        </text>
      ))}
    </svg>
  );
}

export function UsageChart({ days, today, createdOn }: UsageChartProps) {
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const [at, setAt] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const indexOf = (day: string | null) => days.findIndex((each) => each.day === day);
  const chosen = indexOf(at) === -1 ? days.length - 1 : indexOf(at);
  const index = indexOf(over) === -1 ? chosen : indexOf(over);
  const wordsOf = (which: number) => (days[which] === undefined ? "" : dayWords(days[which], { today, createdOn }));

  function dayAtPointer(event: PointerEvent<HTMLElement>): string | null {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT_PX;
    return days[dayUnder(x, days.length, width - LEFT_PX - RIGHT_PX)]?.day ?? null;
  }

  return (
    <figure ref={frame} className={styles.chart} aria-label="What was counted by day">
      {width > LEFT_PX + RIGHT_PX && (
        <>
          {/* The slider below does the same by keyboard. */}
          <div className={styles.plots} onPointerMove={(event) => setOver(dayAtPointer(event))} onPointerDown={(event) => setAt(dayAtPointer(event))} onPointerLeave={() => setOver(null)}>
            {SERIES.map(([series, name]) => (
              <Row key={series} days={days} today={today} createdOn={createdOn} series={series} name={name} index={index} width={width} />
            ))}
            <Axis days={days} width={width} />
          </div>
          {days.length > 1 && (
            <input
              className={styles.slider}
              type="range"
              aria-label="Day"
              aria-valuetext={wordsOf(chosen)}
              min="0"
              max={days.length - 1}
              step="1"
              value={chosen}
              onChange={(event) => setAt(days[Number(event.target.value)]?.day ?? null)}
            />
          )}
        </>
      )}
      <figcaption className={styles.reading}>
        {wordsOf(index)}. <span className="muted">Shaded: nothing is known. All days are in the table below.</span>
      </figcaption>
    </figure>
  );
}
