/** How long a transfer takes to become final, as measured just now by the node; never a promise and never made up. */
import { usePerformanceQuery } from "@aurigraph/api";
import { formatDecimal } from "@aurigraph/core";
import { useFreshness } from "../../live/hooks.ts";
import { useAppSelector } from "../../store.ts";

const TPS_UPDATE_EVERY_MS = 1_000;

/** Two digits at most: more would claim an exactness that an estimate does not have. */
function roughly(milliseconds: number): string {
  if (milliseconds >= 100) return `${formatDecimal(milliseconds / 1000, 1)} s`;
  return `${formatDecimal(milliseconds, milliseconds >= 10 ? 0 : 1)} ms`;
}

/** "final in about 0.2 s (measured now)", or what is known instead. */
export function useFinalityEstimate(): string {
  const tps = useAppSelector((state) => state.live.tps);
  const freshness = useFreshness(tps?.at, TPS_UPDATE_EVERY_MS);
  const { data } = usePerformanceQuery();
  if (freshness.kind === "measured" && tps !== null && tps.value.latency !== null) {
    return `final in about ${roughly(tps.value.latency)} (measured now)`;
  }
  const recent = data?.last60Seconds.finalityLatencyMs;
  if (recent) return `final in about ${roughly(recent.p50)} (measured over the last minute)`;
  return "final with the next block (how long that takes was not measured in the last minute)";
}
