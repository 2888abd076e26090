/** What stands beside the marks of the topology, and what a mark is called for whoever does not see it. Pure. */
import type { LedgerNode } from "@aurigraph/api";
import { formatMilliseconds, NOT_MEASURED } from "@aurigraph/core";
import { heardWords, isReachable, latencyOf, stateOf, stateWords } from "./committee.ts";
import { isValidator, kindWords, roleWords, type RoundSight } from "./roles.ts";
import { LINE_PX, type OuterPlace, type PeerPlace } from "./topology.ts";

/** A line of text on the picture. */
export interface MarkLine {
  readonly text: string;
  readonly quiet?: boolean;
  readonly x: number;
  readonly y: number;
}

/** Whether a line is drawn from the middle to a node, and whether it has a figure. */
export type Reach = "measured" | "unknown" | "away" | "none";

/** Nothing connects nodes that do not ask each other, as far as is known. */
export function reachOf(node: LedgerNode): Reach {
  if (isReachable(node)) return latencyOf(node) === null ? "unknown" : "measured";
  return node.status === "unreachable" ? "away" : "none";
}

/** The figure on a line. */
export function latencyText(node: LedgerNode): string {
  const latency = latencyOf(node);
  if (latency !== null) return formatMilliseconds(latency);
  return node.status === "unreachable" ? "away" : NOT_MEASURED;
}

/**
 * What is drawn, as it stands there, then the rest of what is known: the name of a node's mark. The letter in the mark of a node that is no
 * validator is left out, because its role is said in words.
 */
export function nodeWords(node: LedgerNode, leads: string | null, drawn: readonly string[]): string {
  const latency = latencyOf(node);
  const rest = drawn.includes(node.name) ? [] : [node.name];
  if (!isValidator(node)) rest.push(kindWords(node.nodeType));
  rest.push(stateOf(node.status).words);
  if (leads !== null) rest.push(leads);
  if (latency !== null) rest.push(`round trip ${formatMilliseconds(latency)} ms`);
  else if (node.heardSecondsAgo !== null && !(isReachable(node) && isValidator(node))) rest.push(`last heard of ${heardWords(node)}`);
  return `${drawn.join(" ")}: ${rest.join(", ")}`;
}

/** How a leader is spoken of: whoever sees certificates knows which view comes next, not whether it has begun. */
export function leaderWords(sight: RoundSight): string {
  return sight === "votes" ? "leads the current view" : "leads the view after the last certificate";
}

/** The second line below a validator's name: what is unusual. */
function remarkOf(node: LedgerNode, leads: boolean): string {
  if (stateOf(node.status).tone !== "positive") return stateWords(node);
  if (!node.votes) return "no vote yet";
  return leads ? "leads" : "";
}

/** What stands beside a validator's mark: its name and a remark, or its latency alone where many are near. */
export function linesOf(node: LedgerNode, { label, y }: PeerPlace, leads: boolean, isCrowded: boolean): readonly MarkLine[] {
  if (isCrowded) return [{ text: latencyText(node), quiet: true, x: label.x, y: label.y }];
  const remark = remarkOf(node, leads);
  // Above a mark there is room for two lines; one alone stands next to it.
  const nameY = label.y < y && remark === "" ? label.y + LINE_PX : label.y;
  return [{ text: node.name, x: label.x, y: nameY }, ...(remark === "" ? [] : [{ text: remark, quiet: true, x: label.x, y: nameY + LINE_PX }])];
}

function clip(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, Math.max(1, characters - 1)).trimEnd()}\u2026`;
}

/** The same of a node outside the ring. Its name is its own word, so it gets the room that there is. */
export function outerLinesOf(node: LedgerNode, { label }: OuterPlace, characters: number): readonly MarkLine[] {
  // Explained on the page: the letter in the mark is enough. Of another type the reader sees the text.
  const role = node.nodeType === "BUSINESS" ? [] : [roleWords(node.nodeType).toLowerCase()];
  const state = stateOf(node.status).tone === "positive" ? [] : [stateWords(node)];
  const remark = [...role, ...state].join(", ");
  return [{ text: clip(node.name, characters), x: label.x, y: label.y }, ...(remark === "" ? [] : [{ text: clip(remark, characters + 4), quiet: true, x: label.x, y: label.y + LINE_PX }])];
}
