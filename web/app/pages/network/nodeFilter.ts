/** Which nodes of the list are shown, by role and state as the address bar asks, and what is said where none is left. Pure. */
import type { LedgerNode } from "@aurigraph/api";
import { STATE_OPTIONS } from "./committee.ts";
import { kindWords, roleOptions } from "./roles.ts";

type Option = readonly [value: string, words: string];

/** What restricts the list; a value that nobody can choose counts as none. */
export interface NodeFilter {
  readonly role: Option | undefined;
  readonly status: Option | undefined;
}

function chosen(options: readonly Option[], asked: string | undefined): Option | undefined {
  return options.find(([value]) => value !== "" && value === asked);
}

export function nodeFilter(nodes: readonly LedgerNode[], asked: { readonly role: string | undefined; readonly status: string | undefined }): NodeFilter {
  return { role: chosen(roleOptions(nodes, asked.role), asked.role), status: chosen(STATE_OPTIONS, asked.status) };
}

export function filtered(nodes: readonly LedgerNode[], { role, status }: NodeFilter): readonly LedgerNode[] {
  return nodes.filter((node) => (role === undefined || node.nodeType === role[0]) && (status === undefined || node.status === status[0]));
}

/** `No business node is stalled`. */
export function noneWords({ role, status }: NodeFilter): string {
  const whose = role === undefined ? "node" : kindWords(role[0]);
  return `No ${whose} is ${status?.[1] ?? "here"}`;
}
