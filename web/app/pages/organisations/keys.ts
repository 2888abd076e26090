/** API keys: how long they go on, and a first request with one. */
import type { ApiKey } from "@aurigraph/api";

export const DAYS_MAX = 365;
export const DAYS_USUAL = 90;
/** Before its end a key is marked, so that there is time to make another. */
const SOON_MS = 14 * 86_400_000;

export type KeyState = "over" | "soon" | "valid";

export function keyState({ expiresAt, isExpired }: Pick<ApiKey, "expiresAt" | "isExpired">, nowMs: number): KeyState {
  const left = Date.parse(expiresAt) - nowMs;
  if (isExpired || left <= 0) return "over";
  return left <= SOON_MS ? "soon" : "valid";
}

/** Why a number of days cannot be one; undefined where it can. */
export function daysProblem(text: string): string | undefined {
  const days = Number(text);
  return /^\d+$/.test(text.trim()) && days >= 1 && days <= DAYS_MAX ? undefined : `Enter a number of days from 1 to ${DAYS_MAX}.`;
}

/** Commands that work as they are: every role may see the organisation. The key stays out of the second one, which may be kept in a shell's history. */
export function curlExample({ origin, organisationId, secret }: { readonly origin: string; readonly organisationId: string; readonly secret: string }): string {
  return `export AURIGRAPH_KEY='${secret}'\ncurl --fail-with-body --header "Authorization: Bearer $AURIGRAPH_KEY" \\\n  '${origin}/api/v11/organisations/${encodeURIComponent(organisationId)}'`;
}
