/** The areas of the portal: where they are, which key leads there, and where they stand on a phone. */
import type { IconName } from "../components/icons.tsx";

export interface Area {
  readonly name: string;
  readonly path: string;
  readonly icon: IconName;
  /** After `g`. */
  readonly letter: string;
  /** Within the thumb's reach on a phone; the others are behind "More". */
  readonly bottomBar: boolean;
  readonly group: "ledger" | "committee" | "tools";
}

export const AREAS: readonly Area[] = [
  { name: "Overview", path: "/", icon: "activity", letter: "o", bottomBar: true, group: "ledger" },
  { name: "Blocks", path: "/blocks", icon: "cube", letter: "b", bottomBar: true, group: "ledger" },
  { name: "Transactions", path: "/transactions", icon: "transactions", letter: "t", bottomBar: true, group: "ledger" },
  { name: "Assets", path: "/assets", icon: "coins", letter: "a", bottomBar: false, group: "ledger" },
  { name: "Network", path: "/network", icon: "network", letter: "n", bottomBar: false, group: "committee" },
  { name: "Validators", path: "/validators", icon: "shield", letter: "v", bottomBar: false, group: "committee" },
  { name: "Governance", path: "/governance", icon: "governance", letter: "g", bottomBar: false, group: "committee" },
  { name: "Send", path: "/send", icon: "send", letter: "s", bottomBar: true, group: "tools" },
  { name: "Verify a proof", path: "/verify", icon: "proof", letter: "p", bottomBar: false, group: "tools" },
  { name: "API reference", path: "/docs", icon: "code", letter: "r", bottomBar: false, group: "tools" },
];

/** The area a path belongs to. */
export function areaOf(path: string): Area | undefined {
  const first = path.split("/")[1] ?? "";
  return AREAS.find((area) => area.path === `/${first}`);
}
