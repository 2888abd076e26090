/**
 * The nodes as this one sees them: itself in the middle, a line to each validator that it asks with the time that a message to it and back took, and
 * below that ring the nodes that are no validators. A state is a shape or a word as well as a colour, and each validator leads to what is known of
 * it. The list of nodes says the same as a table.
 */
import { useRef } from "react";
import type { LedgerNode } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { useWidth } from "../../components/useWidth.ts";
import { isFollowed, type NodeShape } from "./committee.ts";
import { latencyText, leaderWords, linesOf, outerLinesOf, reachOf } from "./markWords.ts";
import { Hexagon, NodeMark, Shape } from "./NodeMark.tsx";
import { explanationsOf, isValidator, kindWords, roleLetter, sightOfNodes, typesOf, type ValidatorNode } from "./roles.ts";
import { type Layout, layOut, layOutside, lineWidth, type PeerPlace, type Point } from "./topology.ts";
import styles from "./Topology.module.css";

/** The width of a digit of the latencies. */
const CHARACTER_PX = 7;

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

/** From the middle to a validator; nothing to one that is not asked. */
function Line({ node, place, isCrowded }: { readonly node: LedgerNode; readonly place: PeerPlace; readonly isCrowded: boolean }) {
  const reach = reachOf(node);
  if (reach === "none") return null;
  return (
    <g aria-hidden="true">
      <line className={styles.line} data-reach={reach} x1={place.from.x} y1={place.from.y} x2={place.to.x} y2={place.to.y} strokeWidth={reach === "away" ? 1.25 : lineWidth(node.latencyMs)} />
      {!isCrowded && <LineFigure at={place.middle} text={latencyText(node)} />}
    </g>
  );
}

/** Validators around the middle, each with its line. */
function Ring({ validators, layout, leadsOf }: { readonly validators: readonly ValidatorNode[]; readonly layout: Layout; readonly leadsOf: (node: LedgerNode) => string | null }) {
  const placed = validators.flatMap((node, index) => {
    const place = layout.peers[index];
    return place ? [{ node, place }] : [];
  });
  return (
    <>
      {placed.map(({ node, place }) => (
        <Line key={node.nodeId} node={node} place={place} isCrowded={layout.isCrowded} />
      ))}
      {placed.map(({ node, place }) => {
        const leads = leadsOf(node);
        return <NodeMark key={node.nodeId} node={node} at={place} radius={layout.radius} leads={leads} lines={linesOf(node, place, leads !== null, layout.isCrowded)} />;
      })}
    </>
  );
}

function Drawing({ nodes, leaderId, width }: TopologyProps & { readonly width: number }) {
  const self = nodes.find((node) => node.isSelf);
  const others = nodes.filter((node) => node !== self);
  const validators = others.filter(isValidator);
  const rest = others.filter((node) => !isValidator(node));
  const layout = layOut(validators.length, width);
  const outside = layOutside(rest.length, layout);
  const { centre, radius } = layout;
  const words = leaderWords(sightOfNodes(nodes));
  const leadsOf = (node: LedgerNode) => (leaderId !== undefined && node.validatorId === leaderId ? words : null);
  return (
    <svg width={width} height={outside.height} viewBox={`0 0 ${width} ${outside.height}`} role="group" aria-label="Topology: this node and its peers. The list of nodes below says the same as a table.">
      <Ring validators={validators} layout={layout} leadsOf={leadsOf} />
      {self && <NodeMark node={self} at={centre} radius={radius + 6} leads={leadsOf(self)} lines={[{ text: "this node", x: centre.x, y: centre.y + radius + 27 }]} />}
      {outside.places.map((place, index) => {
        const node = rest[index];
        return node && <NodeMark key={node.nodeId} node={node} at={place} radius={outside.radius} leads={null} lines={outerLinesOf(node, place, outside.characters)} />;
      })}
      {outside.left > 0 && (
        <text className={styles.quiet} x={outside.rest.x} y={outside.rest.y}>
          and {formatInteger(outside.left)} more in the list
        </text>
      )}
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

/** Only where a node that is no validator looks. */
const NOT_FOLLOWED = ["dotted", "neutral", "not followed"] as const;

/** What shapes, ring and lines mean, of those that can be on the picture. */
export function TopologyLegend({ nodes }: { readonly nodes: readonly LedgerNode[] }) {
  const at = { x: 8, y: 8 };
  const shapes = nodes.every(isFollowed) ? LEGEND : [...LEGEND, NOT_FOLLOWED];
  const types = typesOf(nodes.filter((node) => !isValidator(node)));
  return (
    <ul className={styles.legend} aria-label="What the shapes mean">
      {shapes.map(([shape, tone, words]) => (
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
      {types.map((nodeType) => (
        <li key={nodeType} data-tone="positive">
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <Hexagon at={{ x: 10, y: 10 }} radius={9} />
            <text className={styles.letter} x="10" y="14">
              {roleLetter(nodeType)}
            </text>
          </svg>
          {kindWords(nodeType)}
        </li>
      ))}
    </ul>
  );
}

/** What nodes that are no validators do; nothing where there are none. */
export function RoleCaption({ nodes }: { readonly nodes: readonly LedgerNode[] }) {
  const explanations = explanationsOf(nodes);
  return explanations.length === 0 ? null : <p className={styles.caption}>{explanations.join(" ")}</p>;
}
