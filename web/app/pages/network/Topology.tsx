/**
 * The nodes as this one sees them: itself in the middle, a line to each of the others with the time that a message to it and back took. A state
 * is a shape and a word as well as a colour, and each node leads to what is known of it. The list of nodes says the same as a table.
 */
import { Fragment, type MouseEvent, useContext, useRef } from "react";
import { Link } from "react-router";
import type { LedgerNode } from "@aurigraph/api";
import { formatMilliseconds, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { useWidth } from "../../components/useWidth.ts";
import { OpenBeside } from "../../lists/useBeside.ts";
import { isReachable, type NodeShape, snapshotPercent, stateOf } from "./committee.ts";
import { arcPath, layOut, LINE_PX, lineWidth, type PeerPlace, type Point } from "./topology.ts";
import styles from "./Topology.module.css";

/** The width of a digit of the latencies. */
const CHARACTER_PX = 7;

/** The outline of a state. */
function Shape({ shape, at, radius, percent }: { readonly shape: NodeShape; readonly at: Point; readonly radius: number; readonly percent: number | null }) {
  const common = { className: styles.shape, "data-shape": shape };
  if (shape === "diamond") {
    const half = radius * 1.28;
    return <path {...common} d={`M${at.x} ${at.y - half}L${at.x + half} ${at.y}L${at.x} ${at.y + half}L${at.x - half} ${at.y}Z`} />;
  }
  if (shape === "square") {
    const half = radius * 0.92;
    return <rect {...common} x={at.x - half} y={at.y - half} width={half * 2} height={half * 2} rx="2" />;
  }
  return (
    <>
      <circle {...common} cx={at.x} cy={at.y} r={radius} />
      {shape === "arc" && (percent === null ? <circle className={styles.arc} cx={at.x} cy={at.y} r={radius} strokeDasharray={`${radius / 2} ${radius / 2}`} /> : <path className={styles.arc} d={arcPath(at, radius, percent / 100)} />)}
    </>
  );
}

interface MarkerProps {
  readonly node: LedgerNode;
  readonly at: Point;
  readonly radius: number;
  readonly leads: boolean;
  readonly lines: readonly { readonly text: string; readonly quiet?: boolean; readonly x: number; readonly y: number }[];
}

/** What is drawn, as it stands there, then the rest of what is known: the name of a node's link. */
function nodeWords(node: LedgerNode, leads: boolean, drawn: readonly string[]): string {
  const rest = drawn.includes(node.name) ? [] : [node.name];
  rest.push(stateOf(node.status).words);
  if (leads) rest.push("leads the current view");
  if (isReachable(node) && node.latencyMs !== null) rest.push(`round trip ${formatMilliseconds(node.latencyMs)} ms`);
  if (!isReachable(node) && node.heardSecondsAgo !== null) rest.push(`last heard of ${formatSpan(node.heardSecondsAgo * 1000)} ago`);
  return `${drawn.join(" ")}: ${rest.join(", ")}`;
}

function Marker({ node, at, radius, leads, lines }: MarkerProps) {
  const onRow = useContext(OpenBeside);
  const state = stateOf(node.status);
  const words = nodeWords(node, leads, [node.validatorId, ...lines.map(({ text }) => text)]);
  return (
    <Link
      to={`/validators/${node.validatorId}`}
      className={styles.node}
      data-tone={state.tone}
      aria-label={words}
      onClick={onRow && ((event: MouseEvent) => onRow(event, node.validatorId))}
    >
      {/* A finger's room around the mark. */}
      <circle className={styles.reach} cx={at.x} cy={at.y} r={Math.max(22, radius)} />
      {leads && <circle className={styles.leader} cx={at.x} cy={at.y} r={radius + 5} />}
      <Shape shape={state.shape} at={at} radius={radius} percent={snapshotPercent(node.catchUp)} />
      <text className={styles.number} x={at.x} y={at.y + 4.5}>
        {node.validatorId}
      </text>
      {lines.map((line) => (
        <Fragment key={line.y}>
          {/* Parts one text from the next, for whoever does not see where they stand. */}{" "}
          <text className={line.quiet ? styles.quiet : styles.name} x={line.x} y={line.y}>
            {line.text}
          </text>
        </Fragment>
      ))}
    </Link>
  );
}

function latencyText(node: LedgerNode): string {
  if (!isReachable(node)) return "away";
  return node.latencyMs === null ? NOT_MEASURED : formatMilliseconds(node.latencyMs);
}

/** The figure on a line, on a ground that breaks the line. */
function LineFigure({ at, text }: { readonly at: Point; readonly text: string }) {
  const width = text.length * CHARACTER_PX + 8;
  return (
    <>
      <rect className={styles.ground} x={at.x - width / 2} y={at.y - 9} width={width} height="18" />
      <text className={styles.latency} x={at.x} y={at.y + 4}>
        {text}
      </text>
    </>
  );
}

/** The second line below a name: what is unusual. */
function remarkOf(node: LedgerNode, leads: boolean): string {
  const state = stateOf(node.status);
  if (state.tone !== "positive") {
    const percent = snapshotPercent(node.catchUp);
    return percent === null ? state.words : `${state.words}, ${percent} %`;
  }
  if (!node.votes) return "no vote yet";
  return leads ? "leads" : "";
}

/** What stands beside a mark: its name and a remark, or its latency alone where many are near. */
function linesOf(node: LedgerNode, { label, y }: PeerPlace, leads: boolean, isCrowded: boolean): MarkerProps["lines"] {
  if (isCrowded) return [{ text: latencyText(node), quiet: true, x: label.x, y: label.y }];
  const remark = remarkOf(node, leads);
  // Above a mark there is room for two lines; one alone stands next to it.
  const nameY = label.y < y && remark === "" ? label.y + LINE_PX : label.y;
  return [{ text: node.name, x: label.x, y: nameY }, ...(remark === "" ? [] : [{ text: remark, quiet: true, x: label.x, y: nameY + LINE_PX }])];
}

interface TopologyProps {
  readonly nodes: readonly LedgerNode[];
  /** The validator that leads the current view; undefined where that is not known. */
  readonly leaderId: string | undefined;
}

/** The picture, as wide as its place. */
export function Topology({ nodes, leaderId }: TopologyProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  return (
    <div ref={frame} className={styles.frame}>
      {width > 0 && <Drawing nodes={nodes} leaderId={leaderId} width={width} />}
    </div>
  );
}

function Drawing({ nodes, leaderId, width }: TopologyProps & { readonly width: number }) {
  const self = nodes.find((node) => node.isSelf);
  const others = nodes.filter((node) => node !== self);
  const layout = layOut(others.length, width);
  const { centre, radius, isCrowded } = layout;
  return (
    <svg width={width} height={layout.height} viewBox={`0 0 ${width} ${layout.height}`} role="group" aria-label="Topology: this node and its peers. The list of nodes below says the same as a table.">
      {others.map((node, index) => {
        const place = layout.peers[index];
        if (!place) return null;
        const reach = !isReachable(node) ? "none" : node.latencyMs === null ? "unknown" : "measured";
        return (
          <g key={node.validatorId} aria-hidden="true">
            <line className={styles.line} data-reach={reach} x1={place.from.x} y1={place.from.y} x2={place.to.x} y2={place.to.y} strokeWidth={reach === "none" ? 1.25 : lineWidth(node.latencyMs)} />
            {!isCrowded && <LineFigure at={place.middle} text={latencyText(node)} />}
          </g>
        );
      })}
      {self && (
        <Marker node={self} at={centre} radius={radius + 6} leads={self.validatorId === leaderId} lines={[{ text: "this node", x: centre.x, y: centre.y + radius + 27 }]} />
      )}
      {others.map((node, index) => {
        const place = layout.peers[index];
        if (!place) return null;
        const leads = node.validatorId === leaderId;
        const lines = linesOf(node, place, leads, isCrowded);
        return <Marker key={node.validatorId} node={node} at={place} radius={radius} leads={leads} lines={lines} />;
      })}
    </svg>
  );
}

const LEGEND: readonly (readonly [shape: NodeShape, tone: string, words: string])[] = [
  ["circle", "positive", "healthy"],
  ["arc", "warning", "catching up"],
  ["diamond", "negative", "stalled"],
  ["square", "warning", "read only or stopping"],
  ["dashed", "negative", "unreachable"],
];

/** What shapes, ring and lines mean. */
export function TopologyLegend() {
  const at = { x: 8, y: 8 };
  return (
    <ul className={styles.legend} aria-label="What the shapes mean">
      {LEGEND.map(([shape, tone, words]) => (
        <li key={shape} data-tone={tone}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <Shape shape={shape} at={at} radius={5} percent={null} />
          </svg>
          {words}
        </li>
      ))}
      <li>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <circle className={styles.leader} cx="8" cy="8" r="6.5" />
        </svg>
        leads
      </li>
      <li>
        <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">
          <path className={styles.line} d="M1 8h8" strokeWidth="4" />
          <path className={styles.line} d="M13 8h8" strokeWidth="1.5" />
        </svg>
        the quicker, the thicker
      </li>
    </ul>
  );
}
