/** A node on the topology: its outline, what stands in it and beside it. A validator's mark leads to what is known of it; other nodes have no record. */
import { Fragment, type MouseEvent, type ReactNode, useContext } from "react";
import { Link } from "react-router";
import type { LedgerNode } from "@aurigraph/api";
import { OpenBeside } from "../../lists/useBeside.ts";
import { type NodeShape, snapshotPercent, stateOf } from "./committee.ts";
import { type MarkLine, nodeWords } from "./markWords.ts";
import { isValidator, roleLetter, type ValidatorNode } from "./roles.ts";
import { arcPath, hexagonPath, type Point } from "./topology.ts";
import styles from "./Topology.module.css";

/** The outline of a validator's state. */
export function Shape({ shape, at, radius, percent }: { readonly shape: NodeShape; readonly at: Point; readonly radius: number; readonly percent: number | null }) {
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

/** The outline of a node that is no validator: the shape says that, words beside it say its state. */
export function Hexagon({ at, radius, isAway = false }: { readonly at: Point; readonly radius: number; readonly isAway?: boolean }) {
  return <path className={styles.shape} data-shape="hexagon" data-away={isAway} d={hexagonPath(at, radius)} />;
}

function ValidatorLink({ node, words, children }: { readonly node: ValidatorNode; readonly words: string; readonly children: ReactNode }) {
  const onRow = useContext(OpenBeside);
  return (
    <Link to={`/validators/${node.validatorId}`} className={styles.node} data-tone={stateOf(node.status).tone} aria-label={words} onClick={onRow && ((event: MouseEvent) => onRow(event, node.validatorId))}>
      {children}
    </Link>
  );
}

interface MarkProps {
  readonly node: LedgerNode;
  readonly at: Point;
  readonly radius: number;
  /** That it leads, in words; null of one that does not. */
  readonly leads: string | null;
  readonly lines: readonly MarkLine[];
}

export function NodeMark({ node, at, radius, leads, lines }: MarkProps) {
  const drawn = lines.map(({ text }) => text);
  const texts = lines.map((line) => (
    <Fragment key={line.y}>
      {/* Parts one text from the next, for whoever does not see where they stand. */}{" "}
      <text className={line.quiet ? styles.quiet : styles.name} x={line.x} y={line.y}>
        {line.text}
      </text>
    </Fragment>
  ));
  if (!isValidator(node)) {
    return (
      <g className={styles.other} role="img" data-tone={stateOf(node.status).tone} aria-label={nodeWords(node, leads, drawn)}>
        <Hexagon at={at} radius={radius} isAway={node.status === "unreachable"} />
        <text className={styles.letter} x={at.x} y={at.y + 4}>
          {roleLetter(node.nodeType)}
        </text>
        {texts}
      </g>
    );
  }
  return (
    <ValidatorLink node={node} words={nodeWords(node, leads, [node.validatorId, ...drawn])}>
      {/* A finger's room around the mark. */}
      <circle className={styles.reach} cx={at.x} cy={at.y} r={Math.max(22, radius)} />
      {leads !== null && <circle className={styles.leader} cx={at.x} cy={at.y} r={radius + 5} />}
      <Shape shape={stateOf(node.status).shape} at={at} radius={radius} percent={snapshotPercent(node.catchUp)} />
      <text className={styles.number} x={at.x} y={at.y + 4.5}>
        {node.validatorId}
      </text>
      {texts}
    </ValidatorLink>
  );
}
