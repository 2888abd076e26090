/**
 * A live line chart over the stream's history. Keeps its scale while a pointer is on it, shows gaps as gaps, names every
 * line with its value beside it, and can be read as a table.
 */
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatClock, formatTick, NOT_MEASURED } from "@aurigraph/core";
import type { HistoryPoint } from "../live/live.ts";
import { useAppSelector } from "../store.ts";
import { Button } from "./Button.tsx";
import styles from "./LineChart.module.css";
import { roundUp } from "./scale.ts";

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
  readonly stale: boolean;
}

function variable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function align(points: readonly HistoryPoint[], lines: readonly Line[]): uPlot.AlignedData {
  return [points.map((point) => point.timeSeconds), ...lines.map((line) => points.map((point) => line.value(point)))];
}

interface ChartHandles {
  readonly setIndex: (index: number | null) => void;
  readonly windowSeconds: { current: number };
}

function options(props: LineChartProps, width: number, handles: ChartHandles): uPlot.Options {
  let hovering = false;
  let top = 1;
  const font = `11px ${variable("--font-figures")}`;
  const axis = { stroke: () => variable("--text-muted"), font, grid: { stroke: () => variable("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: props.heightPx,
    legend: { show: false },
    padding: [10, 28, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true, range: (_chart, _min, max) => [max - handles.windowSeconds.current, max] },
      y: {
        range: (_chart, _min, max) => {
          const wanted = roundUp((max ?? 0) * 1.05);
          // A hand on the chart: the scale may grow so that nothing is cut off, but not shrink.
          top = hovering ? Math.max(top, wanted) : wanted;
          return [0, top];
        },
      },
    },
    axes: [
      { ...axis, space: 90, size: 26, values: (_chart, splits) => splits.map((split) => formatClock(split * 1000)) },
      { ...axis, size: 56, space: 34, values: (_chart, splits) => splits.map(formatTick) },
    ],
    series: [
      {},
      ...props.lines.map(
        (line, index): uPlot.Series => ({ label: line.name, stroke: () => variable(line.color), width: 1.5, spanGaps: false, points: { show: false }, ...(index > 0 && { dash: [5, 3] }) }),
      ),
    ],
    hooks: {
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
  const { label, unit, lines, points, format, windowSeconds, stale } = props;
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const windowRef = useRef(windowSeconds);
  const [index, setIndex] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const theme = useAppSelector((state) => state.preferences.theme);

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const made = new uPlot(options(props, element.clientWidth, { setIndex, windowSeconds: windowRef }), align(points, lines), element);
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
    // The chart is made once; data, window and theme are handed to it below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asTable]);

  useEffect(() => {
    windowRef.current = windowSeconds;
    chart.current?.setData(align(points, lines));
  }, [points, lines, windowSeconds]);

  useEffect(() => {
    chart.current?.redraw();
  }, [theme]);

  const shown = index === null ? points.at(-1) : points[index];
  return (
    <figure className={styles.chart} data-stale={stale}>
      <figcaption className={styles.caption}>
        <h3>{label}</h3>
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
