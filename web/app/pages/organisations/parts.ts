/** The parts of an organisation's page: their addresses, who may see them, and which one was open last. */
import type { Organisation } from "@aurigraph/api";

/** What each part is given. */
export interface PartProps {
  readonly organisation: Organisation;
}

export interface Part {
  readonly id: PartId;
  readonly name: string;
  /** What whoever sees it may do; nothing where every member sees it. */
  readonly action?: string;
}

export type PartId = "members" | "invitations" | "teams" | "api-keys" | "ledger-accounts" | "payments" | "nodes" | "roles" | "usage" | "audit" | "settings";

export const PARTS: readonly Part[] = [
  { id: "members", name: "Members", action: "members.read" },
  { id: "invitations", name: "Invitations", action: "invitations.read" },
  { id: "teams", name: "Teams", action: "teams.read" },
  { id: "api-keys", name: "API keys", action: "api_keys.read" },
  { id: "ledger-accounts", name: "Ledger accounts", action: "ledger_accounts.read" },
  { id: "payments", name: "Payments", action: "payments.read" },
  { id: "nodes", name: "Nodes", action: "nodes.read" },
  { id: "roles", name: "Roles" },
  { id: "usage", name: "Usage", action: "usage.read" },
  { id: "audit", name: "Audit", action: "audit.read" },
  { id: "settings", name: "Settings" },
];

export function partOf(text: string | null | undefined): Part | undefined {
  return PARTS.find(({ id }) => id === text);
}

/** Those that whoever may do this sees. */
export function visibleParts(actions: readonly string[]): readonly Part[] {
  return PARTS.filter(({ action }) => action === undefined || actions.includes(action));
}

const KEY = "aurigraph.organisation-part";

/** Where somebody goes who names no part: the one that was open last in this browser, if it may be seen here. */
export function firstPart(actions: readonly string[], remembered: string | null): PartId {
  const visible = visibleParts(actions);
  return (visible.find(({ id }) => id === remembered) ?? visible[0])?.id ?? "settings";
}

export function rememberedPart(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function rememberPart(id: PartId): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Storage may be full or forbidden: then the next visit begins at the members.
  }
}

export function partPath(organisationId: string, id?: PartId): string {
  const path = `/organisations/${encodeURIComponent(organisationId)}`;
  return id === undefined ? path : `${path}/${id}`;
}
