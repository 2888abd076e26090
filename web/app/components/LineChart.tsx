/**
 * A live line chart over the stream's history. Keeps its scale while a pointer is on it, names every line with its value
 * beside it, and can be read as a table. Seconds of which nothing is known are shaded, and time goes on over them: a lost
 * connection is a growing gap, never a line that stands still.
 */
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatClock, formatTick, NOT_MEASURED } from "@aurigraph/core";
import type { HistoryPoint } from "../live/live.ts";
import { useAppSelector } from "../store.ts";
import { Button } from "./Button.tsx";
import styles from "./LineChart.module.css";
import { gapsOf, powerAbove, powerBelow, roundUp } from "./scale.ts";

export interface Line {
  readonly name: string;
  /** CSS variable of the data palette. */
  readonly color: `--category-${number}`;
  readonly value: (point: HistoryPoint) => number | null;
}

interface LineChartProps {
  readonly label: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly points: readonly HistoryPoint[];
  readonly format: (value: number) => string;
  readonly heightPx: number;
  readonly windowSeconds: number;
  /** The end of the time axis, in Unix seconds: the newest point, or later while the connection is lost. */
  readonly untilSeconds: number | undefined;
  /** By powers of ten, for lines that differ by orders of magnitude. */
  readonly logarithmic?: boolean;
  readonly stale: boolean;
}

function variable(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

function align(points: readonly HistoryPoint[], lines: readonly Line[]): uPlot.AlignedData {
  return [points.map((point) => point.timeSeconds), ...lines.map((line) => points.map((point) => line.value(point)))];
}

/** What changes while the chart stays. */
interface Moving {
  readonly windowSeconds: number;
  readonly untilSeconds: number | undefined;
  readonly gaps: readonly (readonly [from: number, to: number])[];
}

interface ChartHandles {
  readonly setIndex: (index: number | null) => void;
  readonly moving: { current: Moving };
}

/** Shades the seconds of which nothing is known. */
function shadeGaps(chart: uPlot, { gaps, untilSeconds }: Moving): void {
  const { ctx, bbox } = chart;
  const { min, max } = chart.scales["x"] ?? {};
  if (min === undefined || max === undefined || min === null || max === null) return;
  const last = chart.data[0].at(-1);
  const open = last !== undefined && untilSeconds !== undefined && untilSeconds - last > 2 ? [[last, untilSeconds] as const] : [];
  ctx.save();
  ctx.fillStyle = variable(chart.root, "--surface-sunken");
  for (const [from, to] of [...gaps, ...open]) {
    const left = chart.valToPos(Math.max(from, min), "x", true);
    const right = chart.valToPos(Math.min(to, max), "x", true);
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

function valueScale(logarithmic: boolean, isHovering: () => boolean): uPlot.Scale {
  let top = 1;
  if (logarithmic) {
    // A whole power of ten at both ends; nothing that was measured is ever zero.
    return { distr: 3, log: 10, range: (_chart, min, max) => [powerBelow(min ?? 1), powerAbove(max ?? 10)] };
  }
  return {
    range: (_chart, _min, max) => {
      const wanted = roundUp((max ?? 0) * 1.05);
      // A hand on the chart: the scale may grow so that nothing is cut off, but not shrink.
      top = isHovering() ? Math.max(top, wanted) : wanted;
      return [0, top];
    },
  };
}

function isPowerOfTen(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}

function options(props: LineChartProps, element: Element, handles: ChartHandles): uPlot.Options {
  let hovering = false;
  const onlyPowers: uPlot.Axis.Filter = (_chart, splits) => splits.map((split) => (props.logarithmic === true && !isPowerOfTen(split) ? null : split));
  const font = `11px ${variable(element, "--font-figures")}`;
  const axis = { stroke: () => variable(element, "--text-muted"), font, grid: { stroke: () => variable(element, "--line"), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: props.heightPx,
    legend: { show: false },
    padding: [10, 28, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: {
        time: true,
        range: (_chart, _min, max) => {
          const end = Math.max(max, handles.moving.current.untilSeconds ?? max);
          return [end - handles.moving.current.windowSeconds, end];
        },
      },
      y: valueScale(props.logarithmic ?? false, () => hovering),
    },
    axes: [
      { ...axis, space: 90, size: 26, values: (_chart, splits) => splits.map((split) => formatClock(split * 1000)) },
      { ...axis, size: 56, space: 34, filter: onlyPowers, grid: { ...axis.grid, filter: onlyPowers }, values: (_chart, splits) => splits.map((split) => (split === null ? "" : formatTick(split))) },
    ],
    series: [
      {},
      ...props.lines.map(
        (line, index): uPlot.Series => ({ label: line.name, stroke: () => variable(element, line.color), width: 1.5, spanGaps: false, points: { show: false }, ...(index > 0 && { dash: [5, 3] }) }),
      ),
    ],
    hooks: {
      drawClear: [(chart) => shadeGaps(chart, handles.moving.current)],
      setCursor: [
        (chart) => {
          hovering = chart.cursor.left !== undefined && chart.cursor.left !== null && chart.cursor.left >= 0;
          handles.setIndex(hovering ? (chart.cursor.idx ?? null) : null);
        },
      ],
    },
  };
}

export function LineChart(props: LineChartProps) {
  const { label, unit, lines, points, format, windowSeconds, untilSeconds, logarithmic = false, stale } = props;
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const moving = useRef<Moving>({ windowSeconds, untilSeconds, gaps: [] });
  const [index, setIndex] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const theme = useAppSelector((state) => state.preferences.theme);

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const made = new uPlot(options(props, element, { setIndex, moving }), align(points, lines), element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: props.heightPx }));
    observer.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => made.redraw();
    scheme.addEventListener("change", redraw);
    return () => {
      observer.disconnect();
      scheme.removeEventListener("change", redraw);
      made.destroy();
      chart.current = null;
    };
    // The chart is made once for each theme; data and window are handed to it below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asTable, theme]);

  useEffect(() => {
    moving.current = { windowSeconds, untilSeconds, gaps: gapsOf(points) };
    chart.current?.setData(align(points, lines));
  }, [points, lines, windowSeconds, untilSeconds, asTable, theme]);

  const shown = index === null ? points.at(-1) : points[index];
  return (
    <figure className={styles.chart} data-stale={stale}>
      <figcaption className={styles.caption}>
        <h3>
          {label}
          {logarithmic && <span className={styles.scale}>, powers of ten</span>}
        </h3>
        <ul className={styles.legend}>
          {lines.map((line, order) => {
            const value = shown ? line.value(shown) : null;
            return (
              <li key={line.name}>
                <svg className={styles.swatch} data-color={line.color} width="16" height="6" viewBox="0 0 16 6" aria-hidden="true">
                  <path d="M0 3h16" stroke="currentColor" strokeWidth="2" {...(order > 0 && { strokeDasharray: "5 3" })} />
                </svg>
                {line.name} <span className="figures">{value === null ? NOT_MEASURED : format(value)}</span>
              </li>
            );
          })}
          <li className={styles.when}>{shown ? `${index === null ? "latest, " : ""}${formatClock(shown.timeSeconds * 1000)}` : ""}</li>
        </ul>
        <Button kind="quiet" className={styles.toggle} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </Button>
      </figcaption>
      {asTable ? <PointTable {...props} /> : <div ref={frame} className={styles.frame} role="img" aria-label={`${label}, in ${unit}. The button Table shows the figures.`} />}
    </figure>
  );
}

/** The latest half minute of the chart, as figures. */
function PointTable({ label, unit, lines, points, format, heightPx }: LineChartProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className={styles.tableFrame} tabIndex={0} role="region" aria-label={`${label} as a table`} ref={(element) => void (element && (element.style.height = `${heightPx}px`))}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map((line) => (
              <th key={line.name} scope="col">
                {line.name}, {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points
            .slice(-30)
            .toReversed()
            .map((point) => (
              <tr key={point.timeSeconds}>
                <td>{formatClock(point.timeSeconds * 1000)}</td>
                {lines.map((line) => {
                  const value = line.value(point);
                  return <td key={line.name}>{value === null ? NOT_MEASURED : format(value)}</td>;
                })}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
