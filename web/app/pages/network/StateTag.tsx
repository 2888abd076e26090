/** A node's state as a tag, with how much of a snapshot came. */
import type { LedgerNode } from "@aurigraph/api";
import { Tag } from "../../components/Tag.tsx";
import { stateOf, stateWords } from "./committee.ts";

export function StateTag({ node }: { readonly node: LedgerNode }) {
  return <Tag tone={stateOf(node.status).tone}>{stateWords(node)}</Tag>;
}
