/** A node's state as a tag, with how much of a snapshot came; and what the ledger's registrar said of its key. */
import type { LedgerNode } from "@aurigraph/api";
import { Tag, type Tone } from "../../components/Tag.tsx";
import { stateOf, stateWords } from "./committee.ts";

export function StateTag({ node }: { readonly node: LedgerNode }) {
  return <Tag tone={stateOf(node.status).tone}>{stateWords(node)}</Tag>;
}

const REGISTRATION_TONES: Readonly<Record<string, Tone>> = { registered: "positive", revoked: "negative" };

/** Nothing where nothing was said, or no registrar is known: that is neither good nor bad. */
export function RegistrationTag({ node: { registration } }: { readonly node: LedgerNode }) {
  if (!registration) return null;
  return <Tag tone={REGISTRATION_TONES[registration] ?? "neutral"}>{registration}</Tag>;
}
